// Which partition a record goes to: by the hash of its key, or, without a key, a sticky one that changes about every
// batch.size bytes. [src: producer/internals/BuiltInPartitioner.java, KafkaProducer.partition, KIP-480, KIP-794]
// Simplification: queue lengths are those at the moment of the switch, not of the sender's last look;
// partitioner.availability.timeout.ms (off by default) is not modelled.

import { must } from '../../../base/assert.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { KafkaEvents } from '../events.ts';
import { NO_LEADER } from '../names.ts';
import { leaderFor } from '../net/client-metadata.ts';
import { hashOfKey } from './murmur2.ts';
import type { PartitionQueue, ProducerNode } from './producer-state.ts';

/** Hashes of key-0, key-1, … as far as they were needed: values of a pure function, kept to save work. */
const keyHashes: number[] = [];

/** Partition of the scenario's key number `index` among `count` partitions, leaderless ones included. */
export function partitionForKey(index: number, count: number): number {
  while (keyHashes.length <= index) keyHashes.push(hashOfKey(keyHashes.length));
  return (keyHashes[index] as number) % count;
}

/**
 * Cumulative weights of the first `length` queues: the longer a queue, the smaller its weight (longest + 1 - own).
 * undefined = no reason to prefer any, choose uniformly. [src: BuiltInPartitioner.updatePartitionLoadStats]
 */
export function loadTable(queueSizes: readonly number[], length: number): number[] | undefined {
  if (length < 1 || queueSizes.length < 2) return undefined;
  const first = must(queueSizes[0], 'a queue size');
  let longest = first;
  let isEven = true;
  for (let i = 1; i < length; i++) {
    const size = queueSizes[i] as number;
    if (size !== first) isEven = false;
    if (size > longest) longest = size;
  }
  if (isEven && length === queueSizes.length) return undefined;
  const table: number[] = [];
  let sum = 0;
  for (let i = 0; i < length; i++) {
    sum += longest + 1 - (queueSizes[i] as number);
    table.push(sum);
  }
  return table;
}

/** Index of the first entry greater than `random` modulo the last one. */
export function pickFromTable(table: readonly number[], random: number): number {
  const r = random % (table[table.length - 1] as number);
  let i = 0;
  while ((table[i] as number) <= r) i++;
  return i;
}

/** The partition that records without key go to now. `count` is the topic's number of partitions. */
export function stickyPartition(node: ProducerNode, count: number, ctx: Ctx<KafkaEvents>): number {
  const sticky = node.memory.sticky;
  if (sticky.partition === -1 || sticky.partition >= count) sticky.partition = nextSticky(node, count, ctx);
  return sticky.partition;
}

/**
 * Counts an append without key and leaves the partition when it has had enough: batch.size bytes and no half-open batch
 * left behind, or twice as much. `isNewBatch`: the append opened a batch.
 */
export function afterStickyAppend(
  node: ProducerNode,
  queue: PartitionQueue,
  bytes: number,
  isNewBatch: boolean,
  ctx: Ctx<KafkaEvents>,
): void {
  const sticky = node.memory.sticky;
  const batchSize = node.config['batch.size'];
  sticky.producedBytes += bytes;
  if (sticky.producedBytes < batchSize) return;
  const last = queue.waiting[queue.waiting.length - 1];
  const isLastFull = last === undefined || last.bytes >= batchSize;
  if (!isNewBatch && !isLastFull && sticky.producedBytes < 2 * batchSize) return;
  sticky.producedBytes = 0;
  sticky.partition = nextSticky(node, node.memory.tps.length, ctx);
}

function nextSticky(node: ProducerNode, count: number, ctx: Ctx<KafkaEvents>): number {
  const { memory, config } = node;
  const random = ctx.random('partitioner') >>> 1;
  const candidates: number[] = [];
  const sizes: number[] = [];
  let hasAllQueues = true;
  for (let p = 0; p < count; p++) {
    const queue = memory.queues[p] as PartitionQueue;
    if (!queue.isUsed) hasAllQueues = false;
    if (leaderFor(memory.metadata, queue) === NO_LEADER) continue;
    candidates.push(p);
    sizes.push(queue.waiting.length);
  }
  if (candidates.length === 0) return random % count;
  const length = sizes.length;
  // Kafka's table tells "some were left out" by its length: leaderless partitions count as left out.
  while (sizes.length < count) sizes.push(0);
  const isAdaptive = config['partitioner.adaptive.partitioning.enable'] && hasAllQueues;
  const table = isAdaptive ? loadTable(sizes, length) : undefined;
  return candidates[table === undefined ? random % length : pickFromTable(table, random)] as number;
}
