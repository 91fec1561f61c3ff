// Reading a log: whole batches from the one that holds the asked offset up to a bound.
// [src: storage/internals/log/LocalLog.java: read; server/ReplicaManager.readFromLog]

import { smallInt } from '../../../base/small-int.ts';
import {
  type BatchId,
  type ChainStore,
  CUMULATIVE_BYTES,
  chainFindFirstAtLeast,
  chainFindLastBelow,
  chainGet,
  LAST_OFFSET,
  NO_BATCH,
  PREV,
} from '../../kernel/chain-store.ts';
import type { LogSlice } from '../messages.ts';

/** An answer without records for a reader at `offset`. */
export function emptySlice(offset: number): LogSlice {
  return { tail: NO_BATCH, endOffset: offset, bytes: 0 };
}

/**
 * The batches of the chain ending in `tail` that hold offsets in [offset, bound). `bound` is exclusive and lies on a
 * batch border: log end offset for followers, high watermark for consumers. At most `maxBytes`, but the first batch
 * is returned whatever its size, so that a reader always gets on.
 */
export function readSlice(
  store: ChainStore,
  tail: BatchId,
  logEndOffset: number,
  offset: number,
  bound: number,
  maxBytes: number,
): LogSlice {
  if (offset >= bound) return emptySlice(offset);
  const last = bound >= logEndOffset ? tail : chainFindLastBelow(store, tail, LAST_OFFSET, bound);
  if (last === NO_BATCH) return emptySlice(offset);
  let prev = chainGet(store, PREV, last);
  // Mostly it is one batch that is new.
  const isOne = prev === NO_BATCH || chainGet(store, LAST_OFFSET, prev) < offset;
  if (isOne && chainGet(store, LAST_OFFSET, last) < offset) return emptySlice(offset);
  const first = isOne ? last : chainFindFirstAtLeast(store, last, LAST_OFFSET, offset);
  if (!isOne) prev = chainGet(store, PREV, first);
  const bytesBefore = prev === NO_BATCH ? 0 : chainGet(store, CUMULATIVE_BYTES, prev);
  let end = last;
  if (!isOne && chainGet(store, CUMULATIVE_BYTES, last) - bytesBefore > maxBytes) {
    end = chainFindLastBelow(store, last, CUMULATIVE_BYTES, bytesBefore + maxBytes + 1);
    if (end === prev) end = first;
  }
  return {
    tail: smallInt(end),
    endOffset: smallInt(chainGet(store, LAST_OFFSET, end) + 1),
    bytes: smallInt(chainGet(store, CUMULATIVE_BYTES, end) - bytesBefore),
  };
}

/** Bytes that `readSlice` could return without a limit; what a parked fetch waits for. */
export function bytesBetween(
  store: ChainStore,
  tail: BatchId,
  logEndOffset: number,
  offset: number,
  bound: number,
): number {
  if (offset >= bound) return 0;
  const last = bound >= logEndOffset ? tail : chainFindLastBelow(store, tail, LAST_OFFSET, bound);
  const before = chainFindLastBelow(store, last, LAST_OFFSET, offset);
  if (last === NO_BATCH) return 0;
  return (
    chainGet(store, CUMULATIVE_BYTES, last) -
    (before === NO_BATCH ? 0 : chainGet(store, CUMULATIVE_BYTES, before))
  );
}
