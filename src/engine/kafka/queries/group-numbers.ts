// What the ledger counted of one group, for groups of every protocol.

import { MICROS_PER_MS } from '../../../base/units.ts';
import type { World } from '../../kernel/world.ts';
import type { GroupBook, GroupPartitionBook } from '../ledger/ledger-state.ts';
import type { GroupPartitionView, GroupView } from '../views.ts';

/** Since when nobody reads a partition, and for how long nobody did in all. */
export function standstillOf(
  world: World,
  book: GroupPartitionBook | undefined,
): Pick<GroupPartitionView, 'stoppedSince' | 'stoppedMs'> {
  if (book === undefined) return { stoppedSince: -1, stoppedMs: 0 };
  const { stoppedSince, stoppedUs } = book;
  const all = stoppedUs + (stoppedSince < 0 ? 0 : world.now - stoppedSince);
  return { stoppedSince, stoppedMs: Math.round(all / MICROS_PER_MS) };
}

export function groupNumbers(
  book: GroupBook | undefined,
  partitions: readonly GroupPartitionView[],
): Pick<
  GroupView,
  | 'processed'
  | 'dupDelivered'
  | 'orderInversions'
  | 'lagMax'
  | 'lagTimeMax'
  | 'pausedPartitionMs'
  | 'partitionsMoved'
  | 'revoked'
> {
  return {
    processed: book?.processed ?? 0,
    dupDelivered: book?.dupDelivered ?? 0,
    orderInversions: book?.orderInversions ?? 0,
    lagMax: book?.lagMax ?? 0,
    lagTimeMax: book?.lagTimeMaxMs ?? 0,
    pausedPartitionMs: partitions.reduce((sum, p) => sum + p.stoppedMs, 0),
    partitionsMoved: partitions.reduce((sum, p) => sum + p.moves, 0),
    revoked: book?.revoked ?? 0,
  };
}
