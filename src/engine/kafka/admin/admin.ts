// An operator's admin tool: carries out its calls against any broker, with Kafka's retries.
// [src: clients/admin/KafkaAdminClient.java]

import type { Millis } from '../../../base/units.ts';
import { MICROS_PER_MS } from '../../../base/units.ts';
import type { Ctx, NodeKind } from '../../kernel/contract.ts';
import type { KafkaEvents } from '../events.ts';
import type { AdminResponse, ForwardedApi, KafkaResponse } from '../messages.ts';
import { type ErrorName, NONE } from '../names.ts';
import { backoffMs } from '../net/backoff.ts';
import { isRetriable } from '../net/errors.ts';
import {
  closeAll,
  createNetworkClient,
  ensureConnected,
  expireRequests,
  type InFlightRequest,
  isReady,
  leastLoadedNode,
  nextNetDeadline,
  type OutgoingRequest,
  onNetConnected,
  onNetDisconnected,
  onNetMessage,
  onNetRefused,
  peerOf,
  sendRequest,
} from '../net/network-client.ts';
import { groupRequestOf, isGroupCall, onGroupAnswer } from './admin-groups.ts';
import {
  areLookupsDone,
  askForOffsets,
  lookupsOf,
  nextLookupMs,
  onLeaders,
  onOffsets,
  onOffsetsLost,
} from './admin-offsets.ts';
import type {
  AdminCall,
  AdminCommand,
  AdminConfig,
  AdminDisk,
  AdminMemory,
  AdminNode,
  AdminResult,
} from './admin-state.ts';

/** Calls that may wait behind each other: more is a mistake in the scenario. */
const MAX_CALLS = 1000;
/** Outcomes that are kept for whoever asked. */
const MAX_RESULTS = 100;
/** Admin clients do not limit requests in flight themselves. */
const MAX_IN_FLIGHT = 100;
/** Pause of a persistent script between two tries (ms). */
const SCRIPT_PAUSE_MS = 1000;
/** It gives up after a day (ms). */
const SCRIPT_LIMIT_MS = 86_400_000;
const TIMER = 'wakeup';

/** The node kind `admin`. A command is an `AdminCommand`. */
export const adminKind: NodeKind<AdminNode, KafkaEvents> = {
  boot(node) {
    node.memory = emptyMemory(node.config);
  },
  onCommand(node, command, ctx) {
    const { calls } = node.memory;
    if (calls.length >= MAX_CALLS) throw new Error(`Faultline: ${node.id} has ${MAX_CALLS} calls waiting`);
    const body = command as AdminCommand;
    calls.push({
      body,
      startedAt: ctx.now,
      attempts: 0,
      retryAtMs: -1,
      correlationId: -1,
      lastError: '',
      cause: ctx.cause,
      lookups: body.kind === 'listOffsets' ? lookupsOf(body.tps) : [],
      asked: [],
      coordinator: '',
      coordinatorId: -1,
      isClassicGroup: false,
    });
    runAdmin(node, ctx);
  },
  onTimer(node, _name, ctx) {
    runAdmin(node, ctx);
  },
  onMessage(node, conn, message, ctx) {
    const request = onNetMessage(node.memory.net, conn, message, ctx);
    if (request !== undefined) onAdminResponse(node, message as KafkaResponse, ctx);
    runAdmin(node, ctx);
  },
  onConnected(node, conn, ctx) {
    onNetConnected(node.memory.net, conn, ctx);
    runAdmin(node, ctx);
  },
  onRefused(node, conn, ctx) {
    if (onNetRefused(node.memory.net, conn, ctx) !== undefined) runAdmin(node, ctx);
  },
  onDisconnected(node, conn, ctx) {
    const lost = onNetDisconnected(node.memory.net, conn, ctx);
    if (lost === undefined) return;
    onRequestsLost(node, lost, 'NETWORK_EXCEPTION', ctx);
    runAdmin(node, ctx);
  },
  isDiskless: true,
  emptyDisk: (): AdminDisk => ({}),
  emptyMemory: () => emptyMemory(),
};

