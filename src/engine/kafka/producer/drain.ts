// Which batches leave now: readiness of partitions, and one produce request per ready node.
// [src: producer/internals/RecordAccumulator.java : ready, drain; Sender.sendProduceRequests]

import { appended } from '../../../base/lists.ts';
import { type Millis, toMillis } from '../../../base/units.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { KafkaEvents } from '../events.ts';
import { BATCH_SENT } from '../hot-kinds.ts';
import type { ProduceBatch, ProduceRequest } from '../messages.ts';
import { type BrokerId, NO_LEADER } from '../names.ts';
import { leaderEpochFor, leaderFor, nodeOfBroker, requestUpdate } from '../net/client-metadata.ts';
import { sendablePeer, sendNumbered } from '../net/network-client.ts';
import { queueOf } from './accumulator.ts';
import { acknowledge } from './completion.ts';
import { assignSequence, bumpEpochIfRequested, mayDrain, resolveSequence } from './idempotence.ts';
import type { PartitionQueue, ProducerBatch, ProducerMemory, ProducerNode } from './producer-state.ts';

/**
 * Sends everything that is ready. Returns the time (ms) at which the next partition becomes ready by waiting (linger or
 * back-off), -1 when none waits for time alone.
 */
export function sendReady(node: ProducerNode, ctx: Ctx<KafkaEvents>): Millis {
  const { memory } = node;
  if (memory.waiting.length === 0) return -1;
  let leaders: BrokerId[] | undefined;
  let nextMs = -1;
  const { queues, waiting } = memory;
  for (let i = 0; i < waiting.length; i++) {
    const queue = queues[waiting[i] as number] as PartitionQueue;
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
  const { queues, waiting } = memory;
  const n = waiting.length;
  // Begins with another partition each time, so that none is always the last.
  let first = 0;
  while (first < n && (waiting[first] as number) < memory.drainIndex) first++;
  const correlationId = memory.net.nextCorrelationId;
  for (let i = 0; i < n; i++) {
    const at = first + i;
    const queue = queues[waiting[at < n ? at : at - n] as number] as PartitionQueue;
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
    batch.correlationId = correlationId;
    bytes += batch.bytes;
    const row = depart(node, queue, batch, leader, ctx);
    if (firstRow === -1) firstRow = row;
    if (config.acks === 0) drained = appended(drained, batch);
    batches = appended(batches, wireBatch(node, batch));
  }
  memory.drainIndex = (memory.drainIndex + 1) % queues.length;
  if (batches !== undefined) {
    dropEmptied(memory);
    memory.net.nextCorrelationId++;
    ctx.cause = firstRow;
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
  }
  ctx.cause = cause;
}

/** Takes the queues whose last batch has left off `memory.waiting`. */
function dropEmptied({ waiting, queues }: ProducerMemory): void {
  let kept = 0;
  for (let i = 0; i < waiting.length; i++) {
    const p = waiting[i] as number;
    if ((queues[p] as PartitionQueue).waiting.length > 0) waiting[kept++] = p;
  }
  while (waiting.length > kept) waiting.pop();
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
  batch.row = ctx.emitHot(BATCH_SENT, {
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
