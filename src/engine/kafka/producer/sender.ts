// One pass of the producer's sender thread, and when the next is needed.
// [src: producer/internals/Sender.java : runOnce, sendProducerData; TransactionManager (InitProducerId)]

import type { Millis } from '../../../base/units.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { KafkaEvents } from '../events.ts';
import type { InitProducerIdResponse } from '../messages.ts';
import { NONE } from '../names.ts';
import { requestUpdate } from '../net/client-metadata.ts';
import { sooner, wakeClientBy } from '../net/client-timers.ts';
import { maybeRefreshMetadata, metadataDueMs, onMetadataLost } from '../net/metadata-refresh.ts';
import {
  ensureConnected,
  expireRequests,
  type InFlightRequest,
  isReady,
  leastLoadedNode,
  nextNetDeadline,
  sendRequest,
} from '../net/network-client.ts';
import { admitBlocked } from './accumulator.ts';
import { onProduceLost } from './completion.ts';
import { sendReady } from './drain.ts';
import { expireBatches } from './expiry.ts';
import { bumpEpochIfRequested } from './idempotence.ts';
import type { ProducerMemory, ProducerNode } from './producer-state.ts';

/** Does everything that can be done now: time-outs, producer id, metadata, blocked records, sending. */
export function runSender(node: ProducerNode, ctx: Ctx<KafkaEvents>): void {
  const { memory, config } = node;
  for (const expired of expireRequests(memory.net, ctx)) {
    ctx.cause = expired.row;
    onRequestsLost(node, expired.lost, 'REQUEST_TIMED_OUT', ctx);
  }
  // While a producer id is wanted the sender does nothing else: no batch is too old then.
  if (!config['enable.idempotence'] || memory.producerId !== -1) expireBatches(node, ctx);
  bumpEpochIfRequested(node, ctx);
  maybeAskProducerId(node, ctx);
  // Sending may find a partition without leader, metadata may admit records: metadata is looked at after both.
  // With acks=0 what is sent is done at once, and its memory lets the next record out of send().
  let readyMs: Millis;
  let buffered: number;
  do {
    admitBlocked(node, ctx);
    buffered = memory.bufferedBytes;
    readyMs = sendReady(node, ctx);
  } while (memory.blocked.length > 0 && memory.bufferedBytes < buffered);
  const lost = maybeRefreshMetadata(memory.metadata, memory.net, config, ctx);
  if (lost.length > 0) onRequestsLost(node, lost, 'NETWORK_EXCEPTION', ctx);
  wakeClientBy(memory.timers, nextLookMs(node, readyMs, ctx.nowMs), ctx);
}

/** Requests of a connection that ended: a new picture of the cluster is wanted, and everything is tried again. */
export function onRequestsLost(
  node: ProducerNode,
  lost: readonly InFlightRequest[],
  error: 'NETWORK_EXCEPTION' | 'REQUEST_TIMED_OUT',
  ctx: Ctx<KafkaEvents>,
): void {
  const { memory, config } = node;
  requestUpdate(memory.metadata, ctx.cause);
  for (const request of lost) {
    if (request.correlationId === memory.metadata.correlationId) onMetadataLost(memory.metadata, config, ctx);
    else if (request.correlationId === memory.idCorrelationId)
      retryProducerId(memory, config['retry.backoff.ms'], ctx);
    else onProduceLost(node, request.correlationId, error, ctx);
  }
}

/** The broker answered InitProducerId; without an id block it says COORDINATOR_LOAD_IN_PROGRESS and is asked again. */
export function onInitProducerIdResponse(
  node: ProducerNode,
  response: InitProducerIdResponse,
  ctx: Ctx<KafkaEvents>,
): void {
  const { memory, config } = node;
  if (response.correlationId !== memory.idCorrelationId) return;
  if (response.error !== NONE) {
    retryProducerId(memory, config['retry.backoff.ms'], ctx);
    return;
  }
  memory.idCorrelationId = -1;
  memory.idRetryAtMs = -1;
  memory.producerId = response.producerId;
  memory.producerEpoch = response.producerEpoch;
  ctx.emit('producer.idAssigned', { producerId: response.producerId, producerEpoch: response.producerEpoch });
}

function maybeAskProducerId(node: ProducerNode, ctx: Ctx<KafkaEvents>): void {
  const { memory, config } = node;
  if (!config['enable.idempotence'] || memory.producerId !== -1 || memory.idCorrelationId !== -1) return;
  if (memory.idRetryAtMs > ctx.nowMs) return;
  const peer = leastLoadedNode(memory.net, memory.metadata.nodes, ctx);
  if (peer === '' || !ensureConnected(memory.net, peer, ctx) || !isReady(memory.net, peer)) return;
  memory.idCorrelationId = sendRequest(
    memory.net,
    peer,
    { api: 'initProducerIdRequest', correlationId: 0 },
    config['request.timeout.ms'],
    ctx,
  );
}

function retryProducerId(memory: ProducerMemory, waitMs: Millis, ctx: Ctx<KafkaEvents>): void {
  memory.idCorrelationId = -1;
  memory.idRetryAtMs = ctx.nowMs + waitMs;
}

/** The earliest time at which something can be done that cannot be done now; -1 = only an answer can change anything. */
function nextLookMs(node: ProducerNode, readyMs: Millis, nowMs: Millis): Millis {
  const { memory, config } = node;
  let next = readyMs;
  next = sooner(next, nextNetDeadline(memory.net), nowMs);
  next = sooner(next, memory.expiryMs, nowMs);
  next = sooner(next, metadataDueMs(memory.metadata, config), nowMs);
  next = sooner(next, memory.idRetryAtMs, nowMs);
  next = sooner(next, memory.closeDeadlineMs, nowMs);
  if (memory.blockedSinceMs !== -1)
    next = sooner(next, memory.blockedSinceMs + config['max.block.ms'], nowMs);
  return next;
}
