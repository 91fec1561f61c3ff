// Produce requests with acks=all that wait until the whole ISR has their records. The answer falls when every
// partition of the request is decided. [src: server/purgatory/DelayedProduce.java;
// core/cluster/Partition.scala: checkEnoughReplicasReachOffset]

import { appended, removeAt } from '../../../base/lists.ts';
import type { Because } from '../../kernel/events.ts';
import { PRODUCE_COMPLETED } from '../hot-kinds.ts';
import type { ProduceBatch, ProduceRequest, ProduceResponse, ProduceResult } from '../messages.ts';
import { brokerKey } from '../metadata-records.ts';
import { type ErrorName, NONE } from '../names.ts';
import type { BrokerCtx, BrokerNode, ParkedProduce, ReplicaState } from './broker-state.ts';
import { respond } from './connections.ts';
import { endpointsOf } from './fetch-read.ts';
import { replicaOf } from './hosted.ts';
import { armEarliest, isInMaximalIsr, maximalIsrSize } from './replicas.ts';

type Waiting = ParkedProduce['partitions'][number];

/** Parks an acks=all request until its timeoutMs is over. */
export function parkProduce(node: BrokerNode, parked: ParkedProduce, ctx: BrokerCtx): void {
  const { memory } = node;
  memory.parkedProduces.push(parked);
  memory.purgatoryDueMs = armEarliest('purgatory', memory.purgatoryDueMs, parked.deadlineMs, ctx);
}

/**
 * The outcome for records that end at `required`: '' while the high watermark is below it. Records that are in place
 * everywhere but with too few replicas left are reported as NOT_ENOUGH_REPLICAS_AFTER_APPEND.
 */
export function outcomeAt(state: ReplicaState | undefined, required: number): ErrorName | '' {
  if (state === undefined || state.role !== 'leader') return 'NOT_LEADER_OR_FOLLOWER';
  if (state.highWatermark < required) return '';
  return state.effectiveMinIsr <= maximalIsrSize(state) ? NONE : 'NOT_ENOUGH_REPLICAS_AFTER_APPEND';
}

/** What the producer is told of each partition. */
export function resultsOf(partitions: readonly Waiting[]): readonly ProduceResult[] {
  let results: ProduceResult[] | undefined;
  for (let i = 0; i < partitions.length; i++) results = appended(results, (partitions[i] as Waiting).result);
  return results ?? [];
}

/** Sends the answer of a produce request. */
export function answerProduce(
  node: BrokerNode,
  conn: number,
  request: ProduceRequest,
  results: readonly ProduceResult[],
  ctx: BrokerCtx,
): void {
  let hasError = false;
  for (let i = 0; i < results.length; i++) if ((results[i] as ProduceResult).error !== NONE) hasError = true;
  const response: ProduceResponse = {
    api: 'produceResponse',
    correlationId: request.correlationId,
    results,
    endpoints: hasError
      ? endpointsOf(
          node,
          results.map((r) => r.currentLeader),
        )
      : [],
  };
  respond(node, conn, response, ctx);
}

/** Records that the fate of one batch is decided. */
export function emitCompleted(
  batch: ProduceBatch,
  acks: number,
  error: ErrorName,
  waitedMs: number,
  ctx: BrokerCtx,
  because?: Because,
): void {
  const { tp, client, firstRecord, count } = batch;
  ctx.emitHot(PRODUCE_COMPLETED, { tp, error, acks, client, firstRecord, count, waitedMs }, because);
}

/** Looks at the parked produces that wait for this replica's partition. */
export function tryParkedProduces(node: BrokerNode, state: ReplicaState, ctx: BrokerCtx): void {
  const parked = node.memory.parkedProduces;
  for (let i = 0; i < parked.length; ) {
    const produce = parked[i] as ParkedProduce;
    if (decide(node, produce, state, ctx)) {
      removeAt(parked, i);
      answerParked(node, produce, ctx);
    } else {
      i++;
    }
  }
}

/** REQUEST_TIMED_OUT for what waited longer than the producer's request.timeout.ms. The records stay in the log. */
export function expireProduces(node: BrokerNode, ctx: BrokerCtx): void {
  const parked = node.memory.parkedProduces;
  for (let i = 0; i < parked.length; ) {
    const produce = parked[i] as ParkedProduce;
    if (produce.deadlineMs > ctx.nowMs) {
      i++;
      continue;
    }
    removeAt(parked, i);
    ctx.cause = produce.cause;
    for (let k = 0; k < produce.partitions.length; k++) {
      const waiting = produce.partitions[k] as Waiting;
      if (waiting.required < 0) continue;
      settle(node, produce, k, 'REQUEST_TIMED_OUT', ctx, whyNotReplicated(node, waiting, ctx));
    }
    answerParked(node, produce, ctx);
  }
}

/** True when no partition of the request is open any more. */
function decide(node: BrokerNode, produce: ParkedProduce, state: ReplicaState, ctx: BrokerCtx): boolean {
  const { partitions } = produce;
  let isOpen = false;
  let isHere = false;
  for (let k = 0; k < partitions.length; k++) {
    const waiting = partitions[k] as Waiting;
    if (waiting.required < 0) continue;
    if (waiting.tp === state.tp) {
      const outcome = outcomeAt(state, waiting.required);
      if (outcome !== '') {
        settle(node, produce, k, outcome, ctx);
        isHere = true;
        continue;
      }
    }
    isOpen = true;
  }
  return isHere && !isOpen;
}

function settle(
  node: BrokerNode,
  produce: ParkedProduce,
  k: number,
  error: ErrorName,
  ctx: BrokerCtx,
  because?: Because,
): void {
  const waiting = produce.partitions[k] as Waiting;
  const batch = produce.request.batches[k] as ProduceBatch;
  waiting.required = -1;
  if (error !== NONE) {
    const state = replicaOf(node.memory, waiting.tp);
    waiting.result = {
      ...waiting.result,
      error,
      baseOffset: -1,
      currentLeader: state === undefined ? -1 : state.leader,
      currentLeaderEpoch: state === undefined ? -1 : state.leaderEpoch,
    };
  }
  emitCompleted(batch, produce.request.acks, error, ctx.nowMs - produce.arrivedMs, ctx, because);
}

function answerParked(node: BrokerNode, produce: ParkedProduce, ctx: BrokerCtx): void {
  answerProduce(node, produce.conn, produce.request, resultsOf(produce.partitions), ctx);
}

/** The member of the ISR that had not fetched the records: last heard of when, and kept from it by what. */
function whyNotReplicated(node: BrokerNode, waiting: Waiting, ctx: BrokerCtx): Because {
  const state = replicaOf(node.memory, waiting.tp);
  const because: { heard?: number; blocked?: number; setting: string } = { setting: 'request.timeout.ms' };
  if (state === undefined) return because;
  for (const remote of state.remotes) {
    if (remote.logEndOffset >= waiting.required || !isInMaximalIsr(state, remote.brokerId)) continue;
    if (remote.lastFetchRow >= 0) because.heard = remote.lastFetchRow;
    const broker = node.memory.image.brokers[brokerKey(remote.brokerId)];
    const blocked = broker === undefined ? -1 : ctx.whySilent(broker.node);
    if (blocked >= 0) because.blocked = blocked;
    return because;
  }
  if (state.isr.length < state.effectiveMinIsr) because.setting = 'min.insync.replicas';
  return because;
}
