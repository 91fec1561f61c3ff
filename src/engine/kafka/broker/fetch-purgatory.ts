// Fetches that wait for records: the long poll. A parked fetch is answered by records, by a change of leadership, or
// when its time is over; it is read anew then, without touching what the leader knows of the follower.
// [src: core/server/DelayedFetch.scala]

import { appended, removeAt } from '../../../base/lists.ts';
import { bytesBetween } from '../log/read.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import type {
  BrokerEndpoint,
  FetchPartition,
  FetchRequest,
  FetchResponse,
  FetchResult,
} from '../messages.ts';
import { NONE } from '../names.ts';
import type { BrokerCtx, BrokerNode, ParkedFetch, ReplicaState } from './broker-state.ts';
import { respond } from './connections.ts';
import {
  checkLeadership,
  checkRange,
  divergingResult,
  endpointsOf,
  failedResult,
  isDiverging,
  isInOrder,
  isQuiet,
  readBound,
  recordsResult,
} from './fetch-read.ts';
import { armEarliest } from './replicas.ts';

/** No addresses in an answer without errors: one list for all, nobody writes to what was sent. */
const NO_ENDPOINTS: readonly BrokerEndpoint[] = [];

/** Parks a fetch until its maxWaitMs is over. */
export function parkFetch(
  node: BrokerNode,
  conn: number,
  request: FetchRequest,
  places: readonly number[],
  ctx: BrokerCtx,
): void {
  const { memory } = node;
  const deadlineMs = ctx.nowMs + request.maxWaitMs;
  const isFollower = request.replicaId >= 0;
  let asks = 0;
  for (let i = 0; i < request.partitions.length; i++) asks |= 1 << (places[i] as number);
  memory.parkedFetches.push({ conn, request, isFollower, places, asks, deadlineMs, cause: ctx.cause });
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
  for (let i = 0; i < results.length; i++) if ((results[i] as FetchResult).error !== NONE) hasError = true;
  const response: FetchResponse = {
    api: 'fetchResponse',
    correlationId: request.correlationId,
    results,
    endpoints: hasError
      ? endpointsOf(
          node,
          results.map((r) => r.currentLeader),
        )
      : NO_ENDPOINTS,
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
  const { memory, disk } = node;
  let results: FetchResult[] | undefined;
  let budget = request.maxBytes;
  let isFirst = true;
  const { partitions } = request;
  for (let i = 0; i < partitions.length; i++) {
    const p = partitions[i] as FetchPartition;
    const state = memory.replicas[parked.places[i] as number] as ReplicaState;
    const log = disk.logs[state.log] as ReplicaLog;
    const trouble = isInOrder(state, log, p) ? undefined : troubleOf(node, state, log, p, request);
    if (trouble !== undefined) {
      results = appended(results, trouble);
      continue;
    }
    const bound = readBound(state, log, request);
    if (isQuiet(state, p, bound, request)) continue;
    const limit = Math.min(budget, request.maxPartitionBytes);
    const result = recordsResult(ctx.store, state, log, p, bound, limit, isFirst);
    budget -= result.records.bytes;
    if (result.records.bytes > 0) isFirst = false;
    if (isNews(request, p, result)) results = appended(results, result);
  }
  answerFetch(node, parked.conn, request, results ?? [], ctx);
}

/** The answer for a partition that cannot be read, or whose reader has to cut its log first; undefined if it can. */
function troubleOf(
  node: BrokerNode,
  state: ReplicaState,
  log: ReplicaLog,
  p: FetchPartition,
  request: FetchRequest,
): FetchResult | undefined {
  const error = checkLeadership(node, state, p.tp, p.currentLeaderEpoch, request.replicaId >= 0);
  if (error !== NONE) return failedResult(state, p, error);
  const rangeError = checkRange(log, p);
  if (rangeError !== NONE) return failedResult(state, p, rangeError);
  return isDiverging(log, p) ? divergingResult(state, log, p) : undefined;
}

/** Tries the parked fetches of followers, or of consumers, that ask for this replica's partition. */
export function tryParkedFetches(
  node: BrokerNode,
  state: ReplicaState,
  ofFollowers: boolean,
  ctx: BrokerCtx,
): void {
  const parked = node.memory.parkedFetches;
  const bit = 1 << state.place;
  for (let i = 0; i < parked.length; ) {
    const fetch = parked[i] as ParkedFetch;
    if (fetch.isFollower !== ofFollowers || (fetch.asks & bit) === 0) {
      i++;
      continue;
    }
    const moved = indexOfPlace(fetch, state.place);
    if (moved >= 0 && isSatisfied(node, fetch, moved, ctx)) {
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

/** Which of the partitions that it asks for has its replica there, -1 for none. */
function indexOfPlace({ request, places }: ParkedFetch, place: number): number {
  const count = request.partitions.length;
  for (let i = 0; i < count; i++) if (places[i] === place) return i;
  return -1;
}

/** Enough bytes, or something that has to be told at once. `moved` is the partition that something happened to. */
function isSatisfied(node: BrokerNode, fetch: ParkedFetch, moved: number, ctx: BrokerCtx): boolean {
  const { minBytes, partitions } = fetch.request;
  let bytes = bytesFor(node, fetch, moved, ctx);
  // Mostly one byte is enough, and it is there.
  if (bytes >= minBytes) return true;
  for (let i = 0; i < partitions.length && bytes < minBytes; i++) {
    if (i !== moved) bytes += bytesFor(node, fetch, i, ctx);
  }
  return bytes >= minBytes;
}

/** Bytes that one partition has for the reader; more than any minimum when it has something else to tell. */
function bytesFor(node: BrokerNode, { request, places }: ParkedFetch, i: number, ctx: BrokerCtx): number {
  const p = request.partitions[i] as FetchPartition;
  const state = node.memory.replicas[places[i] as number] as ReplicaState;
  const log = node.disk.logs[state.log] as ReplicaLog;
  if (!isInOrder(state, log, p)) {
    if (checkLeadership(node, state, p.tp, p.currentLeaderEpoch, request.replicaId >= 0) !== NONE)
      return Number.MAX_SAFE_INTEGER;
    if (p.fetchOffset > log.logEndOffset || isDiverging(log, p)) return Number.MAX_SAFE_INTEGER;
  }
  const bound = readBound(state, log, request);
  if (bound <= p.fetchOffset) return 0;
  // A batch has at least one byte.
  if (request.minBytes <= 1) return 1;
  const there = bytesBetween(ctx.store, log.tail, log.logEndOffset, p.fetchOffset, bound);
  return Math.min(there, request.maxPartitionBytes);
}
