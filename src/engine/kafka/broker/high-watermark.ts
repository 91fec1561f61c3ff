// How the high watermark moves: forward on a leader when every replica that counts has the records, to and fro on a
// follower as its leader tells it. [src: core/cluster/Partition.scala: maybeIncrementLeaderHW;
// core/server/ReplicaFetcherThread.scala: processPartitionData]

import { HIGH_WATERMARK_ADVANCED } from '../hot-kinds.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import type { BrokerCtx, BrokerNode, RemoteReplica, ReplicaState } from './broker-state.ts';
import { isCaughtUp, isInMaximalIsr, isIsrEligible } from './replicas.ts';

/**
 * Leader: high watermark = lowest log end offset of the ISR (with a proposed member) and of caught-up replicas that may
 * join it. It stands still while the ISR is smaller than the effective min.insync.replicas. Returns whether it moved.
 */
export function maybeAdvanceHighWatermark(
  node: BrokerNode,
  state: ReplicaState,
  log: ReplicaLog,
  ctx: BrokerCtx,
): boolean {
  if (state.isr.length < state.effectiveMinIsr) return false;
  let to = log.logEndOffset;
  const { remotes } = state;
  for (let i = 0; i < remotes.length; i++) {
    const remote = remotes[i] as RemoteReplica;
    if (remote.logEndOffset >= to) continue;
    if (isInMaximalIsr(state, remote.brokerId) || holdsBack(node, remote, log, ctx)) to = remote.logEndOffset;
  }
  const from = state.highWatermark;
  if (to <= from) return false;
  state.highWatermark = to;
  // Writes of the group coordinator may be committed by it.
  const { coordinator } = node.memory;
  if (coordinator.pendingWrites > 0 && coordinator.shards[state.tp] !== undefined)
    coordinator.moved.push(state.tp);
  ctx.emitHot(HIGH_WATERMARK_ADVANCED, { tp: state.tp, from, to, isLeader: 1 });
  return true;
}

/** A caught-up replica outside the ISR is waited for: otherwise it could never catch up with the high watermark. */
function holdsBack(node: BrokerNode, remote: RemoteReplica, log: ReplicaLog, ctx: BrokerCtx): boolean {
  return (
    isCaughtUp(remote, log.logEndOffset, ctx.nowMs, node.config['replica.lag.time.max.ms']) &&
    isIsrEligible(node, remote)
  );
}

/** Follower: the leader's high watermark as far as the own log reaches. May go back. Returns whether it changed. */
export function followHighWatermark(
  state: ReplicaState,
  log: ReplicaLog,
  leaderHighWatermark: number,
  ctx: BrokerCtx,
): boolean {
  let to = Math.min(leaderHighWatermark, log.logEndOffset);
  if (to < log.logStartOffset) to = log.logStartOffset;
  const from = state.highWatermark;
  if (to === from) return false;
  state.highWatermark = to;
  if (to > from) ctx.emitHot(HIGH_WATERMARK_ADVANCED, { tp: state.tp, from, to, isLeader: 0 });
  else ctx.emit('highWatermark.wentBack', { tp: state.tp, from, to });
  return true;
}
