// Runs a head to its end in slices, giving the thread free in between: in the worker, and in the page when it has no
// worker.

import type { Micros } from '../base/units.ts';
import type { Head, HeadChunk } from '../engine/kernel/head.ts';
import { FIRST_SLICE_EVENTS, LONGEST_SLICE_EVENTS } from './head-protocol.ts';

export interface SliceOptions {
  /** The first chunk handed over reaches at least this time. */
  readonly firstTo: Micros;
  readonly until: Micros;
  /** Messages and timers of one slice at most. */
  readonly longest?: number;
  /** Runs its argument soon, with the thread free in between. Returns how to call that off. */
  readonly soon: (callback: () => void) => () => void;
  readonly onChunk: (chunk: HeadChunk) => void;
}

/** Two chunks, one after the other, as one. */
export function joinChunks(a: HeadChunk, b: HeadChunk): HeadChunk {
  const blocks = new Map(a.blocks.map((block) => [block.first, block]));
  for (const block of b.blocks) blocks.set(block.first, block);
  const columns = b.store.columns.map((column, i) => {
    const before = a.store.columns[i] ?? new Float64Array();
    const joined = new Float64Array(before.length + column.length);
    joined.set(before);
    joined.set(column, before.length);
    return joined;
  });
  return {
    ...b,
    blocks: [...blocks.values()],
    stringsFrom: a.stringsFrom,
    strings: [...a.strings, ...b.strings],
    checkpointsFrom: a.checkpointsFrom,
    checkpoints: [...a.checkpoints, ...b.checkpoints],
    store: {
      from: a.store.from,
      to: b.store.to,
      columns,
      payloads: [...a.store.payloads, ...b.store.payloads],
    },
  };
}

/** Starts; returns how to stop. */
export function runInSlices(head: Head, options: SliceOptions): () => void {
  const longest = options.longest ?? LONGEST_SLICE_EVENTS;
  let size = Math.min(FIRST_SLICE_EVENTS, longest);
  let held: HeadChunk | undefined;
  let cancel = () => {};
  const slice = () => {
    const chunk = head.advance(options.until, size);
    const all = held === undefined ? chunk : joinChunks(held, chunk);
    const isEnd = chunk.isDone || chunk.failure !== undefined;
    if (!isEnd) cancel = options.soon(slice);
    if (isEnd || all.computedTo >= options.firstTo) {
      held = undefined;
      options.onChunk(all);
    } else held = all;
    size = Math.min(longest, size * 2);
  };
  cancel = options.soon(slice);
  return () => cancel();
}
