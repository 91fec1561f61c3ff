// A replica takes its role from the metadata: leader, follower, or none. [src: core/cluster/Partition.scala: makeLeader,
// makeFollower; core/server/ReplicaManager.scala: applyDelta]

import { assignEpoch } from '../log/leader-epoch-cache.ts';
import { rebuildProducers } from '../log/producer-window.ts';
import { emptyLog, type ReplicaLog } from '../log/replica-log.ts';
import { effectiveMinIsr } from '../metadata-image.ts';
import { brokerKey, type PartitionRegistration } from '../metadata-records.ts';
import { NO_LEADER, splitTopicPartition, type TopicPartition } from '../names.ts';
import { commitIsr } from './alter-partition.ts';
import type { BrokerCtx, BrokerNode, ReplicaState } from './broker-state.ts';
import { maybeAdvanceHighWatermark } from './high-watermark.ts';
import { addLog, addReplica, replicaOf } from './hosted.ts';
import { followLeader, stopFollowing } from './replica-fetcher.ts';
import { resetRemotes } from './replicas.ts';
import { wakeAll } from './wake.ts';

/** Kafka's default of min.insync.replicas where the metadata has none. */
const DEFAULT_MIN_ISR = 1;

/** The replica of `tp` on this broker, made from what the disk has if need be: its high watermark is the stored one. */
export function ensureReplica(node: BrokerNode, tp: TopicPartition): ReplicaState {
  const known = replicaOf(node.memory, tp);
  if (known !== undefined) return known;
  const place = node.disk.logAt[tp] ?? addLog(node.disk, tp, emptyLog());
  const log = node.disk.logs[place] as ReplicaLog;
  const stored = node.disk.highWatermarkCheckpoint[tp] ?? 0;
  const state: ReplicaState = {
    tp,
    place: -1,
    log: place,
    role: 'none',
    leader: NO_LEADER,
    leaderEpoch: -1,
    partitionEpoch: -1,
    replicas: [],
    isr: [],
    effectiveMinIsr: DEFAULT_MIN_ISR,
    highWatermark: Math.max(log.logStartOffset, Math.min(stored, log.logEndOffset)),
    leaderEpochStartOffset: -1,
    remotes: [],
    isRecovering: false,
    producers: {},
    delayedUntilMs: -1,
    isFailed: false,
  };
  addReplica(node.memory, state);
  return state;
}

/** Applies a partition's registration to the replica here. Older partition epochs are ignored. */
export function applyRegistration(
  node: BrokerNode,
  tp: TopicPartition,
  registration: PartitionRegistration,
  ctx: BrokerCtx,
): void {
  const self = node.config['node.id'];
  if (!registration.replicas.includes(self)) return;
  const state = ensureReplica(node, tp);
  if (registration.partitionEpoch < state.partitionEpoch) return;
  const { cause } = ctx;
  state.replicas = [...registration.replicas];
  updateTopicSettings(node, state);
  if (registration.leader === self) makeLeader(node, state, registration, ctx);
  else makeFollower(node, state, registration, ctx);
  ctx.cause = cause;
}

/** Settings of the topic may have changed. A new minimum counts from the next move of the high watermark on. */
export function updateTopicSettings(node: BrokerNode, state: ReplicaState): void {
  const { image } = node.memory;
  state.effectiveMinIsr = effectiveMinIsr(image, state.tp, DEFAULT_MIN_ISR);
  const own = image.configs[splitTopicPartition(state.tp).topic]?.['max.message.bytes'];
  if (own !== undefined) state.maxMessageBytes = Number(own);
  else if (state.maxMessageBytes !== undefined) state.maxMessageBytes = node.config['message.max.bytes'];
}

function makeLeader(
  node: BrokerNode,
  state: ReplicaState,
  registration: PartitionRegistration,
  ctx: BrokerCtx,
): void {
  const wasLeader = state.role === 'leader';
  if (wasLeader && registration.leaderEpoch === state.leaderEpoch) {
    if (registration.partitionEpoch > state.partitionEpoch) {
      commitIsr(node, state, registration.isr, registration.partitionEpoch, ctx);
    }
    return;
  }
  const log = node.disk.logs[state.log] as ReplicaLog;
  const hasEpochGrown = registration.leaderEpoch > state.leaderEpoch;
  stopFollowing(node, state.tp, ctx);
  state.role = 'leader';
  state.leader = node.config['node.id'];
  state.leaderEpoch = registration.leaderEpoch;
  state.partitionEpoch = registration.partitionEpoch;
  state.isr = [...registration.isr];
  state.isRecovering = false;
  delete state.pending;
  state.delayedUntilMs = -1;
  state.isFailed = false;
  if (hasEpochGrown) {
    state.leaderEpochStartOffset = log.logEndOffset;
    assignEpoch(log.epochs, registration.leaderEpoch, log.logEndOffset);
    resetRemotes(node, state, log, wasLeader, ctx.nowMs);
  }
  if (!wasLeader) state.producers = rebuildProducers(ctx.store, log.tail);
  ctx.cause = ctx.emit('replica.becameLeader', {
    tp: state.tp,
    leaderEpoch: state.leaderEpoch,
    logEndOffset: log.logEndOffset,
    highWatermark: state.highWatermark,
    isr: state.isr,
    tail: log.tail,
  });
  maybeAdvanceHighWatermark(node, state, log, ctx);
  wakeAll(node, state, ctx);
}

function makeFollower(
  node: BrokerNode,
  state: ReplicaState,
  registration: PartitionRegistration,
  ctx: BrokerCtx,
): void {
  const hasEpochGrown = registration.leaderEpoch > state.leaderEpoch || state.role === 'none';
  state.role = 'follower';
  state.leader = registration.leader;
  state.leaderEpoch = registration.leaderEpoch;
  state.partitionEpoch = registration.partitionEpoch;
  state.isr = [...registration.isr];
  delete state.pending;
  state.remotes = [];
  state.producers = {};
  state.leaderEpochStartOffset = -1;
  if (hasEpochGrown) {
    state.delayedUntilMs = -1;
    state.isFailed = false;
    const { tp, leader, leaderEpoch } = state;
    ctx.cause = ctx.emit('replica.becameFollower', { tp, leader, leaderEpoch });
    stopFollowing(node, tp, ctx);
    if (mayFollow(node, state)) followLeader(node, state, ctx);
    wakeAll(node, state, ctx);
  } else if (!mayFollow(node, state)) {
    stopFollowing(node, state.tp, ctx);
  }
}

/**
 * There is a known leader to fetch from. During its own controlled shutdown a broker stops fetching what it has left
 * the ISR of: otherwise it would be taken in again. [src: ReplicaManager.applyLocalFollowersDelta]
 */
function mayFollow(node: BrokerNode, state: ReplicaState): boolean {
  if (state.leader === NO_LEADER || node.memory.image.brokers[brokerKey(state.leader)] === undefined)
    return false;
  return node.memory.state !== 'PENDING_CONTROLLED_SHUTDOWN' || state.isr.includes(node.config['node.id']);
}
