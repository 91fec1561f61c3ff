// One partition for one share group, on the partition's leader: from which offset on records are open, what became of
// each that was handed out, what to read next. Pure: time and settings come with the call, what has to be stored goes
// out with the result.
// [src: core/server/share/SharePartition.java: maybeInitialize, nextFetchOffset, canAcquireRecords,
// rollbackOrProcessStateUpdates, maybeUpdateCachedStateAndOffsets, updateCacheAndOffsets]
// Simplification: logs have no gaps, so nothing is archived because it was compacted away, and batches of aborted
// transactions are handed out like others.

import type { Millis } from '../../../base/units.ts';
import {
  endChange,
  type InFlightBatch,
  type InFlightState,
  isFree,
  isTerminal,
  splitOffsets,
} from './in-flight.ts';
import type { StateBatch } from './state-batches.ts';

/** The settings of a share group that its partitions go by; times in ms. */
export interface ShareLimits {
  /** share.delivery.count.limit */
  readonly maxDeliveryCount: number;
  /** share.partition.max.record.locks */
  readonly maxInFlightRecords: number;
  /** share.record.lock.duration.ms */
  readonly lockDurationMs: number;
  /** share.renew.acknowledge.enable */
  readonly isRenewEnabled: boolean;
}

export interface SharePartition {
  /** SPSO: everything below it is done with. */
  startOffset: number;
  /** SPEO: last offset that was handed out; the next one to read while nothing is in flight. */
  endOffset: number;
  /** In order of their offsets. */
  batches: InFlightBatch[];
  /** Something below the end may be free again: the next fetch looks for it. */
  isFreeSought: boolean;
  /** After a change of the leader: offsets between stored batches that nobody knows anything of. */
  gap?: { endOffset: number; gapStartOffset: number };
}

/** As read back from the share coordinator. `startOffset` is known. */
export function openSharePartition(startOffset: number, stored: readonly StateBatch[]): SharePartition {
  const partition: SharePartition = {
    startOffset,
    endOffset: startOffset,
    batches: stored.map((b) => ({
      first: b.first,
      last: b.last,
      state: b.state,
      deliveryCount: b.deliveryCount,
      memberId: '',
      lockedUntilMs: -1,
      acquiredRow: -1,
    })),
    isFreeSought: false,
  };
  const last = partition.batches[partition.batches.length - 1];
  if (last === undefined) return partition;
  partition.isFreeSought = true;
  partition.endOffset = last.last;
  let expected = startOffset;
  for (const batch of partition.batches) {
    if (batch.first > expected) {
      partition.gap = { endOffset: last.last, gapStartOffset: expected };
      break;
    }
    expected = batch.last + 1;
  }
  moveStart(partition);
  return partition;
}

export function isGapOpen(partition: SharePartition): boolean {
  return partition.gap !== undefined && partition.gap.endOffset === partition.endOffset;
}

/** Records were acquired up to `offset` (exclusive): the unknown begins behind them, or there is nothing unknown left. */
export function narrowGap(partition: SharePartition, offset: number): void {
  const { gap } = partition;
  if (gap === undefined) return;
  if (gap.endOffset === partition.endOffset && offset <= gap.endOffset) gap.gapStartOffset = offset;
  else delete partition.gap;
}

function isFresh(partition: SharePartition): boolean {
  const last = partition.batches[partition.batches.length - 1];
  return last === undefined || partition.startOffset > last.last;
}

/** Where the next fetch begins: at what is free again, else behind everything that was handed out. */
export function nextFetchOffset(partition: SharePartition): number {
  if (!partition.isFreeSought) return isFresh(partition) ? partition.endOffset : partition.endOffset + 1;
  if (isFresh(partition)) {
    partition.isFreeSought = false;
    return partition.endOffset;
  }
  let gapStart = isGapOpen(partition) ? (partition.gap?.gapStartOffset ?? -1) : -1;
  for (const batch of partition.batches) {
    if (gapStart >= 0) {
      if (batch.first > gapStart) return gapStart;
      gapStart = Math.max(batch.last + 1, gapStart);
    }
    if (batch.offsets === undefined) {
      if (isFree(batch)) return batch.first;
      continue;
    }
    const at = batch.offsets.findIndex(isFree);
    if (at >= 0) return batch.first + at;
  }
  partition.isFreeSought = false;
  return partition.endOffset + 1;
}

/** Records between start and end offset, those that are done with included. */
export function inFlightRecords(partition: SharePartition): number {
  return partition.batches.length === 0 ? 0 : partition.endOffset - partition.startOffset + 1;
}

/** Something is free below the end, or there is room for more. */
export function canAcquire(partition: SharePartition, limits: ShareLimits): boolean {
  if (nextFetchOffset(partition) !== partition.endOffset + 1) return true;
  return inFlightRecords(partition) < limits.maxInFlightRecords;
}

