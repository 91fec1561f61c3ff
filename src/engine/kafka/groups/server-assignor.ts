// What the group coordinator hands to a server-side assignor of the consumer protocol (KIP-848, GroupSpec), and the
// order in which its hash maps give it away.

import { must } from '../../../base/assert.ts';
import { javaCollectionCapacity, javaHashOrder, javaStringOrder } from './java-hash.ts';
import { javaUuidHash } from './uuid.ts';

/** Kafka's Uuid of a topic: 22 characters of base64url. */
export type TopicId = string;

/** Partition numbers per topic; keys in the order in which the map iterates. */
export type TopicAssignment = Record<TopicId, number[]>;

export interface ServerMember {
  memberId: string;
  /** group.instance.id of a static member. */
  instanceId?: string;
  /** Subscribed topics that exist. */
  subscribedTopicIds: readonly TopicId[];
  /** Its part of the target assignment so far; not changed. */
  target: Readonly<TopicAssignment>;
}

export interface ServerGroup {
  /** In the order in which the assignor meets them. */
  members: readonly ServerMember[];
  /** Every subscribed topic name is subscribed to by every member (ModernGroup.subscriptionType). */
  isHomogeneous: boolean;
  /** Number of partitions of each topic. */
  partitionCounts: Readonly<Record<TopicId, number>>;
}

export interface MemberTarget {
  memberId: string;
  target: TopicAssignment;
}

/** The group in the order of the coordinator's own maps and sets (TargetAssignmentBuilder.build, Assignment.fromRecord). */
export function inCoordinatorOrder(group: ServerGroup): ServerGroup {
  const byId = new Map(group.members.map((m) => [m.memberId, m]));
  const ordered = javaStringOrder([...byId.keys()]).map((id) => must(byId.get(id), 'a member by its id'));
  return { ...group, members: ordered.map((m) => ({ ...m, target: targetInMapOrder(m.target) })) };
}

function targetInMapOrder(target: Readonly<TopicAssignment>): TopicAssignment {
  const ordered: TopicAssignment = {};
  for (const topicId of javaHashOrder(Object.keys(target), javaUuidHash)) {
    const partitions = target[topicId] ?? [];
    // Integer.hashCode is the number itself; the set is made from the list in the record.
    ordered[topicId] = javaHashOrder(partitions, (p) => p, javaCollectionCapacity(partitions.length));
  }
  return ordered;
}

/** Number of partitions of a topic. Throws when it does not exist, as Kafka's PartitionAssignorException. */
export function partitionCountOf(group: ServerGroup, topicId: TopicId): number {
  return must(
    group.partitionCounts[topicId],
    `members are subscribed to a topic that exists, not ${topicId}`,
  );
}
