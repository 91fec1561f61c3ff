// When a client asks for metadata, whom, and what it takes over from an answer or from a leader named in an error.
// One request at a time, to the least loaded node.
// [src: clients/Metadata.java, NetworkClient.DefaultMetadataUpdater, KIP-951 (leader in errors), KIP-899, KIP-1102]

import type { Millis } from '../../../base/units.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { NodeId } from '../../kernel/world.ts';
import type { KafkaEvents } from '../events.ts';
import type { BrokerEndpoint, MetadataResponse, PartitionMetadata } from '../messages.ts';
import { type BrokerId, NO_LEADER, NONE, type TopicPartition, topicPartition } from '../names.ts';
import { backoffMs } from './backoff.ts';
import { type ClientMetadata, requestUpdate } from './client-metadata.ts';
import {
  closeAll,
  ensureConnected,
  type InFlightRequest,
  isAnyConnecting,
  isAnyReady,
  isReady,
  leastLoadedNode,
  type NetworkClient,
  sendRequest,
} from './network-client.ts';

/** The settings that decide about metadata. */
export interface MetadataConfig {
  'metadata.max.age.ms': number;
  'metadata.recovery.rebootstrap.trigger.ms': number;
  'request.timeout.ms': number;
  'retry.backoff.ms': number;
  'retry.backoff.max.ms': number;
}

const NOTHING_LOST: readonly InFlightRequest[] = [];

/** Time (ms) at which the next update is due; -1 while a request is open. */
export function metadataDueMs(metadata: ClientMetadata, config: MetadataConfig): Millis {
  if (metadata.askedNode !== '') return -1;
  const wanted = metadata.isUpdateRequested ? 0 : metadata.lastSuccessMs + config['metadata.max.age.ms'];
  return Math.max(wanted, metadata.allowedAtMs);
}

/**
 * Sends a metadata request when one is due and a node can take it, or starts a connection for it. Returns what was in
 * flight when, after long failure, every connection had to be closed (rebootstrap); otherwise nothing.
 */
export function maybeRefreshMetadata(
  metadata: ClientMetadata,
  net: NetworkClient,
  config: MetadataConfig,
  ctx: Ctx<KafkaEvents>,
): readonly InFlightRequest[] {
  const dueMs = metadataDueMs(metadata, config);
  if (dueMs === -1 || dueMs > ctx.nowMs) return NOTHING_LOST;
  let lost = NOTHING_LOST;
  if (metadata.failingSinceMs === -1) metadata.failingSinceMs = ctx.nowMs;
  else if (ctx.nowMs - metadata.failingSinceMs > config['metadata.recovery.rebootstrap.trigger.ms']) {
    lost = closeAll(net, ctx);
    rebootstrap(metadata, ctx);
    metadata.failingSinceMs = ctx.nowMs;
  }
  let node = leastLoadedNode(net, metadata.nodes, ctx);
  if (node === '' && metadata.brokers.length > 0 && !isAnyReady(net, metadata.nodes)) {
    rebootstrap(metadata, ctx);
    node = leastLoadedNode(net, metadata.nodes, ctx);
  }
  if (node === '') return lost;
  if (!isReady(net, node)) {
    // One connection at a time is opened for metadata; its end or success brings the owner back here.
    if (!isAnyConnecting(net)) ensureConnected(net, node, ctx);
    return lost;
  }
  if (!metadata.isUpdateRequested) metadata.equivalentResponses = 0;
  metadata.askedNode = node;
  const cause = ctx.cause;
  if (metadata.requestRow !== -1) ctx.cause = metadata.requestRow;
  metadata.correlationId = sendRequest(
    net,
    node,
    { api: 'metadataRequest', correlationId: 0, topics: metadata.topics },
    config['request.timeout.ms'],
    ctx,
  );
  ctx.cause = cause;
  return lost;
}

/** The open request was lost with its connection or timed out. */
export function onMetadataLost(
  metadata: ClientMetadata,
  config: MetadataConfig,
  ctx: Ctx<KafkaEvents>,
): void {
  metadata.askedNode = '';
  metadata.correlationId = -1;
  requestUpdate(metadata, ctx.cause);
  metadata.lastRefreshMs = ctx.nowMs;
  metadata.failedAttempts++;
  metadata.equivalentResponses = 0;
  setAllowedAt(metadata, config, ctx);
}

