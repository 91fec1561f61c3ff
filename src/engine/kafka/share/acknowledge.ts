// What members say of records that they have, and what happens to those of members that say nothing any more: all of it
// ends in a change of state that is stored before it counts, except the end of a lock, which counts at once.
// [src: core/server/share/SharePartition.java: acknowledge, acknowledgeBatchRecords, releaseAcquiredRecords,
// releaseAcquisitionLockOnTimeout]

import type { Millis } from '../../../base/units.ts';
import type { Row } from '../../kernel/events.ts';
import { type ErrorName, NONE } from '../names.ts';
import {
  beginChange,
  changeNow,
  type InFlightBatch,
  type InFlightState,
  type RecordState,
  splitOffsets,
} from './in-flight.ts';
import { endChanges, floorIndex, type ShareLimits, type SharePartition } from './share-partition.ts';
import { addChange, type StateBatch } from './state-batches.ts';

/** Kafka's AcknowledgeType; `gap` is an offset without a record. */
export type AcknowledgeType = 'gap' | 'accept' | 'release' | 'reject' | 'renew';

const STATE_AFTER: Readonly<Record<Exclude<AcknowledgeType, 'renew'>, RecordState>> = {
  gap: 'ARCHIVED',
  accept: 'ACKNOWLEDGED',
  release: 'AVAILABLE',
  reject: 'ARCHIVED',
};

/** `types` has one entry for all offsets, or one for each. */
export interface AcknowledgementBatch {
  readonly first: number;
  readonly last: number;
  readonly types: readonly AcknowledgeType[];
}

/** What a member's answer led to. On an error nothing changed. */
export interface Changed {
  readonly error: ErrorName;
  /** To be stored; then `endChanges`. */
  readonly changes: StateBatch[];
}

const INVALID = 'INVALID_RECORD_STATE';

export function acknowledge(
  partition: SharePartition,
  memberId: string,
  answers: readonly AcknowledgementBatch[],
  nowMs: Millis,
  limits: ShareLimits,
): Changed {
  const changes: StateBatch[] = [];
  for (const answer of answers) {
    if (answer.last < partition.startOffset) continue;
    const error = acknowledgeOne(partition, memberId, answer, nowMs, limits, changes);
    if (error === NONE) continue;
    endChanges(partition, changes, false, nowMs, limits);
    return { error, changes: [] };
  }
  return { error: NONE, changes };
}

/** The batches that an answer is about, or why it is about none. */
function batchesOf(partition: SharePartition, answer: AcknowledgementBatch): InFlightBatch[] | ErrorName {
  let floor = floorIndex(partition, answer.first);
  if (floor < 0) {
    if (answer.first >= partition.startOffset || answer.last < partition.startOffset) return INVALID;
    floor = floorIndex(partition, partition.startOffset);
    if (floor < 0) return INVALID;
  }
  const found = partition.batches.slice(floor).filter((b) => b.first <= answer.last);
  const last = found[found.length - 1];
  if (last === undefined || last.last < answer.first || answer.last > last.last) return 'INVALID_REQUEST';
  return found;
}

function acknowledgeOne(
  partition: SharePartition,
  memberId: string,
  answer: AcknowledgementBatch,
  nowMs: Millis,
  limits: ShareLimits,
  changes: StateBatch[],
): ErrorName {
  const batches = batchesOf(partition, answer);
  if (typeof batches === 'string') return batches;
  for (const batch of batches) {
    if (batch.last < partition.startOffset) continue;
    const isWhole = batch.first >= answer.first && batch.last <= answer.last;
    const isAtStart = batch.first < partition.startOffset;
    if (batch.offsets === undefined) {
      if (batch.memberId !== memberId || batch.rollback !== undefined || batch.state !== 'ACQUIRED')
        return INVALID;
      if (isWhole && answer.types.length === 1 && !isAtStart) {
        const error = answerFor(batch, answer.types[0] as AcknowledgeType, nowMs, limits);
        if (error !== NONE) return error;
        if (batch.rollback !== undefined) addChange(changes, batch.first, batch.last, batch);
        continue;
      }
    }
    const error = acknowledgeOffsets(partition, memberId, answer, batch, nowMs, limits, changes);
    if (error !== NONE) return error;
  }
  return NONE;
}

