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

/**
 * An entry that is not in the queue; all of its values are left over and have to be set, but `message`, which is 0.
 * Entries that were handled are used again: they are old, so that the garbage collector need not be told of every place
 * in the queue that they come to.
 */
export function spareEntry(run: Run): Entry {
  if (run.spareCount > 0) return run.spare[--run.spareCount] as Entry;
  return {
    at: 0,
    seq: 0,
    kind: TIMER,
    node: '',
    seat: 0,
    from: '',
    conn: -1,
    incarnation: -1,
    name: '',
    sentAt: 0,
    cause: -1,
    message: 0,
  };
}

/** Nobody needs the entry any more. */
export function reuse(run: Run, entry: Entry): void {
  entry.message = 0;
  run.spare[run.spareCount++] = entry;
}

/** Queues the entry that makes the timer at that place come up at `at`. */
export function pushTimer(run: Run, { node, index }: Seat, place: number, at: number): void {
  const entry = spareEntry(run);
  const { world } = run;
  entry.at = at;
  entry.seq = world.seq++;
  entry.kind = TIMER;
  entry.node = node.id;
  entry.seat = index;
  entry.from = '';
  entry.conn = place;
  entry.incarnation = node.incarnation;
  entry.name = '';
  entry.sentAt = world.now;
  entry.cause = -1;
  enqueue(run, entry);
}
