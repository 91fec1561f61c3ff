// The members of a classic group: who is there, who has joined, which assignor they agree on.
// [src: group-coordinator/classic/ClassicGroup.java, ClassicGroupMember.java]

import type { BrokerCtx } from '../broker/broker-state.ts';
import type { JoinedMember, JoinGroupRequest, JoinProtocol } from '../group-messages.ts';
import { javaStringOrder } from '../groups/java-hash.ts';
import type { ErrorName } from '../names.ts';
import { NONE } from '../names.ts';
import type { ClassicGroup, ClassicGroupState, ClassicMember } from './coordinator-state.ts';
import type { GroupRecord } from './group-records.ts';

/** Members in the order in which Kafka's hash map gives them. */
export function membersInOrder(group: ClassicGroup): ClassicMember[] {
  return javaStringOrder(Object.keys(group.members)).map((id) => group.members[id] as ClassicMember);
}

export function memberCount(group: ClassicGroup): number {
  return Object.keys(group.members).length;
}

/** Members whose JoinGroup waits. */
export function joinedCount(group: ClassicGroup): number {
  let count = 0;
  for (const id in group.members) if (group.members[id]?.join !== undefined) count++;
  return count;
}

/** Every known member has (re)joined, and no id that was given out is still to come. */
export function haveAllJoined(group: ClassicGroup): boolean {
  for (const id in group.members) if (group.members[id]?.join === undefined) return false;
  return Object.keys(group.pendingMembers).length === 0;
}

/** Member id of a group.instance.id, '' for none. */
export function memberOfInstance(group: ClassicGroup, instanceId: string): string {
  for (const id in group.members) if (group.members[id]?.instanceId === instanceId) return id;
  return '';
}

/** NONE, FENCED_INSTANCE_ID or UNKNOWN_MEMBER_ID. [src: ClassicGroup.validateMember] */
export function checkMember(group: ClassicGroup, memberId: string, instanceId: string): ErrorName {
  if (instanceId !== '') {
    const existing = memberOfInstance(group, instanceId);
    if (existing === '') return 'UNKNOWN_MEMBER_ID';
    if (existing !== memberId) return 'FENCED_INSTANCE_ID';
  }
  return group.members[memberId] === undefined ? 'UNKNOWN_MEMBER_ID' : NONE;
}

/** Longest rebalance timeout (max.poll.interval.ms) of the members, ms. */
export function rebalanceTimeoutMs(group: ClassicGroup): number {
  let longest = 0;
  for (const id in group.members) longest = Math.max(longest, group.members[id]?.rebalanceTimeoutMs ?? 0);
  return longest;
}

function supports(member: ClassicMember, name: string): boolean {
  return member.protocols.some((p) => p.name === name);
}

/** The joining member shares an assignor with all members. Any is fine in an empty group. */
export function hasCommonProtocol(group: ClassicGroup, protocols: readonly JoinProtocol[]): boolean {
  if (group.state === 'Empty') return protocols.length > 0;
  const members = Object.values(group.members);
  return protocols.some(({ name }) => members.every((m) => supports(m, name)));
}

/**
 * Each member votes for the first of its assignors that all members support; the one with most votes wins, of several
 * the first in hash order. [src: ClassicGroup.selectProtocol]
 */
export function selectProtocol(group: ClassicGroup): string {
  const members = membersInOrder(group);
  const votes: Record<string, number> = {};
  for (const member of members) {
    const vote = member.protocols.find(({ name }) => members.every((m) => supports(m, name)));
    if (vote !== undefined) votes[vote.name] = (votes[vote.name] ?? 0) + 1;
  }
  let chosen = '';
  for (const name of javaStringOrder(Object.keys(votes))) {
    if (chosen === '' || (votes[name] as number) > (votes[chosen] as number)) chosen = name;
  }
  return chosen;
}

/** The same protocols with the same subscriptions, in the same order. [src: ClassicGroupMember.matches] */
export function hasSameProtocols(member: ClassicMember, protocols: readonly JoinProtocol[]): boolean {
  return JSON.stringify(member.protocols) === JSON.stringify(protocols);
}

