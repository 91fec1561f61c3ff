// JoinGroup of the classic protocol: who may join, under which id, and what that does to the group.
// [src: group-coordinator/GroupMetadataManager.java: classicGroupJoinToClassicGroup, classicGroupJoinNewMember,
// classicGroupJoinExistingMember, updateStaticMemberThenRebalanceOrCompleteJoin]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { respond } from '../broker/connections.ts';
import type { JoinGroupRequest } from '../group-messages.ts';
import { type ErrorName, NONE } from '../names.ts';
import { completeJoin, completeSync, joinedAnswer, refusedJoin, restartSession } from './classic-answers.ts';
import {
  addMember,
  checkMember,
  groupRecord,
  hasCommonProtocol,
  hasSameProtocols,
  joinedCount,
  memberCount,
  memberOfInstance,
  selectProtocol,
  updateMember,
} from './classic-members.ts';
import { maybeCompleteJoinPhase, prepareRebalance, rebalanceOrComplete } from './classic-rebalance.ts';
import type { ClassicGroup, ClassicMember, CoordinatorShard } from './coordinator-state.ts';
import { drawMemberId } from './member-ids.ts';
import { emptyClassicGroup } from './replay.ts';
import { armCoordinator, writeError, writeRecords } from './write-records.ts';

/** How long a new member may wait with its first JoinGroup (GroupCoordinatorConfig.CLASSIC_GROUP_NEW_MEMBER_JOIN_TIMEOUT_MS). */
const NEW_MEMBER_JOIN_TIMEOUT_MS = 300_000;

/** Answers, or parks until the join phase is over. */
export function handleJoinGroup(
  node: BrokerNode,
  shard: CoordinatorShard,
  conn: number,
  request: JoinGroupRequest,
  ctx: BrokerCtx,
): void {
  const { config } = node;
  const refuse = (error: ErrorName, memberId = request.memberId) => {
    if (error !== 'MEMBER_ID_REQUIRED') emitRefused(request, error, ctx);
    respond(node, conn, refusedJoin(request.correlationId, error, memberId), ctx);
  };
  const { sessionTimeoutMs } = request;
  if (
    sessionTimeoutMs < config['group.min.session.timeout.ms'] ||
    sessionTimeoutMs > config['group.max.session.timeout.ms']
  ) {
    refuse('INVALID_SESSION_TIMEOUT');
    return;
  }
  const known = shard.groups[request.group];
  if (known !== undefined && known.type !== 'classic') {
    if (known.type === 'share' || Object.keys(known.members).length > 0) {
      // A share group, or a group of the other protocol that is in use.
      refuse('INCONSISTENT_GROUP_PROTOCOL');
      return;
    }
    delete shard.groups[request.group];
  }
  if (shard.groups[request.group] === undefined) {
    if (request.memberId !== '') {
      refuse('UNKNOWN_MEMBER_ID');
      return;
    }
    const error = writeError(node, shard);
    if (error !== NONE) {
      refuse(error, '');
      return;
    }
    createGroup(node, shard, request.group, ctx);
  }
  const group = shard.groups[request.group] as ClassicGroup;
  if (!isRoomFor(group, request.memberId, config['group.max.size'])) {
    refuse('GROUP_MAX_SIZE_REACHED', '');
  } else if (!hasCommonProtocol(group, request.protocols)) {
    refuse('INCONSISTENT_GROUP_PROTOCOL', request.memberId);
  } else if (request.memberId === '') {
    joinAnew(node, shard, group, conn, request, ctx);
  } else if (group.pendingMembers[request.memberId] !== undefined) {
    joinAsNew(node, shard, group, request.memberId, conn, request, ctx);
  } else {
    const error = checkMember(group, request.memberId, request.instanceId);
    if (error !== NONE) refuse(error);
    else rejoin(node, shard, group, conn, request, ctx);
  }
}

function emitRefused(request: JoinGroupRequest, error: ErrorName, ctx: BrokerCtx): void {
  const { group, memberId: member } = request;
  ctx.emit('group.requestRefused', { group, member, api: 'JoinGroup', error });
}

/** A new group is written at once, so that it outlives this coordinator. */
function createGroup(node: BrokerNode, shard: CoordinatorShard, groupId: string, ctx: BrokerCtx): void {
  const group = emptyClassicGroup(groupId, ctx.nowMs);
  shard.groups[groupId] = group;
  ctx.emit('group.created', { group: groupId, protocol: 'classic' });
  writeRecords(node, shard, groupId, [groupRecord(group)], {}, ctx);
}

function isRoomFor(group: ClassicGroup, memberId: string, maxSize: number): boolean {
  const member = group.members[memberId];
  switch (group.state) {
    case 'PreparingRebalance':
      return member?.join !== undefined || joinedCount(group) < maxSize;
    case 'CompletingRebalance':
    case 'Stable':
      return member !== undefined || memberCount(group) < maxSize;
    default:
      return true;
  }
}

