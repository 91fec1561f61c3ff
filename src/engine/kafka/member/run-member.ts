// One turn of a member: everything that can be done now, by the background thread and by the application's poll().

import type { Millis } from '../../../base/units.ts';
import { takeRequest } from '../consumer/fetching.ts';
import { partitionOf } from '../consumer/positions.ts';
import { AssignorFailure } from '../groups/sticky-constrained.ts';
import { createClientMetadata, requestUpdate } from '../net/client-metadata.ts';
import { cancelClientTimers, noTimers } from '../net/client-timers.ts';
import { maybeRefreshMetadata, onMetadataLost } from '../net/metadata-refresh.ts';
import {
  closeAll,
  createNetworkClient,
  expireRequests,
  type InFlightRequest,
} from '../net/network-client.ts';
import { afterCommit, isJobDone, isJobLate, PROCESSING_TIMER, takePoll } from './application.ts';
import { failJoin, newClassicMembership, pollClassic } from './classic-membership.ts';
import { beginClosing, failMember, runClosing } from './closing.ts';
import { maybeAutoCommit, onCommitLost, runCommits } from './commits.ts';
import { newConsumerMembership, onBeatLost, pollConsumer, runBeats } from './consumer-membership.ts';
import { isLookup, lookupCoordinator, loseCoordinator, retryLookup } from './coordinator-link.ts';
import { runHeartbeats } from './heartbeat-thread.ts';
import { askLeaders } from './member-fetching.ts';
import type {
  ClassicMembership,
  CoordinatorCall,
  MemberConfig,
  MemberCtx,
  MemberMemory,
  MemberNode,
} from './member-state.ts';
import { fetchCommittedOffsets } from './positions.ts';
import { arm, isQuiet } from './quiet.ts';

/** Consumers do not limit requests in flight themselves; Kafka sets this for them. */
const MAX_IN_FLIGHT = 100;
/** What `runApplication` returns instead of a time. */
const ENDED = -3;
const NOT_ASKED = -2;
/** Polls of one turn that return records at once; more is a loop. */
const MAX_POLLS = 10_000;

/** A client that has just been made; without settings, what a stopped process leaves. */
export function emptyMemory(config?: MemberConfig, nowMs: Millis = 0): MemberMemory {
  return {
    net: createNetworkClient(config, MAX_IN_FLIGHT),
    coordinatorNet: createNetworkClient(config, MAX_IN_FLIGHT),
    metadata: createClientMetadata(config?.bootstrap ?? [], config?.topics ?? []),
    timers: noTimers(),
    coordinator: { node: '', id: -1, correlationId: -1, attempts: 0, retryAtMs: -1, heardRow: -1 },
    calls: [],
    membership: config?.['group.protocol'] === 'consumer' ? newConsumerMembership() : newClassicMembership(),
    partitions: [],
    tps: [],
    ready: [],
    requests: [],
    application: {
      phase: 'polling',
      polledMs: nowMs,
      batch: [],
      chunk: 0,
      stalledUntil: -1,
      processed: 0,
      done: {},
      firstRead: {},
      startedMs: nowMs,
    },
    autoCommitDueMs: nowMs + (config?.['auto.commit.interval.ms'] ?? 0),
    quietUntilMs: -1,
  };
}

/** The client begins: it wants metadata, its coordinator, and into the group. */
export function startMember(node: MemberNode, ctx: MemberCtx): void {
  node.memory = emptyMemory(node.config, ctx.nowMs);
  ctx.emit('member.started', {
    group: node.config['group.id'],
    protocol: node.config['group.protocol'],
    instance: node.config['group.instance.id'],
  });
  runMember(node, ctx);
}

/** Does everything that can be done now and sets the timers for what comes later. */
export function runMember(node: MemberNode, ctx: MemberCtx): void {
  node.memory.quietUntilMs = -1;
  goOnReading(node, ctx);
}

/** The same when all that happened is that a fetch was answered, or that the application is done with some records. */
export function goOnReading(node: MemberNode, ctx: MemberCtx): void {
  const { memory } = node;
  if (memory.application.phase === 'ended') return;
  if (!isQuiet(memory, ctx.nowMs)) runAround(node, ctx);
  const asked = runApplication(node, ctx);
  if (asked === ENDED) return;
  // The classic consumer sends fetches only inside poll(), the other one from its background thread.
  const mayFetch = memory.application.phase === 'polling' || memory.membership.kind === 'consumer';
  arm(node, asked === NOT_ASKED || mayFetch ? askLeaders(node, mayFetch, ctx) : asked, ctx);
}

/** What is not reading: time-outs, metadata, the coordinator, the background thread, commits. */
function runAround(node: MemberNode, ctx: MemberCtx): void {
  const { memory, config } = node;
  memory.quietUntilMs = -1;
  expire(node, ctx);
  const lost = maybeRefreshMetadata(memory.metadata, memory.net, config, ctx);
  if (lost.length > 0) onDataLost(node, lost, ctx);
  lookupCoordinator(node, ctx);
  runBackground(node, ctx);
  runCommits(node, ctx);
}

/** Time-outs on both kinds of connections. */
function expire(node: MemberNode, ctx: MemberCtx): void {
  const { memory } = node;
  const { cause } = ctx;
  for (const expired of expireRequests(memory.net, ctx)) {
    ctx.cause = expired.row;
    onDataLost(node, expired.lost, ctx);
  }
  for (const expired of expireRequests(memory.coordinatorNet, ctx)) {
    ctx.cause = expired.row;
    onCoordinatorLost(node, 'it did not answer', ctx);
  }
  ctx.cause = cause;
}