/** A new member from its request. Its id becomes known to the group, its session runs from `addMember` on. */
export function addMember(
  group: ClassicGroup,
  memberId: string,
  request: JoinGroupRequest,
  conn: number,
  ctx: BrokerCtx,
): ClassicMember {
  const member: ClassicMember = {
    memberId,
    instanceId: request.instanceId,
    clientId: request.clientId,
    host: ctx.peerOf(conn),
    rebalanceTimeoutMs: request.rebalanceTimeoutMs,
    sessionTimeoutMs: request.sessionTimeoutMs,
    protocols: request.protocols,
    assignment: [],
    isNew: true,
    join: { conn, correlationId: request.correlationId, cause: ctx.cause },
    sessionDeadlineMs: -1,
    heardRow: ctx.cause,
  };
  group.protocolType = 'consumer';
  group.members[memberId] = member;
  if (group.leader === '') group.leader = memberId;
  delete group.pendingMembers[memberId];
  return member;
}

/** Takes over what a member's new JoinGroup says, and parks it. */
export function updateMember(
  member: ClassicMember,
  request: JoinGroupRequest,
  conn: number,
  ctx: BrokerCtx,
): void {
  member.protocols = request.protocols;
  member.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
  member.sessionTimeoutMs = request.sessionTimeoutMs;
  member.join = { conn, correlationId: request.correlationId, cause: ctx.cause };
  member.heardRow = ctx.cause;
}

/** Takes a member, or an id that was only given out, off the books; another member leads if it did. */
export function dropMember(group: ClassicGroup, memberId: string): void {
  delete group.members[memberId];
  delete group.pendingMembers[memberId];
  if (group.leader === memberId) group.leader = javaStringOrder(Object.keys(group.members))[0] ?? '';
  const at = group.pendingSync.indexOf(memberId);
  if (at >= 0) group.pendingSync.splice(at, 1);
}

/** A leader that has not joined gives way to a member that has. False when nobody has joined. */
export function electJoinedLeader(group: ClassicGroup): boolean {
  if (group.leader === '') return false;
  if (group.members[group.leader]?.join !== undefined) return true;
  const joined = membersInOrder(group).find((m) => m.join !== undefined);
  if (joined === undefined) return false;
  group.leader = joined.memberId;
  return true;
}

/** What the leader needs to assign: every member's subscription under the chosen assignor. */
export function joinedMembers(group: ClassicGroup): JoinedMember[] {
  return membersInOrder(group).map((m) => {
    const protocol = m.protocols.find((p) => p.name === group.protocol) ?? m.protocols[0];
    return {
      memberId: m.memberId,
      instanceId: m.instanceId,
      subscription: protocol?.subscription ?? { topics: [], ownedPartitions: [], generation: -1, rack: '' },
    };
  });
}

/** Topics that the members subscribe to under the chosen assignor. */
export function subscribedTopics(group: ClassicGroup): string[] {
  const topics: string[] = [];
  for (const { subscription } of joinedMembers(group))
    for (const topic of subscription.topics) if (!topics.includes(topic)) topics.push(topic);
  return topics;
}

/** Moves the group to another state. */
export function enterState(group: ClassicGroup, state: ClassicGroupState, nowMs: number): void {
  group.previousState = group.state;
  group.state = state;
  group.stateSinceMs = nowMs;
}

/** The group as its record keeps it; `assignment` by member id replaces the stored ones. */
export function groupRecord(
  group: ClassicGroup,
  assignment?: Readonly<Record<string, readonly string[]>>,
): GroupRecord {
  return {
    type: 'groupMetadata',
    group: group.groupId,
    protocolType: group.protocolType,
    generation: group.generation,
    protocol: group.protocol,
    leader: group.leader,
    stateSinceMs: group.stateSinceMs,
    members: Object.values(group.members).map((m) => ({
      memberId: m.memberId,
      instanceId: m.instanceId,
      clientId: m.clientId,
      host: m.host,
      rebalanceTimeoutMs: m.rebalanceTimeoutMs,
      sessionTimeoutMs: m.sessionTimeoutMs,
      protocols: m.protocols.filter((p) => p.name === group.protocol),
      assignment: assignment === undefined ? m.assignment : (assignment[m.memberId] ?? []),
    })),
  };
}
