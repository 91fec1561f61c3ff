// Fetching ahead of the application: one open fetch per broker, for the owned partitions whose fetched records poll() has
// returned. [src: clients/consumer/internals/AbstractFetch.java: fetchablePartitions; FetchBuffer.java; FetchCollector.java]

import { appended, removeAt } from '../../../base/lists.ts';
import type { Millis } from '../../../base/units.ts';
import { chainGet } from '../../kernel/chain-store.ts';
import type { ConsumerPartition } from '../consumer/consumer-state.ts';
import { hasOpenFetch, onFetchResponse, sendFetch, type TakeRecords } from '../consumer/fetching.ts';
import { partitionOf } from '../consumer/positions.ts';
import { RECORDS_POLLED } from '../hot-kinds.ts';
import { LEADER_EPOCH } from '../log/batch-columns.ts';
import type { BrokerEndpoint, FetchResponse } from '../messages.ts';
import { type BrokerId, NO_LEADER, type TopicPartition } from '../names.ts';
import { leaderEpochFor, leaderFor, nodeOfBroker, requestUpdate } from '../net/client-metadata.ts';
import { sooner } from '../net/client-timers.ts';
import { sendablePeer } from '../net/network-client.ts';
import type { MemberCtx, MemberNode, MemberPartition, PolledRange } from './member-state.ts';
import { revalidate, sendEpochEnds, sendListOffsets } from './positions.ts';

/**
 * Sends what can be sent to leaders: look-ups, checks of positions and, from inside poll(), fetches. Returns when the next
 * partition's back-off is over (ms), -1 = none waits for that.
 */
export function askLeaders(node: MemberNode, mayFetch: boolean, ctx: MemberCtx): Millis {
  const { metadata, partitions } = node.memory;
  let nextMs = -1;
  let asksAny = false;
  for (let i = 0; i < partitions.length; i++) {
    const partition = partitions[i] as MemberPartition;
    const leader = leaderFor(metadata, partition);
    if (leader === NO_LEADER) requestUpdate(metadata, ctx.cause);
    revalidate(partition, leaderEpochFor(metadata, partition));
    const { retryAtMs } = partition;
    if (retryAtMs !== -1) nextMs = sooner(nextMs, retryAtMs, ctx.nowMs);
    const target = targetOf(node, partition, leader, mayFetch, ctx);
    if (target !== NOBODY) asksAny = true;
    targets[i] = target;
  }
  if (!asksAny) return nextMs;
  const { brokers } = metadata;
  for (let i = 0; i < brokers.length; i++) {
    const broker = brokers[i] as BrokerEndpoint;
    // Most brokers are asked for nothing most of the time.
    if (isTarget(broker.id, partitions.length)) askBroker(node, broker, ctx);
  }
  return nextMs;
}

/** By index in `memory.partitions`, during one `askLeaders` only: the broker that is asked for the partition. */
const targets: BrokerId[] = [];
const NOBODY = -1;

function isTarget(broker: BrokerId, count: number): boolean {
  for (let i = 0; i < count; i++) if (targets[i] === broker) return true;
  return false;
}

function targetOf(
  node: MemberNode,
  partition: MemberPartition,
  leader: BrokerId,
  mayFetch: boolean,
  ctx: MemberCtx,
): BrokerId {
  const { phase } = partition;
  if (partition.isFrozen || partition.isResetting || partition.retryAtMs > ctx.nowMs) return NOBODY;
  if (phase === 'initializing') return NOBODY;
  if (phase !== 'fetching') return leader;
  if (!mayFetch || partition.bufferTail !== -1) return NOBODY;
  const broker = partition.preferredReplica === -1 ? leader : readFrom(node, partition, leader, ctx);
  return hasOpenFetch(node.memory.requests, broker) ? NOBODY : broker;
}

/** Sends to one broker what `targets` names it for. */
function askBroker(node: MemberNode, broker: BrokerEndpoint, ctx: MemberCtx): void {
  const { net, partitions } = node.memory;
  let fetches: MemberPartition[] | undefined;
  let resets: MemberPartition[] | undefined;
  let checks: MemberPartition[] | undefined;
  for (let i = 0; i < partitions.length; i++) {
    if (targets[i] !== broker.id) continue;
    const partition = partitions[i] as MemberPartition;
    if (partition.phase === 'fetching') fetches = appended(fetches, partition);
    else if (partition.phase === 'resetting') resets = appended(resets, partition);
    else checks = appended(checks, partition);
  }
  if (fetches === undefined && resets === undefined && checks === undefined) return;
  const peer = sendablePeer(net, broker.node, ctx);
  if (peer === undefined) return;
  if (resets !== undefined) sendListOffsets(node, broker, resets, ctx);
  if (checks !== undefined) sendEpochEnds(node, broker, checks, ctx);
  if (fetches !== undefined) sendFetch(node, broker.id, peer, fetches, ctx);
}

