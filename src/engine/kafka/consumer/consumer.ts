// A plain consumer process: assigned to every partition of its topics, no group, it polls without pause.
// Simplification: the application keeps its positions when a changed setting makes a new client, and nothing over a crash.

import { appended } from '../../../base/lists.ts';
import type { Millis } from '../../../base/units.ts';
import type { Ctx, NodeKind } from '../../kernel/contract.ts';
import type { Message } from '../../kernel/world.ts';
import type { KafkaEvents } from '../events.ts';
import type { BrokerEndpoint, KafkaResponse } from '../messages.ts';
import { type BrokerId, NO_LEADER } from '../names.ts';
import { createClientMetadata, leaderFor, nodeOfBroker, requestUpdate } from '../net/client-metadata.ts';
import { cancelClientTimers, noTimers, onClientTimer, sooner, wakeClientBy } from '../net/client-timers.ts';
import {
  maybeRefreshMetadata,
  metadataDueMs,
  onMetadataLost,
  onMetadataResponse,
} from '../net/metadata-refresh.ts';
import {
  closeAll,
  createNetworkClient,
  expireRequests,
  type InFlightRequest,
  nextNetDeadline,
  onNetConnected,
  onNetDisconnected,
  onNetMessage,
  onNetRefused,
  sendablePeer,
} from '../net/network-client.ts';
import type {
  ConsumerCommand,
  ConsumerConfig,
  ConsumerDisk,
  ConsumerMemory,
  ConsumerNode,
  ConsumerPartition,
} from './consumer-state.ts';
import { hasOpenFetch, onFetchResponse, sendFetch, takeRequest } from './fetching.ts';
import {
  assignKnownPartitions,
  isJobDone,
  onListOffsetsResponse,
  partitionOf,
  sendListOffsets,
} from './positions.ts';

/** Consumers do not limit requests in flight themselves; Kafka sets this for them. */
const MAX_IN_FLIGHT = 100;

/** The node kind `consumer`. */
export const consumerKind: NodeKind<ConsumerNode, KafkaEvents> = {
  boot(node, ctx) {
    node.disk.starts++;
    node.memory = emptyMemory(node.config);
    runConsumer(node, ctx);
  },
  onTimer(node, name, ctx) {
    onClientTimer(node.memory.timers, name);
    runConsumer(node, ctx);
  },
  onMessage(node, conn, message, ctx) {
    const request = onNetMessage(node.memory.net, conn, message, ctx);
    if (request !== undefined) onResponse(node, message, ctx);
    runConsumer(node, ctx);
  },
  onConnected(node, conn, ctx) {
    onNetConnected(node.memory.net, conn, ctx);
    runConsumer(node, ctx);
  },
  onRefused(node, conn, ctx) {
    if (onNetRefused(node.memory.net, conn, ctx) === undefined) return;
    requestUpdate(node.memory.metadata, ctx.cause);
    runConsumer(node, ctx);
  },
  onDisconnected(node, conn, ctx) {
    const lost = onNetDisconnected(node.memory.net, conn, ctx);
    if (lost === undefined) return;
    onRequestsLost(node, lost, ctx);
    runConsumer(node, ctx);
  },
  onShutdown(node, ctx) {
    closeAll(node.memory.net, ctx);
    ctx.exit('shutdown');
  },
  onCommand(node, command, ctx) {
    const { memory } = node;
    closeAll(memory.net, ctx);
    cancelClientTimers(ctx);
    node.config = (command as ConsumerCommand).config;
    node.memory = emptyMemory(node.config);
    node.memory.partitions = memory.partitions;
    for (const partition of memory.partitions) {
      partition.isResetting = false;
      partition.leaderAt = -1;
    }
    runConsumer(node, ctx);
  },
  isDiskless: true,
  emptyDisk: (): ConsumerDisk => ({ starts: 0 }),
  emptyMemory: () => emptyMemory(),
};

/** Does everything that can be done now: time-outs, metadata, look-ups of positions, fetches. */
function runConsumer(node: ConsumerNode, ctx: Ctx<KafkaEvents>): void {
  const { memory, config } = node;
  for (const expired of expireRequests(memory.net, ctx)) {
    ctx.cause = expired.row;
    onRequestsLost(node, expired.lost, ctx);
  }
  if (config.reads !== undefined && isJobDone(node)) {
    closeAll(memory.net, ctx);
    ctx.exit('the job is done');
    return;
  }
  const readyMs = request(node, ctx);
  const lost = maybeRefreshMetadata(memory.metadata, memory.net, config, ctx);
  if (lost.length > 0) onRequestsLost(node, lost, ctx);
  let next = sooner(readyMs, nextNetDeadline(memory.net), ctx.nowMs);
  next = sooner(next, metadataDueMs(memory.metadata, config), ctx.nowMs);
  wakeClientBy(memory.timers, next, ctx);
}