/** Works on the oldest call; the tool closes its connections when no call is left. */
function runAdmin(node: AdminNode, ctx: Ctx<KafkaEvents>): void {
  const { memory, config } = node;
  for (const expired of expireRequests(memory.net, ctx)) {
    ctx.cause = expired.row;
    onRequestsLost(node, expired.lost, 'REQUEST_TIMED_OUT', ctx);
  }
  let call = memory.calls[0];
  while (call !== undefined && ctx.nowMs >= deadlineMs(call, config)) {
    // The program that called sees a TimeoutException, whatever went wrong meanwhile.
    finish(node, call, { ticket: -1, error: 'REQUEST_TIMED_OUT' }, ctx);
    call = memory.calls[0];
  }
  if (call === undefined) {
    if (config.keepsConnections !== true) closeAll(memory.net, ctx);
    ctx.cancelTimer(TIMER);
    return;
  }
  if (call.body.kind === 'listOffsets') askForOffsets(node, call, ctx);
  else if (call.correlationId === -1 && call.retryAtMs <= ctx.nowMs) trySend(node, call, ctx);
  armTimer(node, call, ctx);
}

const API_OF = {
  alterConfigs: 'incrementalAlterConfigsRequest',
  alterGroupConfigs: 'incrementalAlterConfigsRequest',
  electLeaders: 'electLeadersRequest',
  createTopic: 'createTopicsRequest',
  createPartitions: 'createPartitionsRequest',
  describeQuorum: 'describeQuorumRequest',
} as const satisfies Readonly<Record<string, ForwardedApi>>;

function requestOf(call: AdminCall, body: Exclude<AdminCommand, { kind: 'listOffsets' }>): OutgoingRequest {
  if (isGroupCall(body)) return groupRequestOf(call, body);
  if (body.kind === 'describeTopic') {
    return { api: 'describeTopicPartitionsRequest', correlationId: 0, topics: [body.topic] };
  }
  return { api: API_OF[body.kind], correlationId: 0, body };
}

function trySend(node: AdminNode, call: AdminCall, ctx: Ctx<KafkaEvents>): void {
  const { memory, config } = node;
  if (call.body.kind === 'listOffsets') return;
  const { coordinator } = call;
  const peer = coordinator === '' ? leastLoadedNode(memory.net, config.bootstrap, ctx) : coordinator;
  if (peer === '') return;
  if (!ensureConnected(memory.net, peer, ctx) || !isReady(memory.net, peer)) {
    // The coordinator cannot be reached now: it is looked up again.
    if (coordinator !== '' && peerOf(memory.net, peer)?.state === 'disconnected') {
      retryLater(node, call, 'NETWORK_EXCEPTION', ctx);
    }
    return;
  }
  const cause = ctx.cause;
  ctx.cause = call.cause;
  call.attempts++;
  call.correlationId = sendRequest(
    memory.net,
    peer,
    requestOf(call, call.body),
    config['request.timeout.ms'],
    ctx,
  );
  ctx.cause = cause;
}

function onAdminResponse(node: AdminNode, response: KafkaResponse, ctx: Ctx<KafkaEvents>): void {
  const call = node.memory.calls[0];
  if (call === undefined) return;
  if (response.api === 'listOffsetsResponse') {
    onOffsets(node, call, response, ctx);
    if (areLookupsDone(call)) finish(node, call, { ticket: -1, error: NONE }, ctx);
    return;
  }
  if (call.correlationId !== response.correlationId) return;
  if (response.api === 'metadataResponse') {
    onLeaders(node, call, response, ctx);
    return;
  }
  call.correlationId = -1;
  if (isGroupCall(call.body)) {
    const outcome = onGroupAnswer(call, response);
    if (typeof outcome === 'string') retryLater(node, call, outcome, ctx);
    else if (outcome !== undefined) finish(node, call, outcome, ctx);
    return;
  }
  if (response.api === 'describeTopicPartitionsResponse') {
    const topic = response.topics[0];
    if (topic !== undefined) finish(node, call, { ticket: -1, error: topic.error, topic }, ctx);
    return;
  }
  const { error, quorum } = response as AdminResponse;
  if (isRepeated(call, error)) retryLater(node, call, error, ctx);
  else finish(node, call, { ticket: -1, error, ...(quorum !== undefined && { quorum }) }, ctx);
}

