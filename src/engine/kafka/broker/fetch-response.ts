// A follower takes in what its leader answered: records, a high watermark, or the news that its log must be cut.
// [src: core/server/AbstractFetcherThread.scala: processFetchRequest, truncateOnFetchResponse, getOffsetTruncationState,
// handleOutOfRangeError, fetchOffsetAndTruncate; ReplicaFetcherThread.scala: processPartitionData]

import { copied } from '../../../base/lists.ts';
import { LOG_REPLICATED } from '../hot-kinds.ts';
import { appendAsFollower, UNEXPECTED_OFFSET } from '../log/append.ts';
import { endOffsetFor } from '../log/leader-epoch-cache.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import { truncateLog } from '../log/truncate.ts';
import type { FetchPartition, FetchResponse, FetchResult, ListOffsetsResponse } from '../messages.ts';
import { NONE } from '../names.ts';
import type { BrokerCtx, BrokerNode, Fetcher, ReplicaState } from './broker-state.ts';
import { followHighWatermark } from './high-watermark.ts';
import { logOf, replicaOf } from './hosted.ts';
import {
  delayPartition,
  EARLIEST,
  LATEST,
  NOT_LISTING,
  nextFetchOf,
  runFetcher,
  sendListOffsets,
} from './replica-fetcher.ts';
import { wakeOnHighWatermark } from './wake.ts';

/** Processes an answer and sends the next fetch. Answers to earlier requests are ignored. */
export function onFetchResponse(
  node: BrokerNode,
  fetcher: Fetcher,
  response: FetchResponse,
  ctx: BrokerCtx,
): void {
  if (fetcher.state !== 'waiting' || response.correlationId !== fetcher.correlationId) return;
  fetcher.state = 'ready';
  fetcher.heardRow = ctx.cause;
  const { cause } = ctx;
  const { results } = response;
  const asked = fetcher.sent;
  let next: FetchPartition[] | undefined;
  let at = 0;
  for (let i = 0; i < results.length; i++) {
    const result = results[i] as FetchResult;
    // Results come in the order of the request, with those left out that are no news.
    while (at < asked.length && asked[at]?.tp !== result.tp) at++;
    const state = replicaOf(node.memory, result.tp);
    const log = state === undefined ? undefined : node.disk.logs[state.log];
    if (state === undefined || log === undefined || !isAnswerTo(fetcher, asked[at], state, log, ctx)) {
      fetcher.isSentCurrent = false;
      continue;
    }
    processResult(node, fetcher, state, log, result, ctx);
    ctx.cause = cause;
    if (state.isFailed || state.delayedUntilMs > ctx.nowMs) fetcher.isSentCurrent = false;
    next ??= copied(asked);
    next[at] = nextFetchOf(state, log);
  }
  if (next !== undefined && fetcher.isSentCurrent) fetcher.sent = next;
  runFetcher(node, fetcher, ctx);
}

/** The partition is as it was when it was asked for: still followed, at that offset, under that leader epoch. */
function isAnswerTo(
  fetcher: Fetcher,
  sent: FetchPartition | undefined,
  state: ReplicaState,
  log: ReplicaLog,
  ctx: BrokerCtx,
): boolean {
  if (sent === undefined || state.role !== 'follower' || state.isFailed) return false;
  if (state.leader !== fetcher.leader || sent.currentLeaderEpoch !== state.leaderEpoch) return false;
  return sent.fetchOffset === log.logEndOffset && state.delayedUntilMs <= ctx.nowMs;
}

function processResult(
  node: BrokerNode,
  fetcher: Fetcher,
  state: ReplicaState,
  log: ReplicaLog,
  result: FetchResult,
  ctx: BrokerCtx,
): void {
  if (result.error !== NONE) {
    onFetchError(node, fetcher, state, result, ctx);
    return;
  }
  if (result.divergingEpoch >= 0 || result.divergingEndOffset >= 0) {
    truncateOnDivergence(state, log, result, ctx);
    return;
  }
  const from = log.logEndOffset;
  const to = appendAsFollower(log, result.records, state.leaderEpoch, ctx);
  if (to === UNEXPECTED_OFFSET) {
    // Kafka gives the partition up when the leader's records do not follow the log.
    state.isFailed = true;
    ctx.emit('replica.stopped', { tp: state.tp, reason: 'unexpected offset from the leader' });
    return;
  }
  if (to > from) {
    ctx.emitHot(LOG_REPLICATED, { tp: state.tp, fromOffset: from, toOffset: to, leader: fetcher.leader });
  }
  if (followHighWatermark(state, log, result.highWatermark, ctx)) wakeOnHighWatermark(node, state, ctx);
}

