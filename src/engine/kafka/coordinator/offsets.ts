// Committed offsets: who may commit what, and what a group is told when it asks.
// [src: group-coordinator/OffsetMetadataManager.java: commitOffset, validateOffsetCommit, fetchOffsets, fetchAllOffsets;
// classic/ClassicGroup.java: validateOffsetCommit; modern/consumer/ConsumerGroup.java: validateOffsetCommit,
// validateOffsetFetch]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { respond } from '../broker/connections.ts';
import type {
  OffsetCommitRequest,
  OffsetCommitResponse,
  OffsetFetchRequest,
  OffsetFetchResponse,
  OffsetToCommit,
} from '../group-messages.ts';
import type { AssignedPartition } from '../groups/current-assignment-builder.ts';
import { type ErrorName, NONE, splitTopicPartition } from '../names.ts';
import { restartSession } from './classic-answers.ts';
import { checkMember } from './classic-members.ts';
import type {
  ClassicGroup,
  ConsumerGroup,
  ConsumerGroupMember,
  CoordinatorShard,
  Group,
} from './coordinator-state.ts';
import type { GroupRecord } from './group-records.ts';
import { topicUuid } from './member-ids.ts';
import { emptyClassicGroup } from './replay.ts';
import { writeError, writeRecords } from './write-records.ts';

/** Stores the offsets and answers when they are committed, or says per partition why not. */
export function handleOffsetCommit(
  node: BrokerNode,
  shard: CoordinatorShard,
  conn: number,
  request: OffsetCommitRequest,
  ctx: BrokerCtx,
): void {
  const group = shard.groups[request.group];
  let error = checkCommit(group, request);
  if (error === NONE) error = writeError(node, shard);
  const results = request.offsets.map((o) => ({
    tp: o.tp,
    error: error === NONE ? checkPartition(node, group, request, o) : error,
  }));
  const accepted = request.offsets.filter((_, i) => results[i]?.error === NONE);
  const failed = results.find((r) => r.error !== NONE);
  if (failed !== undefined) {
    const { group: id, memberId: member } = request;
    ctx.emit('group.requestRefused', { group: id, member, api: 'OffsetCommit', error: failed.error });
  }
  const response: OffsetCommitResponse = {
    api: 'offsetCommitResponse',
    correlationId: request.correlationId,
    results,
  };
  if (accepted.length === 0) {
    respond(node, conn, response, ctx);
    return;
  }
  touch(node, shard, group, request, ctx);
  const records = accepted.map((o) => offsetRecord(request, o, ctx.nowMs));
  writeRecords(node, shard, request.group, records, { conn, response }, ctx);
}

function offsetRecord(request: OffsetCommitRequest, offset: OffsetToCommit, nowMs: number): GroupRecord {
  return {
    type: 'offsetCommit',
    group: request.group,
    tp: offset.tp,
    offset: offset.offset,
    leaderEpoch: offset.leaderEpoch,
    commitMs: nowMs,
    member: request.memberId,
    generation: request.generation,
  };
}

/** A group that only commits is known from now on; a commit keeps a classic member's session alive. */
function touch(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: Group | undefined,
  request: OffsetCommitRequest,
  ctx: BrokerCtx,
): void {
  if (group === undefined) {
    shard.groups[request.group] = emptyClassicGroup(request.group, ctx.nowMs);
    return;
  }
  if (group.type !== 'classic') return;
  const member = group.members[request.memberId];
  if (member === undefined) return;
  member.heardRow = ctx.cause;
  if (group.state === 'Stable' || group.state === 'PreparingRebalance') restartSession(node, member, ctx);
}

function checkCommit(group: Group | undefined, request: OffsetCommitRequest): ErrorName {
  if (group === undefined) return request.generation < 0 ? NONE : 'GROUP_ID_NOT_FOUND';
  // A share group has no offsets to commit. [src: modern/share/ShareGroup.java: validateOffsetCommit]
  if (group.type === 'share') return 'GROUP_ID_NOT_FOUND';
  return group.type === 'classic' ? checkClassic(group, request) : checkConsumer(group, request);
}

function checkClassic(group: ClassicGroup, request: OffsetCommitRequest): ErrorName {
  const { generation, memberId, instanceId } = request;
  if (generation < 0 && group.state === 'Empty') return NONE;
  if (generation < 0 && memberId === '' && instanceId === '') return 'UNKNOWN_MEMBER_ID';
  const error = checkMember(group, memberId, instanceId);
  if (error !== NONE) return error;
  if (generation !== group.generation) return 'ILLEGAL_GENERATION';
  return group.state === 'CompletingRebalance' ? 'REBALANCE_IN_PROGRESS' : NONE;
}

function checkConsumer(group: ConsumerGroup, request: OffsetCommitRequest): ErrorName {
  if (request.generation < 0 && Object.keys(group.members).length === 0) return NONE;
  const member = group.members[request.memberId];
  if (member === undefined) return 'UNKNOWN_MEMBER_ID';
  return request.generation > member.current.memberEpoch ? 'STALE_MEMBER_EPOCH' : NONE;
}

/** What hangs on the partition: it must exist, and an older memberEpoch may commit only what it still has. */
function checkPartition(
  node: BrokerNode,
  group: Group | undefined,
  request: OffsetCommitRequest,
  offset: OffsetToCommit,
): ErrorName {
  if (node.memory.image.partitions[offset.tp] === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION';
  if (group?.type !== 'consumer') return NONE;
  const member = group.members[request.memberId];
  if (member === undefined || request.generation === member.current.memberEpoch) return NONE;
  const since = assignmentEpochOf(member, offset.tp);
  return since >= 0 && request.generation >= since ? NONE : 'STALE_MEMBER_EPOCH';
}

/** memberEpoch at which the member got a partition that it has or is giving up, -1 otherwise. */
function assignmentEpochOf(member: ConsumerGroupMember, tp: string): number {
  const { topic, partition } = splitTopicPartition(tp);
  const id = topicUuid(topic);
  const find = (list: readonly AssignedPartition[] | undefined) =>
    list?.find((p) => p.partition === partition)?.assignmentEpoch;
  return find(member.current.assigned[id]) ?? find(member.current.pendingRevocation[id]) ?? -1;
}

/** Committed offsets, -1 where there is none. */
export function handleOffsetFetch(
  node: BrokerNode,
  shard: CoordinatorShard,
  conn: number,
  request: OffsetFetchRequest,
  ctx: BrokerCtx,
): void {
  const error = checkFetch(shard.groups[request.group], request);
  const known = shard.offsets[request.group] ?? {};
  const tps = error === NONE ? (request.tps ?? Object.keys(known)) : [];
  const response: OffsetFetchResponse = {
    api: 'offsetFetchResponse',
    correlationId: request.correlationId,
    error,
    offsets: tps.map((tp) => ({
      tp,
      offset: known[tp]?.offset ?? -1,
      leaderEpoch: known[tp]?.leaderEpoch ?? -1,
    })),
  };
  respond(node, conn, response, ctx);
}

function checkFetch(group: Group | undefined, request: OffsetFetchRequest): ErrorName {
  if (group?.type !== 'consumer') return NONE;
  // Tools ask without being members.
  if (request.memberId === '' && request.memberEpoch < 0) return NONE;
  const member = group.members[request.memberId];
  if (member === undefined) return 'UNKNOWN_MEMBER_ID';
  return request.memberEpoch === member.current.memberEpoch ? NONE : 'STALE_MEMBER_EPOCH';
}
