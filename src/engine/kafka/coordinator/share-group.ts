// A share group as its coordinator holds it: epochs, the target, members that have their target at once.
// [src: group-coordinator/modern/share/ShareGroup.java, ShareGroupAssignmentBuilder.java; GroupMetadataManager.java:
// initializedAssignmentPending, subscribedTopicsChangeMap, maybeUpdateTargetAssignment]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { compareText } from '../groups/client-assignor.ts';
import type { TopicAssignment } from '../groups/server-assignor.ts';
import { assignSimple } from '../groups/simple-assignor.ts';
import { recordedTargets } from '../groups/target-assignment.ts';
import type { MetadataImage } from '../metadata-records.ts';
import type { TopicPartition } from '../names.ts';
import { partitionsOf } from './consumer-group.ts';
import type { ShareGroup, ShareGroupMember } from './coordinator-state.ts';
import type { GroupRecord } from './group-records.ts';
import { topicUuid } from './member-ids.ts';
import { SHARE_ASSIGNOR } from './share-group-state.ts';
import { armCoordinator } from './write-records.ts';

/** How long the share coordinator has for new partitions before it is asked again (ms): group.share.initialize.retry.interval.ms. */
const INITIALIZE_RETRY_MS = 30_000;

/** A share group without members: group epoch 1, no target yet. */
export function emptyShareGroup(groupId: string): ShareGroup {
  return {
    type: 'share',
    groupId,
    groupEpoch: 1,
    assignmentEpoch: 0,
    computedMs: -1,
    metadataHash: '',
    members: {},
    sessions: {},
    initialized: {},
    initializing: {},
  };
}

/** Topics that some member subscribes to, sorted. */
function topicsOf(group: ShareGroup): string[] {
  const topics = new Set<string>();
  for (const id in group.members)
    for (const topic of group.members[id]?.subscribedTopics ?? []) topics.add(topic);
  return [...topics].sort(compareText);
}

/** What of the subscribed topics decides assignments. */
export function shareMetadataHash(group: ShareGroup, image: MetadataImage): string {
  return topicsOf(group)
    .filter((topic) => image.topics[topic] !== undefined)
    .map((topic) => `${topic}:${image.topics[topic] ?? 0}`)
    .join(',');
}

/** Partitions are ready to be assigned that nobody has in the target. */
export function isAssignmentPending(group: ShareGroup): boolean {
  if (Object.keys(group.members).length === 0) return false;
  for (const topic of topicsOf(group)) {
    const ready = group.initialized[topic];
    if (ready === undefined) continue;
    const assigned = new Set<number>();
    const id = topicUuid(topic);
    for (const m in group.members) for (const p of group.members[m]?.target[id] ?? []) assigned.add(p);
    if (assigned.size !== ready.length || !ready.every((p) => assigned.has(p))) return true;
  }
  return false;
}

/** Subscribed partitions whose state nobody keeps yet, or was asked to keep too long ago. */
export function missingPartitions(
  group: ShareGroup,
  image: MetadataImage,
  nowMs: number,
): Record<string, number[]> {
  const missing: Record<string, number[]> = {};
  for (const topic of topicsOf(group)) {
    const count = image.topics[topic] ?? 0;
    const asked = group.initializing[topic];
    const isFresh = asked !== undefined && nowMs - asked.sinceMs < INITIALIZE_RETRY_MS;
    const known = [...(group.initialized[topic] ?? []), ...(isFresh ? asked.partitions : [])];
    const list = Array.from({ length: count }, (_, p) => p).filter((p) => !known.includes(p));
    if (list.length > 0) missing[topic] = list;
  }
  return missing;
}

/** The group's partitions at the share coordinator, as its record keeps them. */
export function partitionsRecord(group: ShareGroup): GroupRecord {
  const { groupId, initialized, initializing } = group;
  return { type: 'shareGroupPartitions', group: groupId, initialized, initializing };
}

/** The member as its records keep it. */
export function shareMemberRecord(group: ShareGroup, member: ShareGroupMember): GroupRecord {
  return { type: 'shareGroupMember', group: group.groupId, member };
}

/** Computes everybody's target for the present group epoch, over the partitions that are ready. */
export function computeShareTarget(
  node: BrokerNode,
  group: ShareGroup,
  records: GroupRecord[],
  ctx: BrokerCtx,
): void {
  const { image } = node.memory;
  const list = Object.values(group.members);
  const assignable: Record<string, readonly number[]> = {};
  for (const topic of list[0]?.subscribedTopics ?? []) {
    if (image.topics[topic] === undefined) continue;
    assignable[topicUuid(topic)] = group.initialized[topic] ?? [];
  }
  const members = list.map(({ memberId, target }) => ({
    memberId,
    subscribedTopicIds: Object.keys(assignable),
    target,
  }));
  const targets = recordedTargets(members, (ordered) => assignSimple({ members: ordered, assignable }));
  group.assignmentEpoch = group.groupEpoch;
  group.computedMs = ctx.nowMs;
  ctx.emit('group.targetComputed', {
    group: group.groupId,
    assignmentEpoch: group.assignmentEpoch,
    assignor: SHARE_ASSIGNOR,
    members: list.length,
  });
  for (const { memberId, target } of targets) {
    const member = group.members[memberId];
    if (member === undefined || member.target === target) continue;
    const next = { ...member, target };
    group.members[memberId] = next;
    records.push(shareMemberRecord(group, next));
  }
  const { groupId, assignmentEpoch, computedMs } = group;
  records.push({ type: 'shareGroupTarget', group: groupId, assignmentEpoch, computedMs });
}

/** No handshake: a member has the target as soon as it hears of it. */
export function reconcileShareMember(
  group: ShareGroup,
  member: ShareGroupMember,
  hasBumped: boolean,
): ShareGroupMember {
  const assigned = onlySubscribed(member.target, member.subscribedTopics);
  if (group.assignmentEpoch !== member.memberEpoch) {
    const { memberEpoch } = member;
    return {
      ...member,
      assigned,
      memberEpoch: group.assignmentEpoch,
      previousMemberEpoch: memberEpoch,
    };
  }
  return hasBumped ? { ...member, assigned } : member;
}

function onlySubscribed(target: TopicAssignment, topics: readonly string[]): TopicAssignment {
  const ids = topics.map(topicUuid);
  const kept: TopicAssignment = {};
  for (const id of Object.keys(target)) if (ids.includes(id)) kept[id] = target[id] ?? [];
  return kept;
}

/** What a member may read, by the topics that the broker knows. */
export function assignedTo(member: ShareGroupMember, image: MetadataImage): TopicPartition[] {
  const tps = partitionsOf(member.assigned, Object.keys(image.topics));
  return tps.sort((a, b) => comparePartition(a, b));
}

function comparePartition(a: TopicPartition, b: TopicPartition): number {
  const [topicA, topicB] = [a.slice(0, a.lastIndexOf('-')), b.slice(0, b.lastIndexOf('-'))];
  return (
    compareText(topicA, topicB) || Number(a.slice(topicA.length + 1)) - Number(b.slice(topicB.length + 1))
  );
}

/** A beat begins the session anew. */
export function touchShareSession(
  node: BrokerNode,
  group: ShareGroup,
  memberId: string,
  timeoutMs: number,
  ctx: BrokerCtx,
): void {
  const deadlineMs = ctx.nowMs + timeoutMs;
  group.sessions[memberId] = { deadlineMs, heardRow: ctx.cause };
  armCoordinator(node, deadlineMs, ctx);
}
