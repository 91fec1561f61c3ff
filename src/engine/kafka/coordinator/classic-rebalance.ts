// The rebalance of a classic group: preparing it, waiting for everybody to join, the next generation; and what removes
// members. [src: group-coordinator/GroupMetadataManager.java: prepareRebalance, maybeCompleteJoinPhase,
// tryCompleteInitialRebalanceElseSchedule, completeClassicGroupJoin, expireClassicGroupMemberHeartbeat, expirePendingSync]

import type { Because } from '../../kernel/events.ts';
import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { NONE } from '../names.ts';
import { completeJoin, completeSync, joinedAnswer, refusedJoin, restartSession } from './classic-answers.ts';
import {
  dropMember,
  electJoinedLeader,
  enterState,
  groupRecord,
  haveAllJoined,
  memberCount,
  membersInOrder,
  rebalanceTimeoutMs,
  selectProtocol,
} from './classic-members.ts';
import type { ClassicGroup, ClassicMember, CoordinatorShard } from './coordinator-state.ts';
import { armCoordinator, writeError, writeRecords } from './write-records.ts';

/** A member joined or went: a rebalance begins, or the one being prepared may be complete now. */
export function rebalanceOrComplete(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: ClassicGroup,
  reason: string,
  ctx: BrokerCtx,
): void {
  if (group.state === 'PreparingRebalance') maybeCompleteJoinPhase(node, shard, group, ctx);
  else prepareRebalance(node, shard, group, reason, ctx);
}

/** Everybody has to join again. The first rebalance of an empty group waits for more members instead. */
export function prepareRebalance(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: ClassicGroup,
  reason: string,
  ctx: BrokerCtx,
): void {
  if (group.state === 'CompletingRebalance') dropAssignments(node, group, 'REBALANCE_IN_PROGRESS', ctx);
  group.pendingSync = [];
  group.syncDeadlineMs = -1;
  const from = group.state;
  const isInitial = from === 'Empty';
  const delayMs = isInitial ? node.config['group.initial.rebalance.delay.ms'] : 0;
  enterState(group, 'PreparingRebalance', ctx.nowMs);
  ctx.cause = ctx.emit('group.rebalanceStarted', {
    group: group.groupId,
    generation: group.generation,
    from,
    reason,
    members: memberCount(group),
    delayMs,
  });
  if (isInitial) {
    group.initialDelayMs = delayMs;
    group.initialRemainingMs = Math.max(rebalanceTimeoutMs(group) - delayMs, 0);
    setJoinDeadline(node, group, delayMs, ctx);
  } else if (haveAllJoined(group)) {
    completeJoinPhase(node, shard, group, ctx);
  } else {
    setJoinDeadline(node, group, rebalanceTimeoutMs(group), ctx);
  }
}

function setJoinDeadline(node: BrokerNode, group: ClassicGroup, delayMs: number, ctx: BrokerCtx): void {
  group.joinDeadlineMs = ctx.nowMs + delayMs;
  armCoordinator(node, group.joinDeadlineMs, ctx);
}

/** Completes the join phase when everybody has joined; an initial rebalance waits for its delay whatever happens. */
export function maybeCompleteJoinPhase(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: ClassicGroup,
  ctx: BrokerCtx,
): void {
  if (group.state !== 'PreparingRebalance' || group.previousState === 'Empty') return;
  if (haveAllJoined(group)) completeJoinPhase(node, shard, group, ctx);
}

/** The join phase took as long as it may: an initial one is prolonged while members keep coming. */
export function onJoinDeadline(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: ClassicGroup,
  ctx: BrokerCtx,
): void {
  if (group.state !== 'PreparingRebalance') {
    group.joinDeadlineMs = -1;
    return;
  }
  const isInitial = group.initialDelayMs >= 0;
  if (isInitial && group.isMemberAdded && group.initialRemainingMs !== 0) {
    group.isMemberAdded = false;
    const delayMs = Math.min(node.config['group.initial.rebalance.delay.ms'], group.initialRemainingMs);
    group.initialRemainingMs = Math.max(group.initialRemainingMs - group.initialDelayMs, 0);
    group.initialDelayMs = delayMs;
    setJoinDeadline(node, group, delayMs, ctx);
    return;
  }
  completeJoinPhase(node, shard, group, ctx);
}

/**
 * The next generation. Dynamic members that did not join are out; static ones stay until their session ends. Members
 * that joined are told, the leader with everybody's subscription.
 */
export function completeJoinPhase(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: ClassicGroup,
  ctx: BrokerCtx,
): void {
  const { cause } = ctx;
  group.joinDeadlineMs = -1;
  group.initialDelayMs = -1;
  group.initialRemainingMs = -1;
  for (const member of membersInOrder(group)) {
    if (member.join !== undefined || member.instanceId !== '') continue;
    const because = silenceOf(member, 'max.poll.interval.ms', ctx);
    emitRemoved(group, member, 'it did not join again in time', 1, ctx, because);
    dropMember(group, member.memberId);
  }
  if (!electJoinedLeader(group) && memberCount(group) > 0) {
    // Only static members that are away: their sessions decide.
    setJoinDeadline(node, group, rebalanceTimeoutMs(group), ctx);
    return;
  }
  group.generation++;
  group.pendingSync = [];
  if (memberCount(group) === 0) becomeEmpty(node, shard, group, ctx);
  else beginGeneration(node, group, ctx);
  ctx.cause = cause;
}

