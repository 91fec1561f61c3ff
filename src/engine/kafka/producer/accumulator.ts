// send(): the record is put into the newest batch of its partition, or held back while metadata or memory is missing.
// [src: KafkaProducer.doSend, waitOnMetadata, producer/internals/RecordAccumulator.append, BufferPool.java]
// Simplification: a batch is as large as its records (no header, no compression). The application has one thread, so
// records that come while send() blocks wait for their own call.

import { assert } from '../../../base/assert.ts';
import { insertAt, removeAt } from '../../../base/lists.ts';
import { toMillis } from '../../../base/units.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { KafkaEvents } from '../events.ts';
import { RECORD_SENT } from '../hot-kinds.ts';
import { RECORD_BATCH_OVERHEAD } from '../log/record-size.ts';
import { NO_LEADER, type TopicPartition, topicPartition } from '../names.ts';
import { afterStickyAppend, partitionForKey, stickyPartition } from './partitioner.ts';
import type { PartitionQueue, ProducerBatch, ProducerMemory, ProducerNode } from './producer-state.ts';
import { needsMetadata, scriptedPartition } from './scripted-partition.ts';

/** More records than this in front of a blocked send() are a mistake in the scenario, not a lesson. */
const MAX_BLOCKED_RECORDS = 200_000;

/** `kept`: in a batch. `opened`: in a new batch. `ripe`: and there is something to send now. */
export type SendOutcome = 'blocked' | 'refused' | 'kept' | 'opened' | 'ripe';

/** The application hands over a record with key number `key` (-1 = none). */
export function sendRecord(node: ProducerNode, key: number, ctx: Ctx<KafkaEvents>): SendOutcome {
  const { memory } = node;
  const reason = memory.blocked.length > 0 ? 'earlier records' : obstacle(node);
  const outcome = reason === '' ? append(node, key, ctx) : 'blocked';
  if (outcome !== 'blocked') return outcome;
  assert(
    memory.blocked.length < MAX_BLOCKED_RECORDS,
    `${node.id} has ${MAX_BLOCKED_RECORDS} records waiting for send()`,
  );
  if (memory.blocked.length === 0) {
    memory.blockedSinceMs = ctx.nowMs;
    ctx.emit('producer.blocked', { reason: reason === '' ? 'buffer.memory' : reason });
  }
  memory.blocked.push({ at: ctx.now, key });
  return 'blocked';
}

/**
 * Lets records through that were held back, oldest first; each call of send() that took max.block.ms ends in a
 * TimeoutException, and the next record's begins.
 */
export function admitBlocked(node: ProducerNode, ctx: Ctx<KafkaEvents>): void {
  const { memory } = node;
  const { blocked } = memory;
  let done = 0;
  while (done < blocked.length) {
    const reason = obstacle(node);
    const record = blocked[done] as { at: number; key: number };
    if (reason === '' && append(node, record.key, ctx) !== 'blocked') {
      done++;
      memory.blockedSinceMs = ctx.nowMs;
      continue;
    }
    if (ctx.nowMs - memory.blockedSinceMs < node.config['max.block.ms'] || memory.isClosing) break;
    const why = reason === '' ? 'buffer.memory' : reason;
    const because = { setting: 'max.block.ms' };
    ctx.emit(
      'send.failed',
      { client: node.config.client, exception: 'TimeoutException', reason: why },
      because,
    );
    done++;
    memory.blockedSinceMs = ctx.nowMs;
  }
  if (done > 0) memory.blocked = blocked.slice(done);
  if (memory.blocked.length === 0) memory.blockedSinceMs = -1;
}

/** Bytes that one batch takes from buffer.memory. */
export function batchMemory(node: ProducerNode): number {
  return Math.max(node.config['batch.size'], node.config['record.bytes']);
}

/** Why send() cannot even choose a partition, '' when it can. */
function obstacle(node: ProducerNode): string {
  if (node.memory.isClosing) return 'the client is being closed';
  const count = node.memory.tps.length;
  const { script } = node.config;
  return count === 0 || (script !== undefined && needsMetadata(script, count)) ? 'metadata' : '';
}

