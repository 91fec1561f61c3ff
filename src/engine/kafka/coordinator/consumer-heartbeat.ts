// ConsumerGroupHeartbeat: the one request of the consumer protocol. It joins, keeps the session, acknowledges, learns and
// leaves. [src: group-coordinator/GroupMetadataManager.java: consumerGroupHeartbeat, consumerGroupLeave, maybeReconcile,
// updateSubscriptionMetadata, maybeUpdateTargetAssignment; KIP-848]
// Simplification: subscriptions name topics (no regular expressions), racks do not change the group epoch, and a group
// of one protocol that has members is not converted while they run.

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { respond } from '../broker/connections.ts';
import type { ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse } from '../group-messages.ts';
import { type ReconcilingMember, reconcileMember } from '../groups/current-assignment-builder.ts';
import type { TopicAssignment } from '../groups/server-assignor.ts';
import { type ErrorName, NONE, splitTopicPartition, type TopicPartition } from '../names.ts';
import {
  computeTarget,
  existingIds,
  holderEpoch,
  knownTopics,
  LEFT_FOR_A_WHILE,
  metadataHashOf,
  partitionsOf,
} from './consumer-group.ts';
import { fenceMember } from './consumer-leave.ts';
import { memberRecord, touchSession } from './consumer-records.ts';
import { findMember, type Subscribed } from './consumer-subscribe.ts';
import type { ConsumerGroup, ConsumerGroupMember, CoordinatorShard } from './coordinator-state.ts';
import type { GroupRecord } from './group-records.ts';
import { groupSetting } from './group-settings.ts';
import { topicUuid } from './member-ids.ts';
import { emptyConsumerGroup } from './replay.ts';
import { answerAfterWrites, writeError, writeRecords } from './write-records.ts';

/** Answers at once, or when what it changed is committed. */
export function handleConsumerHeartbeat(
  node: BrokerNode,
  shard: CoordinatorShard,
  conn: number,
  request: ConsumerGroupHeartbeatRequest,
  ctx: BrokerCtx,
): void {
  const refuse = (error: ErrorName) => {
    const { group, memberId: member } = request;
    ctx.emit('group.requestRefused', { group, member, api: 'ConsumerGroupHeartbeat', error });
    respond(node, conn, beatAnswer(node, request, error, -1), ctx);
  };
  const error = writeError(node, shard);
  if (error !== NONE) {
    refuse(error);
    return;
  }
  const records: GroupRecord[] = [];
  const group = groupFor(shard, request, records, ctx);
  if (typeof group === 'string') {
    refuse(group);
    return;
  }
  if (request.memberEpoch < 0) {
    const left = leave(node, group, request, records, ctx);
    if (left !== NONE) refuse(left);
    else finish(node, shard, conn, group, records, beatAnswer(node, request, NONE, request.memberEpoch), ctx);
    return;
  }
  const found = findMember(node, group, request, conn, records, ctx);
  if (typeof found === 'string') {
    refuse(found);
    return;
  }
  beat(node, shard, conn, group, found, request, records, ctx);
}

/** The group of that name; made for a joining member. */
function groupFor(
  shard: CoordinatorShard,
  request: ConsumerGroupHeartbeatRequest,
  records: GroupRecord[],
  ctx: BrokerCtx,
): ConsumerGroup | ErrorName {
  const known = shard.groups[request.group];
  if (known?.type === 'consumer') return known;
  if (request.memberEpoch !== 0) return 'GROUP_ID_NOT_FOUND';
  if (known !== undefined) {
    const isEmpty =
      known.type === 'classic' && known.state === 'Empty' && Object.keys(known.pendingMembers).length === 0;
    if (!isEmpty) return 'GROUP_ID_NOT_FOUND';
    records.push({ type: 'groupTombstone', group: request.group });
  }
  const group = emptyConsumerGroup(request.group);
  shard.groups[request.group] = group;
  ctx.emit('group.created', { group: request.group, protocol: 'consumer' });
  return group;
}

