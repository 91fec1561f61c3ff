// An operator's admin tool: carries out changed settings and elections against any broker, with Kafka's retries.
// [src: clients/admin/KafkaAdminClient.java]

import type { Millis } from '../../../base/units.ts';
import { MICROS_PER_MS } from '../../../base/units.ts';
import type { Ctx, NodeKind } from '../../kernel/contract.ts';
import type { KafkaEvents } from '../events.ts';
import type { AdminBody, AdminResponse } from '../messages.ts';
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
  onNetConnected,
  onNetDisconnected,
  onNetMessage,
  onNetRefused,
  sendRequest,
} from '../net/network-client.ts';
import type { AdminCall, AdminConfig, AdminDisk, AdminMemory, AdminNode } from './admin-state.ts';

/** Calls that may wait behind each other: more is a mistake in the scenario. */
const MAX_CALLS = 1000;
/** Admin clients do not limit requests in flight themselves. */
const MAX_IN_FLIGHT = 100;
const TIMER = 'wakeup';

/** The node kind `admin`. A command is an `AdminBody`. */
export const adminKind: NodeKind<AdminNode, KafkaEvents> = {
  boot(node) {
    node.memory = emptyMemory(node.config);
  },
  onCommand(node, command, ctx) {
    const { calls } = node.memory;
    if (calls.length >= MAX_CALLS) throw new Error(`Faultline: ${node.id} has ${MAX_CALLS} calls waiting`);
    calls.push({
      body: command as AdminBody,
      startedAt: ctx.now,
      attempts: 0,
      retryAtMs: -1,
      correlationId: -1,
      lastError: '',
      cause: ctx.cause,
    });
    runAdmin(node, ctx);
  },
  onTimer(node, _name, ctx) {
    runAdmin(node, ctx);
  },
  onMessage(node, conn, message, ctx) {
    const request = onNetMessage(node.memory.net, conn, message, ctx);
    if (request !== undefined) onAdminResponse(node, message as AdminResponse, ctx);
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
    const error = call.lastError === '' ? 'REQUEST_TIMED_OUT' : call.lastError;
    finish(node, call, error, ctx);
    call = memory.calls[0];
  }
  if (call === undefined) {
    closeAll(memory.net, ctx);
    ctx.cancelTimer(TIMER);
    return;
  }
  if (call.correlationId === -1 && call.retryAtMs <= ctx.nowMs) trySend(node, call, ctx);
  armTimer(node, call, ctx);
}

function trySend(node: AdminNode, call: AdminCall, ctx: Ctx<KafkaEvents>): void {
  const { memory, config } = node;
  const peer = leastLoadedNode(memory.net, config.bootstrap, ctx);
  if (peer === '' || !ensureConnected(memory.net, peer, ctx) || !isReady(memory.net, peer)) return;
  const api = call.body.kind === 'alterConfigs' ? 'incrementalAlterConfigsRequest' : 'electLeadersRequest';
  const cause = ctx.cause;
  ctx.cause = call.cause;
  call.attempts++;
  call.correlationId = sendRequest(
    memory.net,
    peer,
    { api, correlationId: 0, body: call.body },
    config['request.timeout.ms'],
    ctx,
  );
  ctx.cause = cause;
}

function onAdminResponse(node: AdminNode, response: AdminResponse, ctx: Ctx<KafkaEvents>): void {
  const call = node.memory.calls[0];
  if (call === undefined || call.correlationId !== response.correlationId) return;
  call.correlationId = -1;
  if (response.error === NONE || !isRetriable(response.error)) finish(node, call, response.error, ctx);
  else retryLater(node, call, response.error, ctx);
}

function onRequestsLost(
  node: AdminNode,
  lost: readonly InFlightRequest[],
  error: ErrorName,
  ctx: Ctx<KafkaEvents>,
): void {
  const call = node.memory.calls[0];
  if (call === undefined || !lost.some((request) => request.correlationId === call.correlationId)) return;
  call.correlationId = -1;
  retryLater(node, call, error, ctx);
}

function retryLater(node: AdminNode, call: AdminCall, error: ErrorName, ctx: Ctx<KafkaEvents>): void {
  const { config } = node;
  call.lastError = error;
  call.cause = ctx.cause;
  call.retryAtMs =
    ctx.nowMs +
    backoffMs(ctx, 'retry', call.attempts - 1, config['retry.backoff.ms'], config['retry.backoff.max.ms']);
}

function finish(node: AdminNode, call: AdminCall, error: ErrorName, ctx: Ctx<KafkaEvents>): void {
  node.memory.calls.shift();
  ctx.emit('admin.completed', { request: call.body.kind, error, attempts: call.attempts });
}

function armTimer(node: AdminNode, call: AdminCall, ctx: Ctx<KafkaEvents>): void {
  let next = deadlineMs(call, node.config);
  if (call.retryAtMs > ctx.nowMs) next = Math.min(next, call.retryAtMs);
  const net = nextNetDeadline(node.memory.net);
  if (net > ctx.nowMs) next = Math.min(next, net);
  ctx.setTimer(TIMER, Math.max(0, next * MICROS_PER_MS - ctx.now), -1);
}

/** default.api.timeout.ms limits the whole call, repeats included. */
function deadlineMs(call: AdminCall, config: AdminConfig): Millis {
  return Math.floor(call.startedAt / MICROS_PER_MS) + config['default.api.timeout.ms'];
}

function emptyMemory(config?: AdminConfig): AdminMemory {
  return {
    net: createNetworkClient(config, MAX_IN_FLIGHT),
    calls: [],
  };
}
