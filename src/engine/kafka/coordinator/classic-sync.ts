// SyncGroup, Heartbeat and LeaveGroup of the classic protocol.
// [src: group-coordinator/GroupMetadataManager.java: classicGroupSyncToClassicGroup, classicGroupHeartbeatToClassicGroup,
// classicGroupLeaveToClassicGroup]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { respond } from '../broker/connections.ts';
import type {
  HeartbeatRequest,
  HeartbeatResponse,
  LeaveGroupRequest,
  LeaveGroupResponse,
  SyncGroupRequest,
  SyncGroupResponse,
} from '../group-messages.ts';
import { type ErrorName, NONE, type TopicPartition } from '../names.ts';
import { completeJoin, completeSync, refusedJoin, restartSession } from './classic-answers.ts';
import {
  checkMember,
  dropMember,
  enterState,
  groupRecord,
  memberCount,
  membersInOrder,
} from './classic-members.ts';
import {
  dropAssignments,
  emitRemoved,
  maybeCompleteJoinPhase,
  prepareRebalance,
} from './classic-rebalance.ts';
import type { ClassicGroup, ClassicMember, CoordinatorShard } from './coordinator-state.ts';
import { writeError, writeRecords } from './write-records.ts';

/** The group if it is a classic one; undefined when there is none or it uses the other protocol. */
function classicGroup(shard: CoordinatorShard, groupId: string): ClassicGroup | undefined {
  const group = shard.groups[groupId];
  return group?.type === 'classic' ? group : undefined;
}

/** The same checks for every request of a joined member. */
function checkGeneration(
  group: ClassicGroup | undefined,
  memberId: string,
  instanceId: string,
  generation: number,
): ErrorName {
  if (group === undefined) return 'UNKNOWN_MEMBER_ID';
  const error = checkMember(group, memberId, instanceId);
  if (error !== NONE) return error;
  return generation === group.generation ? NONE : 'ILLEGAL_GENERATION';
}

function emitRefused(
  request: SyncGroupRequest | HeartbeatRequest | LeaveGroupRequest,
  api: string,
  error: ErrorName,
  ctx: BrokerCtx,
): void {
  const { group, memberId: member } = request;
  ctx.emit('group.requestRefused', { group, member, api, error });
}

/** Parks until the leader's assignment is stored; the leader brings it. In a Stable group the stored one is answered. */
export function handleSyncGroup(
  node: BrokerNode,
  shard: CoordinatorShard,
  conn: number,
  request: SyncGroupRequest,
  ctx: BrokerCtx,
): void {
  const { correlationId, memberId } = request;
  const answer = (outcome: ErrorName, partitions: readonly TopicPartition[]): void => {
    const response: SyncGroupResponse = {
      api: 'syncGroupResponse',
      correlationId,
      error: outcome,
      partitions,
    };
    respond(node, conn, response, ctx);
  };
  const group = classicGroup(shard, request.group);
  let error = checkGeneration(group, memberId, request.instanceId, request.generation);
  if (error === NONE && group?.state === 'PreparingRebalance') error = 'REBALANCE_IN_PROGRESS';
  if (error !== NONE || group === undefined) {
    emitRefused(request, 'SyncGroup', error, ctx);
    answer(error, []);
    return;
  }
  const member = group.members[memberId] as ClassicMember;
  member.heardRow = ctx.cause;
  const at = group.pendingSync.indexOf(memberId);
  if (at >= 0) group.pendingSync.splice(at, 1);
  if (group.state === 'Stable') {
    answer(NONE, member.assignment);
    return;
  }
  member.sync = { conn, correlationId, cause: ctx.cause };
  if (group.leader === memberId) takeAssignment(node, shard, group, request, ctx);
}

function takeAssignment(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: ClassicGroup,
  request: SyncGroupRequest,
  ctx: BrokerCtx,
): void {
  const assignment: Record<string, readonly TopicPartition[]> = {};
  for (const id in group.members) assignment[id] = [];
  for (const { memberId, partitions } of request.assignments) {
    if (group.members[memberId] !== undefined) assignment[memberId] = partitions;
  }
  const error = writeError(node, shard);
  if (error !== NONE) {
    failAssignment(node, shard, group, error, ctx);
    return;
  }
  const { generation } = request;
  const after = { kind: 'storeAssignment', group: group.groupId, generation, assignment } as const;
  writeRecords(node, shard, group.groupId, [groupRecord(group, assignment)], { after }, ctx);
}

