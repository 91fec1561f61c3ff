// What the ledger counted of one group, for groups of every protocol.

import type { GroupBook } from '../ledger/ledger-state.ts';
import type { GroupPartitionView, GroupView } from '../views.ts';

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
