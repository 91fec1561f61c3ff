// One turn of a share member: everything that can be done now, by the background thread and by the application's poll().
// [src: clients/consumer/internals/ShareConsumerImpl.java: poll, pollForFetches, collect, commitSync, close]

import type { Millis } from '../../../base/units.ts';
import {
  isCoordinatorReady,
  isLookup,
  lookupCoordinator,
  loseCoordinator,
  retryLookup,
} from '../member/coordinator-link.ts';
import { createClientMetadata, requestUpdate } from '../net/client-metadata.ts';
import { cancelClientTimers, noTimers, sooner, wakeClientBy } from '../net/client-timers.ts';
import { maybeRefreshMetadata, metadataDueMs, onMetadataLost } from '../net/metadata-refresh.ts';
import {
  closeAll,
  createNetworkClient,
  expireRequests,
  type InFlightRequest,
  nextNetDeadline,
} from '../net/network-client.ts';
import { askLeaders, closeSessions, hasAnswersUnderWay, onLeaderLost } from './leader-requests.ts';
import { isShareJobOver, PROCESSING_TIMER, takeDelivered } from './share-application.ts';
import type {
  ShareClosing,
  ShareMemberConfig,
  ShareMemberCtx,
  ShareMemberMemory,
  ShareMemberNode,
} from './share-member-state.ts';
import {
  leaveShareGroup,
  newShareMembership,
  onShareBeatLost,
  rejoinIfStale,
  runShareBeats,
  shareBeatsDueMs,
} from './share-membership.ts';

/** Consumers do not limit requests in flight themselves; Kafka sets this for them. */
const MAX_IN_FLIGHT = 100;
/** Polls of one turn that return records at once; more is a loop. */
const MAX_POLLS = 10_000;
/** close() without a time waits so long, but no longer than request.timeout.ms. */
const CLOSE_TIMEOUT_MS: Millis = 30_000;

/** A client that has just been made; without settings, what a stopped process leaves. */
export function emptyShareMemory(config?: ShareMemberConfig, nowMs: Millis = 0): ShareMemberMemory {
  return {
    net: createNetworkClient(config, MAX_IN_FLIGHT),
    coordinatorNet: createNetworkClient(config, MAX_IN_FLIGHT),
    metadata: createClientMetadata(config?.bootstrap ?? [], config?.topics ?? []),
    timers: noTimers(),
    coordinator: { node: '', id: -1, correlationId: -1, attempts: 0, retryAtMs: -1, heardRow: -1 },
    calls: [],
    membership: newShareMembership(),
    tps: [],
    retryAtMs: {},
    sessions: {},
    buffer: [],
    isFetching: false,
    given: [],
    withFetch: [],
    alone: [],
    application: {
      phase: 'polling',
      polledMs: nowMs,
      batch: [],
      chunk: 0,
      stalledUntil: -1,
      processed: 0,
      startedMs: nowMs,
    },
  };
}

/** The client begins: it wants metadata, its coordinator, and into the group. */
export function startShareMember(node: ShareMemberNode, ctx: ShareMemberCtx): void {
  node.memory = emptyShareMemory(node.config, ctx.nowMs);
  ctx.emit('member.started', { group: node.config['group.id'], protocol: 'share', instance: '' });
  runShareMember(node, ctx);
}

/** Does everything that can be done now and sets the timers for what comes later. */
export function runShareMember(node: ShareMemberNode, ctx: ShareMemberCtx): void {
  const { memory, config } = node;
  if (memory.application.phase === 'ended') return;
  expire(node, ctx);
  const lost = maybeRefreshMetadata(memory.metadata, memory.net, config, ctx);
  if (lost.length > 0) onShareDataLost(node, '', lost, ctx);
  lookupCoordinator(node, ctx);
  if (memory.closing?.step !== 'leaving') runShareBeats(node, ctx);
  if (!runApplication(node, ctx)) return;
  arm(node, askLeaders(node, ctx), ctx);
}

function expire(node: ShareMemberNode, ctx: ShareMemberCtx): void {
  const { memory } = node;
  const { cause } = ctx;
  for (const expired of expireRequests(memory.net, ctx)) {
    ctx.cause = expired.row;
    onShareDataLost(node, expired.node, expired.lost, ctx);
  }
  for (const expired of expireRequests(memory.coordinatorNet, ctx)) {
    ctx.cause = expired.row;
    onShareCoordinatorLost(node, 'it did not answer', ctx);
  }
  ctx.cause = cause;
}

/** The application thread, as far as it is not busy. False when the process or the client ended. */
function runApplication(node: ShareMemberNode, ctx: ShareMemberCtx): boolean {
  const { memory } = node;
  const { application } = memory;
  for (let polls = 0; polls < MAX_POLLS; polls++) {
    if (application.phase === 'committing') {
      memory.alone.push(...memory.given.splice(0));
      askLeaders(node, ctx);
      if (hasAnswersUnderWay(node)) return true;
      application.phase = 'polling';
    }
    if (application.phase !== 'polling') return true;
    if (isShareJobOver(node, ctx.nowMs)) beginShareClosing(node, ctx);
    if (memory.closing !== undefined) {
      if (!runClosing(node, memory.closing, ctx)) return true;
      end(node, ctx);
      return false;
    }
    if (!pollOnce(node, ctx)) return true;
  }
  throw new Error(`Faultline: ${node.id} polls without end`);
}

