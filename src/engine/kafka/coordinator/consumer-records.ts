// Records and sessions of the consumer protocol's members.

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import type { ConsumerGroup, ConsumerGroupMember } from './coordinator-state.ts';
import type { GroupRecord } from './group-records.ts';
import { groupSetting } from './group-settings.ts';
import { armCoordinator } from './write-records.ts';

/** The member as its records keep it: subscription, target and progress. */
export function memberRecord(group: ConsumerGroup, member: ConsumerGroupMember): GroupRecord {
  return { type: 'consumerGroupMember', group: group.groupId, member };
}

/**
 * A beat begins the session anew. While the member has something to give up, a second time runs: it has its
 * max.poll.interval.ms for that. [src: scheduleConsumerGroupSessionTimeout, scheduleConsumerGroupRebalanceTimeoutIfNeeded]
 */
export function touchSession(
  node: BrokerNode,
  group: ConsumerGroup,
  member: ConsumerGroupMember,
  ctx: BrokerCtx,
): void {
  const known = group.sessions[member.memberId];
  const deadlineMs = ctx.nowMs + groupSetting(node, group.groupId, 'consumer.session.timeout.ms');
  const isRevoking = member.current.state === 'UNREVOKED_PARTITIONS';
  const running = known?.revokeDeadlineMs ?? -1;
  const revokeDeadlineMs = !isRevoking ? -1 : running >= 0 ? running : ctx.nowMs + member.rebalanceTimeoutMs;
  group.sessions[member.memberId] = { deadlineMs, revokeDeadlineMs, heardRow: ctx.cause };
  armCoordinator(node, deadlineMs, ctx);
  if (revokeDeadlineMs >= 0) armCoordinator(node, revokeDeadlineMs, ctx);
}
