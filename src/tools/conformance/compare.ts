// Exact comparison of what a step of the recording observed with what the engine's clients observed. Each function
// returns the differences in words; none = they agree. What Kafka itself leaves open is not compared.

import type { DescribedPartition, LogRun, PartitionOffsets } from '../../engine/scenario/story-schema.ts';
import type { Fate, ReadRecord } from './journal.ts';
import { type Acked, type AckedAmongOthers, rankIn } from './story-state.ts';

/** One line: what was recorded, what the engine has. */
export function differs(what: string, recorded: unknown, ours: unknown): string {
  return `${what}: recorded ${show(recorded)}, engine ${show(ours)}`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function sameSet(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((x) => b.includes(x));
}

/** `only` = the awaited partition; undefined: all. */
export function compareDescriptions(
  recorded: readonly DescribedPartition[],
  ours: readonly DescribedPartition[],
  only?: number,
): string[] {
  const lines: string[] = [];
  if (recorded.length !== ours.length) lines.push(differs('partitions', recorded.length, ours.length));
  for (const r of recorded) {
    if (only !== undefined && r.partition !== only) continue;
    const o = ours.find((p) => p.partition === r.partition);
    const name = `partition ${r.partition}`;
    if (o === undefined) {
      lines.push(differs(name, r, 'none'));
      continue;
    }
    if (r.leader !== o.leader) lines.push(differs(`${name} leader`, r.leader, o.leader));
    if (!same(r.replicas, o.replicas)) lines.push(differs(`${name} replicas`, r.replicas, o.replicas));
    if (!sameSet(r.isr, o.isr)) lines.push(differs(`${name} isr`, r.isr, o.isr));
    if (!sameSet(r.elr, o.elr)) lines.push(differs(`${name} elr`, r.elr, o.elr));
    if (r.epochOfLatestOffset !== o.epochOfLatestOffset)
      lines.push(differs(`${name} epochOfLatestOffset`, r.epochOfLatestOffset, o.epochOfLatestOffset));
  }
  return lines;
}

/** Offsets by partition; with given-up records somewhere, by how many acknowledged ones lie below. */
export function compareOffsets(
  recorded: readonly PartitionOffsets[],
  ours: readonly PartitionOffsets[],
  ackedIn: (partition: number) => AckedAmongOthers | undefined,
): string[] {
  const lines: string[] = [];
  if (recorded.length !== ours.length) lines.push(differs('partitions', recorded.length, ours.length));
  for (const r of recorded) {
    const o = ours.find((p) => p.partition === r.partition);
    if (o !== undefined && same(toList(r), toList(o))) continue;
    const acked = ackedIn(r.partition);
    const ranks = (list: number[], set: ReadonlySet<number>) => list.map((x) => rankIn(set, x));
    const isSameButForGivenUp =
      o !== undefined &&
      acked !== undefined &&
      toList(r).every((x, i) => Math.abs(x - (toList(o)[i] ?? x)) <= acked.givenUp) &&
      same(ranks(toList(r), acked.recorded), ranks(toList(o), acked.ours));
    if (!isSameButForGivenUp) lines.push(differs(`partition ${r.partition}`, r, o));
  }
  return lines;
}

function toList(o: PartitionOffsets): number[] {
  return [o.earliest, o.latest, o.lastStable];
}

export interface Produced {
  readonly acked: number;
  readonly offsets: readonly string[];
  readonly errors: Readonly<Record<string, number>>;
}

/** The engine's outcome of a produce step, in the recording's form. */
export function producedOf(fates: readonly Fate[]): Produced {
  const offsets: string[] = [];
  const errors: Record<string, number> = {};
  for (const fate of fates) {
    if ('exception' in fate) errors[fate.exception] = (errors[fate.exception] ?? 0) + 1;
    else offsets.push(`${fate.partition}:${fate.offset}`);
  }
  return { acked: offsets.length, offsets, errors };
}

/** `isCountOnly`: the sticky partitioner chose the partitions. */
export function compareProduced(
  recorded: Produced,
  ours: Produced,
  isCountOnly: boolean,
  ackedIn: (partition: number) => AckedAmongOthers | undefined,
): string[] {
  const lines: string[] = [];
  if (recorded.acked !== ours.acked) lines.push(differs('acked', recorded.acked, ours.acked));
  const names = [...new Set([...Object.keys(recorded.errors), ...Object.keys(ours.errors)])];
  if (names.some((name) => recorded.errors[name] !== ours.errors[name]))
    lines.push(differs('errors', recorded.errors, ours.errors));
  if (lines.length > 0 || isCountOnly || same(recorded.offsets, ours.offsets)) return lines;
  const rank = (text: string, side: 'ours' | 'recorded') => {
    const [partition, offset] = text.split(':').map(Number) as [number, number];
    const acked = ackedIn(partition);
    return acked === undefined || offset < 0 ? text : `${partition}:${rankIn(acked[side], offset)}`;
  };
  const a = recorded.offsets.map((text) => rank(text, 'recorded'));
  const b = ours.offsets.map((text) => rank(text, 'ours'));
  const isNear = recorded.offsets.every((text, i) => {
    const [partition, offset] = text.split(':').map(Number) as [number, number];
    const off = Math.abs(offset - Number(ours.offsets[i]?.split(':')[1] ?? offset));
    return off <= (ackedIn(partition)?.givenUp ?? 0);
  });
  return same(a, b) && isNear ? [] : [differs('offsets', recorded.offsets, ours.offsets)];
}

/** "partition:offset:text"; the text may hold colons. */
export function parseRead(line: string): ReadRecord {
  const first = line.indexOf(':');
  const second = line.indexOf(':', first + 1);
  return {
    partition: Number(line.slice(0, first)),
    offset: Number(line.slice(first + 1, second)),
    text: line.slice(second + 1),
  };
}

/** By partition in order; given-up records that only one of the two has are taken out and later offsets shifted. */
export function compareReads(
  recorded: readonly ReadRecord[],
  ours: readonly ReadRecord[],
  givenUp: ReadonlySet<string>,
): string[] {
  const lines: string[] = [];
  const partitions = [...new Set([...recorded, ...ours].map((r) => r.partition))].sort((a, b) => a - b);
  for (const p of partitions) {
    const a = recorded.filter((r) => r.partition === p);
    const b = ours.filter((r) => r.partition === p);
    const left = without(a, surplus(a, b, givenUp));
    const right = without(b, surplus(b, a, givenUp));
    if (!same(left, right)) lines.push(differs(`partition ${p}`, texts(a), texts(b)));
  }
  return lines;
}

function texts(list: readonly ReadRecord[]): string[] {
  return list.map((r) => `${r.offset}:${r.text}`);
}

/** How often each given-up text is in `a` more often than in `b`. */
function surplus(
  a: readonly ReadRecord[],
  b: readonly ReadRecord[],
  givenUp: ReadonlySet<string>,
): Map<string, number> {
  const count = (list: readonly ReadRecord[], text: string) => list.filter((r) => r.text === text).length;
  const found = new Map<string, number>();
  for (const { text } of a) {
    const more = count(a, text) - count(b, text);
    if (givenUp.has(text) && more > 0) found.set(text, more);
  }
  return found;
}

/** [offset, text] of what stays; each offset lower by what was taken out before it. */
function without(list: readonly ReadRecord[], gone: Map<string, number>): [number, string][] {
  let removed = 0;
  const kept: [number, string][] = [];
  for (const { offset, text } of list) {
    const left = gone.get(text) ?? 0;
    if (left > 0) {
      gone.set(text, left - 1);
      removed++;
    } else kept.push([offset - removed, text]);
  }
  return kept;
}

/** Runs of batches, exactly; with given-up records in the topic, by the acknowledged offsets alone. */
export function compareLogs(
  recorded: readonly LogRun[],
  ours: readonly LogRun[],
  acked: Acked | undefined,
): string[] {
  if (same(recorded.map(runToList), ours.map(runToList))) return [];
  if (acked !== undefined) {
    const a = acknowledgedRuns(recorded, acked.recorded);
    const b = acknowledgedRuns(ours, acked.ours);
    if (same(a, b)) return [];
  }
  return [differs('log', recorded.map(runText), ours.map(runText))];
}

function runToList(r: LogRun): unknown[] {
  return [r.baseOffset, r.lastOffset, r.count, r.partitionLeaderEpoch, r.isTransactional, r.isControl];
}

function runText(r: LogRun): string {
  const kind = `${r.isTransactional ? ' transactional' : ''}${r.isControl ? ' control' : ''}`;
  return `${r.baseOffset}-${r.lastOffset} (${r.count}) epoch ${r.partitionLeaderEpoch}${kind}`;
}

/** [first rank, count, leader epoch, kinds] of what was acknowledged, neighbours of one kind together. */
function acknowledgedRuns(runs: readonly LogRun[], acked: ReadonlySet<number>): unknown[][] {
  const found: [number, number, number, boolean, boolean][] = [];
  let rank = 0;
  for (const r of runs) {
    for (let offset = r.baseOffset; offset <= r.lastOffset; offset++) {
      if (!acked.has(offset)) continue;
      const last = found[found.length - 1];
      const isSameKind =
        last !== undefined &&
        last[2] === r.partitionLeaderEpoch &&
        last[3] === r.isTransactional &&
        last[4] === r.isControl;
      if (isSameKind) last[1]++;
      else found.push([rank, 1, r.partitionLeaderEpoch, r.isTransactional, r.isControl]);
      rank++;
    }
  }
  return found;
}
