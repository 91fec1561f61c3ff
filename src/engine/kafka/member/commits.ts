// Committing positions: what the application thread waits for (commitSync, before a rebalance, on close) and what it
// does not (commitAsync, the periodic auto commit).
// [src: ConsumerCoordinator.java: commitOffsetsSync, commitOffsetsAsync, maybeAutoCommitOffsetsAsync,
// sendOffsetCommitRequest, OffsetCommitResponseHandler; CommitRequestManager.java]

import type { OffsetCommitResponse, OffsetToCommit } from '../group-messages.ts';
import { type ErrorName, NONE } from '../names.ts';
import { backoffMs } from '../net/backoff.ts';
import { exceptionOf } from '../net/errors.ts';
import { callCoordinator, isCoordinatorReady } from './coordinator-link.ts';
import type { BlockingCommit, CoordinatorCall, MemberCtx, MemberNode } from './member-state.ts';
import { generationOf, memberIdOf } from './member-state.ts';

/** Generation of a commit that names no epoch. */
const NO_EPOCH = -1;

/** Positions of everything owned that has one: next offset to be returned by poll(). [src: SubscriptionState.allConsumed] */
export function consumedPositions(node: MemberNode): OffsetToCommit[] {
  const { memory } = node;
  const offsets: OffsetToCommit[] = [];
  for (const partition of memory.partitions) {
    if (partition.phase !== 'fetching' || partition.position < 0) continue;
    offsets.push({ tp: partition.tp, offset: partition.position, leaderEpoch: partition.offsetEpoch });
  }
  return offsets;
}

/** The member may commit: it is in a generation, or in an epoch. */
function isInGroup(node: MemberNode): boolean {
  const { membership } = node.memory;
  return membership.kind === 'classic' ? membership.state === 'STABLE' : membership.memberEpoch > 0;
}

function sendCommit(
  node: MemberNode,
  offsets: readonly OffsetToCommit[],
  reason: string,
  isBlocking: boolean,
  ctx: MemberCtx,
): void {
  const { config } = node;
  const group = config['group.id'];
  const memberId = memberIdOf(node);
  const generation = isOut(node) ? NO_EPOCH : generationOf(node);
  ctx.emit('commit.sent', { group, member: memberId, generation, partitions: offsets.length, reason });
  const request = {
    api: 'offsetCommitRequest',
    correlationId: 0,
    group,
    memberId,
    instanceId: config['group.instance.id'],
    generation,
    offsets,
  } as const;
  callCoordinator(node, 'commit', request, ctx, { isBlocking, reason });
}

/** The application thread begins to wait for a commit; with nothing to commit it is done at once. */
export function beginCommit(
  node: MemberNode,
  reason: BlockingCommit['reason'],
  timeoutMs: number,
  ctx: MemberCtx,
  offsets: OffsetToCommit[] = consumedPositions(node),
): void {
  const isVain = offsets.length === 0 || !isInGroup(node);
  node.memory.blocking = {
    reason,
    offsets,
    state: isVain ? 'done' : 'waiting',
    attempts: 0,
    retryAtMs: -1,
    deadlineMs: ctx.nowMs + timeoutMs,
    ...(isVain && offsets.length > 0 && { exception: 'CommitFailedException' }),
  };
  runCommits(node, ctx);
}

/** Sends what waits for the coordinator or for a back-off. Gives up what took too long. */
export function runCommits(node: MemberNode, ctx: MemberCtx): void {
  const { memory } = node;
  const { blocking } = memory;
  if (blocking !== undefined && blocking.state !== 'done') {
    if (blocking.deadlineMs <= ctx.nowMs) {
      finish(node, blocking, 'TimeoutException', ctx);
    } else if (blocking.state === 'waiting' && blocking.retryAtMs <= ctx.nowMs) {
      if (!isInGroup(node)) finish(node, blocking, 'CommitFailedException', ctx);
      else if (isCoordinatorReady(node, ctx)) {
        blocking.state = 'sent';
        sendCommit(node, blocking.offsets, blocking.reason, true, ctx);
      }
    }
  }
  const queued = memory.queuedCommit;
  if (queued === undefined || !isCoordinatorReady(node, ctx)) return;
  delete memory.queuedCommit;
  // Out of its generation it may not commit, nor may the positions of this one go out under the next.
  if (isInGroup(node)) sendCommit(node, queued, 'commitAsync', false, ctx);
  else emitFailed(node, 'CommitFailedException', false, 'commitAsync', ctx);
}

