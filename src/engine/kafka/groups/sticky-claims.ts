// Common start of the two sticky assignors (AbstractStickyAssignor.assignPartitions and allSubscriptionsEqual): who
// owns what, judged by generation, and which of the two algorithms applies.

import { splitTopicPartition, type TopicPartition } from '../names.ts';
import type {
  AssignableTopic,
  AssignorOptions,
  MemberPartitions,
  MemberSubscription,
  StickyClaim,
} from './client-assignor.ts';
import { javaStringOrder } from './java-hash.ts';
import { assignConstrained } from './sticky-constrained.ts';
import { assignGeneral } from './sticky-general.ts';
import { rackInfo } from './sticky-racks.ts';

export interface StickyOptions extends AssignorOptions {
  /** Highest generation that this assignor saw in earlier calls; -1 at first. It outlives a rebalance. */
  maxGeneration?: number;
}

export interface StickyResult {
  /** In the order of the members given. */
  assignment: MemberPartitions[];
  /** To be handed to the next call of the same consumer's assignor. */
  maxGeneration: number;
}

interface Claims {
  /** In Java's hash order of member ids. */
  owned: Map<string, TopicPartition[]>;
  claimedTwice: Set<TopicPartition>;
  maxGeneration: number;
  hasEqualTopics: boolean;
}

/**
 * Runs the sticky algorithm on the members' claims. `transfers`: partitions that change owner, with the new one; absent
 * when the general algorithm ran, which does not tell.
 */
export function assignByClaims(
  members: readonly MemberSubscription[],
  claims: readonly StickyClaim[],
  topics: readonly AssignableTopic[],
  options: StickyOptions,
): StickyResult & { transfers?: ReadonlyMap<TopicPartition, string> } {
  const { owned, claimedTwice, maxGeneration, hasEqualTopics } = judgeClaims(claims, topics, options);
  const racks = rackInfo(members, topics, options.prefersRacks ?? false);
  const inMemberOrder = (shares: ReadonlyMap<string, TopicPartition[]>) =>
    members.map((m) => ({ memberId: m.memberId, partitions: shares.get(m.memberId) ?? [] }));
  if (hasEqualTopics) {
    const { shares, transfers } = assignConstrained({ topics, racks, owned, claimedTwice });
    return { assignment: inMemberOrder(shares), maxGeneration, transfers };
  }
  const shares = assignGeneral({ topics, racks, claims, owned, maxGeneration });
  return { assignment: inMemberOrder(shares), maxGeneration };
}

function judgeClaims(
  claims: readonly StickyClaim[],
  topics: readonly AssignableTopic[],
  options: StickyOptions,
): Claims {
  const existing = new Set(topics.map((t) => t.name));
  const generations = new Map(claims.map((c) => [c.memberId, c.subscriptionGeneration]));
  const owned = new Map<string, TopicPartition[]>();
  const ownerOf = new Map<TopicPartition, string>();
  const claimedTwice = new Set<TopicPartition>();
  let maxGeneration = options.maxGeneration ?? -1;
  for (const { memberId, generation, ownedPartitions } of claims) {
    maxGeneration = Math.max(maxGeneration, generation);
    const own: TopicPartition[] = [];
    owned.set(memberId, own);
    for (const tp of ownedPartitions) {
      if (!existing.has(splitTopicPartition(tp).topic)) continue;
      const other = ownerOf.get(tp);
      const otherGeneration = other === undefined ? -1 : (generations.get(other) ?? -1);
      if (other !== undefined && generation < otherGeneration) continue;
      if (other !== undefined) remove(owned.get(other) ?? [], tp);
      // Two claims of one generation: both are invalid.
      if (other !== undefined && generation === otherGeneration) claimedTwice.add(tp);
      else own.push(tp);
      ownerOf.set(tp, memberId);
    }
  }
  const inHashOrder = new Map<string, TopicPartition[]>();
  for (const id of javaStringOrder([...owned.keys()])) inHashOrder.set(id, owned.get(id) ?? []);
  return { owned: inHashOrder, claimedTwice, maxGeneration, hasEqualTopics: haveEqualTopics(claims) };
}

function haveEqualTopics(claims: readonly StickyClaim[]): boolean {
  let first = new Set<string>();
  for (const { topics } of claims) {
    // As Kafka has it: an empty list at the start does not count.
    if (first.size === 0) first = new Set(topics);
    else if (topics.length !== first.size || !topics.every((topic) => first.has(topic))) return false;
  }
  return true;
}

function remove(list: TopicPartition[], tp: TopicPartition): void {
  const at = list.indexOf(tp);
  if (at >= 0) list.splice(at, 1);
}