/** Takes an answer over. A lower leader epoch than one already seen is ignored for that partition. */
export function onMetadataResponse(
  metadata: ClientMetadata,
  response: MetadataResponse,
  config: MetadataConfig,
  ctx: Ctx<KafkaEvents>,
): void {
  metadata.askedNode = '';
  metadata.correlationId = -1;
  metadata.isUpdateRequested = false;
  metadata.version++;
  metadata.changes++;
  metadata.requestRow = -1;
  metadata.lastRefreshMs = ctx.nowMs;
  metadata.lastSuccessMs = ctx.nowMs;
  metadata.failedAttempts = 0;
  metadata.failingSinceMs = -1;
  metadata.equivalentResponses++;
  if (response.brokers.length > 0) setBrokers(metadata, [...response.brokers]);
  const changed: number[] = [];
  for (const { topic, error, partitions } of response.topics) {
    if (error !== NONE) {
      metadata.isUpdateRequested = true;
      continue;
    }
    metadata.partitionCounts[topic] = Math.max(partitions.length, metadata.partitionCounts[topic] ?? 0);
    for (const partition of partitions) {
      if (partition.error !== NONE) metadata.isUpdateRequested = true;
      if (takePartition(metadata, topicPartition(topic, partition.partition), partition, ctx)) {
        changed.push(partition.partition);
      }
    }
  }
  setAllowedAt(metadata, config, ctx);
  ctx.cause = ctx.emit('client.metadataUpdated', { brokers: metadata.brokers.length, changed });
}

/**
 * A Produce or Fetch error named the current leader: it is used at once, without waiting for the refresh. True when
 * that was news. [src: Metadata.updatePartitionLeadership]
 */
export function takeLeaderHint(
  metadata: ClientMetadata,
  tp: TopicPartition,
  leader: BrokerId,
  leaderEpoch: number,
  endpoints: readonly BrokerEndpoint[],
  ctx: Ctx<KafkaEvents>,
): boolean {
  const known = metadata.partitions[tp];
  if (leader === NO_LEADER || leaderEpoch === -1 || known === undefined || known.leaderEpoch >= leaderEpoch)
    return false;
  const endpoint = endpoints.find((e) => e.id === leader);
  if (endpoint === undefined) return false;
  if (!metadata.brokers.some((b) => b.id === leader)) setBrokers(metadata, [...metadata.brokers, endpoint]);
  metadata.partitions[tp] = { ...known, error: NONE, leader, leaderEpoch };
  metadata.changes++;
  emitLearned(tp, leader, leaderEpoch, known.leader, ctx);
  return true;
}

/**
 * Back to the bootstrap list, without topics: the leader of a classic group sees that its topics have changed. Leader epochs
 * are remembered. [src: Metadata.rebootstrap]
 */
function rebootstrap(metadata: ClientMetadata, ctx: Ctx<KafkaEvents>): void {
  metadata.brokers = [];
  metadata.partitionCounts = {};
  metadata.changes++;
  metadata.nodes = [...metadata.bootstrap];
  ctx.emit('client.rebootstrapped', {});
}

function setBrokers(metadata: ClientMetadata, brokers: BrokerEndpoint[]): void {
  const nodes: NodeId[] = [];
  for (const broker of brokers) nodes.push(broker.node);
  metadata.brokers = brokers;
  metadata.nodes = nodes;
}

/** True when the answer brought a newer leader epoch (or the partition is new): then equivalent answers count anew. */
function takePartition(
  metadata: ClientMetadata,
  tp: TopicPartition,
  partition: PartitionMetadata,
  ctx: Ctx<KafkaEvents>,
): boolean {
  const known = metadata.partitions[tp];
  if (known !== undefined && partition.leaderEpoch < known.leaderEpoch) return false;
  metadata.partitions[tp] = partition;
  if (known !== undefined && partition.leaderEpoch === known.leaderEpoch) return false;
  metadata.equivalentResponses = 0;
  emitLearned(
    tp,
    partition.leader,
    partition.leaderEpoch,
    known === undefined ? NO_LEADER : known.leader,
    ctx,
  );
  return true;
}

function emitLearned(
  tp: TopicPartition,
  leader: BrokerId,
  leaderEpoch: number,
  was: BrokerId,
  ctx: Ctx<KafkaEvents>,
): void {
  ctx.emit('client.leaderLearned', { tp, leader, leaderEpoch, was });
}

/** Back-off after this attempt: by failures, and by answers in a row without news, whichever is longer. */
function setAllowedAt(metadata: ClientMetadata, config: MetadataConfig, ctx: Ctx<KafkaEvents>): void {
  const first = config['retry.backoff.ms'];
  const max = config['retry.backoff.max.ms'];
  const failed = metadata.failedAttempts > 0 ? metadata.failedAttempts - 1 : 0;
  let waitMs = backoffMs(ctx, 'metadataBackoff', failed, first, max);
  if (metadata.equivalentResponses > 0) {
    waitMs = Math.max(
      waitMs,
      backoffMs(ctx, 'metadataBackoff', metadata.equivalentResponses - 1, first, max),
    );
  }
  metadata.allowedAtMs = ctx.nowMs + waitMs;
}
