// A fetch of a member takes records: those that are free again first, then new ones, whole batches of the log where it
// can. Every record it takes is locked for a while, and its delivery count grows.
// [src: core/server/share/SharePartition.java: acquire, acquireNewBatchRecords, createBatches, acquireSubsetBatchRecords,
// shouldThrottleRecordsDelivery, lastOffsetAndMaxRecordsToAcquire; ShareFetchUtils.accumulateAcquiredRecords]

import type { Millis } from '../../../base/units.ts';
import type { Row } from '../../kernel/events.ts';
import { type InFlightBatch, type InFlightState, isFree, newState, splitOffsets } from './in-flight.ts';
import {
  floorIndex,
  inFlightRecords,
  isGapOpen,
  narrowGap,
  type ShareLimits,
  type SharePartition,
} from './share-partition.ts';

/** One batch of the log that was read. */
export interface FetchedBatch {
  readonly base: number;
  readonly last: number;
}

export interface AcquireRequest {
  readonly memberId: string;
  /** share.acquire.mode is record_limit: never more than `maxRecords`. */
  readonly isRecordLimit: boolean;
  /** New records are cut into pieces of about so many (max.poll.records). */
  readonly batchSize: number;
  readonly maxRecords: number;
  readonly fetchOffset: number;
  /** At least one, in order. */
  readonly batches: readonly FetchedBatch[];
  readonly nowMs: Millis;
  readonly row: Row;
}

/** Offsets that a member got, and how often they were delivered with this time. */
export interface AcquiredRange {
  first: number;
  last: number;
  deliveryCount: number;
}

/** Records with so many deliveries are handed out in ever smaller parts, so that a bad one is found. */
export function throttleFrom(maxDeliveryCount: number): number {
  return Math.max(2, Math.ceil(maxDeliveryCount / 2));
}

function lock(record: InFlightState, request: AcquireRequest, limits: ShareLimits): void {
  record.state = 'ACQUIRED';
  record.memberId = request.memberId;
  record.lockedUntilMs = request.nowMs + limits.lockDurationMs;
  record.acquiredRow = request.row;
}

/** Takes what there is to take for this fetch; [] for nothing. */
export function acquire(
  partition: SharePartition,
  request: AcquireRequest,
  limits: ShareLimits,
): AcquiredRange[] {
  const { batches } = request;
  const firstBase = (batches[0] as FetchedBatch).base;
  const lastFetched = (batches[batches.length - 1] as FetchedBatch).last;
  if (request.maxRecords <= 0 || lastFetched < partition.startOffset) return [];
  const room = roomFor(partition, request, lastFetched, limits);
  if (room.maxRecords <= 0) return [];
  let base = firstBase;
  const floor = partition.batches[floorIndex(partition, base)];
  if (floor === undefined) base = Math.max(base, partition.startOffset);
  else if (floor.last >= base) base = floor.first;
  const known = partition.batches.filter(
    (b) => b.first >= Math.min(firstBase, base) && b.first <= room.lastOffset,
  );
  const result: AcquiredRange[] = [];
  if (known.length === 0) {
    acquireNew(partition, request, limits, result, base, room.lastOffset, room.maxRecords);
    return result;
  }
  const taken = acquireKnown(partition, request, limits, result, known, base, room);
  const behind = (known[known.length - 1] as InFlightBatch).last + 1;
  if (!taken.isThrottled && taken.count < room.maxRecords && behind <= room.lastOffset)
    acquireNew(partition, request, limits, result, behind, room.lastOffset, room.maxRecords - taken.count);
  const last = result[result.length - 1];
  if (last !== undefined) narrowGap(partition, last.last + 1);
  return result;
}

interface Room {
  readonly maxRecords: number;
  readonly lastOffset: number;
}

