// A member under the classic protocol: everything that needs the application's poll(). Prepare (commit, revoke), join,
// sync, take the assignment over. [src: AbstractCoordinator.java: joinGroupIfNeeded, initiateJoinGroup,
// JoinGroupResponseHandler, SyncGroupResponseHandler; ConsumerCoordinator.java: onJoinPrepare, onJoinComplete,
// rejoinNeededOrPending]
// Simplification: subscriptions name topics (no patterns); the leader watches their numbers of partitions, not the racks
// of their replicas.

import type { JoinGroupResponse, JoinProtocol, SyncGroupResponse } from '../group-messages.ts';
import { assignmentAsRead, stickyUserData } from '../groups/consumer-protocol.ts';
import { computeAssignment, hasChangedShape, knowsGroupTopics, watchedTopics } from './classic-assign.ts';
import { beginCommit } from './commits.ts';
import { callCoordinator, isCoordinatorReady } from './coordinator-link.ts';
import type { ClassicMembership, MemberCtx, MemberNode } from './member-state.ts';
import { freeze, giveUp, takeOver } from './owned-partitions.ts';

/** JoinGroup may wait for a whole rebalance, and a little longer (AbstractCoordinator.JOIN_GROUP_TIMEOUT_LAPSE). */
const JOIN_GROUP_TIMEOUT_LAPSE_MS = 5_000;

/** Not in the group yet. */
export function newClassicMembership(): ClassicMembership {
  return {
    kind: 'classic',
    state: 'UNJOINED',
    memberId: '',
    generation: -1,
    protocol: '',
    isRejoinNeeded: true,
    rejoinReason: '',
    needsPrepare: true,
    isPreparing: false,
    isJoining: false,
    forPoll: {},
    retryAtMs: -1,
    isLeader: false,
    isWatching: false,
    snapshot: {},
    watchedAt: -1,
    awaitedMetadata: 0,
    lastAssignment: [],
    lastGeneration: -1,
    maxGeneration: -1,
    heartbeatDueMs: -1,
    isHeartbeatOpen: false,
    heardMs: -1,
  };
}

/** Only with cooperative-sticky alone: a list of assignors runs at what all of them can. */
export function isCooperative(node: MemberNode): boolean {
  return node.config['partition.assignment.strategy'].every((name) => name === 'cooperative-sticky');
}

/** The member wants into the (next) generation. The first reason is kept. */
export function requestRejoin(membership: ClassicMembership, reason: string): void {
  membership.isRejoinNeeded = true;
  membership.rejoinReason = reason;
}

/** Generation, and with `shouldDropId` the member id, are no good any more. [src: resetStateAndRejoin] */
export function resetGeneration(membership: ClassicMembership, shouldDropId: boolean, reason: string): void {
  membership.state = 'UNJOINED';
  membership.generation = -1;
  membership.protocol = '';
  if (shouldDropId) membership.memberId = '';
  membership.isJoining = false;
  membership.forPoll = {};
  requestRejoin(membership, reason);
  membership.needsPrepare = true;
}

/** The part of poll() that belongs to the group. False while a join is under way. */
export function pollClassic(node: MemberNode, membership: ClassicMembership, ctx: MemberCtx): boolean {
  for (;;) {
    watchTopics(node, membership);
    const { join } = membership.forPoll;
    if (join !== undefined) answerJoin(node, membership, join, ctx);
    const { assignment } = membership.forPoll;
    if (assignment !== undefined) {
      completeJoin(node, membership, assignment, ctx);
      continue;
    }
    if (membership.isJoining) return false;
    if (!membership.isRejoinNeeded) return true;
    if (membership.retryAtMs > ctx.nowMs || !isCoordinatorReady(node, ctx)) return false;
    if (membership.needsPrepare && !prepare(node, membership, ctx)) return false;
    membership.needsPrepare = false;
    sendJoin(node, membership, ctx);
    return false;
  }
}

