// What happens when a write of the coordinator is committed, or has waited too long.
// [src: coordinator-common/runtime/CoordinatorRuntime.java: DeferredEventQueue.completeUpTo, CoordinatorWriteEvent]

import type { BrokerCtx, BrokerNode, ReplicaState } from '../broker/broker-state.ts';
import { respond } from '../broker/connections.ts';
import { replicaOf } from '../broker/hosted.ts';
import { shareOf } from '../share/share-memory.ts';
import { completeJoin, joinedAnswer } from './classic-answers.ts';
import { failAssignment, storeAssignment } from './classic-sync.ts';
import type { ClassicGroup, CoordinatorShard, PendingWrite } from './coordinator-state.ts';
import { storeOffset } from './replay.ts';
import { failPending } from './shard.ts';
import { beginInitialization } from './share-initialize.ts';

/** The high watermarks of some offsets partitions moved: what they passed is visible and answered, in order. */
export function completeWrites(node: BrokerNode, ctx: BrokerCtx): void {
  const { coordinator } = node.memory;
  const { cause } = ctx;
  while (coordinator.moved.length > 0) {
    const tp = coordinator.moved.shift() as string;
    const shard = coordinator.shards[tp];
    const replica = replicaOf(node.memory, tp);
    if (shard === undefined || replica === undefined) continue;
    completeUpTo(node, shard, replica, ctx);
  }
  ctx.cause = cause;
}

function completeUpTo(
  node: BrokerNode,
  shard: CoordinatorShard,
  replica: ReplicaState,
  ctx: BrokerCtx,
): void {
  for (;;) {
    const pending = shard.pending[0];
    if (pending === undefined || pending.endOffset > replica.highWatermark) return;
    shard.pending.shift();
    node.memory.coordinator.pendingWrites--;
    ctx.cause = pending.cause;
    for (const record of pending.records) {
      if (record.type !== 'offsetCommit') continue;
      const was = storeOffset(shard, record);
      const { group, tp, offset, leaderEpoch, member, generation } = record;
      ctx.emit('offset.committed', { group, tp, offset, was, leaderEpoch, member, generation });
    }
    if (pending.response !== undefined) respond(node, pending.conn, pending.response, ctx);
    runAfter(node, shard, pending, ctx);
  }
}

function runAfter(node: BrokerNode, shard: CoordinatorShard, pending: PendingWrite, ctx: BrokerCtx): void {
  const { after } = pending;
  if (after === undefined) return;
  if (after.kind === 'persisted') {
    const { ticket, response } = after;
    shareOf(node).answered.push({ ticket, response });
    return;
  }
  if (after.kind === 'initializeShare') {
    beginInitialization(node, shard, after, ctx);
    return;
  }
  const group = shard.groups[after.group];
  if (group?.type !== 'classic') return;
  if (after.kind === 'storeAssignment') {
    // Somebody may have joined meanwhile.
    if (group.state !== 'CompletingRebalance' || group.generation !== after.generation) return;
    storeAssignment(node, group, after.assignment, ctx);
    return;
  }
  answerStatic(node, group, after.memberId, ctx);
}

/** A static leader that came back is told not to assign again. */
function answerStatic(node: BrokerNode, group: ClassicGroup, memberId: string, ctx: BrokerCtx): void {
  const member = group.members[memberId];
  if (member === undefined) return;
  const isLeader = group.leader === memberId;
  completeJoin(node, member, (id) => joinedAnswer(group, memberId, id, isLeader), ctx);
}

/** Writes that were not committed within offsets.commit.timeout.ms: the client is to look for the coordinator again. */
export function expireWrites(node: BrokerNode, shard: CoordinatorShard, ctx: BrokerCtx): void {
  const { cause } = ctx;
  for (const pending of shard.pending) {
    if (pending.deadlineMs < 0 || pending.deadlineMs > ctx.nowMs) continue;
    // The records stay and may still be committed; only nobody waits any longer.
    pending.deadlineMs = -1;
    ctx.cause = pending.cause;
    const { response, after } = pending;
    if (response === undefined && after === undefined) continue;
    const error = 'COORDINATOR_NOT_AVAILABLE';
    const because = {
      setting:
        shard.shareStates === undefined ? 'offsets.commit.timeout.ms' : 'share.coordinator.write.timeout.ms',
    };
    ctx.cause = ctx.emit('coordinator.writeFailed', { group: pending.group, error }, because);
    failPending(node, pending, error, ctx);
    delete pending.response;
    delete pending.after;
    const group = after === undefined || after.kind === 'persisted' ? undefined : shard.groups[after.group];
    if (
      after?.kind === 'storeAssignment' &&
      group?.type === 'classic' &&
      group.state === 'CompletingRebalance' &&
      group.generation === after.generation
    ) {
      failAssignment(node, shard, group, error, ctx);
    } else if (after?.kind === 'answerStaticJoin' && group?.type === 'classic') {
      answerStatic(node, group, after.memberId, ctx);
    }
  }
  ctx.cause = cause;
}
