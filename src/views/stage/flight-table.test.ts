import { describe, expect, it } from 'vitest';
import type { Entry } from '../../engine/kernel/world.ts';
import { hitFlight } from './flight-hit.ts';
import { createFlightTable, indexOfFlight, placeFlights, type Seen } from './flight-table.ts';

const route = { points: [0, 10, 100, 10], lengths: [0, 100], length: 100 };
const look = (): Seen => ({ route, row: 0, column: 0 });

function entry(seq: number, sentAt: number, at: number): Entry {
  return {
    at,
    seq,
    kind: 1,
    node: 'b2',
    seat: 1,
    from: 'b1',
    conn: 1,
    incarnation: -1,
    name: '',
    sentAt,
    cause: -1,
    message: { api: 'fetchRequest' },
  };
}

describe('flight table', () => {
  it('places a message at its share of the time', () => {
    const table = createFlightTable();
    placeFlights(table, [entry(7, 0, 1_000)], 250, false, look);
    expect([table.xs[0], table.ys[0]]).toEqual([25, 10]);
    expect(table.tails[0]).toBe(0);
    expect(indexOfFlight(table, 7)).toBe(0);
  });

  it('leaves out timers and what is not sent yet, and forgets the frame before', () => {
    const table = createFlightTable();
    placeFlights(table, [entry(1, 0, 10), entry(2, 0, 10)], 5, false, look);
    placeFlights(table, [{ ...entry(3, 0, 10), message: 0 }, entry(4, 6, 10)], 5, false, look);
    expect(table.count).toBe(0);
    expect(hitFlight(table, 50, 10)).toBe(-1);
  });

  it('grows and finds the message under the pointer', () => {
    const table = createFlightTable(2);
    const queue = Array.from({ length: 9 }, (_, i) => entry(i, 0, 100));
    placeFlights(table, queue, 50, false, (e) => ({
      ...look(),
      route: { ...route, points: [0, e.seq * 40, 100, e.seq * 40] },
    }));
    expect(table.count).toBe(9);
    expect(hitFlight(table, 52, 81)).toBe(2);
    expect(hitFlight(table, 52, 60)).toBe(-1);
  });

  it('lets nothing glide when motion is reduced', () => {
    const table = createFlightTable();
    for (const t of [1, 99]) {
      placeFlights(table, [entry(1, 0, 100)], t, true, look);
      expect(table.xs[0]).toBe(50);
    }
  });
});
