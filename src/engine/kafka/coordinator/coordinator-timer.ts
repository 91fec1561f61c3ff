// The one timer of a group coordinator: loading, sessions, join and sync phases, writes, expired offsets.

import { MICROS_PER_MS } from '../../../base/units.ts';
import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { onJoinDeadline, onPendingDeadline, onSessionDeadline, onSyncDeadline } from './classic-rebalance.ts';
import { expireWrites } from './committed.ts';
import { expireConsumers } from './consumer-leave.ts';
import type { ClassicGroup, CoordinatorShard, Group } from './coordinator-state.ts';
import { expireOffsets } from './offset-expiry.ts';
import { finishLoading } from './shard.ts';
import { expireShareMembers } from './share-leave.ts';

/** Deals with everything that is due and sets the timer for what comes next. */
export function onCoordinatorTimer(node: BrokerNode, ctx: BrokerCtx): void {
  const { coordinator } = node.memory;
  const { cause } = ctx;
  coordinator.dueMs = -1;
  const isExpiryDue = coordinator.expiryMs >= 0 && coordinator.expiryMs <= ctx.nowMs;
  if (isExpiryDue) {
    coordinator.expiryMs = ctx.nowMs + node.config['offsets.retention.check.interval.ms'];
  }
  for (const tp in coordinator.shards) {
    const shard = coordinator.shards[tp] as CoordinatorShard;
    if (shard.loadingUntilMs >= 0) {
      if (shard.loadingUntilMs > ctx.nowMs) continue;
      finishLoading(node, shard, ctx);
    }
    expireWrites(node, shard, ctx);
    for (const id of Object.keys(shard.groups)) {
      const group = shard.groups[id];
      ctx.cause = cause;
      if (group?.type === 'classic') runClassic(node, shard, group, ctx);
      else if (group?.type === 'consumer') expireConsumers(node, shard, group, ctx);
      else if (group !== undefined) expireShareMembers(node, shard, group, ctx);
    }
    if (isExpiryDue) expireOffsets(node, shard, ctx);
  }
  ctx.cause = cause;
  const next = nextDeadline(node);
  coordinator.dueMs = next;
  if (next >= 0) ctx.setTimer('coordinator', Math.max(next * MICROS_PER_MS - ctx.now, 0), -1);
}

function isDue(deadlineMs: number, ctx: BrokerCtx): boolean {
  return deadlineMs >= 0 && deadlineMs <= ctx.nowMs;
}

function runClassic(node: BrokerNode, shard: CoordinatorShard, group: ClassicGroup, ctx: BrokerCtx): void {
  for (const id of Object.keys(group.pendingMembers)) {
    if (isDue(group.pendingMembers[id] ?? -1, ctx)) onPendingDeadline(node, shard, group, id, ctx);
  }
  for (const id of Object.keys(group.members)) {
    const member = group.members[id];
    if (member !== undefined && isDue(member.sessionDeadlineMs, ctx)) {
      onSessionDeadline(node, shard, group, member, ctx);
    }
  }
  if (isDue(group.joinDeadlineMs, ctx)) onJoinDeadline(node, shard, group, ctx);
  if (isDue(group.syncDeadlineMs, ctx)) onSyncDeadline(node, shard, group, ctx);
}

/** Earliest time (ms) at which anything of this coordinator is due, -1 = nothing. */
function nextDeadline(node: BrokerNode): number {
  const { coordinator } = node.memory;
  let next = coordinator.expiryMs;
  for (const tp in coordinator.shards) {
    const shard = coordinator.shards[tp] as CoordinatorShard;
    next = earlier(next, shard.loadingUntilMs);
    for (const pending of shard.pending) next = earlier(next, pending.deadlineMs);
    for (const id in shard.groups) next = earlier(next, deadlineOf(shard.groups[id] as Group));
  }
  return next;
}

function deadlineOf(group: Group): number {
  let next = -1;
  if (group.type === 'consumer') {
    for (const id in group.sessions) {
      const session = group.sessions[id];
      next = earlier(earlier(next, session?.deadlineMs ?? -1), session?.revokeDeadlineMs ?? -1);
    }
    return next;
  }
  if (group.type === 'share') {
    for (const id in group.sessions) next = earlier(next, group.sessions[id]?.deadlineMs ?? -1);
    return next;
  }
  next = earlier(group.joinDeadlineMs, group.syncDeadlineMs);
  for (const id in group.pendingMembers) next = earlier(next, group.pendingMembers[id] ?? -1);
  for (const id in group.members) next = earlier(next, group.members[id]?.sessionDeadlineMs ?? -1);
  return next;
}

/** The earlier of two times, -1 = none. */
function earlier(a: number, b: number): number {
  if (a < 0) return b;
  return b < 0 ? a : Math.min(a, b);
}