function onFetchError(
  node: BrokerNode,
  fetcher: Fetcher,
  state: ReplicaState,
  result: FetchResult,
  ctx: BrokerCtx,
): void {
  if (result.error === 'OFFSET_OUT_OF_RANGE') {
    if (!fetcher.outOfRange.includes(state.tp)) fetcher.outOfRange.push(state.tp);
    return;
  }
  if (result.error === 'FENCED_LEADER_EPOCH') {
    // The epoch is the one that was sent, else the answer would not be used: only metadata can help.
    state.isFailed = true;
    ctx.emit('replica.stopped', { tp: state.tp, reason: 'FENCED_LEADER_EPOCH' });
    return;
  }
  delayPartition(node, state, ctx);
  ctx.emit('fetcher.failed', { leader: fetcher.leader, reason: result.error, partitions: 1 });
}

/**
 * The leader's log left this one in an epoch at or before its own last one: cut to where both agree. When this log does
 * not know the epoch either, it cuts to its next lower one, and the next fetch asks again.
 */
function truncateOnDivergence(
  state: ReplicaState,
  log: ReplicaLog,
  result: FetchResult,
  ctx: BrokerCtx,
): void {
  const epoch = result.divergingEpoch;
  const endOffset = result.divergingEndOffset;
  ctx.cause = ctx.emit('replica.diverged', { tp: state.tp, leader: state.leader, epoch, endOffset });
  let target = log.logEndOffset;
  if (endOffset >= 0) {
    const own = endOffsetFor(log.epochs, epoch, log.logEndOffset);
    if (own.endOffset < 0) target = endOffset;
    else if (own.epoch !== epoch) target = own.endOffset;
    else target = Math.min(own.endOffset, endOffset);
  }
  truncateReplica(state, log, target, 'diverging leader epoch', ctx);
}

/** Cuts a replica's log; its high watermark cannot stay above the end. */
export function truncateReplica(
  state: ReplicaState,
  log: ReplicaLog,
  offset: number,
  reason: string,
  ctx: BrokerCtx,
): void {
  const fromOffset = log.logEndOffset;
  const toOffset = truncateLog(log, ctx.store, Math.min(offset, fromOffset));
  if (toOffset === fromOffset) return;
  const { tp } = state;
  ctx.cause = ctx.emit('log.truncated', { tp, toOffset, fromOffset, records: fromOffset - toOffset, reason });
  if (state.highWatermark > toOffset) {
    ctx.emit('highWatermark.wentBack', { tp, from: state.highWatermark, to: toOffset });
    state.highWatermark = toOffset;
  }
}

/**
 * OFFSET_OUT_OF_RANGE, step by step: cut to the leader's log end if that is lower; else start anew at the leader's log
 * start if that is higher than the own end; else go on.
 */
export function onListOffsetsResponse(
  node: BrokerNode,
  fetcher: Fetcher,
  response: ListOffsetsResponse,
  ctx: BrokerCtx,
): void {
  if (fetcher.state !== 'waiting' || response.correlationId !== fetcher.correlationId) return;
  const asked = fetcher.listing;
  fetcher.state = 'ready';
  fetcher.listing = NOT_LISTING;
  fetcher.heardRow = ctx.cause;
  fetcher.isSentCurrent = false;
  const answer = response.results[0];
  const tp = fetcher.outOfRange[0];
  const state = tp === undefined ? undefined : replicaOf(node.memory, tp);
  const log = tp === undefined ? undefined : logOf(node.disk, tp);
  if (answer === undefined || state === undefined || log === undefined || answer.tp !== tp) {
    runFetcher(node, fetcher, ctx);
    return;
  }
  if (answer.error !== NONE) {
    delayPartition(node, state, ctx);
  } else if (asked === LATEST) {
    if (answer.offset >= log.logEndOffset) {
      sendListOffsets(node, fetcher, EARLIEST, ctx);
      return;
    }
    truncateReplica(state, log, answer.offset, 'offset out of range', ctx);
  } else if (answer.offset > log.logEndOffset) {
    truncateReplica(state, log, 0, 'offset out of range', ctx);
    log.logStartOffset = answer.offset;
    log.logEndOffset = answer.offset;
    log.flushedOffset = answer.offset;
  } else {
    delayPartition(node, state, ctx);
  }
  fetcher.outOfRange.shift();
  runFetcher(node, fetcher, ctx);
}
