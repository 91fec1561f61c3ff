// The share coordinator of a share-partition: the leader of one partition of `__share_group_state`. It keeps from where
// on records are open and what became of those beyond that; everything it says is committed.
// [src: share-coordinator/ShareCoordinatorService.java, ShareCoordinatorShard.java: initializeState,
// readStateAndMaybeUpdateLeaderEpoch, writeState, generateShareStateRecord, handleShareSnapshot, handleShareUpdate]
// Simplification: the state of topics that are deleted and of groups that are gone stays, and partitions that nobody
// changes get no new snapshot.

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { respond } from '../broker/connections.ts';
import type { CoordinatorShard, ShareState } from '../coordinator/coordinator-state.ts';
import { SHARE_STATE_TOPIC, type ShareRecord } from '../coordinator/group-records.ts';
import { topicUuid } from '../coordinator/member-ids.ts';
import { writeError, writeRecords } from '../coordinator/write-records.ts';
import { coordinatorPartition, shareCoordinatorKey } from '../groups/coordinator-partition.ts';
import { type ErrorName, NONE, splitTopicPartition, type TopicPartition, topicPartition } from '../names.ts';
import type {
  InitializeShareGroupStateRequest,
  ReadShareGroupStateRequest,
  ShareGroupStateResponse,
  ShareStateRequest,
  WriteShareGroupStateRequest,
} from '../share-messages.ts';
import { shareKey } from './share-key.ts';
import { shareOf } from './share-memory.ts';
import { combineBatches } from './state-batches.ts';

/** Who asked: a connection, or this broker itself under a ticket of its persister. */
export interface Asker {
  /** -1 = this broker. */
  readonly conn: number;
  readonly ticket: number;
}

/** Partition of the state topic that keeps a share-partition, '' while the topic does not exist. */
export function statePartitionOf(node: BrokerNode, group: string, tp: TopicPartition): TopicPartition | '' {
  const count = node.memory.image.topics[SHARE_STATE_TOPIC] ?? 0;
  if (count === 0) return '';
  const { topic, partition } = splitTopicPartition(tp);
  const key = shareCoordinatorKey(group, topicUuid(topic), partition);
  return topicPartition(SHARE_STATE_TOPIC, coordinatorPartition(key, count));
}

/** Serves one request about the state of a share-partition. */
export function serveShareState(
  node: BrokerNode,
  asker: Asker,
  request: ShareStateRequest,
  ctx: BrokerCtx,
): void {
  const { cause } = ctx;
  const found = shardFor(node, request);
  if (typeof found === 'string') reply(node, asker, stateAnswer(request, found), ctx);
  else serveOn(node, found, asker, request, ctx);
  ctx.cause = cause;
}

function shardFor(node: BrokerNode, request: ShareStateRequest): CoordinatorShard | ErrorName {
  const at = statePartitionOf(node, request.group, request.tp);
  if (at === '') return 'COORDINATOR_NOT_AVAILABLE';
  const shard = node.memory.coordinator.shards[at];
  if (shard === undefined) return 'NOT_COORDINATOR';
  if (shard.loadingUntilMs >= 0) return 'COORDINATOR_LOAD_IN_PROGRESS';
  const error = writeError(node, shard);
  return error === NONE ? shard : error;
}

function serveOn(
  node: BrokerNode,
  shard: CoordinatorShard,
  asker: Asker,
  request: ShareStateRequest,
  ctx: BrokerCtx,
): void {
  switch (request.api) {
    case 'initializeShareGroupStateRequest':
      initialize(node, shard, asker, request, ctx);
      return;
    case 'readShareGroupStateRequest':
      read(node, shard, asker, request, ctx);
      return;
    default:
      write(node, shard, asker, request, ctx);
  }
}

function initialize(
  node: BrokerNode,
  shard: CoordinatorShard,
  asker: Asker,
  request: InitializeShareGroupStateRequest,
  ctx: BrokerCtx,
): void {
  const { group, tp, stateEpoch, startOffset } = request;
  const known = shard.shareStates?.[shareKey(group, tp)];
  if (known !== undefined && known.stateEpoch > stateEpoch) {
    reply(node, asker, stateAnswer(request, 'FENCED_STATE_EPOCH'), ctx);
    return;
  }
  const record: ShareRecord = {
    type: 'shareSnapshot',
    group,
    tp,
    stateEpoch,
    leaderEpoch: 0,
    startOffset,
    batches: [],
    updates: 0,
  };
  ctx.cause = ctx.emit('shareState.initialized', { group, tp, stateEpoch });
  store(node, shard, asker, record, stateAnswer(request, NONE), ctx);
}

