// What the general sticky algorithm works on, and the order of members by load that it keeps up to date.

import { must } from '../../../base/assert.ts';
import { type TopicPartition, topicPartition } from '../names.ts';
import { type AssignableTopic, compareText, type StickyClaim } from './client-assignor.ts';
import type { Movements } from './sticky-movements.ts';
import type { RackInfo } from './sticky-racks.ts';

export interface GeneralInput {
  topics: readonly AssignableTopic[];
  racks: RackInfo;
  /** All members, in the order in which the assignor meets them. */
  claims: readonly StickyClaim[];
  /** Valid claims per member, in Java's hash order of member ids. */
  owned: ReadonlyMap<string, readonly TopicPartition[]>;
  /** Highest generation this assignor has seen; older claims are previous owners. */
  maxGeneration: number;
}

export interface GeneralState {
  racks: RackInfo;
  partitionCounts: ReadonlyMap<string, number>;
  totalPartitions: number;
  /** Topics that each member is subscribed to and that exist. */
  topicsOf: ReadonlyMap<string, ReadonlySet<string>>;
  /** Members subscribed to each topic. */
  subscribersOf: ReadonlyMap<string, readonly string[]>;
  /** Owner of each partition in the newest generation but one. */
  previousOwners: ReadonlyMap<TopicPartition, string>;
  /** All partitions; those with few subscribers first. */
  all: TopicPartition[];
  shares: Map<string, TopicPartition[]>;
  owners: Map<TopicPartition, string>;
  /** Members that take part, by number of partitions, then by id. */
  order: string[];
  movements: Movements;
  isRevocationRequired: boolean;
}

export function generalState(input: GeneralInput): GeneralState {
  const subscribersOf = new Map<string, string[]>(input.topics.map((t) => [t.name, []]));
  const topicsOf = new Map<string, ReadonlySet<string>>();
  for (const { memberId, topics } of input.claims) {
    const existing = new Set(topics.filter((topic) => subscribersOf.has(topic)));
    topicsOf.set(memberId, existing);
    for (const topic of existing) subscribersOf.get(topic)?.push(memberId);
  }
  const demand = (topic: AssignableTopic) => subscribersOf.get(topic.name)?.length ?? 0;
  const sorted = [...input.topics].sort((a, b) => demand(a) - demand(b) || compareText(a.name, b.name));
  const all: TopicPartition[] = [];
  for (const topic of sorted) {
    for (let p = 0; p < topic.partitions; p++) all.push(topicPartition(topic.name, p));
  }
  return {
    racks: input.racks,
    partitionCounts: new Map(input.topics.map((t) => [t.name, t.partitions])),
    totalPartitions: all.length,
    topicsOf,
    subscribersOf,
    previousOwners: previousOwners(input),
    all,
    shares: new Map([...input.owned].map(([id, own]) => [id, [...own]])),
    owners: new Map(),
    order: [],
    movements: [],
    isRevocationRequired: false,
  };
}

function previousOwners(input: GeneralInput): Map<TopicPartition, string> {
  const owners = new Map<TopicPartition, string>();
  const generations = new Map<TopicPartition, number>();
  for (const { memberId, generation, ownedPartitions } of input.claims) {
    if (generation >= input.maxGeneration) continue;
    for (const tp of ownedPartitions) {
      const known = generations.get(tp);
      if (known !== undefined && generation <= known) continue;
      owners.set(tp, memberId);
      generations.set(tp, generation);
    }
  }
  return owners;
}

/** How many partitions a member has. */
export function loadOf(state: GeneralState, memberId: string): number {
  return must(state.shares.get(memberId), `a share of ${memberId}`).length;
}

/** Inserts a member where its load belongs. */
export function placeInOrder(state: GeneralState, memberId: string): void {
  const load = loadOf(state, memberId);
  let at = 0;
  for (; at < state.order.length; at++) {
    const other = state.order[at] as string;
    if ((load - loadOf(state, other) || compareText(memberId, other)) < 0) break;
  }
  state.order.splice(at, 0, memberId);
}

/** Takes a member out before its load changes. */
export function takeFromOrder(state: GeneralState, memberId: string): void {
  const at = state.order.indexOf(memberId);
  if (at >= 0) state.order.splice(at, 1);
}
