// What a fetch sees of one partition: checks, bounds, records. Used when a fetch arrives and when a parked one is
// answered. [src: core/server/ReplicaManager.scala: readFromLog; core/cluster/Partition.scala: checkCurrentLeaderEpoch,
// readRecords, fetchRecords]

import type { ChainStore } from '../../kernel/chain-store.ts';
import { endOffsetFor, latestEpoch } from '../log/leader-epoch-cache.ts';
import { emptySlice, readSlice } from '../log/read.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import type { BrokerEndpoint, FetchPartition, FetchRequest, FetchResult } from '../messages.ts';
import { brokerKey } from '../metadata-records.ts';
import { type BrokerId, type ErrorName, NO_LEADER, NONE, type TopicPartition } from '../names.ts';
import type { BrokerNode, ReplicaState } from './broker-state.ts';

/** Why a request for a partition under `epoch` (-1 = not checked) cannot be served here; NONE if it can. */
export function checkLeadership(
  node: BrokerNode,
  state: ReplicaState | undefined,
  tp: TopicPartition,
  epoch: number,
  isLeaderNeeded: boolean,
): ErrorName {
  if (state === undefined) {
    return node.memory.image.partitions[tp] === undefined
      ? 'UNKNOWN_TOPIC_OR_PARTITION'
      : 'NOT_LEADER_OR_FOLLOWER';
  }
  if (epoch >= 0 && epoch !== state.leaderEpoch) {
    return epoch < state.leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH';
  }
  if (state.role === 'leader') return NONE;
  return isLeaderNeeded || state.role === 'none' || epoch < 0 ? 'NOT_LEADER_OR_FOLLOWER' : NONE;
}

/**
 * Nothing is wrong with what is asked: this replica leads under that epoch, and the reader's log agrees with it as far as
 * it goes. True of nearly every fetch; where it is false, `checkLeadership`, `checkRange` and `isDiverging` say why.
 */
export function isInOrder(state: ReplicaState, log: ReplicaLog, p: FetchPartition): boolean {
  if (state.role !== 'leader' || p.currentLeaderEpoch !== state.leaderEpoch) return false;
  if (p.fetchOffset < log.logStartOffset || p.fetchOffset > log.logEndOffset) return false;
  return p.lastFetchedEpoch < 0 || p.lastFetchedEpoch === latestEpoch(log.epochs);
}

/** Exclusive end of what the reader may see: log end for followers, high watermark for consumers. */
export function readBound(state: ReplicaState, log: ReplicaLog, request: FetchRequest): number {
  return request.replicaId >= 0 ? log.logEndOffset : state.highWatermark;
}

/**
 * The common case of a follower that is up to date: there is nothing to tell it, and so nothing to make. What it would be
 * told is no news (`isNews` in fetch-purgatory.ts).
 */
export function isQuiet(
  state: ReplicaState,
  p: FetchPartition,
  bound: number,
  request: FetchRequest,
): boolean {
  return p.fetchOffset >= bound && request.replicaId >= 0 && p.highWatermark === state.highWatermark;
}

/** Does the reader's log leave this one before its fetch offset? Cheap for a reader in the newest epoch. */
export function isDiverging(log: ReplicaLog, p: FetchPartition): boolean {
  const epoch = p.lastFetchedEpoch;
  if (epoch < 0) return false;
  if (epoch === latestEpoch(log.epochs)) return log.logEndOffset < p.fetchOffset;
  const end = endOffsetFor(log.epochs, epoch, log.logEndOffset);
  return end.epoch < epoch || end.endOffset < p.fetchOffset;
}

/** OFFSET_OUT_OF_RANGE, or NONE. */
export function checkRange(log: ReplicaLog, p: FetchPartition): ErrorName {
  if (p.fetchOffset < log.logStartOffset) return 'OFFSET_OUT_OF_RANGE';
  if (p.lastFetchedEpoch < 0) return p.fetchOffset > log.logEndOffset ? 'OFFSET_OUT_OF_RANGE' : NONE;
  if (p.lastFetchedEpoch === latestEpoch(log.epochs)) return NONE;
  const end = endOffsetFor(log.epochs, p.lastFetchedEpoch, log.logEndOffset);
  return end.endOffset < 0 ? 'OFFSET_OUT_OF_RANGE' : NONE;
}

/** The answer for a partition that cannot be read. */
export function failedResult(
  state: ReplicaState | undefined,
  p: FetchPartition,
  error: ErrorName,
): FetchResult {
  return {
    tp: p.tp,
    error,
    fetchOffset: p.fetchOffset,
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    records: emptySlice(p.fetchOffset),
    divergingEpoch: -1,
    divergingEndOffset: -1,
    preferredReadReplica: -1,
    currentLeader: state === undefined ? NO_LEADER : state.leader,
    currentLeaderEpoch: state === undefined ? -1 : state.leaderEpoch,
  };
}

/** The answer for a reader whose log has to be cut first; no records. */
export function divergingResult(state: ReplicaState, log: ReplicaLog, p: FetchPartition): FetchResult {
  const end = endOffsetFor(log.epochs, p.lastFetchedEpoch, log.logEndOffset);
  return {
    ...failedResult(state, p, NONE),
    highWatermark: state.highWatermark,
    lastStableOffset: state.highWatermark,
    logStartOffset: log.logStartOffset,
    divergingEpoch: end.epoch,
    divergingEndOffset: end.endOffset,
  };
}

/** The answer with records (perhaps none). `maxBytes` <= 0 reads none. */
export function recordsResult(
  store: ChainStore,
  state: ReplicaState,
  log: ReplicaLog,
  p: FetchPartition,
  bound: number,
  maxBytes: number,
  isFirst: boolean,
): FetchResult {
  let records =
    maxBytes > 0 || isFirst
      ? readSlice(store, log.tail, log.logEndOffset, p.fetchOffset, bound, maxBytes)
      : emptySlice(p.fetchOffset);
  // Only the first records of an answer may be larger than its limit.
  if (!isFirst && records.bytes > maxBytes) records = emptySlice(p.fetchOffset);
  return {
    tp: p.tp,
    error: NONE,
    fetchOffset: p.fetchOffset,
    highWatermark: state.highWatermark,
    lastStableOffset: state.highWatermark,
    logStartOffset: log.logStartOffset,
    records,
    divergingEpoch: -1,
    divergingEndOffset: -1,
    preferredReadReplica: -1,
    currentLeader: state.leader,
    currentLeaderEpoch: state.leaderEpoch,
  };
}

/** Where the brokers in `ids` can be reached; the unknown are left out. */
export function endpointsOf(node: BrokerNode, ids: readonly BrokerId[]): BrokerEndpoint[] {
  const found: BrokerEndpoint[] = [];
  for (const id of ids) {
    const broker = node.memory.image.brokers[brokerKey(id)];
    if (broker !== undefined && !found.some((e) => e.id === id)) {
      found.push({ id, node: broker.node, rack: broker.rack });
    }
  }
  return found;
}
