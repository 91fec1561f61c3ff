// UniformAssignor when members have different topics (UniformHeterogeneousAssignmentBuilder): keep, give the rest to
// whoever has least, then balance topic by topic.

import { must } from '../../../base/assert.ts';
import { javaSizedCapacity } from './java-hash.ts';
import { excludeGiver, isLoadBalanced, loadBalancer, nextGiver, nextTaker } from './load-balancer.ts';
import { type MemberTarget, partitionCountOf, type ServerGroup, type TopicId } from './server-assignor.ts';
import { addPartition, copyTopic, removePartition, type TargetDraft, targetOfDraft } from './target-draft.ts';
import { compareUuid } from './uuid.ts';

/** Passes over all topics at most: members whose topics overlap may take many to converge. */
const MAX_PASSES = 16;
const NOBODY = -1;

interface State {
  /** Indices of the subscribed members, ascending. */
  subscribers: Map<TopicId, number[]>;
  /** Index of the owner of every partition. */
  owners: Map<TopicId, number[]>;
  /** Number of partitions per member, over all topics. */
  loads: number[];
  drafts: TargetDraft[];
  /** By partitions per subscriber, descending; then by subscribers, then by id. */
  topicIds: TopicId[];
}

/** New target of every member of a group with at least one. */
export function assignHeterogeneous(group: ServerGroup): MemberTarget[] {
  const state = initialState(group);
  if (state.topicIds.length === 0) return [];
  for (const topicId of state.topicIds) assignFree(state, topicId);
  balanceTopics(state);
  return group.members.map(({ memberId }, i) => ({ memberId, target: targetOfDraft(state.drafts[i] ?? []) }));
}

function initialState(group: ServerGroup): State {
  const subscribers = new Map<TopicId, number[]>();
  const owners = new Map<TopicId, number[]>();
  const loads = new Array<number>(group.members.length).fill(0);
  for (const [i, { subscribedTopicIds }] of group.members.entries()) {
    for (const topicId of subscribedTopicIds) {
      const known = subscribers.get(topicId);
      if (known !== undefined) {
        known.push(i);
        continue;
      }
      subscribers.set(topicId, [i]);
      owners.set(topicId, new Array<number>(partitionCountOf(group, topicId)).fill(NOBODY));
    }
  }
  const drafts = group.members.map((): TargetDraft => []);
  const state = { subscribers, owners, loads, drafts, topicIds: sortTopics(group, subscribers) };
  keepSubscribed(group, state);
  return state;
}

function keepSubscribed(group: ServerGroup, state: State): void {
  for (const [i, { target }] of group.members.entries()) {
    for (const topicId of Object.keys(target)) {
      if (!state.subscribers.get(topicId)?.includes(i)) continue;
      const partitions = target[topicId] ?? [];
      state.loads[i] = (state.loads[i] ?? 0) + partitions.length;
      for (const p of partitions) ownersOf(state.owners, topicId)[p] = i;
      copyTopic(draftOf(state, i), topicId, partitions);
    }
  }
}

function draftOf(state: State, member: number): TargetDraft {
  return must(state.drafts[member], 'a draft per member');
}

function sortTopics(group: ServerGroup, subscribers: State['subscribers']): TopicId[] {
  const demand = (topicId: TopicId) => must(subscribers.get(topicId), 'subscribers per topic').length;
  const supply = (topicId: TopicId) => partitionCountOf(group, topicId) / demand(topicId);
  return [...subscribers.keys()].sort(
    (a, b) => supply(b) - supply(a) || demand(a) - demand(b) || compareUuid(a, b),
  );
}

function ownersOf(owners: State['owners'], topicId: TopicId): number[] {
  return must(owners.get(topicId), 'owners per topic');
}

function give(state: State, topicId: TopicId, partition: number, member: number): void {
  const owners = ownersOf(state.owners, topicId);
  const before = owners[partition] ?? NOBODY;
  if (before !== NOBODY) {
    removePartition(draftOf(state, before), topicId, partition);
    state.loads[before] = (state.loads[before] ?? 0) - 1;
  }
  const fairShare = Math.ceil(owners.length / (state.subscribers.get(topicId)?.length ?? 1));
  addPartition(draftOf(state, member), topicId, partition, javaSizedCapacity(fairShare));
  state.loads[member] = (state.loads[member] ?? 0) + 1;
  owners[partition] = member;
}

function assignFree(state: State, topicId: TopicId): void {
  const balancer = loadBalancer(state.loads, state.subscribers.get(topicId) ?? []);
  for (const [partition, owner] of ownersOf(state.owners, topicId).entries()) {
    if (owner === NOBODY) give(state, topicId, partition, nextTaker(balancer));
  }
}

function balanceTopics(state: State): void {
  const topicIds = state.topicIds.filter((id) => (state.subscribers.get(id)?.length ?? 0) >= 2);
  let lastChanged = -1;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    for (const [i, topicId] of topicIds.entries()) {
      // A whole round since the last change: nothing is left to improve.
      if (i === lastChanged) return;
      if (balanceTopic(state, topicId) || lastChanged === -1) lastChanged = i;
    }
  }
}

/** Moves partitions of a topic from its most to its least loaded subscribers. Returns whether it moved any. */
function balanceTopic(state: State, topicId: TopicId): boolean {
  const subscribers = state.subscribers.get(topicId) ?? [];
  const balancer = loadBalancer(state.loads, subscribers);
  // The starting values lie one below and one above the real loads.
  if (balancer.mostLoad - balancer.leastLoad - 2 <= 1) return false;
  // Only what a member had at the start may move, so that nothing moves twice.
  const givable = new Map<number, number[]>(subscribers.map((member) => [member, []]));
  for (const [partition, owner] of ownersOf(state.owners, topicId).entries()) {
    givable.get(owner)?.push(partition);
  }
  let hasMoved = false;
  while (!isLoadBalanced(balancer)) {
    let giver = nextGiver(balancer);
    while (giver !== NOBODY && (givable.get(giver)?.length ?? 0) === 0) {
      excludeGiver(balancer);
      giver = nextGiver(balancer);
    }
    if (giver === NOBODY) break;
    const partition = must(givable.get(giver)?.pop(), 'a giver has a partition');
    const taker = nextTaker(balancer);
    if (isLoadBalanced(balancer)) break;
    give(state, topicId, partition, taker);
    hasMoved = true;
  }
  return hasMoved;
}