/** Opens what requests it can; returns when the next partition's back-off is over (ms), -1 = none waits for that. */
function request(node: ConsumerNode, ctx: Ctx<KafkaEvents>): Millis {
  const { memory } = node;
  const { brokers } = memory.metadata;
  let isAnyIdle = false;
  for (let i = 0; i < brokers.length && !isAnyIdle; i++) {
    isAnyIdle = !hasOpenFetch(memory.requests, (brokers[i] as BrokerEndpoint).id);
  }
  /** Broker to be asked about each partition, -1 for none. */
  const askFrom: BrokerId[] = [];
  let nextMs = -1;
  let isPositionMissing = false;
  for (let i = 0; i < memory.partitions.length; i++) {
    const partition = memory.partitions[i] as ConsumerPartition;
    if (partition.isStopped) {
      askFrom.push(NO_LEADER);
      continue;
    }
    if (partition.position === -1) {
      if (node.config['auto.offset.reset'] === 'none') {
        partition.isStopped = true;
        askFrom.push(NO_LEADER);
        continue;
      }
      isPositionMissing = true;
    }
    const leader = leaderFor(memory.metadata, partition);
    if (leader === NO_LEADER) requestUpdate(memory.metadata, ctx.cause);
    if (partition.retryAtMs !== -1) nextMs = sooner(nextMs, partition.retryAtMs, ctx.nowMs);
    if (partition.isResetting || partition.retryAtMs > ctx.nowMs) askFrom.push(NO_LEADER);
    else if (partition.position === -1 || !isAnyIdle) askFrom.push(leader);
    else askFrom.push(readFrom(node, partition, leader, ctx));
  }
  for (let i = 0; i < brokers.length; i++) {
    const broker = brokers[i] as BrokerEndpoint;
    const canFetch = !hasOpenFetch(memory.requests, broker.id);
    // Mostly every broker but one has a fetch open already: then nothing can be asked of it.
    if (canFetch || isPositionMissing) requestFrom(node, broker, canFetch, askFrom, ctx);
  }
  return nextMs;
}

function requestFrom(
  node: ConsumerNode,
  broker: BrokerEndpoint,
  canFetch: boolean,
  askFrom: readonly BrokerId[],
  ctx: Ctx<KafkaEvents>,
): void {
  const { memory } = node;
  let fetches: ConsumerPartition[] | undefined;
  let resets: ConsumerPartition[] | undefined;
  for (let i = 0; i < memory.partitions.length; i++) {
    if (askFrom[i] !== broker.id) continue;
    const partition = memory.partitions[i] as ConsumerPartition;
    if (partition.position === -1) resets = appended(resets, partition);
    else if (canFetch) fetches = appended(fetches, partition);
  }
  if (fetches === undefined && resets === undefined) return;
  const peer = sendablePeer(memory.net, broker.node, ctx);
  if (peer === undefined) return;
  if (resets !== undefined) sendListOffsets(node, broker, resets, ctx);
  if (fetches !== undefined) sendFetch(node, broker.id, peer, fetches, ctx);
}

/**
 * The broker to read the partition from: the replica that its leader recommended, else the leader. One that is missing
 * from the metadata means that the metadata is old. [src: consumer/internals/AbstractFetch.selectReadReplica]
 */
function readFrom(
  node: ConsumerNode,
  partition: ConsumerPartition,
  leader: BrokerId,
  ctx: Ctx<KafkaEvents>,
): BrokerId {
  const { metadata } = node.memory;
  const { preferredReplica } = partition;
  if (preferredReplica === -1) return leader;
  const isInTime = ctx.nowMs < partition.preferredUntilMs;
  if (isInTime && nodeOfBroker(metadata, preferredReplica) !== '') return preferredReplica;
  partition.preferredReplica = -1;
  if (isInTime) requestUpdate(metadata, ctx.cause);
  return leader;
}

function onResponse(node: ConsumerNode, message: Message, ctx: Ctx<KafkaEvents>): void {
  const { memory, config } = node;
  const response = message as KafkaResponse;
  switch (response.api) {
    case 'fetchResponse':
      if (takeRequest(memory.requests, response.correlationId) !== undefined)
        onFetchResponse(node, response, ctx);
      return;
    case 'listOffsetsResponse':
      if (takeRequest(memory.requests, response.correlationId) !== undefined)
        onListOffsetsResponse(node, response, ctx);
      return;
    case 'metadataResponse':
      if (response.correlationId !== memory.metadata.correlationId) return;
      onMetadataResponse(memory.metadata, response, config, ctx);
      assignKnownPartitions(node);
      return;
    default:
      return;
  }
}

/** A lost fetch is simply sent again when the broker can be reached; a lost look-up waits a back-off. */
function onRequestsLost(node: ConsumerNode, lost: readonly InFlightRequest[], ctx: Ctx<KafkaEvents>): void {
  const { memory, config } = node;
  requestUpdate(memory.metadata, ctx.cause);
  for (const { correlationId } of lost) {
    if (correlationId === memory.metadata.correlationId) {
      onMetadataLost(memory.metadata, config, ctx);
      continue;
    }
    const open = takeRequest(memory.requests, correlationId);
    if (open === undefined) continue;
    for (const tp of open.tps) {
      const partition = partitionOf(memory.partitions, tp) as ConsumerPartition;
      partition.preferredReplica = -1;
      if (open.kind === 'fetch') continue;
      partition.isResetting = false;
      partition.retryAtMs = ctx.nowMs + config['retry.backoff.ms'];
    }
  }
}

function emptyMemory(config?: ConsumerConfig): ConsumerMemory {
  return {
    net: createNetworkClient(config, MAX_IN_FLIGHT),
    metadata: createClientMetadata(config?.bootstrap ?? [], config?.topics ?? []),
    partitions: [],
    timers: noTimers(),
    requests: [],
  };
}
