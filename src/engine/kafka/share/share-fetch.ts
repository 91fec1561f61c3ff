// ShareFetch on the leader: first the answers that come with it, then records. With nothing to hand out it waits, for new
// records, for some that are free again, or until its time is over. The answer goes out when both are done.
// [src: core/server/KafkaApis.scala: handleShareFetchRequest; core/server/share/SharePartitionManager.java: fetchMessages,
// processShareFetch; DelayedShareFetch.java: tryComplete, acquirablePartitions; ShareFetchUtils.processFetchResponse]

import {
  BASE_OFFSET,
  type BatchId,
  chainGet,
  LAST_OFFSET,
  NO_BATCH,
  PREV,
} from '../../kernel/chain-store.ts';
import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { respond } from '../broker/connections.ts';
import { checkLeadership } from '../broker/fetch-read.ts';
import { logOf, replicaOf } from '../broker/hosted.ts';
import { emptySlice, readSlice } from '../log/read.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import type { LogSlice } from '../messages.ts';
import { type ErrorName, NONE, type TopicPartition } from '../names.ts';
import type { ShareFetchRequest, ShareFetchResponse, ShareFetchResult } from '../share-messages.ts';
import { type AcquiredRange, acquire, type FetchedBatch } from './acquire.ts';
import { armLocks, ledPartition, noteStart } from './led-partitions.ts';
import { armShare } from './persister.ts';
import { sessionOfFetch } from './sessions.ts';
import { leadersAfterErrors, openShare, refuseShare } from './share-answers.ts';
import { shareKey } from './share-key.ts';
import { type LedSharePartition, type OpenShareRequest, shareOf } from './share-memory.ts';
import { canAcquire, nextFetchOffset, startFromLog } from './share-partition.ts';
import { shareLimits } from './share-settings.ts';

/** fetch.max.bytes of brokers; a share fetch divides it among its partitions. */
const BROKER_MAX_BYTES = 57_671_680;

export function handleShareFetch(
  node: BrokerNode,
  conn: number,
  request: ShareFetchRequest,
  ctx: BrokerCtx,
): void {
  const session = sessionOfFetch(node, conn, request, ctx);
  if (typeof session === 'string') {
    refuseShare(node, conn, request, session, ctx);
    return;
  }
  const wanted = rotated(session.tps, request.sessionEpoch);
  const open = openShare(node, conn, request, { wanted, deadlineMs: ctx.nowMs + request.maxWaitMs }, ctx);
  beginFetch(node, open, request, ctx);
  if (open.results === undefined) armShare(node, open.deadlineMs, ctx);
  maybeAnswer(node, open, request, ctx);
}

/** Every fetch begins with another partition. [src: server/share/PartitionRotateStrategy ROUND_ROBIN] */
function rotated(tps: readonly TopicPartition[], epoch: number): TopicPartition[] {
  const by = tps.length === 0 ? 0 : Math.max(0, epoch) % tps.length;
  return [...tps.slice(by), ...tps.slice(0, by)];
}

function beginFetch(
  node: BrokerNode,
  open: OpenShareRequest,
  request: ShareFetchRequest,
  ctx: BrokerCtx,
): void {
  if (request.isRenewAck || open.wanted.length === 0) {
    open.results = [];
    return;
  }
  const failed: ShareFetchResult[] = [];
  for (const tp of open.wanted) {
    const error = checkLeadership(node, replicaOf(node.memory, tp), tp, -1, true);
    if (error !== NONE) failed.push(failure(node, tp, error));
    else ledPartition(node, request.group, tp, ctx);
  }
  if (failed.length > 0) {
    open.wanted = open.wanted.filter((tp) => !failed.some((f) => f.tp === tp));
    // What cannot be read here is told at once.
    open.results = [...failed, ...read(node, open, request, ctx)];
    return;
  }
  if (isWorthwhile(node, open, request)) open.results = read(node, open, request, ctx);
}

function failure(node: BrokerNode, tp: TopicPartition, error: ErrorName): ShareFetchResult {
  const replica = replicaOf(node.memory, tp);
  return {
    tp,
    error,
    acknowledgeError: NONE,
    records: emptySlice(0),
    acquired: [],
    currentLeader: replica?.leader ?? -1,
    currentLeaderEpoch: replica?.leaderEpoch ?? -1,
  };
}

/** Share-partitions of the request that are open and have room or something free. */
function acquirable(
  node: BrokerNode,
  open: OpenShareRequest,
  group: string,
): { led: LedSharePartition; log: ReplicaLog; highWatermark: number }[] {
  const share = shareOf(node);
  const limits = shareLimits(node, group);
  const found: { led: LedSharePartition; log: ReplicaLog; highWatermark: number }[] = [];
  for (const tp of open.wanted) {
    const led = share.partitions[shareKey(group, tp)];
    const replica = replicaOf(node.memory, tp);
    const log = logOf(node.disk, tp);
    if (led?.phase !== 'open' || replica === undefined || log === undefined) continue;
    if (canAcquire(led.partition, limits)) found.push({ led, log, highWatermark: replica.highWatermark });
  }
  return found;
}

/** Committed records lie ahead of some partition's next offset. */
function isWorthwhile(node: BrokerNode, open: OpenShareRequest, request: ShareFetchRequest): boolean {
  return acquirable(node, open, request.group).some(
    ({ led, highWatermark }) => nextFetchOffset(led.partition) < highWatermark,
  );
}

