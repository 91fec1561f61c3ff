// Which message is under the pointer. Loaded with the first messages: before them there is nothing to hit.

import { quadtree } from 'd3-quadtree';
import type { FlightTable } from './flight-table.ts';

/** A pointer this near to a message means it, px. */
const HIT_RADIUS = 13;

/** The message at a point, -1 for none. The tree is made when it is first asked for in a frame. */
export function hitFlight(table: FlightTable, x: number, y: number): number {
  if (table.count === 0) return -1;
  table.tree ??= quadtree<number>()
    .x((i) => table.xs[i] as number)
    .y((i) => table.ys[i] as number)
    .addAll(Array.from({ length: table.count }, (_, i) => i));
  const found = table.tree.find(x, y, HIT_RADIUS);
  return found === undefined ? -1 : (table.ids[found] as number);
}
