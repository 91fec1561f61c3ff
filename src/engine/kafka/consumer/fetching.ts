// Reading: at most one open fetch per broker, for all partitions that are read there and have a position.
// [src: consumer/internals/AbstractFetch.java, FetchCollector.java, CompletedFetch.java, KIP-392]
// Simplification: every fetch names all its partitions (no fetch sessions), the application takes records at once, and
// a partition that was refused waits retry.backoff.ms before it is asked for again.

import { appended, removeAt } from '../../../base/lists.ts';
import { smallInt } from '../../../base/small-int.ts';
import { chainGet } from '../../kernel/chain-store.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { KafkaEvents } from '../events.ts';
import { RECORDS_CONSUMED } from '../hot-kinds.ts';
import { LEADER_EPOCH } from '../log/batch-columns.ts';
import type {
  BrokerEndpoint,
  FetchPartition,
  FetchRequest,
  FetchResponse,
  FetchResult,
} from '../messages.ts';
import { type BrokerId, NONE, type TopicPartition } from '../names.ts';
import { leaderEpochFor, requestUpdate } from '../net/client-metadata.ts';
import { refreshesMetadata } from '../net/errors.ts';
import { takeLeaderHint } from '../net/metadata-refresh.ts';
import { type Peer, sendNumbered } from '../net/network-client.ts';
import type { ConsumerPartition, OpenRequest, Reader } from './consumer-state.ts';
import { indexOfPartition, losePosition } from './positions.ts';

/** What a client does with an answer without error: a plain consumer's application takes the records at once. */
export type TakeRecords = (
  node: Reader,
  partition: ConsumerPartition,
  result: FetchResult,
  ctx: Ctx<KafkaEvents>,
) => void;

/** True while a fetch to that broker is unanswered. */
export function hasOpenFetch(requests: readonly OpenRequest[], broker: BrokerId): boolean {
  for (let i = 0; i < requests.length; i++) {
    const request = requests[i] as OpenRequest;
    if (request.broker === broker && request.kind === 'fetch') return true;
  }
  return false;
}

/** Takes the open request with that id off the list; undefined when it is none of them. */
export function takeRequest(requests: OpenRequest[], correlationId: number): OpenRequest | undefined {
  for (let i = 0; i < requests.length; i++) {
    const request = requests[i] as OpenRequest;
    if (request.correlationId !== correlationId) continue;
    removeAt(requests, i);
    return request;
  }
  return undefined;
}

/** Opens a fetch for these partitions. */
export function sendFetch(
  node: Reader,
  broker: BrokerId,
  peer: Peer,
  asked: readonly ConsumerPartition[],
  ctx: Ctx<KafkaEvents>,
): void {
  const { memory, config } = node;
  let tps: TopicPartition[] | undefined;
  let partitions: FetchPartition[] | undefined;
  for (let i = 0; i < asked.length; i++) {
    const partition = asked[i] as ConsumerPartition;
    const { tp } = partition;
    tps = appended(tps, tp);
    partitions = appended(partitions, {
      tp,
      fetchOffset: partition.position,
      currentLeaderEpoch: leaderEpochFor(memory.metadata, partition),
      lastFetchedEpoch: -1,
      logStartOffset: -1,
      highWatermark: -1,
    });
  }
  if (tps === undefined || partitions === undefined) return;
  const correlationId = memory.net.nextCorrelationId++;
  const request: FetchRequest = {
    api: 'fetchRequest',
    correlationId,
    replicaId: -1,
    brokerEpoch: -1,
    maxWaitMs: config['fetch.max.wait.ms'],
    minBytes: config['fetch.min.bytes'],
    maxBytes: config['fetch.max.bytes'],
    maxPartitionBytes: config['max.partition.fetch.bytes'],
    isolation: config['isolation.level'],
    rack: config['client.rack'],
    partitions,
  };
  sendNumbered(memory.net, peer, request, true, config['request.timeout.ms'], ctx);
  memory.requests.push({ correlationId, broker, kind: 'fetch', tps });
}

/** Takes records over and moves positions. What does not fit the present position is an old answer and ignored. */
export function onFetchResponse(
  node: Reader,
  response: FetchResponse,
  ctx: Ctx<KafkaEvents>,
  take: TakeRecords = takeRecords,
): void {
  const { results, endpoints } = response;
  const { partitions } = node.memory;
  let at = -1;
  for (let i = 0; i < results.length; i++) {
    const result = results[i] as FetchResult;
    // Answers come in the order of the partitions.
    at = indexOfPartition(partitions, result.tp, at + 1);
    if (at === -1) continue;
    const partition = partitions[at] as ConsumerPartition;
    if (partition.position === -1 || partition.position !== result.fetchOffset) continue;
    if (result.error === NONE) take(node, partition, result, ctx);
    else onFetchError(node, partition, result, endpoints, ctx);
  }
}

function takeRecords(
  node: Reader,
  partition: ConsumerPartition,
  result: FetchResult,
  ctx: Ctx<KafkaEvents>,
): void {
  const { config } = node;
  partition.highWatermark = result.highWatermark;
  if (result.preferredReadReplica !== -1) {
    partition.preferredReplica = result.preferredReadReplica;
    partition.preferredUntilMs = ctx.nowMs + config['metadata.max.age.ms'];
  }
  const { tail, endOffset } = result.records;
  if (tail === -1 || endOffset <= partition.position) return;
  const fromOffset = partition.position;
  partition.position = endOffset;
  partition.offsetEpoch = smallInt(chainGet(ctx.store, LEADER_EPOCH, tail));
  ctx.emitHot(RECORDS_CONSUMED, {
    client: config.client,
    tp: partition.tp,
    fromOffset,
    toOffset: endOffset,
    tail,
    highWatermark: result.highWatermark,
  });
}

function onFetchError(
  node: Reader,
  partition: ConsumerPartition,
  result: FetchResult,
  endpoints: readonly BrokerEndpoint[],
  ctx: Ctx<KafkaEvents>,
): void {
  const { memory, config } = node;
  const { error, tp } = result;
  const wasElsewhere = partition.preferredReplica !== -1;
  partition.preferredReplica = -1;
  if (error === 'OFFSET_OUT_OF_RANGE') {
    // A follower may only be behind: the leader is asked before the position is given up.
    if (!wasElsewhere) losePosition(node, partition, ctx);
    return;
  }
  if (refreshesMetadata(error)) requestUpdate(memory.metadata, ctx.cause);
  const isNews = takeLeaderHint(
    memory.metadata,
    tp,
    result.currentLeader,
    result.currentLeaderEpoch,
    endpoints,
    ctx,
  );
  if (!isNews) partition.retryAtMs = ctx.nowMs + config['retry.backoff.ms'];
}