/** How many records may be taken, and up to where, so that not too many are in flight. */
function roomFor(
  partition: SharePartition,
  request: AcquireRequest,
  lastFetched: number,
  limits: ShareLimits,
): Room {
  const left = limits.maxInFlightRecords - inFlightRecords(partition);
  const maxRecords = Math.min(request.maxRecords, left);
  if (maxRecords > 0 || request.fetchOffset > partition.endOffset)
    return { maxRecords, lastOffset: lastFetched };
  return {
    maxRecords: Math.min(request.maxRecords, partition.endOffset - request.fetchOffset + 1),
    lastOffset: Math.min(lastFetched, partition.endOffset),
  };
}

/** Records that are known already: what is free of them, and what nobody knows between them. */
function acquireKnown(
  partition: SharePartition,
  request: AcquireRequest,
  limits: ShareLimits,
  result: AcquiredRange[],
  known: readonly InFlightBatch[],
  base: number,
  room: Room,
): { count: number; isThrottled: boolean } {
  const firstBase = (request.batches[0] as FetchedBatch).base;
  let gapStart = base;
  let count = 0;
  for (const batch of known) {
    if (count >= room.maxRecords) break;
    if (isGapOpen(partition)) {
      if (gapStart < batch.first)
        count += acquireNew(
          partition,
          request,
          limits,
          result,
          gapStart,
          batch.first - 1,
          room.maxRecords - count,
        );
      gapStart = batch.last + 1;
      if (count >= room.maxRecords) break;
    }
    const isWhole = batch.first >= firstBase && batch.last <= room.lastOffset;
    const isTooMuch = request.isRecordLimit && batch.last - batch.first + 1 > room.maxRecords - count;
    const isThrottled = mustThrottle(batch, firstBase, room.lastOffset, limits);
    // Suspicious records travel alone.
    if (isThrottled && count > 0) return { count, isThrottled: true };
    if (isWhole && batch.offsets === undefined && !isTooMuch && !isThrottled) {
      if (!isFree(batch)) continue;
      batch.deliveryCount++;
      lock(batch, request, limits);
      result.push({ first: batch.first, last: batch.last, deliveryCount: batch.deliveryCount });
      count += batch.last - batch.first + 1;
      continue;
    }
    if (batch.offsets === undefined && !isFree(batch)) continue;
    const part = acquireOffsets(
      batch,
      request,
      limits,
      result,
      firstBase,
      room.lastOffset,
      room.maxRecords - count,
    );
    count += part;
    if (isThrottled && part > 0) return { count, isThrottled: true };
  }
  return { count, isThrottled: false };
}

function mustThrottle(
  batch: InFlightBatch,
  firstOffset: number,
  lastOffset: number,
  limits: ShareLimits,
): boolean {
  const from = throttleFrom(limits.maxDeliveryCount);
  if (batch.offsets === undefined) return isFree(batch) && batch.deliveryCount >= from;
  return batch.offsets.some((record, o) => {
    const offset = batch.first + o;
    return offset >= firstOffset && offset <= lastOffset && isFree(record) && record.deliveryCount >= from;
  });
}

/** Single offsets of one batch. Returns how many. */
function acquireOffsets(
  batch: InFlightBatch,
  request: AcquireRequest,
  limits: ShareLimits,
  result: AcquiredRange[],
  firstOffset: number,
  lastOffset: number,
  maxRecords: number,
): number {
  const { maxDeliveryCount } = limits;
  const from = throttleFrom(maxDeliveryCount);
  const records = splitOffsets(batch);
  const taken: AcquiredRange[] = [];
  let throttledMax = -1;
  for (let o = Math.max(0, firstOffset - batch.first); o < records.length; o++) {
    const offset = batch.first + o;
    if (offset > lastOffset) break;
    const record = records[o] as InFlightState;
    if (!isFree(record)) continue;
    const isLast = maxDeliveryCount > 2 && record.deliveryCount === maxDeliveryCount - 1;
    if (isLast && taken.length > 0) break;
    if (record.deliveryCount >= from && throttledMax < 0)
      throttledMax = Math.max(1, records.length >> (record.deliveryCount - from + 1));
    record.deliveryCount++;
    lock(record, request, limits);
    taken.push({ first: offset, last: offset, deliveryCount: record.deliveryCount });
    if (isLast) break;
    if (request.isRecordLimit && taken.length === maxRecords) break;
    if (taken.length === throttledMax) break;
  }
  accumulate(result, taken);
  return taken.length;
}