/**
 * The replica that the leader recommended (KIP-392), else the leader. One that is missing from the metadata means that
 * the metadata is old. [src: consumer/internals/AbstractFetch.selectReadReplica]
 */
function readFrom(node: MemberNode, partition: MemberPartition, leader: BrokerId, ctx: MemberCtx): BrokerId {
  const { metadata } = node.memory;
  const { preferredReplica } = partition;
  const isInTime = ctx.nowMs < partition.preferredUntilMs;
  if (isInTime && nodeOfBroker(metadata, preferredReplica) !== '') return preferredReplica;
  partition.preferredReplica = -1;
  if (isInTime) requestUpdate(metadata, ctx.cause);
  return leader;
}

/** Records wait in the buffer until poll() takes them. */
const buffer: TakeRecords = (reader, partition, result, ctx) => {
  const node = reader as MemberNode;
  const owned = partition as MemberPartition;
  owned.highWatermark = result.highWatermark;
  if (result.preferredReadReplica !== -1) {
    owned.preferredReplica = result.preferredReadReplica;
    owned.preferredUntilMs = ctx.nowMs + node.config['metadata.max.age.ms'];
  }
  const { tail, endOffset } = result.records;
  if (tail === -1 || endOffset <= owned.position) return;
  owned.bufferTail = tail;
  owned.bufferedTo = endOffset;
  node.memory.ready.push(owned.tp);
};

/** A fetch is answered; partitions that are no longer owned, or frozen, are left out. */
export function onFetched(node: MemberNode, response: FetchResponse, ctx: MemberCtx): void {
  onFetchResponse(node, response, ctx, takeUnlessFrozen);
  // A position that fell out of range is looked up anew.
  const { partitions } = node.memory;
  for (let i = 0; i < partitions.length; i++) {
    const partition = partitions[i] as MemberPartition;
    if (partition.position === -1 && partition.phase === 'fetching') partition.phase = 'resetting';
  }
}

const takeUnlessFrozen: TakeRecords = (reader, partition, result, ctx) => {
  if (!(partition as MemberPartition).isFrozen && (partition as MemberPartition).phase === 'fetching') {
    buffer(reader, partition as ConsumerPartition, result, ctx);
  }
};

/** Records of the partition that a job of a recording may still read. */
function quotaOf(node: MemberNode, { tp, position }: MemberPartition): number {
  const quota = node.config.job?.quota;
  if (quota === undefined) return Number.MAX_SAFE_INTEGER;
  const { application } = node.memory;
  const first = application.firstRead[tp] ?? position;
  application.firstRead[tp] = first;
  return first + (quota[tp] ?? 0) - position;
}

/** What poll() returns: at most max.poll.records of what was fetched, oldest fetch first. Moves the positions. */
export function takeFetched(node: MemberNode, ctx: MemberCtx): PolledRange[] {
  const { memory, config } = node;
  const polled: PolledRange[] = [];
  let room = config['max.poll.records'];
  let at = 0;
  while (room > 0 && at < memory.ready.length) {
    const tp = memory.ready[at] as TopicPartition;
    const partition = partitionOf(memory.partitions, tp);
    if (partition === undefined || partition.isFrozen || partition.bufferTail === -1) {
      removeAt(memory.ready, at);
      continue;
    }
    const from = partition.position;
    const to = Math.min(partition.bufferedTo, from + Math.min(room, quotaOf(node, partition)));
    if (to === from) {
      at++;
      continue;
    }
    const tail = partition.bufferTail;
    room -= to - from;
    partition.position = to;
    partition.offsetEpoch = chainGet(ctx.store, LEADER_EPOCH, tail);
    if (to === partition.bufferedTo) {
      partition.bufferTail = -1;
      removeAt(memory.ready, at);
    }
    polled.push({ tp, next: from, to, tail });
    const { highWatermark } = partition;
    ctx.emitHot(RECORDS_POLLED, {
      group: config['group.id'],
      tp,
      fromOffset: from,
      toOffset: to,
      highWatermark,
    });
  }
  return polled;
}
