// What `npm run sim` prints of a run, as text and as JSON.

import { LEDGER_METRICS } from '../engine/kafka/metric-names.ts';
import { sentenceNames, sentenceOf } from '../engine/kafka/sentences.ts';
import type { TraceEvent } from '../engine/kernel/events.ts';
import { createTraceReader } from '../engine/kernel/trace-reader.ts';
import { describeResult } from '../engine/scenario/expectations.ts';
import type { HeadlessOutcome } from '../engine/scenario/headless.ts';
import { describeError } from '../engine/scenario/parse-value.ts';
import type { ScenarioError } from '../engine/scenario/problems.ts';
import type { Scenario } from '../engine/scenario/scenario.ts';
import { writeDuration } from '../engine/scenario/units-text.ts';

type Names = ReturnType<typeof sentenceNames>;

function* eventsOf(outcome: HeadlessOutcome): Generator<TraceEvent> {
  const reader = createTraceReader(outcome.run.trace);
  for (let row = 0; row < reader.length; row++) yield reader.event(row);
}

function seconds(at: number): string {
  return (at / 1_000_000).toFixed(6);
}

/** One line per event: row, time, node, kind, sentence. */
export function* traceLines(outcome: HeadlessOutcome): Generator<string> {
  const names: Names = sentenceNames(outcome.run.world);
  for (const event of eventsOf(outcome)) {
    const node = event.node === '' ? '-' : event.node;
    yield `${String(event.row).padStart(6)} ${seconds(event.at).padStart(12)} s  ${node}  ${event.type}  ${sentenceOf(event, names)}`;
  }
}

function partitionLines(outcome: HeadlessOutcome): string[] {
  const nameOf = (id: number) => outcome.cluster.brokers.find((b) => b.id === id)?.node ?? 'none';
  const set = (ids: readonly number[]) => `{${ids.map(nameOf).join(', ')}}`;
  return outcome.cluster.partitions.map((p) => {
    const leader = p.replicas.find((r) => r.broker === p.leader);
    const offsets =
      leader === undefined
        ? ''
        : `, highWatermark ${leader.highWatermark}, logEndOffset ${leader.logEndOffset}`;
    const elr = p.elr.length > 0 ? `, elr ${set(p.elr)}` : '';
    return `  ${p.tp}: leader ${nameOf(p.leader)}, leaderEpoch ${p.leaderEpoch}, isr ${set(p.isr)}${elr}${offsets}`;
  });
}

/** The report for people; `hash:` stands in the last line. */
export function textReport(scenario: Scenario, outcome: HeadlessOutcome): string {
  const { expectations, ledger, cluster } = outcome;
  const active = cluster.controllers.find((c) => c.isActive)?.node ?? 'none';
  const failed = expectations.filter((result) => !result.isMet).length;
  const verdict =
    expectations.length === 0
      ? 'no expectations'
      : failed === 0
        ? `all ${expectations.length} expectations hold`
        : `${failed} of ${expectations.length} expectations fail`;
  return [
    `${scenario.title} (seed ${scenario.seed}, until ${writeDuration(scenario.until)})`,
    `outcome: ${verdict}`,
    '',
    `cluster: active controller ${active}, controllerEpoch ${cluster.controllerEpoch}`,
    ...partitionLines(outcome),
    '',
    'ledger:',
    ...LEDGER_METRICS.map((name) => `  ${name}: ${ledger[name]}`),
    '',
    'expectations:',
    ...(expectations.length === 0
      ? ['  none']
      : expectations.map((r) => `  ${r.isMet ? 'ok  ' : 'FAIL'} ${describeResult(r)}`)),
    '',
    `events: ${outcome.eventCount} (${outcome.rows} rows in the trace)`,
    `hash: ${outcome.hash}`,
  ].join('\n');
}

/** The same as data. */
export function jsonReport(scenario: Scenario, outcome: HeadlessOutcome, withTrace: boolean): unknown {
  const names = sentenceNames(outcome.run.world);
  return {
    ok: outcome.isEveryExpectationMet,
    title: scenario.title,
    seed: scenario.seed,
    untilMs: scenario.until / 1_000,
    events: outcome.eventCount,
    rows: outcome.rows,
    hash: outcome.hash,
    ledger: outcome.ledger,
    activeController: outcome.cluster.activeController,
    partitions: outcome.cluster.partitions.map(
      ({ tp, leader, leaderEpoch, partitionEpoch, isr, elr, replicas }) => ({
        tp,
        leader,
        leaderEpoch,
        partitionEpoch,
        isr,
        elr,
        replicas: replicas.map((r) => ({
          broker: r.broker,
          logEndOffset: r.logEndOffset,
          highWatermark: r.highWatermark,
          leaderEpoch: r.leaderEpoch,
        })),
      }),
    ),
    expectations: outcome.expectations.map((r) => ({
      ok: r.isMet,
      atMs: r.at / 1_000,
      ...r.expectation,
      actual: r.actual,
    })),
    ...(withTrace
      ? { trace: [...eventsOf(outcome)].map((event) => ({ ...event, sentence: sentenceOf(event, names) })) }
      : {}),
  };
}

/** Invalid input for people. */
export function errorText(errors: readonly ScenarioError[]): string {
  return errors.map(describeError).join('\n');
}
