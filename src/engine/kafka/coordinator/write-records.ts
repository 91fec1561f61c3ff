// How a coordinator changes anything that must outlive it: records are appended to its partition of the offsets topic
// like an acks=all produce, and the answer waits until the high watermark has passed them.
// [src: coordinator-common/runtime/CoordinatorRuntime.java: CoordinatorWriteEvent, DeferredEventQueue;
// core/coordinator/group/CoordinatorPartitionWriter.scala; CoordinatorOperationExceptionHelper.java]
// Simplification: each operation is a batch of its own (group.coordinator.append.linger.ms is not modelled), and group
// state changes with the write instead of being rolled back when the write fails: what cannot be written is refused
// before anything changes.

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { maybeAdvanceHighWatermark } from '../broker/high-watermark.ts';
import { logOf, replicaOf } from '../broker/hosted.ts';
import { armEarliest } from '../broker/replicas.ts';
import { wakeOnAppend, wakeOnHighWatermark } from '../broker/wake.ts';
import type { GroupResponse } from '../group-messages.ts';
import { LOG_APPENDED } from '../hot-kinds.ts';
import { appendAsLeader } from '../log/append.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import type { ErrorName } from '../names.ts';
import { NONE } from '../names.ts';
import type { ShareGroupStateResponse } from '../share-messages.ts';
import type { AfterCommit, CoordinatorShard, PendingWrite } from './coordinator-state.ts';
import { GROUP_RECORD_BYTES, type GroupRecord } from './group-records.ts';

/** What follows when a write is committed. */
export interface WriteDone {
  /** Who is answered; absent with an `after`, or when nobody asked. */
  readonly conn?: number;
  readonly response?: GroupResponse | ShareGroupStateResponse;
  readonly after?: AfterCommit;
}

/** Makes sure that the coordinator's timer fires by then (ms). */
export function armCoordinator(node: BrokerNode, deadlineMs: number, ctx: BrokerCtx): void {
  const { coordinator } = node.memory;
  coordinator.dueMs = armEarliest('coordinator', coordinator.dueMs, deadlineMs, ctx);
}

/** NONE when the partition takes writes now, else what the client is told. */
export function writeError(node: BrokerNode, shard: CoordinatorShard): ErrorName {
  const state = replicaOf(node.memory, shard.tp);
  if (state === undefined || state.role !== 'leader') return 'NOT_COORDINATOR';
  // NOT_ENOUGH_REPLICAS of the log becomes COORDINATOR_NOT_AVAILABLE for the client.
  return state.isr.length < state.effectiveMinIsr ? 'COORDINATOR_NOT_AVAILABLE' : NONE;
}

function writeTimeoutMs(node: BrokerNode, shard: CoordinatorShard): number {
  const isOfShares = shard.shareStates !== undefined;
  return node.config[isOfShares ? 'share.coordinator.write.timeout.ms' : 'offsets.commit.timeout.ms'];
}

/** Appends the records; `writeError` must have said NONE. What `done` says happens when they are committed. */
export function writeRecords(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: string,
  records: readonly GroupRecord[],
  done: WriteDone,
  ctx: BrokerCtx,
): void {
  const state = replicaOf(node.memory, shard.tp);
  const log = logOf(node.disk, shard.tp) as ReplicaLog;
  if (state === undefined) return;
  const { coordinator } = node.memory;
  const batch = {
    tp: shard.tp,
    count: records.length,
    bytes: records.length * GROUP_RECORD_BYTES,
    producerId: -1,
    producerEpoch: -1,
    baseSequence: -1,
    client: -1,
    firstRecord: -1,
    createdAt: ctx.now,
  };
  const baseOffset = appendAsLeader(log, batch, state.leaderEpoch, ctx);
  ctx.store.payloads.set(log.tail, records);
  const pending: PendingWrite = {
    endOffset: baseOffset + records.length,
    deadlineMs: ctx.nowMs + writeTimeoutMs(node, shard),
    group,
    records,
    conn: done.conn ?? -1,
    cause: ctx.cause,
  };
  if (done.response !== undefined) pending.response = done.response;
  if (done.after !== undefined) pending.after = done.after;
  shard.pending.push(pending);
  coordinator.pendingWrites++;
  armCoordinator(node, pending.deadlineMs, ctx);
  const { cause } = ctx;
  ctx.cause = ctx.emitHot(LOG_APPENDED, {
    tp: shard.tp,
    baseOffset,
    count: records.length,
    leaderEpoch: state.leaderEpoch,
    producerId: -1,
    baseSequence: -1,
    client: -1,
    firstRecord: -1,
    batch: log.tail,
  });
  const moved = maybeAdvanceHighWatermark(node, state, log, ctx);
  wakeOnAppend(node, state, ctx);
  if (moved) wakeOnHighWatermark(node, state, ctx);
  ctx.cause = cause;
}

/** Answers when everything written so far is committed. [src: CoordinatorWriteEvent.run, a write without records] */
export function answerAfterWrites(
  node: BrokerNode,
  shard: CoordinatorShard,
  group: string,
  conn: number,
  response: GroupResponse,
  ctx: BrokerCtx,
): void {
  const endOffset = (logOf(node.disk, shard.tp) as ReplicaLog).logEndOffset;
  const deadlineMs = ctx.nowMs + node.config['offsets.commit.timeout.ms'];
  shard.pending.push({ endOffset, deadlineMs, group, records: [], conn, response, cause: ctx.cause });
  node.memory.coordinator.pendingWrites++;
  armCoordinator(node, deadlineMs, ctx);
}
