// Fetching ahead of the application: one open fetch per broker, for the owned partitions whose fetched records poll() has
// returned. [src: clients/consumer/internals/AbstractFetch.java: fetchablePartitions; FetchBuffer.java; FetchCollector.java]

import { contains } from '../../../base/lists.ts';
import { chainGet } from '../../kernel/chain-store.ts';
import type { ConsumerPartition } from '../consumer/consumer-state.ts';
import { hasOpenFetch, onFetchResponse, sendFetch, type TakeRecords } from '../consumer/fetching.ts';
import { LEADER_EPOCH } from '../log/batch-columns.ts';
import type { BrokerEndpoint, FetchResponse } from '../messages.ts';
import { type BrokerId, NO_LEADER, type TopicPartition } from '../names.ts';
import { leaderOf, nodeOfBroker, requestUpdate } from '../net/client-metadata.ts';
import { sooner } from '../net/client-timers.ts';
import { ensureConnected, isReady } from '../net/network-client.ts';
import type { MemberCtx, MemberNode, MemberPartition, PolledRange } from './member-state.ts';
import { sendEpochEnds, sendListOffsets } from './positions.ts';

/**
 * Sends what can be sent to leaders: look-ups, checks of positions and, from inside poll(), fetches. Returns when the next partition's back-off
 * is over (ms), -1 = none waits for that.
 */
export function askLeaders(node: MemberNode, mayFetch: boolean, ctx: MemberCtx): number {
  const { memory } = node;
  let nextMs = -1;
  let asksAny = false;
  targets.length = 0;
  for (let i = 0; i < memory.tps.length; i++) {
    const tp = memory.tps[i] as TopicPartition;
    const leader = leaderOf(memory.metadata, tp);
    if (leader === NO_LEADER) requestUpdate(memory.metadata, ctx.cause);
    const partition = memory.partitions[tp] as MemberPartition;
    const { retryAtMs } = partition;
    if (retryAtMs !== -1) nextMs = sooner(nextMs, retryAtMs, ctx.nowMs);
    const target = targetOf(partition, leader, mayFetch, ctx);
    if (target !== NOBODY) asksAny = true;
    targets.push(target);
  }
  if (!asksAny) return nextMs;
  const { brokers } = memory.metadata;
  for (let i = 0; i < brokers.length; i++) {
    const broker = brokers[i] as BrokerEndpoint;
    // Most brokers are asked for nothing most of the time.
    if (contains(targets, broker.id) || contains(targets, ANYBODY)) askBroker(node, broker, mayFetch, ctx);
  }
  return nextMs;
}

/** By index in `memory.tps`, during one `askLeaders` only: the broker that is asked for the partition. */
const targets: BrokerId[] = [];
const NOBODY = -1;
/** It depends on which replica the leader recommended. */
const ANYBODY = -2;

function targetOf(partition: MemberPartition, leader: BrokerId, mayFetch: boolean, ctx: MemberCtx): BrokerId {
  const { phase } = partition;
  if (partition.isFrozen || partition.isResetting || partition.retryAtMs > ctx.nowMs) return NOBODY;
  if (phase === 'initializing') return NOBODY;
  if (phase !== 'fetching') return leader;
  if (!mayFetch || partition.bufferTail !== -1) return NOBODY;
  return partition.preferredReplica === -1 ? leader : ANYBODY;
}

