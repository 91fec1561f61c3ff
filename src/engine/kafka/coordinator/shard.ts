// A broker becomes and ceases to be group coordinator with the leadership of a partition of the offsets topic: it loads
// what the log says, and forgets it when another leads.
// [src: coordinator-common/runtime/CoordinatorRuntime.java: scheduleLoadOperation, scheduleUnloadOperation;
// core/coordinator/group/CoordinatorLoaderImpl.scala; GroupMetadataManager.java: onLoaded, onUnloaded]
// Simplification: loading takes 5 ms and 1 ms more per 1,000 records; an empty log is loaded at once.

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { respond } from '../broker/connections.ts';
import { logOf, replicaOf } from '../broker/hosted.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import { type ErrorName, isInternal, splitTopicPartition, type TopicPartition } from '../names.ts';
import { shareOf } from '../share/share-memory.ts';
import { shareSessionTimeoutMs } from '../share/share-settings.ts';
import { completeJoin, completeSync, refusedJoin, restartSession } from './classic-answers.ts';
import type {
  ClassicGroup,
  ConsumerGroup,
  CoordinatorShard,
  Group,
  PendingWrite,
  ShareGroup,
} from './coordinator-state.ts';
import { failedAnswer } from './failed-answer.ts';
import { OFFSETS_TOPIC, SHARE_STATE_TOPIC } from './group-records.ts';
import { groupSetting } from './group-settings.ts';
import { dropOffset, forEachBatch, replayGroupRecord, storeOffset } from './replay.ts';
import { armCoordinator } from './write-records.ts';

const LOAD_BASE_MS = 5;
const RECORDS_PER_MS = 1_000;

/** Brings the coordinators of this broker in line with what its replicas lead, for the partitions that changed. */
export function updateCoordinators(node: BrokerNode, tps: readonly TopicPartition[], ctx: BrokerCtx): void {
  for (const tp of tps) {
    if (!isInternal(tp)) continue;
    const { topic } = splitTopicPartition(tp);
    if (topic !== OFFSETS_TOPIC && topic !== SHARE_STATE_TOPIC) continue;
    const replica = replicaOf(node.memory, tp);
    const shard = node.memory.coordinator.shards[tp];
    if (replica !== undefined && replica.role === 'leader') {
      if (shard === undefined) beginLoading(node, tp, replica.leaderEpoch, ctx);
      else shard.leaderEpoch = replica.leaderEpoch;
    } else if (shard !== undefined) {
      resign(node, shard, ctx);
    }
  }
}

function beginLoading(node: BrokerNode, tp: TopicPartition, leaderEpoch: number, ctx: BrokerCtx): void {
  const { coordinator } = node.memory;
  const shard: CoordinatorShard = {
    tp,
    leaderEpoch,
    loadingUntilMs: -1,
    groups: {},
    offsets: {},
    pending: [],
  };
  const isOfShares = splitTopicPartition(tp).topic === SHARE_STATE_TOPIC;
  if (isOfShares) shard.shareStates = {};
  coordinator.shards[tp] = shard;
  if (coordinator.expiryMs < 0 && !isOfShares) {
    coordinator.expiryMs = ctx.nowMs + node.config['offsets.retention.check.interval.ms'];
    armCoordinator(node, coordinator.expiryMs, ctx);
  }
  const records = (logOf(node.disk, tp) as ReplicaLog).logEndOffset;
  if (records === 0) return;
  const { cause } = ctx;
  const started = isOfShares ? 'shareCoordinator.loadStarted' : 'coordinator.loadStarted';
  ctx.cause = ctx.emit(started, { tp, leaderEpoch, records });
  shard.loadingUntilMs = ctx.nowMs + LOAD_BASE_MS + Math.floor(records / RECORDS_PER_MS);
  armCoordinator(node, shard.loadingUntilMs, ctx);
  ctx.cause = cause;
}