function runBackground(node: MemberNode, ctx: MemberCtx): void {
  const { membership } = node.memory;
  if (node.memory.closing?.step === 'leaving') return;
  if (membership.kind === 'consumer') runBeats(node, membership, ctx);
  else if (runHeartbeats(node, membership, ctx)) {
    onCoordinatorLost(node, 'the session timed out without a heartbeat response', ctx);
  }
}

/**
 * The application thread, as far as it is not busy. ENDED when the process or the client is; what `askLeaders` returned
 * when that was the last it did; else NOT_ASKED.
 */
function runApplication(node: MemberNode, ctx: MemberCtx): Millis {
  const { memory } = node;
  const { application } = memory;
  let asked = NOT_ASKED;
  for (let polls = 0; polls < MAX_POLLS; polls++) {
    if (application.phase === 'committing' && memory.blocking?.state === 'done') {
      afterCommit(node, ctx);
      asked = NOT_ASKED;
    }
    if (application.phase !== 'polling') return asked;
    if (isJobDone(node) || isJobLate(node, ctx.nowMs)) {
      beginClosing(node, node.config.job?.end ?? 'leave', ctx);
    }
    if (memory.closing !== undefined) {
      if (!runClosing(node, memory.closing, ctx)) return NOT_ASKED;
      end(node, ctx);
      return ENDED;
    }
    if (!pollOnce(node, ctx)) return NOT_ASKED;
    // Fetched ahead while the application is busy.
    asked = memory.closing === undefined ? askLeaders(node, true, ctx) : NOT_ASKED;
  }
  throw new Error(`Faultline: ${node.id} polls without end`);
}

/** pollClassic; undefined when the group's assignor threw, which comes out of poll() and ends the application. */
function pollOrFail(node: MemberNode, membership: ClassicMembership, ctx: MemberCtx): boolean | undefined {
  try {
    return pollClassic(node, membership, ctx);
  } catch (error) {
    if (!(error instanceof AssignorFailure)) throw error;
    failMember(node, 'IllegalStateException', ctx);
    return undefined;
  }
}

/** One poll(): the group first, then records. True when the application has got something. */
function pollOnce(node: MemberNode, ctx: MemberCtx): boolean {
  const { memory, config } = node;
  const { membership } = memory;
  const { cause } = ctx;
  memory.application.polledMs = ctx.nowMs;
  if (membership.kind === 'consumer') {
    pollConsumer(node, membership, ctx);
    if (memory.blocking === undefined) maybeAutoCommit(node, ctx);
  } else {
    const isInGroup = pollOrFail(node, membership, ctx);
    if (isInGroup === undefined) return true;
    if (isInGroup) maybeAutoCommit(node, ctx);
  }
  ctx.cause = cause;
  fetchCommittedOffsets(node, ctx);
  if (
    config['auto.offset.reset'] === 'none' &&
    memory.partitions.some((partition) => partition.phase === 'resetting')
  ) {
    failMember(node, 'NoOffsetForPartitionException', ctx);
    return true;
  }
  return takePoll(node, ctx);
}

/** The client is closed: the process ends, or a client with other settings begins. */
function end(node: MemberNode, ctx: MemberCtx): void {
  const { memory, config } = node;
  const { closing } = memory;
  closeAll(memory.net, ctx);
  closeAll(memory.coordinatorNet, ctx);
  cancelClientTimers(ctx);
  ctx.cancelTimer(PROCESSING_TIMER);
  memory.application.phase = 'ended';
  if (closing?.restartWith !== undefined) {
    node.config = closing.restartWith;
    startMember(node, ctx);
    return;
  }
  const exception = closing?.exception ?? '';
  if (exception !== '') {
    ctx.cause = ctx.emit('member.failed', {
      group: config['group.id'],
      member: memory.membership.memberId,
      exception,
    });
  }
  ctx.exit(exception === '' ? 'the consumer was closed' : exception);
}

/** Requests to leaders, metadata or the look-up were lost with their connection. */
export function onDataLost(node: MemberNode, lost: readonly InFlightRequest[], ctx: MemberCtx): void {
  const { memory, config } = node;
  requestUpdate(memory.metadata, ctx.cause);
  for (const request of lost) {
    if (request.correlationId === memory.metadata.correlationId) {
      onMetadataLost(memory.metadata, config, ctx);
      continue;
    }
    if (isLookup(node, request)) {
      retryLookup(node, ctx);
      continue;
    }
    const open = takeRequest(memory.requests, request.correlationId);
    if (open === undefined) continue;
    for (const tp of open.tps) {
      const partition = partitionOf(memory.partitions, tp);
      if (partition === undefined) continue;
      partition.preferredReplica = -1;
      if (open.kind === 'fetch') continue;
      partition.isResetting = false;
      partition.retryAtMs = ctx.nowMs + config['retry.backoff.ms'];
    }
  }
}

/** The coordinator is lost, and with it what was open there. */
export function onCoordinatorLost(node: MemberNode, reason: string, ctx: MemberCtx): void {
  for (const call of loseCoordinator(node, reason, ctx)) onCallLost(node, call, ctx);
}

function onCallLost(node: MemberNode, call: CoordinatorCall, ctx: MemberCtx): void {
  const { membership } = node.memory;
  if (call.kind === 'commit') onCommitLost(node, call, ctx);
  if (membership.kind === 'consumer') {
    if (call.kind === 'beat' || call.kind === 'leave') onBeatLost(node, membership, ctx);
    return;
  }
  if (call.kind === 'heartbeat') {
    membership.isHeartbeatOpen = false;
    membership.heartbeatDueMs = ctx.nowMs + node.config['retry.backoff.ms'];
  } else if ((call.kind === 'join' || call.kind === 'sync') && membership.isJoining) {
    failJoin(
      membership,
      'rebalance failed due to DisconnectException',
      ctx.nowMs + node.config['retry.backoff.ms'],
    );
  }
}
