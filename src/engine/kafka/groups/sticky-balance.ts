// The last part of the general sticky algorithm (AbstractStickyAssignor.GeneralAssignmentBuilder.balance): moves
// partitions to less loaded members, back to a previous owner first, and takes it all back if that did not help.
// Simplification: a previous owner that can take part in no move is passed over; Kafka's class fails there.

import { must } from '../../../base/assert.ts';
import { splitTopicPartition, type TopicPartition, topicPartition } from '../names.ts';
import { type GeneralState, loadOf, placeInOrder, takeFromOrder } from './sticky-general-state.ts';
import { partitionToMove, recordMovement } from './sticky-movements.ts';

/** Balances `state.shares`. `unassigned`: partitions without owner at the start; `isInitial`: nobody had anything. */
export function balance(
  state: GeneralState,
  unassigned: readonly TopicPartition[],
  isInitial: boolean,
): void {
  const movable = state.all.filter((tp) => isMovable(state, splitTopicPartition(tp).topic));
  const fresh = unassigned.filter((tp) => isMovable(state, splitTopicPartition(tp).topic));
  const fixed = setFixedAside(state);
  const before = new Map([...state.shares].map(([id, share]) => [id, [...share]]));
  if (state.order.length > 0) {
    // First only new partitions move, unless something must be revoked anyway.
    if (!state.isRevocationRequired) reassign(state, fresh);
    const hasMoved = reassign(state, movable);
    if (!isInitial && hasMoved && imbalance(state.shares) >= imbalance(before)) state.shares = before;
  }
  for (const [memberId, share] of fixed) state.shares.set(memberId, share);
}

function isMovable(state: GeneralState, topic: string): boolean {
  return (state.subscribersOf.get(topic)?.length ?? 0) >= 2;
}

/** Most partitions that a member could have. */
function mostOf(state: GeneralState, memberId: string): number {
  const topics = must(state.topicsOf.get(memberId), 'topics per member');
  if (topics.size === state.partitionCounts.size) return state.totalPartitions;
  let most = 0;
  for (const topic of topics) most += state.partitionCounts.get(topic) ?? 0;
  return most;
}

/** Takes out the members that can neither get more nor give anything away; returns their shares. */
function setFixedAside(state: GeneralState): Map<string, TopicPartition[]> {
  const fixed = new Map<string, TopicPartition[]>();
  for (const memberId of state.topicsOf.keys()) {
    const share = must(state.shares.get(memberId), 'a share per member');
    if (share.length < mostOf(state, memberId)) continue;
    if (share.some((tp) => isMovable(state, splitTopicPartition(tp).topic))) continue;
    takeFromOrder(state, memberId);
    state.shares.delete(memberId);
    fixed.set(memberId, share);
  }
  return fixed;
}

/** Sum over all pairs of members of the difference of their loads. 0 is perfect. */
function imbalance(shares: ReadonlyMap<string, readonly TopicPartition[]>): number {
  const loads = [...shares.values()].map((share) => share.length);
  let sum = 0;
  for (const [i, load] of loads.entries()) {
    for (let j = i + 1; j < loads.length; j++) sum += Math.abs(load - (loads[j] as number));
  }
  return sum;
}

/** Goes over `partitions` until a whole pass moves nothing. Returns whether anything moved. */
function reassign(state: GeneralState, partitions: readonly TopicPartition[]): boolean {
  let hasMoved = false;
  let isModified: boolean;
  do {
    isModified = false;
    for (const tp of partitions) {
      if (isBalanced(state)) break;
      const taker = betterOwner(state, tp);
      if (taker === undefined) continue;
      move(state, tp, taker);
      hasMoved = true;
      isModified = true;
    }
  } while (isModified);
  return hasMoved;
}

/** Who should have the partition instead of its owner; undefined: nobody. */
function betterOwner(state: GeneralState, tp: TopicPartition): string | undefined {
  const owner = must(state.owners.get(tp), `an owner of ${tp}`);
  const load = loadOf(state, owner);
  const previous = state.previousOwners.get(tp);
  if (previous !== undefined && (state.shares.get(previous)?.length ?? load) + 1 < load) return previous;
  // Kafka looks for somebody less loaded in the racks first, but then takes the least loaded subscriber either way.
  const { topic } = splitTopicPartition(tp);
  const subscribers = state.subscribersOf.get(topic) ?? [];
  if (!subscribers.some((other) => load > loadOf(state, other) + 1)) return undefined;
  return state.order.find((other) => state.topicsOf.get(other)?.has(topic));
}

function move(state: GeneralState, wanted: TopicPartition, to: string): void {
  const owner = must(state.owners.get(wanted), `an owner of ${wanted}`);
  const tp = partitionToMove(state.movements, wanted, owner, to);
  const from = must(state.owners.get(tp), `an owner of ${tp}`);
  takeFromOrder(state, from);
  takeFromOrder(state, to);
  recordMovement(state.movements, tp, from, to);
  const giver = must(state.shares.get(from), 'a share per member');
  giver.splice(giver.indexOf(tp), 1);
  must(state.shares.get(to), 'a share per member').push(tp);
  state.owners.set(tp, to);
  placeInOrder(state, to);
  placeInOrder(state, from);
}

/** Loads differ by one at most, or nobody could take a partition from somebody with at least two more. */
function isBalanced(state: GeneralState): boolean {
  const least = loadOf(state, must(state.order[0], 'a member that takes part'));
  const most = loadOf(state, must(state.order.at(-1), 'a member that takes part'));
  if (least >= most - 1) return true;
  return state.order.every((memberId) => !couldTakeMore(state, memberId));
}

function couldTakeMore(state: GeneralState, memberId: string): boolean {
  const load = loadOf(state, memberId);
  if (load === mostOf(state, memberId)) return false;
  for (const topic of state.topicsOf.get(memberId) ?? []) {
    for (let p = 0; p < (state.partitionCounts.get(topic) ?? 0); p++) {
      const owner = state.owners.get(topicPartition(topic, p));
      if (owner === undefined || owner === memberId) continue;
      if (load + 1 < (state.shares.get(owner)?.length ?? 0)) return true;
    }
  }
  return false;
}
