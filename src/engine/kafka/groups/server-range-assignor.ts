// The server-side RangeAssignor of the consumer protocol (group.consumer.assignors range, KIP-848): per topic, ranges of
// neighbouring partitions to the members in order. Not sticky; equal topics end up co-partitioned.

import { compareMembers } from './client-assignor.ts';
import {
  type MemberTarget,
  partitionCountOf,
  type ServerGroup,
  type TopicAssignment,
  type TopicId,
} from './server-assignor.ts';

interface TopicState {
  /** What every subscriber gets; the first `extras` get one more. */
  quota: number;
  extras: number;
  /** First partition that nobody has. */
  next: number;
}

/** New target of every member, in member order: static ones by instance id, then the others by member id. */
export function assignServerRange(group: ServerGroup): MemberTarget[] {
  const states = topicStates(group);
  const members = [...group.members].sort(compareMembers);
  return members.map(({ memberId, subscribedTopicIds }) => {
    const target: TopicAssignment = {};
    for (const topicId of subscribedTopicIds) {
      const state = states.get(topicId);
      if (state === undefined) continue;
      const size = state.quota + (state.extras > 0 ? 1 : 0);
      if (state.extras > 0) state.extras--;
      const start = state.next;
      if (size > 0) target[topicId] = Array.from({ length: size }, (_, i) => start + i);
      state.next += size;
    }
    return { memberId, target };
  });
}

function topicStates(group: ServerGroup): Map<TopicId, TopicState> {
  const subscribers = new Map<TopicId, number>();
  for (const { subscribedTopicIds } of group.members) {
    for (const topicId of subscribedTopicIds) subscribers.set(topicId, (subscribers.get(topicId) ?? 0) + 1);
  }
  const states = new Map<TopicId, TopicState>();
  for (const [topicId, n] of subscribers) {
    const partitions = partitionCountOf(group, topicId);
    states.set(topicId, { quota: Math.floor(partitions / n), extras: partitions % n, next: 0 });
  }
  return states;
}