/** Index of the batch that holds `offset`, or of the last one before it; -1 when there is none. */
export function floorIndex(partition: SharePartition, offset: number): number {
  const { batches } = partition;
  let at = -1;
  while (at + 1 < batches.length && (batches[at + 1] as InFlightBatch).first <= offset) at++;
  return at;
}

/** The states that a stored change is about: whole batches, or single offsets. */
function* changing(partition: SharePartition, change: StateBatch): Generator<InFlightState> {
  for (let i = Math.max(0, floorIndex(partition, change.first)); i < partition.batches.length; i++) {
    const batch = partition.batches[i] as InFlightBatch;
    if (batch.first > change.last) return;
    if (batch.last < change.first) continue;
    if (batch.offsets === undefined) {
      yield batch;
      continue;
    }
    const from = Math.max(change.first, batch.first) - batch.first;
    const to = Math.min(change.last, batch.last) - batch.first;
    for (let o = from; o <= to; o++) yield batch.offsets[o] as InFlightState;
  }
}

/** Changes are stored, or could not be. Returns whether the start offset moved. */
export function endChanges(
  partition: SharePartition,
  changes: readonly StateBatch[],
  isStored: boolean,
  nowMs: Millis,
  limits: ShareLimits,
): boolean {
  for (const change of changes) {
    for (const record of changing(partition, change)) {
      if (record.rollback === undefined) continue;
      endChange(record, isStored, nowMs, limits.maxDeliveryCount);
      if (record.state === 'AVAILABLE') partition.isFreeSought = true;
    }
  }
  return isStored && moveStart(partition);
}

function isDone(record: InFlightState): boolean {
  return record.rollback === undefined && isTerminal(record.state);
}

/** Last offset of the records from the start on that are done with, -1 = the first one is not. */
function lastDone(partition: SharePartition): number {
  let last = -1;
  for (const batch of partition.batches) {
    if (isGapOpen(partition) && batch.last >= (partition.gap?.gapStartOffset ?? -1)) return last;
    if (batch.offsets === undefined) {
      if (!isDone(batch)) return last;
      last = batch.last;
      continue;
    }
    for (let o = 0; o < batch.offsets.length; o++) {
      if (!isDone(batch.offsets[o] as InFlightState)) return last;
      last = batch.first + o;
    }
  }
  return last;
}

/** Is the record at the start offset done with? Not while a gap begins there. */
function canMoveStart(partition: SharePartition): boolean {
  const batch = partition.batches[floorIndex(partition, partition.startOffset)];
  if (batch === undefined) return false;
  const record = batch.offsets?.[partition.startOffset - batch.first] ?? batch;
  return isDone(record);
}

/** The start offset passes what is done with; batches that lie before it are forgotten. Returns whether it moved. */
export function moveStart(partition: SharePartition): boolean {
  if (!canMoveStart(partition)) return false;
  const done = lastDone(partition);
  if (done === -1) return false;
  const { batches } = partition;
  const last = batches[batches.length - 1] as InFlightBatch;
  if (done === last.last) {
    partition.startOffset = last.last + 1;
    partition.endOffset = last.last + 1;
    partition.batches = [];
    return true;
  }
  const at = floorIndex(partition, done);
  const batch = batches[at] as InFlightBatch;
  if (done < batch.last) {
    if (done + 1 > partition.startOffset) partition.startOffset = done + 1;
    batches.splice(0, at);
    return true;
  }
  const next = (batches[at + 1] as InFlightBatch).first;
  if (next > partition.startOffset) partition.startOffset = next;
  if (isGapOpen(partition))
    partition.startOffset = Math.min(partition.gap?.gapStartOffset ?? next, partition.startOffset);
  batches.splice(0, at + 1);
  return true;
}

/**
 * The log begins later now: free records before that are archived, those that a member has are so when their lock ends.
 * Not stored: the next change that is carries the new start offset.
 */
export function startFromLog(partition: SharePartition, logStartOffset: number): void {
  if (logStartOffset <= partition.startOffset) return;
  for (const batch of partition.batches) {
    if (batch.first >= logStartOffset) break;
    if (batch.offsets === undefined && batch.state !== 'AVAILABLE') continue;
    const offsets =
      batch.last < logStartOffset && batch.offsets === undefined ? [batch] : splitOffsets(batch);
    offsets.forEach((record, o) => {
      if (record.state !== 'AVAILABLE' || (record !== batch && batch.first + o >= logStartOffset)) return;
      record.state = 'ARCHIVED';
      record.memberId = '';
      partition.isFreeSought = true;
    });
  }
  partition.startOffset = logStartOffset;
  if (partition.endOffset < logStartOffset) partition.endOffset = logStartOffset;
}
