// Produce requests: checks, append, and how long the answer waits. [src: core/server/ReplicaManager.scala:
// appendRecords; core/cluster/Partition.scala: appendRecordsToLeader; core/server/KafkaApis.scala: handleProduceRequest]

import { appended } from '../../../base/lists.ts';
import { LOG_APPENDED } from '../hot-kinds.ts';
import { appendAsLeader } from '../log/append.ts';
import {
  checkSequence,
  OLD_EPOCH,
  OUT_OF_ORDER,
  producerKey,
  rememberBatch,
} from '../log/producer-window.ts';
import { RECORD_BATCH_OVERHEAD } from '../log/record-size.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import type { ProduceBatch, ProduceRequest } from '../messages.ts';
import { type ErrorName, NO_LEADER, NONE } from '../names.ts';
import type { BrokerCtx, BrokerNode, ParkedProduce, ReplicaState } from './broker-state.ts';
import { closeServed, release } from './connections.ts';
import { checkLeadership } from './fetch-read.ts';
import { maybeAdvanceHighWatermark } from './high-watermark.ts';
import { replicaOf } from './hosted.ts';
import { answerProduce, emitCompleted, outcomeAt, parkProduce, resultsOf } from './produce-purgatory.ts';
import { wakeOnAppend, wakeOnHighWatermark } from './wake.ts';

/** acks=all on the wire. */
const ALL = -1;

/** Appends every batch, then answers by acks: nothing (0), at once (1), or when the ISR has the records (-1). */
export function handleProduce(node: BrokerNode, conn: number, request: ProduceRequest, ctx: BrokerCtx): void {
  const { acks, batches } = request;
  let answers: ParkedProduce['partitions'] | undefined;
  const { cause } = ctx;
  let hasError = false;
  for (let i = 0; i < batches.length; i++) {
    const batch = batches[i] as ProduceBatch;
    const waiting = appendBatch(node, batch, acks, ctx);
    if (waiting.result.error !== NONE) hasError = true;
    answers = appended(answers, waiting);
    ctx.cause = cause;
  }
  const partitions = answers ?? [];
  if (acks === ALL) {
    finishAll(node, conn, request, partitions, ctx);
  } else if (acks === 0) {
    finishUnacknowledged(node, conn, hasError, ctx);
  } else {
    for (let i = 0; i < batches.length; i++) {
      const waiting = partitions[i] as ParkedProduce['partitions'][number];
      emitCompleted(batches[i] as ProduceBatch, acks, waiting.result.error, 0, ctx);
    }
    answerProduce(node, conn, request, resultsOf(partitions), ctx);
  }
}

/** acks=0: no answer. An error can only be shown by closing the connection. */
function finishUnacknowledged(node: BrokerNode, conn: number, hasError: boolean, ctx: BrokerCtx): void {
  if (hasError) {
    ctx.close(conn);
    closeServed(node, conn);
    return;
  }
  release(node, conn);
}

function finishAll(
  node: BrokerNode,
  conn: number,
  request: ProduceRequest,
  partitions: ParkedProduce['partitions'],
  ctx: BrokerCtx,
): void {
  let isOpen = false;
  for (let i = 0; i < partitions.length; i++) {
    const waiting = partitions[i] as ParkedProduce['partitions'][number];
    const batch = request.batches[i] as ProduceBatch;
    if (waiting.required >= 0) {
      const outcome = outcomeAt(replicaOf(node.memory, waiting.tp), waiting.required);
      if (outcome === '') {
        isOpen = true;
        continue;
      }
      waiting.required = -1;
      if (outcome !== NONE) waiting.result = { ...waiting.result, error: outcome, baseOffset: -1 };
    }
    emitCompleted(batch, request.acks, waiting.result.error, 0, ctx);
  }
  if (!isOpen) {
    answerProduce(node, conn, request, resultsOf(partitions), ctx);
    return;
  }
  const deadlineMs = ctx.nowMs + request.timeoutMs;
  parkProduce(node, { conn, request, deadlineMs, arrivedMs: ctx.nowMs, partitions, cause: ctx.cause }, ctx);
}

