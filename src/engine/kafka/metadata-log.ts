// The log of the cluster metadata as voters and observers hold it: a chain of batches whose payloads are the records.
// Shared by controllers and brokers. [src: raft/KafkaRaftLog.java, ReplicatedLog.truncateToEndOffset]
// Simplification: no snapshots; the log starts at offset 0 for ever. A record counts as 100 bytes.

import { assert } from '../../base/assert.ts';
import { smallInt } from '../../base/small-int.ts';
import {
  BASE_OFFSET,
  type BatchId,
  type ChainStore,
  chainContains,
  chainGet,
  chainLink,
  chainSet,
  LAST_OFFSET,
  NO_BATCH,
  PREV,
} from '../kernel/chain-store.ts';
import { COUNT, LEADER_EPOCH } from './log/batch-columns.ts';
import type { EpochEntry } from './log/replica-log.ts';
import type { LogSlice } from './messages.ts';
import type { MetadataRecord } from './metadata-records.ts';

/** Teaching constant: the size of one metadata record in bytes. */
export const METADATA_RECORD_BYTES = 100;

/** The positions that make up a copy of the metadata log; part of a controller's and of a broker's disk. */
export interface MetadataLogPositions {
  tail: BatchId;
  logEndOffset: number;
  highWatermark: number;
  epochs: EpochEntry[];
}

/** Writes `records` as one batch behind the log's end, in raft epoch `epoch`, under the new batch id `id`. */
export function appendBatch(
  store: ChainStore,
  log: MetadataLogPositions,
  id: BatchId,
  records: readonly MetadataRecord[],
  epoch: number,
): void {
  const baseOffset = log.logEndOffset;
  const lastOffset = baseOffset + records.length - 1;
  chainLink(store, id, log.tail, baseOffset, lastOffset, records.length * METADATA_RECORD_BYTES);
  chainSet(store, COUNT, id, records.length);
  chainSet(store, LEADER_EPOCH, id, epoch);
  store.payloads.set(id, records);
  log.tail = id;
  log.logEndOffset = lastOffset + 1;
  noteEpoch(log, epoch, baseOffset);
}

/** What a voter or broker says when it ends because its leader's log is not the one that it had committed. */
export const METADATA_FORGOTTEN =
  'fatal: the quorum no longer has metadata that was committed here (a controller lost its disk)';

/**
 * True when an answer of the leader contradicts what this log holds as committed: it would cut below the high
 * watermark, which Kafka refuses with a fatal error, or brings other records for offsets that are taken.
 * [src: raft/KafkaMetadataLog.truncateTo, KafkaRaftClient.handleFetchResponse]
 * Simplification: Kafka does not notice other records under the same offset and epoch, and goes on with a mixture.
 */
export function contradictsCommitted(
  store: ChainStore,
  log: MetadataLogPositions,
  answer: {
    readonly records: LogSlice;
    readonly divergingEpoch: number;
    readonly divergingEndOffset: number;
  },
): boolean {
  const { records, divergingEpoch, divergingEndOffset } = answer;
  if (divergingEpoch !== -1)
    return divergencePoint(log, divergingEpoch, divergingEndOffset) < log.highWatermark;
  if (records.tail === NO_BATCH || records.endOffset <= log.logEndOffset) return false;
  return !chainContains(store, records.tail, log.tail);
}

/** Takes over what a leader's answer carries. The slice must continue this log exactly. */
export function appendSlice(store: ChainStore, log: MetadataLogPositions, slice: LogSlice): void {
  if (slice.tail === NO_BATCH || slice.endOffset <= log.logEndOffset) return;
  assert(chainContains(store, slice.tail, log.tail), 'a metadata fetch answer does not continue the log');
  for (const id of batchesAfter(store, slice.tail, log.logEndOffset)) {
    noteEpoch(log, chainGet(store, LEADER_EPOCH, id), chainGet(store, BASE_OFFSET, id));
  }
  log.tail = slice.tail;
  log.logEndOffset = slice.endOffset;
}

/** Everything of `log` from `fetchOffset` on. */
export function sliceFrom(log: MetadataLogPositions, fetchOffset: number): LogSlice {
  if (fetchOffset >= log.logEndOffset) return { tail: NO_BATCH, endOffset: log.logEndOffset, bytes: 0 };
  const records = log.logEndOffset - fetchOffset;
  return { tail: log.tail, endOffset: log.logEndOffset, bytes: records * METADATA_RECORD_BYTES };
}

