// How members of a share group go: they leave, or fall silent. What they had acquired is no business of the group
// coordinator: the leaders of the partitions release it when the connection ends or the locks run out.
// [src: group-coordinator/GroupMetadataManager.java: shareGroupFenceMember, scheduleShareGroupSessionTimeout]

import type { Because } from '../../kernel/events.ts';
import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { NONE } from '../names.ts';
import type { CoordinatorShard, ShareGroup, ShareGroupMember } from './coordinator-state.ts';
import type { GroupRecord } from './group-records.ts';
import { shareMetadataHash } from './share-group.ts';
import { writeError, writeRecords } from './write-records.ts';

/** Takes a member out; the next beat of anybody computes a new target. */
export function fenceShareMember(
  node: BrokerNode,
  group: ShareGroup,
  member: ShareGroupMember,
  reason: string,
  records: GroupRecord[],
  ctx: BrokerCtx,
  because?: Because,
): void {
  delete group.members[member.memberId];
  delete group.sessions[member.memberId];
  const { groupId } = group;
  const members = Object.keys(group.members).length;
  ctx.cause = ctx.emit(
    'group.memberRemoved',
    { group: groupId, member: member.memberId, client: member.clientId, reason, members },
    because,
  );
  group.groupEpoch++;
  group.metadataHash = shareMetadataHash(group, node.memory.image);
  const { groupEpoch, metadataHash } = group;
  ctx.cause = ctx.emit('group.epochBumped', {
    group: groupId,
    groupEpoch,
    reason: `${member.clientId} is out`,
  });
  records.push({ type: 'shareGroupMemberTombstone', group: groupId, memberId: member.memberId });
  records.push({ type: 'shareGroup', group: groupId, groupEpoch, metadataHash });
}

/** Sessions that are over their time. */
export function expireShareMembers(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: ShareGroup,
  ctx: BrokerCtx,
): void {
  const { cause } = ctx;
  for (const id of Object.keys(group.sessions)) {
    const session = group.sessions[id];
    const member = group.members[id];
    if (session === undefined || member === undefined || session.deadlineMs > ctx.nowMs) continue;
    if (writeError(node, shard) !== NONE) {
      // Nothing can be stored now: looked at again in a second.
      session.deadlineMs = ctx.nowMs + 1_000;
      continue;
    }
    const because: { heard?: number; blocked?: number; setting: string } = {
      setting: 'group.share.session.timeout.ms',
    };
    if (session.heardRow >= 0) because.heard = session.heardRow;
    const blocked = ctx.whySilent(member.host);
    if (blocked >= 0) because.blocked = blocked;
    const records: GroupRecord[] = [];
    fenceShareMember(node, group, member, 'no heartbeat within its session', records, ctx, because);
    writeRecords(node, shard, group.groupId, records, {}, ctx);
    ctx.cause = cause;
  }
}
