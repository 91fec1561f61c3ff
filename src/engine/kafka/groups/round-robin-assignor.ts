// RoundRobinAssignor (partition.assignment.strategy roundrobin): all partitions of all topics are dealt in a circle.

import { must } from '../../../base/assert.ts';
import { type TopicPartition, topicPartition } from '../names.ts';
import {
  type AssignableTopic,
  compareMembers,
  compareText,
  type MemberPartitions,
  type MemberSubscription,
} from './client-assignor.ts';

/**
 * Deals topics by name and partitions ascending to the members in order, passing over those not subscribed. Topics
 * without subscribers stay unassigned. Result in the order of `members` (RoundRobinAssignor.assign).
 */
export function assignRoundRobin(
  members: readonly MemberSubscription[],
  topics: readonly AssignableTopic[],
): MemberPartitions[] {
  const circle = [...members].sort(compareMembers);
  const shares = new Map<string, TopicPartition[]>(members.map((m) => [m.memberId, []]));
  const sorted = [...topics].sort((a, b) => compareText(a.name, b.name));
  let next = 0;
  for (const topic of sorted) {
    if (!circle.some((m) => m.topics.includes(topic.name))) continue;
    for (let p = 0; p < topic.partitions; p++) {
      while (!circle[next]?.topics.includes(topic.name)) next = (next + 1) % circle.length;
      const taker = must(circle[next], 'a member in the circle');
      must(shares.get(taker.memberId), 'a share per member').push(topicPartition(topic.name, p));
      next = (next + 1) % circle.length;
    }
  }
  return members.map((m) => ({ memberId: m.memberId, partitions: shares.get(m.memberId) ?? [] }));
}
