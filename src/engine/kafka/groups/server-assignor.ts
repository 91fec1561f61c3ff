// What the group coordinator hands to a server-side assignor of the consumer protocol, and what it gets back (KIP-848,
// GroupSpec and GroupAssignment).

import { must } from '../../../base/assert.ts';

/** The built-in values of group.consumer.assignors, the default first. */
export const SERVER_ASSIGNORS = ['uniform', 'range'] as const;
export type ServerAssignor = (typeof SERVER_ASSIGNORS)[number];

const PACKAGE = 'org.apache.kafka.coordinator.group.assignor.';
/** What else they may be called in that setting. [src: group-coordinator/assignor/UniformAssignor.java, RangeAssignor.java] */
export const SERVER_ASSIGNOR_CLASSES = [`${PACKAGE}UniformAssignor`, `${PACKAGE}RangeAssignor`] as const;

/** The assignors that group.consumer.assignors (names or classes, with commas between them) offers, the default first. */
export function offeredAssignors(setting: string): ServerAssignor[] {
  return setting.split(',').map((entry) => {
    const at = (SERVER_ASSIGNOR_CLASSES as readonly string[]).indexOf(entry);
    return at < 0 ? (entry as ServerAssignor) : (SERVER_ASSIGNORS[at] as ServerAssignor);
  });
}

/** Kafka's Uuid of a topic: 22 characters of base64url. */
export type TopicId = string;

/** Partition numbers per topic; both in the order in which Java's map and sets iterate. */
export type TopicAssignment = Record<TopicId, number[]>;

export interface ServerMember {
  memberId: string;
  /** group.instance.id of a static member. */
  instanceId?: string;
  /** Subscribed topics that exist, in hash order of their names. */
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

/** Number of partitions of a topic. Throws when it does not exist, as Kafka's PartitionAssignorException. */
export function partitionCountOf(group: ServerGroup, topicId: TopicId): number {
  return must(
    group.partitionCounts[topicId],
    `members are subscribed to a topic that exists, not ${topicId}`,
  );
}