/** Neighbours of equal delivery count become one range. */
function accumulate(result: AcquiredRange[], taken: readonly AcquiredRange[]): void {
  let open: AcquiredRange | undefined;
  for (const range of taken) {
    if (open !== undefined && open.last + 1 === range.first && open.deliveryCount === range.deliveryCount) {
      open.last = range.last;
      continue;
    }
    open = { ...range };
    result.push(open);
  }
}

/** Records that were never handed out, or that nobody knows of any more: [firstOffset, lastOffset]. Returns how many. */
function acquireNew(
  partition: SharePartition,
  request: AcquireRequest,
  limits: ShareLimits,
  result: AcquiredRange[],
  firstOffset: number,
  lastOffset: number,
  maxRecords: number,
): number {
  const isEmpty = partition.batches.length === 0;
  const first = isEmpty ? Math.max(firstOffset, partition.endOffset) : firstOffset;
  let last = lastOffset;
  if (maxRecords < last - first + 1) {
    last = endOfBatchWith(request.batches, first + maxRecords - 1);
    if (isGapOpen(partition) && last > lastOffset) last = lastOffset;
  }
  if (last < first) return 0;
  const pieces = request.isRecordLimit ? [{ first, last }] : cut(request, first, last);
  for (const piece of pieces) {
    const batch: InFlightBatch = { ...piece, ...newState('ACQUIRED', 1) };
    lock(batch, request, limits);
    insert(partition, batch);
  }
  const head = partition.batches[0] as InFlightBatch;
  if (head.first === first) partition.startOffset = first;
  if (last > partition.endOffset) partition.endOffset = last;
  let takenTo = last;
  if (request.isRecordLimit && last - first + 1 > maxRecords) {
    takenTo = first + maxRecords - 1;
    freeBehind(partition, first, takenTo);
  }
  for (const piece of pieces)
    result.push({ first: piece.first, last: Math.min(piece.last, takenTo), deliveryCount: 1 });
  narrowGap(partition, takenTo + 1);
  return takenTo - first + 1;
}

/** record_limit: the batch is known whole, but only its first records were taken. */
function freeBehind(partition: SharePartition, first: number, takenTo: number): void {
  const batch = partition.batches[floorIndex(partition, first)] as InFlightBatch;
  const records = splitOffsets(batch);
  for (let o = takenTo + 1 - batch.first; o < records.length; o++) records[o] = newState('AVAILABLE', 0);
  partition.isFreeSought = true;
}

function insert(partition: SharePartition, batch: InFlightBatch): void {
  partition.batches.splice(floorIndex(partition, batch.first) + 1, 0, batch);
}

/** Cut at batches of the log, into pieces of at least `batchSize` records. */
function cut(request: AcquireRequest, first: number, last: number): { first: number; last: number }[] {
  const pieces: { first: number; last: number }[] = [];
  let from = first;
  if (last - first + 1 > request.batchSize) {
    for (const { base } of request.batches) {
      if (base > last) break;
      if (base - from < request.batchSize) continue;
      pieces.push({ first: from, last: base - 1 });
      from = base;
    }
  }
  pieces.push({ first: from, last });
  return pieces;
}

/** Last offset of the fetched batch with `offset` in it; `offset` itself when there is none. */
function endOfBatchWith(batches: readonly FetchedBatch[], offset: number): number {
  for (const batch of batches) if (offset >= batch.base && offset <= batch.last) return batch.last;
  return offset;
}
