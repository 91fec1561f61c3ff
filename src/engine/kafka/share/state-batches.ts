// What the share coordinator stores of a share-partition: runs of neighbouring offsets of equal state and delivery count.
// Newer information is laid over older; where both speak of an offset, the higher delivery count wins, then the later
// state. [src: share-coordinator/PersisterStateBatchCombiner.java; server/share/persister/PersisterStateBatch.java]

import type { InFlightState, RecordState } from './in-flight.ts';

export interface StateBatch {
  readonly first: number;
  readonly last: number;
  /** ACQUIRED is never stored. */
  readonly state: Exclude<RecordState, 'ACQUIRED'>;
  readonly deliveryCount: number;
}

/** Kafka's ids of the states: the order decides between two of one delivery count. */
const ORDER: Readonly<Record<StateBatch['state'], number>> = { AVAILABLE: 0, ACKNOWLEDGED: 2, ARCHIVED: 4 };

/** Positive when `a` is the later word on an offset. */
function compareWord(a: StateBatch, b: StateBatch): number {
  return a.deliveryCount - b.deliveryCount || ORDER[a.state] - ORDER[b.state];
}

/** Adds a record's new state to a list; neighbours of equal state are one entry. */
export function addChange(changes: StateBatch[], first: number, last: number, record: InFlightState): void {
  const state = record.state as StateBatch['state'];
  const { deliveryCount } = record;
  const before = changes[changes.length - 1];
  if (before !== undefined && before.last + 1 === first && before.state === state) {
    if (before.deliveryCount === deliveryCount) {
      changes[changes.length - 1] = { ...before, last };
      return;
    }
  }
  changes.push({ first, last, state, deliveryCount });
}

/** Both lists laid over each other, without what lies before `startOffset` (-1 = keep everything), in order. */
export function combineBatches(
  known: readonly StateBatch[],
  added: readonly StateBatch[],
  startOffset: number,
): StateBatch[] {
  const all = [...known, ...added].filter((b) => b.last >= startOffset);
  const edges = [...new Set(all.flatMap((b) => [Math.max(b.first, startOffset), b.last + 1]))].sort(
    (a, b) => a - b,
  );
  const combined: StateBatch[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    const first = edges[i] as number;
    const last = (edges[i + 1] as number) - 1;
    let word: StateBatch | undefined;
    for (const batch of all) {
      if (batch.first > first || batch.last < last) continue;
      if (word === undefined || compareWord(batch, word) >= 0) word = batch;
    }
    if (word === undefined) continue;
    const before = combined[combined.length - 1];
    if (before !== undefined && before.last + 1 === first && compareWord(before, word) === 0)
      combined[combined.length - 1] = { ...before, last };
    else combined.push({ first, last, state: word.state, deliveryCount: word.deliveryCount });
  }
  return combined;
}
