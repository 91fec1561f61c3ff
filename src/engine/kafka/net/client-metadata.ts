// What a client knows of the cluster: brokers, leaders, leader epochs. When it asks again stands in metadata-refresh.ts.
// [src: clients/Metadata.java, MetadataSnapshot.java]
// Simplification: topics in use are fixed by the scenario (but for the leader of a classic group, who watches those of all
// members); metadata.max.idle.ms never forgets one.

import type { Millis } from '../../../base/units.ts';
import type { Row } from '../../kernel/events.ts';
import type { NodeId } from '../../kernel/world.ts';
import type { BrokerEndpoint, PartitionMetadata } from '../messages.ts';
import { type BrokerId, NO_LEADER, type TopicPartition } from '../names.ts';

export interface ClientMetadata {
  bootstrap: NodeId[];
  topics: string[];
  /** Empty until the first answer: then the bootstrap list is used. */
  brokers: BrokerEndpoint[];
  /** Nodes that may be asked: the brokers', or the bootstrap list. */
  nodes: NodeId[];
  partitions: Record<TopicPartition, PartitionMetadata>;
  /** Topic to number of partitions. */
  partitionCounts: Record<string, number>;
  isUpdateRequested: boolean;
  /** Answers taken over so far. */
  version: number;
  /** Counts the changes of brokers and partitions: what was read from them holds until the next. */
  changes: number;
  /** Row that made the client want it, -1 for none. */
  requestRow: Row;
  /** Answers in a row that brought nothing newer. */
  equivalentResponses: number;
  failedAttempts: number;
  /** Last attempt of either kind and last success (ms), -1 never. */
  lastRefreshMs: Millis;
  lastSuccessMs: Millis;
  /** No request before this time (ms): back-off after failures and after answers without news. */
  allowedAtMs: Millis;
  /** Node asked, '' when no request is open. */
  askedNode: NodeId;
  correlationId: number;
  /** Since when updates have been failing (ms), -1 = not. */
  failingSinceMs: Millis;
}

/**
 * A partition that its client works with all the time: asking the metadata by name at every turn would cost more than the
 * turn. `leader` and `leaderEpoch` are what the metadata said when its `changes` was `leaderAt`.
 */
export interface LedPartition {
  readonly tp: TopicPartition;
  leader: BrokerId;
  leaderEpoch: number;
  leaderAt: number;
}

/** A client that knows its bootstrap list only and wants metadata. */
export function createClientMetadata(
  bootstrap: readonly NodeId[],
  topics: readonly string[],
): ClientMetadata {
  return {
    bootstrap: [...bootstrap],
    topics: [...topics],
    brokers: [],
    nodes: [...bootstrap],
    partitions: {},
    partitionCounts: {},
    isUpdateRequested: true,
    version: 0,
    changes: 0,
    requestRow: -1,
    equivalentResponses: 0,
    failedAttempts: 0,
    lastRefreshMs: -1,
    lastSuccessMs: -1,
    allowedAtMs: -1,
    askedNode: '',
    correlationId: -1,
    failingSinceMs: -1,
  };
}

/** Wants an update as soon as the back-off allows one. `row` tells why; the first reason is kept. */
export function requestUpdate(metadata: ClientMetadata, row: Row): void {
  if (!metadata.isUpdateRequested || metadata.requestRow === -1) metadata.requestRow = row;
  metadata.isUpdateRequested = true;
}

/** Other topics from now on: asked for without a back-off. [src: Metadata.requestUpdateForNewTopics] */
export function setTopics(metadata: ClientMetadata, topics: readonly string[], row: Row): void {
  metadata.topics = [...topics];
  metadata.allowedAtMs = -1;
  metadata.equivalentResponses = 0;
  requestUpdate(metadata, row);
}

/** Node of a broker the client knows, '' for others. */
export function nodeOfBroker(metadata: ClientMetadata, id: BrokerId): NodeId | '' {
  const brokers = metadata.brokers;
  for (let i = 0; i < brokers.length; i++) {
    const broker = brokers[i] as BrokerEndpoint;
    if (broker.id === id) return broker.node;
  }
  return '';
}

/** The partition's leader as the client knows it, -1 when there is none or it is not among the brokers. */
export function leaderOf(metadata: ClientMetadata, tp: TopicPartition): BrokerId {
  const partition = metadata.partitions[tp];
  if (partition === undefined || partition.leader === NO_LEADER) return NO_LEADER;
  return nodeOfBroker(metadata, partition.leader) === '' ? NO_LEADER : partition.leader;
}

/** Leader epoch that the client knows, -1 for none. */
export function leaderEpochOf(metadata: ClientMetadata, tp: TopicPartition): number {
  const partition = metadata.partitions[tp];
  return partition === undefined ? -1 : partition.leaderEpoch;
}

/** `leaderOf` for a partition that remembers the answer. */
export function leaderFor(metadata: ClientMetadata, partition: LedPartition): BrokerId {
  if (partition.leaderAt !== metadata.changes) lookUp(metadata, partition);
  return partition.leader;
}

/** `leaderEpochOf` for a partition that remembers the answer. */
export function leaderEpochFor(metadata: ClientMetadata, partition: LedPartition): number {
  if (partition.leaderAt !== metadata.changes) lookUp(metadata, partition);
  return partition.leaderEpoch;
}

function lookUp(metadata: ClientMetadata, partition: LedPartition): void {
  partition.leader = leaderOf(metadata, partition.tp);
  partition.leaderEpoch = leaderEpochOf(metadata, partition.tp);
  partition.leaderAt = metadata.changes;
}
