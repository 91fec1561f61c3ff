// What members answer for records that they got: applied to the share-partition, kept by the share coordinator, then told
// to the member. [src: core/server/KafkaApis.scala: handleAcknowledgements, handleShareAcknowledgeRequest;
// core/server/share/SharePartitionManager.java: acknowledge]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { respond } from '../broker/connections.ts';
import { endpointsOf } from '../broker/fetch-read.ts';
import { replicaOf } from '../broker/hosted.ts';
import type { BrokerEndpoint } from '../messages.ts';
import { type ErrorName, NONE, type TopicPartition } from '../names.ts';
import type {
  PartitionAcknowledgements,
  ShareAcknowledgeRequest,
  ShareAcknowledgeResponse,
  ShareFetchRequest,
  ShareFetchResponse,
} from '../share-messages.ts';
import { acknowledge } from './acknowledge.ts';
import { armLocks, storeChanges } from './led-partitions.ts';
import { endSession, sessionOfAcknowledge } from './sessions.ts';
import { shareKey } from './share-key.ts';
import { type OpenShareRequest, sessionKey, shareOf } from './share-memory.ts';
import { shareLimits } from './share-settings.ts';

/** A request of a session that does not hold. */
export function refuseShare(
  node: BrokerNode,
  conn: number,
  { api, correlationId }: ShareFetchRequest | ShareAcknowledgeRequest,
  error: ErrorName,
  ctx: BrokerCtx,
): void {
  const response: ShareFetchResponse | ShareAcknowledgeResponse = {
    api: api === 'shareFetchRequest' ? 'shareFetchResponse' : 'shareAcknowledgeResponse',
    correlationId,
    error,
    results: [],
    endpoints: [],
  };
  respond(node, conn, response, ctx);
}

/** Begins a request with the answers that it carries. What a fetch asks for besides is in `fetch`. */
export function openShare(
  node: BrokerNode,
  conn: number,
  request: ShareFetchRequest | ShareAcknowledgeRequest,
  fetch: Pick<OpenShareRequest, 'wanted' | 'deadlineMs'>,
  ctx: BrokerCtx,
): OpenShareRequest {
  const share = shareOf(node);
  const open: OpenShareRequest = {
    id: share.nextId++,
    conn,
    request,
    storing: 0,
    acknowledged: [],
    ...fetch,
    cause: ctx.cause,
  };
  share.open.push(open);
  applyAnswers(node, open, request.acknowledgements, ctx);
  return open;
}

/** Where the leaders of partitions are that were asked for in vain; none when all went well. */
export function leadersAfterErrors(
  node: BrokerNode,
  results: readonly { readonly error: ErrorName; readonly currentLeader: number }[],
): BrokerEndpoint[] {
  if (results.every((r) => r.error === NONE)) return [];
  return endpointsOf(
    node,
    results.map((r) => r.currentLeader),
  );
}

/** Applies the answers of a request; what has to be stored is on its way when this returns. */
function applyAnswers(
  node: BrokerNode,
  open: OpenShareRequest,
  answers: readonly PartitionAcknowledgements[],
  ctx: BrokerCtx,
): void {
  for (const { tp, batches } of answers) {
    const error = applyAnswer(node, open, tp, batches, ctx);
    if (error !== NONE) ctx.emit('share.answerRefused', { ...whoOf(open), tp, error });
    open.acknowledged.push({ tp, error });
  }
}

function whoOf(open: OpenShareRequest) {
  const { group, memberId, clientId } = open.request;
  return { group, member: memberId, client: clientId };
}

function applyAnswer(
  node: BrokerNode,
  open: OpenShareRequest,
  tp: TopicPartition,
  batches: PartitionAcknowledgements['batches'],
  ctx: BrokerCtx,
): ErrorName {
  const { group, memberId, clientId } = open.request;
  const led = shareOf(node).partitions[shareKey(group, tp)];
  if (led === undefined) {
    const isLeader = replicaOf(node.memory, tp)?.role === 'leader';
    return isLeader ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'NOT_LEADER_OR_FOLLOWER';
  }
  if (led.phase !== 'open') return 'LEADER_NOT_AVAILABLE';
  const { error, changes } = acknowledge(
    led.partition,
    memberId,
    batches,
    ctx.nowMs,
    shareLimits(node, group),
  );
  armLocks(node, led, ctx);
  if (error !== NONE || changes.length === 0) return error;
  open.storing++;
  storeChanges(node, led, changes, { request: open.id, member: clientId, why: 'answered' }, ctx);
  return NONE;
}

/** Answers without a fetch. */
export function handleShareAcknowledge(
  node: BrokerNode,
  conn: number,
  request: ShareAcknowledgeRequest,
  ctx: BrokerCtx,
): void {
  const error = sessionOfAcknowledge(node, request, ctx);
  if (error !== NONE) {
    refuseShare(node, conn, request, error, ctx);
    return;
  }
  const open = openShare(node, conn, request, { wanted: [], deadlineMs: -1 }, ctx);
  if (open.storing === 0) answerAcknowledge(node, open, request, ctx);
}

/** Everything is stored, or was refused. The last request of a session ends it. */
export function answerAcknowledge(
  node: BrokerNode,
  open: OpenShareRequest,
  request: ShareAcknowledgeRequest,
  ctx: BrokerCtx,
): void {
  const share = shareOf(node);
  share.open = share.open.filter((o) => o !== open);
  if (request.sessionEpoch === -1) {
    const session = share.sessions[sessionKey(request.group, request.memberId)];
    if (session !== undefined) endSession(node, session, 'it closed its session', ctx);
  }
  const results = open.acknowledged.map(({ tp, error }) => {
    const replica = replicaOf(node.memory, tp);
    return {
      tp,
      error,
      currentLeader: replica?.leader ?? -1,
      currentLeaderEpoch: replica?.leaderEpoch ?? -1,
    };
  });
  const response: ShareAcknowledgeResponse = {
    api: 'shareAcknowledgeResponse',
    correlationId: request.correlationId,
    error: NONE,
    results,
    endpoints: leadersAfterErrors(node, results),
  };
  respond(node, open.conn, response, ctx);
}
