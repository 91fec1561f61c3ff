// How a broker has the state of share-partitions kept: it asks the share coordinator of each, and again after a pause
// when that one has moved or cannot answer now. [src: server-common/share/persister/DefaultStatePersister.java,
// PersisterStateManager.java; core/server/share/ShareCoordinatorMetadataCacheHelperImpl.java]
// Simplification: a request is about one share-partition (Kafka puts those for one broker together), a broker that is its own
// share coordinator answers itself without a message, and coordinators are found in the metadata alone.

import { MICROS_PER_MS } from '../../../base/units.ts';
import type { Message } from '../../kernel/world.ts';
import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { submit } from '../broker/controller-channel.ts';
import { armEarliest } from '../broker/replicas.ts';
import { SHARE_STATE_TOPIC } from '../coordinator/group-records.ts';
import { type BrokerRegistration, brokerKey } from '../metadata-records.ts';
import type { ErrorName } from '../names.ts';
import { backoffMs } from '../net/backoff.ts';
import {
  ensureConnected,
  expireRequests,
  type InFlightRequest,
  isReady,
  nextNetDeadline,
  onNetConnected,
  onNetDisconnected,
  onNetMessage,
  onNetRefused,
  sendRequest,
} from '../net/network-client.ts';
import type { ShareGroupStateResponse, ShareStateRequest } from '../share-messages.ts';
import { serveShareState, statePartitionOf } from './share-coordinator.ts';
import { type Continuation, type PersisterCall, type ShareMemory, shareOf } from './share-memory.ts';

/** PersisterStateManager.REQUEST_BACKOFF_MS, REQUEST_BACKOFF_MAX_MS, MAX_FIND_COORD_ATTEMPTS. */
const BACKOFF_MS = 1_000;
const BACKOFF_MAX_MS = 30_000;
const MAX_ATTEMPTS = 5;
/** request.timeout.ms of brokers among themselves. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Arms the timer of everything about share groups. */
export function armShare(node: BrokerNode, deadlineMs: number, ctx: BrokerCtx): void {
  const share = shareOf(node);
  share.dueMs = armEarliest('share', share.dueMs, deadlineMs, ctx);
}

/** Asks a share coordinator; what follows its answer is in `then`. */
export function persist(
  node: BrokerNode,
  request: ShareStateRequest,
  then: Continuation,
  ctx: BrokerCtx,
): void {
  const share = shareOf(node);
  const call: PersisterCall = {
    ticket: share.nextId++,
    request,
    sentTo: '',
    correlationId: -1,
    attempts: 0,
    retryAtMs: -1,
    then,
    cause: ctx.cause,
  };
  share.calls.push(call);
  send(node, share, call, ctx);
}

/** Sends what can be sent now. */
export function pumpPersister(node: BrokerNode, ctx: BrokerCtx): void {
  const share = shareOf(node);
  const { cause } = ctx;
  for (const call of [...share.calls]) {
    if (call.sentTo !== '' || call.retryAtMs > ctx.nowMs) continue;
    ctx.cause = call.cause;
    send(node, share, call, ctx);
  }
  ctx.cause = cause;
}

function send(node: BrokerNode, share: ShareMemory, call: PersisterCall, ctx: BrokerCtx): void {
  const { image } = node.memory;
  const { group, tp } = call.request;
  const at = statePartitionOf(node, group, tp);
  if (at === '') createStateTopic(node, share, ctx);
  const leader = at === '' ? undefined : image.brokers[brokerKey(image.partitions[at]?.leader ?? -1)];
  if (leader === undefined || leader.isFenced) {
    retryLater(node, call, 'COORDINATOR_NOT_AVAILABLE', ctx);
    return;
  }
  if (leader.brokerId === node.config['node.id']) {
    call.sentTo = node.id;
    serveShareState(node, { conn: -1, ticket: call.ticket }, call.request, ctx);
    return;
  }
  if (!ensureConnected(share.net, leader.node, ctx) || !isReady(share.net, leader.node)) {
    armNet(node, ctx);
    return;
  }
  call.sentTo = leader.node;
  call.correlationId = sendRequest(
    share.net,
    leader.node,
    { ...call.request, correlationId: 0 },
    REQUEST_TIMEOUT_MS,
    ctx,
  );
  armNet(node, ctx);
}

function armNet(node: BrokerNode, ctx: BrokerCtx): void {
  const next = nextNetDeadline(shareOf(node).net);
  if (next >= 0) armShare(node, Math.max(next, ctx.nowMs), ctx);
}

/** Once more after a pause; after five times in vain the error is the answer. */
function retryLater(node: BrokerNode, call: PersisterCall, error: ErrorName, ctx: BrokerCtx): void {
  call.sentTo = '';
  call.correlationId = -1;
  call.attempts++;
  if (call.attempts > MAX_ATTEMPTS) {
    const nothing = { stateEpoch: -1, startOffset: -1, batches: [] };
    const response: ShareGroupStateResponse = {
      api: 'writeShareGroupStateResponse',
      correlationId: -1,
      error,
      ...nothing,
    };
    call.sentTo = node.id;
    shareOf(node).answered.push({ ticket: call.ticket, response });
    return;
  }
  call.retryAtMs = ctx.nowMs + backoffMs(ctx, 'persister', call.attempts - 1, BACKOFF_MS, BACKOFF_MAX_MS);
  armShare(node, call.retryAtMs, ctx);
}

/** Errors that say where the coordinator is not, or not yet. */
function isElsewhere(error: ErrorName): boolean {
  return (
    error === 'COORDINATOR_NOT_AVAILABLE' ||
    error === 'COORDINATOR_LOAD_IN_PROGRESS' ||
    error === 'NOT_COORDINATOR'
  );
}

