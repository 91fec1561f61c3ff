// The assignor of share groups (KIP-932): every partition gets as many members as it takes for everyone to have work,
// every member its part of these places. With no more members than partitions nobody shares. Balance first, then as few
// moves as possible. [src: group-coordinator/assignor/SimpleAssignor.java, SimpleHomogeneousAssignmentBuilder.java]
// Simplification: the members of a group all subscribe to the same topics; the builder for other groups is not here.

import { must } from '../../../base/assert.ts';
import { JAVA_DEFAULT_CAPACITY, javaHashOrder, javaIntegerOrder } from './java-hash.ts';
import type { MemberTarget, ServerMember, TopicAssignment, TopicId } from './server-assignor.ts';
import { javaUuidHash } from './uuid.ts';

/** What the assignor is asked: members in the coordinator's order, partitions whose share state is initialized. */
export interface ShareGroupSpec {
  readonly members: readonly ServerMember[];
  /** By topic, in the order of the subscription; partitions ascending. */
  readonly assignable: Readonly<Record<TopicId, readonly number[]>>;
}

interface Place {
  topicId: TopicId;
  partition: number;
  /** Indexes of the members that have it. */
  members: number[];
}

interface Draft {
  spec: ShareGroupSpec;
  /** Places per partition, and per member. */
  sharing: number;
  wanted: number[];
  /** In the order of Java's map. */
  places: Map<string, Place>;
  /** What each member has, in the order in which it got it. */
  has: string[][];
  unfilled: Set<number>;
}

function keyOf(topicId: TopicId, partition: number): string {
  return `${topicId}:${partition}`;
}

/** TopicIdPartition is a record: 31 * hash of the first component + hash of the second. */
function placeHash(place: Pick<Place, 'topicId' | 'partition'>): number {
  return (Math.imul(31, javaUuidHash(place.topicId)) + place.partition) | 0;
}

/** Capacity of AssignorHelpers.newHashMap(size). */
function knownCapacity(size: number): number {
  const asked = Math.trunc((size + 1) / 0.75 + 1);
  let capacity = 1;
  while (capacity < asked) capacity *= 2;
  return capacity;
}

/** New target of every member. */
export function assignSimple(spec: ShareGroupSpec): MemberTarget[] {
  const topics = Object.keys(spec.assignable);
  if (spec.members.length === 0 || topics.length === 0) {
    return spec.members.map(({ memberId }) => ({ memberId, target: {} }));
  }
  const draft = draftOf(spec);
  const overfilled = takeOver(draft);
  revokeOverfilled(draft, overfilled);
  revokeOvershared(draft);
  addMissing(draft);
  assignRemaining(draft);
  return spec.members.map(({ memberId }, i) => ({ memberId, target: targetOf(draft.has[i] ?? []) }));
}

function draftOf(spec: ShareGroupSpec): Draft {
  const { members, assignable } = spec;
  let partitions = 0;
  for (const id in assignable) partitions += (assignable[id] ?? []).length;
  const sharing = partitions === 0 ? 0 : Math.trunc((members.length + partitions - 1) / partitions);
  const precise = (sharing * partitions) / members.length;
  return {
    spec,
    sharing,
    wanted: members.map((_, i) => Math.ceil(precise * (i + 1)) - Math.ceil(precise * i)),
    places: new Map(),
    has: members.map(() => []),
    unfilled: new Set(),
  };
}

/** What members have of topics they still subscribe to. Returns those with more than they should have. */
function takeOver(draft: Draft): number[] {
  const { members, assignable } = draft.spec;
  const overfilled: number[] = [];
  members.forEach(({ target }, member) => {
    let count = 0;
    for (const topicId of Object.keys(target)) {
      if (assignable[topicId] === undefined) continue;
      for (const partition of target[topicId] ?? []) {
        count++;
        placeOf(draft, topicId, partition).members.push(member);
        draft.has[member]?.push(keyOf(topicId, partition));
      }
    }
    const wanted = draft.wanted[member] ?? 0;
    if (count < wanted) draft.unfilled.add(member);
    else if (count > wanted) overfilled.push(member);
  });
  return overfilled;
}

function placeOf(draft: Draft, topicId: TopicId, partition: number): Place {
  const key = keyOf(topicId, partition);
  let place = draft.places.get(key);
  if (place === undefined) {
    place = { topicId, partition, members: [] };
    draft.places.set(key, place);
  }
  return place;
}

function addMissing(draft: Draft): void {
  const { assignable } = draft.spec;
  for (const topicId of Object.keys(assignable))
    for (const partition of assignable[topicId] ?? []) placeOf(draft, topicId, partition);
}

/** computeIfAbsent puts a new key at the head of its bucket: inside one, the last put comes first. */
function placesInOrder(draft: Draft): Place[] {
  let partitions = 0;
  for (const id in draft.spec.assignable) partitions += (draft.spec.assignable[id] ?? []).length;
  return javaHashOrder([...draft.places.values()].reverse(), placeHash, knownCapacity(partitions));
}

function drop(draft: Draft, member: number, place: Place): void {
  const key = keyOf(place.topicId, place.partition);
  draft.has[member] = (draft.has[member] ?? []).filter((k) => k !== key);
  place.members = place.members.filter((m) => m !== member);
}

function revokeOverfilled(draft: Draft, overfilled: readonly number[]): void {
  for (const member of overfilled) {
    const had = (draft.has[member] ?? []).map((key) => must(draft.places.get(key), 'a place of a member'));
    for (const place of javaHashOrder(had, placeHash)) {
      if ((draft.has[member] ?? []).length <= (draft.wanted[member] ?? 0)) break;
      drop(draft, member, place);
    }
  }
}

function revokeOvershared(draft: Draft): void {
  for (const place of placesInOrder(draft)) {
    if (place.members.length <= draft.sharing) continue;
    for (const member of javaIntegerOrder(place.members, JAVA_DEFAULT_CAPACITY)) {
      drop(draft, member, place);
      draft.unfilled.add(member);
      if (place.members.length <= draft.sharing) break;
    }
  }
}

/** Members with room take turns at the partitions that lack some. */
function assignRemaining(draft: Draft): void {
  const inTurn = () => [...draft.unfilled].sort((a, b) => a - b);
  let turn = inTurn();
  let at = 0;
  let hasAssigned = false;
  for (const place of placesInOrder(draft)) {
    if (draft.unfilled.size === 0) return;
    // As in Kafka, who gets it now is not looked at again for this partition.
    const { members } = place;
    for (let missing = draft.sharing - members.length; missing > 0; ) {
      if (at >= turn.length) {
        if (!hasAssigned || draft.unfilled.size === 0) break;
        turn = inTurn();
        at = 0;
        hasAssigned = false;
      }
      const member = turn[at++] as number;
      if (members.includes(member)) continue;
      const mine = draft.has[member] ?? [];
      const key = keyOf(place.topicId, place.partition);
      if (!mine.includes(key)) mine.push(key);
      missing--;
      hasAssigned = true;
      if (mine.length >= (draft.wanted[member] ?? 0)) draft.unfilled.delete(member);
    }
  }
}

function targetOf(keys: readonly string[]): TopicAssignment {
  const target: TopicAssignment = {};
  for (const key of keys) {
    const colon = key.lastIndexOf(':');
    const topicId = key.slice(0, colon);
    const partition = Number(key.slice(colon + 1));
    const list = target[topicId];
    if (list === undefined) target[topicId] = [partition];
    else list.push(partition);
  }
  return target;
}