/** What the client asks again by itself: no controller, or no answer from it. Errors of a topic are final. */
function isRepeated(call: AdminCall, error: ErrorName): boolean {
  if (error === 'NOT_CONTROLLER' || error === 'REQUEST_TIMED_OUT') return true;
  if (call.body.isPersistent !== true) return false;
  return (
    error === 'INVALID_REPLICATION_FACTOR' || error === 'INVALID_REPLICA_ASSIGNMENT' || isRetriable(error)
  );
}

function onRequestsLost(
  node: AdminNode,
  lost: readonly InFlightRequest[],
  error: ErrorName,
  ctx: Ctx<KafkaEvents>,
): void {
  const call = node.memory.calls[0];
  if (call === undefined) return;
  for (const { correlationId } of lost) {
    if (correlationId === call.correlationId) {
      call.correlationId = -1;
      retryLater(node, call, error, ctx);
    } else onOffsetsLost(node, call, correlationId, error, ctx);
  }
}

function retryLater(node: AdminNode, call: AdminCall, error: ErrorName, ctx: Ctx<KafkaEvents>): void {
  const { config } = node;
  call.coordinator = '';
  call.lastError = error;
  call.cause = ctx.cause;
  const waitMs = backoffMs(
    ctx,
    'retry',
    call.attempts - 1,
    config['retry.backoff.ms'],
    config['retry.backoff.max.ms'],
  );
  call.retryAtMs = ctx.nowMs + (call.body.isPersistent === true ? Math.max(waitMs, SCRIPT_PAUSE_MS) : waitMs);
}

function finish(node: AdminNode, call: AdminCall, result: AdminResult, ctx: Ctx<KafkaEvents>): void {
  const { memory } = node;
  memory.calls.shift();
  const { kind, ticket } = call.body;
  if (ticket !== undefined) {
    result.ticket = ticket;
    if (kind === 'listOffsets') {
      result.offsets = call.lookups.map(({ tp, state, error, offset, leaderEpoch }) => ({
        tp,
        error: state === 'done' ? error : 'REQUEST_TIMED_OUT',
        offset,
        leaderEpoch,
      }));
    }
    memory.results.push(result);
    if (memory.results.length > MAX_RESULTS) memory.results.shift();
  }
  ctx.emit('admin.completed', { request: kind, error: result.error, attempts: call.attempts });
}

function armTimer(node: AdminNode, call: AdminCall, ctx: Ctx<KafkaEvents>): void {
  let next = deadlineMs(call, node.config);
  if (call.retryAtMs > ctx.nowMs) next = Math.min(next, call.retryAtMs);
  const lookup = nextLookupMs(call, ctx.nowMs);
  if (lookup !== -1) next = Math.min(next, lookup);
  const net = nextNetDeadline(node.memory.net);
  if (net > ctx.nowMs) next = Math.min(next, net);
  ctx.setTimer(TIMER, Math.max(0, next * MICROS_PER_MS - ctx.now), -1);
}

/** default.api.timeout.ms limits the whole call, repeats included; a persistent script goes on for a day. */
function deadlineMs(call: AdminCall, config: AdminConfig): Millis {
  const limitMs = call.body.isPersistent === true ? SCRIPT_LIMIT_MS : config['default.api.timeout.ms'];
  return Math.floor(call.startedAt / MICROS_PER_MS) + limitMs;
}

function emptyMemory(config?: AdminConfig): AdminMemory {
  return {
    net: createNetworkClient(config, MAX_IN_FLIGHT),
    calls: [],
    results: [],
  };
}
