// The ledger's arithmetic: copies, latencies, and what a change of leader takes away.

import { describe, expect, it } from 'vitest';
import { chainLink, chainSet, createChainStore } from '../../kernel/chain-store.ts';
import type { World } from '../../kernel/world.ts';
import { CLIENT, COUNT, FIRST_RECORD, FREE_COLUMNS } from '../log/batch-columns.ts';
import { addLatency, latencyPercentile } from './ack-latency.ts';
import { addCopies, removeCopies } from './copies.ts';
import { createLedger, type Ledger } from './ledger-state.ts';
import { ledgerStepOf } from './observe.ts';

describe('copies', () => {
  it('counts extra copies and takes them back', () => {
    const levels: number[][] = [[]];
    expect(addCopies(levels, 0, 10)).toBe(0);
    expect(addCopies(levels, 5, 15)).toBe(5);
    expect(addCopies(levels, 6, 8)).toBe(2);
    expect(levels).toEqual([
      [0, 15],
      [5, 10],
      [6, 8],
    ]);
    expect(removeCopies(levels, 6, 8)).toBe(2);
    expect(removeCopies(levels, 5, 15)).toBe(5);
    expect(levels).toEqual([[0, 10]]);
    expect(removeCopies(levels, 0, 10)).toBe(0);
    expect(levels).toEqual([[]]);
  });
});

describe('ack latencies', () => {
  it('keep two digits', () => {
    const histogram: number[] = [];
    for (let ms = 1; ms <= 1_000; ms++) addLatency(histogram, ms, 1);
    addLatency(histogram, 30_012, 1);
    expect(latencyPercentile(histogram, 50)).toBe(500);
    expect(latencyPercentile(histogram, 99)).toBe(990);
    expect(latencyPercentile(histogram, 100)).toBe(30_000);
    expect(latencyPercentile([], 50)).toBe(0);
  });
});

/** A world with two brokers that run, and a ledger for one producer and one consumer. */
function ledgerWorld() {
  const store = createChainStore(FREE_COLUMNS);
  const broker = (id: string) => ({ id, kind: 'broker', isUp: true, disk: { logs: {} } });
  const ledger: Ledger = createLedger(1, 1);
  const world = {
    now: 0,
    order: ['b1', 'b2'],
    nodes: { b1: broker('b1'), b2: broker('b2') },
    observer: ledger,
  } as unknown as World;
  const see = (type: string, node: string, fields: object) =>
    ledgerStepOf(type)?.(world.observer as never, world, store, node, fields as never);
  let next = 0;
  /** A batch of records behind `prev`. */
  const batch = (prev: number, baseOffset: number, firstRecord: number, count: number) => {
    const id = next++;
    chainLink(store, id, prev, baseOffset, baseOffset + count - 1, count);
    chainSet(store, COUNT, id, count);
    chainSet(store, CLIENT, id, 0);
    chainSet(store, FIRST_RECORD, id, firstRecord);
    return id;
  };
  const append = (node: string, leaderEpoch: number, id: number, firstRecord: number, count: number) =>
    see('log.appended', node, {
      tp: 't-0',
      baseOffset: 0,
      count,
      leaderEpoch,
      client: 0,
      firstRecord,
      batch: id,
    });
  const lead = (node: string, leaderEpoch: number, tail: number) =>
    see('replica.becameLeader', node, {
      tp: 't-0',
      leaderEpoch,
      logEndOffset: 0,
      highWatermark: 0,
      isr: [1, 2],
      tail,
    });
  const book = () => ledger.producers[0]?.['t-0'];
  return { ledger, see, batch, append, lead, book };
}

describe('a change of leader', () => {
  it('takes away what only the old leader had, and a zombie adds nothing', () => {
    const { ledger, see, batch, append, lead, book } = ledgerWorld();
    lead('b1', 0, -1);
    see('record.sent', 'p', { client: 0, tp: 't-0', firstRecord: 0, count: 6 });
    const first = batch(-1, 0, 0, 3);
    append('b1', 0, first, 0, 3);
    const second = batch(first, 3, 3, 3);
    append('b1', 0, second, 3, 3);
    expect(book()?.copies).toEqual([[0, 6]]);
    lead('b2', 1, first);
    expect(book()?.copies).toEqual([[0, 3]]);
    append('b1', 0, batch(second, 6, 6, 1), 6, 1);
    expect(book()?.copies).toEqual([[0, 3]]);
    // The producer repeats both batches at the new leader, which has the first already.
    const again = batch(first, 3, 0, 3);
    append('b2', 1, again, 0, 3);
    expect(ledger.dupInLog).toBe(3);
    lead('b1', 2, second);
    expect(ledger.dupInLog).toBe(0);
    expect(book()?.copies[0]).toEqual([0, 6]);
  });
});

describe('deliveries', () => {
  it('count repeats and records that come after later ones', () => {
    const { ledger, see, batch } = ledgerWorld();
    const late = batch(-1, 0, 5, 2);
    const early = batch(late, 2, 0, 5);
    const consumed = (fromOffset: number, toOffset: number, tail: number) =>
      see('records.consumed', 'rd', {
        client: 0,
        tp: 't-0',
        fromOffset,
        toOffset,
        tail,
        highWatermark: toOffset,
      });
    consumed(0, 2, late);
    consumed(2, 7, early);
    expect(ledger).toMatchObject({ consumed: [7], dupDelivered: 0, orderInversions: 10 });
    consumed(1, 4, early);
    expect(ledger).toMatchObject({ consumed: [10], dupDelivered: 3, orderInversions: 10 });
  });
});
