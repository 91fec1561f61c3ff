// What a leader knows of its followers: how far they are, whether they are caught up and may be in the ISR.
// [src: server/replica/Replica.java, ReplicaState.java; core/cluster/Partition.scala]

import { contains } from '../../../base/lists.ts';
import { MICROS_PER_MS } from '../../../base/units.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import { brokerKey } from '../metadata-records.ts';
import type { BrokerId } from '../names.ts';
import type { BrokerCtx, BrokerNode, RemoteReplica, ReplicaState } from './broker-state.ts';

/** Arms a timer that has one earliest deadline. Returns the deadline that is armed now (ms). */
export function armEarliest(name: string, armedMs: number, deadlineMs: number, ctx: BrokerCtx): number {
  if (armedMs >= 0 && armedMs <= deadlineMs) return armedMs;
  const delay = deadlineMs * MICROS_PER_MS - ctx.now;
  ctx.setTimer(name, Math.max(delay, 0), -1);
  return deadlineMs;
}

/** The follower with that id; undefined when it is not a replica of the partition. */
export function remoteOf(state: ReplicaState, id: BrokerId): RemoteReplica | undefined {
  const { remotes } = state;
  for (let i = 0; i < remotes.length; i++) {
    const remote = remotes[i] as RemoteReplica;
    if (remote.brokerId === id) return remote;
  }
  return undefined;
}

/** In the larger of the committed and the proposed ISR. */
export function isInMaximalIsr(state: ReplicaState, id: BrokerId): boolean {
  const { pending } = state;
  return pending !== undefined && pending.kind === 'expand'
    ? contains(pending.isr, id)
    : contains(state.isr, id);
}

/** Size of the larger of the committed and the proposed ISR. */
export function maximalIsrSize(state: ReplicaState): number {
  const { pending } = state;
  return pending !== undefined && pending.kind === 'expand' ? pending.isr.length : state.isr.length;
}

/** At the leader's log end, or there within replica.lag.time.max.ms. */
export function isCaughtUp(
  remote: RemoteReplica,
  leaderLogEndOffset: number,
  nowMs: number,
  maxLagMs: number,
): boolean {
  return remote.logEndOffset === leaderLogEndOffset || nowMs - remote.lastCaughtUpMs <= maxLagMs;
}

/** Registered, unfenced, not in controlled shutdown, and its last fetch came from the registered incarnation. */
export function isIsrEligible(node: BrokerNode, remote: RemoteReplica): boolean {
  const broker = node.memory.image.brokers[brokerKey(remote.brokerId)];
  return (
    broker !== undefined &&
    !broker.isFenced &&
    !broker.isInControlledShutdown &&
    remote.brokerEpoch === broker.brokerEpoch
  );
}

/**
 * Books a follower's fetch. A follower that reaches what was the end at its previous fetch counts as caught up since
 * then: one that is always a round behind stays in sync. Returns whether its log end offset moved.
 */
export function updateFollowerFetchState(
  remote: RemoteReplica,
  fetchOffset: number,
  leaderLogEndOffset: number,
  brokerEpoch: number,
  ctx: BrokerCtx,
): boolean {
  const now = ctx.nowMs;
  if (fetchOffset >= leaderLogEndOffset) {
    if (now > remote.lastCaughtUpMs) remote.lastCaughtUpMs = now;
  } else if (
    fetchOffset >= remote.lastFetchLeaderLogEndOffset &&
    remote.lastFetchMs > remote.lastCaughtUpMs
  ) {
    remote.lastCaughtUpMs = remote.lastFetchMs;
  }
  const moved = remote.logEndOffset !== fetchOffset;
  remote.logEndOffset = fetchOffset;
  remote.lastFetchMs = now;
  if (leaderLogEndOffset > remote.lastFetchLeaderLogEndOffset) {
    remote.lastFetchLeaderLogEndOffset = leaderLogEndOffset;
  }
  remote.brokerEpoch = brokerEpoch;
  remote.lastFetchRow = ctx.cause;
  return moved;
}

/**
 * New leader epoch: members of the ISR get a full lag period of grace. A broker that did not lead before knows nothing
 * of the others; one that did keeps their positions.
 */
export function resetRemotes(
  node: BrokerNode,
  state: ReplicaState,
  log: ReplicaLog,
  wasLeader: boolean,
  nowMs: number,
): void {
  const self = node.config['node.id'];
  const remotes: RemoteReplica[] = [];
  for (const id of state.replicas) {
    if (id === self) continue;
    const isMember = contains(state.isr, id);
    const known = wasLeader ? remoteOf(state, id) : undefined;
    remotes.push({
      brokerId: id,
      logEndOffset: known === undefined ? -1 : known.logEndOffset,
      logStartOffset: known === undefined ? -1 : known.logStartOffset,
      lastFetchMs: wasLeader && isMember ? nowMs : 0,
      lastFetchLeaderLogEndOffset: wasLeader ? log.logEndOffset : -1,
      lastCaughtUpMs: isMember ? nowMs : 0,
      brokerEpoch: known === undefined ? -1 : known.brokerEpoch,
      lastFetchRow: known === undefined ? -1 : known.lastFetchRow,
    });
  }
  state.remotes = remotes;
}
