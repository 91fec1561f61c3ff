// Requests of groups on a broker: to whom they go, and what is said when this broker is not the coordinator.
// [src: core/server/KafkaApis.scala; group-coordinator/GroupCoordinatorService.java]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { respond } from '../broker/connections.ts';
import { handleOffsetForLeaderEpoch } from '../broker/leader-epoch-end.ts';
import type { GroupRequest, GroupResponse } from '../group-messages.ts';
import type { ErrorName } from '../names.ts';
import { refusedJoin } from './classic-answers.ts';
import { handleJoinGroup } from './classic-join.ts';
import { handleHeartbeat, handleLeaveGroup, handleSyncGroup } from './classic-sync.ts';
import { handleConsumerHeartbeat } from './consumer-heartbeat.ts';
import type { CoordinatorShard } from './coordinator-state.ts';
import { handleDescribeGroup } from './describe-group.ts';
import { handleFindCoordinator, offsetsPartitionOf } from './find-coordinator.ts';
import { handleOffsetCommit, handleOffsetFetch } from './offsets.ts';
import { handleShareHeartbeat } from './share-heartbeat.ts';

/** Serves a request of a group or its members; every one is answered or parked. */
export function serveGroupRequest(
  node: BrokerNode,
  conn: number,
  request: GroupRequest,
  ctx: BrokerCtx,
): void {
  if (request.api === 'findCoordinatorRequest') {
    handleFindCoordinator(node, conn, request, ctx);
    return;
  }
  if (request.api === 'offsetForLeaderEpochRequest') {
    handleOffsetForLeaderEpoch(node, conn, request, ctx);
    return;
  }
  const { cause } = ctx;
  const found = shardOf(node, request.group);
  if (typeof found === 'string') respond(node, conn, refusal(request, found), ctx);
  else serveOnShard(node, found, conn, request, ctx);
  ctx.cause = cause;
}

type CoordinatorRequest = Exclude<
  GroupRequest,
  { api: 'findCoordinatorRequest' } | { api: 'offsetForLeaderEpochRequest' }
>;

function serveOnShard(
  node: BrokerNode,
  shard: CoordinatorShard,
  conn: number,
  request: CoordinatorRequest,
  ctx: BrokerCtx,
): void {
  switch (request.api) {
    case 'joinGroupRequest':
      handleJoinGroup(node, shard, conn, request, ctx);
      return;
    case 'syncGroupRequest':
      handleSyncGroup(node, shard, conn, request, ctx);
      return;
    case 'heartbeatRequest':
      handleHeartbeat(node, shard, conn, request, ctx);
      return;
    case 'leaveGroupRequest':
      handleLeaveGroup(node, shard, conn, request, ctx);
      return;
    case 'offsetCommitRequest':
      handleOffsetCommit(node, shard, conn, request, ctx);
      return;
    case 'offsetFetchRequest':
      handleOffsetFetch(node, shard, conn, request, ctx);
      return;
    case 'shareGroupHeartbeatRequest':
      handleShareHeartbeat(node, shard, conn, request, ctx);
      return;
    case 'consumerGroupHeartbeatRequest':
      handleConsumerHeartbeat(node, shard, conn, request, ctx);
      return;
    default:
      handleDescribeGroup(node, shard, conn, request, ctx);
  }
}

/** The active coordinator of a group on this broker, or the error that says where it is not. */
function shardOf(node: BrokerNode, group: string): CoordinatorShard | ErrorName {
  const tp = offsetsPartitionOf(node, group);
  if (tp === '') return 'COORDINATOR_NOT_AVAILABLE';
  const shard = node.memory.coordinator.shards[tp];
  if (shard === undefined) return 'NOT_COORDINATOR';
  return shard.loadingUntilMs >= 0 ? 'COORDINATOR_LOAD_IN_PROGRESS' : shard;
}

/** The answer to a request that this broker cannot serve. */
function refusal(request: CoordinatorRequest, error: ErrorName): GroupResponse {
  const { correlationId } = request;
  switch (request.api) {
    case 'joinGroupRequest':
      return refusedJoin(correlationId, error, request.memberId);
    case 'syncGroupRequest':
      return { api: 'syncGroupResponse', correlationId, error, partitions: [] };
    case 'heartbeatRequest':
      return { api: 'heartbeatResponse', correlationId, error };
    case 'leaveGroupRequest':
      return { api: 'leaveGroupResponse', correlationId, error };
    case 'offsetCommitRequest':
      return {
        api: 'offsetCommitResponse',
        correlationId,
        results: request.offsets.map((o) => ({ tp: o.tp, error })),
      };
    case 'offsetFetchRequest':
      return { api: 'offsetFetchResponse', correlationId, error, offsets: [] };
    case 'shareGroupHeartbeatRequest':
    case 'consumerGroupHeartbeatRequest':
      return {
        api:
          request.api === 'shareGroupHeartbeatRequest'
            ? 'shareGroupHeartbeatResponse'
            : 'consumerGroupHeartbeatResponse',
        correlationId,
        error,
        memberId: request.memberId,
        memberEpoch: -1,
        heartbeatIntervalMs: 0,
      };
    default: {
      const api =
        request.api === 'describeGroupsRequest' ? 'describeGroupsResponse' : 'consumerGroupDescribeResponse';
      const nothing = { state: '', assignor: '', groupEpoch: -1, assignmentEpoch: -1, members: [] };
      return { api, correlationId, error, ...nothing };
    }
  }
}
