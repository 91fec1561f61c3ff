// Putting entries into the event queue.

import { heapPush } from '../../base/heap.ts';
import type { Run, Seat } from './run-state.ts';
import { type Entry, TIMER, type World } from './world.ts';

/** Pending events; a run that reaches it fails loudly with its seed instead of hanging. */
export const MAX_QUEUE = 200_000;

/** Adds an entry to the queue. */
export function enqueue(world: World, entry: Entry): void {
  heapPush(world.queue, entry);
  if (world.queue.length > MAX_QUEUE) {
    throw new Error(
      `Faultline: more than ${MAX_QUEUE} pending events at ${world.now} µs (seed ${world.seed})`,
    );
  }
}

/** Queues the entry that makes a timer come up at `at`. */
export function pushTimer(run: Run, { node, index }: Seat, name: string, at: number): void {
  enqueue(run.world, {
    at,
    seq: run.world.seq++,
    kind: TIMER,
    node: node.id,
    seat: index,
    from: '',
    conn: -1,
    incarnation: node.incarnation,
    name,
    sentAt: run.world.now,
    cause: -1,
    message: 0,
  });
}
