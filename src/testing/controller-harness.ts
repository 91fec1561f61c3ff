// A quorum of real controllers with stub brokers that only register and send heartbeats: for tests of the controllers.

import { readControllerConfig } from '../engine/kafka/config/read-config.ts';
import { controllerKind } from '../engine/kafka/controller/controller-kind.ts';
import type { ControllerNode } from '../engine/kafka/controller/controller-state.ts';
import { settleController } from '../engine/kafka/controller/settle-controller.ts';
import { buildSettledMetadata, type SettledTopic } from '../engine/kafka/controller/settled.ts';
import { kafkaEvents } from '../engine/kafka/events.ts';
import { FREE_COLUMNS } from '../engine/kafka/log/batch-columns.ts';
import type { KafkaRequest, KafkaResponse } from '../engine/kafka/messages.ts';
import type { NodeKind } from '../engine/kernel/contract.ts';
import type { Intervention } from '../engine/kernel/intervention.ts';
import { createRun, runTo, settleNode } from '../engine/kernel/run.ts';
import type { Run } from '../engine/kernel/run-state.ts';
import { createTraceReader } from '../engine/kernel/trace-reader.ts';
import type { Message, NodeState } from '../engine/kernel/world.ts';

export const SECOND = 1_000_000;
const HEARTBEAT = 2 * SECOND;

interface StubBrokerMemory {
  /** Connection per controller; -1 = none. Key = node id. */
  conns: Record<string, number>;
  incarnationId: number;
  brokerEpoch: number;
  wantShutDown: boolean;
  answers: KafkaResponse[];
}
type StubBroker = NodeState<{ cleanEpoch: number }, StubBrokerMemory> & {
  config: { id: number; controllers: string[] };
};

function tell(
  node: StubBroker,
  ctx: Parameters<NodeKind['boot']>[1],
  request: Record<string, unknown>,
): void {
  for (const peer of node.config.controllers) {
    const conn = node.memory.conns[peer] ?? -1;
    if (conn === -1) node.memory.conns[peer] = ctx.connect(peer);
    else ctx.send(conn, { correlationId: 0, ...request } as unknown as Message);
  }
}

function beat(node: StubBroker, ctx: Parameters<NodeKind['boot']>[1]): void {
  const { memory, config } = node;
  if (memory.brokerEpoch === -1) {
    tell(node, ctx, {
      api: 'brokerRegistrationRequest',
      brokerId: config.id,
      node: node.id,
      rack: '',
      incarnationId: memory.incarnationId,
      previousBrokerEpoch: node.disk.cleanEpoch,
    });
  } else {
    tell(node, ctx, {
      api: 'brokerHeartbeatRequest',
      brokerId: config.id,
      brokerEpoch: memory.brokerEpoch,
      currentMetadataOffset: 1_000_000,
      wantFence: false,
      wantShutDown: memory.wantShutDown,
    });
  }
  ctx.setTimer('beat', HEARTBEAT, -1);
}

/** Sends what it is told by `command`, to every controller; keeps every answer. */
const stubBroker: NodeKind<StubBroker> = {
  boot(node, ctx) {
    node.memory = stubBroker.emptyMemory();
    node.memory.incarnationId = ctx.random('incarnation');
    tell(node, ctx, {});
    ctx.setTimer('beat', 100_000, -1);
  },
  onMessage(node, _conn, message, ctx) {
    const response = message as KafkaResponse;
    node.memory.answers.push(response);
    if (response.api === 'brokerRegistrationResponse' && response.error === 'NONE') {
      node.memory.brokerEpoch = response.brokerEpoch;
      beat(node, ctx);
    }
  },
  onTimer: (node, _name, ctx) => beat(node, ctx),
  onRefused(node, conn, ctx) {
    node.memory.conns[ctx.peerOf(conn)] = -1;
  },
  onDisconnected(node, conn, ctx) {
    node.memory.conns[ctx.peerOf(conn)] = -1;
  },
  onCommand: (node, command, ctx) => tell(node, ctx, command as Record<string, unknown>),
  emptyDisk: () => ({ cleanEpoch: -1 }),
  emptyMemory: () => ({ conns: {}, incarnationId: 0, brokerEpoch: -1, wantShutDown: false, answers: [] }),
};

