// A producer process: an application that calls send() at seeded times, and the client it was given.
// Simplification: a changed setting closes the client and makes it anew in the same process; send() waits meanwhile.

import { MICROS_PER_SECOND } from '../../../base/units.ts';
import type { Ctx, NodeKind } from '../../kernel/contract.ts';
import type { Message } from '../../kernel/world.ts';
import type { KafkaEvents } from '../events.ts';
import type { KafkaResponse } from '../messages.ts';
import { createClientMetadata, requestUpdate } from '../net/client-metadata.ts';
import { cancelClientTimers, noTimers, onClientTimer, wakeClientBy } from '../net/client-timers.ts';
import { onMetadataResponse } from '../net/metadata-refresh.ts';
import {
  closeAll,
  createNetworkClient,
  onNetConnected,
  onNetDisconnected,
  onNetMessage,
  onNetRefused,
} from '../net/network-client.ts';
import { admitBlocked, learnPartitions, sendRecord } from './accumulator.ts';
import { onProduceResponse } from './completion.ts';
import { abandonBatches } from './expiry.ts';
import type {
  ProducerCommand,
  ProducerConfig,
  ProducerDisk,
  ProducerMemory,
  ProducerNode,
} from './producer-state.ts';
import { handOver, isHandedOver } from './script.ts';
import { onInitProducerIdResponse, onRequestsLost, runSender } from './sender.ts';

/** The node kind `producer`. */
export const producerKind: NodeKind<ProducerNode, KafkaEvents> = {
  boot(node, ctx) {
    makeClient(node, ctx);
    setArrivalTimer(node, ctx);
    if (node.config.script !== undefined) step(node, ctx);
  },
  onTimer(node, name, ctx) {
    if (name === 'arrival') {
      onArrival(node, ctx);
      return;
    }
    onClientTimer(node.memory.timers, name);
    step(node, ctx);
  },
  onMessage(node, conn, message, ctx) {
    const request = onNetMessage(node.memory.net, conn, message, ctx);
    // ApiVersions answered: the connection can be used now.
    if (request === undefined || onResponse(node, message, ctx)) step(node, ctx);
  },
  onConnected(node, conn, ctx) {
    onNetConnected(node.memory.net, conn, ctx);
    step(node, ctx);
  },
  onRefused(node, conn, ctx) {
    if (onNetRefused(node.memory.net, conn, ctx) === undefined) return;
    requestUpdate(node.memory.metadata, ctx.cause);
    step(node, ctx);
  },
  onDisconnected(node, conn, ctx) {
    const lost = onNetDisconnected(node.memory.net, conn, ctx);
    if (lost === undefined) return;
    onRequestsLost(node, lost, 'NETWORK_EXCEPTION', ctx);
    step(node, ctx);
  },
  onShutdown(node, ctx) {
    delete node.memory.remakeWith;
    beginClose(node, ctx);
  },
  onCommand(node, command, ctx) {
    node.memory.remakeWith = (command as ProducerCommand).config;
    beginClose(node, ctx);
  },
  isDiskless: true,
  emptyDisk: (): ProducerDisk => ({ sent: 0, nextRecords: [] }),
  emptyMemory: () => emptyMemory(),
};

/** True when the sender should look what can be done next. */
function onResponse(node: ProducerNode, message: Message, ctx: Ctx<KafkaEvents>): boolean {
  const { memory } = node;
  const response = message as KafkaResponse;
  switch (response.api) {
    case 'produceResponse':
      onProduceResponse(node, response, ctx);
      return (
        memory.waiting.length > 0 ||
        memory.blocked.length > 0 ||
        memory.isClosing ||
        node.config.script !== undefined ||
        memory.epochBumps.length > 0 ||
        memory.metadata.isUpdateRequested
      );
    case 'metadataResponse':
      if (response.correlationId !== memory.metadata.correlationId) return false;
      onMetadataResponse(memory.metadata, response, node.config, ctx);
      learnPartitions(node);
      return true;
    case 'initProducerIdResponse':
      onInitProducerIdResponse(node, response, ctx);
      return true;
    default:
      return false;
  }
}

