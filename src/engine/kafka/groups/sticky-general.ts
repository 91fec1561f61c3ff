// The sticky assignors when members have different topics (AbstractStickyAssignor.GeneralAssignmentBuilder): keep what
// is valid, give the rest to whoever has least, then move partitions while that improves the balance.

import { must } from '../../../base/assert.ts';
import { splitTopicPartition, type TopicPartition } from '../names.ts';
import { comparePartitions } from './client-assignor.ts';
import { balance } from './sticky-balance.ts';
import {
  type GeneralInput,
  type GeneralState,
  generalState,
  placeInOrder,
  takeFromOrder,
} from './sticky-general-state.ts';
import { isRackMismatch } from './sticky-racks.ts';

/** Assigns all partitions of topics that somebody is subscribed to. Shares in Java's hash order of member ids. */
export function assignGeneral(input: GeneralInput): Map<string, TopicPartition[]> {
  const state = generalState(input);
  const unassigned = dropInvalid(state);
  for (const memberId of state.shares.keys()) placeInOrder(state, memberId);
  // Somebody who must give partitions up anyway allows larger changes.
  const largest = must(state.order.at(-1), 'a group that is assigned has a member');
  const isInitial = state.shares.get(largest)?.length === 0;
  // Racks first; what finds no member in its racks goes to any.
  let rest: readonly TopicPartition[] = unassigned;
  if (input.racks.ofMember.size > 0) rest = unassigned.filter((tp) => !giveToLeast(state, tp, true));
  for (const tp of rest) giveToLeast(state, tp, false);
  balance(state, unassigned, isInitial);
  return state.shares;
}

/** Takes away what members may not keep; returns the partitions without owner, in the order of `state.all`. */
function dropInvalid(state: GeneralState): TopicPartition[] {
  const kept: TopicPartition[] = [];
  for (const [memberId, share] of state.shares) {
    const topics = must(state.topicsOf.get(memberId), 'topics per member');
    const valid = share.filter((tp) => {
      const isSubscribed = topics.has(splitTopicPartition(tp).topic);
      if (isSubscribed && !isRackMismatch(state.racks, memberId, tp)) return true;
      state.isRevocationRequired = true;
      return false;
    });
    state.shares.set(memberId, valid);
    for (const tp of valid) {
      kept.push(tp);
      state.owners.set(tp, memberId);
    }
  }
  return withoutOwner(state, kept);
}

/**
 * All partitions but the kept ones, found as Kafka does, by walking two sorted lists: a claim of a partition that is
 * no more (its topic was made again, smaller) stops the walk, and what comes later counts as unassigned.
 */
function withoutOwner(state: GeneralState, kept: TopicPartition[]): TopicPartition[] {
  const demand = (tp: TopicPartition) => state.subscribersOf.get(splitTopicPartition(tp).topic)?.length ?? 0;
  kept.sort((a, b) => demand(a) - demand(b) || comparePartitions(a, b));
  let next = 0;
  return state.all.filter((tp) => {
    if (kept[next] !== tp) return true;
    next++;
    return false;
  });
}

/** Gives a partition to the subscribed member that has least. Returns whether there was one. */
function giveToLeast(state: GeneralState, tp: TopicPartition, withinRacks: boolean): boolean {
  const { topic } = splitTopicPartition(tp);
  for (const memberId of state.order) {
    if (!state.topicsOf.get(memberId)?.has(topic)) continue;
    if (withinRacks && isRackMismatch(state.racks, memberId, tp)) continue;
    takeFromOrder(state, memberId);
    state.shares.get(memberId)?.push(tp);
    state.owners.set(tp, memberId);
    placeInOrder(state, memberId);
    return true;
  }
  return false;
}
