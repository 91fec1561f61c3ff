// RangeAssignor (partition.assignment.strategy range, Kafka's default): topic by topic, neighbouring partitions to
// the members in order. The first members get one partition more in every topic, so imbalance adds up over topics.

import { must } from '../../../base/assert.ts';
import { type TopicPartition, topicPartition } from '../names.ts';
import {
  type AssignableTopic,
  type AssignorOptions,
  areRacksUsed,
  compareMembers,
  comparePartitions,
  type MemberPartitions,
  type MemberSubscription,
} from './client-assignor.ts';

/** Assignment of one topic under way (RangeAssignor.TopicAssignmentState). */
interface TopicState {
  topic: AssignableTopic;
  /** Subscribers in member order, each with its rack if it has one. */
  subscribers: Map<string, string | undefined>;
  /** Partition numbers not given away, ascending. */
  unassigned: number[];
  counts: Map<string, number>;
  /** Partitions that every subscriber gets; the first `extras` subscribers get one more. */
  perMember: number;
  extras: number;
  /** Racks per partition; empty when no subscriber has a rack. */
  racks: Set<string>[];
  needsRacks: boolean;
}

type Shares = Map<string, TopicPartition[]>;

/** Assigns by ranges. `topics` in the order in which the assignor meets them; result in the order of `members`. */
export function assignRange(
  members: readonly MemberSubscription[],
  topics: readonly AssignableTopic[],
  options: AssignorOptions = {},
): MemberPartitions[] {
  const states = topics
    .filter((topic) => topic.partitions > 0)
    .map((topic) => topicState(topic, members, options.prefersRacks ?? false));
  const shares: Shares = new Map(members.map((m) => [m.memberId, []]));
  const usesRacks = states.some((state) => state.needsRacks);
  if (usesRacks) assignWithinRacks(states, shares);
  for (const state of states) fillRanges(state, () => true, shares);
  if (usesRacks) for (const share of shares.values()) share.sort(comparePartitions);
  return members.map((m) => ({ memberId: m.memberId, partitions: shares.get(m.memberId) ?? [] }));
}

function topicState(
  topic: AssignableTopic,
  members: readonly MemberSubscription[],
  prefersRacks: boolean,
): TopicState {
  const sorted = members.filter((m) => m.topics.includes(topic.name)).sort(compareMembers);
  const subscribers = new Map(sorted.map((m) => [m.memberId, m.rack === '' ? undefined : m.rack]));
  const memberRacks = new Set<string>();
  for (const rack of subscribers.values()) if (rack !== undefined) memberRacks.add(rack);
  const numbers = Array.from({ length: topic.partitions }, (_, p) => p);
  const racks = memberRacks.size === 0 ? [] : numbers.map((p) => new Set(topic.racks?.[p]));
  const n = subscribers.size;
  return {
    topic,
    subscribers,
    unassigned: numbers,
    counts: new Map(sorted.map((m) => [m.memberId, 0])),
    perMember: n === 0 ? 0 : Math.floor(topic.partitions / n),
    extras: n === 0 ? 0 : topic.partitions % n,
    racks,
    needsRacks: areRacksUsed(memberRacks, racks, prefersRacks),
  };
}

function capacityOf(state: TopicState, memberId: string): number {
  const most = state.perMember + (state.extras > 0 ? 1 : 0);
  return Math.max(0, most - (state.counts.get(memberId) ?? 0));
}

function matchesRack(state: TopicState, memberId: string, partition: number): boolean {
  const rack = state.subscribers.get(memberId);
  return rack === undefined || (state.racks[partition]?.has(rack) ?? false);
}

function give(state: TopicState, memberId: string, partitions: readonly number[], shares: Shares): void {
  const share = must(shares.get(memberId), 'a share per member');
  for (const p of partitions) share.push(topicPartition(state.topic.name, p));
  const count = (state.counts.get(memberId) ?? 0) + partitions.length;
  state.counts.set(memberId, count);
  if (count > state.perMember) state.extras--;
  state.unassigned = state.unassigned.filter((p) => !partitions.includes(p));
}

function fillRanges(state: TopicState, mayHave: typeof matchesRack, shares: Shares): void {
  for (const memberId of state.subscribers.keys()) {
    if (state.unassigned.length === 0) break;
    const fitting = state.unassigned.filter((p) => mayHave(state, memberId, p));
    const taken = fitting.slice(0, capacityOf(state, memberId));
    if (taken.length > 0) give(state, memberId, taken, shares);
  }
}

/** Topics with equal subscribers (and their racks) and equal partition counts are co-partitioned. */
function assignWithinRacks(states: readonly TopicState[], shares: Shares): void {
  const groups: TopicState[][] = [];
  for (const state of states) {
    const group = groups.find((g) => isCoPartitioned(must(g[0], 'a group is not empty'), state));
    if (group === undefined) groups.push([state]);
    else group.push(state);
  }
  for (const group of groups) {
    if (group.length > 1) assignCoPartitioned(group, shares);
    else for (const state of group) if (state.needsRacks) fillRanges(state, matchesRack, shares);
  }
}

function isCoPartitioned(a: TopicState, b: TopicState): boolean {
  if (a.racks.length !== b.racks.length || a.subscribers.size !== b.subscribers.size) return false;
  for (const [memberId, rack] of a.subscribers) {
    if (!b.subscribers.has(memberId) || b.subscribers.get(memberId) !== rack) return false;
  }
  return true;
}

/** The same partition number of all topics goes to the first member that matches it in all of them. */
function assignCoPartitioned(group: readonly TopicState[], shares: Shares): void {
  const first = must(group[0], 'a group is not empty');
  const remaining = [...first.subscribers.keys()];
  for (let p = 0; p < first.racks.length && remaining.length > 0; p++) {
    const at = remaining.findIndex((id) =>
      group.every((state) => matchesRack(state, id, p) && capacityOf(state, id) > 0),
    );
    const memberId = remaining[at];
    if (memberId === undefined) continue;
    for (const state of group) give(state, memberId, [p], shares);
    if (group.every((state) => capacityOf(state, memberId) === 0)) remaining.splice(at, 1);
  }
}
