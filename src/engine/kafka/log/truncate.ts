// Cutting a log back: after a change of leader, and by power loss. Whole batches go.
// [src: storage/internals/log/UnifiedLog.java: truncateTo, LocalLog.truncateTo]

import { smallInt } from '../../../base/small-int.ts';
import {
  type ChainStore,
  chainFindLastBelow,
  chainGet,
  LAST_OFFSET,
  NO_BATCH,
} from '../../kernel/chain-store.ts';
import { truncateEpochsFromEnd } from './leader-epoch-cache.ts';
import type { ChainLog, ReplicaLog } from './replica-log.ts';

/**
 * Drops everything from the batch that holds `offset` on. Returns the new log end offset, which lies below `offset`
 * when that was inside a batch. With `offset` at or beyond the end only the epoch cache is trimmed.
 */
export function truncateChain(log: ChainLog, store: ChainStore, offset: number): number {
  if (offset < log.logEndOffset) {
    log.tail = smallInt(chainFindLastBelow(store, log.tail, LAST_OFFSET, offset));
    log.logEndOffset = log.tail === NO_BATCH ? 0 : smallInt(chainGet(store, LAST_OFFSET, log.tail) + 1);
  }
  truncateEpochsFromEnd(log.epochs, offset);
  return log.logEndOffset;
}

/** `truncateChain` for a replica: what was flushed cannot lie beyond the end either. */
export function truncateLog(log: ReplicaLog, store: ChainStore, offset: number): number {
  const end = truncateChain(log, store, offset);
  if (log.flushedOffset > end) log.flushedOffset = end;
  for (const mark of log.writeBack) if (mark[1] > end) mark[1] = end;
  return end;
}
