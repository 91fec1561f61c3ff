// A member's target while the uniform assignor changes it: Java's Map<Uuid, Set<Integer>>, as far as it decides in which
// order partitions come out, and so which of them move next time (AssignorHelpers.deepCopyAssignment).

import { assert } from '../../../base/assert.ts';
import {
  JAVA_DEFAULT_CAPACITY,
  javaCollectionCapacity,
  javaGrownCapacity,
  javaIntegerOrder,
} from './java-hash.ts';
import type { TopicAssignment, TopicId } from './server-assignor.ts';

interface TopicPartitions {
  topicId: TopicId;
  /** In the order in which they were put into the set. */
  partitions: number[];
  /** Table size of the set; it never shrinks. */
  capacity: number;
}

/** Topics in the order in which those of one bucket of the map come out. */
export type TargetDraft = TopicPartitions[];

/** Adds a topic of `target` with its partitions, as a copy. */
export function copyTopic(draft: TargetDraft, topicId: TopicId, partitions: readonly number[]): void {
  draft.push({ topicId, partitions: [...partitions], capacity: javaCollectionCapacity(partitions.length) });
}

/** Adds a partition; a topic that is new gets a set of `capacity`. */
export function addPartition(
  draft: TargetDraft,
  topicId: TopicId,
  partition: number,
  capacity: number = JAVA_DEFAULT_CAPACITY,
): void {
  let topic = draft.find((t) => t.topicId === topicId);
  if (topic === undefined) {
    topic = { topicId, partitions: [], capacity };
    // HashMap.computeIfAbsent puts a new key at the head of its bucket.
    draft.unshift(topic);
  }
  topic.partitions.push(partition);
  topic.capacity = javaGrownCapacity(topic.capacity, topic.partitions.length);
}

/** Takes a partition away that is there; a topic without partitions goes too. */
export function removePartition(draft: TargetDraft, topicId: TopicId, partition: number): void {
  const at = draft.findIndex((t) => t.topicId === topicId);
  const partitions = draft[at]?.partitions ?? [];
  const index = partitions.indexOf(partition);
  assert(index >= 0, `partition ${partition} of topic ${topicId} is in the target`);
  partitions.splice(index, 1);
  if (partitions.length === 0) draft.splice(at, 1);
}

/** The finished target. */
export function targetOfDraft(draft: TargetDraft): TopicAssignment {
  const target: TopicAssignment = {};
  for (const { topicId, partitions, capacity } of draft)
    target[topicId] = javaIntegerOrder(partitions, capacity);
  return target;
}