/** A member goes: for good (-1), or, a static one, for a while (-2), keeping its partitions until its session ends. */
function leave(
  node: BrokerNode,
  group: ConsumerGroup,
  request: ConsumerGroupHeartbeatRequest,
  records: GroupRecord[],
  ctx: BrokerCtx,
): ErrorName {
  const member =
    request.instanceId === ''
      ? group.members[request.memberId]
      : Object.values(group.members).find((m) => m.instanceId === request.instanceId);
  if (member === undefined) return 'UNKNOWN_MEMBER_ID';
  if (member.memberId !== request.memberId) return 'FENCED_INSTANCE_ID';
  if (request.memberEpoch !== LEFT_FOR_A_WHILE) {
    fenceMember(node, group, member, 'it left', records, ctx);
    return NONE;
  }
  const assigned = { ...member.current.assigned };
  for (const id of Object.keys(assigned))
    assigned[id] = (assigned[id] ?? []).map((p) => ({ partition: p.partition, assignmentEpoch: 0 }));
  const { current } = member;
  const left = {
    ...member,
    current: { ...current, memberEpoch: LEFT_FOR_A_WHILE, pendingRevocation: {}, assigned },
  };
  group.members[member.memberId] = left;
  records.push(memberRecord(group, left));
  return NONE;
}

/** A beat of a member that is in: epochs, target, its next step. */
function beat(
  node: BrokerNode,
  shard: CoordinatorShard,
  conn: number,
  group: ConsumerGroup,
  found: Subscribed,
  request: ConsumerGroupHeartbeatRequest,
  records: GroupRecord[],
  ctx: BrokerCtx,
): void {
  const { cause } = ctx;
  const { memberId } = found.member;
  bumpIfChanged(node, group, found, records, ctx);
  maybeComputeTarget(node, group, records, ctx);
  const before = group.members[memberId] as ConsumerGroupMember;
  const after = reconcile(node, group, before, found.hasSubscriptionChanged, request, ctx);
  if (typeof after === 'string') {
    respond(node, conn, beatAnswer(node, request, after, -1), ctx);
    return;
  }
  if (after !== before || found.isChanged) records.push(memberRecord(group, after));
  group.members[memberId] = after;
  touchSession(node, group, after, ctx);
  const isFull =
    request.memberEpoch === 0 ||
    (request.rebalanceTimeoutMs !== undefined &&
      request.subscribedTopics !== undefined &&
      request.owned !== undefined);
  const topics = knownTopics(node.memory.image);
  const was = partitionsOf(before.current.assigned, topics).join(',');
  const assignment = partitionsOf(after.current.assigned, topics);
  const isNews = isFull || found.isReplacement || assignment.join(',') !== was;
  const response: ConsumerGroupHeartbeatResponse = {
    ...beatAnswer(node, request, NONE, after.current.memberEpoch),
    ...(isNews && { assignment }),
  };
  finish(node, shard, conn, group, records, response, ctx);
  ctx.cause = cause;
}

/** A new group epoch: subscriptions changed, or the subscribed topics did. */
function bumpIfChanged(
  node: BrokerNode,
  group: ConsumerGroup,
  found: Subscribed,
  records: GroupRecord[],
  ctx: BrokerCtx,
): void {
  const hash = metadataHashOf(group, node.memory.image);
  const isTopicChanged = hash !== group.metadataHash;
  if (!found.hasSubscriptionChanged && !isTopicChanged) return;
  const reason = found.hasSubscriptionChanged
    ? `${found.member.clientId} ${found.isNew ? 'joins' : 'changed its subscription'}`
    : 'a subscribed topic changed';
  group.groupEpoch++;
  group.metadataHash = hash;
  ctx.cause = ctx.emit('group.epochBumped', {
    group: group.groupId,
    groupEpoch: group.groupEpoch,
    reason,
  });
  const { groupId, groupEpoch, metadataHash } = group;
  records.push({ type: 'consumerGroup', group: groupId, groupEpoch, metadataHash });
}

