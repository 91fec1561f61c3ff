// Which batches leave now: readiness of partitions, and one produce request per ready node.
// [src: producer/internals/RecordAccumulator.java : ready, drain; Sender.sendProduceRequests]

import { appended } from '../../../base/lists.ts';
import { type Millis, toMillis } from '../../../base/units.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { KafkaEvents } from '../events.ts';
import type { ProduceBatch, ProduceRequest } from '../messages.ts';
import { type BrokerId, NO_LEADER } from '../names.ts';
import { leaderEpochFor, leaderFor, nodeOfBroker, requestUpdate } from '../net/client-metadata.ts';
import { sendablePeer, sendNumbered } from '../net/network-client.ts';
import { queueOf } from './accumulator.ts';
import { acknowledge } from './completion.ts';
import { assignSequence, bumpEpochIfRequested, mayDrain, resolveSequence } from './idempotence.ts';
import type { PartitionQueue, ProducerBatch, ProducerNode } from './producer-state.ts';

/**
 * Sends everything that is ready. Returns the time (ms) at which the next partition becomes ready by waiting (linger or
 * back-off), -1 when none waits for time alone.
 */
export function sendReady(node: ProducerNode, ctx: Ctx<KafkaEvents>): Millis {
  const { memory } = node;
  if (memory.waitingBatches === 0) return -1;
  let leaders: BrokerId[] | undefined;
  let nextMs = -1;
  const { queues } = memory;
  let left = memory.waitingBatches;
  for (let p = 0; p < queues.length && left > 0; p++) {
    const queue = queues[p] as PartitionQueue;
    if (queue.waiting.length === 0) continue;
    left -= queue.waiting.length;
    if (queue.unresolvedSequence !== -1) {
      resolveSequence(memory, queue);
      bumpEpochIfRequested(node, ctx);
    }
    const leader = leaderFor(memory.metadata, queue);
    if (leader === NO_LEADER) {
      // The batch waits; the client asks until somebody leads again.
      requestUpdate(memory.metadata, queue.waiting[0]?.row ?? -1);
      continue;
    }
    if (leaders?.includes(leader) || isMuted(node, queue)) continue;
    const readyMs = readyAtMs(node, queue, ctx.nowMs);
    if (readyMs <= ctx.nowMs) leaders = appended(leaders, leader);
    else if (nextMs === -1 || readyMs < nextMs) nextMs = readyMs;
  }
  if (leaders !== undefined) {
    for (let i = 0; i < leaders.length; i++) sendTo(node, leaders[i] as BrokerId, ctx);
  }
  return nextMs;
}

/** When the partition's first batch may leave (ms): at once, after linger.ms, or after its back-off. */
function readyAtMs(node: ProducerNode, queue: PartitionQueue, nowMs: Millis): Millis {
  const { config, memory } = node;
  const batch = queue.waiting[0] as ProducerBatch;
  if (isBackingOff(node, queue, batch, nowMs)) return batch.retryAtMs;
  const isFull = queue.waiting.length > 1 || batch.bytes >= config['batch.size'];
  // Out of memory or closing: nobody waits for more records.
  if (isFull || memory.isClosing || memory.blocked.length > 0) return nowMs;
  const sinceMs = batch.state === 'retrying' ? batch.lastAttemptMs : toMillis(batch.createdAt);
  return sinceMs + config['linger.ms'];
}

/** A repeat waits its back-off, unless the leader has changed since the last attempt (KIP-951). */
function isBackingOff(
  node: ProducerNode,
  queue: PartitionQueue,
  batch: ProducerBatch,
  nowMs: Millis,
): boolean {
  if (batch.state !== 'retrying' || nowMs >= batch.retryAtMs) return false;
  return leaderEpochFor(node.memory.metadata, queue) <= batch.leaderEpoch;
}

/** With one request in flight per connection a partition waits for its answer: that keeps order without sequences. */
function isMuted(node: ProducerNode, queue: PartitionQueue): boolean {
  return node.config['max.in.flight.requests.per.connection'] === 1 && queue.inFlight.length > 0;
}

