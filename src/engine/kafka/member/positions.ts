// Where a member reads its partitions: at the committed offset, checked against the leader's history; without one where
// auto.offset.reset says. [src: ConsumerCoordinator.java: initWithCommittedOffsetsIfNeeded; OffsetFetcher.java;
// SubscriptionState.java: FetchStates; OffsetsForLeaderEpochUtils.java]

import { appended } from '../../../base/lists.ts';
import { resetTimestamp } from '../consumer/offset-reset.ts';
import { partitionOf } from '../consumer/positions.ts';
import type { OffsetFetchResponse, OffsetForLeaderEpochResponse } from '../group-messages.ts';
import type { BrokerEndpoint, ListOffsetsResponse } from '../messages.ts';
import { NONE, type TopicPartition } from '../names.ts';
import { leaderEpochFor, requestUpdate } from '../net/client-metadata.ts';
import { refreshesMetadata } from '../net/errors.ts';
import { sendRequest } from '../net/network-client.ts';
import { callCoordinator, isCoordinatorReady } from './coordinator-link.ts';
import type { CoordinatorCall, MemberCtx, MemberNode, MemberPartition } from './member-state.ts';
import { generationOf, memberIdOf } from './member-state.ts';

/** Asks the coordinator for the committed offsets of partitions that were just assigned. */
export function fetchCommittedOffsets(node: MemberNode, ctx: MemberCtx): void {
  const { memory, config } = node;
  let tps: TopicPartition[] | undefined;
  for (let i = 0; i < memory.partitions.length; i++) {
    const partition = memory.partitions[i] as MemberPartition;
    if (partition.phase !== 'initializing' || partition.isFrozen || partition.retryAtMs > ctx.nowMs) continue;
    tps = appended(tps, partition.tp);
  }
  if (tps === undefined || memory.calls.some((c) => c.kind === 'offsetFetch')) return;
  if (!isCoordinatorReady(node, ctx)) return;
  const isModern = memory.membership.kind === 'consumer';
  const request = {
    api: 'offsetFetchRequest',
    correlationId: 0,
    group: config['group.id'],
    memberId: isModern ? memberIdOf(node) : '',
    memberEpoch: isModern ? generationOf(node) : -1,
    tps,
  } as const;
  callCoordinator(node, 'offsetFetch', request, ctx, { tps });
}

/** Committed offsets have come: partitions with one are checked, those without are reset. */
export function onOffsetFetch(
  node: MemberNode,
  call: CoordinatorCall,
  response: OffsetFetchResponse,
  ctx: MemberCtx,
): void {
  const { partitions } = node.memory;
  if (response.error !== NONE) {
    for (const tp of call.tps) retryLater(node, partitionOf(partitions, tp), ctx);
    return;
  }
  for (const { tp, offset, leaderEpoch } of response.offsets) {
    const partition = partitionOf(partitions, tp);
    if (partition === undefined || partition.phase !== 'initializing') continue;
    if (offset < 0) {
      partition.phase = 'resetting';
      continue;
    }
    partition.position = offset;
    partition.bufferedTo = offset;
    partition.offsetEpoch = leaderEpoch;
    start(node, partition, 'committed offset', ctx);
  }
}

function retryLater(node: MemberNode, partition: MemberPartition | undefined, ctx: MemberCtx): void {
  if (partition !== undefined) partition.retryAtMs = ctx.nowMs + node.config['retry.backoff.ms'];
}

/** The partition has a position; one that carries a leader epoch is checked before it is read from. */
function start(node: MemberNode, partition: MemberPartition, from: string, ctx: MemberCtx): void {
  partition.phase = partition.offsetEpoch >= 0 ? 'validating' : 'fetching';
  partition.validatedEpoch = leaderEpochFor(node.memory.metadata, partition);
  const { tp, position } = partition;
  ctx.emit('partition.started', { group: node.config['group.id'], tp, offset: position, from });
}

/** The leader or its epoch changed: a position with a known epoch is checked again. */
export function revalidate(partition: MemberPartition, leaderEpoch: number): void {
  if (partition.phase !== 'fetching' || partition.validatedEpoch === leaderEpoch) return;
  partition.validatedEpoch = leaderEpoch;
  if (partition.offsetEpoch >= 0) partition.phase = 'validating';
}

