// A settled cluster of real controllers and real brokers, with a raw client that sends single requests to chosen
// brokers: for tests of the brokers.

import { settleBroker } from '../engine/kafka/broker/boot.ts';
import { brokerKind } from '../engine/kafka/broker/broker-kind.ts';
import type { BrokerNode } from '../engine/kafka/broker/broker-state.ts';
import { logOf, replicaOf } from '../engine/kafka/broker/hosted.ts';
import { readBrokerConfig, readControllerConfig } from '../engine/kafka/config/read-config.ts';
import { controllerKind } from '../engine/kafka/controller/controller-kind.ts';
import type { ControllerNode } from '../engine/kafka/controller/controller-state.ts';
import { settleController } from '../engine/kafka/controller/settle-controller.ts';
import { buildSettledMetadata, type SettledTopic } from '../engine/kafka/controller/settled.ts';
import { kafkaEvents } from '../engine/kafka/events.ts';
import { FREE_COLUMNS } from '../engine/kafka/log/batch-columns.ts';
import type { FetchRequest, KafkaResponse, ProduceRequest } from '../engine/kafka/messages.ts';
import type { NodeKind } from '../engine/kernel/contract.ts';
import type { Intervention } from '../engine/kernel/intervention.ts';
import { createRun, settleNode } from '../engine/kernel/run.ts';
import type { Run } from '../engine/kernel/run-state.ts';
import type { Message, NodeState } from '../engine/kernel/world.ts';

interface RawMemory {
  /** Broker id to connection; absent = none. */
  conns: Record<string, number>;
  waiting: { to: string; message: Message }[];
  answers: { at: number; from: string; response: KafkaResponse }[];
}
type RawClient = NodeState<object, RawMemory>;

/** Sends what it is told, one connection per broker, without waiting for answers. */
const rawClient: NodeKind<RawClient> = {
  boot(node) {
    node.memory = rawClient.emptyMemory();
  },
  onMessage(node, conn, message, ctx) {
    node.memory.answers.push({ at: ctx.now, from: ctx.peerOf(conn), response: message as KafkaResponse });
  },
  onTimer() {},
  onConnected(node, conn, ctx) {
    const peer = ctx.peerOf(conn);
    for (const { to, message } of node.memory.waiting) if (to === peer) ctx.send(conn, message);
    node.memory.waiting = node.memory.waiting.filter((w) => w.to !== peer);
  },
  onDisconnected(node, conn) {
    for (const peer in node.memory.conns)
      if (node.memory.conns[peer] === conn) delete node.memory.conns[peer];
  },
  onRefused(node, conn) {
    for (const peer in node.memory.conns)
      if (node.memory.conns[peer] === conn) delete node.memory.conns[peer];
  },
  onCommand(node, command, ctx) {
    const { to, message } = command as { to: string; message: Message };
    const conn = node.memory.conns[to];
    if (conn === undefined) node.memory.conns[to] = ctx.connect(to);
    else if (!node.memory.waiting.some((w) => w.to === to)) {
      ctx.send(conn, message);
      return;
    }
    node.memory.waiting.push({ to, message });
  },
  emptyDisk: () => ({}),
  emptyMemory: () => ({ conns: {}, waiting: [], answers: [] }),
};

export interface ClusterOptions {
  readonly brokers?: number;
  readonly controllers?: number;
  readonly topics: readonly SettledTopic[];
  readonly config?: Record<string, string | number | boolean>;
  readonly interventions?: readonly Intervention[];
  readonly seed?: number;
  readonly cold?: boolean;
}

/** A topic with one partition whose replicas are the first brokers; broker 1 leads. */
export function topicOn(replicas: number[], config: Record<string, string> = {}): SettledTopic {
  return {
    topic: 'orders',
    partitions: 1,
    replicationFactor: replicas.length,
    assignment: [replicas],
    config,
  };
}