/** Only the group's leader watches: topics that changed since it assigned make it join again. */
function watchTopics(node: MemberNode, membership: ClassicMembership): void {
  if (!membership.isWatching || membership.isRejoinNeeded || membership.isJoining) return;
  const { changes } = node.memory.metadata;
  if (membership.watchedAt === changes) return;
  membership.watchedAt = changes;
  if (hasChangedShape(node, membership.snapshot)) requestRejoin(membership, 'cached metadata has changed');
}

/** Commit and revocation before a join. False while the commit is under way. */
function prepare(node: MemberNode, membership: ClassicMembership, ctx: MemberCtx): boolean {
  const { memory, config } = node;
  if (config['enable.auto.commit'] && !membership.isPreparing) {
    membership.isPreparing = true;
    if (!isCooperative(node))
      freeze(node, memory.tps, 'the group rebalances and this member gives up all', ctx);
    beginCommit(node, 'prepare', config['max.poll.interval.ms'], ctx);
  }
  if (memory.blocking !== undefined) {
    if (memory.blocking.state !== 'done') return false;
    delete memory.blocking;
  }
  membership.isPreparing = false;
  const { cause } = ctx;
  if (membership.generation < 0 || membership.memberId === '') {
    giveUp(node, memory.tps, true, membership.rejoinReason, ctx);
  } else if (!isCooperative(node)) {
    giveUp(node, memory.tps, false, 'the group rebalances (eager: everything is given up)', ctx);
  }
  ctx.cause = cause;
  membership.isLeader = false;
  memory.metadata.topics = [...config.topics];
  return true;
}

function sendJoin(node: MemberNode, membership: ClassicMembership, ctx: MemberCtx): void {
  const { config, disk } = node;
  membership.state = 'PREPARING_REBALANCE';
  membership.isJoining = true;
  const reason = membership.rejoinReason;
  const { memberId, generation } = membership;
  const group = config['group.id'];
  const drawn = memberId === '' ? config.memberIds?.[disk.idsUsed] : undefined;
  ctx.emit('member.joining', {
    group,
    member: memberId,
    generation,
    reason: reason === '' ? 'it has just started' : reason,
  });
  const request = {
    api: 'joinGroupRequest',
    correlationId: 0,
    group,
    memberId,
    instanceId: config['group.instance.id'],
    clientId: config['client.id'],
    sessionTimeoutMs: config['session.timeout.ms'],
    rebalanceTimeoutMs: config['max.poll.interval.ms'],
    protocols: protocolsOf(node, membership),
    reason,
    ...(drawn !== undefined && { drawnMemberId: drawn }),
  } as const;
  const timeoutMs = Math.max(
    config['request.timeout.ms'],
    config['max.poll.interval.ms'] + JOIN_GROUP_TIMEOUT_LAPSE_MS,
  );
  callCoordinator(node, 'join', request, ctx, {}, timeoutMs);
}

function protocolsOf(node: MemberNode, membership: ClassicMembership): JoinProtocol[] {
  const { memory, config } = node;
  const { generation, lastAssignment, lastGeneration } = membership;
  const base = {
    topics: config.topics,
    ownedPartitions: [...memory.tps],
    generation,
    rack: config['client.rack'],
  };
  return config['partition.assignment.strategy'].map((name) => {
    if (name === 'sticky' && lastGeneration >= 0) {
      return { name, subscription: { ...base, userData: stickyUserData(lastAssignment, lastGeneration) } };
    }
    if (name === 'cooperative-sticky') {
      return {
        name,
        subscription: { ...base, userData: { ownedPartitions: [], generation: lastGeneration } },
      };
    }
    return { name, subscription: base };
  });
}

