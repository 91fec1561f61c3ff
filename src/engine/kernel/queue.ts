// Putting entries into the event queue.

import { heapPop, heapPush, heapReplaceTop } from '../../base/heap.ts';
import type { Run, Seat } from './run-state.ts';
import { type Entry, TIMER } from './world.ts';

/** Pending events; a run that reaches it fails loudly with its seed instead of hanging. */
export const MAX_QUEUE = 200_000;

/** Adds an entry to the queue; while an event is being handled, to what is put there at its end. */
export function enqueue(run: Run, entry: Entry): void {
  if (run.isHandling) {
    run.fresh[run.freshCount++] = entry;
    return;
  }
  const { queue } = run.world;
  heapPush(queue, entry);
  checkLength(run);
}

/** The earliest entry is being handled: it stays where it is for now. */
export function beginTop(run: Run): void {
  run.isHandling = true;
}

/**
 * It is handled: the first entry that came meanwhile takes its place, the others are added. Most events send something
 * that arrives soon, which so moves a step or two instead of a whole way up and another down. All of that is done here,
 * and only here: what runs for every event has to be little code to stay near the processor.
 */
export function endTop(run: Run): void {
  run.isHandling = false;
  const { fresh, freshCount } = run;
  const { queue } = run.world;
  if (freshCount === 0) {
    heapPop(queue);
    return;
  }
  heapReplaceTop(queue, fresh[0] as Entry);
  if (freshCount > 1) {
    for (let i = 1; i < freshCount; i++) heapPush(queue, fresh[i] as Entry);
    checkLength(run);
  }
  run.freshCount = 0;
}

function checkLength({ world }: Run): void {
  if (world.queue.length <= MAX_QUEUE) return;
  throw new Error(`Faultline: more than ${MAX_QUEUE} pending events at ${world.now} µs (seed ${world.seed})`);
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
