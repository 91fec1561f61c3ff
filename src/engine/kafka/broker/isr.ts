// When a leader proposes to change the ISR: a follower has come up to the high watermark, or a member has fallen
// behind for longer than replica.lag.time.max.ms. [src: core/cluster/Partition.scala: maybeExpandIsr, maybeShrinkIsr,
// getOutOfSyncReplicas; core/server/ReplicaManager.scala: maybeShrinkIsr]

import { contains } from '../../../base/lists.ts';
import type { Because } from '../../kernel/events.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import { brokerKey } from '../metadata-records.ts';
import type { BrokerId } from '../names.ts';
import { submitAlterPartition } from './alter-partition.ts';
import type { BrokerCtx, BrokerNode, RemoteReplica, ReplicaState } from './broker-state.ts';
import { isCaughtUp, isIsrEligible, remoteOf } from './replicas.ts';

/** Tested with every fetch of a follower. The bar is the high watermark, not the log end. */
export function maybeExpandIsr(
  node: BrokerNode,
  state: ReplicaState,
  remote: RemoteReplica,
  ctx: BrokerCtx,
): void {
  // Mostly everybody is in it.
  if (state.isr.length === state.replicas.length || state.pending !== undefined) return;
  if (contains(state.isr, remote.brokerId)) return;
  if (remote.logEndOffset < state.highWatermark || remote.logEndOffset < state.leaderEpochStartOffset) return;
  if (!isIsrEligible(node, remote)) return;
  const isr = [...state.isr, remote.brokerId];
  state.pending = { kind: 'expand', isr, isSent: false };
  const { cause } = ctx;
  ctx.cause = ctx.emit('isr.expandProposed', { tp: state.tp, replica: remote.brokerId, isr });
  submitAlterPartition(node, state.tp, ctx);
  ctx.cause = cause;
}

/** The task of every replica.lag.time.max.ms / 2: proposes to take out what is out of sync. */
export function onShrinkTimer(node: BrokerNode, ctx: BrokerCtx): void {
  const maxLagMs = node.config['replica.lag.time.max.ms'];
  ctx.setTimer('isrShrink', (maxLagMs * 1000) / 2, -1);
  const { replicas } = node.memory;
  for (const state of replicas) {
    if (state.role !== 'leader' || state.pending !== undefined) continue;
    const out = outOfSync(node, state, node.disk.logs[state.log] as ReplicaLog, maxLagMs, ctx.nowMs);
    if (out.length > 0) proposeShrink(node, state, out, ctx);
  }
}

function outOfSync(
  node: BrokerNode,
  state: ReplicaState,
  log: ReplicaLog,
  maxLagMs: number,
  nowMs: number,
): BrokerId[] {
  const out: BrokerId[] = [];
  for (const id of state.isr) {
    if (id === node.config['node.id']) continue;
    const remote = remoteOf(state, id);
    if (remote !== undefined && !isCaughtUp(remote, log.logEndOffset, nowMs, maxLagMs)) out.push(id);
  }
  return out;
}

function proposeShrink(node: BrokerNode, state: ReplicaState, out: BrokerId[], ctx: BrokerCtx): void {
  const isr = state.isr.filter((id) => !out.includes(id));
  state.pending = { kind: 'shrink', isr, isSent: false };
  const { cause } = ctx;
  const because = whyOutOfSync(node, state, out[0] as BrokerId, ctx);
  ctx.cause = ctx.emit('isr.shrinkProposed', { tp: state.tp, out, isr }, because);
  submitAlterPartition(node, state.tp, ctx);
  ctx.cause = cause;
}

function whyOutOfSync(node: BrokerNode, state: ReplicaState, id: BrokerId, ctx: BrokerCtx): Because {
  const because: { heard?: number; blocked?: number; setting: string } = {
    setting: 'replica.lag.time.max.ms',
  };
  const remote = remoteOf(state, id);
  if (remote !== undefined && remote.lastFetchRow >= 0) because.heard = remote.lastFetchRow;
  const broker = node.memory.image.brokers[brokerKey(id)];
  const blocked = broker === undefined ? -1 : ctx.whySilent(broker.node);
  if (blocked >= 0) because.blocked = blocked;
  return because;
}
