// Requests that are answered from what the broker knows: metadata and offsets. [src: core/server/KafkaApis.scala:
// handleTopicMetadataRequest; metadata/KRaftMetadataCache.java; core/cluster/Partition.scala: fetchOffsetForTimestamp]
// Simplification: an offset looked up by time is that of a batch, whose records all count as made with its first.

import { MICROS_PER_MS } from '../../../base/units.ts';
import { BASE_OFFSET, type BatchId, chainGet, NO_BATCH, PREV } from '../../kernel/chain-store.ts';
import { APPENDED_AT, CREATED_AT, LEADER_EPOCH } from '../log/batch-columns.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import type {
  BrokerEndpoint,
  DescribeTopicPartitionsRequest,
  DescribeTopicPartitionsResponse,
  ListOffsetsRequest,
  ListOffsetsResponse,
  MetadataRequest,
  MetadataResponse,
  PartitionMetadata,
  TopicDescription,
} from '../messages.ts';
import { type BrokerRegistration, brokerKey, type PartitionRegistration } from '../metadata-records.ts';
import { type ErrorName, NONE, topicPartition } from '../names.ts';
import type { BrokerCtx, BrokerNode, ReplicaState } from './broker-state.ts';
import { respond } from './connections.ts';
import { checkLeadership } from './fetch-read.ts';
import { logOf, replicaOf } from './hosted.ts';
import { LATEST } from './replica-fetcher.ts';

type OffsetAnswer = ListOffsetsResponse['results'][number];

/** Answers from this broker's own image, which may lag. Clients see unfenced brokers only. */
export function handleMetadata(
  node: BrokerNode,
  conn: number,
  request: MetadataRequest,
  ctx: BrokerCtx,
): void {
  const { image } = node.memory;
  const brokers: BrokerEndpoint[] = [];
  for (const key in image.brokers) {
    const { brokerId, node: at, rack, isFenced } = image.brokers[key] as BrokerRegistration;
    if (!isFenced) brokers.push({ id: brokerId, node: at, rack });
  }
  const response: MetadataResponse = {
    api: 'metadataResponse',
    correlationId: request.correlationId,
    brokers,
    topics: request.topics.map((topic) => topicMetadata(node, topic)),
  };
  respond(node, conn, response, ctx);
}

function topicMetadata(node: BrokerNode, topic: string): MetadataResponse['topics'][number] {
  const { image } = node.memory;
  const count = image.topics[topic];
  if (count === undefined) return { topic, error: 'UNKNOWN_TOPIC_OR_PARTITION', partitions: [] };
  const partitions: PartitionMetadata[] = [];
  for (let partition = 0; partition < count; partition++) {
    const registration = image.partitions[topicPartition(topic, partition)];
    if (registration !== undefined) partitions.push(partitionMetadata(node, partition, registration));
  }
  return { topic, error: NONE, partitions };
}

/**
 * What an operator sees of topics: replicas, ISR and ELR as registered; a leader that is not alive counts as none.
 * [src: core/server/handlers/DescribeTopicPartitionsRequestHandler.java; metadata/KRaftMetadataCache]
 */
export function handleDescribeTopicPartitions(
  node: BrokerNode,
  conn: number,
  request: DescribeTopicPartitionsRequest,
  ctx: BrokerCtx,
): void {
  const { image } = node.memory;
  const topics: TopicDescription[] = request.topics.map((topic) => {
    const { error, partitions } = topicMetadata(node, topic);
    const described = partitions.map((p) => {
      const { elr, lastKnownElr } = image.partitions[
        topicPartition(topic, p.partition)
      ] as PartitionRegistration;
      return { ...p, elr, lastKnownElr };
    });
    return { topic, error, partitions: described };
  });
  respond(
    node,
    conn,
    {
      api: 'describeTopicPartitionsResponse',
      correlationId: request.correlationId,
      topics,
    } as DescribeTopicPartitionsResponse,
    ctx,
  );
}

/** A leader that is not alive is no leader for a client: LEADER_NOT_AVAILABLE. */
function partitionMetadata(
  node: BrokerNode,
  partition: number,
  known: PartitionRegistration,
): PartitionMetadata {
  const leader = node.memory.image.brokers[brokerKey(known.leader)];
  const hasLeader = leader !== undefined && !leader.isFenced;
  return {
    partition,
    error: hasLeader ? NONE : 'LEADER_NOT_AVAILABLE',
    leader: hasLeader ? known.leader : -1,
    leaderEpoch: known.leaderEpoch,
    replicas: known.replicas,
    isr: known.isr,
  };
}

/** Earliest and latest offsets, and those by time; a fresh leader says OFFSET_NOT_AVAILABLE until it knows how far its log is committed. */
export function handleListOffsets(
  node: BrokerNode,
  conn: number,
  request: ListOffsetsRequest,
  ctx: BrokerCtx,
): void {
  const results: OffsetAnswer[] = [];
  for (const p of request.partitions) {
    const state = replicaOf(node.memory, p.tp);
    const log = logOf(node.disk, p.tp);
    const error = checkLeadership(node, state, p.tp, p.currentLeaderEpoch, true);
    if (error !== NONE || state === undefined || log === undefined) {
      results.push({ tp: p.tp, error, offset: -1, leaderEpoch: -1 });
    } else if (p.timestamp === LATEST) {
      results.push(latestOffset(state, log, request.replicaId >= 0));
    } else if (p.timestamp >= 0) {
      results.push(offsetByTime(state, log, p.timestamp, ctx));
    } else {
      const epoch = log.epochs[0]?.epoch ?? state.leaderEpoch;
      results.push({ tp: p.tp, error: NONE, offset: log.logStartOffset, leaderEpoch: epoch });
    }
  }
  const response: ListOffsetsResponse = {
    api: 'listOffsetsResponse',
    correlationId: request.correlationId,
    results,
  };
  respond(node, conn, response, ctx);
}

/**
 * The first batch made at that time (ms) or later, if consumers may read it; offset -1 for none.
 * [src: UnifiedLog.fetchOffsetByTimestamp, Partition.fetchOffsetForTimestamp]
 */
function offsetByTime(state: ReplicaState, log: ReplicaLog, timestamp: number, ctx: BrokerCtx): OffsetAnswer {
  const { store } = ctx;
  let found: BatchId = NO_BATCH;
  for (let at = log.tail; at !== NO_BATCH; at = chainGet(store, PREV, at)) {
    const createdAt = chainGet(store, CREATED_AT, at);
    const made = createdAt < 0 ? chainGet(store, APPENDED_AT, at) : createdAt;
    if (Math.floor(made / MICROS_PER_MS) >= timestamp) found = at;
  }
  const latest = latestOffset(state, log, false);
  const offset = found === NO_BATCH ? log.logEndOffset : chainGet(store, BASE_OFFSET, found);
  if (latest.error !== NONE && offset >= state.highWatermark) return latest;
  if (offset >= state.highWatermark) return { tp: state.tp, error: NONE, offset: -1, leaderEpoch: -1 };
  return { tp: state.tp, error: NONE, offset, leaderEpoch: chainGet(store, LEADER_EPOCH, found) };
}

function latestOffset(state: ReplicaState, log: ReplicaLog, isFollower: boolean): OffsetAnswer {
  const { tp, leaderEpoch } = state;
  if (isFollower) return { tp, error: NONE, offset: log.logEndOffset, leaderEpoch };
  const error: ErrorName = state.highWatermark < state.leaderEpochStartOffset ? 'OFFSET_NOT_AVAILABLE' : NONE;
  return { tp, error, offset: error === NONE ? state.highWatermark : -1, leaderEpoch };
}
