// Sequence numbers of the idempotent producer: who may be drained, what a sequence error means, the local epoch bump.
// [src: producer/internals/TransactionManager.java, RecordAccumulator.shouldStopDrainBatchesForPartition, KIP-98, KIP-360]

import { must } from '../../../base/assert.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { KafkaEvents } from '../events.ts';
import type { ErrorName, TopicPartition } from '../names.ts';
import { isRetriable } from '../net/errors.ts';
import type { PartitionQueue, ProducerBatch, ProducerMemory, ProducerNode } from './producer-state.ts';

const MAX_SEQUENCE = 2147483647;
const MAX_EPOCH = 32767;

/** Sequence after `count` records from `sequence`; 2^31 - 1 wraps to 0. */
export function addSequence(sequence: number, count: number): number {
  return sequence > MAX_SEQUENCE - count ? count - (MAX_SEQUENCE - sequence) - 1 : sequence + count;
}

/** May this batch, the first of its partition, leave now? A "no" ends the drain of its node for this pass. */
export function mayDrain(memory: ProducerMemory, queue: PartitionQueue, batch: ProducerBatch): boolean {
  if (memory.producerId === -1) return false;
  if (batch.baseSequence === -1) {
    if (isStale(memory, queue) && firstSequenceOut(queue) !== -1) return false;
    return queue.unresolvedSequence === -1;
  }
  // It is being repeated: only the lowest sequence that is still out may go.
  return firstSequenceOut(queue) === batch.baseSequence;
}

/** Gives a batch its producer id, epoch and sequence when it leaves for the first time. */
export function assignSequence(memory: ProducerMemory, queue: PartitionQueue, batch: ProducerBatch): void {
  if (batch.baseSequence !== -1) return;
  if (isStale(memory, queue)) restartSequences(memory, queue);
  batch.producerId = memory.producerId;
  batch.producerEpoch = memory.producerEpoch;
  batch.baseSequence = queue.nextSequence;
  queue.nextSequence = addSequence(queue.nextSequence, batch.count);
}

/** Puts a batch that is to be repeated back: in sequence order, before all batches without one. */
export function insertBySequence(queue: PartitionQueue, batch: ProducerBatch): void {
  let at = 0;
  while (at < queue.waiting.length) {
    const other = queue.waiting[at] as ProducerBatch;
    if (other.baseSequence === -1 || other.baseSequence > batch.baseSequence) break;
    at++;
  }
  queue.waiting.splice(at, 0, batch);
}

/** Acknowledged: remembers the highest sequence known to be in the log. */
export function onSequenceAcked(queue: PartitionQueue, batch: ProducerBatch): void {
  const last = addSequence(batch.baseSequence, batch.count - 1);
  if (last > queue.lastAckedSequence) queue.lastAckedSequence = last;
}

/**
 * Whether a refused batch may be sent again. A gap in the sequences is normal while an earlier batch is being repeated;
 * for the next expected batch it means that the broker forgot: then a new epoch begins. [src: TransactionManager.canRetry]
 */
export function canRetryIdempotent(
  memory: ProducerMemory,
  queue: PartitionQueue,
  batch: ProducerBatch,
  error: ErrorName,
): boolean {
  if (error !== 'OUT_OF_ORDER_SEQUENCE_NUMBER') return isRetriable(error);
  const isNext = batch.baseSequence - queue.lastAckedSequence === 1;
  if (queue.unresolvedSequence === -1 && (batch.hasResetSequence || !isNext)) return true;
  requestEpochBump(memory, queue.tp, error);
  return true;
}

/** A repeated batch expired: nobody knows whether it is in the log. */
export function markUnresolved(queue: PartitionQueue, batch: ProducerBatch): void {
  queue.unresolvedSequence = Math.max(queue.unresolvedSequence, addSequence(batch.baseSequence, batch.count));
}

/** Once nothing of the partition is out: either the doubtful batch was the last acknowledged, or a new epoch begins. */
export function resolveSequence(memory: ProducerMemory, queue: PartitionQueue): void {
  if (queue.unresolvedSequence === -1 || firstSequenceOut(queue) !== -1) return;
  const isWritten = queue.unresolvedSequence - queue.lastAckedSequence === 1;
  queue.unresolvedSequence = -1;
  if (!isWritten) requestEpochBump(memory, queue.tp, 'a batch expired and may have been written');
}

/** The next pass of the sender begins a new producer epoch and restarts this partition's sequences. */
export function requestEpochBump(memory: ProducerMemory, tp: TopicPartition, reason: string): void {
  if (!memory.epochBumps.some((bump) => bump.tp === tp)) memory.epochBumps.push({ tp, reason });
}

/** Raises the epoch by one, locally, and restarts at sequence 0 the partitions that asked for it. */
export function bumpEpochIfRequested(node: ProducerNode, ctx: Ctx<KafkaEvents>): void {
  const { memory } = node;
  if (memory.epochBumps.length === 0 || memory.producerId === -1) return;
  if (memory.producerEpoch === MAX_EPOCH) {
    // No epoch left: a new producer id is asked for instead, and the bump waits for it.
    memory.producerId = -1;
    memory.producerEpoch = -1;
    return;
  }
  memory.producerEpoch++;
  ctx.emit('producer.epochBumped', {
    producerEpoch: memory.producerEpoch,
    reason: must(memory.epochBumps[0], 'an epoch bump').reason,
  });
  for (const { tp } of memory.epochBumps)
    restartSequences(
      memory,
      must(
        memory.queues.find((queue) => queue.tp === tp),
        tp,
      ),
    );
  memory.epochBumps = [];
}

function isStale(memory: ProducerMemory, queue: PartitionQueue): boolean {
  return queue.producerEpoch !== memory.producerEpoch || queue.producerId !== memory.producerId;
}

/** Lowest sequence that was sent and is not settled, waiting for a repeat included; -1 = none. */
function firstSequenceOut(queue: PartitionQueue): number {
  let first = -1;
  const waiting = queue.waiting[0];
  if (waiting !== undefined) first = waiting.baseSequence;
  for (let i = 0; i < queue.inFlight.length; i++) {
    const sequence = (queue.inFlight[i] as ProducerBatch).baseSequence;
    if (first === -1 || sequence < first) first = sequence;
  }
  return first;
}

/** Sequences count from 0 in the present epoch; batches that were sent already are numbered anew, in their order. */
function restartSequences(memory: ProducerMemory, queue: PartitionQueue): void {
  const out = queue.inFlight.concat(queue.waiting.filter((b) => b.baseSequence !== -1));
  out.sort((a, b) => a.baseSequence - b.baseSequence);
  let sequence = 0;
  for (const batch of out) {
    batch.producerId = memory.producerId;
    batch.producerEpoch = memory.producerEpoch;
    batch.baseSequence = sequence;
    batch.hasResetSequence = true;
    sequence = addSequence(sequence, batch.count);
  }
  queue.producerId = memory.producerId;
  queue.producerEpoch = memory.producerEpoch;
  queue.nextSequence = sequence;
  queue.lastAckedSequence = -1;
  queue.unresolvedSequence = -1;
}
