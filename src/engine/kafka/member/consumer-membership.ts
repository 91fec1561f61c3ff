// A member under the consumer protocol (KIP-848): it beats, takes over what it is told when it polls, and says when it is
// done. Nobody waits for anybody else.
// [src: AbstractMembershipManager.java: onHeartbeatSuccess, maybeReconcile, transitionToFenced, transitionToStale;
// ConsumerMembershipManager.java; AbstractHeartbeatRequestManager.java: poll, onResponse; MemberState.java]
// Simplification: the background thread acts at once instead of in rounds of its event loop.

import type { Because } from '../../kernel/events.ts';
import { drawUuid } from '../coordinator/member-ids.ts';
import type { ConsumerGroupHeartbeatResponse } from '../group-messages.ts';
import { NONE, type TopicPartition } from '../names.ts';
import { backoffMs } from '../net/backoff.ts';
import { exceptionOf } from '../net/errors.ts';
import type { Outcome } from './classic-answers.ts';
import { beginCommit, maybeAutoCommit } from './commits.ts';
import { callCoordinator, isCoordinatorReady } from './coordinator-link.ts';
import { pollDeadlineMs } from './heartbeat-thread.ts';
import type { ConsumerMembership, CoordinatorCall, MemberCtx, MemberNode } from './member-state.ts';
import { freeze, giveUp, inOrder, takeOver } from './owned-partitions.ts';

const JOIN_EPOCH = 0;
const LEAVE_EPOCH = -1;
const LEAVE_FOR_A_WHILE_EPOCH = -2;

/** A client that is about to join. Its member id is its own making. */
export function newConsumerMembership(): ConsumerMembership {
  return {
    kind: 'consumer',
    state: 'JOINING',
    memberId: '',
    memberEpoch: JOIN_EPOCH,
    intervalMs: 0,
    beatDueMs: -1,
    isBeatOpen: false,
    attempts: 0,
    isFullBeatDue: true,
    isReconciling: false,
  };
}

function isBeating(membership: ConsumerMembership): boolean {
  switch (membership.state) {
    case 'JOINING':
    case 'STABLE':
    case 'RECONCILING':
    case 'ACKNOWLEDGING':
      return true;
    default:
      return false;
  }
}

/** One round of the background thread: the watch over poll(), and the next beat. */
export function runBeats(node: MemberNode, membership: ConsumerMembership, ctx: MemberCtx): void {
  if (membership.memberId === '') membership.memberId = drawMemberUuid(node, ctx);
  if (!isBeating(membership)) return;
  const deadlineMs = pollDeadlineMs(node);
  if (deadlineMs >= 0 && ctx.nowMs > deadlineMs) {
    becomeStale(node, membership, ctx);
    return;
  }
  const isUrgent = membership.state === 'ACKNOWLEDGING' && membership.attempts === 0;
  if (membership.isBeatOpen || (!isUrgent && ctx.nowMs < membership.beatDueMs)) return;
  if (isCoordinatorReady(node, ctx)) sendBeat(node, membership, membership.memberEpoch, ctx);
}

function drawMemberUuid(node: MemberNode, ctx: MemberCtx): string {
  const recorded = node.config.memberIds?.[node.disk.idsUsed];
  if (node.config.memberIds !== undefined) node.disk.idsUsed++;
  return recorded ?? drawUuid(ctx);
}

function sendBeat(
  node: MemberNode,
  membership: ConsumerMembership,
  memberEpoch: number,
  ctx: MemberCtx,
): void {
  const { config, memory } = node;
  const isFull = membership.isFullBeatDue && memberEpoch >= 0;
  const owned = memberEpoch === JOIN_EPOCH ? [] : [...memory.tps];
  const isOwnedNews = memberEpoch >= 0 && (isFull || owned.join(',') !== membership.ownedSent?.join(','));
  if (memberEpoch === JOIN_EPOCH) {
    ctx.emit('member.joining', {
      group: config['group.id'],
      member: membership.memberId,
      generation: memberEpoch,
      reason:
        membership.state === 'JOINING' && membership.ownedSent === undefined
          ? 'it has just started'
          : 'it joins again',
    });
  }
  const request = {
    api: 'consumerGroupHeartbeatRequest',
    correlationId: 0,
    group: config['group.id'],
    memberId: membership.memberId,
    instanceId: config['group.instance.id'],
    clientId: config['client.id'],
    memberEpoch,
    ...(isFull && {
      rackId: config['client.rack'],
      rebalanceTimeoutMs: config['max.poll.interval.ms'],
      subscribedTopics: config.topics,
      serverAssignor: config['group.remote.assignor'],
    }),
    ...(isOwnedNews && { owned }),
  } as const;
  membership.isBeatOpen = true;
  membership.beatDueMs = ctx.nowMs + Math.max(membership.intervalMs, 1);
  membership.isFullBeatDue = false;
  membership.ownedSent = owned;
  if (membership.state === 'ACKNOWLEDGING') {
    membership.state = membership.target === undefined ? 'STABLE' : 'RECONCILING';
  }
  callCoordinator(node, memberEpoch < 0 ? 'leave' : 'beat', request, ctx);
}

