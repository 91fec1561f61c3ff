// Which partition the keys of a scenario belong to, by the hash that producers use.

import type { World } from '../../kernel/world.ts';
import type { TopicPartition } from '../names.ts';
import { isInternal, topicPartition } from '../names.ts';
import { hashOfText } from '../producer/murmur2.ts';
import { partitionForKey } from '../producer/partitioner.ts';
import type { ProducerNode } from '../producer/producer-state.ts';
import { viewPartitions } from './cluster.ts';
import { newestImage } from './newest-image.ts';

/** How many partitions a topic has by the newest metadata; 0 when there is none. */
export function countPartitions(world: World, topic: string): number {
  return newestImage(world).topics[topic] ?? 0;
}

/** Where a producer that knows all partitions sends this key; undefined without the topic. */
export function findPartitionOfKey(world: World, topic: string, key: string): TopicPartition | undefined {
  const count = countPartitions(world, topic);
  return count === 0 ? undefined : topicPartition(topic, hashOfText(key) % count);
}

/** How many of key-0 … key-(keys - 1) change partition when a topic goes from one number of partitions to another. */
export function countMovedKeys(keys: number, from: number, to: number): number {
  let moved = 0;
  for (let i = 0; i < keys; i++) if (partitionForKey(i, from) !== partitionForKey(i, to)) moved++;
  return moved;
}

/** The keys of one partition, and what has been written there. */
export interface KeysView {
  readonly tp: TopicPartition;
  /** Index over all partitions, for colour and shape. */
  readonly index: number;
  /** In order of their numbers; of those that the scenario's producers of the topic use. */
  readonly keys: readonly string[];
  /** End of the leader's log, -1 without a leader. */
  readonly logEndOffset: number;
}

/** Every partition with the keys that belong there by the newest metadata. */
export function viewKeys(world: World): KeysView[] {
  const partitions = viewPartitions(world).filter(({ tp }) => !isInternal(tp));
  const counts: Record<string, number> = {};
  for (const { topic } of partitions) counts[topic] = (counts[topic] ?? 0) + 1;
  const keysOf: Record<string, number> = {};
  for (const id of world.order) {
    const node = world.nodes[id] as ProducerNode;
    if (node.kind !== 'producer') continue;
    const { topic, keys } = node.config;
    keysOf[topic] = Math.max(keysOf[topic] ?? 0, keys);
  }
  return partitions.map(({ tp, topic, partition, index, leader, replicas }) => ({
    tp,
    index,
    keys: Array.from({ length: keysOf[topic] ?? 0 }, (_, i) => i)
      .filter((key) => partitionForKey(key, counts[topic] ?? 1) === partition)
      .map((key) => `key-${key}`),
    logEndOffset: replicas.find((replica) => replica.broker === leader)?.logEndOffset ?? -1,
  }));
}
