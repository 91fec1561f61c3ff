// What a leader remembers of each producer: its epoch and its last five batches, enough to recognise a repeated batch
// and a gap in the sequence. It is part of the log: a new leader rebuilds it from its batches.
// [src: storage/internals/log/ProducerStateManager.java, ProducerAppendInfo.java, ProducerStateEntry.java]
// Simplification: no transactions; producer.id.expiration.ms (24 h) is never reached.

import { numberKeys } from '../../../base/number-keys.ts';
import { smallInt } from '../../../base/small-int.ts';
import {
  BASE_OFFSET,
  type BatchId,
  type ChainStore,
  chainGet,
  NO_BATCH,
  PREV,
} from '../../kernel/chain-store.ts';
import type { ProducerEntry } from '../broker/broker-state.ts';
import { BASE_SEQUENCE, COUNT, PRODUCER_EPOCH, PRODUCER_ID } from './batch-columns.ts';

/** Batches remembered per producer (ProducerStateEntry.NUM_BATCHES_TO_RETAIN). */
export const WINDOW = 5;
/** Sequences wrap from 2^31 - 1 to 0. */
const SEQUENCES = 2_147_483_648;

export const APPEND = -1;
export const OUT_OF_ORDER = -2;
export const OLD_EPOCH = -3;

/** Key of a producer in `ReplicaState.producers`: no integer-like keys in the world. */
export const producerKey: (producerId: number) => string = numberKeys('p');

/** Last sequence of a batch of `count` records that begins at `first`. */
export function lastSequenceOf(first: number, count: number): number {
  const last = first + count - 1;
  return last >= SEQUENCES ? last - SEQUENCES : last;
}

/**
 * What to do with a batch of a producer: APPEND, the base offset (>= 0) of the batch that it repeats, OUT_OF_ORDER
 * (OUT_OF_ORDER_SEQUENCE_NUMBER) or OLD_EPOCH (INVALID_PRODUCER_EPOCH).
 */
export function checkSequence(
  entry: ProducerEntry | undefined,
  producerEpoch: number,
  firstSequence: number,
  count: number,
): number {
  if (entry === undefined) return APPEND;
  if (producerEpoch === entry.producerEpoch) {
    // What follows the last batch cannot be one of the last five.
    if (firstSequence === (entry.lastSequence === SEQUENCES - 1 ? 0 : entry.lastSequence + 1)) return APPEND;
    const last = lastSequenceOf(firstSequence, count);
    for (let i = entry.window.length - 1; i >= 0; i--) {
      const known = entry.window[i] as [number, number, number];
      if (known[0] === firstSequence && known[1] === last) return known[2];
    }
    return OUT_OF_ORDER;
  }
  if (producerEpoch < entry.producerEpoch) return OLD_EPOCH;
  return firstSequence === 0 ? APPEND : OUT_OF_ORDER;
}

/** Remembers an appended batch. A new producer epoch empties the window first. */
export function rememberBatch(
  producers: Record<string, ProducerEntry>,
  key: string,
  producerEpoch: number,
  firstSequence: number,
  count: number,
  baseOffset: number,
): void {
  const last = lastSequenceOf(firstSequence, count);
  const entry = producers[key];
  if (entry === undefined) {
    producers[key] = { producerEpoch, lastSequence: last, window: [[firstSequence, last, baseOffset]] };
    return;
  }
  if (entry.producerEpoch !== producerEpoch) entry.window.length = 0;
  entry.producerEpoch = producerEpoch;
  entry.lastSequence = last;
  if (entry.window.length < WINDOW) {
    entry.window.push([firstSequence, last, baseOffset]);
    return;
  }
  // The oldest entry is written over: no garbage on the hot path.
  const reused = entry.window.shift() as [number, number, number];
  reused[0] = firstSequence;
  reused[1] = last;
  reused[2] = baseOffset;
  entry.window.push(reused);
}

/** The producer table of the log that ends in `tail`, rebuilt from its batches. */
export function rebuildProducers(store: ChainStore, tail: BatchId): Record<string, ProducerEntry> {
  const found: Record<string, ProducerEntry> = {};
  for (let at = tail; at !== NO_BATCH; at = chainGet(store, PREV, at)) {
    const producerId = chainGet(store, PRODUCER_ID, at);
    if (producerId < 0) continue;
    const key = producerKey(producerId);
    const producerEpoch = smallInt(chainGet(store, PRODUCER_EPOCH, at));
    const first = smallInt(chainGet(store, BASE_SEQUENCE, at));
    const last = lastSequenceOf(first, smallInt(chainGet(store, COUNT, at)));
    let entry = found[key];
    if (entry === undefined) {
      entry = { producerEpoch, lastSequence: last, window: [] };
      found[key] = entry;
    }
    if (entry.producerEpoch === producerEpoch && entry.window.length < WINDOW) {
      entry.window.unshift([first, last, smallInt(chainGet(store, BASE_OFFSET, at))]);
    }
  }
  return found;
}
