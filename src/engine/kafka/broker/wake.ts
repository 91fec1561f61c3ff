// Who is tried again when something moved on a partition. A new log end wakes followers' fetches; a new high watermark
// wakes consumers' fetches and produces; a change of leadership wakes everybody.
// [src: core/cluster/DelayedOperations; core/server/ReplicaManager.scala: completeDelayedOperationsWhenNotPartitionLeader]

import { MICROS_PER_MS } from '../../../base/units.ts';
import type { BrokerCtx, BrokerNode, ReplicaState } from './broker-state.ts';
import { expireFetches, tryParkedFetches } from './fetch-purgatory.ts';
import { expireProduces, tryParkedProduces } from './produce-purgatory.ts';

/** The log end moved. */
export function wakeOnAppend(node: BrokerNode, state: ReplicaState, ctx: BrokerCtx): void {
  if (node.memory.parkedFetches.length > 0) tryParkedFetches(node, state, true, ctx);
}

/** The high watermark moved. */
export function wakeOnHighWatermark(node: BrokerNode, state: ReplicaState, ctx: BrokerCtx): void {
  if (node.memory.parkedProduces.length > 0) tryParkedProduces(node, state, ctx);
  if (node.memory.parkedFetches.length > 0) tryParkedFetches(node, state, false, ctx);
  // Share fetches are tried before the event ends.
  if (node.memory.share !== undefined) node.memory.share.moved.push({ tp: state.tp, cause: ctx.cause });
}

/** Leader, leader epoch or ISR changed. */
export function wakeAll(node: BrokerNode, state: ReplicaState, ctx: BrokerCtx): void {
  wakeOnHighWatermark(node, state, ctx);
  wakeOnAppend(node, state, ctx);
}

/** The purgatory timer: what is over its time is answered; the timer is armed for the next deadline. */
export function onPurgatoryTimer(node: BrokerNode, ctx: BrokerCtx): void {
  const { memory } = node;
  const { cause } = ctx;
  expireProduces(node, ctx);
  expireFetches(node, ctx);
  ctx.cause = cause;
  let next = -1;
  for (const parked of memory.parkedProduces)
    if (next < 0 || parked.deadlineMs < next) next = parked.deadlineMs;
  for (const parked of memory.parkedFetches)
    if (next < 0 || parked.deadlineMs < next) next = parked.deadlineMs;
  memory.purgatoryDueMs = next;
  if (next >= 0) ctx.setTimer('purgatory', next * MICROS_PER_MS - ctx.now, -1);
}
