// The assignment that the leader of a classic group computes between JoinGroup and SyncGroup: the members and topics in
// the order in which Java's maps give them to the assignor (ConsumerCoordinator.onLeaderElected,
// AbstractPartitionAssignor.assign).

import { must } from '../../../base/assert.ts';
import type { AssignableTopic, MemberSubscription } from './client-assignor.ts';
import { assignCooperativeSticky } from './cooperative-sticky-assignor.ts';
import { javaStringOrder } from './java-hash.ts';
import { assignRange } from './range-assignor.ts';
import { assignRoundRobin } from './round-robin-assignor.ts';
import { assignSticky } from './sticky-assignor.ts';
import type { StickyResult } from './sticky-claims.ts';

/** The built-in values of partition.assignment.strategy, by the name that travels in JoinGroup. */
export const CLIENT_ASSIGNORS = ['range', 'roundrobin', 'sticky', 'cooperative-sticky'] as const;
export type ClientAssignor = (typeof CLIENT_ASSIGNORS)[number];

/**
 * Assigns with the named assignor. `members` in the order of the JoinGroup response; `topics`: those that the leader's
 * metadata knows; `maxGeneration`: what the leader's assignor returned last time, -1 at first. Result in hash order
 * of member ids.
 */
export function assignAsLeader(
  assignor: ClientAssignor,
  members: readonly MemberSubscription[],
  topics: readonly AssignableTopic[],
  maxGeneration = -1,
): StickyResult {
  const byId = new Map(members.map((m) => [m.memberId, m]));
  const ordered = javaStringOrder([...byId.keys()]).map((id) => must(byId.get(id), 'a member by its id'));
  const met = topicsInMapOrder(ordered, topics);
  switch (assignor) {
    case 'range':
      return { assignment: assignRange(ordered, met), maxGeneration };
    case 'roundrobin':
      return { assignment: assignRoundRobin(ordered, met), maxGeneration };
    case 'sticky':
      return assignSticky(ordered, met, { maxGeneration });
    case 'cooperative-sticky':
      return assignCooperativeSticky(ordered, met, { maxGeneration });
  }
}

/** Subscribed topics that exist, as they come out of a set of names and then of a map by name. */
function topicsInMapOrder(
  members: readonly MemberSubscription[],
  topics: readonly AssignableTopic[],
): AssignableTopic[] {
  const byName = new Map(topics.filter((t) => t.partitions > 0).map((t) => [t.name, t]));
  const subscribed = javaStringOrder([...new Set(members.flatMap((m) => m.topics))]);
  const known = subscribed.filter((name) => byName.has(name));
  return javaStringOrder(known).map((name) => must(byName.get(name), 'a topic by its name'));
}