function finish(node: MemberNode, blocking: BlockingCommit, exception: string, ctx: MemberCtx): void {
  blocking.state = 'done';
  blocking.exception = exception;
  emitFailed(node, exception, false, blocking.reason, ctx);
}

function emitFailed(
  node: MemberNode,
  error: string,
  isRetried: boolean,
  reason: string,
  ctx: MemberCtx,
): void {
  ctx.emit('commit.failed', {
    group: node.config['group.id'],
    member: memberIdOf(node),
    error,
    isRetried: isRetried ? 1 : 0,
    reason,
  });
}

/** commitAsync(): sent now or, without a coordinator, when there is one. Not repeated. [src: generationIfStable] */
export function commitAsync(node: MemberNode, ctx: MemberCtx): void {
  const offsets = consumedPositions(node);
  if (offsets.length === 0) return;
  node.memory.queuedCommit = offsets;
  runCommits(node, ctx);
}

/** The periodic auto commit, at most every auto.commit.interval.ms, from inside poll(). */
export function maybeAutoCommit(node: MemberNode, ctx: MemberCtx): void {
  const { memory, config } = node;
  if (!config['enable.auto.commit'] || ctx.nowMs < memory.autoCommitDueMs) return;
  memory.autoCommitDueMs = ctx.nowMs + config['auto.commit.interval.ms'];
  const offsets = consumedPositions(node);
  if (offsets.length === 0 || !(isInGroup(node) || isOut(node)) || !isCoordinatorReady(node, ctx)) return;
  sendCommit(node, offsets, 'enable.auto.commit', false, ctx);
}

/**
 * A member of the consumer protocol that has left or was fenced still commits in its first poll what it has not given
 * up yet, without an epoch: an empty group takes that, one with members refuses.
 * [src: ApplicationEventProcessor.process(AsyncPollEvent); CommitRequestManager.maybeAutoCommitAsync]
 */
function isOut(node: MemberNode): boolean {
  const { membership } = node.memory;
  return membership.kind === 'consumer' && (membership.state === 'STALE' || membership.state === 'FENCED');
}

/**
 * A commit is answered. Returns the error that says something about the membership or the coordinator, NONE otherwise.
 * Retriable ones are repeated if somebody waits.
 */
export function onCommitAnswer(
  node: MemberNode,
  call: CoordinatorCall,
  response: OffsetCommitResponse,
  ctx: MemberCtx,
): ErrorName {
  const error = response.results.find((r) => r.error !== NONE)?.error ?? NONE;
  const blocking = call.isBlocking ? node.memory.blocking : undefined;
  if (error === NONE) {
    if (blocking !== undefined) blocking.state = 'done';
    return NONE;
  }
  const isRetriable = isRetriableCommit(error);
  emitFailed(node, error, isRetriable && blocking !== undefined, call.reason, ctx);
  if (blocking !== undefined) {
    if (isRetriable) retryCommit(node, blocking, ctx);
    else {
      blocking.state = 'done';
      blocking.exception = thrownFor(error);
    }
  }
  return error;
}

/** What commitSync() throws. [src: ConsumerCoordinator.OffsetCommitResponseHandler] */
function thrownFor(error: ErrorName): string {
  return error === 'UNKNOWN_MEMBER_ID' || error === 'ILLEGAL_GENERATION'
    ? 'CommitFailedException'
    : exceptionOf(error);
}

/** [src: OffsetCommitResponseHandler]; STALE_MEMBER_EPOCH is repeated with the newer epoch. */
function isRetriableCommit(error: ErrorName): boolean {
  switch (error) {
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
    case 'REQUEST_TIMED_OUT':
    case 'COORDINATOR_LOAD_IN_PROGRESS':
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'STALE_MEMBER_EPOCH':
      return true;
    default:
      return false;
  }
}

/** Its connection is gone: whether it was stored is unknown, so it is sent again. */
export function onCommitLost(node: MemberNode, call: CoordinatorCall, ctx: MemberCtx): void {
  const { blocking } = node.memory;
  const isWaitedFor = call.isBlocking && blocking !== undefined;
  emitFailed(node, 'DisconnectException', isWaitedFor, call.reason, ctx);
  if (isWaitedFor) retryCommit(node, blocking, ctx);
}

function retryCommit(node: MemberNode, blocking: BlockingCommit, ctx: MemberCtx): void {
  const { config } = node;
  blocking.state = 'waiting';
  blocking.retryAtMs =
    ctx.nowMs +
    backoffMs(
      ctx,
      'commitBackoff',
      blocking.attempts++,
      config['retry.backoff.ms'],
      config['retry.backoff.max.ms'],
    );
}
