// Which partition the keys of a scenario belong to, by the hash that producers use.

import type { World } from '../../kernel/world.ts';
import type { TopicPartition } from '../names.ts';
import { topicPartition } from '../names.ts';
import { hashOfText } from '../producer/murmur2.ts';
import { partitionForKey } from '../producer/partitioner.ts';
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
