// One replica's log on its disk: a chain of batches and the positions that go with it.
// [src: storage/internals/log/UnifiedLog.java, epoch/LeaderEpochFileCache.java]
// Simplification: one endless segment; retention and compaction are not modelled, so logStartOffset stays where it is.

import type { BatchId } from '../../kernel/chain-store.ts';

export interface EpochEntry {
  epoch: number;
  startOffset: number;
}

/** What a log of any kind has: partition log, and the metadata log of controllers and brokers. */
export interface ChainLog {
  /** Last batch, -1 when empty. */
  tail: BatchId;
  /** Offset that the next record gets. */
  logEndOffset: number;
  /** Leader epoch cache: strictly increasing in both. */
  epochs: EpochEntry[];
}

export interface ReplicaLog {
  /** Last batch, -1 when empty. */
  tail: BatchId;
  logStartOffset: number;
  /** Offset that the next record gets. */
  logEndOffset: number;
  /** Everything below survives power loss. */
  flushedOffset: number;
  /** Leader epoch cache: strictly increasing in both. */
  epochs: EpochEntry[];
  /** Page-cache write-back: [time in ms, logEndOffset at that time], oldest first; what is 30 s old is flushed. */
  writeBack: [number, number][];
  /** After power loss: where the log ended before it was cut. Reported and removed at the next start. */
  lostFrom?: number;
}

export function emptyLog(): ReplicaLog {
  return { tail: -1, logStartOffset: 0, logEndOffset: 0, flushedOffset: 0, epochs: [], writeBack: [] };
}
