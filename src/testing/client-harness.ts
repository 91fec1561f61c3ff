// A cluster of scripted brokers for tests of the clients: real network and timers, answers as the test says.

import { adminKind } from '../engine/kafka/admin/admin.ts';
import { consumerKind } from '../engine/kafka/consumer/consumer.ts';
import { type KafkaEvents, kafkaEvents } from '../engine/kafka/events.ts';
import { FREE_COLUMNS, LEADER_EPOCH } from '../engine/kafka/log/batch-columns.ts';
import type {
  FetchRequest,
  KafkaRequest,
  KafkaResponse,
  ListOffsetsRequest,
  ProduceBatch,
  ProduceRequest,
  ProduceResult,
} from '../engine/kafka/messages.ts';
import { NONE } from '../engine/kafka/names.ts';
import { answerApiVersions } from '../engine/kafka/net/api-versions.ts';
import { producerKind } from '../engine/kafka/producer/producer.ts';
import { chainLink, chainSet } from '../engine/kernel/chain-store.ts';
import type { Ctx, Domain, NodeKind } from '../engine/kernel/contract.ts';
import type { Intervention } from '../engine/kernel/intervention.ts';
import { createRun, type NodeSpec } from '../engine/kernel/run.ts';
import type { Run } from '../engine/kernel/run-state.ts';
import type { Message, NodeState } from '../engine/kernel/world.ts';

/** An event as a test sees it. */
export interface Seen {
  at: number;
  type: string;
  node: string;
  fields: Record<string, unknown>;
}

type Broker = NodeState<object, object>;

/** What the scripted brokers go by; a test changes it between steps. */
export interface Script {
  topic: string;
  /** Leader and leader epoch per partition. */
  leaders: { leader: number; epoch: number }[];
  brokerIds: number[];
  /** Answers instead of the default; undefined = the default, 'silence' = none. */
  answer: (broker: number, request: KafkaRequest, nowMs: number) => KafkaResponse | 'silence' | undefined;
  /** Batches that the default produce answer accepted, per partition. */
  log: Record<string, ProduceBatch[]>;
  requests: { at: number; broker: number; request: KafkaRequest }[];
  nextProducerId: number;
}

export function createScript(partitions: number, brokers: number): Script {
  const brokerIds = Array.from({ length: brokers }, (_, i) => i + 1);
  return {
    topic: 'orders',
    leaders: Array.from({ length: partitions }, (_, p) => ({ leader: (p % brokers) + 1, epoch: 0 })),
    brokerIds,
    answer: () => undefined,
    log: {},
    requests: [],
    nextProducerId: 1000,
  };
}

/** A produce result for one batch. */
export function produceResult(tp: string, error: string, more: Partial<ProduceResult> = {}): ProduceResult {
  return { tp, error, baseOffset: -1, logStartOffset: 0, currentLeader: -1, currentLeaderEpoch: -1, ...more };
}

/** Records that the default produce answer has accepted for a partition. */
export function logEnd(script: Script, tp: string): number {
  return (script.log[tp] ?? []).reduce((n, b) => n + b.count, 0);
}

function endpoints(script: Script): { id: number; node: string; rack: string }[] {
  return script.brokerIds.map((id) => ({ id, node: `b${id}`, rack: '' }));
}

function defaultAnswer(script: Script, request: KafkaRequest): KafkaResponse | 'silence' {
  const { correlationId } = request;
  switch (request.api) {
    case 'metadataRequest': {
      const partitions = script.leaders.map(({ leader, epoch }, partition) => ({
        partition,
        error: leader === -1 ? 'LEADER_NOT_AVAILABLE' : NONE,
        leader,
        leaderEpoch: epoch,
        replicas: script.brokerIds,
        isr: script.brokerIds,
      }));
      const topics = [{ topic: script.topic, error: NONE, partitions }];
      return { api: 'metadataResponse', correlationId, brokers: endpoints(script), topics };
    }
    case 'initProducerIdRequest': {
      const producerId = script.nextProducerId++;
      return { api: 'initProducerIdResponse', correlationId, error: NONE, producerId, producerEpoch: 0 };
    }
    case 'produceRequest':
      return appendAll(script, request);
    case 'listOffsetsRequest':
      return listOffsets(script, request);
    case 'fetchRequest':
      return fetchAll(script, request);
    case 'incrementalAlterConfigsRequest':
      return { api: 'incrementalAlterConfigsResponse', correlationId, error: NONE };
    case 'electLeadersRequest':
      return { api: 'electLeadersResponse', correlationId, error: NONE };
    default:
      return 'silence';
  }
}

