// A broker process at its start, fresh or in a settled cluster. [src: core/server/BrokerServer.scala: startup]

import { MICROS_PER_MS } from '../../../base/units.ts';
import type { SettledMetadata } from '../controller/settled.ts';
import { emptyCoordinator } from '../coordinator/coordinator-state.ts';
import { cloneImage } from '../metadata-image.ts';
import { lastEpochOf } from '../metadata-log.ts';
import { brokerKey, emptyImage } from '../metadata-records.ts';
import { createNetworkClient, type NetworkClient } from '../net/network-client.ts';
import { publishImage } from './apply-metadata.ts';
import type {
  BrokerConfig,
  BrokerCtx,
  BrokerDisk,
  BrokerMemory,
  BrokerNode,
  ControllerChannel,
} from './broker-state.ts';
import { noHints } from './connections.ts';
import { startLifecycle } from './lifecycle.ts';
import { pollMetadata } from './metadata-fetch.ts';
import { reportLost } from './storage-tasks.ts';

/** A client towards controllers. [src: raft/KafkaRaftManager, server/NodeToControllerChannelManagerImpl] */
function controllerClient(
  requestTimeoutMs: number,
  maxBackoffMs: number,
  maxInFlight: number,
): NetworkClient {
  return createNetworkClient({
    'reconnect.backoff.ms': 50,
    'reconnect.backoff.max.ms': maxBackoffMs,
    'socket.connection.setup.timeout.ms': 10_000,
    'socket.connection.setup.timeout.max.ms': 30_000,
    'request.timeout.ms': requestTimeoutMs,
    'max.in.flight.requests.per.connection': maxInFlight,
  });
}

/** Not connected; how long it waits for an answer is said by what it sends. */
function idleChannel(): ControllerChannel {
  return { net: controllerClient(30_000, 50, 1), active: '', entries: [] };
}

/** As before the first start. */
export function emptyDisk(): BrokerDisk {
  return {
    logs: [],
    logAt: {},
    metadataLog: { tail: -1, logEndOffset: 0, highWatermark: 0, epochs: [] },
    highWatermarkCheckpoint: {},
    cleanShutdownEpoch: -1,
  };
}

/** What a stopped process leaves. */
export function emptyMemory(): BrokerMemory {
  return {
    state: 'NOT_RUNNING',
    incarnationId: -1,
    brokerEpoch: -1,
    previousBrokerEpoch: -1,
    startedMs: 0,
    isReady: false,
    isFencedByController: true,
    image: emptyImage(),
    replicas: [],
    replicaAt: {},
    fetchers: [],
    served: [],
    servedHints: noHints(),
    parkedProduces: [],
    parkedFetches: [],
    quorumLeader: -1,
    quorumEpoch: -1,
    raftNet: controllerClient(2_000, 500, 1),
    alterPartition: { inFlight: [], waiting: [], retryAtMs: -1 },
    producerIdBlock: { next: 0, end: 0, spareStart: -1, spareEnd: -1, isAsked: false, retryAtMs: -1 },
    forwarded: [],
    channels: [idleChannel(), idleChannel(), idleChannel()],
    nextTicket: 0,
    isQuorumLeaderFailing: false,
    raftFetch: { correlationId: -1, node: '', deadlineMs: -1, retryAtMs: 0, heardRow: -1 },
    isPublished: false,
    shutdownAnswers: 0,
    heartbeatRow: -1,
    isHeartbeatOpen: false,
    isHeartbeatDue: false,
    purgatoryDueMs: -1,
    fetchersDueMs: -1,
    resumable: [],
    coordinator: emptyCoordinator(),
  };
}

/** A process start: reads the clean-shutdown file (and deletes it), fetches metadata, registers. Ports are closed. */
export function bootBroker(node: BrokerNode, ctx: BrokerCtx): void {
  const { disk } = node;
  const memory = emptyMemory();
  node.memory = memory;
  memory.state = 'STARTING';
  memory.startedMs = ctx.nowMs;
  memory.incarnationId = ctx.randomBelow('incarnation', 0x7fffffff);
  memory.previousBrokerEpoch = disk.cleanShutdownEpoch;
  disk.cleanShutdownEpoch = -1;
  // What is committed is learnt anew from the quorum; the epoch is that of the log on disk.
  disk.metadataLog.highWatermark = 0;
  if (disk.metadataLog.logEndOffset > 0) memory.quorumEpoch = lastEpochOf(disk.metadataLog);
  reportLost(node, ctx);
  startTasks(node.config, ctx, false);
  pollMetadata(node, ctx);
  startLifecycle(node, ctx);
}

/**
 * Puts a broker into the settled state of t = 0: registered, unfenced, serving, its replicas in their roles with empty
 * logs. Phases of periodic timers are drawn from the node's stream `phase`.
 */
export function settleBroker(node: BrokerNode, ctx: BrokerCtx, settled: SettledMetadata): void {
  const memory = emptyMemory();
  node.memory = memory;
  const registration = settled.image.brokers[brokerKey(node.config['node.id'])];
  if (registration === undefined)
    throw new Error(`Faultline: ${node.id} is not registered in the settled cluster`);
  memory.state = 'RUNNING';
  memory.isReady = true;
  memory.isFencedByController = false;
  memory.incarnationId = registration.incarnationId;
  memory.brokerEpoch = registration.brokerEpoch;
  memory.quorumLeader = settled.activeController;
  memory.quorumEpoch = settled.epoch;
  memory.image = cloneImage(settled.image);
  node.disk.metadataLog = {
    tail: settled.tail,
    logEndOffset: settled.logEndOffset,
    highWatermark: settled.logEndOffset,
    epochs: settled.epochs.map((e) => ({ ...e })),
  };
  ctx.listen(true);
  publishImage(node, ctx);
  startTasks(node.config, ctx, true);
  const interval = node.config['broker.heartbeat.interval.ms'] * MICROS_PER_MS;
  ctx.setTimer('lifecycle', ctx.randomBelow('phase', interval), -1);
  memory.raftFetch.retryAtMs = 1;
  ctx.setTimer('metadataFetch', MICROS_PER_MS, -1);
}

/** The tasks that run from the start of every broker on. */
function startTasks(config: BrokerConfig, ctx: BrokerCtx, isPhaseDrawn: boolean): void {
  const shrink = (config['replica.lag.time.max.ms'] * MICROS_PER_MS) / 2;
  const checkpoint = config['replica.high.watermark.checkpoint.interval.ms'] * MICROS_PER_MS;
  ctx.setTimer('isrShrink', isPhaseDrawn ? ctx.randomBelow('phase', shrink) : shrink, -1);
  ctx.setTimer('checkpoint', isPhaseDrawn ? ctx.randomBelow('phase', checkpoint) : checkpoint, -1);
}