/** Appends one batch, or says why not. `required` is the offset that the high watermark has to reach, -1 = decided. */
function appendBatch(
  node: BrokerNode,
  batch: ProduceBatch,
  acks: number,
  ctx: BrokerCtx,
): ParkedProduce['partitions'][number] {
  const state = replicaOf(node.memory, batch.tp);
  const error = checkProduce(node, state, batch, acks);
  if (error !== NONE || state === undefined) return refused(state, batch, error, ctx);
  const log = node.disk.logs[state.log] as ReplicaLog;
  let baseOffset = -1;
  let key = '';
  if (batch.producerId >= 0) {
    key = producerKey(batch.producerId);
    const known = checkSequence(state.producers[key], batch.producerEpoch, batch.baseSequence, batch.count);
    if (known === OUT_OF_ORDER) return refused(state, batch, 'OUT_OF_ORDER_SEQUENCE_NUMBER', ctx);
    if (known === OLD_EPOCH) return refused(state, batch, 'INVALID_PRODUCER_EPOCH', ctx);
    if (known >= 0) {
      baseOffset = known;
      emitDuplicate(batch, known, ctx);
    }
  }
  if (baseOffset < 0) {
    baseOffset = appendAsLeader(log, batch, state.leaderEpoch, ctx);
    if (key !== '') {
      rememberBatch(state.producers, key, batch.producerEpoch, batch.baseSequence, batch.count, baseOffset);
    }
    emitAppended(state, batch, baseOffset, log.tail, ctx);
    const moved = maybeAdvanceHighWatermark(node, state, log, ctx);
    wakeOnAppend(node, state, ctx);
    if (moved) wakeOnHighWatermark(node, state, ctx);
  }
  return {
    tp: batch.tp,
    leaderEpoch: state.leaderEpoch,
    required: acks === ALL ? baseOffset + batch.count : -1,
    result: {
      tp: batch.tp,
      error: NONE,
      baseOffset,
      logStartOffset: log.logStartOffset,
      currentLeader: NO_LEADER,
      currentLeaderEpoch: -1,
    },
  };
}

function checkProduce(
  node: BrokerNode,
  state: ReplicaState | undefined,
  batch: ProduceBatch,
  acks: number,
): ErrorName {
  if (acks !== ALL && acks !== 0 && acks !== 1) return 'INVALID_REQUIRED_ACKS';
  const error = checkLeadership(node, state, batch.tp, -1, true);
  if (error !== NONE || state === undefined) return error;
  if (acks === ALL && state.isr.length < state.effectiveMinIsr) return 'NOT_ENOUGH_REPLICAS';
  const limit = state.maxMessageBytes ?? node.config['message.max.bytes'];
  return batch.bytes + RECORD_BATCH_OVERHEAD > limit ? 'MESSAGE_TOO_LARGE' : NONE;
}

function refused(
  state: ReplicaState | undefined,
  batch: ProduceBatch,
  error: ErrorName,
  ctx: BrokerCtx,
): ParkedProduce['partitions'][number] {
  const { tp, count, client, firstRecord } = batch;
  const isrSize = state === undefined ? 0 : state.isr.length;
  const minIsr = state === undefined ? 0 : state.effectiveMinIsr;
  const fields = { tp, error, count, isrSize, minIsr, client, firstRecord };
  if (error === 'NOT_ENOUGH_REPLICAS')
    ctx.emit('log.appendRefused', fields, { setting: 'min.insync.replicas' });
  else ctx.emit('log.appendRefused', fields);
  return {
    tp,
    leaderEpoch: -1,
    required: -1,
    result: {
      tp,
      error,
      baseOffset: -1,
      logStartOffset: -1,
      currentLeader: state === undefined ? NO_LEADER : state.leader,
      currentLeaderEpoch: state === undefined ? -1 : state.leaderEpoch,
    },
  };
}

function emitAppended(
  state: ReplicaState,
  batch: ProduceBatch,
  baseOffset: number,
  tail: number,
  ctx: BrokerCtx,
): void {
  ctx.cause = ctx.emitHot(LOG_APPENDED, {
    tp: batch.tp,
    baseOffset,
    count: batch.count,
    leaderEpoch: state.leaderEpoch,
    producerId: batch.producerId,
    baseSequence: batch.baseSequence,
    client: batch.client,
    firstRecord: batch.firstRecord,
    batch: tail,
  });
}

function emitDuplicate(batch: ProduceBatch, baseOffset: number, ctx: BrokerCtx): void {
  const { tp, count, producerId, baseSequence, client, firstRecord } = batch;
  ctx.emit('log.duplicateIgnored', { tp, baseOffset, count, producerId, baseSequence, client, firstRecord });
}