/** Without a member id: a dynamic member is given one and asked to come again; a static one joins at once. */
function joinAnew(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: ClassicGroup,
  conn: number,
  request: JoinGroupRequest,
  ctx: BrokerCtx,
): void {
  const prefix = request.instanceId === '' ? request.clientId : request.instanceId;
  const memberId = request.drawnMemberId ?? drawMemberId(prefix, ctx);
  if (request.instanceId === '') {
    group.pendingMembers[memberId] = ctx.nowMs + request.sessionTimeoutMs;
    armCoordinator(node, ctx.nowMs + request.sessionTimeoutMs, ctx);
    ctx.emit('group.memberIdGiven', { group: group.groupId, member: memberId, client: request.clientId });
    respond(node, conn, refusedJoin(request.correlationId, 'MEMBER_ID_REQUIRED', memberId), ctx);
    return;
  }
  const existing = memberOfInstance(group, request.instanceId);
  if (existing === '') joinAsNew(node, shard, group, memberId, conn, request, ctx);
  else replaceStatic(node, shard, group, existing, memberId, conn, request, ctx);
}

function joinAsNew(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: ClassicGroup,
  memberId: string,
  conn: number,
  request: JoinGroupRequest,
  ctx: BrokerCtx,
): void {
  if (group.state === 'PreparingRebalance' && group.previousState === 'Empty') group.isMemberAdded = true;
  const member = addMember(group, memberId, request, conn, ctx);
  ctx.cause = ctx.emit('group.memberAdded', {
    group: group.groupId,
    member: memberId,
    client: member.clientId,
    instance: member.instanceId,
    members: memberCount(group),
  });
  restartSession(node, member, ctx, NEW_MEMBER_JOIN_TIMEOUT_MS);
  rebalanceOrComplete(node, shard, group, `${member.clientId} joins`, ctx);
}

/** A known member joins again: what that means depends on the state and on whether anything changed. */
function rejoin(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: ClassicGroup,
  conn: number,
  request: JoinGroupRequest,
  ctx: BrokerCtx,
): void {
  const member = group.members[request.memberId] as ClassicMember;
  const isChanged = !hasSameProtocols(member, request.protocols);
  const isLeader = group.leader === member.memberId;
  if (group.state === 'Empty') {
    respond(node, conn, refusedJoin(request.correlationId, 'UNKNOWN_MEMBER_ID', request.memberId), ctx);
  } else if (
    (group.state === 'CompletingRebalance' && !isChanged) ||
    (group.state === 'Stable' && !isChanged && !isLeader)
  ) {
    // It may not have got the answer: the present generation once more.
    respond(node, conn, joinedAnswer(group, member.memberId, request.correlationId), ctx);
  } else {
    updateMember(member, request, conn, ctx);
    const reason = request.reason === '' ? 'joins again' : `joins again (${request.reason})`;
    rebalanceOrComplete(node, shard, group, `${member.clientId} ${reason}`, ctx);
  }
}

/**
 * A static member came back under a new id: the old id is fenced. A Stable group whose assignor stays the same does not
 * rebalance: the member gets the stored generation.
 */
function replaceStatic(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: ClassicGroup,
  oldId: string,
  newId: string,
  conn: number,
  request: JoinGroupRequest,
  ctx: BrokerCtx,
): void {
  const old = group.members[oldId] as ClassicMember;
  const writes = writeError(node, shard);
  if (group.state === 'Stable' && writes !== NONE) {
    respond(node, conn, refusedJoin(request.correlationId, writes, ''), ctx);
    return;
  }
  completeJoin(node, old, (id) => refusedJoin(id, 'FENCED_INSTANCE_ID', oldId), ctx);
  completeSync(node, old, 'FENCED_INSTANCE_ID', ctx);
  // The replacement keeps client id and host of the old member until its next real join.
  const member: ClassicMember = { ...old, memberId: newId, isNew: false };
  delete group.members[oldId];
  group.members[newId] = member;
  if (group.leader === oldId) group.leader = newId;
  const at = group.pendingSync.indexOf(oldId);
  if (at >= 0) group.pendingSync.splice(at, 1);
  const isStable = group.state === 'Stable';
  updateMember(member, request, conn, ctx);
  restartSession(node, member, ctx);
  const isQuiet = isStable && selectProtocol(group) === group.protocol;
  ctx.cause = ctx.emit('group.memberReplaced', {
    group: group.groupId,
    member: newId,
    was: oldId,
    instance: member.instanceId,
    isRebalancing: isQuiet || group.state === 'PreparingRebalance' ? 0 : 1,
  });
  if (isQuiet) {
    const after = { kind: 'answerStaticJoin', group: group.groupId, memberId: newId } as const;
    writeRecords(node, shard, group.groupId, [groupRecord(group)], { after }, ctx);
  } else if (group.state === 'PreparingRebalance') {
    maybeCompleteJoinPhase(node, shard, group, ctx);
  } else {
    prepareRebalance(node, shard, group, `the member of ${member.instanceId} was replaced`, ctx);
  }
}
