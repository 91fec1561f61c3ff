// Fetches that wait for records: the long poll. A parked fetch is answered by records, by a change of leadership, or
// when its time is over; it is read anew then, without touching what the leader knows of the follower.
// [src: core/server/DelayedFetch.scala]

import { appended, removeAt } from '../../../base/lists.ts';
import { bytesBetween } from '../log/read.ts';
import type { FetchPartition, FetchRequest, FetchResponse, FetchResult } from '../messages.ts';
import { NONE, type TopicPartition } from '../names.ts';
import type { BrokerCtx, BrokerNode, ParkedFetch, ReplicaState } from './broker-state.ts';
import { respond } from './connections.ts';
import {
  checkLeadership,
  checkRange,
  divergingResult,
  endpointsOf,
  failedResult,
  isDiverging,
  readBound,
  recordsResult,
} from './fetch-read.ts';
import { armEarliest } from './replicas.ts';

/** Parks a fetch until its maxWaitMs is over. */
export function parkFetch(node: BrokerNode, conn: number, request: FetchRequest, ctx: BrokerCtx): void {
  const { memory } = node;
  const deadlineMs = ctx.nowMs + request.maxWaitMs;
  memory.parkedFetches.push({ conn, request, deadlineMs, cause: ctx.cause });
  memory.purgatoryDueMs = armEarliest('purgatory', memory.purgatoryDueMs, deadlineMs, ctx);
}

/** Sends the answer to a fetch. Addresses of leaders go along when a partition is not served here. */
export function answerFetch(
  node: BrokerNode,
  conn: number,
  request: FetchRequest,
  results: FetchResult[],
  ctx: BrokerCtx,
): void {
  let hasError = false;
  for (const result of results) if (result.error !== NONE) hasError = true;
  const response: FetchResponse = {
    api: 'fetchResponse',
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

/**
 * Is this result news for its reader? A follower that knows the high watermark needs no empty result: incremental
 * fetch sessions leave such partitions out (KIP-227). Consumers get every partition.
 */
export function isNews(request: FetchRequest, p: FetchPartition, result: FetchResult): boolean {
  return (
    request.replicaId < 0 ||
    result.records.tail >= 0 ||
    result.highWatermark !== p.highWatermark ||
    result.error !== NONE ||
    result.divergingEpoch >= 0
  );
}

/** Answers a parked fetch with what there is now. The caller has taken it out of the purgatory. */
export function completeFetch(node: BrokerNode, parked: ParkedFetch, ctx: BrokerCtx): void {
  const { request } = parked;
  let results: FetchResult[] | undefined;
  let budget = request.maxBytes;
  let isFirst = true;
  for (const p of request.partitions) {
    const state = node.memory.replicas[p.tp];
    const error = checkLeadership(node, state, p.tp, p.currentLeaderEpoch, request.replicaId >= 0);
    const log = node.disk.logs[p.tp];
    if (error !== NONE || state === undefined || log === undefined) {
      results = appended(results, failedResult(state, p, error));
      continue;
    }
    const rangeError = checkRange(log, p);
    if (rangeError !== NONE) {
      results = appended(results, failedResult(state, p, rangeError));
      continue;
    }
    if (isDiverging(log, p)) {
      results = appended(results, divergingResult(state, log, p));
      continue;
    }
    const limit = Math.min(budget, request.maxPartitionBytes);
    const result = recordsResult(ctx.store, state, log, p, readBound(state, log, request), limit, isFirst);
    budget -= result.records.bytes;
    if (result.records.bytes > 0) isFirst = false;
    if (isNews(request, p, result)) results = appended(results, result);
  }
  answerFetch(node, parked.conn, request, results ?? [], ctx);
}

/** Tries the parked fetches of followers, or of consumers, that ask for `tp`. */
export function tryParkedFetches(
  node: BrokerNode,
  tp: TopicPartition,
  ofFollowers: boolean,
  ctx: BrokerCtx,
): void {
  const parked = node.memory.parkedFetches;
  for (let i = 0; i < parked.length; ) {
    const fetch = parked[i] as ParkedFetch;
    if (
      fetch.request.replicaId >= 0 === ofFollowers &&
      asksFor(fetch.request, tp) &&
      isSatisfied(node, fetch, ctx)
    ) {
      removeAt(parked, i);
      completeFetch(node, fetch, ctx);
    } else {
      i++;
    }
  }
}

/** Answers the fetches whose time is over. */
export function expireFetches(node: BrokerNode, ctx: BrokerCtx): void {
  const parked = node.memory.parkedFetches;
  for (let i = 0; i < parked.length; ) {
    const fetch = parked[i] as ParkedFetch;
    if (fetch.deadlineMs > ctx.nowMs) {
      i++;
      continue;
    }
    removeAt(parked, i);
    ctx.cause = fetch.cause;
    completeFetch(node, fetch, ctx);
  }
}

function asksFor(request: FetchRequest, tp: TopicPartition): boolean {
  const { partitions } = request;
  for (let i = 0; i < partitions.length; i++) if ((partitions[i] as FetchPartition).tp === tp) return true;
  return false;
}

/** Enough bytes, or something that has to be told at once. */
function isSatisfied(node: BrokerNode, parked: ParkedFetch, ctx: BrokerCtx): boolean {
  const { request } = parked;
  const { partitions } = request;
  let bytes = 0;
  for (let i = 0; i < partitions.length; i++) {
    const p = partitions[i] as FetchPartition;
    const state = node.memory.replicas[p.tp] as ReplicaState;
    if (checkLeadership(node, state, p.tp, p.currentLeaderEpoch, request.replicaId >= 0) !== NONE)
      return true;
    const log = node.disk.logs[p.tp];
    if (log === undefined || p.fetchOffset > log.logEndOffset || isDiverging(log, p)) return true;
    const bound = readBound(state, log, request);
    if (bound <= p.fetchOffset) continue;
    if (request.minBytes <= 1) return true;
    const there = bytesBetween(ctx.store, log.tail, log.logEndOffset, p.fetchOffset, bound);
    bytes += Math.min(there, request.maxPartitionBytes);
  }
  return bytes >= request.minBytes;
}
