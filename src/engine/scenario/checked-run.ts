// A run whose invariants are checked after every event: what tests and searches use.

import {
  checkInvariants,
  createInvariantMemory,
  INVARIANTS,
  type InvariantFacts,
  type Violation,
} from '../kafka/invariants.ts';
import type { Intervention } from '../kernel/intervention.ts';
import { stepOne } from '../kernel/run.ts';
import type { Run } from '../kernel/run-state.ts';
import type { Scenario, Settings } from './scenario.ts';
import { startRun } from './start.ts';

const UNCLEAN = 'unclean.leader.election.enable';
const MIN_ISR = 'min.insync.replicas';

function isTrue(value: unknown): boolean {
  return String(value) === 'true';
}

/** All settings that a topic, or a node, ever has in the run. */
function settingsOver(
  first: Settings,
  interventions: readonly Intervention[],
  isFor: (i: Intervention) => boolean,
): Settings[] {
  const later = interventions.filter((i) => i.do === 'set' && isFor(i)).map((i) => i.config ?? {});
  return [first, ...later];
}

/** Which invariants a run of this scenario may break for a reason. */
export function invariantFactsOf(scenario: Scenario, interventions: readonly Intervention[]): InvariantFacts {
  const isLossy = (i: Intervention) => i.do === 'loseDisk' || (i.do === 'crash' && i.how === 'power');
  const producers = scenario.producers.map((p) => p.name);
  const endsProducer = (i: Intervention) =>
    ['crash', 'loseDisk', 'shutdown'].includes(i.do) &&
    (producers.includes(i.node ?? '') || scenario.producers.some((p) => p.zone !== '' && p.zone === i.zone));
  const uncleanTopics = scenario.topics
    .filter((t) =>
      settingsOver(t.config, interventions, (i) => i.topic === t.name).some((s) => isTrue(s[UNCLEAN])),
    )
    .map((t) => t.name);
  if (scenario.controllers.some((c) => isTrue(c.config[UNCLEAN]))) uncleanTopics.push('*');
  return {
    hasDataLoss: interventions.some(isLossy),
    uncleanTopics,
    hasProducerLoss: interventions.some(endsProducer),
    acksAllClients: scenario.producers.flatMap((p, client) =>
      settingsOver(p.config, interventions, (i) => i.node === p.name).every((s) =>
        ['all', '-1', undefined].includes(s.acks === undefined ? undefined : String(s.acks)),
      )
        ? [client]
        : [],
    ),
    safeTopics: scenario.topics
      .filter((t) =>
        settingsOver(t.config, interventions, (i) => i.topic === t.name).every((s, n) =>
          s[MIN_ISR] === undefined ? n > 0 : Number(s[MIN_ISR]) >= 2,
        ),
      )
      .map((t) => t.name),
  };
}

export interface CheckedRun {
  readonly run: Run;
  /** The first moment at which something was violated, if any. */
  readonly broken: { readonly at: number; readonly violations: readonly Violation[] } | undefined;
  /** How many times everything was checked. */
  readonly checks: number;
}

/** Runs to `until`, checking after every event: what is remembered would miss what came and went in between. */
export function runChecked(
  scenario: Scenario,
  interventions: readonly Intervention[] = scenario.timeline,
): CheckedRun {
  const run = startRun(scenario, scenario.seed, interventions, false);
  const facts = invariantFactsOf(scenario, interventions);
  const memory = createInvariantMemory();
  let checks = 0;
  while (stepOne(run, scenario.until)) {
    checks++;
    const violations = checkInvariants(run.world, run.store, facts, memory);
    if (violations.length > 0) return { run, broken: { at: run.world.now, violations }, checks };
  }
  return { run, broken: undefined, checks };
}

/** "I2 (A partition has at most one leader per leader epoch.) orders-0: b1 and b2 led in leaderEpoch 3" */
export function describeViolation(violation: Violation): string {
  return `${violation.invariant} (${INVARIANTS[violation.invariant]}) ${violation.subject}: ${violation.message}`;
}