/** Raft epoch of the last record, 0 for an empty log (as Kafka's raft has it). */
export function lastEpochOf(log: MetadataLogPositions): number {
  return log.epochs[log.epochs.length - 1]?.epoch ?? 0;
}

/** The largest known epoch <= `epoch` and the offset at which it ended; epoch 0 and offset 0 before the first. */
export function endOffsetForEpoch(
  log: MetadataLogPositions,
  epoch: number,
): { epoch: number; endOffset: number } {
  let endOffset = log.logEndOffset;
  for (let i = log.epochs.length - 1; i >= 0; i--) {
    const entry = log.epochs[i] as EpochEntry;
    if (entry.epoch <= epoch) return { epoch: entry.epoch, endOffset };
    endOffset = entry.startOffset;
  }
  return { epoch: 0, endOffset };
}

/**
 * Where a follower's log (its end and last epoch) leaves this one: undefined when it is a prefix of it.
 * [src: raft/ReplicatedLog.validateOffsetAndEpoch]
 */
export function divergenceOf(
  log: MetadataLogPositions,
  fetchOffset: number,
  lastFetchedEpoch: number,
): { epoch: number; endOffset: number } | undefined {
  if (fetchOffset === 0) return undefined;
  const end = endOffsetForEpoch(log, lastFetchedEpoch);
  return end.epoch !== lastFetchedEpoch || end.endOffset < fetchOffset ? end : undefined;
}

/** Where a follower cuts its log after a diverging answer. */
function divergencePoint(log: MetadataLogPositions, epoch: number, endOffset: number): number {
  const own = endOffsetForEpoch(log, epoch);
  return own.epoch === epoch ? Math.min(own.endOffset, endOffset) : own.endOffset;
}

/** A follower's reaction to a diverging answer. Returns the offset that it cut to. */
export function truncateToDivergence(
  store: ChainStore,
  log: MetadataLogPositions,
  epoch: number,
  endOffset: number,
): number {
  const offset = divergencePoint(log, epoch, endOffset);
  truncateTo(store, log, offset);
  return offset;
}

/** Drops the batches from the one that holds `offset` on. */
export function truncateTo(store: ChainStore, log: MetadataLogPositions, offset: number): void {
  if (offset >= log.logEndOffset) return;
  while (log.tail !== NO_BATCH && chainGet(store, LAST_OFFSET, log.tail) >= offset) {
    log.tail = chainGet(store, PREV, log.tail);
  }
  log.logEndOffset = log.tail === NO_BATCH ? 0 : chainGet(store, LAST_OFFSET, log.tail) + 1;
  log.epochs = log.epochs.filter((entry) => entry.startOffset < log.logEndOffset);
  log.highWatermark = Math.min(log.highWatermark, log.logEndOffset);
}

/** Calls `visit` for each record with from <= offset < to, in order. Batches are whole on both sides. */
export function forEachRecord(
  store: ChainStore,
  tail: BatchId,
  from: number,
  to: number,
  visit: (record: MetadataRecord, offset: number, epoch: number) => void,
): void {
  if (to <= from) return;
  for (const id of batchesAfter(store, tail, from)) {
    let offset = smallInt(chainGet(store, BASE_OFFSET, id));
    if (offset >= to) return;
    const epoch = smallInt(chainGet(store, LEADER_EPOCH, id));
    for (const record of store.payloads.get(id) as readonly MetadataRecord[]) visit(record, offset++, epoch);
  }
}

/** Ids of the batches that end at or behind `offset`, oldest first. */
function batchesAfter(store: ChainStore, tail: BatchId, offset: number): BatchId[] {
  const ids: BatchId[] = [];
  for (
    let id = tail;
    id !== NO_BATCH && chainGet(store, LAST_OFFSET, id) >= offset;
    id = chainGet(store, PREV, id)
  ) {
    ids.push(id);
  }
  return ids.reverse();
}

function noteEpoch(log: MetadataLogPositions, epoch: number, startOffset: number): void {
  if (epoch > lastEpochOf(log) || log.epochs.length === 0) log.epochs.push({ epoch, startOffset });
}
