// ShareGroupHeartbeat: the one request by which a member of a share group joins, stays, learns and leaves (KIP-932).
// Nobody gives anything up before somebody else gets it, so there is no handshake as in the consumer protocol.
// [src: group-coordinator/GroupMetadataManager.java: shareGroupHeartbeat, shareGroupLeave, shareGroupFenceMember,
// throwIfShareGroupMemberEpochIsInvalid, maybeCreateInitializeShareGroupStateRequest]
// Simplification: racks do not change the group epoch, and a group in use does not change its protocol.

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { respond } from '../broker/connections.ts';
import { type ErrorName, NONE } from '../names.ts';
import {
  shareAssignmentIntervalMs,
  shareHeartbeatIntervalMs,
  shareSessionTimeoutMs,
} from '../share/share-settings.ts';
import type { ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse } from '../share-messages.ts';
import type { CoordinatorShard, ShareGroup, ShareGroupMember } from './coordinator-state.ts';
import type { GroupRecord } from './group-records.ts';
import {
  assignedTo,
  computeShareTarget,
  emptyShareGroup,
  isAssignmentPending,
  missingPartitions,
  partitionsRecord,
  reconcileShareMember,
  shareMemberRecord,
  shareMetadataHash,
  touchShareSession,
} from './share-group.ts';
import { fenceShareMember } from './share-leave.ts';
import { writeError, writeRecords } from './write-records.ts';

/** Answers at once, or when what it changed is committed. */
export function handleShareHeartbeat(
  node: BrokerNode,
  shard: CoordinatorShard,
  conn: number,
  request: ShareGroupHeartbeatRequest,
  ctx: BrokerCtx,
): void {
  const records: GroupRecord[] = [];
  const group = groupFor(node, shard, request, ctx);
  const error = typeof group === 'string' ? group : checkMember(node, group, request);
  if (typeof group === 'string' || error !== NONE) {
    ctx.emit('group.requestRefused', {
      group: request.group,
      member: request.memberId,
      api: 'ShareGroupHeartbeat',
      error,
    });
    respond(node, conn, beatAnswer(node, request, error, -1), ctx);
    return;
  }
  if (request.memberEpoch < 0) {
    const member = group.members[request.memberId] as ShareGroupMember;
    fenceShareMember(node, group, member, 'it left', records, ctx);
    const response = beatAnswer(node, request, NONE, request.memberEpoch);
    writeRecords(node, shard, group.groupId, records, { conn, response }, ctx);
    return;
  }
  beat(node, shard, conn, group, request, records, ctx);
}

/** The group of that name; made for a joining member. */
function groupFor(
  node: BrokerNode,
  shard: CoordinatorShard,
  request: ShareGroupHeartbeatRequest,
  ctx: BrokerCtx,
): ShareGroup | ErrorName {
  const error = writeError(node, shard);
  if (error !== NONE) return error;
  const known = shard.groups[request.group];
  if (known?.type === 'share') return known;
  // A group of another type stays what it is, even when it is empty.
  if (known !== undefined || request.memberEpoch !== 0) return 'GROUP_ID_NOT_FOUND';
  const group = emptyShareGroup(request.group);
  shard.groups[request.group] = group;
  ctx.emit('group.created', { group: request.group, protocol: 'share' });
  return group;
}

function checkMember(node: BrokerNode, group: ShareGroup, request: ShareGroupHeartbeatRequest): ErrorName {
  const { memberEpoch, memberId } = request;
  const known = group.members[memberId];
  if (known === undefined) {
    if (memberEpoch !== 0) return 'UNKNOWN_MEMBER_ID';
    const isFull = Object.keys(group.members).length >= node.config['group.share.max.size'];
    return isFull ? 'GROUP_MAX_SIZE_REACHED' : NONE;
  }
  if (memberEpoch <= 0 || memberEpoch === known.memberEpoch) return NONE;
  // An older epoch only as the repeat of a beat whose answer was lost.
  return memberEpoch === known.previousMemberEpoch && memberEpoch < known.memberEpoch
    ? NONE
    : 'FENCED_MEMBER_EPOCH';
}

/** A beat of a member that is in, or comes in now. */
function beat(
  node: BrokerNode,
  shard: CoordinatorShard,
  conn: number,
  group: ShareGroup,
  request: ShareGroupHeartbeatRequest,
  records: GroupRecord[],
  ctx: BrokerCtx,
): void {
  const { cause } = ctx;
  const { memberId, clientId } = request;
  const known = group.members[memberId];
  const hasNews = takeIn(group, known, request, conn, ctx);
  const reason = `${clientId} ${known === undefined ? 'joins' : 'changed its subscription'}`;
  const hasBumped = bump(node, group, hasNews ? reason : '', records, ctx);
  maybeCompute(node, group, records, ctx);
  const before = group.members[memberId] as ShareGroupMember;
  const after = reconcileShareMember(group, before, hasBumped);
  noteReconciled(node, group, before, after, ctx);
  group.members[memberId] = after;
  if (after !== known) records.push(shareMemberRecord(group, after));
  touchShareSession(node, group, memberId, shareSessionTimeoutMs(node, group.groupId), ctx);
  const { image } = node.memory;
  const assignment = assignedTo(after, image);
  const was = known === undefined ? '' : assignedTo(known, image).join(',');
  const isNews =
    request.memberEpoch === 0 || request.subscribedTopics !== undefined || assignment.join(',') !== was;
  const response: ShareGroupHeartbeatResponse = {
    ...beatAnswer(node, request, NONE, after.memberEpoch),
    ...(isNews && { assignment }),
  };
  finish(node, shard, conn, group, records, response, ctx);
  ctx.cause = cause;
}

