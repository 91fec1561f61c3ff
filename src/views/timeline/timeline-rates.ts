// Numbers over time: records acknowledged per second, and how far the consumers are behind.

import type { TraceReader } from '../../engine/kernel/recording-api.ts';
import { fieldsOf } from '../trace-fields.ts';
import type { TimelineStart } from './timeline-span.ts';

export interface Rates {
  /** Width of a bucket of `acknowledged`, in µs. */
  readonly width: number;
  /** Records acknowledged in each bucket. */
  readonly acknowledged: number[];
  /** Width of a bucket of `lag`. */
  readonly lagWidth: number;
  /** Largest lag within each bucket; a gap (undefined) means as at the end of the one before. */
  readonly lag: (number | undefined)[];
  /** Lag at the end of each bucket, where it changed within it. */
  readonly lagAtEnd: (number | undefined)[];
  /** Present lag of all consumers together, in records. */
  current: number;
  readonly highWatermark: Map<string, number>;
  /** By partition: position of a consumer node, or committed offset of a group (`group <name>`). */
  readonly positions: Map<string, Map<string, number>>;
  /** Where a group began to read a partition, by `<group> <tp>`: its lag counts from there until it commits. */
  readonly firstOffsets: Map<string, number>;
}

const WIDTHS = [0.5, 1, 2, 5, 10, 20, 30, 60].map((seconds) => seconds * 1_000_000);
const MOST_BUCKETS = 60;

export function startRates({ end, cluster }: TimelineStart): Rates {
  const width = WIDTHS.find((one) => end / one <= MOST_BUCKETS) ?? 60_000_000;
  const rates: Rates = {
    width,
    acknowledged: [],
    lagWidth: width / 4,
    lag: [],
    lagAtEnd: [],
    current: 0,
    highWatermark: new Map(),
    positions: new Map(),
    firstOffsets: new Map(),
  };
  for (const consumer of cluster.consumers) {
    for (const { tp, position, highWatermark } of consumer.partitions) {
      rates.highWatermark.set(tp, highWatermark);
      positionsOf(rates, tp).set(consumer.node, position);
    }
  }
  rates.current = totalLag(rates);
  rates.lag[0] = rates.current;
  rates.lagAtEnd[0] = rates.current;
  return rates;
}

function positionsOf(rates: Rates, tp: string): Map<string, number> {
  const there = rates.positions.get(tp);
  if (there !== undefined) return there;
  const made = new Map<string, number>();
  rates.positions.set(tp, made);
  return made;
}

function partitionLag(rates: Rates, tp: string): number {
  const end = rates.highWatermark.get(tp) ?? 0;
  let sum = 0;
  // Before it has a position a consumer is behind by nothing that could be counted.
  for (const position of rates.positions.get(tp)?.values() ?? [])
    if (position >= 0) sum += Math.max(0, end - position);
  return sum;
}

function totalLag(rates: Rates): number {
  let sum = 0;
  for (const tp of rates.positions.keys()) sum += partitionLag(rates, tp);
  return sum;
}

export function addAcknowledged(rates: Rates, events: TraceReader, row: number): void {
  const bucket = Math.floor(events.timeOf(row) / rates.width);
  const { count } = fieldsOf(events, row, 'batch.acknowledged');
  rates.acknowledged[bucket] = (rates.acknowledged[bucket] ?? 0) + count;
}

/** Takes the row into account if it is about lag; says whether nobody else needs it. */
export function addLag(rates: Rates, events: TraceReader, row: number, type: string): boolean {
  switch (type) {
    case 'log.appended':
    case 'batch.sent':
    case 'record.sent':
    case 'records.polled':
    case 'records.processed':
      return true;
    case 'highWatermark.advanced': {
      const { tp, to, isLeader } = fieldsOf(events, row, 'highWatermark.advanced');
      if (isLeader === 1) change(rates, events.timeOf(row), tp, () => rates.highWatermark.set(tp, to));
      return true;
    }
    case 'records.consumed': {
      const { tp, toOffset } = fieldsOf(events, row, 'records.consumed');
      const node = events.nodeOf(row);
      change(rates, events.timeOf(row), tp, () => positionsOf(rates, tp).set(node, toOffset));
      return true;
    }
    case 'consumer.positionSet': {
      const { tp, offset } = fieldsOf(events, row, 'consumer.positionSet');
      const node = events.nodeOf(row);
      change(rates, events.timeOf(row), tp, () => positionsOf(rates, tp).set(node, offset));
      return true;
    }
    case 'partition.started':
    case 'offset.committed':
    case 'offset.expired':
      addGroupLag(rates, events, row, type);
      return true;
    case 'replica.becameLeader': {
      const { tp, highWatermark } = fieldsOf(events, row, 'replica.becameLeader');
      change(rates, events.timeOf(row), tp, () => rates.highWatermark.set(tp, highWatermark));
      return false;
    }
    default:
      return false;
  }
}

/** Of a group the committed offset counts, as the ledger has it. */
function addGroupLag(
  rates: Rates,
  events: TraceReader,
  row: number,
  type: 'partition.started' | 'offset.committed' | 'offset.expired',
): void {
  const { group, tp, offset } = fieldsOf(events, row, type);
  const first = `${group} ${tp}`;
  const who = `group ${group}`;
  const at = events.timeOf(row);
  const set = (to: number) => change(rates, at, tp, () => positionsOf(rates, tp).set(who, to));
  if (type === 'offset.committed') set(offset);
  else if (type === 'offset.expired') set(rates.firstOffsets.get(first) ?? -1);
  else if (!rates.firstOffsets.has(first)) {
    rates.firstOffsets.set(first, offset);
    if (!positionsOf(rates, tp).has(who)) set(offset);
  }
}

function change(rates: Rates, at: number, tp: string, act: () => void): void {
  const before = partitionLag(rates, tp);
  act();
  rates.current += partitionLag(rates, tp) - before;
  const bucket = Math.floor(at / rates.lagWidth);
  rates.lag[bucket] = Math.max(rates.lag[bucket] ?? 0, rates.current);
  rates.lagAtEnd[bucket] = rates.current;
}
