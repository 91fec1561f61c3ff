// The sticky assignors when all members have the same topics (AbstractStickyAssignor.ConstrainedAssignmentBuilder):
// everybody keeps up to a quota, the rest is dealt in a circle to those below it.

import { assert, must } from '../../../base/assert.ts';
import { splitTopicPartition, type TopicPartition, topicPartition } from '../names.ts';
import { type AssignableTopic, comparePartitions, compareText } from './client-assignor.ts';
import { isRackMismatch, nextMemberInRack, type RackInfo, sortByMembersNear } from './sticky-racks.ts';

/**
 * The assignor throws an IllegalStateException: what members own and what their leader knows of the topics do not fit,
 * as when partitions were added that the leader has not heard of yet. [src: ConstrainedAssignmentBuilder.build,
 * verifyUnfilledMembers: only the name of a topic is checked of what a member owns]
 */
export class AssignorFailure extends Error {}

export interface ConstrainedInput {
  topics: readonly AssignableTopic[];
  racks: RackInfo;
  /** Valid claims per member, in Java's hash order of member ids. */
  owned: ReadonlyMap<string, readonly TopicPartition[]>;
  /** Partitions that members of one generation both claimed: nobody keeps them. */
  claimedTwice: ReadonlySet<TopicPartition>;
}

export interface ConstrainedResult {
  shares: Map<string, TopicPartition[]>;
  /** Partitions given to a member that another one may still hold, with the new member. */
  transfers: Map<TopicPartition, string>;
}

interface State extends ConstrainedInput, ConstrainedResult {
  /** Every member gets at least `min` and at most `max` partitions. */
  min: number;
  max: number;
  /** How many members get more than `min`, and how many do so already. */
  overExpected: number;
  over: number;
  /** Members below `min`. */
  under: string[];
  /** Members at `min` that may get one more. */
  exact: string[];
  /** Partitions that lost their owner here, with that owner. */
  revokedFrom: Map<TopicPartition, string>;
}

/** Assigns all partitions of `topics` to the members of `owned`. There must be at least one member. */
export function assignConstrained(input: ConstrainedInput): ConstrainedResult {
  const members = input.owned.size;
  assert(members > 0, 'a group that is assigned has a member');
  let total = 0;
  for (const topic of input.topics) total += topic.partitions;
  const state: State = {
    ...input,
    shares: new Map([...input.owned.keys()].map((id) => [id, []])),
    transfers: new Map(),
    min: Math.floor(total / members),
    max: Math.ceil(total / members),
    overExpected: total % members,
    over: 0,
    under: [],
    exact: [],
    revokedFrom: new Map(),
  };
  for (const memberId of input.owned.keys()) keepOwned(state, memberId);
  const unassigned = sortByMembersNear(input.racks, unassignedPartitions(state));
  state.under.sort(compareText);
  state.exact.sort(compareText);
  dealInCircle(state, dealWithinRacks(state, unassigned));
  assertFilled(state);
  return { shares: state.shares, transfers: state.transfers };
}

function keepOwned(state: State, memberId: string): void {
  const own: TopicPartition[] = [];
  for (const tp of state.owned.get(memberId) ?? []) {
    if (isRackMismatch(state.racks, memberId, tp)) state.revokedFrom.set(tp, memberId);
    else if (!state.claimedTwice.has(tp)) own.push(tp);
  }
  own.sort(compareByNumber);
  let kept = state.min;
  if (own.length < state.min) {
    kept = own.length;
    state.under.push(memberId);
  } else if (own.length >= state.max && state.over < state.overExpected) {
    kept = state.max;
    state.over++;
    if (state.over === state.overExpected) state.exact.length = 0;
  } else if (state.over < state.overExpected) {
    state.exact.push(memberId);
  }
  const share = must(state.shares.get(memberId), 'a share per member');
  for (const [i, tp] of own.entries()) {
    if (i < kept) share.push(tp);
    else state.revokedFrom.set(tp, memberId);
  }
}