/** The application has been away too long: the member leaves, and joins again when it polls. */
function becomeStale(node: MemberNode, membership: ConsumerMembership, ctx: MemberCtx): void {
  const { config, memory } = node;
  const because: Because = { setting: 'max.poll.interval.ms' };
  const { cause } = ctx;
  const group = config['group.id'];
  const { memberId } = membership;
  ctx.cause = ctx.emit(
    'member.pollTimedOut',
    {
      group,
      member: memberId,
      sinceMs: ctx.nowMs - memory.application.polledMs,
      intervalMs: config['max.poll.interval.ms'],
    },
    because,
  );
  if (isCoordinatorReady(node, ctx)) leaveGroup(node, membership, 'consumer poll timeout has expired', ctx);
  membership.state = 'STALE';
  membership.memberEpoch = LEAVE_EPOCH;
  membership.isReconciling = false;
  delete membership.target;
  ctx.cause = cause;
}

/** The beat that leaves; a static member leaves for a while only. The coordinator must be ready. */
export function leaveGroup(
  node: MemberNode,
  membership: ConsumerMembership,
  reason: string,
  ctx: MemberCtx,
): void {
  const isStatic = node.config['group.instance.id'] !== '';
  ctx.cause = ctx.emit('member.left', {
    group: node.config['group.id'],
    member: membership.memberId,
    reason,
  });
  sendBeat(node, membership, isStatic ? LEAVE_FOR_A_WHILE_EPOCH : LEAVE_EPOCH, ctx);
}

/** A beat is answered: the epoch, perhaps an assignment, or what is wrong. */
export function onBeatAnswer(
  node: MemberNode,
  membership: ConsumerMembership,
  call: CoordinatorCall,
  response: ConsumerGroupHeartbeatResponse,
  ctx: MemberCtx,
): Outcome {
  membership.isBeatOpen = false;
  const { error } = response;
  if (!isBeating(membership) || call.kind === 'leave') return '';
  if (error !== NONE) return onBeatError(node, membership, error, ctx);
  membership.attempts = 0;
  membership.intervalMs = response.heartbeatIntervalMs;
  const dueMs = ctx.nowMs + response.heartbeatIntervalMs;
  if (membership.beatDueMs < dueMs) membership.beatDueMs = dueMs;
  if (response.memberEpoch !== membership.memberEpoch) {
    membership.memberEpoch = response.memberEpoch;
    ctx.cause = ctx.emit('member.epochReached', {
      group: node.config['group.id'],
      member: membership.memberId,
      memberEpoch: response.memberEpoch,
    });
  }
  if (response.assignment !== undefined) {
    membership.target = inOrder(response.assignment);
    if (membership.state !== 'ACKNOWLEDGING') membership.state = 'RECONCILING';
  } else if (membership.state === 'JOINING') {
    membership.state = 'STABLE';
  }
  return '';
}

function onBeatError(
  node: MemberNode,
  membership: ConsumerMembership,
  error: string,
  ctx: MemberCtx,
): Outcome {
  const { config } = node;
  membership.isFullBeatDue = true;
  switch (error) {
    case 'NOT_COORDINATOR':
    case 'COORDINATOR_NOT_AVAILABLE':
      membership.beatDueMs = ctx.nowMs;
      return 'coordinatorLost';
    case 'COORDINATOR_LOAD_IN_PROGRESS':
      membership.beatDueMs = ctx.nowMs + retryAfter(node, membership, ctx);
      return '';
    case 'UNKNOWN_MEMBER_ID':
    case 'FENCED_MEMBER_EPOCH':
      ctx.cause = ctx.emit('member.generationReset', {
        group: config['group.id'],
        member: membership.memberId,
        error,
      });
      membership.state = 'FENCED';
      membership.memberEpoch = JOIN_EPOCH;
      membership.isReconciling = false;
      delete membership.target;
      return '';
    default:
      membership.state = 'FATAL';
      return { exception: exceptionOf(error) };
  }
}

