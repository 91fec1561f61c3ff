// Offsets and groups that nobody needs any more. [src: group-coordinator/GroupCoordinatorShard.java: cleanupGroupMetadata;
// OffsetMetadataManager.java: cleanupExpiredOffsets; classic/ClassicGroup.java: offsetExpirationCondition;
// modern/consumer/ConsumerGroup.java: offsetExpirationCondition]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { NONE, splitTopicPartition, type TopicPartition } from '../names.ts';
import { subscribedTopics } from './classic-members.ts';
import type { CommittedOffset, CoordinatorShard, Group } from './coordinator-state.ts';
import type { GroupRecord } from './group-records.ts';
import { dropOffset } from './replay.ts';
import { writeError, writeRecords } from './write-records.ts';

const MS_PER_MINUTE = 60_000;

/** Looks through all groups of a shard, once every offsets.retention.check.interval.ms. */
export function expireOffsets(node: BrokerNode, shard: CoordinatorShard, ctx: BrokerCtx): void {
  if (writeError(node, shard) !== NONE) return;
  const retentionMs = node.config['offsets.retention.minutes'] * MS_PER_MINUTE;
  for (const id of Object.keys(shard.groups)) {
    const group = shard.groups[id] as Group;
    const offsets = shard.offsets[id] ?? {};
    const records: GroupRecord[] = [];
    for (const tp of Object.keys(offsets)) {
      const known = offsets[tp] as CommittedOffset;
      const since = expiresSince(group, tp, known);
      if (since < 0 || ctx.nowMs - since < retentionMs) continue;
      records.push({ type: 'offsetTombstone', group: id, tp });
      ctx.emit(
        'offset.expired',
        { group: id, tp, offset: known.offset },
        { setting: 'offsets.retention.minutes' },
      );
      dropOffset(shard, id, tp);
    }
    if (group.type === 'share') continue;
    if (isEmpty(group) && shard.offsets[id] === undefined && !hasPendingOffsets(shard, id)) {
      const type = group.type === 'classic' ? 'groupTombstone' : 'consumerGroupTombstone';
      records.push({ type, group: id });
      delete shard.groups[id];
      ctx.emit('group.removed', { group: id, reason: 'it has no members and no offsets' });
    }
    if (records.length > 0) writeRecords(node, shard, id, records, {}, ctx);
  }
}

function isEmpty(group: Group): boolean {
  if (group.type !== 'classic') return Object.keys(group.members).length === 0;
  return group.state === 'Empty' && Object.keys(group.pendingMembers).length === 0;
}

function hasPendingOffsets(shard: CoordinatorShard, id: string): boolean {
  return shard.pending.some((p) => p.group === id && p.records.some((r) => r.type === 'offsetCommit'));
}

/** Since when the retention of an offset runs (ms), -1 = it does not run while it is in use. */
function expiresSince(group: Group, tp: TopicPartition, offset: CommittedOffset): number {
  const { topic } = splitTopicPartition(tp);
  if (group.type !== 'classic') {
    const isRead = Object.values(group.members).some((m) => m.subscribedTopics.includes(topic));
    return isRead ? -1 : offset.commitMs;
  }
  if (group.protocolType === '') return offset.commitMs;
  if (group.state === 'Empty') return group.stateSinceMs;
  const isUnread = group.state === 'Stable' && !subscribedTopics(group).includes(topic);
  return isUnread ? offset.commitMs : -1;
}
