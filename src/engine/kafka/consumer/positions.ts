// Where a consumer reads: positions that are missing or out of range are looked up by auto.offset.reset.
// [src: consumer/internals/SubscriptionState.java, OffsetFetcher.java, FetchCollector.handleInitializeErrors]
// Simplification: positions are not validated against leader epochs (OffsetsForLeaderEpoch) after a change of leader.

import type { Ctx } from '../../kernel/contract.ts';
import type { KafkaEvents } from '../events.ts';
import type { BrokerEndpoint, ListOffsetsResponse } from '../messages.ts';
import { NO_LEADER, NONE, type TopicPartition, topicPartition } from '../names.ts';
import { leaderEpochFor, requestUpdate } from '../net/client-metadata.ts';
import { refreshesMetadata } from '../net/errors.ts';
import { sendRequest } from '../net/network-client.ts';
import type { ConsumerConfig, ConsumerNode, ConsumerPartition, Reader } from './consumer-state.ts';
import { resetTimestamp } from './offset-reset.ts';

const LATEST = -1;

/** Assigns every partition that metadata names and that is not assigned yet; new ones have no position. */
export function assignKnownPartitions(node: ConsumerNode): void {
  const { memory, config } = node;
  for (const topic of config.topics) {
    const count = memory.metadata.partitionCounts[topic] ?? 0;
    for (let p = 0; p < count; p++) {
      const tp = topicPartition(topic, p);
      if (partitionOf(memory.partitions, tp) !== undefined || !isWanted(config, p)) continue;
      memory.partitions.push({
        tp,
        leader: NO_LEADER,
        leaderEpoch: -1,
        leaderAt: -1,
        position: -1,
        highWatermark: -1,
        retryAtMs: -1,
        isResetting: false,
        preferredReplica: -1,
        preferredUntilMs: -1,
        offsetEpoch: -1,
        isStopped: false,
      });
    }
  }
}

/** Index of the partition with that name, -1 for none; the search begins at `from`. */
export function indexOfPartition(
  partitions: readonly ConsumerPartition[],
  tp: TopicPartition,
  from = 0,
): number {
  const n = partitions.length;
  for (let i = from; i < n; i++) if ((partitions[i] as ConsumerPartition).tp === tp) return i;
  for (let i = 0; i < from && i < n; i++) if ((partitions[i] as ConsumerPartition).tp === tp) return i;
  return -1;
}

/** The partition with that name; undefined when it is none of them. */
export function partitionOf<P extends ConsumerPartition>(
  partitions: readonly P[],
  tp: TopicPartition,
): P | undefined {
  const at = indexOfPartition(partitions, tp);
  return at === -1 ? undefined : partitions[at];
}

/** The position is no use: it is looked up anew, or with auto.offset.reset=none the partition is given up. */
export function losePosition(node: Reader, partition: ConsumerPartition, ctx: Ctx<KafkaEvents>): void {
  const { client } = node.config;
  ctx.emit('consumer.offsetOutOfRange', { client, tp: partition.tp, offset: partition.position });
  partition.position = -1;
  partition.offsetEpoch = -1;
}

function isWanted(config: ConsumerConfig, partition: number): boolean {
  return config.reads === undefined || config.reads.partition === -1 || config.reads.partition === partition;
}

/** A job looks its end up before its beginning. */
function asksForEnd(config: ConsumerConfig, partition: ConsumerPartition): boolean {
  return config.reads !== undefined && partition.endOffset === undefined;
}

/** A job: stops the partitions that are read to their end; true when all of them are. */
export function isJobDone(node: ConsumerNode): boolean {
  const { memory } = node;
  let isDone = memory.partitions.length > 0;
  for (const partition of memory.partitions) {
    if (partition.endOffset !== undefined && partition.position >= partition.endOffset)
      partition.isStopped = true;
    else isDone = false;
  }
  return isDone;
}

/** Asks a leader for the start or end offsets of partitions without position. */
export function sendListOffsets(
  node: ConsumerNode,
  { id, node: peer }: BrokerEndpoint,
  asked: readonly ConsumerPartition[],
  ctx: Ctx<KafkaEvents>,
): void {
  const { memory, config } = node;
  const reset = resetTimestamp(config['auto.offset.reset'], ctx.nowMs);
  const partitions: { tp: TopicPartition; timestamp: number; currentLeaderEpoch: number }[] = [];
  const tps: TopicPartition[] = [];
  for (const partition of asked) {
    const { tp } = partition;
    const timestamp = asksForEnd(config, partition) ? LATEST : reset;
    partitions.push({ tp, timestamp, currentLeaderEpoch: leaderEpochFor(memory.metadata, partition) });
    tps.push(tp);
    partition.isResetting = true;
  }
  const correlationId = sendRequest(
    memory.net,
    peer,
    {
      api: 'listOffsetsRequest',
      correlationId: 0,
      replicaId: -1,
      isolation: config['isolation.level'],
      partitions,
    },
    config['request.timeout.ms'],
    ctx,
  );
  memory.requests.push({ correlationId, broker: id, kind: 'listOffsets', tps });
}

/** Sets the positions that were asked for; OFFSET_NOT_AVAILABLE and leader errors are asked again after a back-off. */
export function onListOffsetsResponse(
  node: ConsumerNode,
  response: ListOffsetsResponse,
  ctx: Ctx<KafkaEvents>,
): void {
  const { memory, config } = node;
  for (const { tp, error, offset, leaderEpoch } of response.results) {
    const partition = partitionOf(memory.partitions, tp);
    if (partition === undefined || !partition.isResetting) continue;
    partition.isResetting = false;
    if (error === NONE && asksForEnd(config, partition)) {
      partition.endOffset = offset;
      continue;
    }
    if (error === NONE && offset < 0) {
      // No record is that young yet: asked again, no sooner than a request may take.
      partition.retryAtMs = ctx.nowMs + config['request.timeout.ms'];
      continue;
    }
    if (error === NONE) {
      partition.position = offset;
      partition.offsetEpoch = leaderEpoch;
      const reason = config['auto.offset.reset'];
      ctx.emit('consumer.positionSet', { client: config.client, tp, offset, reason });
      continue;
    }
    partition.retryAtMs = ctx.nowMs + config['retry.backoff.ms'];
    if (refreshesMetadata(error)) requestUpdate(memory.metadata, ctx.cause);
  }
}
