// CooperativeStickyAssignor (partition.assignment.strategy cooperative-sticky, KIP-429): sticky, but a partition that
// changes owner is left out in this round. Its old owner revokes it and rejoins; the next round gives it to the new one.

import type { TopicPartition } from '../names.ts';
import type { AssignableTopic, MemberPartitions, MemberSubscription } from './client-assignor.ts';
import { assignByClaims, type StickyOptions, type StickyResult } from './sticky-claims.ts';

/** Assigns to the members, given in the order in which the assignor meets them. */
export function assignCooperativeSticky(
  members: readonly MemberSubscription[],
  topics: readonly AssignableTopic[],
  options: StickyOptions = {},
): StickyResult {
  const claims = members.map((m) => ({
    memberId: m.memberId,
    topics: m.topics,
    ownedPartitions: m.ownedPartitions,
    // A member without a generation may still remember one in its user data.
    generation: m.generation >= 0 ? m.generation : (m.userData?.generation ?? -1),
    subscriptionGeneration: m.generation,
  }));
  const { assignment, maxGeneration, transfers } = assignByClaims(members, claims, topics, options);
  const moving = transfers ?? movingPartitions(members, assignment);
  const settled = assignment.map(({ memberId, partitions }) => ({
    memberId,
    partitions: partitions.filter((tp) => moving.get(tp) !== memberId),
  }));
  return { assignment: settled, maxGeneration };
}

/** Partitions that one member loses and another gets, with the latter. */
function movingPartitions(
  members: readonly MemberSubscription[],
  assignment: readonly MemberPartitions[],
): Map<TopicPartition, string> {
  const revoked = new Set<TopicPartition>();
  for (const [i, { ownedPartitions }] of members.entries()) {
    const assigned = new Set(assignment[i]?.partitions);
    for (const tp of ownedPartitions) if (!assigned.has(tp)) revoked.add(tp);
  }
  const moving = new Map<TopicPartition, string>();
  for (const [i, { memberId, partitions }] of assignment.entries()) {
    const owned = new Set(members[i]?.ownedPartitions);
    for (const tp of partitions) if (!owned.has(tp) && revoked.has(tp)) moving.set(tp, memberId);
  }
  return moving;
}
