// StickyAssignor (partition.assignment.strategy sticky): balanced, and moving as little as possible. Eager: members
// revoke everything before they join, so what they owned comes from the subscription's user data.

import type { AssignableTopic, MemberSubscription } from './client-assignor.ts';
import { assignByClaims, type StickyOptions, type StickyResult } from './sticky-claims.ts';

/** Assigns to the members, given in the order in which the assignor meets them (StickyAssignor.assignPartitions). */
export function assignSticky(
  members: readonly MemberSubscription[],
  topics: readonly AssignableTopic[],
  options: StickyOptions = {},
): StickyResult {
  const claims = members.map((m) => ({
    memberId: m.memberId,
    topics: m.topics,
    ownedPartitions: m.userData?.ownedPartitions ?? [],
    generation: m.userData?.generation ?? -1,
    subscriptionGeneration: m.generation,
  }));
  const { assignment, maxGeneration } = assignByClaims(members, claims, topics, options);
  return { assignment, maxGeneration };
}
