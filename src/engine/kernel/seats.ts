// Seats: the kernel's look-ups of nodes, made from the world and thrown away with it.

import { must } from '../../base/assert.ts';
import type { Run, Seat } from './run-state.ts';
import { internString } from './trace.ts';
import type { NodeState } from './world.ts';

/** Forgets what pointed into an earlier world. To be called before look-ups are used. */
export function lookUpAnew(run: Run): void {
  if (run.wiredWorld === run.world) return;
  run.seats = [];
  run.wires = [];
  run.isHandling = false;
  run.freshCount = 0;
  run.wiredWorld = run.world;
}

/** The seat at that index of `world.order`. */
export function seatAt(run: Run, index: number): Seat {
  const known = run.seats[index];
  if (known !== undefined) return known;
  const { world } = run;
  // In order, so that the array has no holes.
  while (run.seats.length <= index) {
    const at = run.seats.length;
    const node = world.nodes[must(world.order[at], `there is no node ${at}`)] as NodeState;
    const kind = must(run.domain.kinds[node.kind], node.kind);
    const { onMessage, onTimer } = kind;
    run.seats.push({ node, index: at, name: internString(run.trace, node.id), onMessage, onTimer });
  }
  return run.seats[index] as Seat;
}

/** The seat of a node. */
export function seatOf(run: Run, id: string): Seat {
  lookUpAnew(run);
  for (let i = 0; i < run.seats.length; i++) {
    const seat = run.seats[i] as Seat;
    if (seat.node.id === id) return seat;
  }
  return seatAt(run, run.world.order.indexOf(id));
}
