// Appending to a log: as leader (a new batch behind the tail) and as follower (a stretch of the leader's chain, which
// a log that is a prefix of it takes over without copying).
// [src: storage/internals/log/UnifiedLog.java: appendAsLeader, appendAsFollower, hasHigherPartitionLeaderEpoch]

import { smallInt } from '../../../base/small-int.ts';
import {
  BASE_OFFSET,
  type BatchId,
  type ChainStore,
  CUMULATIVE_BYTES,
  chainChunk,
  chainContains,
  chainFindFirstAtLeast,
  chainFindLastBelow,
  chainGet,
  chainLink,
  chainRow,
  chainSet,
  LAST_OFFSET,
  NO_BATCH,
  PREV,
} from '../../kernel/chain-store.ts';
import type { LogSlice, ProduceBatch } from '../messages.ts';
import {
  APPENDED_AT,
  BASE_SEQUENCE,
  CLIENT,
  COUNT,
  CREATED_AT,
  FIRST_RECORD,
  LEADER_EPOCH,
  PRODUCER_EPOCH,
  PRODUCER_ID,
} from './batch-columns.ts';
import { assignEpoch, latestEpoch } from './leader-epoch-cache.ts';
import type { ChainLog, ReplicaLog } from './replica-log.ts';

/** What appending needs of `Ctx`. */
export interface AppendContext {
  readonly now: number;
  readonly store: ChainStore;
  allocateBatch(): BatchId;
}

/** The log ends inside a batch of the leader: Kafka's UnexpectedAppendOffsetException. */
export const UNEXPECTED_OFFSET = -1;

/** Appends one batch of a producer under `leaderEpoch`. Returns its base offset. */
export function appendAsLeader(
  log: ReplicaLog,
  batch: ProduceBatch,
  leaderEpoch: number,
  ctx: AppendContext,
): number {
  const { store } = ctx;
  const id = ctx.allocateBatch();
  const baseOffset = log.logEndOffset;
  chainLink(store, id, log.tail, baseOffset, baseOffset + batch.count - 1, batch.bytes);
  const chunk = chainChunk(store, id);
  const row = chainRow(store, id);
  chunk[row + COUNT] = batch.count;
  chunk[row + LEADER_EPOCH] = leaderEpoch;
  chunk[row + PRODUCER_ID] = batch.producerId;
  chunk[row + PRODUCER_EPOCH] = batch.producerEpoch;
  chunk[row + BASE_SEQUENCE] = batch.baseSequence;
  chunk[row + CLIENT] = batch.client;
  chunk[row + FIRST_RECORD] = batch.firstRecord;
  chunk[row + APPENDED_AT] = ctx.now;
  chunk[row + CREATED_AT] = batch.createdAt;
  log.tail = id;
  log.logEndOffset = baseOffset + batch.count;
  if (latestEpoch(log.epochs) !== leaderEpoch) assignEpoch(log.epochs, leaderEpoch, baseOffset);
  return baseOffset;
}

/**
 * Appends what a leader sent, up to the first batch of a higher leader epoch than the fetch had: the rest is dropped
 * and fetched again. Returns the new log end offset, or UNEXPECTED_OFFSET with the log unchanged.
 */
export function appendAsFollower(
  log: ChainLog,
  slice: LogSlice,
  fetchLeaderEpoch: number,
  ctx: AppendContext,
): number {
  const { store } = ctx;
  let { tail } = slice;
  if (tail !== NO_BATCH && chainGet(store, LEADER_EPOCH, tail) > fetchLeaderEpoch) {
    tail = smallInt(chainFindLastBelow(store, tail, LEADER_EPOCH, fetchLeaderEpoch + 1));
  }
  if (tail === NO_BATCH || chainGet(store, LAST_OFFSET, tail) < log.logEndOffset) return log.logEndOffset;
  const isPrefix = chainGet(store, PREV, tail) === log.tail || chainContains(store, tail, log.tail);
  if (isPrefix) {
    assignEpochsOf(log, tail, store);
    log.tail = tail;
  } else if (!copyBatches(log, tail, ctx)) {
    return UNEXPECTED_OFFSET;
  }
  log.logEndOffset = smallInt(chainGet(store, LAST_OFFSET, log.tail) + 1);
  return log.logEndOffset;
}

/** Enters the epochs of the batches between the log's end and `tail` into the epoch cache. */
function assignEpochsOf(log: ChainLog, tail: BatchId, store: ChainStore): void {
  const newest = chainGet(store, LEADER_EPOCH, tail);
  let known = latestEpoch(log.epochs);
  while (known < newest) {
    const first = chainFindFirstAtLeast(store, tail, LEADER_EPOCH, known + 1);
    const epoch = smallInt(chainGet(store, LEADER_EPOCH, first));
    const start = smallInt(chainGet(store, BASE_OFFSET, first));
    assignEpoch(log.epochs, epoch, Math.max(start, log.logEndOffset));
    known = epoch;
  }
}

/**
 * The log shares offsets with the leader's chain but not its batches (both were written under one epoch by different
 * leaders' histories): the batches are copied behind the own tail. False when the log ends inside one of them.
 */
function copyBatches(log: ChainLog, tail: BatchId, ctx: AppendContext): boolean {
  const { store } = ctx;
  const ids: BatchId[] = [];
  for (let at = tail; at !== NO_BATCH && chainGet(store, LAST_OFFSET, at) >= log.logEndOffset; ) {
    ids.push(at);
    at = chainGet(store, PREV, at);
  }
  const first = ids[ids.length - 1] as BatchId;
  if (chainGet(store, BASE_OFFSET, first) < log.logEndOffset) return false;
  for (let i = ids.length - 1; i >= 0; i--) {
    const from = ids[i] as BatchId;
    const id = ctx.allocateBatch();
    const base = smallInt(chainGet(store, BASE_OFFSET, from));
    chainLink(store, id, log.tail, base, chainGet(store, LAST_OFFSET, from), batchBytes(store, from));
    for (let column = COUNT; column < store.width; column++) {
      chainSet(store, column, id, chainGet(store, column, from));
    }
    const payload = store.payloads.get(from);
    if (payload !== undefined) store.payloads.set(id, payload);
    assignEpoch(log.epochs, smallInt(chainGet(store, LEADER_EPOCH, from)), base);
    log.tail = id;
  }
  return true;
}

/** Size of one batch in bytes. */
export function batchBytes(store: ChainStore, id: BatchId): number {
  const prev = chainGet(store, PREV, id);
  const before = prev === NO_BATCH ? 0 : chainGet(store, CUMULATIVE_BYTES, prev);
  return chainGet(store, CUMULATIVE_BYTES, id) - before;
}