/** Reads and acquires, partition by partition. */
function read(
  node: BrokerNode,
  open: OpenShareRequest,
  request: ShareFetchRequest,
  ctx: BrokerCtx,
): ShareFetchResult[] {
  const found = acquirable(node, open, request.group);
  const limits = shareLimits(node, request.group);
  const maxBytes = Math.trunc(Math.min(request.maxBytes, BROKER_MAX_BYTES) / Math.max(1, found.length));
  const results: ShareFetchResult[] = [];
  let room = request.maxRecords;
  for (const { led, log, highWatermark } of found) {
    noteStart(led, ctx, (p) => startFromLog(p, log.logStartOffset));
    const fetchOffset = nextFetchOffset(led.partition);
    if (room <= 0 || fetchOffset >= highWatermark) continue;
    const records = readSlice(ctx.store, log.tail, log.logEndOffset, fetchOffset, highWatermark, maxBytes);
    if (records.tail === NO_BATCH) continue;
    const acquired = acquire(
      led.partition,
      {
        memberId: request.memberId,
        isRecordLimit: request.acquireMode === 'record_limit',
        batchSize: request.batchSize,
        maxRecords: room,
        fetchOffset,
        batches: batchesOf(records, fetchOffset, ctx),
        nowMs: ctx.nowMs,
        row: ctx.cause,
      },
      limits,
    );
    if (acquired.length === 0) continue;
    room -= noteAcquired(led, request, acquired, ctx);
    armLocks(node, led, ctx);
    results.push({ ...failure(node, led.tp, NONE), records, acquired });
  }
  return results;
}

/** The batches of a slice from the one that holds `from` on. */
function batchesOf(records: LogSlice, from: number, ctx: BrokerCtx): FetchedBatch[] {
  const batches: FetchedBatch[] = [];
  for (let id: BatchId = records.tail; id !== NO_BATCH; id = chainGet(ctx.store, PREV, id)) {
    const last = chainGet(ctx.store, LAST_OFFSET, id);
    if (last < from) break;
    batches.push({ base: chainGet(ctx.store, BASE_OFFSET, id), last });
  }
  return batches.reverse();
}

function noteAcquired(
  led: LedSharePartition,
  request: ShareFetchRequest,
  acquired: readonly AcquiredRange[],
  ctx: BrokerCtx,
): number {
  let count = 0;
  for (const { first, last, deliveryCount } of acquired) {
    count += last - first + 1;
    ctx.emit('share.acquired', {
      group: led.group,
      tp: led.tp,
      member: request.memberId,
      client: request.clientId,
      fromOffset: first,
      toOffset: last + 1,
      deliveryCount,
    });
  }
  return count;
}

/** The answers are stored and the fetch is over: the member hears of both. */
export function maybeAnswer(
  node: BrokerNode,
  open: OpenShareRequest,
  request: ShareFetchRequest,
  ctx: BrokerCtx,
): void {
  if (open.storing > 0 || open.results === undefined) return;
  const share = shareOf(node);
  share.open = share.open.filter((o) => o !== open);
  const results = [...open.results];
  for (const { tp, error } of open.acknowledged) {
    const at = results.findIndex((r) => r.tp === tp);
    const known = results[at];
    if (known !== undefined) results[at] = { ...known, acknowledgeError: error };
    else results.push({ ...failure(node, tp, NONE), acknowledgeError: error });
  }
  const response: ShareFetchResponse = {
    api: 'shareFetchResponse',
    correlationId: request.correlationId,
    error: NONE,
    results,
    endpoints: leadersAfterErrors(node, results),
  };
  respond(node, open.conn, response, ctx);
}

/** Something changed on `tp` ('' = anywhere): fetches that wait for it are tried again. */
export function tryShareFetches(node: BrokerNode, tp: TopicPartition, ctx: BrokerCtx): void {
  const { share } = node.memory;
  if (share === undefined || share.open.length === 0) return;
  const { cause } = ctx;
  for (const open of [...share.open]) {
    const { request } = open;
    if (request.api !== 'shareFetchRequest' || open.results !== undefined) continue;
    if (tp !== '' && !open.wanted.includes(tp)) continue;
    if (!isWorthwhile(node, open, request)) continue;
    open.results = read(node, open, request, ctx);
    maybeAnswer(node, open, request, ctx);
    ctx.cause = cause;
  }
}

/** Fetches whose time is over are answered with what there is. Returns the next deadline (ms), -1. */
export function expireShareFetches(node: BrokerNode, ctx: BrokerCtx): number {
  const share = shareOf(node);
  const { cause } = ctx;
  let next = -1;
  for (const open of [...share.open]) {
    const { request } = open;
    if (request.api !== 'shareFetchRequest' || open.results !== undefined) continue;
    if (open.deadlineMs > ctx.nowMs) {
      if (next < 0 || open.deadlineMs < next) next = open.deadlineMs;
      continue;
    }
    ctx.cause = open.cause;
    open.results = read(node, open, request, ctx);
    maybeAnswer(node, open, request, ctx);
  }
  ctx.cause = cause;
  return next;
}

/** These cannot be read here any more: who waits for them hears of it at once. */
export function failShareFetches(
  node: BrokerNode,
  group: string,
  tp: TopicPartition,
  error: ErrorName,
  ctx: BrokerCtx,
): void {
  for (const open of [...shareOf(node).open]) {
    const { request } = open;
    if (request.api !== 'shareFetchRequest' || open.results !== undefined) continue;
    if (request.group !== group || !open.wanted.includes(tp)) continue;
    open.wanted = open.wanted.filter((other) => other !== tp);
    open.results = [failure(node, tp, error), ...read(node, open, request, ctx)];
    maybeAnswer(node, open, request, ctx);
  }
}