/** Asks a leader for the start or end offsets of partitions without a committed offset. */
export function sendListOffsets(
  node: MemberNode,
  broker: BrokerEndpoint,
  asked: readonly MemberPartition[],
  ctx: MemberCtx,
): void {
  const { memory, config } = node;
  const timestamp = resetTimestamp(config['auto.offset.reset'], ctx.nowMs);
  const partitions = asked.map((partition) => {
    partition.isResetting = true;
    const currentLeaderEpoch = leaderEpochFor(memory.metadata, partition);
    return { tp: partition.tp, timestamp, currentLeaderEpoch };
  });
  const isolation = config['isolation.level'];
  const request = {
    api: 'listOffsetsRequest',
    correlationId: 0,
    replicaId: -1,
    isolation,
    partitions,
  } as const;
  const correlationId = sendRequest(memory.net, broker.node, request, config['request.timeout.ms'], ctx);
  memory.requests.push({ correlationId, broker: broker.id, kind: 'listOffsets', tps: namesOf(asked) });
}

export function onListOffsets(node: MemberNode, response: ListOffsetsResponse, ctx: MemberCtx): void {
  const { memory, config } = node;
  for (const { tp, error, offset } of response.results) {
    const partition = partitionOf(memory.partitions, tp);
    if (partition === undefined || !partition.isResetting) continue;
    partition.isResetting = false;
    if (partition.phase !== 'resetting') continue;
    if (error === NONE && offset < 0) {
      // No record is that young yet: asked again, no sooner than a request may take.
      partition.retryAtMs = ctx.nowMs + config['request.timeout.ms'];
      continue;
    }
    if (error === NONE) {
      partition.position = offset;
      partition.bufferedTo = offset;
      // A position from a reset carries no epoch: it needs no check.
      partition.offsetEpoch = -1;
      start(node, partition, `auto.offset.reset=${config['auto.offset.reset']}`, ctx);
      continue;
    }
    retryLater(node, partition, ctx);
    if (refreshesMetadata(error)) requestUpdate(memory.metadata, ctx.cause);
  }
}

/** Asks a leader where the epochs of these positions end in its log. */
export function sendEpochEnds(
  node: MemberNode,
  broker: BrokerEndpoint,
  asked: readonly MemberPartition[],
  ctx: MemberCtx,
): void {
  const { memory, config } = node;
  const partitions = asked.map((partition) => {
    partition.isResetting = true;
    return {
      tp: partition.tp,
      currentLeaderEpoch: leaderEpochFor(memory.metadata, partition),
      leaderEpoch: partition.offsetEpoch,
    };
  });
  const request = { api: 'offsetForLeaderEpochRequest', correlationId: 0, partitions } as const;
  const correlationId = sendRequest(memory.net, broker.node, request, config['request.timeout.ms'], ctx);
  memory.requests.push({
    correlationId,
    broker: broker.id,
    kind: 'offsetForLeaderEpoch',
    tps: namesOf(asked),
  });
}

function namesOf(partitions: readonly MemberPartition[]): TopicPartition[] {
  return partitions.map((partition) => partition.tp);
}

/** The leader's history ends before the position: the records that were read are gone, and it goes back. */
export function onEpochEnds(node: MemberNode, response: OffsetForLeaderEpochResponse, ctx: MemberCtx): void {
  const { memory } = node;
  for (const { tp, error, leaderEpoch, endOffset } of response.results) {
    const partition = partitionOf(memory.partitions, tp);
    if (partition === undefined || !partition.isResetting) continue;
    partition.isResetting = false;
    if (partition.phase !== 'validating') continue;
    if (error !== NONE) {
      retryLater(node, partition, ctx);
      if (refreshesMetadata(error)) requestUpdate(memory.metadata, ctx.cause);
      continue;
    }
    partition.phase = 'fetching';
    if (endOffset < 0) loseMemberPosition(partition);
    else if (endOffset < partition.position) truncate(node, partition, leaderEpoch, endOffset, ctx);
  }
}

function truncate(
  node: MemberNode,
  partition: MemberPartition,
  leaderEpoch: number,
  endOffset: number,
  ctx: MemberCtx,
): void {
  const { tp, position } = partition;
  ctx.cause = ctx.emit('partition.truncationDetected', {
    group: node.config['group.id'],
    tp,
    position,
    endOffset,
  });
  partition.position = endOffset;
  partition.offsetEpoch = leaderEpoch;
  partition.bufferedTo = endOffset;
  partition.bufferTail = -1;
}

/** The position is no use (out of range): it is looked up by auto.offset.reset. */
export function loseMemberPosition(partition: MemberPartition): void {
  partition.phase = 'resetting';
  partition.position = -1;
  partition.offsetEpoch = -1;
  partition.bufferedTo = -1;
  partition.bufferTail = -1;
}
