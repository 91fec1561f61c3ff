// What survives power loss. Kafka leaves flushing to the operating system: an append is safe against a crash of the
// process at once (page cache), against power loss only when its pages have been written back.
// [docs: Operations, "Application vs. OS Flush Management"; src: UnifiedLog.flush]
// Simplification: data counts as written back 30 s after it was appended (Linux' default dirty_expire_centisecs), seen
// every 5 s together with the high watermark checkpoint. Closed segments are not modelled.

import type { ChainStore } from '../../kernel/chain-store.ts';
import type { ReplicaLog } from './replica-log.ts';
import { truncateLog } from './truncate.ts';

/** Teaching constant: age in ms at which the operating system has written a page back. */
export const WRITE_BACK_MS = 30_000;

/** Notes the log end offset at `nowMs` and moves `flushedOffset` over what is old enough. Called every 5 s. */
export function tickWriteBack(log: ReplicaLog, nowMs: number): void {
  const marks = log.writeBack;
  while (marks.length > 0) {
    const oldest = marks[0] as [number, number];
    if (nowMs - oldest[0] < WRITE_BACK_MS) break;
    if (oldest[1] > log.flushedOffset) log.flushedOffset = oldest[1];
    marks.shift();
  }
  const newest = marks[marks.length - 1];
  const noted = newest === undefined ? log.flushedOffset : newest[1];
  if (log.logEndOffset > noted) marks.push([nowMs, log.logEndOffset]);
}

/** A clean stop flushes everything. */
export function flushAll(log: ReplicaLog): void {
  log.flushedOffset = log.logEndOffset;
  log.writeBack.length = 0;
}

/** Power loss: the log is cut to `flushedOffset`. The old end is kept in `lostFrom` until the next start reports it. */
export function cutToFlushed(log: ReplicaLog, store: ChainStore): void {
  const before = log.logEndOffset;
  truncateLog(log, store, log.flushedOffset);
  log.writeBack.length = 0;
  if (log.logEndOffset < before) log.lostFrom = before;
}