/** The assignment could not be stored: nobody has one, everybody joins again. */
export function failAssignment(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: ClassicGroup,
  error: ErrorName,
  ctx: BrokerCtx,
): void {
  ctx.cause = ctx.emit('coordinator.writeFailed', { group: group.groupId, error });
  dropAssignments(node, group, error, ctx);
  prepareRebalance(node, shard, group, 'the assignment could not be stored', ctx);
}

/** The leader's assignment is stored: it counts, and everybody who waits is told. */
export function storeAssignment(
  node: BrokerNode,
  group: ClassicGroup,
  assignment: Readonly<Record<string, readonly TopicPartition[]>>,
  ctx: BrokerCtx,
): void {
  enterState(group, 'Stable', ctx.nowMs);
  const { cause } = ctx;
  ctx.cause = ctx.emit('group.stabilized', {
    group: group.groupId,
    generation: group.generation,
    members: memberCount(group),
  });
  for (const member of membersInOrder(group)) {
    member.assignment = assignment[member.memberId] ?? [];
    completeSync(node, member, NONE, ctx);
  }
  ctx.cause = cause;
}

/** Keeps the session alive, and tells of a rebalance that is being prepared. */
export function handleHeartbeat(
  node: BrokerNode,
  shard: CoordinatorShard,
  conn: number,
  request: HeartbeatRequest,
  ctx: BrokerCtx,
): void {
  const group = classicGroup(shard, request.group);
  let error = checkGeneration(group, request.memberId, request.instanceId, request.generation);
  if (error === NONE && group !== undefined) {
    if (group.state === 'PreparingRebalance') error = 'REBALANCE_IN_PROGRESS';
    const member = group.members[request.memberId] as ClassicMember;
    member.heardRow = ctx.cause;
    restartSession(node, member, ctx);
  } else {
    emitRefused(request, 'Heartbeat', error, ctx);
  }
  const { correlationId } = request;
  const response: HeartbeatResponse = { api: 'heartbeatResponse', correlationId, error };
  respond(node, conn, response, ctx);
}

/** A member goes of its own accord. Without a member id: an operator takes a static member out. */
export function handleLeaveGroup(
  node: BrokerNode,
  shard: CoordinatorShard,
  conn: number,
  request: LeaveGroupRequest,
  ctx: BrokerCtx,
): void {
  const { correlationId } = request;
  const error = leave(node, shard, request, ctx);
  if (error !== NONE) emitRefused(request, 'LeaveGroup', error, ctx);
  const response: LeaveGroupResponse = { api: 'leaveGroupResponse', correlationId, error };
  respond(node, conn, response, ctx);
}

function leave(
  node: BrokerNode,
  shard: CoordinatorShard,
  request: LeaveGroupRequest,
  ctx: BrokerCtx,
): ErrorName {
  const group = classicGroup(shard, request.group);
  if (group === undefined) return 'UNKNOWN_MEMBER_ID';
  const { cause } = ctx;
  const byInstance = Object.values(group.members).find(
    (m) => request.instanceId !== '' && m.instanceId === request.instanceId,
  );
  const memberId = request.memberId === '' ? (byInstance?.memberId ?? '') : request.memberId;
  if (group.pendingMembers[memberId] !== undefined) {
    dropMember(group, memberId);
  } else {
    const error = checkMember(group, memberId, request.memberId === '' ? '' : request.instanceId);
    if (error !== NONE) return error;
    const member = group.members[memberId] as ClassicMember;
    ctx.cause = emitRemoved(group, member, `it left (${request.reason})`, 1, ctx);
    completeJoin(node, member, (id) => refusedJoin(id, 'UNKNOWN_MEMBER_ID', ''), ctx);
    dropMember(group, memberId);
    if (group.state === 'Stable' || group.state === 'CompletingRebalance') {
      prepareRebalance(node, shard, group, `${member.clientId} left`, ctx);
      ctx.cause = cause;
      return NONE;
    }
  }
  // A pending id that goes disturbs a Stable group too: Kafka rebalances after every leave.
  if (group.state === 'Stable' || group.state === 'CompletingRebalance')
    prepareRebalance(node, shard, group, 'an id that was given out was returned', ctx);
  else maybeCompleteJoinPhase(node, shard, group, ctx);
  ctx.cause = cause;
  return NONE;
}
