// What the sticky assignors know of racks (KIP-881, AbstractStickyAssignor.RackInfo).

import { type TopicPartition, topicPartition } from '../names.ts';
import { type AssignableTopic, areRacksUsed, type MemberSubscription } from './client-assignor.ts';

export interface RackInfo {
  /** Rack of each member that has one; empty when racks do not count. */
  ofMember: ReadonlyMap<string, string>;
  /** Racks of each partition's replicas; empty when racks do not count. */
  ofPartition: ReadonlyMap<TopicPartition, ReadonlySet<string>>;
  /** How many members are in the racks of each partition; empty when no member has a rack. */
  membersNear: ReadonlyMap<TopicPartition, number>;
}

export function rackInfo(
  members: readonly MemberSubscription[],
  topics: readonly AssignableTopic[],
  prefersRacks: boolean,
): RackInfo {
  const ofMember = new Map<string, string>();
  const membersPerRack = new Map<string, number>();
  for (const { memberId, rack } of members) {
    if (rack === undefined || rack === '') continue;
    ofMember.set(memberId, rack);
    membersPerRack.set(rack, (membersPerRack.get(rack) ?? 0) + 1);
  }
  const ofPartition = new Map<TopicPartition, ReadonlySet<string>>();
  const membersNear = new Map<TopicPartition, number>();
  if (ofMember.size === 0) return { ofMember, ofPartition, membersNear };
  for (const topic of topics) {
    for (let p = 0; p < topic.partitions; p++) {
      const racks = new Set(topic.racks?.[p]);
      const tp = topicPartition(topic.name, p);
      ofPartition.set(tp, racks);
      let near = 0;
      for (const rack of racks) near += membersPerRack.get(rack) ?? 0;
      membersNear.set(tp, near);
    }
  }
  const isUsed = areRacksUsed(new Set(membersPerRack.keys()), [...ofPartition.values()], prefersRacks);
  return isUsed
    ? { ofMember, ofPartition, membersNear }
    : { ofMember: new Map(), ofPartition: new Map(), membersNear };
}

/** True when the member has a rack in which the partition has no replica. */
export function isRackMismatch(racks: RackInfo, memberId: string, tp: TopicPartition): boolean {
  const rack = racks.ofMember.get(memberId);
  return rack !== undefined && !(racks.ofPartition.get(tp)?.has(rack) ?? false);
}

/** Partitions with few members near them first, so that those find a place; otherwise in the given order. */
export function sortByMembersNear(racks: RackInfo, partitions: readonly TopicPartition[]): TopicPartition[] {
  return [...partitions].sort((a, b) => (racks.membersNear.get(a) ?? 0) - (racks.membersNear.get(b) ?? 0));
}

/** Index of the first member from `from` on, cyclic, that is in a rack of the partition; -1 when none is. */
export function nextMemberInRack(
  racks: RackInfo,
  tp: TopicPartition,
  memberIds: readonly string[],
  from: number,
): number {
  const near = racks.ofPartition.get(tp);
  if (near === undefined || near.size === 0) return -1;
  for (let i = 0; i < memberIds.length; i++) {
    const index = (from + i) % memberIds.length;
    const rack = racks.ofMember.get(memberIds[index] as string);
    if (rack !== undefined && near.has(rack)) return index;
  }
  return -1;
}