/** Drains the first batch of every partition that the broker leads into one request. */
function sendTo(node: ProducerNode, leader: BrokerId, ctx: Ctx<KafkaEvents>): void {
  const { memory, config } = node;
  const peer = sendablePeer(memory.net, nodeOfBroker(memory.metadata, leader), ctx);
  if (peer === undefined) return;
  let batches: ProduceBatch[] | undefined;
  /** With acks = 0 only: they are done once they are sent. */
  let drained: ProducerBatch[] | undefined;
  const cause = ctx.cause;
  let firstRow = -1;
  let bytes = 0;
  const { queues } = memory;
  const n = queues.length;
  // Batches in queues that were not looked at yet.
  let left = memory.waitingBatches;
  for (let i = 0; i < n && left > 0; i++) {
    const p = memory.drainIndex + i;
    const queue = queues[p < n ? p : p - n] as PartitionQueue;
    if (queue.waiting.length === 0) continue;
    left -= queue.waiting.length;
    if (isMuted(node, queue)) continue;
    if (leaderFor(memory.metadata, queue) !== leader) continue;
    const batch = queue.waiting[0] as ProducerBatch;
    if (isBackingOff(node, queue, batch, ctx.nowMs)) continue;
    if (batches !== undefined && bytes + batch.bytes > config['max.request.size']) break;
    if (config['enable.idempotence']) {
      if (!mayDrain(memory, queue, batch)) break;
      assignSequence(memory, queue, batch);
    }
    queue.waiting.shift();
    memory.waitingBatches--;
    bytes += batch.bytes;
    const row = depart(node, queue, batch, leader, ctx);
    if (firstRow === -1) firstRow = row;
    if (config.acks === 0) drained = appended(drained, batch);
    batches = appended(batches, wireBatch(node, batch));
  }
  memory.drainIndex = (memory.drainIndex + 1) % n;
  if (batches !== undefined) {
    ctx.cause = firstRow;
    const correlationId = memory.net.nextCorrelationId++;
    const timeoutMs = config['request.timeout.ms'];
    const request: ProduceRequest = {
      api: 'produceRequest',
      correlationId,
      acks: config.acks,
      timeoutMs,
      batches,
    };
    sendNumbered(memory.net, peer, request, config.acks !== 0, timeoutMs, ctx);
    if (drained !== undefined) finishUnacknowledged(node, drained, ctx);
    else memory.requests.push({ correlationId, peer: peer.node, batches });
  }
  ctx.cause = cause;
}

function depart(
  node: ProducerNode,
  queue: PartitionQueue,
  batch: ProducerBatch,
  leader: BrokerId,
  ctx: Ctx<KafkaEvents>,
): number {
  batch.state = 'inFlight';
  batch.attempts++;
  batch.lastAttemptMs = ctx.nowMs;
  batch.retryAtMs = -1;
  batch.leaderEpoch = leaderEpochFor(node.memory.metadata, queue);
  queue.inFlight.push(batch);
  // It left because of what last happened to it: the record that opened it, or the failed attempt.
  if (batch.row !== -1) ctx.cause = batch.row;
  batch.row = ctx.emit('batch.sent', {
    client: node.config.client,
    tp: batch.tp,
    firstRecord: batch.firstRecord,
    count: batch.count,
    acks: node.config.acks,
    attempt: batch.attempts,
    to: leader,
    baseSequence: batch.baseSequence,
  });
  return batch.row;
}

function wireBatch(node: ProducerNode, batch: ProducerBatch): ProduceBatch {
  return {
    tp: batch.tp,
    count: batch.count,
    bytes: batch.bytes,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    client: node.config.client,
    firstRecord: batch.firstRecord,
    createdAt: batch.createdAt,
  };
}

/** acks = 0: a batch is done when it is in the socket; no answer will come. */
function finishUnacknowledged(
  node: ProducerNode,
  batches: readonly ProducerBatch[],
  ctx: Ctx<KafkaEvents>,
): void {
  for (const batch of batches) {
    const queue = queueOf(node.memory, batch.tp) as PartitionQueue;
    queue.inFlight.splice(queue.inFlight.indexOf(batch), 1);
    ctx.cause = batch.row;
    acknowledge(node, queue, batch, -1, ctx);
  }
}
