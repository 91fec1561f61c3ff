// What the leader of a classic group hands to an assignor, and what all client-side assignors share: the order of
// members, the order of partitions, and when racks count (KIP-881).

import { splitTopicPartition, type TopicPartition } from '../names.ts';

/** One member's subscription, as its JoinGroup request carries it (ConsumerPartitionAssignor.Subscription). */
export interface MemberSubscription {
  memberId: string;
  topics: readonly string[];
  /** What it still owns; empty for members that revoked everything before joining (eager). */
  ownedPartitions: readonly TopicPartition[];
  /** Generation in which it owned that; -1 for none. */
  generation: number;
  /** group.instance.id of a static member. */
  instanceId?: string;
  /** client.rack; absent or empty: none. */
  rack?: string;
  /** What the two sticky assignors remember in the subscription's user data. */
  userData?: StickyUserData;
}

/** User data of the sticky assignors. `cooperative-sticky` writes the generation only. */
export interface StickyUserData {
  ownedPartitions: readonly TopicPartition[];
  /** Generation of that assignment; -1 for none. */
  generation: number;
}

/** What a member claims to own, as the assignor decodes it (AbstractStickyAssignor.MemberData). */
export interface StickyClaim {
  memberId: string;
  topics: readonly string[];
  ownedPartitions: readonly TopicPartition[];
  /** Generation of the claim; -1 for none. */
  generation: number;
  /** Generation field of the subscription itself: the one by which a partition claimed twice is judged. */
  subscriptionGeneration: number;
}

/** A topic with partitions 0 to `partitions` - 1. */
export interface AssignableTopic {
  name: string;
  partitions: number;
  /** Racks of the replicas of each partition; absent: unknown. */
  racks?: readonly (readonly string[])[];
}

/** A member's share, in the order in which the assignor gave it. */
export interface MemberPartitions {
  memberId: string;
  partitions: TopicPartition[];
}

export interface AssignorOptions {
  /**
   * Use racks whenever members and replicas share one. Exists in Kafka for its own tests only; false: also some
   * partition must lack a replica in one of the racks.
   */
  prefersRacks?: boolean;
}

/** Order of strings as Java's String.compareTo sees it: by UTF-16 units. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Static members first, by instance id, then the others by member id (AbstractPartitionAssignor.MemberInfo). */
export function compareMembers(
  a: { memberId: string; instanceId?: string },
  b: { memberId: string; instanceId?: string },
): number {
  if (a.instanceId !== undefined && b.instanceId !== undefined)
    return compareText(a.instanceId, b.instanceId);
  if (a.instanceId !== undefined) return -1;
  if (b.instanceId !== undefined) return 1;
  return compareText(a.memberId, b.memberId);
}

/** By topic, then by partition number. */
export function comparePartitions(a: TopicPartition, b: TopicPartition): number {
  const left = splitTopicPartition(a);
  const right = splitTopicPartition(b);
  return compareText(left.topic, right.topic) || left.partition - right.partition;
}

/**
 * Whether racks count: members and replicas share a rack, and not every partition has a replica in every rack
 * (AbstractPartitionAssignor.useRackAwareAssignment).
 */
export function areRacksUsed(
  memberRacks: ReadonlySet<string>,
  racksOfPartitions: readonly ReadonlySet<string>[],
  prefersRacks: boolean,
): boolean {
  const all = new Set<string>();
  for (const racks of racksOfPartitions) for (const rack of racks) all.add(rack);
  let isShared = false;
  for (const rack of memberRacks) isShared ||= all.has(rack);
  if (!isShared) return false;
  return prefersRacks || racksOfPartitions.some((racks) => racks.size !== all.size);
}
