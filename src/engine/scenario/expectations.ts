// Judges expectations: what a scenario says must be true at a time, asked of the world at that time.

import { clusterView, groupView, metric, partitionView } from '../kafka/queries.ts';
import type { PartitionView } from '../kafka/views.ts';
import type { World } from '../kernel/world.ts';
import {
  type GroupFact,
  type GroupMetric,
  PARTITION_FACTS,
  type PartitionFact,
} from './check-expectations.ts';
import type { Expectation, ExpectedValue, Scenario } from './scenario.ts';
import { writeDuration } from './units-text.ts';

export interface ExpectationResult {
  readonly expectation: Expectation;
  /** When it was judged, µs. */
  readonly at: number;
  readonly isMet: boolean;
  /** What the world says; "none" for no leader, -1 for what is not there. */
  readonly actual: ExpectedValue;
}

function nodeOf(world: World, broker: number): string {
  return clusterView(world).brokers.find((b) => b.id === broker)?.node ?? 'none';
}

function offsetOf(
  partition: PartitionView,
  fact: 'highWatermark' | 'logEndOffset' | 'leaderEpoch',
  node: string | undefined,
): number {
  if (fact === 'leaderEpoch' && node === undefined) return partition.leaderEpoch;
  const replica = partition.replicas.find((r) =>
    node === undefined ? r.broker === partition.leader : r.node === node,
  );
  return replica === undefined ? -1 : replica[fact];
}

function factOf(world: World, fact: PartitionFact, expectation: Expectation): ExpectedValue {
  const partition =
    expectation.partition === undefined ? undefined : partitionView(world, expectation.partition);
  if (partition === undefined) return -1;
  switch (fact) {
    case 'leader':
      return nodeOf(world, partition.leader);
    case 'isr':
    case 'elr': {
      const names = partition[fact].map((id) => nodeOf(world, id)).sort();
      return typeof expectation.value === 'number' ? names.length : names;
    }
    default:
      return offsetOf(partition, fact, expectation.node);
  }
}

/** What is true of one group; "none" for an owner that there is not, -1 for what it does not have. */
function factOfGroup(world: World, that: GroupFact | GroupMetric, expectation: Expectation): ExpectedValue {
  const group = groupView(world, expectation.group ?? '');
  const partition = group?.partitions.find((p) => p.tp === expectation.partition);
  switch (that) {
    case 'groupState':
      return group?.state ?? '';
    case 'owner':
      return partition === undefined || partition.owner === '' ? 'none' : partition.owner;
    case 'committedOffset':
      return partition?.committed ?? -1;
    default:
      return group?.[that] ?? -1;
  }
}

/** What the world answers to an expectation's question. */
export function actualOf(world: World, expectation: Expectation): ExpectedValue {
  if (expectation.group !== undefined)
    return factOfGroup(world, expectation.that as GroupFact | GroupMetric, expectation);
  const fact = PARTITION_FACTS.find((name) => name === expectation.that);
  return fact === undefined ? metric(world, expectation.that) : factOf(world, fact, expectation);
}

function isEqual(a: ExpectedValue, b: ExpectedValue): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  const sorted = [...b].sort();
  return a.length === b.length && [...a].sort().every((name, i) => name === sorted[i]);
}

function compare(actual: ExpectedValue, expectation: Expectation): boolean {
  const { value } = expectation;
  switch (expectation.compare) {
    case 'equals':
      return isEqual(actual, value);
    case 'not':
      return !isEqual(actual, value);
    case 'atLeast':
      return typeof actual === 'number' && typeof value === 'number' && actual >= value;
    default:
      return typeof actual === 'number' && typeof value === 'number' && actual <= value;
  }
}

/** Judges one expectation on the world at its time. */
export function judgeExpectation(world: World, expectation: Expectation, at: number): ExpectationResult {
  const actual = actualOf(world, expectation);
  return { expectation, at, isMet: compare(actual, expectation), actual };
}

/** The expectations with their times (`end` resolved), earliest first. */
export function scheduleOf(scenario: Scenario): { readonly expectation: Expectation; readonly at: number }[] {
  return scenario.expect
    .map((expectation) => ({ expectation, at: expectation.at < 0 ? scenario.until : expectation.at }))
    .sort((a, b) => a.at - b.at);
}

/** Judges all of them on anything that shows the world at a time: a recording, a run that goes forward. */
export function judgeExpectations(scenario: Scenario, worldAt: (t: number) => World): ExpectationResult[] {
  return scheduleOf(scenario).map(({ expectation, at }) => judgeExpectation(worldAt(at), expectation, at));
}

const WORDS = { equals: 'is', not: 'is not', atLeast: 'is at least', atMost: 'is at most' } as const;

function valueText(value: ExpectedValue): string {
  return Array.isArray(value) ? `{${value.join(', ')}}` : String(value);
}

/** "at 24s: leader of orders-0 is not b1 (it is b2)" */
export function describeResult(result: ExpectationResult): string {
  const { expectation, at, actual } = result;
  const of = expectation.partition === undefined ? '' : ` of ${expectation.partition}`;
  const on = expectation.node === undefined ? '' : ` on ${expectation.node}`;
  const by = expectation.group === undefined ? '' : ` in group ${expectation.group}`;
  const said = `${expectation.that}${of}${on}${by} ${WORDS[expectation.compare]} ${valueText(expectation.value)}`;
  return `at ${writeDuration(at)}: ${said} (it is ${valueText(actual)})`;
}
