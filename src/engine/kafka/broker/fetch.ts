// Fetch requests of followers and consumers. For a follower the order matters: the log is read and the high watermark
// noted first, then the follower's position is booked, then the high watermark may move. So the answer to the fetch
// that proves a record was copied still carries the old high watermark.
// [src: core/server/ReplicaManager.scala: fetchMessages, readFromLog; core/cluster/Partition.scala: fetchRecords;
// common/replica/RackAwareReplicaSelector.java]

import { appended } from '../../../base/lists.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import type { FetchPartition, FetchRequest, FetchResult } from '../messages.ts';
import { brokerKey } from '../metadata-records.ts';
import { type BrokerId, type ErrorName, NONE } from '../names.ts';
import type { BrokerCtx, BrokerNode, RemoteReplica, ReplicaState, ServedConnection } from './broker-state.ts';
import { openServed, servedOf } from './connections.ts';
import { answerFetch, isNews, parkFetch } from './fetch-purgatory.ts';
import {
  checkLeadership,
  checkRange,
  divergingResult,
  failedResult,
  isDiverging,
  isInOrder,
  isQuiet,
  readBound,
  recordsResult,
} from './fetch-read.ts';
import { maybeAdvanceHighWatermark } from './high-watermark.ts';
import { placeOf } from './hosted.ts';
import { maybeExpandIsr } from './isr.ts';
import { remoteOf, updateFollowerFetchState } from './replicas.ts';
import { wakeOnHighWatermark } from './wake.ts';

/** Answers at once when there is something to tell, else parks. */
export function handleFetch(node: BrokerNode, conn: number, request: FetchRequest, ctx: BrokerCtx): void {
  const { partitions } = request;
  const { memory, disk } = node;
  const served = servedOf(node, conn) ?? openServed(node, conn);
  const { places } = served;
  const isFollower = request.replicaId >= 0;
  const isOutdated = isFollower && isOfEarlierLife(node, served, request);
  let results: FetchResult[] | undefined;
  let isDue = request.maxWaitMs <= 0 || partitions.length === 0;
  let bytes = 0;
  for (let i = 0; i < partitions.length; i++) {
    const p = partitions[i] as FetchPartition;
    const place = placeOf(memory, p.tp, places, i);
    const state = place < 0 ? undefined : memory.replicas[place];
    const log = state === undefined ? undefined : disk.logs[state.log];
    const remote = isFollower && state !== undefined ? remoteOf(state, request.replicaId) : undefined;
    const isPlain = state !== undefined && log !== undefined && isInOrder(state, log, p);
    const isWelcome = !isFollower || (remote !== undefined && !isOutdated);
    const error =
      isPlain && isWelcome ? NONE : checkFetch(node, state, log, p, isFollower, remote, isOutdated);
    if (error !== NONE || state === undefined || log === undefined) {
      results = appended(results, failedResult(state, p, error));
      isDue = true;
      continue;
    }
    const preferred = isFollower ? -1 : preferredReadReplica(node, state, log, p, request);
    if (preferred >= 0) {
      results = appended(results, {
        ...failedResult(state, p, NONE),
        highWatermark: state.highWatermark,
        preferredReadReplica: preferred,
      });
      isDue = true;
      continue;
    }
    if (!isPlain && isDiverging(log, p)) {
      results = appended(results, divergingResult(state, log, p));
      isDue = true;
      continue;
    }
    const result = readNews(state, log, p, request, bytes, ctx);
    if (result !== undefined) {
      bytes += result.records.bytes;
      results = appended(results, result);
    }
    if (remote !== undefined) bookFollower(node, state, log, remote, p, request, ctx);
  }
  if (isDue || bytes >= request.minBytes) answerFetch(node, conn, request, results ?? [], ctx);
  else parkFetch(node, conn, request, places, ctx);
}

/** Reads one partition; undefined when there is nothing to tell. */
function readNews(
  state: ReplicaState,
  log: ReplicaLog,
  p: FetchPartition,
  request: FetchRequest,
  bytesBefore: number,
  ctx: BrokerCtx,
): FetchResult | undefined {
  const bound = readBound(state, log, request);
  if (isQuiet(state, p, bound, request)) return undefined;
  const left = request.maxBytes - bytesBefore;
  const limit = Math.min(left, request.maxPartitionBytes);
  const result = recordsResult(ctx.store, state, log, p, bound, limit, bytesBefore === 0);
  return isNews(request, p, result) ? result : undefined;
}

/** Why the fetch of one partition is refused; NONE if it is not. */
function checkFetch(
  node: BrokerNode,
  state: ReplicaState | undefined,
  log: ReplicaLog | undefined,
  p: FetchPartition,
  isFollower: boolean,
  remote: RemoteReplica | undefined,
  isOutdated: boolean,
): ErrorName {
  const error = checkLeadership(node, state, p.tp, p.currentLeaderEpoch, isFollower);
  if (error !== NONE) return error;
  if (state === undefined || log === undefined) return 'NOT_LEADER_OR_FOLLOWER';
  if (isFollower) {
    if (remote === undefined) return 'UNKNOWN_LEADER_EPOCH';
    if (isOutdated) return 'NOT_LEADER_OR_FOLLOWER';
  }
  return checkRange(log, p);
}

/** The follower has registered anew since it sent this fetch. One connection is of one life, so metadata alone can tell. */
function isOfEarlierLife(node: BrokerNode, served: ServedConnection, request: FetchRequest): boolean {
  const { image } = node.memory;
  if (served.currentAt === image.offset) return false;
  const broker = image.brokers[brokerKey(request.replicaId)];
  if (broker !== undefined && request.brokerEpoch >= 0 && request.brokerEpoch < broker.brokerEpoch)
    return true;
  served.currentAt = image.offset;
  return false;
}

/** The follower has everything below its fetch offset: books that, and what follows from it. */
function bookFollower(
  node: BrokerNode,
  state: ReplicaState,
  log: ReplicaLog,
  remote: RemoteReplica,
  p: FetchPartition,
  request: FetchRequest,
  ctx: BrokerCtx,
): void {
  const moved = updateFollowerFetchState(remote, p.fetchOffset, log.logEndOffset, request.brokerEpoch, ctx);
  maybeExpandIsr(node, state, remote, ctx);
  if (moved && maybeAdvanceHighWatermark(node, state, log, ctx)) wakeOnHighWatermark(node, state, ctx);
}

/**
 * KIP-392: the replica that a consumer with a rack should read from instead of this leader, -1 for the leader itself.
 * Candidates are in the ISR and have the offset; in the consumer's rack the one that is furthest wins.
 */
function preferredReadReplica(
  node: BrokerNode,
  state: ReplicaState,
  log: ReplicaLog,
  p: FetchPartition,
  request: FetchRequest,
): BrokerId {
  const { config, memory } = node;
  if (request.replicaId >= 0 || request.rack === '' || config['replica.selector.class'] === '') return -1;
  if (state.role !== 'leader' || config['broker.rack'] === request.rack) return -1;
  let best = -1;
  let bestEnd = -1;
  for (const remote of state.remotes) {
    const broker = memory.image.brokers[brokerKey(remote.brokerId)];
    if (broker === undefined || broker.isFenced || broker.rack !== request.rack) continue;
    if (!state.isr.includes(remote.brokerId) || remote.logEndOffset < p.fetchOffset) continue;
    if (p.fetchOffset < log.logStartOffset || remote.logEndOffset <= bestEnd) continue;
    best = remote.brokerId;
    bestEnd = remote.logEndOffset;
  }
  return best;
}