/** The target is computed inside a beat, at most once per group.consumer.assignment.interval.ms. */
function maybeComputeTarget(
  node: BrokerNode,
  group: ConsumerGroup,
  records: GroupRecord[],
  ctx: BrokerCtx,
): void {
  if (group.assignmentEpoch >= group.groupEpoch) return;
  const intervalMs = groupSetting(node, group.groupId, 'consumer.assignment.interval.ms');
  if (group.computedMs >= 0 && intervalMs > 0 && ctx.nowMs < group.computedMs + intervalMs) return;
  const changed = computeTarget(node, group, ctx);
  const { groupId, assignmentEpoch, computedMs } = group;
  for (const member of changed) records.push(memberRecord(group, member));
  records.push({ type: 'consumerGroupTarget', group: groupId, assignmentEpoch, computedMs });
}

function ownedByTopic(owned: readonly TopicPartition[]): TopicAssignment {
  const byTopic: TopicAssignment = {};
  for (const tp of owned) {
    const { topic, partition } = splitTopicPartition(tp);
    const id = topicUuid(topic);
    const list = byTopic[id];
    if (list === undefined) byTopic[id] = [partition];
    else list.push(partition);
  }
  return byTopic;
}

/** The member's next step towards its target. */
function reconcile(
  node: BrokerNode,
  group: ConsumerGroup,
  member: ConsumerGroupMember,
  hasSubscriptionChanged: boolean,
  request: ConsumerGroupHeartbeatRequest,
  ctx: BrokerCtx,
): ConsumerGroupMember | ErrorName {
  const next = reconcileMember({
    member: member.current,
    subscribedTopicIds: existingIds(member.subscribedTopics, node.memory.image),
    hasSubscriptionChanged,
    targetEpoch: group.assignmentEpoch,
    target: member.target,
    ...(request.owned !== undefined && { owned: ownedByTopic(request.owned) }),
    currentEpochOf: (topicId, partition) => holderEpoch(group, topicId, partition),
  });
  if ('error' in next) return next.error;
  // A member that waits for others is computed anew at every beat, mostly with the same outcome.
  if (next === member.current || JSON.stringify(next) === JSON.stringify(member.current)) return member;
  if (isSameStep(next, member.current)) return { ...member, current: next };
  const topics = knownTopics(node.memory.image);
  ctx.emit('group.memberReconciled', {
    group: group.groupId,
    member: member.memberId,
    client: member.clientId,
    state: next.state,
    memberEpoch: next.memberEpoch,
    assigned: partitionsOf(next.assigned, topics).join(','),
    revoking: partitionsOf(next.pendingRevocation, topics).join(','),
  });
  return { ...member, current: next };
}

/** Only the memory of the epoch before changed. */
function isSameStep(a: ReconcilingMember, b: ReconcilingMember): boolean {
  const strip = (m: ReconcilingMember) => JSON.stringify({ ...m, previousMemberEpoch: 0 });
  return strip(a) === strip(b);
}

/**
 * Writes what changed and answers when it is committed. Without a change it answers at once, unless an earlier write
 * still waits: what it says may come from that one.
 */
function finish(
  node: BrokerNode,
  shard: CoordinatorShard,
  conn: number,
  group: ConsumerGroup,
  records: readonly GroupRecord[],
  response: ConsumerGroupHeartbeatResponse,
  ctx: BrokerCtx,
): void {
  if (records.length === 0 && shard.pending.length === 0) respond(node, conn, response, ctx);
  else if (records.length === 0) answerAfterWrites(node, shard, group.groupId, conn, response, ctx);
  else writeRecords(node, shard, group.groupId, records, { conn, response }, ctx);
}

function beatAnswer(
  node: BrokerNode,
  request: ConsumerGroupHeartbeatRequest,
  error: ErrorName,
  memberEpoch: number,
): ConsumerGroupHeartbeatResponse {
  return {
    api: 'consumerGroupHeartbeatResponse',
    correlationId: request.correlationId,
    error,
    memberId: request.memberId,
    memberEpoch,
    heartbeatIntervalMs: groupSetting(node, request.group, 'consumer.heartbeat.interval.ms'),
  };
}
