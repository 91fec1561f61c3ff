// A share member in its group: it beats and takes what it is told at once; there is nothing to give up first (KIP-932).
// [src: clients/consumer/internals/ShareMembershipManager.java, ShareHeartbeatRequestManager.java,
// AbstractMembershipManager.java, AbstractHeartbeatRequestManager.java]
// Simplification: the background thread acts at once instead of in rounds of its event loop.

import { drawUuid } from '../coordinator/member-ids.ts';
import type { Outcome } from '../member/classic-answers.ts';
import { callCoordinator, isCoordinatorReady } from '../member/coordinator-link.ts';
import { NONE } from '../names.ts';
import { backoffMs } from '../net/backoff.ts';
import { exceptionOf } from '../net/errors.ts';
import type { ShareGroupHeartbeatResponse } from '../share-messages.ts';
import type { ShareMemberCtx, ShareMemberNode, ShareMembership } from './share-member-state.ts';

const JOIN_EPOCH = 0;
const LEAVE_EPOCH = -1;

/** A client that is about to join. Its member id is its own making. */
export function newShareMembership(): ShareMembership {
  return {
    kind: 'share',
    state: 'JOINING',
    memberId: '',
    memberEpoch: JOIN_EPOCH,
    intervalMs: 0,
    beatDueMs: -1,
    isBeatOpen: false,
    attempts: 0,
    isFullBeatDue: true,
    hasTarget: false,
  };
}

function isBeating({ state }: ShareMembership): boolean {
  return state === 'JOINING' || state === 'ACKNOWLEDGING' || state === 'STABLE';
}

/** How long the application may still stay away from poll() (ms from now); -1 while it is inside. */
function pollDeadlineMs(node: ShareMemberNode): number {
  const { application } = node.memory;
  if (application.phase === 'polling' || application.phase === 'ended') return -1;
  return application.polledMs + node.config['max.poll.interval.ms'];
}

/** One round of the background thread: the watch over poll(), and the next beat. */
export function runShareBeats(node: ShareMemberNode, ctx: ShareMemberCtx): void {
  const { membership } = node.memory;
  if (membership.memberId === '') membership.memberId = drawMemberUuid(node, ctx);
  if (!isBeating(membership)) return;
  const deadlineMs = pollDeadlineMs(node);
  if (deadlineMs >= 0 && ctx.nowMs > deadlineMs) {
    becomeStale(node, ctx);
    return;
  }
  const isUrgent = membership.state === 'ACKNOWLEDGING' && membership.attempts === 0;
  if (membership.isBeatOpen || (!isUrgent && ctx.nowMs < membership.beatDueMs)) return;
  if (isCoordinatorReady(node, ctx)) sendBeat(node, membership.memberEpoch, ctx);
}

function drawMemberUuid(node: ShareMemberNode, ctx: ShareMemberCtx): string {
  const recorded = node.config.memberIds?.[node.disk.idsUsed];
  if (node.config.memberIds !== undefined) node.disk.idsUsed++;
  return recorded ?? drawUuid(ctx);
}

function sendBeat(node: ShareMemberNode, memberEpoch: number, ctx: ShareMemberCtx): void {
  const { config, memory } = node;
  const { membership } = memory;
  const isFull = membership.isFullBeatDue && memberEpoch >= 0;
  if (memberEpoch === JOIN_EPOCH) {
    ctx.emit('member.joining', {
      group: config['group.id'],
      member: membership.memberId,
      generation: memberEpoch,
      reason: membership.hasTarget ? 'it joins again' : 'it has just started',
    });
  }
  membership.isBeatOpen = true;
  membership.beatDueMs = ctx.nowMs + Math.max(membership.intervalMs, 1);
  membership.isFullBeatDue = false;
  if (membership.state === 'ACKNOWLEDGING') membership.state = 'STABLE';
  const request = {
    api: 'shareGroupHeartbeatRequest',
    correlationId: 0,
    group: config['group.id'],
    memberId: membership.memberId,
    clientId: config['client.id'],
    memberEpoch,
    ...(isFull && { rackId: config['client.rack'], subscribedTopics: config.topics }),
  } as const;
  callCoordinator(node, memberEpoch < 0 ? 'leave' : 'beat', request, ctx);
}

/** The application has been away too long: the member leaves, and joins again when it polls. */
function becomeStale(node: ShareMemberNode, ctx: ShareMemberCtx): void {
  const { config, memory } = node;
  const { membership } = memory;
  const { cause } = ctx;
  ctx.cause = ctx.emit(
    'member.pollTimedOut',
    {
      group: config['group.id'],
      member: membership.memberId,
      sinceMs: ctx.nowMs - memory.application.polledMs,
      intervalMs: config['max.poll.interval.ms'],
    },
    { setting: 'max.poll.interval.ms' },
  );
  if (isCoordinatorReady(node, ctx)) leaveShareGroup(node, 'consumer poll timeout has expired', ctx);
  membership.state = 'STALE';
  membership.memberEpoch = LEAVE_EPOCH;
  assign(node, [], ctx);
  ctx.cause = cause;
}

