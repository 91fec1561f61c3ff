// What a tool is told about a group. [src: group-coordinator/GroupMetadataManager.java: describeGroups,
// consumerGroupDescribe; classic/ClassicGroup.java: describe]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { respond } from '../broker/connections.ts';
import type { DescribedMember, DescribeGroupRequest, DescribeGroupResponse } from '../group-messages.ts';
import { type ErrorName, NONE } from '../names.ts';
import { knownTopics, partitionsOf } from './consumer-group.ts';
import { consumerGroupState, preferredAssignor } from './consumer-group-state.ts';
import type { CoordinatorShard } from './coordinator-state.ts';

interface Description {
  error: ErrorName;
  state: string;
  assignor: string;
  groupEpoch: number;
  assignmentEpoch: number;
  members: DescribedMember[];
}

/** A group that is none, or none of the asked protocol: GROUP_ID_NOT_FOUND (DescribeGroups since version 6, KIP-1043). */
export function handleDescribeGroup(
  node: BrokerNode,
  shard: CoordinatorShard,
  conn: number,
  request: DescribeGroupRequest,
  ctx: BrokerCtx,
): void {
  const { correlationId } = request;
  const isClassic = request.api === 'describeGroupsRequest';
  const api = isClassic ? 'describeGroupsResponse' : 'consumerGroupDescribeResponse';
  const response: DescribeGroupResponse = {
    api,
    correlationId,
    ...(isClassic ? describeClassic(shard, request.group) : describeConsumer(node, shard, request.group)),
  };
  respond(node, conn, response, ctx);
}

const NOTHING: Description = {
  error: NONE,
  state: '',
  assignor: '',
  groupEpoch: -1,
  assignmentEpoch: -1,
  members: [],
};

function describeClassic(shard: CoordinatorShard, id: string): Description {
  const group = shard.groups[id];
  if (group?.type !== 'classic') return { ...NOTHING, error: 'GROUP_ID_NOT_FOUND', state: 'Dead' };
  const members = Object.values(group.members).map((m) => ({
    memberId: m.memberId,
    instanceId: m.instanceId,
    clientId: m.clientId,
    assignment: m.assignment,
    target: [],
    memberEpoch: -1,
  }));
  return {
    ...NOTHING,
    state: group.state,
    assignor: group.state === 'Stable' ? group.protocol : '',
    members,
  };
}

function describeConsumer(node: BrokerNode, shard: CoordinatorShard, id: string): Description {
  const group = shard.groups[id];
  if (group?.type !== 'consumer') return { ...NOTHING, error: 'GROUP_ID_NOT_FOUND' };
  const topics = knownTopics(node.memory.image);
  const { groupEpoch, assignmentEpoch } = group;
  const members = Object.values(group.members).map((m) => ({
    memberId: m.memberId,
    instanceId: m.instanceId,
    clientId: m.clientId,
    assignment: partitionsOf(m.current.assigned, topics),
    target: partitionsOf(m.target, topics),
    memberEpoch: m.current.memberEpoch,
  }));
  const state = consumerGroupState(group);
  const assignor = preferredAssignor(group, node.config);
  return { error: NONE, state, assignor, groupEpoch, assignmentEpoch, members };
}