function append(node: ProducerNode, key: number, ctx: Ctx<KafkaEvents>): SendOutcome {
  const { memory, config } = node;
  const bytes = config['record.bytes'];
  const whole = bytes + RECORD_BATCH_OVERHEAD;
  if (whole > config['max.request.size'] || whole > config['buffer.memory']) {
    const reason = whole > config['max.request.size'] ? 'max.request.size' : 'buffer.memory';
    ctx.emit('send.failed', { client: config.client, exception: 'RecordTooLargeException', reason });
    return 'refused';
  }
  const count = memory.tps.length;
  const isKeyed = key !== -1 && config.script === undefined && !config['partitioner.ignore.keys'];
  let partition = config.script === undefined ? -1 : scriptedPartition(config.script, key, count);
  const isSticky = partition === -1 && !isKeyed;
  if (partition === -1) partition = isKeyed ? partitionForKey(key, count) : stickyPartition(node, count, ctx);
  const queue = memory.queues[partition] as PartitionQueue;
  queue.isUsed = true;
  let batch = openBatch(queue, bytes, config['batch.size']);
  const isNew = batch === undefined;
  if (batch === undefined) {
    // The buffer hands out whole batches; one batch is always let in, or nothing could ever be sent.
    const isFull = memory.bufferedBytes + batchMemory(node) > config['buffer.memory'];
    if (isFull && memory.bufferedBytes > 0) return 'blocked';
    batch = createBatch(queue, ctx);
    queue.waiting.push(batch);
    listWaiting(memory, queue);
    memory.bufferedBytes += batchMemory(node);
    const expiresMs = ctx.nowMs + config['delivery.timeout.ms'];
    if (memory.expiryMs === -1 || expiresMs < memory.expiryMs) memory.expiryMs = expiresMs;
  }
  batch.count++;
  batch.bytes += bytes;
  const { tp, nextRecord } = queue;
  const row = ctx.emitHot(RECORD_SENT, { client: config.client, tp, firstRecord: nextRecord, count: 1 });
  if (isNew) batch.row = row;
  queue.nextRecord++;
  node.disk.nextRecords[partition] = queue.nextRecord;
  node.disk.sent++;
  if (isSticky) afterStickyAppend(node, queue, bytes, isNew, ctx);
  const isRipe = queue.waiting.length > 1 || batch.bytes >= config['batch.size'] || config['linger.ms'] === 0;
  return isRipe ? 'ripe' : isNew ? 'opened' : 'kept';
}

/** The newest batch, if it was never sent and has room. */
function openBatch(queue: PartitionQueue, bytes: number, batchSize: number): ProducerBatch | undefined {
  const n = queue.waiting.length;
  // Asking an empty array for its element -1 is slow: that is no index, but a name.
  if (n === 0) return undefined;
  const last = queue.waiting[n - 1] as ProducerBatch;
  if (last.state !== 'accumulating' || last.bytes + bytes > batchSize) return undefined;
  return last;
}

function createQueue(tp: string, partition: number, nextRecord: number): PartitionQueue {
  return {
    tp,
    partition,
    leader: NO_LEADER,
    leaderEpoch: -1,
    leaderAt: -1,
    isUsed: false,
    nextRecord,
    waiting: [],
    inFlight: [],
    nextSequence: 0,
    lastAckedSequence: -1,
    producerId: -1,
    producerEpoch: -1,
    unresolvedSequence: -1,
  };
}

function createBatch(queue: PartitionQueue, ctx: Ctx<KafkaEvents>): ProducerBatch {
  return {
    tp: queue.tp,
    count: 0,
    bytes: 0,
    firstRecord: queue.nextRecord,
    createdAt: ctx.now,
    lastAttemptMs: toMillis(ctx.now),
    attempts: 0,
    leaderEpoch: -1,
    baseSequence: -1,
    producerId: -1,
    producerEpoch: -1,
    hasResetSequence: false,
    state: 'accumulating',
    correlationId: -1,
    retryAtMs: -1,
    lastError: '',
    row: -1,
  };
}

/** Learns the topic's partitions from new metadata: their names and queues, by number. */
export function learnPartitions(node: ProducerNode): void {
  const { memory, config, disk } = node;
  const count = memory.metadata.partitionCounts[config.topic] ?? 0;
  while (memory.tps.length < count) {
    const partition = memory.tps.length;
    const tp = topicPartition(config.topic, partition);
    if (disk.nextRecords.length === partition) disk.nextRecords.push(0);
    memory.tps.push(tp);
    memory.queues.push(createQueue(tp, partition, disk.nextRecords[partition] as number));
  }
}

/** The queue got a batch into `waiting`, or lost some: keeps `memory.waiting`. */
export function listWaiting(
  { waiting }: ProducerMemory,
  { partition, waiting: batches }: PartitionQueue,
): void {
  let at = 0;
  while (at < waiting.length && (waiting[at] as number) < partition) at++;
  const isListed = at < waiting.length && waiting[at] === partition;
  if (batches.length > 0 && !isListed) insertAt(waiting, at, partition);
  else if (batches.length === 0 && isListed) removeAt(waiting, at);
}

/** The queue of a partition that the client knows. */
export function queueOf(memory: ProducerMemory, tp: TopicPartition): PartitionQueue | undefined {
  const { queues } = memory;
  for (let i = 0; i < queues.length; i++) {
    const queue = queues[i] as PartitionQueue;
    if (queue.tp === tp) return queue;
  }
  return undefined;
}
