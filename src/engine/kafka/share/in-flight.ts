// What a share-partition's leader knows of records that it has handed out: a state per batch, or per offset once the
// offsets of a batch differ (KIP-932).
// [src: server/share/fetch/RecordState.java, InFlightState.java, InFlightBatch.java]

import type { Millis } from '../../../base/units.ts';
import type { Row } from '../../kernel/events.ts';

export type RecordState = 'AVAILABLE' | 'ACQUIRED' | 'ACKNOWLEDGED' | 'ARCHIVED';

/** Nobody: the state is not ACQUIRED. */
export const NO_MEMBER = '';

export interface InFlightState {
  state: RecordState;
  deliveryCount: number;
  /** Member that has it, '' outside ACQUIRED. */
  memberId: string;
  /** End of the acquisition lock (ms), -1 = none. */
  lockedUntilMs: Millis;
  /** Row of the event that acquired it, -1. */
  acquiredRow: Row;
  /** The state before a change that is not stored yet: such a record can neither be acquired nor acknowledged. */
  rollback?: { state: RecordState; memberId: string };
}

/** Neighbouring offsets that were acquired together. */
export interface InFlightBatch extends InFlightState {
  first: number;
  last: number;
  /** Of first, first + 1, …: once it is there, the state of the batch itself means nothing. */
  offsets?: InFlightState[];
}

/** ACKNOWLEDGED and ARCHIVED are for good. */
export function isTerminal(state: RecordState): boolean {
  return state === 'ACKNOWLEDGED' || state === 'ARCHIVED';
}

/** Can be handed out now. */
export function isFree(record: InFlightState): boolean {
  return record.state === 'AVAILABLE' && record.rollback === undefined;
}

export function newState(state: RecordState, deliveryCount: number): InFlightState {
  return { state, deliveryCount, memberId: NO_MEMBER, lockedUntilMs: -1, acquiredRow: -1 };
}

/** A state of its own for every offset of the batch. */
export function splitOffsets(batch: InFlightBatch): InFlightState[] {
  if (batch.offsets !== undefined) return batch.offsets;
  const { state, deliveryCount, memberId, lockedUntilMs, acquiredRow } = batch;
  const offsets: InFlightState[] = [];
  for (let offset = batch.first; offset <= batch.last; offset++)
    offsets.push({ state, deliveryCount, memberId, lockedUntilMs, acquiredRow });
  batch.offsets = offsets;
  return offsets;
}

/** `to`, unless the record was delivered so often that it is not to come again. */
export function nextState(record: InFlightState, to: RecordState, maxDeliveryCount: number): RecordState {
  return to === 'AVAILABLE' && record.deliveryCount >= maxDeliveryCount ? 'ARCHIVED' : to;
}

/** A change that counts at once; the lock is gone with it. */
export function changeNow(record: InFlightState, to: RecordState, maxDeliveryCount: number): void {
  record.state = nextState(record, to, maxDeliveryCount);
  record.memberId = NO_MEMBER;
  record.lockedUntilMs = -1;
}

/** A change that has to be stored first; its lock runs on until then. */
export function beginChange(record: InFlightState, to: RecordState, maxDeliveryCount: number): void {
  record.rollback = { state: record.state, memberId: record.memberId };
  record.state = nextState(record, to, maxDeliveryCount);
  record.memberId = NO_MEMBER;
}

/** It is stored; or it could not be, and everything is as before, unless the lock ran out meanwhile. */
export function endChange(
  record: InFlightState,
  isStored: boolean,
  nowMs: Millis,
  maxDeliveryCount: number,
): void {
  const { rollback } = record;
  delete record.rollback;
  if (isStored || rollback === undefined) {
    record.lockedUntilMs = -1;
    return;
  }
  if (record.lockedUntilMs >= 0 && record.lockedUntilMs <= nowMs) {
    changeNow(record, 'AVAILABLE', maxDeliveryCount);
    return;
  }
  record.state = rollback.state;
  record.memberId = rollback.memberId;
}
