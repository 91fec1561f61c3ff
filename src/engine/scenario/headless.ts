// A scenario run from start to end without a screen: what `npm run sim` and the content tests do.

import { clusterView, ledgerView } from '../kafka/queries.ts';
import type { ClusterView, LedgerView } from '../kafka/views.ts';
import { runTo } from '../kernel/run.ts';
import type { Run } from '../kernel/run-state.ts';
import { hashHex } from '../kernel/trace.ts';
import { type ExpectationResult, judgeExpectation, scheduleOf } from './expectations.ts';
import type { Scenario } from './scenario.ts';
import { startRun } from './start.ts';

export interface HeadlessOutcome {
  /** The run at its end, for whoever wants to read its trace. */
  readonly run: Run;
  readonly expectations: readonly ExpectationResult[];
  readonly ledger: LedgerView;
  readonly cluster: ClusterView;
  /** Messages delivered and timers fired. */
  readonly eventCount: number;
  /** Rows of the trace. */
  readonly rows: number;
  /** Hash of the trace, 16 hex digits. */
  readonly hash: string;
  readonly isEveryExpectationMet: boolean;
}

/** Runs to `until` and judges every expectation at its time. Throws when the engine fails (a limit, an assertion). */
export function runHeadless(scenario: Scenario, keepTrace = false): HeadlessOutcome {
  const run = startRun(scenario, scenario.seed, scenario.timeline, keepTrace);
  const expectations: ExpectationResult[] = [];
  for (const { expectation, at } of scheduleOf(scenario)) {
    runTo(run, at);
    expectations.push(judgeExpectation(run.world, expectation, at));
  }
  runTo(run, scenario.until);
  return {
    run,
    expectations,
    ledger: ledgerView(run.world),
    cluster: clusterView(run.world),
    eventCount: run.world.eventCount,
    rows: run.world.rows,
    hash: hashHex(run.world.hash),
    isEveryExpectationMet: expectations.every((result) => result.isMet),
  };
}
