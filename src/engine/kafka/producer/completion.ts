// How a sent batch ends or goes on: acknowledged, put back for another try, split, failed.
// [src: producer/internals/Sender.java : completeBatch, canRetry, failBatch; RecordAccumulator.reenqueue,
// splitAndReenqueue]

import { removeAt } from '../../../base/lists.ts';
import { MICROS_PER_MS } from '../../../base/units.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { Because } from '../../kernel/events.ts';
import type { KafkaEvents } from '../events.ts';
import type { ProduceBatch, ProduceResponse, ProduceResult } from '../messages.ts';
import { type ErrorName, NONE, type TopicPartition } from '../names.ts';
import { backoffMs } from '../net/backoff.ts';
import { requestUpdate } from '../net/client-metadata.ts';
import { exceptionOf, isRetriable, refreshesMetadata } from '../net/errors.ts';
import { takeLeaderHint } from '../net/metadata-refresh.ts';
import { batchMemory, queueOf } from './accumulator.ts';
import { canRetryIdempotent, insertBySequence, onSequenceAcked, requestEpochBump } from './idempotence.ts';
import type { PartitionQueue, ProducerBatch, ProducerNode } from './producer-state.ts';

/** A produce response: settles every batch that the request carried. */
export function onProduceResponse(
  node: ProducerNode,
  response: ProduceResponse,
  ctx: Ctx<KafkaEvents>,
): void {
  const batches = takeRequest(node, response.correlationId);
  if (batches === undefined) return;
  const { results, endpoints } = response;
  const cause = ctx.cause;
  for (let i = 0; i < results.length; i++) {
    const result = results[i] as ProduceResult;
    if (result.error !== NONE) {
      takeLeaderHint(
        node.memory.metadata,
        result.tp,
        result.currentLeader,
        result.currentLeaderEpoch,
        endpoints,
        ctx,
      );
    }
    const sent = sentFor(batches, i, result.tp);
    if (sent !== undefined) settle(node, sent, result.error, result.baseOffset, ctx);
    ctx.cause = cause;
  }
}

/** A produce request was lost with its connection: each batch may have been written, each is tried again. */
export function onProduceLost(
  node: ProducerNode,
  correlationId: number,
  error: 'NETWORK_EXCEPTION' | 'REQUEST_TIMED_OUT',
  ctx: Ctx<KafkaEvents>,
): void {
  const batches = takeRequest(node, correlationId);
  if (batches === undefined) return;
  const cause = ctx.cause;
  for (const sent of batches) {
    settle(node, sent, error, -1, ctx);
    ctx.cause = cause;
  }
}

/** The application's callback gets the offset. `baseOffset` -1 with acks = 0: nobody said so. */
export function acknowledge(
  node: ProducerNode,
  queue: PartitionQueue,
  batch: ProducerBatch,
  baseOffset: number,
  ctx: Ctx<KafkaEvents>,
): void {
  const { config, memory } = node;
  memory.bufferedBytes -= batchMemory(node);
  if (batch.baseSequence !== -1) onSequenceAcked(queue, batch);
  ctx.emit('batch.acknowledged', {
    client: config.client,
    tp: batch.tp,
    firstRecord: batch.firstRecord,
    count: batch.count,
    baseOffset,
    acks: config.acks,
    ackMs: (ctx.now - batch.createdAt) / MICROS_PER_MS,
    attempts: batch.attempts,
  });
}

/**
 * The application's callback gets an exception. The batch must be out of its queue already. `restartsSequences`: the
 * records behind it need a new producer epoch; so they do when this one failed because of a gap in the sequences.
 * [src: TransactionManager.handleFailedBatch]
 */
export function failBatch(
  node: ProducerNode,
  batch: ProducerBatch,
  exception: string,
  restartsSequences: boolean,
  ctx: Ctx<KafkaEvents>,
  because?: Because,
): void {
  const { config, memory } = node;
  memory.bufferedBytes -= batchMemory(node);
  const isGap = exception === 'OutOfOrderSequenceException';
  if ((restartsSequences || isGap) && batch.baseSequence !== -1) {
    requestEpochBump(memory, batch.tp, batch.lastError === '' ? exception : batch.lastError);
  }
  const fields = {
    client: config.client,
    tp: batch.tp,
    firstRecord: batch.firstRecord,
    count: batch.count,
    exception,
    lastError: batch.lastError,
    attempts: batch.attempts,
  };
  ctx.emit('batch.failed', fields, because);
}

function takeRequest(node: ProducerNode, correlationId: number): readonly ProduceBatch[] | undefined {
  const { requests } = node.memory;
  for (let i = 0; i < requests.length; i++) {
    const request = requests[i] as (typeof requests)[number];
    if (request.correlationId !== correlationId) continue;
    removeAt(requests, i);
    return request.batches;
  }
  return undefined;
}

