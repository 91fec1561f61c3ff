// One step of a member of the consumer protocol (KIP-848) from its current assignment towards its target, taken at its
// heartbeat (CurrentAssignmentBuilder). A partition reaches its new owner only after the old one has acknowledged that
// it gave it up; nobody else waits for that.

import type { TopicAssignment, TopicId } from './server-assignor.ts';

export type MemberState = 'STABLE' | 'UNREVOKED_PARTITIONS' | 'UNRELEASED_PARTITIONS' | 'UNKNOWN';

/** A partition with the memberEpoch at which the member got it. */
export interface AssignedPartition {
  partition: number;
  assignmentEpoch: number;
}

/** By topic, partitions ascending; topics without partitions are left out. */
export type CurrentAssignment = Record<TopicId, AssignedPartition[]>;

/** What the coordinator stores of a member's progress (ConsumerGroupCurrentMemberAssignment). */
export interface ReconcilingMember {
  state: MemberState;
  memberEpoch: number;
  /** memberEpoch before the last step: a heartbeat with it may be the retry of one whose answer was lost. */
  previousMemberEpoch: number;
  assigned: CurrentAssignment;
  /** Given up by the coordinator, not yet acknowledged by the member. */
  pendingRevocation: CurrentAssignment;
}

export interface ReconciliationInput {
  member: Readonly<ReconcilingMember>;
  /** Topics that the member now subscribes to. */
  subscribedTopicIds: readonly TopicId[];
  /** The subscription changed in this heartbeat. */
  hasSubscriptionChanged: boolean;
  targetEpoch: number;
  target: Readonly<TopicAssignment>;
  /** Partitions the member says it owns; absent when this heartbeat does not say. */
  owned?: Readonly<TopicAssignment>;
  /** memberEpoch of whoever holds a partition or is giving it up; -1 when it is free. */
  currentEpochOf: (topicId: TopicId, partition: number) => number;
}

/** The member must drop everything and join again. */
export interface FencedMember {
  error: 'FENCED_MEMBER_EPOCH';
}

/** The member after this heartbeat; the same object when nothing changed. */
export function reconcileMember(input: ReconciliationInput): ReconcilingMember | FencedMember {
  const { member } = input;
  switch (member.state) {
    case 'STABLE':
      if (member.memberEpoch !== input.targetEpoch) return computeNext(input, member.memberEpoch);
      return input.hasSubscriptionChanged ? dropUnsubscribed(input) : member;
    case 'UNREVOKED_PARTITIONS':
      if (!ownsAnyOf(input, member.pendingRevocation)) return computeNext(input, member.memberEpoch);
      return input.hasSubscriptionChanged ? dropUnsubscribed(input) : member;
    case 'UNRELEASED_PARTITIONS':
      return computeNext(input, member.memberEpoch);
    case 'UNKNOWN':
      // A state of a newer coordinator, met after a downgrade: only a member without partitions can go on.
      if (input.owned === undefined || hasPartitions(input.owned)) return { error: 'FENCED_MEMBER_EPOCH' };
      return computeNext(input, input.targetEpoch);
  }
}

function hasPartitions(owned: Readonly<TopicAssignment>): boolean {
  return Object.keys(owned).length > 0;
}

/** A member that does not say what it owns is taken to own everything. */
function ownsAnyOf(input: ReconciliationInput, partitions: CurrentAssignment): boolean {
  const { owned } = input;
  if (owned === undefined) return true;
  return Object.keys(partitions).some((topicId) =>
    (partitions[topicId] ?? []).some(({ partition }) => owned[topicId]?.includes(partition)),
  );
}

/** Gives up the topics that the member no longer subscribes to; everything else waits for the next target. */
function dropUnsubscribed(input: ReconciliationInput): ReconcilingMember {
  const { member } = input;
  const assigned: CurrentAssignment = {};
  const pendingRevocation: CurrentAssignment = { ...member.pendingRevocation };
  let hasDropped = false;
  for (const topicId of Object.keys(member.assigned)) {
    const partitions = member.assigned[topicId] ?? [];
    if (input.subscribedTopicIds.includes(topicId)) {
      assigned[topicId] = partitions;
      continue;
    }
    hasDropped = true;
    pendingRevocation[topicId] = merge(pendingRevocation[topicId] ?? [], partitions);
  }
  if (!hasDropped) return member;
  const next = { ...member, previousMemberEpoch: member.memberEpoch, assigned };
  if (!ownsAnyOf(input, pendingRevocation)) return next;
  return { ...next, state: 'UNREVOKED_PARTITIONS', pendingRevocation };
}

function merge(kept: readonly AssignedPartition[], added: readonly AssignedPartition[]): AssignedPartition[] {
  const others = kept.filter((k) => !added.some((a) => a.partition === k.partition));
  return [...others, ...added].sort((a, b) => a.partition - b.partition);
}

/** Difference between the current assignment and the target. */
interface Difference {
  kept: CurrentAssignment;
  toRevoke: CurrentAssignment;
  /** Free partitions of the target. */
  toAdd: CurrentAssignment;
  /** Some partition of the target is still with another member. */
  hasUnreleased: boolean;
}

function computeNext(input: ReconciliationInput, memberEpoch: number): ReconcilingMember {
  const { kept, toRevoke, toAdd, hasUnreleased } = difference(input);
  const previousMemberEpoch = input.member.memberEpoch;
  if (Object.keys(toRevoke).length > 0 && ownsAnyOf(input, toRevoke)) {
    return {
      ...input.member,
      state: 'UNREVOKED_PARTITIONS',
      memberEpoch,
      previousMemberEpoch,
      assigned: kept,
      pendingRevocation: toRevoke,
    };
  }
  const assigned = kept;
  for (const topicId of Object.keys(toAdd)) {
    assigned[topicId] = merge(assigned[topicId] ?? [], toAdd[topicId] ?? []);
  }
  return {
    ...input.member,
    state: hasUnreleased ? 'UNRELEASED_PARTITIONS' : 'STABLE',
    memberEpoch: input.targetEpoch,
    previousMemberEpoch,
    assigned,
    pendingRevocation: {},
  };
}

function difference(input: ReconciliationInput): Difference {
  const result: Difference = { kept: {}, toRevoke: {}, toAdd: {}, hasUnreleased: false };
  const topicIds = new Set([...Object.keys(input.target), ...Object.keys(input.member.assigned)]);
  for (const topicId of topicIds) {
    const isSubscribed = input.subscribedTopicIds.includes(topicId);
    const target = isSubscribed ? (input.target[topicId] ?? []) : [];
    const current = input.member.assigned[topicId] ?? [];
    const kept = current.filter(({ partition }) => target.includes(partition));
    const toRevoke = current.filter(({ partition }) => !target.includes(partition));
    const toAdd: AssignedPartition[] = [];
    for (const partition of target) {
      if (kept.some((k) => k.partition === partition)) continue;
      if (isFree(input, topicId, partition)) toAdd.push({ partition, assignmentEpoch: input.targetEpoch });
      else result.hasUnreleased = true;
    }
    if (kept.length > 0) result.kept[topicId] = kept;
    if (toRevoke.length > 0) result.toRevoke[topicId] = toRevoke;
    if (toAdd.length > 0) result.toAdd[topicId] = toAdd;
  }
  return result;
}

/** Free, or held only by this very member, which was about to give it up. */
function isFree(input: ReconciliationInput, topicId: TopicId, partition: number): boolean {
  if (input.currentEpochOf(topicId, partition) === -1) return true;
  const own = input.member.pendingRevocation[topicId] ?? [];
  return own.some((p) => p.partition === partition);
}