/** A JoinGroup was answered well: the leader assigns, everybody asks for the assignment. */
function answerJoin(
  node: MemberNode,
  membership: ClassicMembership,
  response: JoinGroupResponse,
  ctx: MemberCtx,
): void {
  const isLeader = response.leader === response.memberId;
  const assigns = isLeader && !response.skipAssignment;
  if (isLeader && !knowsGroupTopics(node, membership, response, ctx)) return;
  delete membership.forPoll.join;
  if (!isCoordinatorReady(node, ctx)) {
    failJoin(membership, 'the coordinator was lost', ctx.nowMs + node.config['retry.backoff.ms']);
    return;
  }
  const { config } = node;
  membership.state = 'COMPLETING_REBALANCE';
  membership.generation = response.generation;
  // A static member gets its id with the answer itself.
  if (config.memberIds !== undefined && membership.memberId === '') node.disk.idsUsed++;
  membership.memberId = response.memberId;
  membership.protocol = response.protocol;
  startHeartbeats(membership, config['heartbeat.interval.ms'], ctx.nowMs);
  const group = config['group.id'];
  const { memberId, generation, protocol } = membership;
  ctx.cause = ctx.emit('member.joined', {
    group,
    member: memberId,
    generation,
    protocol,
    isLeader: isLeader ? 1 : 0,
  });
  if (isLeader) {
    membership.isLeader = true;
    membership.isWatching = true;
    membership.snapshot = watchedTopics(node);
    membership.watchedAt = -1;
  }
  const assignments = assigns ? computeAssignment(node, membership, response) : [];
  const instanceId = config['group.instance.id'];
  const request = {
    api: 'syncGroupRequest',
    correlationId: 0,
    group,
    memberId,
    instanceId,
    generation,
    assignments,
  } as const;
  callCoordinator(node, 'sync', request, ctx);
}

function startHeartbeats(membership: ClassicMembership, intervalMs: number, nowMs: number): void {
  membership.heartbeatDueMs = nowMs + intervalMs;
  membership.isHeartbeatOpen = false;
  membership.heardMs = nowMs;
}

/** This attempt came to nothing: the next one begins not before `retryAtMs`. */
export function failJoin(membership: ClassicMembership, reason: string, retryAtMs: number): void {
  membership.isJoining = false;
  delete membership.forPoll.join;
  membership.retryAtMs = retryAtMs;
  requestRejoin(membership, reason);
}

/** SyncGroup was answered well; the assignment is taken over in the next poll(). */
export function onSynced(membership: ClassicMembership, response: SyncGroupResponse): void {
  membership.state = 'STABLE';
  membership.isRejoinNeeded = false;
  membership.rejoinReason = '';
  membership.retryAtMs = -1;
  membership.isJoining = false;
  membership.forPoll.assignment = assignmentAsRead(response.partitions);
}

/** onJoinComplete: callbacks, and a second round for a cooperative member that had to give something up. */
function completeJoin(
  node: MemberNode,
  membership: ClassicMembership,
  assigned: readonly string[],
  ctx: MemberCtx,
): void {
  const { memory, config } = node;
  delete membership.forPoll.assignment;
  if (!membership.isLeader) membership.isWatching = false;
  const owned = [...memory.tps];
  const added = assigned.filter((tp) => !owned.includes(tp));
  const { cause } = ctx;
  if (isCooperative(node)) {
    const revoked = owned.filter((tp) => !assigned.includes(tp));
    if (revoked.length > 0) {
      freeze(node, revoked, 'they move to another member', ctx);
      giveUp(node, revoked, false, 'they move to another member (cooperative: only these)', ctx);
      requestRejoin(membership, 'need to revoke partitions and re-join');
    }
  }
  membership.lastAssignment = [...assigned];
  membership.lastGeneration = membership.generation;
  memory.autoCommitDueMs = ctx.nowMs + config['auto.commit.interval.ms'];
  takeOver(node, assigned, added, ctx);
  ctx.cause = cause;
  membership.needsPrepare = true;
}

/** True for a member that is in a generation, or on its way into one. */
export function hasJoined(membership: ClassicMembership): boolean {
  return membership.state === 'COMPLETING_REBALANCE' || membership.state === 'STABLE';
}