/** Results come in the order of the batches; the search is for servers that keep another order. */
function sentFor(
  batches: readonly ProduceBatch[],
  index: number,
  tp: TopicPartition,
): ProduceBatch | undefined {
  const same = batches[index];
  return same !== undefined && same.tp === tp ? same : batches.find((b) => b.tp === tp);
}

function settle(
  node: ProducerNode,
  sent: ProduceBatch,
  error: ErrorName,
  baseOffset: number,
  ctx: Ctx<KafkaEvents>,
): void {
  const queue = queueOf(node.memory, sent.tp);
  if (queue === undefined) return;
  const { inFlight } = queue;
  let at = 0;
  while (at < inFlight.length && (inFlight[at] as ProducerBatch).firstRecord !== sent.firstRecord) at++;
  // It expired meanwhile: the late answer changes nothing.
  if (at === inFlight.length) return;
  const batch = inFlight[at] as ProducerBatch;
  if (at === 0) inFlight.shift();
  else inFlight.splice(at, 1);
  if (error === NONE || error === 'DUPLICATE_SEQUENCE_NUMBER') {
    acknowledge(node, queue, batch, baseOffset, ctx);
    return;
  }
  batch.lastError = error;
  if (error === 'MESSAGE_TOO_LARGE' && batch.count > 1) {
    split(node, queue, batch, ctx);
    return;
  }
  if (refreshesMetadata(error)) requestUpdate(node.memory.metadata, ctx.cause);
  if (canRetry(node, queue, batch, error, ctx)) reenqueue(node, queue, batch, error, ctx);
  else failBatch(node, batch, exceptionOf(error), batch.attempts - 1 < node.config.retries, ctx);
}

function canRetry(
  node: ProducerNode,
  queue: PartitionQueue,
  batch: ProducerBatch,
  error: ErrorName,
  ctx: Ctx<KafkaEvents>,
): boolean {
  const ageMs = ctx.nowMs - Math.floor(batch.createdAt / MICROS_PER_MS);
  if (ageMs >= node.config['delivery.timeout.ms']) return false;
  if (batch.attempts - 1 >= node.config.retries) return false;
  return node.config['enable.idempotence']
    ? canRetryIdempotent(node.memory, queue, batch, error)
    : isRetriable(error);
}

/** Back into the queue: at its head, or in sequence order with idempotence, so that order holds in the log. */
function reenqueue(
  node: ProducerNode,
  queue: PartitionQueue,
  batch: ProducerBatch,
  error: ErrorName,
  ctx: Ctx<KafkaEvents>,
): void {
  const { config } = node;
  const waitMs = backoffMs(
    ctx,
    'retry',
    batch.attempts - 1,
    config['retry.backoff.ms'],
    config['retry.backoff.max.ms'],
  );
  putBack(node, queue, batch, ctx.nowMs + waitMs, ctx);
  batch.row = ctx.emit('batch.retried', {
    client: config.client,
    tp: batch.tp,
    firstRecord: batch.firstRecord,
    count: batch.count,
    error,
    attempts: batch.attempts,
    backoffMs: waitMs,
  });
}

function putBack(
  node: ProducerNode,
  queue: PartitionQueue,
  batch: ProducerBatch,
  retryAtMs: number,
  ctx: Ctx<KafkaEvents>,
): void {
  batch.state = 'retrying';
  batch.lastAttemptMs = ctx.nowMs;
  batch.retryAtMs = retryAtMs;
  if (batch.baseSequence === -1) queue.waiting.unshift(batch);
  else insertBySequence(queue, batch);
  node.memory.waitingBatches++;
}

/** Too large for the topic: goes again in parts of batch.size, or of half its size when it was no larger than that. */
function split(node: ProducerNode, queue: PartitionQueue, batch: ProducerBatch, ctx: Ctx<KafkaEvents>): void {
  const { config, memory } = node;
  const recordBytes = batch.bytes / batch.count;
  const target = batch.bytes > config['batch.size'] ? config['batch.size'] : batch.bytes / 2;
  const perPart = Math.max(1, Math.floor(target / recordBytes));
  const parts: ProducerBatch[] = [];
  for (let first = 0; first < batch.count; first += perPart) {
    const count = Math.min(perPart, batch.count - first);
    parts.push({
      ...batch,
      count,
      bytes: count * recordBytes,
      firstRecord: batch.firstRecord + first,
      baseSequence: batch.baseSequence === -1 ? -1 : batch.baseSequence + first,
      // A split is no attempt.
      attempts: batch.attempts - 1,
    });
  }
  memory.bufferedBytes += (parts.length - 1) * batchMemory(node);
  for (let i = parts.length - 1; i >= 0; i--) putBack(node, queue, parts[i] as ProducerBatch, ctx.nowMs, ctx);
}