/** The application calls send(). Arrivals and keys come from their own streams, whatever happens to the client. */
function onArrival(node: ProducerNode, ctx: Ctx<KafkaEvents>): void {
  const { memory, config } = node;
  setArrivalTimer(node, ctx);
  if (config.stopAt !== -1 && ctx.now >= config.stopAt) return;
  const key = config.keys > 0 ? ctx.randomBelow('keys', config.keys) : -1;
  ctx.cause = -1;
  const outcome = sendRecord(node, key, ctx);
  if (outcome === 'opened') wakeClientBy(memory.timers, ctx.nowMs + config['linger.ms'], ctx);
  else if (outcome === 'ripe') step(node, ctx);
  else if (outcome === 'blocked' && memory.blocked.length === 1) step(node, ctx);
}

function setArrivalTimer(node: ProducerNode, ctx: Ctx<KafkaEvents>): void {
  const { ratePerSecond, stopAt } = node.config;
  if (ratePerSecond <= 0 || (stopAt !== -1 && ctx.now >= stopAt)) return;
  ctx.setTimer('arrival', ctx.randomExponential('arrivals', MICROS_PER_SECOND / ratePerSecond), -1);
}

function step(node: ProducerNode, ctx: Ctx<KafkaEvents>): void {
  const { script } = node.config;
  // The application is quicker than the sender, which has to connect to the leader first: what it sends goes out together.
  if (script?.isOneByOne === false && node.memory.blocked.length > 0) {
    admitBlocked(node, ctx);
    handOver(node, script, ctx);
  }
  runSender(node, ctx);
  if (script !== undefined) {
    while (handOver(node, script, ctx)) runSender(node, ctx);
    if (isHandedOver(node, script)) {
      beginClose(node, ctx);
      return;
    }
  }
  if (node.memory.isClosing) maybeFinishClose(node, ctx);
}

/** close(): what is buffered is still delivered, at most delivery.timeout.ms long. */
function beginClose(node: ProducerNode, ctx: Ctx<KafkaEvents>): void {
  const { memory, config } = node;
  if (!memory.isClosing) {
    memory.isClosing = true;
    memory.closeDeadlineMs = ctx.nowMs + config['delivery.timeout.ms'];
  }
  step(node, ctx);
}

function maybeFinishClose(node: ProducerNode, ctx: Ctx<KafkaEvents>): void {
  const { memory } = node;
  if (memory.bufferedBytes > 0) {
    if (ctx.nowMs < memory.closeDeadlineMs) return;
    abandonBatches(node, ctx);
  }
  const { remakeWith, blocked } = memory;
  closeAll(memory.net, ctx);
  cancelClientTimers(ctx);
  ctx.cause = ctx.emit('producer.closed', {
    reason: remakeWith === undefined ? 'shutdown' : 'settings changed',
  });
  if (remakeWith === undefined) {
    ctx.exit('shutdown');
    return;
  }
  node.config = remakeWith;
  makeClient(node, ctx);
  if (blocked.length === 0) return;
  node.memory.blocked = blocked;
  node.memory.blockedSinceMs = ctx.nowMs;
}

/** A new client: no connections, no metadata, no producer id. */
function makeClient(node: ProducerNode, ctx: Ctx<KafkaEvents>): void {
  node.memory = emptyMemory(node.config);
  ctx.cause = ctx.emit('producer.made', {
    acks: node.config.acks,
    idempotent: node.config['enable.idempotence'] ? 1 : 0,
  });
  runSender(node, ctx);
}

function emptyMemory(config?: ProducerConfig): ProducerMemory {
  return {
    net: createNetworkClient(config),
    metadata: createClientMetadata(config?.bootstrap ?? [], config === undefined ? [] : [config.topic]),
    producerId: -1,
    producerEpoch: -1,
    queues: [],
    tps: [],
    waiting: [],
    drainIndex: 0,
    bufferedBytes: 0,
    blocked: [],
    blockedSinceMs: -1,
    sticky: { partition: -1, producedBytes: 0 },
    idCorrelationId: -1,
    idRetryAtMs: -1,
    epochBumps: [],
    expiryMs: -1,
    timers: noTimers(),
    isClosing: false,
    closeDeadlineMs: -1,
  };
}