function askBroker(node: MemberNode, broker: BrokerEndpoint, mayFetch: boolean, ctx: MemberCtx): void {
  const { memory } = node;
  const canFetch = mayFetch && !hasOpenFetch(node, broker.node);
  let fetches: TopicPartition[] | undefined;
  let resets: TopicPartition[] | undefined;
  let checks: TopicPartition[] | undefined;
  for (let i = 0; i < memory.tps.length; i++) {
    const tp = memory.tps[i] as TopicPartition;
    const partition = memory.partitions[tp] as MemberPartition;
    if (partition.isFrozen || partition.isResetting || partition.retryAtMs > ctx.nowMs) continue;
    if (partition.phase === 'fetching') {
      if (!canFetch || partition.bufferTail !== -1) continue;
      if (readFrom(node, partition, ctx) !== broker.id) continue;
      if (fetches === undefined) fetches = [tp];
      else fetches.push(tp);
    } else if (partition.phase !== 'initializing' && leaderOf(memory.metadata, tp) === broker.id) {
      if (partition.phase === 'resetting') {
        if (resets === undefined) resets = [tp];
        else resets.push(tp);
      } else if (checks === undefined) checks = [tp];
      else checks.push(tp);
    }
  }
  if (fetches === undefined && resets === undefined && checks === undefined) return;
  if (!ensureConnected(memory.net, broker.node, ctx) || !isReady(memory.net, broker.node)) return;
  if (resets !== undefined) sendListOffsets(node, broker.node, resets, ctx);
  if (checks !== undefined) sendEpochEnds(node, broker.node, checks, ctx);
  if (fetches !== undefined) sendFetch(node, broker.node, fetches, ctx);
}

/**
 * The replica that the leader recommended (KIP-392), else the leader. One that is missing from the metadata means that
 * the metadata is old. [src: consumer/internals/AbstractFetch.selectReadReplica]
 */
function readFrom(node: MemberNode, partition: MemberPartition, ctx: MemberCtx): BrokerId {
  const { metadata } = node.memory;
  const { preferredReplica } = partition;
  if (preferredReplica !== -1) {
    const isInTime = ctx.nowMs < partition.preferredUntilMs;
    if (isInTime && nodeOfBroker(metadata, preferredReplica) !== '') return preferredReplica;
    partition.preferredReplica = -1;
    if (isInTime) requestUpdate(metadata, ctx.cause);
  }
  return leaderOf(metadata, partition.tp);
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
  for (const { tp } of response.results) {
    const partition = node.memory.partitions[tp];
    if (partition !== undefined && partition.phase === 'fetching' && partition.position === -1) {
      partition.phase = 'resetting';
    }
  }
}

const takeUnlessFrozen: TakeRecords = (reader, partition, result, ctx) => {
  if (!(partition as MemberPartition).isFrozen && (partition as MemberPartition).phase === 'fetching') {
    buffer(reader, partition as ConsumerPartition, result, ctx);
  }
};

/** Records of the partition that a job of a recording may still read. */
function quotaOf(node: MemberNode, tp: TopicPartition): number {
  const quota = node.config.job?.quota;
  if (quota === undefined) return Number.MAX_SAFE_INTEGER;
  const { partitions, application } = node.memory;
  const first = application.firstRead[tp] ?? (partitions[tp] as MemberPartition).position;
  application.firstRead[tp] = first;
  return first + (quota[tp] ?? 0) - (partitions[tp] as MemberPartition).position;
}

/** What poll() returns: at most max.poll.records of what was fetched, oldest fetch first. Moves the positions. */
export function takeFetched(node: MemberNode, ctx: MemberCtx): PolledRange[] {
  const { memory, config } = node;
  const polled: PolledRange[] = [];
  let room = config['max.poll.records'];
  let at = 0;
  while (room > 0 && at < memory.ready.length) {
    const tp = memory.ready[at] as TopicPartition;
    const partition = memory.partitions[tp];
    if (partition === undefined || partition.isFrozen || partition.bufferTail === -1) {
      memory.ready.splice(at, 1);
      continue;
    }
    const from = partition.position;
    const to = Math.min(partition.bufferedTo, from + Math.min(room, quotaOf(node, tp)));
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
      memory.ready.splice(at, 1);
    }
    polled.push({ tp, next: from, to, tail });
    const { highWatermark } = partition;
    ctx.emit('records.polled', {
      group: config['group.id'],
      tp,
      fromOffset: from,
      toOffset: to,
      highWatermark,
    });
  }
  return polled;
}