/** The call that an answer ends, taken off the list; undefined when it is repeated, or nobody waits. */
export function takeAnswered(
  node: BrokerNode,
  ticket: number,
  response: ShareGroupStateResponse,
  ctx: BrokerCtx,
): PersisterCall | undefined {
  const share = shareOf(node);
  const at = share.calls.findIndex((c) => c.ticket === ticket);
  const call = share.calls[at];
  if (call === undefined) return undefined;
  if (isElsewhere(response.error) && call.attempts < MAX_ATTEMPTS) {
    retryLater(node, call, response.error, ctx);
    return undefined;
  }
  share.calls.splice(at, 1);
  return call;
}

/** An answer of another broker. True when it was for the persister. */
export function onPersisterMessage(
  node: BrokerNode,
  conn: number,
  message: Message,
  ctx: BrokerCtx,
): boolean {
  const { share } = node.memory;
  if (share === undefined) return false;
  const request = onNetMessage(share.net, conn, message, ctx);
  if (request === undefined) {
    // ApiVersions: the connection stands now.
    pumpPersister(node, ctx);
    return false;
  }
  const call = share.calls.find((c) => c.correlationId === request.correlationId);
  if (call !== undefined)
    share.answered.push({ ticket: call.ticket, response: message as ShareGroupStateResponse });
  return true;
}

/** True when the connection is the persister's. */
export function onPersisterConnected(node: BrokerNode, conn: number, ctx: BrokerCtx): boolean {
  const { share } = node.memory;
  return share !== undefined && onNetConnected(share.net, conn, ctx) !== undefined;
}

/** True when the connection was the persister's: what was asked there is asked again. */
export function onPersisterLost(node: BrokerNode, conn: number, isRefused: boolean, ctx: BrokerCtx): boolean {
  const { share } = node.memory;
  if (share === undefined) return false;
  const lost = (isRefused ? onNetRefused : onNetDisconnected)(share.net, conn, ctx);
  if (lost === undefined) return false;
  repeatLost(node, share, lost, ctx);
  armNet(node, ctx);
  return true;
}

function repeatLost(
  node: BrokerNode,
  share: ShareMemory,
  lost: readonly InFlightRequest[],
  ctx: BrokerCtx,
): void {
  for (const { correlationId } of lost) {
    const call = share.calls.find((c) => c.correlationId === correlationId);
    if (call !== undefined) retryLater(node, call, 'NETWORK_EXCEPTION', ctx);
  }
  for (const call of share.calls)
    if (call.sentTo === '' && call.retryAtMs < 0) {
      call.retryAtMs = ctx.nowMs + BACKOFF_MS;
      armShare(node, call.retryAtMs, ctx);
    }
}

/** Time-outs of the connections to share coordinators, and calls whose pause is over. Returns the next time (ms), -1. */
export function runPersister(node: BrokerNode, ctx: BrokerCtx): number {
  const share = shareOf(node);
  const { cause } = ctx;
  for (const expired of expireRequests(share.net, ctx)) {
    ctx.cause = expired.row;
    repeatLost(node, share, expired.lost, ctx);
  }
  ctx.cause = cause;
  pumpPersister(node, ctx);
  let next = nextNetDeadline(share.net);
  for (const { sentTo, retryAtMs } of share.calls) {
    if (sentTo === '' && retryAtMs > ctx.nowMs && (next < 0 || retryAtMs < next)) next = retryAtMs;
  }
  return next;
}

function createStateTopic(node: BrokerNode, share: ShareMemory, ctx: BrokerCtx): void {
  if (share.creationTicket >= 0) return;
  const { config, memory } = node;
  let brokers = 0;
  for (const key in memory.image.brokers) {
    if (!(memory.image.brokers[key] as BrokerRegistration).isFenced) brokers++;
  }
  const partitions = config['share.coordinator.state.topic.num.partitions'];
  // As with the offsets topic, small clusters get what they can have.
  const replicationFactor = Math.min(config['share.coordinator.state.topic.replication.factor'], brokers);
  if (replicationFactor === 0) return;
  const { cause } = ctx;
  ctx.cause = ctx.emit('offsetsTopic.requested', { topic: SHARE_STATE_TOPIC, partitions, replicationFactor });
  const minIsr = String(config['share.coordinator.state.topic.min.isr']);
  share.creationTicket = submit(
    node,
    {
      api: 'createTopicsRequest',
      body: {
        kind: 'createTopic',
        topic: SHARE_STATE_TOPIC,
        partitions,
        replicationFactor,
        config: { 'min.insync.replicas': minIsr },
        ...(config.shareStateReplicas !== undefined && { assignment: config.shareStateReplicas }),
      },
    },
    REQUEST_TIMEOUT_MS,
    REQUEST_TIMEOUT_MS,
    ctx,
  );
  ctx.cause = cause;
}

/** The controller has answered, or not in time. True when it was asked for the state topic. */
export function onStateTopicAnswered(node: BrokerNode, ticket: number): boolean {
  const { share } = node.memory;
  if (share === undefined || share.creationTicket !== ticket) return false;
  share.creationTicket = -1;
  return true;
}

/** Sets the timer `share` anew for `nextMs`, -1 = for nothing. */
export function rearmShare(node: BrokerNode, nextMs: number, ctx: BrokerCtx): void {
  const share = shareOf(node);
  share.dueMs = nextMs;
  if (nextMs >= 0) ctx.setTimer('share', Math.max(nextMs * MICROS_PER_MS - ctx.now, 0), -1);
}
