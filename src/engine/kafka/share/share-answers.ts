// What members answer for records that they got: applied to the share-partition, kept by the share coordinator, then told
// to the member. [src: core/server/KafkaApis.scala: handleAcknowledgements, handleShareAcknowledgeRequest;
// core/server/share/SharePartitionManager.java: acknowledge]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { respond } from '../broker/connections.ts';
import { endpointsOf } from '../broker/fetch-read.ts';
import { type ErrorName, NONE, type TopicPartition } from '../names.ts';
import type {
  PartitionAcknowledgements,
  ShareAcknowledgeRequest,
  ShareAcknowledgeResponse,
} from '../share-messages.ts';
import { acknowledge } from './acknowledge.ts';
import { armLocks, storeChanges } from './led-partitions.ts';
import { endSession, sessionOfAcknowledge } from './sessions.ts';
import { type OpenShareRequest, sessionKey, shareKey, shareOf } from './share-memory.ts';
import { shareLimits } from './share-settings.ts';

/** Applies the answers of a request; what has to be stored is on its way when this returns. */
export function applyAnswers(
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
    const isLeader = node.memory.replicas[tp]?.role === 'leader';
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
    const { correlationId } = request;
    const response: ShareAcknowledgeResponse = {
      api: 'shareAcknowledgeResponse',
      correlationId,
      error,
      results: [],
      endpoints: [],
    };
    respond(node, conn, response, ctx);
    return;
  }
  const share = shareOf(node);
  const open: OpenShareRequest = {
    id: share.nextId++,
    conn,
    request,
    storing: 0,
    acknowledged: [],
    wanted: [],
    deadlineMs: -1,
    cause: ctx.cause,
  };
  share.open.push(open);
  applyAnswers(node, open, request.acknowledgements, ctx);
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
    const replica = node.memory.replicas[tp];
    return {
      tp,
      error,
      currentLeader: replica?.leader ?? -1,
      currentLeaderEpoch: replica?.leaderEpoch ?? -1,
    };
  });
  const hasError = results.some((r) => r.error !== NONE);
  const response: ShareAcknowledgeResponse = {
    api: 'shareAcknowledgeResponse',
    correlationId: request.correlationId,
    error: NONE,
    results,
    endpoints: hasError
      ? endpointsOf(
          node,
          results.map((r) => r.currentLeader),
        )
      : [],
  };
  respond(node, open.conn, response, ctx);
}
