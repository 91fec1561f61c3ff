// Putting entries into the event queue.

import { heapPop, heapPush, heapReplaceTop } from '../../base/heap.ts';
import type { Run, Seat } from './run-state.ts';
import { type Entry, TIMER } from './world.ts';

/** Pending events; a run that reaches it fails loudly with its seed instead of hanging. */
export const MAX_QUEUE = 200_000;

/** Adds an entry to the queue. */
export function enqueue(run: Run, entry: Entry): void {
  const { world } = run;
  if (run.isTopDone) {
    run.isTopDone = false;
    heapReplaceTop(world.queue, entry);
    return;
  }
  heapPush(world.queue, entry);
  if (world.queue.length > MAX_QUEUE) {
    throw new Error(
      `Faultline: more than ${MAX_QUEUE} pending events at ${world.now} µs (seed ${world.seed})`,
    );
  }
}

/**
 * The earliest entry is being handled: it stays where it is, and the first entry that the handler adds takes its place.
 * Most events send something that arrives soon, which so moves a step or two instead of a whole way up and another down.
 */
export function beginTop(run: Run): void {
  run.isTopDone = true;
}

/** It is handled: its place is closed, if nothing took it. */
export function endTop(run: Run): void {
  if (!run.isTopDone) return;
  run.isTopDone = false;
  heapPop(run.world.queue);
}

/** Queues the entry that makes the timer at that place come up at `at`. */
export function pushTimer(run: Run, { node, index }: Seat, place: number, at: number): void {
  enqueue(run, {
    at,
    seq: run.world.seq++,
    kind: TIMER,
    node: node.id,
    seat: index,
    from: '',
    conn: place,
    incarnation: node.incarnation,
    name: '',
    sentAt: run.world.now,
    cause: -1,
    message: 0,
  });
}
