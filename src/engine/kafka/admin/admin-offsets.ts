// listOffsets: the leaders are looked up in metadata, then each is asked for its partitions; what a leader refuses, or
// does not answer, is looked up again. [src: clients/admin/internals/AdminApiDriver.java, PartitionLeaderStrategy.java,
// ListOffsetsHandler.java]

import type { Millis } from '../../../base/units.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { NodeId } from '../../kernel/world.ts';
import type { KafkaEvents } from '../events.ts';
import type { ListOffsetsResponse, MetadataResponse } from '../messages.ts';
import { NO_LEADER, NONE, splitTopicPartition, type TopicPartition } from '../names.ts';
import { backoffMs } from '../net/backoff.ts';
import { isRetriable } from '../net/errors.ts';
import { ensureConnected, isReady, leastLoadedNode, peerOf, sendRequest } from '../net/network-client.ts';
import type { AdminCall, AdminNode, ListOffsetsCall, OffsetLookup } from './admin-state.ts';

/** The lookups that a call begins with. */
export function lookupsOf(tps: readonly TopicPartition[]): OffsetLookup[] {
  return tps.map((tp) => ({
    tp,
    state: 'unmapped',
    leader: '',
    retryAtMs: -1,
    attempts: 0,
    error: NONE,
    offset: -1,
    leaderEpoch: -1,
  }));
}

/** Every partition has its offset or an error that is final. */
export function areLookupsDone(call: AdminCall): boolean {
  return call.lookups.every((lookup) => lookup.state === 'done');
}

/** Sends what can be sent: one metadata request, one request per leader. */
export function askForOffsets(node: AdminNode, call: AdminCall, ctx: Ctx<KafkaEvents>): void {
  const due = call.lookups.filter((l) => l.state === 'unmapped' && l.retryAtMs <= ctx.nowMs);
  if (call.correlationId === -1 && call.retryAtMs <= ctx.nowMs && due.length > 0) {
    askForLeaders(
      node,
      call,
      due.map((l) => l.tp),
      ctx,
    );
  }
  const leaders: NodeId[] = [];
  for (const lookup of call.lookups) {
    if (lookup.state === 'mapped' && !leaders.includes(lookup.leader)) leaders.push(lookup.leader);
  }
  for (const leader of leaders) askLeader(node, call, leader, ctx);
}

function askForLeaders(
  node: AdminNode,
  call: AdminCall,
  tps: readonly TopicPartition[],
  ctx: Ctx<KafkaEvents>,
): void {
  const { memory, config } = node;
  const peer = leastLoadedNode(memory.net, config.bootstrap, ctx);
  if (peer === '' || !ensureConnected(memory.net, peer, ctx) || !isReady(memory.net, peer)) return;
  const topics: string[] = [];
  for (const tp of tps) {
    const { topic } = splitTopicPartition(tp);
    if (!topics.includes(topic)) topics.push(topic);
  }
  call.attempts++;
  const request = { api: 'metadataRequest', correlationId: 0, topics } as const;
  call.correlationId = sendRequest(memory.net, peer, request, config['request.timeout.ms'], ctx);
}

function askLeader(node: AdminNode, call: AdminCall, leader: NodeId, ctx: Ctx<KafkaEvents>): void {
  const { memory, config } = node;
  if (!ensureConnected(memory.net, leader, ctx) || !isReady(memory.net, leader)) {
    // The leader cannot be reached now: whoever leads is looked up again.
    if (peerOf(memory.net, leader)?.state === 'disconnected') {
      for (const lookup of call.lookups)
        if (lookup.state === 'mapped' && lookup.leader === leader) again(node, lookup, ctx);
    }
    return;
  }
  const { timestamp, isolation } = call.body as ListOffsetsCall;
  const tps: TopicPartition[] = [];
  for (const lookup of call.lookups) {
    if (lookup.state !== 'mapped' || lookup.leader !== leader) continue;
    lookup.state = 'asked';
    tps.push(lookup.tp);
  }
  const partitions = tps.map((tp) => ({ tp, timestamp, currentLeaderEpoch: -1 }));
  const request = {
    api: 'listOffsetsRequest',
    correlationId: 0,
    replicaId: -1,
    isolation,
    partitions,
  } as const;
  const correlationId = sendRequest(memory.net, leader, request, config['request.timeout.ms'], ctx);
  call.asked.push({ correlationId, node: leader, tps });
}

/** Leaders from metadata; a partition without one is looked up again. */
export function onLeaders(
  node: AdminNode,
  call: AdminCall,
  response: MetadataResponse,
  ctx: Ctx<KafkaEvents>,
): void {
  call.correlationId = -1;
  for (const lookup of call.lookups) {
    if (lookup.state !== 'unmapped' || lookup.retryAtMs > ctx.nowMs) continue;
    const { topic, partition } = splitTopicPartition(lookup.tp);
    const known = response.topics
      .find((t) => t.topic === topic)
      ?.partitions.find((p) => p.partition === partition);
    const leader = known?.leader ?? NO_LEADER;
    const endpoint = response.brokers.find((b) => b.id === leader);
    lookup.error = known?.error ?? 'UNKNOWN_TOPIC_OR_PARTITION';
    if (endpoint === undefined) {
      again(node, lookup, ctx);
      continue;
    }
    lookup.leader = endpoint.node;
    lookup.state = 'mapped';
  }
}

/** A leader's answer. */
export function onOffsets(
  node: AdminNode,
  call: AdminCall,
  response: ListOffsetsResponse,
  ctx: Ctx<KafkaEvents>,
): void {
  const at = call.asked.findIndex((a) => a.correlationId === response.correlationId);
  if (at < 0) return;
  call.asked.splice(at, 1);
  for (const { tp, error, offset, leaderEpoch } of response.results) {
    const lookup = call.lookups.find((l) => l.tp === tp);
    if (lookup === undefined || lookup.state !== 'asked') continue;
    lookup.error = error;
    if (error !== NONE && isRetriable(error)) {
      again(node, lookup, ctx);
      continue;
    }
    lookup.state = 'done';
    lookup.offset = offset;
    lookup.leaderEpoch = leaderEpoch;
  }
}

/** The request with that id is lost: its partitions are looked up again. */
export function onOffsetsLost(
  node: AdminNode,
  call: AdminCall,
  correlationId: number,
  error: string,
  ctx: Ctx<KafkaEvents>,
): void {
  const at = call.asked.findIndex((a) => a.correlationId === correlationId);
  const lost = call.asked[at];
  if (lost === undefined) return;
  call.asked.splice(at, 1);
  for (const lookup of call.lookups) {
    if (lookup.state !== 'asked' || !lost.tps.includes(lookup.tp)) continue;
    lookup.error = error;
    again(node, lookup, ctx);
  }
}

/** When the next lookup's back-off is over (ms), -1 = none waits. */
export function nextLookupMs(call: AdminCall, nowMs: Millis): Millis {
  let next = -1;
  for (const lookup of call.lookups) {
    if (lookup.state !== 'unmapped' || lookup.retryAtMs <= nowMs) continue;
    if (next === -1 || lookup.retryAtMs < next) next = lookup.retryAtMs;
  }
  return next;
}

function again(node: AdminNode, lookup: OffsetLookup, ctx: Ctx<KafkaEvents>): void {
  const { config } = node;
  lookup.state = 'unmapped';
  lookup.leader = '';
  lookup.retryAtMs =
    ctx.nowMs +
    backoffMs(ctx, 'retry', lookup.attempts++, config['retry.backoff.ms'], config['retry.backoff.max.ms']);
}
