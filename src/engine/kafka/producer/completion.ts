// How a sent batch ends or goes on: acknowledged, put back for another try, split, failed.
// [src: producer/internals/Sender.java : completeBatch, canRetry, failBatch; RecordAccumulator.reenqueue,
// splitAndReenqueue]

import { removeAt } from '../../../base/lists.ts';
import { MICROS_PER_MS } from '../../../base/units.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { Because } from '../../kernel/events.ts';
import type { KafkaEvents } from '../events.ts';
import { BATCH_ACKNOWLEDGED } from '../hot-kinds.ts';
import type { ProduceResponse, ProduceResult } from '../messages.ts';
import { type ErrorName, NONE } from '../names.ts';
import { backoffMs } from '../net/backoff.ts';
import { requestUpdate } from '../net/client-metadata.ts';
import { exceptionOf, isRetriable, refreshesMetadata } from '../net/errors.ts';
import { takeLeaderHint } from '../net/metadata-refresh.ts';
import { batchMemory, listWaiting, queueOf } from './accumulator.ts';
import { canRetryIdempotent, insertBySequence, onSequenceAcked, requestEpochBump } from './idempotence.ts';
import type { PartitionQueue, ProducerBatch, ProducerNode } from './producer-state.ts';

/** A produce response: settles every batch that the request carried. */
export function onProduceResponse(
  node: ProducerNode,
  response: ProduceResponse,
  ctx: Ctx<KafkaEvents>,
): void {
  const { results, endpoints, correlationId } = response;
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
    const queue = queueOf(node.memory, result.tp);
    const batch = queue === undefined ? undefined : takeSent(queue, correlationId);
    // It may have expired meanwhile: then the late answer changes nothing.
    if (queue !== undefined && batch !== undefined) {
      settle(node, queue, batch, result.error, result.baseOffset, ctx);
    }
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
  const lost: { queue: PartitionQueue; batch: ProducerBatch }[] = [];
  for (const queue of node.memory.queues) {
    const batch = takeSent(queue, correlationId);
    if (batch !== undefined) lost.push({ queue, batch });
  }
  // In the order in which the request carried them.
  lost.sort((a, b) => a.batch.row - b.batch.row);
  const cause = ctx.cause;
  for (const { queue, batch } of lost) {
    settle(node, queue, batch, error, -1, ctx);
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
  ctx.emitHot(BATCH_ACKNOWLEDGED, {
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

/** The batch of that request, taken out of flight; undefined when it is not there. A request carries one of a partition. */
function takeSent({ inFlight }: PartitionQueue, correlationId: number): ProducerBatch | undefined {
  for (let i = 0; i < inFlight.length; i++) {
    const batch = inFlight[i] as ProducerBatch;
    if (batch.correlationId !== correlationId) continue;
    removeAt(inFlight, i);
    batch.correlationId = -1;
    return batch;
  }
  return undefined;
}

function settle(
  node: ProducerNode,
  queue: PartitionQueue,
  batch: ProducerBatch,
  error: ErrorName,
  baseOffset: number,
  ctx: Ctx<KafkaEvents>,
): void {
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
  listWaiting(node.memory, queue);
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