/** Brokers b1 … in zones of their own, controllers c1 …, raw clients x1 and x2. */
export function clusterRun(options: ClusterOptions): Run {
  const voters = Array.from({ length: options.controllers ?? 1 }, (_, i) => ({
    id: 1001 + i,
    node: `c${i + 1}`,
  }));
  const brokers = Array.from({ length: options.brokers ?? 3 }, (_, i) => ({
    id: i + 1,
    node: `b${i + 1}`,
    rack: `z${i + 1}`,
  }));
  return createRun({
    domain: {
      kinds: {
        controller: controllerKind as unknown as NodeKind,
        broker: brokerKind as unknown as NodeKind,
        raw: rawClient as unknown as NodeKind,
      },
      events: kafkaEvents,
      applySet: () => ({ ignored: 'not in this harness' }),
    },
    nodes: [
      ...voters.map((v) => ({
        id: v.node,
        kind: 'controller',
        zone: '',
        config: must(readControllerConfig({}, { id: v.id, 'node.id': v.id, voters } as never)),
      })),
      ...brokers.map((b) => ({
        id: b.node,
        kind: 'broker',
        zone: b.rack,
        config: must(
          readBrokerConfig(options.config ?? {}, { 'node.id': b.id, 'broker.rack': b.rack, voters } as never),
        ),
      })),
      { id: 'x1', kind: 'raw', zone: '', config: {} },
      { id: 'x2', kind: 'raw', zone: '', config: {} },
    ],
    seed: options.seed ?? 1,
    interventions: options.interventions ?? [],
    storeColumns: FREE_COLUMNS,
    observer: {},
    ...(!options.cold && { settle: (run: Run) => settle(run, options, voters, brokers) }),
  });
}

function must(result: object): unknown {
  if (!('config' in result)) throw new Error(JSON.stringify(result));
  return result.config;
}

function settle(
  run: Run,
  options: ClusterOptions,
  voters: { id: number; node: string }[],
  brokers: { id: number; node: string; rack: string }[],
): void {
  let drawn = 0;
  const settled = buildSettledMetadata(
    {
      controllers: voters,
      activeController: 1001,
      brokers,
      topics: options.topics,
      minInsyncReplicas: 1,
      draw: (n) => drawn++ % n,
    },
    run.store,
    () => run.world.chainLength++,
  );
  for (const { node } of voters) {
    settleNode(run, node, (state, ctx) => settleController(state as ControllerNode, ctx as never, settled));
  }
  for (const { node } of brokers) {
    settleNode(run, node, (state, ctx) => settleBroker(state as BrokerNode, ctx as never, settled));
  }
  for (const id of ['x1', 'x2']) settleNode(run, id, (state, ctx) => rawClient.boot(state as RawClient, ctx));
}

export function brokerOf(run: Run, id: number): BrokerNode {
  return run.world.nodes[`b${id}`] as BrokerNode;
}

/** Log end offset and high watermark of a replica of orders-0, as "1/0". */
export function positions(run: Run, id: number): string {
  const broker = brokerOf(run, id);
  return `${logOf(broker.disk, 'orders-0')?.logEndOffset}/${replicaOf(broker.memory, 'orders-0')?.highWatermark}`;
}

/** The client sends a message to a broker now. */
export function sendTo(run: Run, client: string, broker: number, message: object): void {
  const node = run.world.nodes[client] as RawClient;
  run.ctx.enter(node, -1);
  rawClient.onCommand?.(node, { to: `b${broker}`, message }, run.ctx);
}

export interface BatchOptions {
  acks?: number;
  count?: number;
  timeoutMs?: number;
  producerId?: number;
  producerEpoch?: number;
  baseSequence?: number;
  correlationId?: number;
}

/** A produce request with one batch for orders-0. */
export function produceRequest(options: BatchOptions = {}): ProduceRequest {
  return {
    api: 'produceRequest',
    correlationId: options.correlationId ?? 1,
    acks: options.acks ?? -1,
    timeoutMs: options.timeoutMs ?? 30_000,
    batches: [
      {
        tp: 'orders-0',
        count: options.count ?? 1,
        bytes: 100 * (options.count ?? 1),
        producerId: options.producerId ?? -1,
        producerEpoch: options.producerEpoch ?? -1,
        baseSequence: options.baseSequence ?? -1,
        client: 0,
        firstRecord: 0,
        createdAt: 0,
      },
    ],
  };
}

/** A consumer's fetch of orders-0. */
export function consumerFetch(fetchOffset: number, maxWaitMs: number, correlationId: number): FetchRequest {
  return {
    api: 'fetchRequest',
    correlationId,
    replicaId: -1,
    brokerEpoch: -1,
    maxWaitMs,
    minBytes: 1,
    maxBytes: 50_000_000,
    maxPartitionBytes: 1_000_000,
    isolation: 'read_uncommitted',
    rack: '',
    partitions: [
      {
        tp: 'orders-0',
        fetchOffset,
        currentLeaderEpoch: -1,
        lastFetchedEpoch: -1,
        logStartOffset: -1,
        highWatermark: -1,
      },
    ],
  };
}

/** What the client has been answered so far. */
export function answersOf(run: Run, client: string): RawMemory['answers'] {
  return (run.world.nodes[client] as RawClient).memory.answers;
}
