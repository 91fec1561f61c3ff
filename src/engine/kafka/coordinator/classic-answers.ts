// Answers of a classic group to what its members parked: JoinGroup until the join phase is over, SyncGroup until the
// leader's assignment is stored. [src: group-coordinator/classic/ClassicGroup.java: completeJoinFuture,
// completeSyncFuture; GroupMetadataManager.java: propagateAssignment]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { respond } from '../broker/connections.ts';
import type { JoinGroupResponse, SyncGroupResponse } from '../group-messages.ts';
import { type ErrorName, NONE } from '../names.ts';
import { joinedMembers } from './classic-members.ts';
import type { ClassicGroup, ClassicMember } from './coordinator-state.ts';
import { armCoordinator } from './write-records.ts';

/** A JoinGroup answer that is no success. */
export function refusedJoin(correlationId: number, error: ErrorName, memberId: string): JoinGroupResponse {
  return {
    api: 'joinGroupResponse',
    correlationId,
    error,
    memberId,
    generation: -1,
    protocol: '',
    leader: '',
    skipAssignment: false,
    members: [],
  };
}

/** The present generation, for one member; the leader gets all members, to assign. */
export function joinedAnswer(
  group: ClassicGroup,
  memberId: string,
  correlationId: number,
  skipAssignment = false,
): JoinGroupResponse {
  return {
    api: 'joinGroupResponse',
    correlationId,
    error: NONE,
    memberId,
    generation: group.generation,
    protocol: group.protocol,
    leader: group.leader,
    skipAssignment,
    members: group.leader === memberId ? joinedMembers(group) : [],
  };
}

/** Answers a parked JoinGroup, if there is one. */
export function completeJoin(
  node: BrokerNode,
  member: ClassicMember,
  answer: (correlationId: number) => JoinGroupResponse,
  ctx: BrokerCtx,
): void {
  const { join } = member;
  if (join === undefined) return;
  delete member.join;
  respond(node, join.conn, answer(join.correlationId), ctx);
}

/** Answers a parked SyncGroup, if there is one; a member that got its assignment begins a new session. */
export function completeSync(
  node: BrokerNode,
  member: ClassicMember,
  error: ErrorName,
  ctx: BrokerCtx,
): void {
  const { sync } = member;
  if (sync === undefined) return;
  delete member.sync;
  const response: SyncGroupResponse = {
    api: 'syncGroupResponse',
    correlationId: sync.correlationId,
    error,
    partitions: error === NONE ? member.assignment : [],
  };
  respond(node, sync.conn, response, ctx);
  restartSession(node, member, ctx);
}

/** The member's session begins anew; `timeoutMs` other than its own for a member that is just joining. */
export function restartSession(
  node: BrokerNode,
  member: ClassicMember,
  ctx: BrokerCtx,
  timeoutMs: number = member.sessionTimeoutMs,
): void {
  member.sessionDeadlineMs = ctx.nowMs + timeoutMs;
  armCoordinator(node, member.sessionDeadlineMs, ctx);
}
