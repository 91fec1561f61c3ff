// What a classic member makes of the coordinator's answers: which errors start the join anew, which drop the generation,
// which end the client. [src: AbstractCoordinator.java: JoinGroupResponseHandler, SyncGroupResponseHandler,
// HeartbeatResponseHandler; ConsumerCoordinator.java: OffsetCommitResponseHandler]

import type { HeartbeatResponse, JoinGroupResponse, SyncGroupResponse } from '../group-messages.ts';
import { type ErrorName, NONE } from '../names.ts';
import { exceptionOf } from '../net/errors.ts';
import { failJoin, onSynced, requestRejoin, resetGeneration } from './classic-membership.ts';
import type { ClassicMembership, CoordinatorCall, MemberCtx, MemberNode } from './member-state.ts';

/** What an answer asks of the member beyond its membership. */
export type Outcome =
  /** Nothing more. */
  | ''
  /** The broker is not the coordinator. */
  | 'coordinatorLost'
  /** The client cannot go on; the name of the exception. */
  | { exception: string };

/** The generation is as it was when the request was sent: an error is about the present one. */
function isUnchanged(membership: ClassicMembership, call: CoordinatorCall): boolean {
  return call.generation === membership.generation && call.memberId === membership.memberId;
}

function emitReset(node: MemberNode, membership: ClassicMembership, error: ErrorName, ctx: MemberCtx): void {
  ctx.cause = ctx.emit('member.generationReset', {
    group: node.config['group.id'],
    member: membership.memberId,
    error,
  });
}

export function onJoinAnswer(
  node: MemberNode,
  membership: ClassicMembership,
  call: CoordinatorCall,
  response: JoinGroupResponse,
  ctx: MemberCtx,
): Outcome {
  // The background thread may have left the group meanwhile.
  if (!membership.isJoining || membership.state !== 'PREPARING_REBALANCE') return '';
  const { error } = response;
  const retryAtMs = ctx.nowMs + node.config['retry.backoff.ms'];
  switch (error) {
    case NONE:
      membership.forPoll.join = response;
      return '';
    case 'MEMBER_ID_REQUIRED':
      membership.memberId = response.memberId;
      membership.generation = -1;
      if (node.config.memberIds !== undefined) node.disk.idsUsed++;
      failJoin(membership, 'need to re-join with the given member id', -1);
      return '';
    case 'UNKNOWN_MEMBER_ID':
      failJoin(membership, 'rebalance failed due to UnknownMemberIdException', -1);
      if (!isUnchanged(membership, call)) return '';
      emitReset(node, membership, error, ctx);
      resetGeneration(membership, true, `encountered ${error} from JoinGroup`);
      return '';
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      failJoin(membership, `rebalance failed due to ${error}`, retryAtMs);
      return 'coordinatorLost';
    case 'COORDINATOR_LOAD_IN_PROGRESS':
      failJoin(membership, `rebalance failed due to ${error}`, retryAtMs);
      return '';
    case 'REBALANCE_IN_PROGRESS':
      failJoin(membership, `rebalance failed due to ${error}`, -1);
      return '';
    default:
      failJoin(membership, error, retryAtMs);
      return { exception: exceptionOf(error) };
  }
}

export function onSyncAnswer(
  node: MemberNode,
  membership: ClassicMembership,
  call: CoordinatorCall,
  response: SyncGroupResponse,
  ctx: MemberCtx,
): Outcome {
  if (membership.state !== 'COMPLETING_REBALANCE' || call.generation !== membership.generation) return '';
  const { error } = response;
  const retryAtMs = ctx.nowMs + node.config['retry.backoff.ms'];
  switch (error) {
    case NONE:
      onSynced(membership, response);
      return '';
    case 'REBALANCE_IN_PROGRESS':
      failJoin(membership, 'group is already rebalancing', -1);
      return '';
    case 'UNKNOWN_MEMBER_ID':
    case 'ILLEGAL_GENERATION':
      if (!isUnchanged(membership, call)) return '';
      emitReset(node, membership, error, ctx);
      resetGeneration(membership, error === 'UNKNOWN_MEMBER_ID', `encountered ${error} from SyncGroup`);
      return '';
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      failJoin(membership, `rebalance failed due to ${error}`, retryAtMs);
      return 'coordinatorLost';
    case 'FENCED_INSTANCE_ID':
      emitReset(node, membership, error, ctx);
      resetGeneration(membership, true, error);
      return { exception: exceptionOf(error) };
    default:
      failJoin(membership, `rebalance failed due to ${error}`, retryAtMs);
      return '';
  }
}

export function onHeartbeatAnswer(
  node: MemberNode,
  membership: ClassicMembership,
  call: CoordinatorCall,
  response: HeartbeatResponse,
  ctx: MemberCtx,
): Outcome {
  membership.isHeartbeatOpen = false;
  const { error } = response;
  if (error === NONE || error === 'REBALANCE_IN_PROGRESS') membership.heardMs = ctx.nowMs;
  switch (error) {
    case NONE:
      return '';
    case 'REBALANCE_IN_PROGRESS':
      if (membership.state !== 'STABLE' || membership.isRejoinNeeded) return '';
      ctx.cause = ctx.emit('member.rebalanceNoticed', {
        group: node.config['group.id'],
        member: membership.memberId,
        generation: membership.generation,
      });
      requestRejoin(membership, 'group is already rebalancing');
      return '';
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      return 'coordinatorLost';
    default:
      membership.heartbeatDueMs = ctx.nowMs + node.config['retry.backoff.ms'];
      return onMembershipError(node, membership, call, error, 'Heartbeat', ctx);
  }
}

/** Errors of Heartbeat and OffsetCommit that say that the member is not what it believes. */
export function onMembershipError(
  node: MemberNode,
  membership: ClassicMembership,
  call: CoordinatorCall,
  error: ErrorName,
  api: string,
  ctx: MemberCtx,
): Outcome {
  if (error === 'REBALANCE_IN_PROGRESS') {
    // Of a commit: the group is between JoinGroup and SyncGroup.
    requestRejoin(membership, 'offset commit failed since group is already rebalancing');
    return '';
  }
  if (error !== 'ILLEGAL_GENERATION' && error !== 'UNKNOWN_MEMBER_ID' && error !== 'FENCED_INSTANCE_ID')
    return '';
  if (!isUnchanged(membership, call)) return '';
  emitReset(node, membership, error, ctx);
  resetGeneration(membership, error !== 'ILLEGAL_GENERATION', `encountered ${error} from ${api}`);
  return error === 'FENCED_INSTANCE_ID' ? { exception: exceptionOf(error) } : '';
}
