// How members of the consumer protocol go: they leave, fall silent, or do not give up in time what they must.
// [src: group-coordinator/GroupMetadataManager.java: consumerGroupFenceMember, scheduleConsumerGroupSessionTimeout]

import type { Because } from '../../kernel/events.ts';
import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { NONE } from '../names.ts';
import { metadataHashOf } from './consumer-group.ts';
import type { ConsumerGroup, ConsumerGroupMember, CoordinatorShard } from './coordinator-state.ts';
import type { GroupRecord } from './group-records.ts';
import { writeError, writeRecords } from './write-records.ts';

/** Takes a member out: its partitions are free at once, and the next beat of anybody computes a new target. */
export function fenceMember(
  node: BrokerNode,
  group: ConsumerGroup,
  member: ConsumerGroupMember,
  reason: string,
  records: GroupRecord[],
  ctx: BrokerCtx,
  because?: Because,
): void {
  delete group.members[member.memberId];
  delete group.sessions[member.memberId];
  const { groupId } = group;
  ctx.cause = ctx.emit(
    'group.memberRemoved',
    {
      group: groupId,
      member: member.memberId,
      client: member.clientId,
      reason,
      members: Object.keys(group.members).length,
    },
    because,
  );
  group.groupEpoch++;
  group.metadataHash = metadataHashOf(group, node.memory.image);
  ctx.cause = ctx.emit('group.epochBumped', {
    group: groupId,
    groupEpoch: group.groupEpoch,
    reason: `${member.clientId} is out`,
  });
  const { groupEpoch, metadataHash } = group;
  records.push({ type: 'consumerGroupMemberTombstone', group: groupId, memberId: member.memberId });
  records.push({ type: 'consumerGroup', group: groupId, groupEpoch, metadataHash });
}

/** Sessions and revocations that are over their time. */
export function expireConsumers(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: ConsumerGroup,
  ctx: BrokerCtx,
): void {
  const { cause } = ctx;
  for (const id of Object.keys(group.sessions)) {
    const session = group.sessions[id];
    const member = group.members[id];
    if (session === undefined || member === undefined) continue;
    const isSilent = session.deadlineMs >= 0 && session.deadlineMs <= ctx.nowMs;
    const isLate = session.revokeDeadlineMs >= 0 && session.revokeDeadlineMs <= ctx.nowMs;
    if (!isSilent && !isLate) continue;
    if (writeError(node, shard) !== NONE) {
      // Nothing can be stored now: looked at again in a second.
      session.deadlineMs = Math.max(session.deadlineMs, ctx.nowMs + 1_000);
      if (isLate) session.revokeDeadlineMs = ctx.nowMs + 1_000;
      continue;
    }
    const setting = isSilent ? 'group.consumer.session.timeout.ms' : 'max.poll.interval.ms';
    const because: { heard?: number; blocked?: number; setting: string } = { setting };
    if (session.heardRow >= 0) because.heard = session.heardRow;
    const blocked = ctx.whySilent(member.host);
    if (blocked >= 0) because.blocked = blocked;
    const reason = isSilent ? 'no heartbeat within its session' : 'it did not give up its partitions in time';
    const records: GroupRecord[] = [];
    fenceMember(node, group, member, reason, records, ctx, because);
    writeRecords(node, shard, group.groupId, records, {}, ctx);
    ctx.cause = cause;
  }
}
