// Which member a heartbeat of the consumer protocol is of, and whether it may speak for it: new, known, static and
// replaced. [src: group-coordinator/GroupMetadataManager.java: getOrMaybeSubscribeDynamicConsumerGroupMember,
// getOrMaybeSubscribeStaticConsumerGroupMember, throwIfConsumerGroupMemberEpochIsInvalid; KIP-848, KIP-1082]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import type { ConsumerGroupHeartbeatRequest } from '../group-messages.ts';
import { offeredAssignors } from '../groups/server-assignor.ts';
import { type ErrorName, NONE, splitTopicPartition } from '../names.ts';
import { LEFT_FOR_A_WHILE } from './consumer-group.ts';
import type { ConsumerGroup, ConsumerGroupMember } from './coordinator-state.ts';
import type { GroupRecord } from './group-records.ts';
import { topicUuid } from './member-ids.ts';

/** The member with what its beat says taken over. */
export interface Subscribed {
  member: ConsumerGroupMember;
  isNew: boolean;
  /** It took over the place of a static member that had left for a while. */
  isReplacement: boolean;
  /** Its record changed. */
  isChanged: boolean;
  hasSubscriptionChanged: boolean;
}

export function findMember(
  node: BrokerNode,
  group: ConsumerGroup,
  request: ConsumerGroupHeartbeatRequest,
  conn: number,
  records: GroupRecord[],
  ctx: BrokerCtx,
): Subscribed | ErrorName {
  const { serverAssignor, memberId, instanceId } = request;
  if (serverAssignor !== undefined && serverAssignor !== '' && !isOffered(node, serverAssignor))
    return 'UNSUPPORTED_ASSIGNOR';
  const isJoining = request.memberEpoch === 0;
  const holder =
    instanceId === '' ? undefined : Object.values(group.members).find((m) => m.instanceId === instanceId);
  let known = group.members[memberId];
  let isReplacement = false;
  if (holder !== undefined && holder.memberId !== memberId) {
    if (!isJoining) return 'FENCED_INSTANCE_ID';
    if (holder.current.memberEpoch !== LEFT_FOR_A_WHILE) return 'UNRELEASED_INSTANCE_ID';
    known = replace(group, holder, memberId, records, ctx);
    isReplacement = true;
  }
  if (known === undefined) {
    if (!isJoining) return 'UNKNOWN_MEMBER_ID';
    if (Object.keys(group.members).length >= node.config['group.consumer.max.size'])
      return 'GROUP_MAX_SIZE_REACHED';
  } else if (!isJoining) {
    const error = checkEpoch(known, request);
    if (error !== NONE) return error;
  }
  return takeOver(group, known, isReplacement, request, conn, ctx);
}

function isOffered(node: BrokerNode, name: string): boolean {
  return (offeredAssignors(node.config['group.consumer.assignors']) as readonly string[]).includes(name);
}

/** A static member came back under another id: it goes on from where the old one was, with its target. */
function replace(
  group: ConsumerGroup,
  old: ConsumerGroupMember,
  memberId: string,
  records: GroupRecord[],
  ctx: BrokerCtx,
): ConsumerGroupMember {
  const current = { ...old.current, memberEpoch: 0, previousMemberEpoch: 0 };
  const member = { ...old, memberId, current };
  delete group.members[old.memberId];
  delete group.sessions[old.memberId];
  group.members[memberId] = member;
  records.push({
    type: 'consumerGroupMemberTombstone',
    group: group.groupId,
    memberId: old.memberId,
  });
  ctx.emit('group.memberReplaced', {
    group: group.groupId,
    member: memberId,
    was: old.memberId,
    instance: old.instanceId,
    isRebalancing: 0,
  });
  return member;
}

/** The epoch that it names is its own; an older one only as the repeat of a beat whose answer was lost. */
function checkEpoch(member: ConsumerGroupMember, request: ConsumerGroupHeartbeatRequest): ErrorName {
  const { memberEpoch, previousMemberEpoch, assigned } = member.current;
  if (request.memberEpoch === memberEpoch) return NONE;
  if (request.memberEpoch > memberEpoch || request.memberEpoch !== previousMemberEpoch)
    return 'FENCED_MEMBER_EPOCH';
  const isSubset = request.owned?.every((tp) => {
    const { topic, partition } = splitTopicPartition(tp);
    return assigned[topicUuid(topic)]?.some((p) => p.partition === partition) === true;
  });
  return isSubset === true ? NONE : 'FENCED_MEMBER_EPOCH';
}

function takeOver(
  group: ConsumerGroup,
  known: ConsumerGroupMember | undefined,
  isReplacement: boolean,
  request: ConsumerGroupHeartbeatRequest,
  conn: number,
  ctx: BrokerCtx,
): Subscribed {
  const before = known ?? newMember(request, conn, ctx);
  const member: ConsumerGroupMember = {
    ...before,
    rackId: request.rackId ?? before.rackId,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs ?? before.rebalanceTimeoutMs,
    serverAssignor: request.serverAssignor ?? before.serverAssignor,
    subscribedTopics: request.subscribedTopics ?? before.subscribedTopics,
    clientId: request.clientId,
    host: ctx.peerOf(conn),
  };
  const isChanged = known === undefined || isReplacement || JSON.stringify(member) !== JSON.stringify(known);
  const kept = isChanged ? member : before;
  group.members[member.memberId] = kept;
  if (known === undefined) {
    ctx.cause = ctx.emit('group.memberAdded', {
      group: group.groupId,
      member: member.memberId,
      client: member.clientId,
      instance: member.instanceId,
      members: Object.keys(group.members).length,
    });
  }
  const hasSubscriptionChanged =
    member.subscribedTopics.join(',') !== (known?.subscribedTopics ?? []).join(',');
  return { member: kept, isNew: known === undefined, isReplacement, isChanged, hasSubscriptionChanged };
}

function newMember(
  request: ConsumerGroupHeartbeatRequest,
  conn: number,
  ctx: BrokerCtx,
): ConsumerGroupMember {
  return {
    memberId: request.memberId,
    instanceId: request.instanceId,
    clientId: request.clientId,
    host: ctx.peerOf(conn),
    rackId: '',
    rebalanceTimeoutMs: -1,
    subscribedTopics: [],
    serverAssignor: '',
    current: {
      state: 'STABLE',
      memberEpoch: 0,
      previousMemberEpoch: 0,
      assigned: {},
      pendingRevocation: {},
    },
    target: {},
  };
}
