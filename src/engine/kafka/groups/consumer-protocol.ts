// In which order partitions arrive after they travelled inside JoinGroup and SyncGroup. The messages group them by
// topic; the sticky assignors go on from that order, so it decides results (ConsumerProtocol, StickyAssignor).

import { splitTopicPartition, type TopicPartition, topicPartition } from '../names.ts';
import {
  comparePartitions,
  compareText,
  type MemberSubscription,
  type StickyUserData,
} from './client-assignor.ts';
import { javaStringOrder } from './java-hash.ts';

/** A subscription as the leader reads it: topics and owned partitions sorted (ConsumerProtocol.serializeSubscription). */
export function subscriptionAsRead(subscription: MemberSubscription): MemberSubscription {
  return {
    ...subscription,
    topics: [...subscription.topics].sort(compareText),
    ownedPartitions: [...subscription.ownedPartitions].sort(comparePartitions),
  };
}

/** An assignment as the member reads it: topics in order of their first partition (ConsumerProtocol.serializeAssignment). */
export function assignmentAsRead(partitions: readonly TopicPartition[]): TopicPartition[] {
  const byTopic = groupByTopic(partitions);
  return flatten(byTopic, [...byTopic.keys()]);
}

/**
 * What a member's StickyAssignor writes of its last assignment, as the leader reads it: topics in hash order
 * (StickyAssignor.serializeTopicPartitionAssignment).
 */
export function stickyUserData(
  lastAssignment: readonly TopicPartition[],
  generation: number,
): StickyUserData {
  const byTopic = groupByTopic(lastAssignment);
  // HashMap.computeIfAbsent puts a new key at the head of its bucket: the opposite of put.
  const topics = javaStringOrder([...byTopic.keys()].reverse());
  return { ownedPartitions: flatten(byTopic, topics), generation };
}

function groupByTopic(partitions: readonly TopicPartition[]): Map<string, number[]> {
  const byTopic = new Map<string, number[]>();
  for (const tp of partitions) {
    const { topic, partition } = splitTopicPartition(tp);
    const known = byTopic.get(topic);
    if (known === undefined) byTopic.set(topic, [partition]);
    else known.push(partition);
  }
  return byTopic;
}

function flatten(
  byTopic: ReadonlyMap<string, readonly number[]>,
  topics: readonly string[],
): TopicPartition[] {
  return topics.flatMap((topic) => (byTopic.get(topic) ?? []).map((p) => topicPartition(topic, p)));
}