/** A new leader reads what the old one stored; from then on the old one can store nothing more. */
function read(
  node: BrokerNode,
  shard: CoordinatorShard,
  asker: Asker,
  request: ReadShareGroupStateRequest,
  ctx: BrokerCtx,
): void {
  const { group, tp, leaderEpoch } = request;
  const known = shard.shareStates?.[shareKey(group, tp)];
  if (known === undefined || known.leaderEpoch > leaderEpoch) {
    const error = known === undefined ? 'INVALID_REQUEST' : 'FENCED_LEADER_EPOCH';
    reply(node, asker, stateAnswer(request, error), ctx);
    return;
  }
  const { stateEpoch, startOffset, batches } = known;
  const response: ShareGroupStateResponse = {
    ...stateAnswer(request, NONE),
    stateEpoch,
    startOffset,
    batches,
  };
  if (known.leaderEpoch === leaderEpoch) {
    reply(node, asker, response, ctx);
    return;
  }
  const record: ShareRecord = { type: 'shareUpdate', group, tp, leaderEpoch, startOffset, batches: [] };
  store(node, shard, asker, record, response, ctx);
}

function write(
  node: BrokerNode,
  shard: CoordinatorShard,
  asker: Asker,
  request: WriteShareGroupStateRequest,
  ctx: BrokerCtx,
): void {
  const { group, tp, stateEpoch, leaderEpoch, startOffset } = request;
  const known = shard.shareStates?.[shareKey(group, tp)];
  const error =
    known === undefined
      ? 'INVALID_REQUEST'
      : known.leaderEpoch > leaderEpoch
        ? 'FENCED_LEADER_EPOCH'
        : known.stateEpoch > stateEpoch
          ? 'FENCED_STATE_EPOCH'
          : NONE;
  if (known === undefined || error !== NONE) {
    ctx.emit('shareState.refused', { group, tp, error, leaderEpoch });
    reply(node, asker, stateAnswer(request, error), ctx);
    return;
  }
  const limit = node.config['share.coordinator.snapshot.update.records.per.snapshot'];
  const batches = combineBatches([], request.batches, startOffset);
  const record: ShareRecord =
    known.updates < limit
      ? { type: 'shareUpdate', group, tp, leaderEpoch: known.leaderEpoch, startOffset, batches }
      : { type: 'shareSnapshot', ...merged(known, startOffset, known.leaderEpoch, batches), updates: 0 };
  store(node, shard, asker, record, stateAnswer(request, NONE), ctx);
}

function merged(
  known: ShareState,
  startOffset: number,
  leaderEpoch: number,
  batches: ShareState['batches'],
): ShareState {
  const from = startOffset === -1 ? known.startOffset : startOffset;
  return {
    ...known,
    startOffset: from,
    leaderEpoch: Math.max(leaderEpoch, known.leaderEpoch),
    batches: combineBatches(known.batches, batches, from),
    updates: known.updates + 1,
  };
}

/** Applies a record of the state topic: as it is written, and when a new coordinator reads the log. */
export function replayShareState(
  states: Record<string, ShareState>,
  record: Extract<ShareRecord, { type: 'shareSnapshot' | 'shareUpdate' }>,
): void {
  const key = shareKey(record.group, record.tp);
  if (record.type === 'shareSnapshot') {
    const { type: _type, ...state } = record;
    states[key] = state;
    return;
  }
  const known = states[key];
  if (known !== undefined)
    states[key] = merged(known, record.startOffset, record.leaderEpoch, record.batches);
}

function store(
  node: BrokerNode,
  shard: CoordinatorShard,
  asker: Asker,
  record: Extract<ShareRecord, { type: 'shareSnapshot' | 'shareUpdate' }>,
  response: ShareGroupStateResponse,
  ctx: BrokerCtx,
): void {
  if (shard.shareStates !== undefined) replayShareState(shard.shareStates, record);
  const done =
    asker.conn >= 0
      ? { conn: asker.conn, response }
      : { after: { kind: 'persisted', ticket: asker.ticket, response } as const };
  writeRecords(node, shard, record.group, [record], done, ctx);
}

function reply(node: BrokerNode, asker: Asker, response: ShareGroupStateResponse, ctx: BrokerCtx): void {
  if (asker.conn >= 0) respond(node, asker.conn, response, ctx);
  else shareOf(node).answered.push({ ticket: asker.ticket, response });
}

const ANSWERS = {
  initializeShareGroupStateRequest: 'initializeShareGroupStateResponse',
  readShareGroupStateRequest: 'readShareGroupStateResponse',
  writeShareGroupStateRequest: 'writeShareGroupStateResponse',
} as const;

function stateAnswer(request: ShareStateRequest, error: ErrorName): ShareGroupStateResponse {
  const { correlationId } = request;
  return {
    api: ANSWERS[request.api],
    correlationId,
    error,
    stateEpoch: -1,
    startOffset: -1,
    batches: [],
  };
}
