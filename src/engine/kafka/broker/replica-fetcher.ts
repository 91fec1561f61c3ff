// The fetchers of a follower: one per leader, one blocking request at a time for all partitions that it leads. Each
// answer is followed by the next fetch at once; a failed request makes the whole fetcher wait 1000 ms.
// [src: core/server/AbstractFetcherThread.scala: doWork, processFetchRequest; AbstractFetcherManager.scala;
// RemoteLeaderEndPoint.scala: buildFetch; BrokerBlockingSender.scala]
// Simplification: num.replica.fetchers is 1; a broker fetches from a leader over one connection without ApiVersions.

import type { Because } from '../../kernel/events.ts';
import { latestEpoch } from '../log/leader-epoch-cache.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import type { FetchPartition, FetchRequest, ListOffsetsRequest } from '../messages.ts';
import { brokerKey } from '../metadata-records.ts';
import type { TopicPartition } from '../names.ts';
import type { BrokerCtx, BrokerNode, Fetcher, ReplicaState } from './broker-state.ts';
import { replicaOf } from './hosted.ts';
import { armEarliest } from './replicas.ts';

/** ListOffsets timestamps. */
export const LATEST = -1;
export const EARLIEST = -2;
/** `Fetcher.listing` while no ListOffsets is open. */
export const NOT_LISTING = 0;

/** Adds a partition to the fetcher of its leader. `runFetchers` starts it. */
export function followLeader(node: BrokerNode, state: ReplicaState, _ctx: BrokerCtx): void {
  const { fetchers, image } = node.memory;
  const leader = image.brokers[brokerKey(state.leader)];
  if (leader === undefined) return;
  let fetcher = fetchers.find((f) => f.leader === state.leader);
  if (fetcher === undefined) {
    fetcher = {
      leader: state.leader,
      node: leader.node,
      conn: -1,
      state: 'idle',
      correlationId: 0,
      sentAtMs: -1,
      backoffUntilMs: -1,
      partitions: [],
      sent: [],
      isSentCurrent: false,
      cause: -1,
      heardRow: -1,
      outOfRange: [],
      listing: NOT_LISTING,
    };
    fetchers.push(fetcher);
  }
  fetcher.partitions.push(state.tp);
  fetcher.isSentCurrent = false;
}

/** Takes a partition out of its fetcher; an emptied fetcher is closed whatever it waits for. */
export function stopFollowing(node: BrokerNode, tp: TopicPartition, ctx: BrokerCtx): void {
  const { fetchers } = node.memory;
  for (let i = 0; i < fetchers.length; i++) {
    const fetcher = fetchers[i] as Fetcher;
    const at = fetcher.partitions.indexOf(tp);
    if (at < 0) continue;
    fetcher.partitions.splice(at, 1);
    fetcher.isSentCurrent = false;
    const listed = fetcher.outOfRange.indexOf(tp);
    if (listed >= 0) fetcher.outOfRange.splice(listed, 1);
    if (fetcher.partitions.length === 0) {
      if (fetcher.conn >= 0) ctx.close(fetcher.conn);
      fetchers.splice(i, 1);
    }
    return;
  }
}

/** Starts every fetcher that has nothing open. */
export function runFetchers(node: BrokerNode, ctx: BrokerCtx): void {
  const { fetchers } = node.memory;
  for (const fetcher of fetchers) runFetcher(node, fetcher, ctx);
}

/** Sends the fetcher's next request, or connects, or arms the timer for when it may. */
export function runFetcher(node: BrokerNode, fetcher: Fetcher, ctx: BrokerCtx): void {
  if (fetcher.state === 'connecting' || fetcher.state === 'waiting') return;
  if (fetcher.backoffUntilMs > ctx.nowMs) {
    armFetchers(node, fetcher.backoffUntilMs, ctx);
    return;
  }
  if (fetcher.conn < 0) {
    fetcher.state = 'connecting';
    fetcher.sentAtMs = ctx.nowMs;
    fetcher.cause = ctx.cause;
    fetcher.conn = ctx.connect(fetcher.node);
    armFetchers(node, ctx.nowMs + node.config['replica.socket.timeout.ms'], ctx);
    return;
  }
  if (fetcher.outOfRange.length > 0) {
    sendListOffsets(node, fetcher, LATEST, ctx);
    return;
  }
  if (!fetcher.isSentCurrent) buildFetch(node, fetcher, ctx);
  const partitions = fetcher.sent;
  if (partitions.length === 0) return;
  const { config, memory } = node;
  const request: FetchRequest = {
    api: 'fetchRequest',
    correlationId: ++fetcher.correlationId,
    replicaId: config['node.id'],
    brokerEpoch: memory.brokerEpoch,
    maxWaitMs: config['replica.fetch.wait.max.ms'],
    minBytes: config['replica.fetch.min.bytes'],
    maxBytes: config['replica.fetch.response.max.bytes'],
    maxPartitionBytes: config['replica.fetch.max.bytes'],
    isolation: 'read_uncommitted',
    rack: '',
    partitions,
  };
  transmit(node, fetcher, request, ctx);
}

