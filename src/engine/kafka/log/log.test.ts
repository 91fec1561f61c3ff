import { expect, test } from 'vitest';
import { createChainStore } from '../../kernel/chain-store.ts';
import type { ProduceBatch } from '../messages.ts';
import { type AppendContext, appendAsFollower, appendAsLeader, UNEXPECTED_OFFSET } from './append.ts';
import { FREE_COLUMNS } from './batch-columns.ts';
import { cutToFlushed, flushAll, tickWriteBack } from './flush.ts';
import {
  APPEND,
  checkSequence,
  OLD_EPOCH,
  OUT_OF_ORDER,
  rebuildProducers,
  rememberBatch,
} from './producer-window.ts';
import { bytesBetween, readSlice } from './read.ts';
import { emptyLog, type ReplicaLog } from './replica-log.ts';
import { truncateLog } from './truncate.ts';

function context(): AppendContext {
  const store = createChainStore(FREE_COLUMNS);
  let next = 0;
  return { now: 0, store, allocateBatch: () => next++ };
}

function batch(count: number, more: Partial<ProduceBatch> = {}): ProduceBatch {
  const base = { tp: 't-0', count, bytes: 100 * count, producerId: -1, producerEpoch: -1, baseSequence: -1 };
  return { ...base, client: 0, firstRecord: 0, createdAt: 0, ...more };
}

function all(log: ReplicaLog, ctx: AppendContext, from = log.logStartOffset) {
  return readSlice(ctx.store, log.tail, log.logEndOffset, from, log.logEndOffset, 1e9);
}

test('a follower that is a prefix of its leader takes over the chain without copying', () => {
  const ctx = context();
  const leader = emptyLog();
  const follower = emptyLog();
  for (const [i, count] of [3, 1, 5].entries()) {
    expect(appendAsLeader(leader, batch(count), i, ctx)).toBe([0, 3, 4][i]);
  }
  expect(appendAsFollower(follower, all(leader, ctx), 2, ctx)).toBe(9);
  expect(follower.tail).toBe(leader.tail);
  expect(follower.epochs).toEqual(leader.epochs);
});

test('batches of a higher leader epoch than the fetch are left for the next fetch', () => {
  const ctx = context();
  const leader = emptyLog();
  const follower = emptyLog();
  appendAsLeader(leader, batch(2), 1, ctx);
  appendAsLeader(leader, batch(2), 2, ctx);
  expect(appendAsFollower(follower, all(leader, ctx), 1, ctx)).toBe(2);
  expect(appendAsFollower(follower, all(leader, ctx, 2), 2, ctx)).toBe(4);
  expect(follower.tail).toBe(leader.tail);
});

test('a log that shares no batches with the leader copies them; one that ends inside a batch refuses', () => {
  const ctx = context();
  const leader = emptyLog();
  const other = emptyLog();
  appendAsLeader(leader, batch(2), 0, ctx);
  appendAsLeader(other, batch(2), 0, ctx);
  appendAsLeader(leader, batch(3), 1, ctx);
  expect(appendAsFollower(other, all(leader, ctx, 2), 1, ctx)).toBe(5);
  expect(other.tail).not.toBe(leader.tail);
  expect(other.epochs).toEqual(leader.epochs);
  const odd = emptyLog();
  appendAsLeader(odd, batch(1), 0, ctx);
  expect(appendAsFollower(odd, all(leader, ctx), 1, ctx)).toBe(UNEXPECTED_OFFSET);
  expect(odd.logEndOffset).toBe(1);
});