export interface QuorumOptions {
  readonly controllers?: number;
  /** Number of the active controller (settled runs), default 1. */
  readonly active?: number;
  readonly brokers?: number;
  readonly topics?: readonly SettledTopic[];
  readonly cold?: boolean;
  readonly seed?: number;
  readonly interventions?: readonly Intervention[];
  readonly config?: Record<string, string | number | boolean>;
}

/** A run of controllers c1 … and stub brokers b1 …, not yet started to run. */
export function quorumRun(options: QuorumOptions): Run {
  const voters = Array.from({ length: options.controllers ?? 3 }, (_, i) => ({
    id: 1001 + i,
    node: `c${i + 1}`,
  }));
  const brokers = Array.from({ length: options.brokers ?? 0 }, (_, i) => ({
    id: i + 1,
    node: `b${i + 1}`,
    rack: '',
  }));
  const names = voters.map((v) => v.node);
  const run = createRun({
    domain: {
      kinds: { controller: controllerKind as unknown as NodeKind, stub: stubBroker as unknown as NodeKind },
      events: kafkaEvents,
      applySet: () => ({ ignored: 'not in this harness' }),
    },
    nodes: [
      ...voters.map((v) => {
        const result = readControllerConfig(options.config ?? {}, { 'node.id': v.id, voters });
        if (!('config' in result)) throw new Error(JSON.stringify(result));
        return { id: v.node, kind: 'controller', zone: '', config: result.config };
      }),
      ...brokers.map((b) => ({
        id: b.node,
        kind: 'stub',
        zone: '',
        config: { id: b.id, controllers: names },
      })),
    ],
    seed: options.seed ?? 1,
    interventions: options.interventions ?? [],
    storeColumns: FREE_COLUMNS,
    observer: {},
    ...(!options.cold && { settle: (run: Run) => settleAll(run, options, voters, brokers) }),
  });
  return run;
}

function settleAll(
  run: Run,
  options: QuorumOptions,
  voters: { id: number; node: string }[],
  brokers: { id: number; node: string; rack: string }[],
): void {
  let drawn = 0;
  const settled = buildSettledMetadata(
    {
      controllers: voters,
      activeController: 1000 + (options.active ?? 1),
      brokers,
      topics: options.topics ?? [],
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
    settleNode(run, node, (state, ctx) => {
      const broker = state as StubBroker;
      stubBroker.boot(broker, ctx);
      const registration = settled.image.brokers[node];
      broker.memory.brokerEpoch = registration?.brokerEpoch ?? -1;
      broker.memory.incarnationId = registration?.incarnationId ?? -1;
    });
  }
}

export function controllerOf(run: Run, node: string): ControllerNode {
  return run.world.nodes[node] as ControllerNode;
}

/** Every answer that a stub broker has had so far. */
export function answersTo(run: Run, node: string): KafkaResponse[] {
  return (run.world.nodes[node] as StubBroker).memory.answers;
}

/** The broker sends a request to every controller now. */
export function request(
  run: Run,
  node: string,
  body: Omit<KafkaRequest, 'correlationId'> & Record<string, unknown>,
): void {
  const broker = run.world.nodes[node] as StubBroker;
  run.ctx.enter(broker, -1);
  stubBroker.onCommand?.(broker, body, run.ctx);
}

/** The stub asks for a controlled shutdown with its next heartbeats, or no longer. */
export function wantShutDown(run: Run, node: string): void {
  (run.world.nodes[node] as StubBroker).memory.wantShutDown = true;
}

/** The one node that is an active controller now, '' for none or several. */
export function activeController(run: Run): string {
  const active = run.world.order.filter((id) => {
    const node = run.world.nodes[id] as ControllerNode;
    return node.kind === 'controller' && node.isUp && node.memory.active.isActive;
  });
  return active.length === 1 ? (active[0] as string) : '';
}

export interface SeenEvent {
  readonly at: number;
  readonly node: string;
  readonly type: string;
  readonly fields: Record<string, unknown>;
  readonly because?: { heard?: number; blocked?: number; setting?: string };
}

/** Events of these kinds so far (all when none is named), in order. */
export function seen(run: Run, ...types: string[]): SeenEvent[] {
  const reader = createTraceReader(run.trace);
  const out: SeenEvent[] = [];
  for (let row = 0; row < reader.length; row++) {
    const event = reader.event(row);
    if (types.length === 0 || types.includes(event.type)) out.push(event as unknown as SeenEvent);
  }
  return out;
}

export { runTo };