/** Asks the leader for its log end or log start, for the first partition that is out of range. */
export function sendListOffsets(node: BrokerNode, fetcher: Fetcher, timestamp: number, ctx: BrokerCtx): void {
  const tp = fetcher.outOfRange[0] as TopicPartition;
  const state = replicaOf(node.memory, tp) as ReplicaState;
  fetcher.listing = timestamp;
  const request: ListOffsetsRequest = {
    api: 'listOffsetsRequest',
    correlationId: ++fetcher.correlationId,
    replicaId: node.config['node.id'],
    isolation: 'read_uncommitted',
    partitions: [{ tp, timestamp, currentLeaderEpoch: state.leaderEpoch }],
  };
  transmit(node, fetcher, request, ctx);
}

function transmit(
  node: BrokerNode,
  fetcher: Fetcher,
  request: FetchRequest | ListOffsetsRequest,
  ctx: BrokerCtx,
): void {
  fetcher.state = 'waiting';
  fetcher.sentAtMs = ctx.nowMs;
  fetcher.cause = ctx.cause;
  ctx.send(fetcher.conn, request);
  armFetchers(node, ctx.nowMs + node.config['replica.socket.timeout.ms'], ctx);
}

/** Puts the partitions that may be fetched now into `sent`. Arms the timer when some have to wait. */
function buildFetch(node: BrokerNode, fetcher: Fetcher, ctx: BrokerCtx): void {
  const asked: FetchPartition[] = [];
  let nextMs = -1;
  let isComplete = true;
  for (const tp of fetcher.partitions) {
    const state = replicaOf(node.memory, tp) as ReplicaState;
    const isDelayed = state.delayedUntilMs > ctx.nowMs;
    if (state.isFailed || isDelayed) {
      isComplete = false;
      if (!state.isFailed && (nextMs < 0 || state.delayedUntilMs < nextMs)) nextMs = state.delayedUntilMs;
      continue;
    }
    asked.push(nextFetchOf(state, node.disk.logs[state.log] as ReplicaLog));
  }
  fetcher.sent = asked;
  fetcher.isSentCurrent = isComplete;
  if (nextMs >= 0) armFetchers(node, nextMs, ctx);
}

/** What the follower asks for next of one partition. */
export function nextFetchOf(state: ReplicaState, log: ReplicaLog): FetchPartition {
  return {
    tp: state.tp,
    fetchOffset: log.logEndOffset,
    currentLeaderEpoch: state.leaderEpoch,
    lastFetchedEpoch: latestEpoch(log.epochs),
    logStartOffset: log.logStartOffset,
    highWatermark: state.highWatermark,
  };
}

/** The fetcher of that connection, undefined when it is none's. */
export function fetcherOf(node: BrokerNode, conn: number): Fetcher | undefined {
  const { fetchers } = node.memory;
  for (let i = 0; i < fetchers.length; i++) {
    const fetcher = fetchers[i] as Fetcher;
    if (fetcher.conn === conn) return fetcher;
  }
  return undefined;
}

/** A request or connection attempt has failed: all partitions of the fetcher wait replica.fetch.backoff.ms. */
export function onFetcherFailed(
  node: BrokerNode,
  fetcher: Fetcher,
  reason: string,
  because: Because | undefined,
  ctx: BrokerCtx,
): void {
  const { leader } = fetcher;
  const fields = { leader, reason, partitions: fetcher.partitions.length };
  ctx.cause =
    because === undefined ? ctx.emit('fetcher.failed', fields) : ctx.emit('fetcher.failed', fields, because);
  fetcher.conn = -1;
  fetcher.state = 'idle';
  fetcher.listing = NOT_LISTING;
  fetcher.sentAtMs = -1;
  fetcher.backoffUntilMs = ctx.nowMs + node.config['replica.fetch.backoff.ms'];
  runFetcher(node, fetcher, ctx);
}

/** The fetchers' timer: blocked requests that are over, and those whose pause is. */
export function onFetchersTimer(node: BrokerNode, ctx: BrokerCtx): void {
  const { config, memory } = node;
  memory.fetchersDueMs = -1;
  const limit = config['replica.socket.timeout.ms'];
  for (const fetcher of memory.fetchers) {
    if (fetcher.state !== 'connecting' && fetcher.state !== 'waiting') {
      runFetcher(node, fetcher, ctx);
      continue;
    }
    if (ctx.nowMs - fetcher.sentAtMs < limit) {
      armFetchers(node, fetcher.sentAtMs + limit, ctx);
      continue;
    }
    ctx.close(fetcher.conn);
    ctx.cause = fetcher.cause;
    onFetcherFailed(node, fetcher, 'timeout', whySilent(fetcher, ctx), ctx);
    ctx.cause = -1;
  }
}

function whySilent(fetcher: Fetcher, ctx: BrokerCtx): Because {
  const because: { heard?: number; blocked?: number; setting: string } = {
    setting: 'replica.socket.timeout.ms',
  };
  if (fetcher.heardRow >= 0) because.heard = fetcher.heardRow;
  const blocked = ctx.whySilent(fetcher.node);
  if (blocked >= 0) because.blocked = blocked;
  return because;
}

/** A partition that could not be fetched waits replica.fetch.backoff.ms on its own. */
export function delayPartition(node: BrokerNode, state: ReplicaState, ctx: BrokerCtx): void {
  state.delayedUntilMs = ctx.nowMs + node.config['replica.fetch.backoff.ms'];
}

function armFetchers(node: BrokerNode, atMs: number, ctx: BrokerCtx): void {
  node.memory.fetchersDueMs = armEarliest('fetchers', node.memory.fetchersDueMs, atMs, ctx);
}