/** Takes over what the beat says. True when the group's subscriptions changed. */
function takeIn(
  group: ShareGroup,
  known: ShareGroupMember | undefined,
  request: ShareGroupHeartbeatRequest,
  conn: number,
  ctx: BrokerCtx,
): boolean {
  const { memberId, clientId } = request;
  const topics = request.subscribedTopics ?? known?.subscribedTopics ?? [];
  if (known === undefined) {
    group.members[memberId] = {
      memberId,
      clientId,
      host: ctx.peerOf(conn),
      rackId: request.rackId ?? '',
      subscribedTopics: topics,
      memberEpoch: 0,
      previousMemberEpoch: -1,
      assigned: {},
      target: {},
    };
    const members = Object.keys(group.members).length;
    ctx.cause = ctx.emit('group.memberAdded', {
      group: group.groupId,
      member: memberId,
      client: clientId,
      instance: '',
      members,
    });
    return true;
  }
  const host = ctx.peerOf(conn);
  const isSame = topics.join(',') === known.subscribedTopics.join(',');
  if (!isSame || host !== known.host) group.members[memberId] = { ...known, host, subscribedTopics: topics };
  return !isSame;
}

/** A new group epoch: subscriptions or topics changed, or partitions became ready. */
function bump(
  node: BrokerNode,
  group: ShareGroup,
  news: string,
  records: GroupRecord[],
  ctx: BrokerCtx,
): boolean {
  const hash = shareMetadataHash(group, node.memory.image);
  const isPending = group.assignmentEpoch >= group.groupEpoch && isAssignmentPending(group);
  if (news === '' && hash === group.metadataHash && !isPending) return false;
  group.groupEpoch++;
  const isTopic = hash !== group.metadataHash;
  group.metadataHash = hash;
  const reason =
    news !== '' ? news : isTopic ? 'a subscribed topic changed' : 'the state of its partitions is kept now';
  const { groupId, groupEpoch } = group;
  ctx.cause = ctx.emit('group.epochBumped', { group: groupId, groupEpoch, reason });
  records.push({ type: 'shareGroup', group: groupId, groupEpoch, metadataHash: hash });
  return true;
}

/** The target is computed inside a beat, at most once per group.share.assignment.interval.ms. */
function maybeCompute(node: BrokerNode, group: ShareGroup, records: GroupRecord[], ctx: BrokerCtx): void {
  if (group.assignmentEpoch >= group.groupEpoch) return;
  const intervalMs = shareAssignmentIntervalMs(node, group.groupId);
  if (group.computedMs >= 0 && intervalMs > 0 && ctx.nowMs < group.computedMs + intervalMs) return;
  computeShareTarget(node, group, records, ctx);
}

function noteReconciled(
  node: BrokerNode,
  group: ShareGroup,
  before: ShareGroupMember,
  after: ShareGroupMember,
  ctx: BrokerCtx,
): void {
  if (after === before || after.memberEpoch === before.memberEpoch) return;
  ctx.emit('group.memberReconciled', {
    group: group.groupId,
    member: after.memberId,
    client: after.clientId,
    state: 'STABLE',
    memberEpoch: after.memberEpoch,
    assigned: assignedTo(after, node.memory.image).join(','),
    revoking: '',
  });
}

/** Writes what changed; for partitions without state the share coordinators are asked when that is committed. */
function finish(
  node: BrokerNode,
  shard: CoordinatorShard,
  conn: number,
  group: ShareGroup,
  records: GroupRecord[],
  response: ShareGroupHeartbeatResponse,
  ctx: BrokerCtx,
): void {
  const topics = missingPartitions(group, node.memory.image, ctx.nowMs);
  if (Object.keys(topics).length > 0) {
    const initializing = { ...group.initializing };
    for (const topic of Object.keys(topics))
      initializing[topic] = { partitions: topics[topic] ?? [], sinceMs: ctx.nowMs };
    group.initializing = initializing;
    records.push(partitionsRecord(group));
    // The member does not wait for it: it hears of these partitions with a later beat.
    const after = { kind: 'initializeShare', group: group.groupId, topics } as const;
    writeRecords(node, shard, group.groupId, records, { conn, response, after }, ctx);
  } else if (records.length === 0) respond(node, conn, response, ctx);
  else writeRecords(node, shard, group.groupId, records, { conn, response }, ctx);
}

function beatAnswer(
  node: BrokerNode,
  request: ShareGroupHeartbeatRequest,
  error: ErrorName,
  memberEpoch: number,
): ShareGroupHeartbeatResponse {
  return {
    api: 'shareGroupHeartbeatResponse',
    correlationId: request.correlationId,
    error,
    memberId: request.memberId,
    memberEpoch,
    heartbeatIntervalMs: shareHeartbeatIntervalMs(node, request.group),
  };
}