function appendAll(script: Script, request: ProduceRequest): KafkaResponse | 'silence' {
  const results = request.batches.map((batch) => {
    const baseOffset = logEnd(script, batch.tp);
    script.log[batch.tp] = [...(script.log[batch.tp] ?? []), batch];
    return produceResult(batch.tp, NONE, { baseOffset });
  });
  if (request.acks === 0) return 'silence';
  return { api: 'produceResponse', correlationId: request.correlationId, results, endpoints: [] };
}

function listOffsets(script: Script, request: ListOffsetsRequest): KafkaResponse {
  const results = request.partitions.map(({ tp, timestamp }) => ({
    tp,
    error: NONE,
    offset: timestamp === -2 ? 0 : logEnd(script, tp),
    leaderEpoch: 0,
  }));
  return { api: 'listOffsetsResponse', correlationId: request.correlationId, results };
}

/** Offsets only (tail 0 of an otherwise empty store); silent when there is nothing to read. */
function fetchAll(script: Script, request: FetchRequest): KafkaResponse | 'silence' {
  let hasRecords = false;
  const results = request.partitions.map(({ tp, fetchOffset }) => {
    const endOffset = logEnd(script, tp);
    if (endOffset > fetchOffset) hasRecords = true;
    return {
      tp,
      error: NONE,
      fetchOffset,
      highWatermark: endOffset,
      lastStableOffset: endOffset,
      logStartOffset: 0,
      records: { tail: endOffset > fetchOffset ? 0 : -1, endOffset, bytes: 0 },
      divergingEpoch: -1,
      divergingEndOffset: -1,
      preferredReadReplica: -1,
      currentLeader: -1,
      currentLeaderEpoch: -1,
    };
  });
  return hasRecords
    ? { api: 'fetchResponse', correlationId: request.correlationId, results, endpoints: [] }
    : 'silence';
}

function scriptedBroker(script: Script): NodeKind<Broker, KafkaEvents> {
  return {
    emptyDisk: () => ({}),
    emptyMemory: () => ({}),
    boot: (_node, ctx) => ctx.listen(true),
    onTimer() {},
    onMessage(node, conn, message: Message, ctx: Ctx<KafkaEvents>) {
      if (answerApiVersions(conn, message, ctx)) return;
      const broker = Number(node.id.slice(1));
      const request = message as KafkaRequest;
      script.requests.push({ at: ctx.now, broker, request });
      const answer = script.answer(broker, request, ctx.nowMs) ?? defaultAnswer(script, request);
      if (answer !== 'silence') ctx.send(conn, answer);
    },
  };
}

export interface ClientRun {
  run: Run;
  seen: Seen[];
  /** Events of one kind. */
  of(type: string): Seen[];
}

/** Scripted brokers b1 … and the given clients. `commands` is what a `set` on a node tells it. */
export function createClientRun(
  script: Script,
  clients: readonly Omit<NodeSpec, 'zone'>[],
  options: { seed?: number; interventions?: Intervention[]; commands?: Record<string, unknown> } = {},
): ClientRun {
  const seen: Seen[] = [];
  const domain: Domain = {
    kinds: {
      broker: scriptedBroker(script),
      producer: producerKind,
      consumer: consumerKind,
      admin: adminKind,
    } as unknown as Domain['kinds'],
    events: kafkaEvents,
    observerOf: (type) => (_books, world, _store, node, fields: Readonly<Record<string, unknown>>) => {
      seen.push({ at: world.now, type, node, fields: { ...fields } });
    },
    applySet(_world, intervention) {
      const node = intervention.node ?? '';
      return { commands: [{ node, command: options.commands?.[node] }] };
    },
  };
  const brokers = script.brokerIds.map((id) => ({ id: `b${id}`, kind: 'broker', zone: 'a', config: {} }));
  const run = createRun({
    domain,
    nodes: [...brokers, ...clients.map((c) => ({ ...c, zone: '' }))],
    seed: options.seed ?? 1,
    interventions: options.interventions ?? [],
    storeColumns: FREE_COLUMNS,
    observer: {},
  });
  // The one batch that scripted fetch answers point to.
  chainLink(run.store, 0, -1, 0, 0, 0);
  chainSet(run.store, LEADER_EPOCH, 0, 0);
  return { run, seen, of: (type) => seen.filter((s) => s.type === type) };
}

/** Every partition of the script's topic whose leader is `from` is led by `to` in the next leader epoch. */
export function moveLeaders(script: Script, from: number, to: number): void {
  script.leaders = script.leaders.map((l) => (l.leader === from ? { leader: to, epoch: l.epoch + 1 } : l));
}