/** One poll(): answers for what the last one returned are on their way before more is wanted. */
function pollOnce(node: ShareMemberNode, ctx: ShareMemberCtx): boolean {
  const { memory } = node;
  memory.application.polledMs = ctx.nowMs;
  rejoinIfStale(node, ctx);
  const answers = memory.given.splice(0);
  if (takeDelivered(node, ctx)) {
    memory.alone.push(...answers);
    askLeaders(node, ctx);
    return true;
  }
  memory.withFetch.push(...answers);
  memory.isFetching = true;
  return false;
}

/** The application will close its consumer as soon as it is back from its handler. */
export function beginShareClosing(
  node: ShareMemberNode,
  ctx: ShareMemberCtx,
  restartWith?: ShareMemberConfig,
): void {
  const { memory, config } = node;
  if (memory.closing === undefined) {
    const waitMs = Math.min(CLOSE_TIMEOUT_MS, config['request.timeout.ms']);
    memory.closing = { step: 'begin', deadlineMs: ctx.nowMs + waitMs, exception: '' };
  }
  if (restartWith !== undefined) memory.closing.restartWith = restartWith;
}

/** poll() threw: the application has nothing better to do than to close. */
export function failShareMember(node: ShareMemberNode, exception: string, ctx: ShareMemberCtx): void {
  beginShareClosing(node, ctx);
  const { closing, application } = node.memory;
  if (closing === undefined || closing.exception !== '') return;
  closing.exception = exception;
  if (application.phase !== 'processing' && application.phase !== 'stalled') application.phase = 'polling';
}

/** Answers given so far, the end of the sessions, the last beat; true when everything is done. */
function runClosing(node: ShareMemberNode, closing: ShareClosing, ctx: ShareMemberCtx): boolean {
  const { memory, config } = node;
  const isLate = ctx.nowMs >= closing.deadlineMs;
  if (closing.step === 'begin') {
    closing.step = 'answering';
    const waitMs = Math.min(CLOSE_TIMEOUT_MS, config['request.timeout.ms']);
    closing.deadlineMs = ctx.nowMs + waitMs;
    // In implicit mode close() answers for nothing: what the last poll returned is released.
    if (config['share.acknowledgement.mode'] === 'explicit') memory.alone.push(...memory.given);
    memory.given = [];
    memory.isFetching = false;
  }
  if (closing.step === 'answering') {
    if (!isLate && closeSessions(node, ctx)) return false;
    closing.step = 'leaving';
    const { membership } = memory;
    const hasBegun = membership.memberEpoch > 0 || membership.isBeatOpen;
    if (hasBegun && membership.state !== 'FATAL' && isCoordinatorReady(node, ctx))
      leaveShareGroup(node, 'the consumer is being closed', ctx);
    membership.state = 'LEAVING';
  }
  return isLate || !memory.calls.some((c) => c.kind === 'leave');
}

/** The client is closed: the process ends, or a client with other settings begins. */
function end(node: ShareMemberNode, ctx: ShareMemberCtx): void {
  const { memory, config } = node;
  const { closing } = memory;
  closeAll(memory.net, ctx);
  closeAll(memory.coordinatorNet, ctx);
  cancelClientTimers(ctx);
  ctx.cancelTimer(PROCESSING_TIMER);
  memory.application.phase = 'ended';
  if (closing?.restartWith !== undefined) {
    node.config = closing.restartWith;
    startShareMember(node, ctx);
    return;
  }
  const exception = closing?.exception ?? '';
  if (exception !== '') {
    const { memberId } = memory.membership;
    ctx.cause = ctx.emit('member.failed', { group: config['group.id'], member: memberId, exception });
  }
  ctx.exit(exception === '' ? 'the consumer was closed' : exception);
}

/** A connection to a broker is gone, with requests that were open on it. */
export function onShareDataLost(
  node: ShareMemberNode,
  peer: string,
  lost: readonly InFlightRequest[],
  ctx: ShareMemberCtx,
): void {
  const { memory, config } = node;
  requestUpdate(memory.metadata, ctx.cause);
  for (const request of lost) {
    if (request.correlationId === memory.metadata.correlationId) onMetadataLost(memory.metadata, config, ctx);
    else if (isLookup(node, request)) retryLookup(node, ctx);
  }
  if (peer !== '') onLeaderLost(node, peer, 'NETWORK_EXCEPTION', ctx);
}

/** The coordinator is lost, and with it what was open there. */
export function onShareCoordinatorLost(node: ShareMemberNode, reason: string, ctx: ShareMemberCtx): void {
  for (const call of loseCoordinator(node, reason, ctx))
    if (call.kind === 'beat' || call.kind === 'leave') onShareBeatLost(node, ctx);
}

/** Sets the timers for the next thing that only time brings. */
function arm(node: ShareMemberNode, readyMs: Millis, ctx: ShareMemberCtx): void {
  const { memory, config } = node;
  const now = ctx.nowMs;
  let next = sooner(readyMs, nextNetDeadline(memory.net), now);
  next = sooner(next, nextNetDeadline(memory.coordinatorNet), now);
  next = sooner(next, metadataDueMs(memory.metadata, config), now);
  next = sooner(next, memory.coordinator.retryAtMs, now);
  next = sooner(next, shareBeatsDueMs(node), now);
  if (memory.closing !== undefined) next = sooner(next, memory.closing.deadlineMs, now);
  if (config.job !== undefined) next = sooner(next, memory.application.startedMs + config.job.forMs, now);
  wakeClientBy(memory.timers, next, ctx);
}