/** The beat that leaves. The coordinator must be ready. */
export function leaveShareGroup(node: ShareMemberNode, reason: string, ctx: ShareMemberCtx): void {
  const { membership } = node.memory;
  ctx.cause = ctx.emit('member.left', {
    group: node.config['group.id'],
    member: membership.memberId,
    reason,
  });
  sendBeat(node, LEAVE_EPOCH, ctx);
}

/** It polls again after it had dropped out: it joins anew. */
export function rejoinIfStale(node: ShareMemberNode, ctx: ShareMemberCtx): void {
  if (node.memory.membership.state !== 'STALE') return;
  rejoin(node, ctx);
  runShareBeats(node, ctx);
}

function rejoin(node: ShareMemberNode, ctx: ShareMemberCtx): void {
  const { membership } = node.memory;
  membership.state = 'JOINING';
  membership.memberEpoch = JOIN_EPOCH;
  membership.isFullBeatDue = true;
  membership.beatDueMs = ctx.nowMs;
  membership.attempts = 0;
}

/** A beat is answered: the epoch, perhaps an assignment, or what is wrong. */
export function onShareBeatAnswer(
  node: ShareMemberNode,
  isLeave: boolean,
  response: ShareGroupHeartbeatResponse,
  ctx: ShareMemberCtx,
): Outcome {
  const { membership } = node.memory;
  membership.isBeatOpen = false;
  const { error } = response;
  if (!isBeating(membership) || isLeave) return '';
  if (error !== NONE) return onBeatError(node, error, ctx);
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
  const { assignment } = response;
  const isNews = assignment !== undefined && assignment.join(',') !== node.memory.tps.join(',');
  if (assignment !== undefined && (isNews || !membership.hasTarget)) {
    membership.hasTarget = true;
    assign(node, assignment, ctx);
    // The next beat says so, at once.
    membership.state = 'ACKNOWLEDGING';
  } else if (membership.state === 'JOINING') membership.state = 'STABLE';
  return '';
}

function assign(node: ShareMemberNode, tps: readonly string[], ctx: ShareMemberCtx): void {
  const { memory } = node;
  memory.tps = [...tps];
  ctx.cause = ctx.emit('shareMember.assigned', {
    group: node.config['group.id'],
    member: memory.membership.memberId,
    tps: tps.join(','),
    memberEpoch: memory.membership.memberEpoch,
  });
}

function onBeatError(node: ShareMemberNode, error: string, ctx: ShareMemberCtx): Outcome {
  const { membership } = node.memory;
  membership.isFullBeatDue = true;
  switch (error) {
    case 'NOT_COORDINATOR':
    case 'COORDINATOR_NOT_AVAILABLE':
      membership.beatDueMs = ctx.nowMs;
      return 'coordinatorLost';
    case 'COORDINATOR_LOAD_IN_PROGRESS':
      membership.beatDueMs = ctx.nowMs + retryAfter(node, ctx);
      return '';
    case 'UNKNOWN_MEMBER_ID':
    case 'FENCED_MEMBER_EPOCH':
      ctx.cause = ctx.emit('member.generationReset', {
        group: node.config['group.id'],
        member: membership.memberId,
        error,
      });
      assign(node, [], ctx);
      rejoin(node, ctx);
      return '';
    default:
      membership.state = 'FATAL';
      return { exception: exceptionOf(error) };
  }
}

function retryAfter(node: ShareMemberNode, ctx: ShareMemberCtx): number {
  const { config, memory } = node;
  return backoffMs(
    ctx,
    'beatBackoff',
    memory.membership.attempts++,
    config['retry.backoff.ms'],
    config['retry.backoff.max.ms'],
  );
}

/** A beat was lost with its connection: once more, with everything. */
export function onShareBeatLost(node: ShareMemberNode, ctx: ShareMemberCtx): void {
  const { membership } = node.memory;
  membership.isBeatOpen = false;
  membership.isFullBeatDue = true;
  membership.beatDueMs = ctx.nowMs + retryAfter(node, ctx);
}

/** When the background thread has something to do next (ms), -1 = nothing. */
export function shareBeatsDueMs(node: ShareMemberNode): number {
  const { membership } = node.memory;
  if (!isBeating(membership)) return -1;
  const deadlineMs = pollDeadlineMs(node);
  const beatMs = membership.isBeatOpen ? -1 : membership.beatDueMs;
  if (deadlineMs < 0) return beatMs;
  return beatMs < 0 ? deadlineMs + 1 : Math.min(beatMs, deadlineMs + 1);
}
