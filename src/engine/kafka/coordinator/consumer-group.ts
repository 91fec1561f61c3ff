// A group of the consumer protocol (KIP-848) as its coordinator holds it: epochs, the target, who holds what.
// [src: group-coordinator/modern/consumer/ConsumerGroup.java: currentPartitionEpoch; modern/ModernGroup.java: subscriptionType; modern/TargetAssignmentBuilder.java]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { compareText } from '../groups/client-assignor.ts';
import type { CurrentAssignment } from '../groups/current-assignment-builder.ts';
import type { TopicAssignment } from '../groups/server-assignor.ts';
import { nextTargets } from '../groups/target-assignment.ts';
import type { MetadataImage } from '../metadata-records.ts';
import { type TopicPartition, topicPartition } from '../names.ts';
import { preferredAssignor } from './consumer-group-state.ts';
import type { ConsumerGroup, ConsumerGroupMember } from './coordinator-state.ts';
import { topicUuid } from './member-ids.ts';

/** Left for a while: memberEpoch of a static member that said so. */
export const LEFT_FOR_A_WHILE = -2;

/** Topics that some member subscribes to, sorted. */
export function topicsOf(group: ConsumerGroup): string[] {
  const topics: string[] = [];
  for (const id in group.members) {
    for (const topic of group.members[id]?.subscribedTopics ?? [])
      if (!topics.includes(topic)) topics.push(topic);
  }
  return topics.sort(compareText);
}

/** What of the subscribed topics decides assignments; a change of it is a new group epoch. */
export function metadataHashOf(group: ConsumerGroup, image: MetadataImage): string {
  const parts: string[] = [];
  for (const topic of topicsOf(group)) {
    const count = image.topics[topic];
    if (count !== undefined) parts.push(`${topic}:${count}`);
  }
  return parts.join(',');
}

/** Ids of those of `topics` that exist. */
export function existingIds(topics: readonly string[], image: MetadataImage): string[] {
  return topics.filter((topic) => image.topics[topic] !== undefined).map(topicUuid);
}

/** Computes everybody's target for the present group epoch. Returns the members whose target changed. */
export function computeTarget(node: BrokerNode, group: ConsumerGroup, ctx: BrokerCtx): ConsumerGroupMember[] {
  const { image } = node.memory;
  const partitionCounts: Record<string, number> = {};
  for (const topic of topicsOf(group)) {
    const count = image.topics[topic];
    if (count !== undefined) partitionCounts[topicUuid(topic)] = count;
  }
  const list = Object.values(group.members);
  const first = list[0]?.subscribedTopics ?? [];
  const isHomogeneous = list.every(
    (m) => m.subscribedTopics.length === first.length && m.subscribedTopics.every((t) => first.includes(t)),
  );
  const assignor = preferredAssignor(group, node.config);
  const targets = nextTargets(assignor, {
    members: list.map((m) => ({
      memberId: m.memberId,
      ...(m.instanceId !== '' && { instanceId: m.instanceId }),
      subscribedTopicIds: existingIds(m.subscribedTopics, image),
      target: m.target,
    })),
    isHomogeneous,
    partitionCounts,
  });
  group.assignmentEpoch = group.groupEpoch;
  group.computedMs = ctx.nowMs;
  ctx.emit('group.targetComputed', {
    group: group.groupId,
    assignmentEpoch: group.assignmentEpoch,
    assignor,
    members: list.length,
  });
  const changed: ConsumerGroupMember[] = [];
  for (const { memberId, target } of targets) {
    const member = group.members[memberId];
    if (member === undefined || member.target === target) continue;
    const next = { ...member, target };
    group.members[memberId] = next;
    changed.push(next);
  }
  return changed;
}

/** memberEpoch of whoever holds a partition or is giving it up, -1 when it is free. */
export function holderEpoch(group: ConsumerGroup, topicId: string, partition: number): number {
  for (const id in group.members) {
    const current = group.members[id]?.current;
    if (current === undefined) continue;
    if (holds(current.assigned, topicId, partition) || holds(current.pendingRevocation, topicId, partition))
      return current.memberEpoch;
  }
  return -1;
}

function holds(assignment: CurrentAssignment, topicId: string, partition: number): boolean {
  return assignment[topicId]?.some((p) => p.partition === partition) === true;
}

/** Partition numbers by topic, as topic partitions; `topics` names the topics of the ids. */
export function partitionsOf(
  assignment: Readonly<CurrentAssignment> | Readonly<TopicAssignment>,
  topics: readonly string[],
): TopicPartition[] {
  const tps: TopicPartition[] = [];
  for (const topic of topics) {
    for (const p of assignment[topicUuid(topic)] ?? []) {
      tps.push(topicPartition(topic, typeof p === 'number' ? p : p.partition));
    }
  }
  return tps;
}

/** All topics of a broker's metadata: names for the ids in an assignment, also of topics nobody subscribes to any more. */
export function knownTopics(image: MetadataImage): string[] {
  return Object.keys(image.topics);
}