function becomeEmpty(node: BrokerNode, shard: CoordinatorShard, group: ClassicGroup, ctx: BrokerCtx): void {
  group.protocol = '';
  group.leader = '';
  enterState(group, 'Empty', ctx.nowMs);
  ctx.cause = ctx.emit('group.emptied', { group: group.groupId, generation: group.generation });
  // A failed write does no harm: a new coordinator would meet the old generation and let its sessions end.
  if (writeError(node, shard) === NONE)
    writeRecords(node, shard, group.groupId, [groupRecord(group)], {}, ctx);
}

function beginGeneration(node: BrokerNode, group: ClassicGroup, ctx: BrokerCtx): void {
  group.protocol = selectProtocol(group);
  enterState(group, 'CompletingRebalance', ctx.nowMs);
  ctx.cause = ctx.emit('group.joinCompleted', {
    group: group.groupId,
    generation: group.generation,
    protocol: group.protocol,
    leader: group.members[group.leader]?.clientId ?? '',
    members: memberCount(group),
  });
  for (const member of membersInOrder(group)) {
    completeJoin(node, member, (id) => joinedAnswer(group, member.memberId, id), ctx);
    restartSession(node, member, ctx);
    member.isNew = false;
    group.pendingSync.push(member.memberId);
  }
  group.syncDeadlineMs = ctx.nowMs + rebalanceTimeoutMs(group);
  armCoordinator(node, group.syncDeadlineMs, ctx);
}

/** Parked SyncGroups are answered with an error, and nobody has an assignment. */
export function dropAssignments(node: BrokerNode, group: ClassicGroup, error: string, ctx: BrokerCtx): void {
  for (const member of membersInOrder(group)) {
    member.assignment = [];
    completeSync(node, member, error, ctx);
  }
}

/** Members that joined but did not fetch their assignment within the rebalance timeout are out, static ones too. */
export function onSyncDeadline(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: ClassicGroup,
  ctx: BrokerCtx,
): void {
  group.syncDeadlineMs = -1;
  if (group.state !== 'CompletingRebalance' && group.state !== 'Stable') return;
  if (group.pendingSync.length === 0) return;
  for (const id of [...group.pendingSync]) {
    const member = group.members[id];
    if (member === undefined) continue;
    const because = silenceOf(member, 'max.poll.interval.ms', ctx);
    emitRemoved(group, member, 'its SyncGroup did not come in time', 1, ctx, because);
    dropMember(group, id);
  }
  prepareRebalance(node, shard, group, 'members did not fetch their assignment', ctx);
}

/** A member's session is over, unless it waits for the group itself. */
export function onSessionDeadline(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: ClassicGroup,
  member: ClassicMember,
  ctx: BrokerCtx,
): void {
  member.sessionDeadlineMs = -1;
  const waits = member.join !== undefined || member.sync !== undefined;
  if (waits && !member.isNew) return;
  const { cause } = ctx;
  const because = silenceOf(member, 'session.timeout.ms', ctx);
  ctx.cause = emitRemoved(group, member, 'no heartbeat within its session', 1, ctx, because);
  removeMember(node, shard, group, member, `${member.clientId}'s session ended`, ctx);
  ctx.cause = cause;
}

/** An id that was given out was never joined with. */
export function onPendingDeadline(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: ClassicGroup,
  memberId: string,
  ctx: BrokerCtx,
): void {
  dropMember(group, memberId);
  if (group.state === 'PreparingRebalance' && haveAllJoined(group))
    completeJoinPhase(node, shard, group, ctx);
}

/** Takes a member out and goes on without it. The caller has emitted `group.memberRemoved`. */
export function removeMember(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: ClassicGroup,
  member: ClassicMember,
  reason: string,
  ctx: BrokerCtx,
): void {
  // A new member may wait with its first JoinGroup: it is told to begin anew.
  completeJoin(node, member, (id) => refusedJoin(id, 'UNKNOWN_MEMBER_ID', ''), ctx);
  dropMember(group, member.memberId);
  if (group.state === 'Stable' || group.state === 'CompletingRebalance') {
    prepareRebalance(node, shard, group, reason, ctx);
  } else if (group.state === 'PreparingRebalance' && haveAllJoined(group)) {
    completeJoinPhase(node, shard, group, ctx);
  }
}

/** Records that a member is out; `leaving` of the members are counted off. Returns the row. */
export function emitRemoved(
  group: ClassicGroup,
  member: ClassicMember,
  reason: string,
  leaving: number,
  ctx: BrokerCtx,
  because?: Because,
): number {
  const fields = {
    group: group.groupId,
    member: member.memberId,
    client: member.clientId,
    reason,
    members: memberCount(group) - leaving,
  };
  return ctx.emit('group.memberRemoved', fields, because);
}

/** What was last heard of a member, and what kept the next from coming. */
function silenceOf(member: ClassicMember, setting: string, ctx: BrokerCtx): Because {
  const because: { heard?: number; blocked?: number; setting: string } = { setting };
  if (member.heardRow >= 0) because.heard = member.heardRow;
  const blocked = ctx.whySilent(member.host);
  if (blocked >= 0) because.blocked = blocked;
  return because;
}
