// Which partition of an internal topic, and so which broker, is the coordinator of a group, a transactional id or a
// share partition.

import { javaStringHash } from './java-hash.ts';

/**
 * Partition of `__consumer_offsets` for a group id, or of `__transaction_state` for a transactional id, in
 * [0, partitionCount): Utils.abs(hash) modulo count (GroupCoordinatorService.partitionFor,
 * TransactionStateManager.partitionFor).
 */
export function coordinatorPartition(key: string, partitionCount: number): number {
  const hash = javaStringHash(key);
  // Utils.abs: the one number without a positive counterpart becomes 0.
  return hash === -2147483648 ? 0 : Math.abs(hash) % partitionCount;
}

/** Key whose partition of `__share_group_state` keeps a share partition (KIP-932, SharePartitionKey.asCoordinatorKey). */
export function shareCoordinatorKey(groupId: string, topicId: string, partition: number): string {
  return `${groupId}:${topicId}:${partition}`;
}