function retryAfter(node: MemberNode, membership: ConsumerMembership, ctx: MemberCtx): number {
  const { config } = node;
  return backoffMs(
    ctx,
    'beatBackoff',
    membership.attempts++,
    config['retry.backoff.ms'],
    config['retry.backoff.max.ms'],
  );
}

/** A beat was lost with its connection: once more, with everything. */
export function onBeatLost(node: MemberNode, membership: ConsumerMembership, ctx: MemberCtx): void {
  membership.isBeatOpen = false;
  membership.isFullBeatDue = true;
  membership.beatDueMs = ctx.nowMs + retryAfter(node, membership, ctx);
}

/** The part of poll() that belongs to the group: lost partitions, and the way to the newest target. */
export function pollConsumer(node: MemberNode, membership: ConsumerMembership, ctx: MemberCtx): void {
  const { memory } = node;
  const { cause } = ctx;
  if (membership.state === 'FENCED' || membership.state === 'STALE') {
    delete memory.blocking;
    maybeAutoCommit(node, ctx);
    const reason =
      membership.state === 'FENCED' ? 'the coordinator fenced the member' : 'it had not polled in time';
    giveUp(node, memory.tps, true, reason, ctx);
    rejoin(membership, ctx.nowMs);
    ctx.cause = cause;
    runBeats(node, membership, ctx);
    return;
  }
  if (membership.state !== 'RECONCILING') return;
  if (!membership.isReconciling) begin(node, membership, ctx);
  if (memory.blocking !== undefined) {
    if (memory.blocking.state !== 'done') return;
    delete memory.blocking;
  }
  complete(node, membership, ctx);
  ctx.cause = cause;
  runBeats(node, membership, ctx);
}

function rejoin(membership: ConsumerMembership, nowMs: number): void {
  membership.state = 'JOINING';
  membership.memberEpoch = JOIN_EPOCH;
  membership.isFullBeatDue = true;
  membership.beatDueMs = nowMs;
  membership.attempts = 0;
}

/** What has to go stops, and positions are committed before anybody is called. */
function begin(node: MemberNode, membership: ConsumerMembership, ctx: MemberCtx): void {
  const { memory, config } = node;
  membership.isReconciling = true;
  const target = membership.target ?? [];
  const revoked = memory.tps.filter((tp) => !target.includes(tp));
  freeze(node, revoked, 'they move to another member', ctx);
  if (config['enable.auto.commit']) beginCommit(node, 'reconcile', config['max.poll.interval.ms'], ctx);
}

/** The callbacks; the next beat says what the member owns now. A newer target is taken over in the next round. */
function complete(node: MemberNode, membership: ConsumerMembership, ctx: MemberCtx): void {
  const { memory } = node;
  const target: TopicPartition[] = membership.target ?? [];
  delete membership.target;
  membership.isReconciling = false;
  const owned = [...memory.tps];
  const revoked = owned.filter((tp) => !target.includes(tp));
  const added = target.filter((tp) => !owned.includes(tp));
  freeze(node, revoked, 'they move to another member', ctx);
  giveUp(node, revoked, false, 'they move to another member (only these)', ctx);
  takeOver(node, target, added, ctx);
  membership.state = 'ACKNOWLEDGING';
  membership.attempts = 0;
}

/** When the background thread has something to do next (ms), -1 = nothing. */
export function beatsDueMs(node: MemberNode, membership: ConsumerMembership): number {
  if (!isBeating(membership)) return -1;
  const deadlineMs = pollDeadlineMs(node);
  const beatMs = membership.isBeatOpen ? -1 : membership.beatDueMs;
  if (deadlineMs < 0) return beatMs;
  return beatMs < 0 ? deadlineMs + 1 : Math.min(beatMs, deadlineMs + 1);
}