/** By partition number, then by topic: what is kept is spread over topics. */
function compareByNumber(a: TopicPartition, b: TopicPartition): number {
  const left = splitTopicPartition(a);
  const right = splitTopicPartition(b);
  return left.partition - right.partition || compareText(left.topic, right.topic);
}

function unassignedPartitions(state: State): TopicPartition[] {
  const kept = [...state.shares.values()].flat().sort(comparePartitions);
  const unassigned: TopicPartition[] = [];
  let next = 0;
  for (const topic of [...state.topics].sort((a, b) => compareText(a.name, b.name))) {
    for (let p = 0; p < topic.partitions; p++) {
      const tp = topicPartition(topic.name, p);
      if (kept[next] === tp) next++;
      else unassigned.push(tp);
    }
  }
  return unassigned;
}

/** Places what finds a member in its racks; returns the rest. Does nothing when racks do not count. */
function dealWithinRacks(state: State, unassigned: readonly TopicPartition[]): readonly TopicPartition[] {
  if (state.racks.ofMember.size === 0) return unassigned;
  const rest: TopicPartition[] = [];
  let next = 0;
  for (const tp of unassigned) {
    let taker: string | undefined;
    let at = nextMemberInRack(state.racks, tp, state.under, next);
    if (at >= 0) {
      taker = must(state.under[at], 'an index of the list');
      if (!fillUnder(state, taker, at)) at++;
      next = state.under.length === 0 ? 0 : at % state.under.length;
    } else {
      taker = takeExactInRack(state, tp);
    }
    if (taker === undefined) rest.push(tp);
    else give(state, tp, taker);
  }
  return rest;
}

/** Takes a member off `under` when its next partition lifts it to `min`. Returns whether it did. */
function fillUnder(state: State, memberId: string, at: number): boolean {
  const count = (state.shares.get(memberId)?.length ?? 0) + 1;
  if (count < state.min) return false;
  state.under.splice(at, 1);
  if (count < state.max && state.over < state.overExpected) state.exact.push(memberId);
  return true;
}

function takeExactInRack(state: State, tp: TopicPartition): string | undefined {
  const at = nextMemberInRack(state.racks, tp, state.exact, 0);
  const memberId = state.exact[at];
  if (memberId === undefined) return undefined;
  if ((state.shares.get(memberId)?.length ?? 0) + 1 === state.max) {
    state.exact.splice(at, 1);
    state.over++;
    // All members at `min` count as filled now.
    if (state.over === state.overExpected) state.exact.length = 0;
  }
  return memberId;
}

function dealInCircle(state: State, unassigned: readonly TopicPartition[]): void {
  let next = 0;
  for (const tp of unassigned) {
    let taker = state.under[next];
    if (taker !== undefined) {
      next++;
    } else if (state.under.length === 0) {
      taker = state.exact.shift();
      if (taker === undefined) throw new AssignorFailure('No more unfilled consumers to be assigned.');
    } else {
      taker = must(state.under[0], 'a list that is not empty');
      next = 1;
    }
    const count = give(state, tp, taker);
    if (count === state.min) {
      next--;
      state.under.splice(next, 1);
      state.exact.push(taker);
    } else if (count === state.max) {
      state.over++;
    }
  }
}

function give(state: State, tp: TopicPartition, memberId: string): number {
  const share = must(state.shares.get(memberId), 'a share per member');
  share.push(tp);
  const before = state.revokedFrom.get(tp);
  if ((before !== undefined && before !== memberId) || state.claimedTwice.has(tp)) {
    state.transfers.set(tp, memberId);
  }
  return share.length;
}

function assertFilled(state: State): void {
  if (state.under.length === 0) return;
  if (state.over !== state.overExpected)
    throw new AssignorFailure('More members should be above the lower quota, but no partitions are left.');
  for (const id of state.under) {
    if (state.shares.get(id)?.length !== state.min)
      throw new AssignorFailure(`${id} does not reach the lower quota, and no partitions are left.`);
  }
}
