// The leader epoch cache of a log: where each leader epoch began. Followers find with it how far their log agrees with
// the leader's (KIP-101, KIP-279). Entries grow strictly in epoch and start offset.
// [src: storage/internals/epoch/LeaderEpochFileCache.java]

import type { EpochEntry } from './replica-log.ts';

/** Undefined epoch or offset, as Kafka writes it. */
export const UNDEFINED = -1;

/** The newest epoch of the cache, -1 when it is empty. */
export function latestEpoch(epochs: readonly EpochEntry[]): number {
  // Asking an empty array for its element -1 is slow: that is no index, but a name.
  const n = epochs.length;
  return n === 0 ? UNDEFINED : (epochs[n - 1] as EpochEntry).epoch;
}

/** Notes that `epoch` begins at `startOffset`; entries that contradict it go. The known start of an epoch stays. */
export function assignEpoch(epochs: EpochEntry[], epoch: number, startOffset: number): void {
  const last = epochs[epochs.length - 1];
  if (last !== undefined && last.epoch === epoch && startOffset >= last.startOffset) return;
  let keep = epochs.length;
  while (keep > 0) {
    const entry = epochs[keep - 1] as EpochEntry;
    if (entry.epoch < epoch && entry.startOffset < startOffset) break;
    keep--;
  }
  epochs.length = keep;
  epochs.push({ epoch, startOffset });
}

/**
 * The largest epoch <= `epoch` that the log has, and where it ends: the start of the next epoch, or the log end offset
 * for the newest. (-1, -1) when the log cannot say.
 */
export function endOffsetFor(
  epochs: readonly EpochEntry[],
  epoch: number,
  logEndOffset: number,
): { epoch: number; endOffset: number } {
  if (epoch === UNDEFINED) return { epoch: UNDEFINED, endOffset: UNDEFINED };
  if (epoch === latestEpoch(epochs)) return { epoch, endOffset: logEndOffset };
  let next = 0;
  while (next < epochs.length && (epochs[next] as EpochEntry).epoch <= epoch) next++;
  const higher = epochs[next];
  if (higher === undefined) return { epoch: UNDEFINED, endOffset: UNDEFINED };
  const floor = epochs[next - 1];
  return { epoch: floor === undefined ? epoch : floor.epoch, endOffset: higher.startOffset };
}

/** Forgets epochs that begin at or after `endOffset` (the log was cut there). */
export function truncateEpochsFromEnd(epochs: EpochEntry[], endOffset: number): void {
  if (endOffset < 0) return;
  while (epochs.length > 0 && (epochs[epochs.length - 1] as EpochEntry).startOffset >= endOffset)
    epochs.pop();
}

/** Forgets epochs before `startOffset`; the one that covers it begins there from now on. */
export function truncateEpochsFromStart(epochs: EpochEntry[], startOffset: number): void {
  let drop = 0;
  while (drop < epochs.length && (epochs[drop] as EpochEntry).startOffset <= startOffset) drop++;
  if (drop === 0) return;
  const covering = epochs[drop - 1] as EpochEntry;
  epochs.splice(0, drop, { epoch: covering.epoch, startOffset });
}
