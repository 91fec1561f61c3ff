// Calls on groups: the coordinator is looked up, then asked; one that is none, or is silent, is looked up again. What is
// no group of the consumer protocol is asked for as a classic one. [src: clients/admin/internals/CoordinatorStrategy.java,
// DescribeConsumerGroupsHandler.java, ListConsumerGroupOffsetsHandler.java]

import type { DescribeGroupResponse } from '../group-messages.ts';
import type { KafkaResponse } from '../messages.ts';
import { type ErrorName, NONE } from '../names.ts';
import type { OutgoingRequest } from '../net/network-client.ts';
import type { AdminCall, AdminCommand, AdminResult, GroupCall } from './admin-state.ts';

export function isGroupCall(body: AdminCommand): body is GroupCall {
  return body.kind === 'describeGroup' || body.kind === 'listGroupOffsets';
}

/** What the call sends next. */
export function groupRequestOf(call: AdminCall, body: GroupCall): OutgoingRequest {
  const { group } = body;
  if (call.coordinator === '') return { api: 'findCoordinatorRequest', correlationId: 0, group };
  if (body.kind === 'listGroupOffsets')
    return { api: 'offsetFetchRequest', correlationId: 0, group, memberId: '', memberEpoch: -1 };
  const api = call.isClassicGroup ? 'describeGroupsRequest' : 'consumerGroupDescribeRequest';
  return { api, correlationId: 0, group };
}

/** An answer: how the call ended, the error because of which it begins anew later, or undefined: the next request. */
export function onGroupAnswer(call: AdminCall, response: KafkaResponse): AdminResult | ErrorName | undefined {
  switch (response.api) {
    case 'findCoordinatorResponse':
      if (response.error !== NONE) return response.error;
      call.coordinator = response.node;
      call.coordinatorId = response.brokerId;
      return undefined;
    case 'offsetFetchResponse':
      if (response.error === NONE) return { ticket: -1, error: NONE, committed: [...response.offsets] };
      return outcomeOf(response.error);
    case 'describeGroupsResponse':
    case 'consumerGroupDescribeResponse':
      return onDescribed(call, response);
    default:
      return undefined;
  }
}

function onDescribed(call: AdminCall, response: DescribeGroupResponse): AdminResult | ErrorName | undefined {
  const isClassic = response.api === 'describeGroupsResponse';
  if (!isClassic && response.error === 'GROUP_ID_NOT_FOUND') {
    call.isClassicGroup = true;
    return undefined;
  }
  if (response.error !== NONE) return outcomeOf(response.error);
  const { state, assignor, groupEpoch, members } = response;
  const type = isClassic ? 'Classic' : 'Consumer';
  const group = { type, state, assignor, groupEpoch, members, coordinator: call.coordinatorId } as const;
  return { ticket: -1, error: NONE, group };
}

/** Errors of the coordinator itself are repeated, all others are final. */
function outcomeOf(error: ErrorName): AdminResult | ErrorName {
  switch (error) {
    case 'COORDINATOR_LOAD_IN_PROGRESS':
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      return error;
    default:
      return { ticket: -1, error };
  }
}
