// UniformAssignor when all members have the same topics (UniformHomogeneousAssignmentBuilder).

import { assert, must } from '../../../base/assert.ts';
import { javaCollectionCapacity, javaHashOrder } from './java-hash.ts';
import {
  type MemberTarget,
  partitionCountOf,
  type ServerGroup,
  type ServerMember,
  type TopicId,
} from './server-assignor.ts';
import { addPartition, copyTopic, removePartition, type TargetDraft, targetOfDraft } from './target-draft.ts';
import { javaUuidHash } from './uuid.ts';

interface FreePartition {
  topicId: TopicId;
  partition: number;
}

/** A member with places left. */
interface Unfilled {
  draft: TargetDraft;
  places: number;
}

interface State {
  topicIds: ReadonlySet<TopicId>;
  /** What every member gets. */
  quota: number;
  /** How many members are still to get one more. */
  extras: number;
  /** Partitions to give away, in that order. */
  free: FreePartition[];
  unfilled: Unfilled[];
}

/** New target of every member of a group with at least one. */
export function assignHomogeneous(group: ServerGroup): MemberTarget[] {
  const ids = must(group.members[0], 'a group that is assigned has a member').subscribedTopicIds;
  if (ids.length === 0) return [];
  const state = initialState(group, javaHashOrder(ids, javaUuidHash, javaCollectionCapacity(ids.length)));
  const drafts = group.members.map((member, i) => keepQuota(state, member, group.members.length - i));
  let next = 0;
  for (const { draft, places } of state.unfilled) {
    const end = Math.min(next + places, state.free.length);
    for (; next < end; next++) {
      const { topicId, partition } = must(state.free[next], 'an index of the list');
      addPartition(draft, topicId, partition);
    }
  }
  assert(next === state.free.length, 'no partition is left unassigned');
  return group.members.map(({ memberId }, i) => ({ memberId, target: targetOfDraft(drafts[i] ?? []) }));
}

function initialState(group: ServerGroup, topicIds: readonly TopicId[]): State {
  const isOwned = new Map<TopicId, Set<number>>(topicIds.map((id) => [id, new Set()]));
  for (const { target } of group.members) {
    for (const topicId of Object.keys(target)) {
      for (const p of target[topicId] ?? []) isOwned.get(topicId)?.add(p);
    }
  }
  const free: FreePartition[] = [];
  let total = 0;
  for (const topicId of topicIds) {
    const partitions = partitionCountOf(group, topicId);
    total += partitions;
    for (let partition = 0; partition < partitions; partition++) {
      if (!isOwned.get(topicId)?.has(partition)) free.push({ topicId, partition });
    }
  }
  const n = group.members.length;
  return { topicIds: new Set(topicIds), quota: Math.floor(total / n), extras: total % n, free, unfilled: [] };
}

/**
 * What a member keeps. An extra place goes to those who own more than the quota already; only what they leave goes to
 * the last members: `membersLeft` counts this one and those after it. So nothing moves because of the extra alone.
 */
function keepQuota(state: State, member: ServerMember, membersLeft: number): TargetDraft {
  const draft: TargetDraft = [];
  let takesExtra = state.extras > 0;
  let places = state.quota + (takesExtra ? 1 : 0);
  for (const topicId of Object.keys(member.target)) {
    if (!state.topicIds.has(topicId)) continue;
    const owned = member.target[topicId] ?? [];
    copyTopic(draft, topicId, owned);
    for (const partition of owned.slice(places)) {
      removePartition(draft, topicId, partition);
      state.free.push({ topicId, partition });
    }
    places -= Math.min(places, owned.length);
  }
  if (places > 0 && takesExtra && membersLeft > state.extras) {
    places--;
    takesExtra = false;
  }
  if (places > 0) state.unfilled.push({ draft, places });
  if (takesExtra) state.extras--;
  return draft;
}