/** The log has been read: groups and offsets are there, sessions begin anew. */
export function finishLoading(node: BrokerNode, shard: CoordinatorShard, ctx: BrokerCtx): void {
  shard.loadingUntilMs = -1;
  const log = logOf(node.disk, shard.tp) as ReplicaLog;
  const committed = replicaOf(node.memory, shard.tp)?.highWatermark ?? 0;
  forEachBatch(ctx.store, log.tail, (records, endOffset) => {
    for (const record of records) {
      replayGroupRecord(shard, record, ctx.nowMs);
      if (endOffset > committed) continue;
      if (record.type === 'offsetCommit') storeOffset(shard, record);
      else if (record.type === 'offsetTombstone') dropOffset(shard, record.group, record.tp);
    }
    if (endOffset > committed) awaitCommit(node, shard, records, endOffset);
  });
  const groups = Object.keys(shard.groups);
  const { tp, leaderEpoch, shareStates } = shard;
  if (shareStates === undefined) ctx.emit('coordinator.loaded', { tp, leaderEpoch, groups: groups.length });
  else ctx.emit('shareCoordinator.loaded', { tp, leaderEpoch, states: Object.keys(shareStates).length });
  for (const id of groups) startSessions(node, shard.groups[id] as Group, ctx);
}

/** Records that the old coordinator wrote and nobody knows to be committed: their offsets are not visible yet. */
function awaitCommit(
  node: BrokerNode,
  shard: CoordinatorShard,
  records: PendingWrite['records'],
  endOffset: number,
): void {
  shard.pending.push({ endOffset, deadlineMs: -1, group: '', records, conn: -1, cause: -1 });
  node.memory.coordinator.pendingWrites++;
}

function startSessions(node: BrokerNode, group: Group, ctx: BrokerCtx): void {
  if (group.type === 'classic') {
    for (const id in group.members) {
      const member = group.members[id];
      if (member !== undefined) restartSession(node, member, ctx);
    }
    return;
  }
  if (group.type === 'consumer') startConsumerSessions(node, group, ctx);
  else startShareSessions(node, group, ctx);
}

function startShareSessions(node: BrokerNode, group: ShareGroup, ctx: BrokerCtx): void {
  const deadlineMs = ctx.nowMs + shareSessionTimeoutMs(node, group.groupId);
  for (const id in group.members) {
    group.sessions[id] = { deadlineMs, heardRow: -1 };
    armCoordinator(node, deadlineMs, ctx);
  }
}

function startConsumerSessions(node: BrokerNode, group: ConsumerGroup, ctx: BrokerCtx): void {
  const deadlineMs = ctx.nowMs + groupSetting(node, group.groupId, 'consumer.session.timeout.ms');
  for (const id in group.members) {
    const member = group.members[id];
    if (member === undefined) continue;
    const isRevoking = member.current.state === 'UNREVOKED_PARTITIONS';
    const revokeDeadlineMs = isRevoking ? ctx.nowMs + member.rebalanceTimeoutMs : -1;
    group.sessions[id] = { deadlineMs, revokeDeadlineMs, heardRow: -1 };
    armCoordinator(node, isRevoking ? Math.min(deadlineMs, revokeDeadlineMs) : deadlineMs, ctx);
  }
}

/** Another broker leads the partition: everything here is forgotten, and who waits is sent there. */
function resign(node: BrokerNode, shard: CoordinatorShard, ctx: BrokerCtx): void {
  const { coordinator } = node.memory;
  delete coordinator.shards[shard.tp];
  coordinator.pendingWrites -= shard.pending.length;
  const { cause } = ctx;
  const { tp, leaderEpoch, shareStates } = shard;
  ctx.cause =
    shareStates === undefined
      ? ctx.emit('coordinator.resigned', { tp, leaderEpoch, groups: Object.keys(shard.groups).length })
      : ctx.emit('shareCoordinator.resigned', { tp, leaderEpoch, states: Object.keys(shareStates).length });
  for (const pending of shard.pending) failPending(node, pending, 'NOT_COORDINATOR', ctx);
  for (const id in shard.groups) {
    const group = shard.groups[id] as Group;
    if (group.type === 'classic') releaseParked(node, group, ctx);
  }
  ctx.cause = cause;
}

/** Whoever waits for a write is told that it came to nothing. */
export function failPending(node: BrokerNode, pending: PendingWrite, error: ErrorName, ctx: BrokerCtx): void {
  const { response, after } = pending;
  if (response !== undefined) respond(node, pending.conn, failedAnswer(response, error), ctx);
  else if (after?.kind === 'persisted')
    shareOf(node).answered.push({ ticket: after.ticket, response: { ...after.response, error } });
}

function releaseParked(node: BrokerNode, group: ClassicGroup, ctx: BrokerCtx): void {
  for (const id in group.members) {
    const member = group.members[id];
    if (member === undefined) continue;
    completeJoin(node, member, (c) => refusedJoin(c, 'NOT_COORDINATOR', id), ctx);
    completeSync(node, member, 'NOT_COORDINATOR', ctx);
  }
}
