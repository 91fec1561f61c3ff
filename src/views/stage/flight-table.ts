// Where the messages of one frame are, in columns: nothing is allocated per message and frame.

import type { Quadtree } from 'd3-quadtree';
import type { Entry } from '../../engine/kernel/world.ts';
import { pointOn, type Route } from './stage-routes.ts';

/** Length of a tail, px. */
const TAIL = 26;
/** With reduced motion a message stands still in the middle of its way. */
const STILL_SHARE = 0.5;

/** How a message looks and which way it takes; worked out once. */
export interface Seen {
  /** Undefined: not in this picture. */
  readonly route: Route | undefined;
  /** Row and column in the sheet of sprites. */
  readonly row: number;
  readonly column: number;
}

export interface FlightTable {
  count: number;
  ids: Float64Array;
  xs: Float32Array;
  ys: Float32Array;
  /** x and y of each tail's end. */
  tails: Float32Array;
  rows: Uint8Array;
  columns: Uint8Array;
  tree: Quadtree<number> | undefined;
}

/** An empty table with room for `size` messages; it grows. */
export function createFlightTable(size = 256): FlightTable {
  return {
    count: 0,
    ids: new Float64Array(size),
    xs: new Float32Array(size),
    ys: new Float32Array(size),
    tails: new Float32Array(size * 2),
    rows: new Uint8Array(size),
    columns: new Uint8Array(size),
    tree: undefined,
  };
}

function grow(table: FlightTable): void {
  const bigger = createFlightTable(table.ids.length * 2);
  bigger.ids.set(table.ids);
  bigger.xs.set(table.xs);
  bigger.ys.set(table.ys);
  bigger.tails.set(table.tails);
  bigger.rows.set(table.rows);
  bigger.columns.set(table.columns);
  Object.assign(table, { ...bigger, count: table.count });
}

const at = new Float64Array(4);

/** Fills the table with the messages of `queue` at time `t`. */
export function placeFlights(
  table: FlightTable,
  queue: readonly Entry[],
  t: number,
  isStill: boolean,
  look: (entry: Entry) => Seen,
): void {
  table.count = 0;
  table.tree = undefined;
  for (const entry of queue) {
    if (entry.message === 0 || entry.sentAt > t) continue;
    const { route, row, column } = look(entry);
    if (route === undefined) continue;
    if (table.count === table.ids.length) grow(table);
    const i = table.count;
    const share = isStill ? STILL_SHARE : (t - entry.sentAt) / Math.max(1, entry.at - entry.sentAt);
    pointOn(route, share, TAIL, at);
    table.ids[i] = entry.seq;
    table.xs[i] = at[0] as number;
    table.ys[i] = at[1] as number;
    table.tails[2 * i] = at[2] as number;
    table.tails[2 * i + 1] = at[3] as number;
    table.rows[i] = row;
    table.columns[i] = column;
    table.count += 1;
  }
}

/** Position of a message in the table, -1 when it is not there. */
export function indexOfFlight(table: FlightTable, id: number): number {
  for (let i = 0; i < table.count; i += 1) if (table.ids[i] === id) return i;
  return -1;
}
