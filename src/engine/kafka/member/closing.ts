// Closing a member's consumer: the last commit, the callback, LeaveGroup; then the process ends, or a new client begins.
// [src: ConsumerCoordinator.java: close, onLeavePrepare; AbstractCoordinator.java: close, maybeLeaveGroup]

import type { Millis } from '../../../base/units.ts';
import { beginCommit } from './commits.ts';
import { leaveGroup } from './consumer-membership.ts';
import { isCoordinatorReady } from './coordinator-link.ts';
import { sendLeave } from './heartbeat-thread.ts';
import type {
  ClassicMembership,
  Closing,
  ConsumerMembership,
  MemberConfig,
  MemberCtx,
  MemberNode,
} from './member-state.ts';
import { giveUp } from './owned-partitions.ts';

/** KafkaConsumer.close() without a time waits so long (CloseOptions). */
const CLOSE_TIMEOUT_MS: Millis = 30_000;

/** The application will close its consumer as soon as it is back from its handler. */
export function beginClosing(
  node: MemberNode,
  how: Closing['how'],
  ctx: MemberCtx,
  restartWith?: MemberConfig,
): void {
  const { memory, config } = node;
  if (memory.closing !== undefined) {
    if (restartWith !== undefined) memory.closing.restartWith = restartWith;
    return;
  }
  memory.closing = { how, step: 'begin', deadlineMs: ctx.nowMs + closeTimeoutMs(config), exception: '' };
  if (restartWith !== undefined) memory.closing.restartWith = restartWith;
}

/** poll() threw: the application has nothing better to do than to close. */
export function failMember(node: MemberNode, exception: string, ctx: MemberCtx): void {
  beginClosing(node, 'leave', ctx);
  const { closing, application } = node.memory;
  if (closing === undefined || closing.exception !== '') return;
  closing.exception = exception;
  if (application.phase !== 'processing' && application.phase !== 'stalled') application.phase = 'polling';
}

function closeTimeoutMs(config: MemberConfig): Millis {
  return config.closeTimeoutMs ?? CLOSE_TIMEOUT_MS;
}

/** A job's one commit: of what it processed, by commitSync(offsets), which names no leader epochs. */
function commitDone(node: MemberNode, closing: Closing, ctx: MemberCtx): void {
  const { done } = node.memory.application;
  const offsets = Object.keys(done).map((tp) => ({ tp, offset: done[tp] as number, leaderEpoch: -1 }));
  if (offsets.length === 0) return;
  const timeoutMs = node.config['default.api.timeout.ms'];
  closing.deadlineMs = ctx.nowMs + timeoutMs;
  beginCommit(node, 'end', timeoutMs, ctx, offsets);
}

/** Goes on with closing; true when everything is done. */
export function runClosing(node: MemberNode, closing: Closing, ctx: MemberCtx): boolean {
  const { memory, config } = node;
  const isLate = ctx.nowMs >= closing.deadlineMs;
  if (closing.step === 'begin') {
    closing.step = 'committing';
    closing.deadlineMs = ctx.nowMs + closeTimeoutMs(config);
    delete memory.blocking;
    const isAuto = config['enable.auto.commit'] && closing.exception === '';
    if (isAuto) beginCommit(node, 'close', closeTimeoutMs(config), ctx);
    else if (config.job?.commit === 'after' && closing.exception === '') commitDone(node, closing, ctx);
  }
  if (closing.step === 'committing') {
    if (memory.blocking !== undefined && memory.blocking.state !== 'done' && !isLate) return false;
    const { reason, exception } = memory.blocking ?? {};
    if (reason === 'end') {
      // close() begins when commitSync() has returned or thrown.
      closing.deadlineMs = ctx.nowMs + closeTimeoutMs(config);
      closing.exception = exception ?? '';
    }
    delete memory.blocking;
    closing.step = 'leaving';
    if (memory.membership.kind === 'classic') leaveClassic(node, memory.membership, closing, ctx);
    else leaveConsumer(node, memory.membership, closing, ctx);
  }
  return isLate || !memory.calls.some((c) => c.kind === 'leave');
}

function leaveClassic(
  node: MemberNode,
  membership: ClassicMembership,
  closing: Closing,
  ctx: MemberCtx,
): void {
  const { memory, config } = node;
  const isOut = membership.generation < 0 || membership.memberId === '';
  const isRebalancing =
    membership.state === 'PREPARING_REBALANCE' || membership.state === 'COMPLETING_REBALANCE';
  const reason = closing.exception === '' ? 'the consumer is being closed' : closing.exception;
  giveUp(node, memory.tps, isOut || isRebalancing, reason, ctx);
  const leaves = closing.how === 'leave' && config['group.instance.id'] === '';
  if (!leaves || membership.state === 'UNJOINED' || membership.memberId === '') return;
  if (isCoordinatorReady(node, ctx))
    sendLeave(node, membership.memberId, 'the consumer is being closed', ctx);
}

/**
 * A dynamic member leaves, a static one for a while. With REMAIN_IN_GROUP too: Kafka 4.3.1 means a dynamic member to say
 * nothing, but shouldHeartbeatNow() lets its beat with epoch -1 go (recording consumer-vanish).
 * [src: ConsumerHeartbeatRequestManager.shouldSendLeaveHeartbeatNow; AbstractMembershipManager.shouldHeartbeatNow]
 */
function leaveConsumer(
  node: MemberNode,
  membership: ConsumerMembership,
  closing: Closing,
  ctx: MemberCtx,
): void {
  const { memory } = node;
  const isOut = membership.memberEpoch <= 0;
  const reason = closing.exception === '' ? 'the consumer is being closed' : closing.exception;
  giveUp(node, memory.tps, isOut, reason, ctx);
  const hasBegun = membership.memberEpoch > 0 || membership.isBeatOpen;
  if (hasBegun && membership.state !== 'FATAL' && isCoordinatorReady(node, ctx)) {
    leaveGroup(node, membership, 'the consumer is being closed', ctx);
  }
  membership.state = 'LEAVING';
}