function acknowledgeOffsets(
  partition: SharePartition,
  memberId: string,
  answer: AcknowledgementBatch,
  batch: InFlightBatch,
  nowMs: Millis,
  limits: ShareLimits,
  changes: StateBatch[],
): ErrorName {
  const records = splitOffsets(batch);
  const from = Math.max(answer.first, partition.startOffset, batch.first);
  const to = Math.min(answer.last, batch.last);
  for (let offset = from; offset <= to; offset++) {
    const record = records[offset - batch.first] as InFlightState;
    if (record.state !== 'ACQUIRED' || record.rollback !== undefined || record.memberId !== memberId)
      return INVALID;
    const type = answer.types.length > 1 ? answer.types[offset - answer.first] : answer.types[0];
    const error = answerFor(record, type as AcknowledgeType, nowMs, limits);
    if (error !== NONE) return error;
    if (record.rollback !== undefined) addChange(changes, offset, offset, record);
  }
  return NONE;
}

/** Renewing only begins the lock anew; everything else changes the state. */
function answerFor(
  record: InFlightState,
  type: AcknowledgeType,
  nowMs: Millis,
  limits: ShareLimits,
): ErrorName {
  if (type === 'renew') {
    if (!limits.isRenewEnabled) return INVALID;
    record.lockedUntilMs = nowMs + limits.lockDurationMs;
    return NONE;
  }
  beginChange(record, STATE_AFTER[type], limits.maxDeliveryCount);
  return NONE;
}

/** A member's session has ended: whatever it has is free again, or archived when it was delivered too often. */
export function releaseAcquired(
  partition: SharePartition,
  memberId: string,
  limits: ShareLimits,
): StateBatch[] {
  const changes: StateBatch[] = [];
  for (const batch of partition.batches) {
    const isAtStart = batch.first < partition.startOffset && batch.last >= partition.startOffset;
    if (batch.offsets === undefined && isAtStart && batch.memberId === memberId) splitOffsets(batch);
    forEachRecord(batch, (record, first, last) => {
      if (record.state !== 'ACQUIRED' || record.memberId !== memberId) return;
      const to = last < partition.startOffset ? 'ARCHIVED' : 'AVAILABLE';
      beginChange(record, to, limits.maxDeliveryCount);
      addChange(changes, first, last, record);
    });
  }
  return changes;
}

/** Records whose lock ran out, all of one member. */
export interface ExpiredLock {
  readonly memberId: string;
  readonly acquiredRow: Row;
  /** What became of them: AVAILABLE or ARCHIVED. */
  readonly ranges: StateBatch[];
}

/** Locks that are over: their records are free again, or archived when they were delivered too often. */
export function expireLocks(partition: SharePartition, nowMs: Millis, limits: ShareLimits): ExpiredLock[] {
  const expired: ExpiredLock[] = [];
  for (const batch of partition.batches) {
    if (batch.offsets === undefined && batch.first < partition.startOffset && isOver(batch, nowMs))
      splitOffsets(batch);
    forEachRecord(batch, (record, first, last) => {
      if (!isOver(record, nowMs)) return;
      const { memberId, acquiredRow } = record;
      changeNow(record, last < partition.startOffset ? 'ARCHIVED' : 'AVAILABLE', limits.maxDeliveryCount);
      if (record.state === 'AVAILABLE') partition.isFreeSought = true;
      let of = expired.find((e) => e.memberId === memberId && e.acquiredRow === acquiredRow);
      if (of === undefined) {
        of = { memberId, acquiredRow, ranges: [] };
        expired.push(of);
      }
      addChange(of.ranges, first, last, record);
    });
  }
  return expired;
}

/** Earliest end of a lock (ms), -1 = none. */
export function nextLockEnd(partition: SharePartition): Millis {
  let next = -1;
  for (const batch of partition.batches) {
    forEachRecord(batch, (record) => {
      if (record.state !== 'ACQUIRED' || record.lockedUntilMs < 0) return;
      if (next < 0 || record.lockedUntilMs < next) next = record.lockedUntilMs;
    });
  }
  return next;
}

function isOver(record: InFlightState, nowMs: Millis): boolean {
  return record.state === 'ACQUIRED' && record.lockedUntilMs >= 0 && record.lockedUntilMs <= nowMs;
}

/** The batch as one, or each of its offsets. */
export function forEachRecord(
  batch: InFlightBatch,
  visit: (record: InFlightState, first: number, last: number) => void,
): void {
  if (batch.offsets === undefined) {
    visit(batch, batch.first, batch.last);
    return;
  }
  for (let o = 0; o < batch.offsets.length; o++)
    visit(batch.offsets[o] as InFlightState, batch.first + o, batch.first + o);
}