test('a read returns whole batches from the one that holds the offset, the first whatever its size', () => {
  const ctx = context();
  const log = emptyLog();
  for (let i = 0; i < 10; i++) appendAsLeader(log, batch(4), 0, ctx);
  const { store } = ctx;
  expect(readSlice(store, log.tail, 40, 6, 40, 1e9)).toMatchObject({ endOffset: 40, bytes: 3600 });
  expect(readSlice(store, log.tail, 40, 6, 40, 900)).toMatchObject({ endOffset: 12, bytes: 800 });
  expect(readSlice(store, log.tail, 40, 6, 40, 1)).toMatchObject({ endOffset: 8, bytes: 400 });
  expect(readSlice(store, log.tail, 40, 6, 20, 1e9)).toMatchObject({ endOffset: 20, bytes: 1600 });
  expect(readSlice(store, log.tail, 40, 20, 20, 1e9)).toMatchObject({ tail: -1, bytes: 0 });
  expect(bytesBetween(store, log.tail, 40, 6, 20)).toBe(1600);
  expect(bytesBetween(store, log.tail, 40, 40, 40)).toBe(0);
});

test('truncation drops the whole batch that holds the offset', () => {
  const ctx = context();
  const log = emptyLog();
  appendAsLeader(log, batch(4), 0, ctx);
  appendAsLeader(log, batch(4), 3, ctx);
  flushAll(log);
  expect(truncateLog(log, ctx.store, 6)).toBe(4);
  expect(log).toMatchObject({ logEndOffset: 4, flushedOffset: 4 });
  expect(truncateLog(log, ctx.store, 0)).toBe(0);
  expect(log).toMatchObject({ tail: -1, epochs: [] });
});

test('power loss takes what is younger than the write-back', () => {
  const ctx = context();
  const log = emptyLog();
  appendAsLeader(log, batch(2), 0, ctx);
  for (let ms = 0; ms <= 30_000; ms += 5_000) {
    if (ms === 20_000) appendAsLeader(log, batch(3), 0, ctx);
    tickWriteBack(log, ms);
  }
  expect(log.flushedOffset).toBe(2);
  cutToFlushed(log, ctx.store);
  expect(log).toMatchObject({ logEndOffset: 2, lostFrom: 5 });
});

test('the producer window: duplicates, gaps, epochs, the wrap of sequences', () => {
  const producers = {};
  for (let i = 0; i < 7; i++) rememberBatch(producers, 'p1', 4, i * 10, 10, 100 + i);
  const entry = (producers as Record<string, never>).p1;
  expect(checkSequence(entry, 4, 70, 10)).toBe(APPEND);
  expect(checkSequence(entry, 4, 60, 10)).toBe(106);
  expect(checkSequence(entry, 4, 20, 10)).toBe(102);
  // Older than the five that are remembered, another size, a gap.
  expect(checkSequence(entry, 4, 10, 10)).toBe(OUT_OF_ORDER);
  expect(checkSequence(entry, 4, 60, 9)).toBe(OUT_OF_ORDER);
  expect(checkSequence(entry, 4, 80, 10)).toBe(OUT_OF_ORDER);
  expect(checkSequence(entry, 3, 70, 10)).toBe(OLD_EPOCH);
  expect(checkSequence(entry, 5, 70, 10)).toBe(OUT_OF_ORDER);
  expect(checkSequence(entry, 5, 0, 10)).toBe(APPEND);
  expect(checkSequence(undefined, 9, 1234, 1)).toBe(APPEND);
  rememberBatch(producers, 'p2', 0, 2_147_483_646, 2, 0);
  expect(checkSequence((producers as Record<string, never>).p2, 0, 0, 1)).toBe(APPEND);
});

test('a new leader rebuilds the same window from the log', () => {
  const ctx = context();
  const log = emptyLog();
  const producers = {};
  let sequence = 0;
  for (let i = 0; i < 12; i++) {
    const epoch = i < 4 ? 0 : 1;
    if (i === 4) sequence = 0;
    const b = batch(i + 1, { producerId: i % 2, producerEpoch: epoch, baseSequence: sequence });
    const at = appendAsLeader(log, b, 0, ctx);
    rememberBatch(producers, `p${i % 2}`, epoch, sequence, i + 1, at);
    sequence += i + 1;
  }
  expect(rebuildProducers(ctx.store, log.tail)).toEqual(producers);
});
