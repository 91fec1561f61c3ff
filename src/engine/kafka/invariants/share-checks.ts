// S1 to S3, by what the leaders of partitions hold for share groups: a record is with one member at a time, and what a
// group is done with stays done.

import { addRange, countWithin, type RangeSet } from '../../../base/ranges.ts';
import type { BrokerNode } from '../broker/broker-state.ts';
import { forEachRecord } from '../share/acknowledge.ts';
import { statePartitionOf } from '../share/share-coordinator.ts';
import type { LedSharePartition } from '../share/share-memory.ts';
import { isExcused } from './excuses.ts';
import type { Look } from './invariant-memory.ts';
import type { InvariantName } from './sentences.ts';

/** A share-partition as it was when it was last looked at. */
export interface SeenShare {
  /** Which stay in which memory it was. */
  node: string;
  id: number;
  leaderEpoch: number;
  startOffset: number;
  /** Offsets that some member accepted, and that were archived, at any leader so far. */
  readonly accepted: RangeSet;
  archived: RangeSet;
}

/** Looks at the share-partitions of a broker; nothing without share groups. */
export function checkShares(look: Look, node: BrokerNode): void {
  const { share } = node.memory;
  if (!node.isUp || share === undefined) return;
  for (const key in share.partitions) {
    const led = share.partitions[key];
    if (led !== undefined && led.phase === 'open') checkOne(look, node, key, led);
  }
}

function checkOne(look: Look, node: BrokerNode, key: string, led: LedSharePartition): void {
  const { shares } = look.memory;
  const known = shares.get(key);
  // A leader that does not know that it is none can store nothing: what it hands out counts for nobody.
  if (known !== undefined && led.leaderEpoch < known.leaderEpoch) return;
  const isSame = known?.node === node.id && known.id === led.id;
  const { startOffset } = led.partition;
  const seen: SeenShare = known ?? {
    node: node.id,
    id: led.id,
    leaderEpoch: led.leaderEpoch,
    startOffset,
    accepted: [],
    archived: [],
  };
  const report = (invariant: InvariantName, message: string) => {
    const { group, tp } = led;
    look.violations.push({ invariant, subject: tp, message: `${group}: ${message}`, group });
  };
  if (isSame && startOffset < seen.startOffset)
    report('S2', `the start offset went back from ${seen.startOffset} to ${startOffset}`);
  if (!isSame) seen.archived = [];
  let expected = -1;
  for (const batch of led.partition.batches) {
    if (batch.first <= expected) report('S1', `offset ${batch.first} is in two batches`);
    expected = batch.last;
    forEachRecord(batch, (record, first, last) => {
      const isHeld = record.state === 'ACQUIRED';
      if (isHeld !== (record.memberId !== ''))
        report('S1', `offset ${first} is ${record.state} with member "${record.memberId}"`);
      if (isHeld && countWithin(seen.accepted, first, last + 1) > 0 && !mayForget(look, node, led))
        report('S3', `offset ${first} was accepted and is handed out again`);
      if (record.rollback !== undefined) return;
      if (record.state === 'ACKNOWLEDGED') {
        if (countWithin(seen.archived, first, last + 1) > 0)
          report('S3', `offset ${first} was archived and is accepted now`);
        addRange(seen.accepted, first, last + 1);
      } else if (record.state === 'ARCHIVED') addRange(seen.archived, first, last + 1);
    });
  }
  shares.set(key, { ...seen, node: node.id, id: led.id, leaderEpoch: led.leaderEpoch, startOffset });
}

/** What the share coordinator kept, or the records themselves, may be gone for a reason. */
function mayForget(look: Look, node: BrokerNode, led: LedSharePartition): boolean {
  const state = statePartitionOf(node, led.group, led.tp);
  return isExcused(led.tp, look.facts, look.memory) || isExcused(state, look.facts, look.memory);
}
