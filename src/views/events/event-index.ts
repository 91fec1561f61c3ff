// Which rows of a trace a filter lets through, found once and extended as the run is computed.

import { classOfEvent, importanceOf } from '../../engine/kafka/sentences.ts';
import type { TraceReader } from '../../engine/kernel/recording-api.ts';

export type EventClass = ReturnType<typeof classOfEvent>;

export interface EventFilter {
  /** 1 headlines, 2 and changes of state, 3 everything. */
  readonly detail: 1 | 2 | 3;
  /** '' = every node. */
  readonly node: string;
  /** '' = about anything. */
  readonly about: EventClass | '';
}

export interface EventIndex {
  readonly filter: EventFilter;
  /** Rows that pass, in order. */
  readonly rows: number[];
  /** Rows of the trace looked at. */
  read: number;
}

export function createEventIndex(filter: EventFilter): EventIndex {
  return { filter, rows: [], read: 0 };
}

/** Looks at the rows that are new. */
export function extendEventIndex(index: EventIndex, events: TraceReader): void {
  const { detail, node, about } = index.filter;
  const passes = new Map<string, boolean>();
  const length = events.length;
  for (let row = index.read; row < length; row++) {
    const type = events.typeOf(row);
    let isIn = passes.get(type);
    if (isIn === undefined) {
      isIn = importanceOf(type) <= detail && (about === '' || classOfEvent(type) === about);
      passes.set(type, isIn);
    }
    if (isIn && (node === '' || events.nodeOf(row) === node)) index.rows.push(row);
  }
  index.read = length;
}

/** How many of the rows come before `row`. */
export function countBefore(index: EventIndex, row: number): number {
  let lo = 0;
  let hi = index.rows.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if ((index.rows[mid] as number) < row) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

/** The part of a list that is drawn: what is in sight, and some on either side. */
export function windowOf(scrollTop: number, height: number, rowHeight: number, count: number, extra: number) {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - extra);
  const last = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + extra);
  return { first, last: Math.max(first, last) };
}
