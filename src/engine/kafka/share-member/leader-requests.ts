// What a share member asks the leaders of its partitions: one request at a time per leader, within a share session.
// Answers go first, in requests of their own; then the leaders are asked for more, with answers that may travel along.
// [src: clients/consumer/internals/ShareConsumeRequestManager.java: poll, processAcknowledgements, handleShareFetchSuccess,
// handleShareAcknowledgeSuccess; ShareSessionHandler.java: newShareFetchBuilder, handleResponse, handleError]
// Simplification: answers that get no answer are not sent again; their locks run out.

import type { NodeId } from '../../kernel/world.ts';
import { NO_LEADER, NONE, type TopicPartition } from '../names.ts';
import { leaderOf, nodeOfBroker, requestUpdate } from '../net/client-metadata.ts';
import { sooner } from '../net/client-timers.ts';
import { refreshesMetadata } from '../net/errors.ts';
import { takeLeaderHint } from '../net/metadata-refresh.ts';
import { ensureConnected, isReady, sendRequest } from '../net/network-client.ts';
import type { AcknowledgementBatch } from '../share/acknowledge.ts';
import type {
  PartitionAcknowledgements,
  ShareAcknowledgeResponse,
  ShareFetchResponse,
  ShareFetchResult,
} from '../share-messages.ts';
import type { GivenAnswers, LeaderSession, ShareMemberCtx, ShareMemberNode } from './share-member-state.ts';

function sessionWith(node: ShareMemberNode, peer: NodeId): LeaderSession {
  const { sessions } = node.memory;
  const known = sessions[peer];
  if (known !== undefined) return known;
  const made = { epoch: 0, tps: [], correlationId: -1, isFetch: false, isClosing: false, carried: [] };
  sessions[peer] = made;
  return made;
}

/** Sends what can be sent now. Returns when the next partition's pause is over (ms), -1 = none waits for that. */
export function askLeaders(node: ShareMemberNode, ctx: ShareMemberCtx): number {
  const { memory } = node;
  const isSending = sendAnswers(node, ctx);
  // Answers in requests of their own come first: until they are through nobody is asked for more.
  if (!memory.isFetching || isSending || memory.closing !== undefined) return -1;
  let nextMs = -1;
  const wanted: Record<NodeId, TopicPartition[]> = {};
  for (const tp of memory.tps) {
    const leader = leaderOf(memory.metadata, tp);
    if (leader === NO_LEADER) {
      requestUpdate(memory.metadata, ctx.cause);
      continue;
    }
    const retryMs = memory.retryAtMs[tp] ?? -1;
    if (retryMs > ctx.nowMs) {
      nextMs = sooner(nextMs, retryMs, ctx.nowMs);
      continue;
    }
    const peer = nodeOfBroker(memory.metadata, leader);
    const list = wanted[peer];
    if (list === undefined) wanted[peer] = [tp];
    else list.push(tp);
  }
  for (const { peer } of memory.withFetch) if (wanted[peer] === undefined) wanted[peer] = [];
  for (const peer of Object.keys(wanted)) sendFetch(node, peer, wanted[peer] ?? [], ctx);
  return nextMs;
}

/** The leader that gave these records still leads: its answers can be sent, else they are lost. */
function keepDeliverable(
  node: ShareMemberNode,
  answers: readonly GivenAnswers[],
  peer: NodeId,
  ctx: ShareMemberCtx,
): GivenAnswers[] {
  const { metadata } = node.memory;
  const session = node.memory.sessions[peer];
  const kept: GivenAnswers[] = [];
  const lost: GivenAnswers[] = [];
  for (const answer of answers) {
    const leader = leaderOf(metadata, answer.tp);
    const isMoved = leader !== NO_LEADER && nodeOfBroker(metadata, leader) !== peer;
    if (isMoved || session === undefined || session.epoch === 0) lost.push(answer);
    else kept.push(answer);
  }
  failAnswers(node, lost, 'NOT_LEADER_OR_FOLLOWER', ctx);
  return kept;
}

function failAnswers(
  node: ShareMemberNode,
  answers: readonly GivenAnswers[],
  error: string,
  ctx: ShareMemberCtx,
): void {
  const byTp = new Map<TopicPartition, number>();
  for (const { tp, first, last } of answers) byTp.set(tp, (byTp.get(tp) ?? 0) + last - first + 1);
  for (const [tp, records] of byTp)
    ctx.emit('shareMember.answerFailed', { group: node.config['group.id'], tp, error, records });
}

/** Answers of one partition, in order; the types of single records where they differ. */
function inBatches(answers: readonly GivenAnswers[]): PartitionAcknowledgements[] {
  const byTp = new Map<TopicPartition, AcknowledgementBatch[]>();
  for (const { tp, first, last, type } of answers) {
    const list = byTp.get(tp) ?? [];
    list.push({ first, last, types: [type] });
    byTp.set(tp, list);
  }
  return [...byTp].map(([tp, batches]) => ({ tp, batches }));
}

/** ShareAcknowledge to every leader that has answers coming. True while some are on their way or wait for a connection. */
function sendAnswers(node: ShareMemberNode, ctx: ShareMemberCtx): boolean {
  const { memory, config } = node;
  const peers = [...new Set(memory.alone.map((a) => a.peer))];
  for (const peer of peers) {
    const session = sessionWith(node, peer);
    if (session.correlationId >= 0) continue;
    const mine = memory.alone.filter((a) => a.peer === peer);
    const answers = keepDeliverable(node, mine, peer, ctx);
    if (answers.length > 0 && (!ensureConnected(memory.net, peer, ctx) || !isReady(memory.net, peer)))
      continue;
    memory.alone = memory.alone.filter((a) => a.peer !== peer);
    if (answers.length === 0) continue;
    session.carried = answers;
    session.isFetch = false;
    session.correlationId = sendRequest(
      memory.net,
      peer,
      {
        api: 'shareAcknowledgeRequest',
        correlationId: 0,
        group: config['group.id'],
        memberId: memory.membership.memberId,
        clientId: config['client.id'],
        sessionEpoch: session.epoch,
        acknowledgements: inBatches(answers),
      },
      config['request.timeout.ms'],
      ctx,
    );
  }
  return hasAnswersUnderWay(node);
}

/** Answers in requests of their own that are not answered yet. */
export function hasAnswersUnderWay(node: ShareMemberNode): boolean {
  const { memory } = node;
  if (memory.alone.length > 0) return true;
  for (const peer in memory.sessions) {
    const session = memory.sessions[peer];
    if (session !== undefined && session.correlationId >= 0 && !session.isFetch) return true;
  }
  return false;
}

function sendFetch(
  node: ShareMemberNode,
  peer: NodeId,
  tps: readonly TopicPartition[],
  ctx: ShareMemberCtx,
): void {
  const { memory, config } = node;
  const session = sessionWith(node, peer);
  if (session.correlationId >= 0) return;
  if (!ensureConnected(memory.net, peer, ctx) || !isReady(memory.net, peer)) return;
  const mine = memory.withFetch.filter((a) => a.peer === peer);
  memory.withFetch = memory.withFetch.filter((a) => a.peer !== peer);
  const answers = keepDeliverable(node, mine, peer, ctx);
  const isNew = session.epoch === 0;
  const added = isNew ? tps : tps.filter((tp) => !session.tps.includes(tp));
  const forgotten = isNew ? [] : session.tps.filter((tp) => !tps.includes(tp));
  session.tps = [...tps];
  session.carried = answers;
  session.isFetch = true;
  session.correlationId = sendRequest(
    memory.net,
    peer,
    {
      api: 'shareFetchRequest',
      correlationId: 0,
      group: config['group.id'],
      memberId: memory.membership.memberId,
      clientId: config['client.id'],
      sessionEpoch: session.epoch,
      maxWaitMs: config['fetch.max.wait.ms'],
      minBytes: config['fetch.min.bytes'],
      maxBytes: config['fetch.max.bytes'],
      maxRecords: config['max.poll.records'],
      batchSize: config['max.poll.records'],
      acquireMode: config['share.acquire.mode'],
      isRenewAck: false,
      partitions: [...added],
      forgotten,
      acknowledgements: inBatches(answers),
    },
    config['request.timeout.ms'],
    ctx,
  );
}

/** Node and session of the leader that answered; undefined when nobody waits for that answer. */
function waitingFor(node: ShareMemberNode, correlationId: number): [NodeId, LeaderSession] | undefined {
  const { sessions } = node.memory;
  for (const peer in sessions) {
    const session = sessions[peer];
    if (session?.correlationId === correlationId) return [peer, session];
  }
  return undefined;
}

/** The session goes on, or has to be begun anew. False when the answer says nothing about partitions. */
function onSession(
  node: ShareMemberNode,
  session: LeaderSession,
  error: string,
  ctx: ShareMemberCtx,
): boolean {
  session.correlationId = -1;
  const { carried } = session;
  session.carried = [];
  if (error === NONE) {
    session.epoch = session.epoch === 2147483647 ? 1 : session.epoch + 1;
    session.carried = carried;
    return true;
  }
  session.epoch = 0;
  session.tps = [];
  failAnswers(node, carried, error, ctx);
  return false;
}

export function onShareFetched(
  node: ShareMemberNode,
  response: ShareFetchResponse,
  ctx: ShareMemberCtx,
): void {
  const found = waitingFor(node, response.correlationId);
  if (found === undefined) return;
  const [peer, session] = found;
  if (!onSession(node, session, response.error, ctx)) return;
  const { memory } = node;
  for (const result of response.results) {
    settleAnswers(node, session, result.tp, result.acknowledgeError, ctx);
    if (result.error !== NONE) onPartitionError(node, result.tp, result, response.endpoints, ctx);
    takeAcquired(node, peer, result);
  }
  session.carried = [];
  if (response.results.some((r) => r.acquired.length > 0)) memory.isFetching = false;
}

function settleAnswers(
  node: ShareMemberNode,
  session: LeaderSession,
  tp: TopicPartition,
  error: string,
  ctx: ShareMemberCtx,
): void {
  if (error === NONE) return;
  failAnswers(
    node,
    session.carried.filter((a) => a.tp === tp),
    error,
    ctx,
  );
}

function onPartitionError(
  node: ShareMemberNode,
  tp: TopicPartition,
  result: Pick<ShareFetchResult, 'error' | 'currentLeader' | 'currentLeaderEpoch'>,
  endpoints: ShareFetchResponse['endpoints'],
  ctx: ShareMemberCtx,
): void {
  const { memory, config } = node;
  if (refreshesMetadata(result.error)) {
    takeLeaderHint(memory.metadata, tp, result.currentLeader, result.currentLeaderEpoch, endpoints, ctx);
    requestUpdate(memory.metadata, ctx.cause);
  }
  memory.retryAtMs[tp] = ctx.nowMs + config['retry.backoff.ms'];
}

function takeAcquired(node: ShareMemberNode, peer: NodeId, result: ShareFetchResult): void {
  for (const { first, last, deliveryCount } of result.acquired) {
    node.memory.buffer.push({
      tp: result.tp,
      peer,
      next: first,
      to: last + 1,
      deliveryCount,
      tail: result.records.tail,
    });
  }
}

export function onShareAcknowledged(
  node: ShareMemberNode,
  response: ShareAcknowledgeResponse,
  ctx: ShareMemberCtx,
): void {
  const found = waitingFor(node, response.correlationId);
  if (found === undefined) return;
  const [peer, session] = found;
  if (session.isClosing) {
    delete node.memory.sessions[peer];
    return;
  }
  if (!onSession(node, session, response.error, ctx)) return;
  for (const result of response.results) {
    if (result.error === NONE) continue;
    settleAnswers(node, session, result.tp, result.error, ctx);
    onPartitionError(node, result.tp, result, response.endpoints, ctx);
  }
  session.carried = [];
}

/** Requests to a leader were lost with their connection: its session is gone, and what the member had there with it. */
export function onLeaderLost(node: ShareMemberNode, peer: NodeId, error: string, ctx: ShareMemberCtx): void {
  const { memory } = node;
  const session = memory.sessions[peer];
  if (session === undefined) return;
  failAnswers(node, session.carried, error, ctx);
  delete memory.sessions[peer];
  memory.buffer = memory.buffer.filter((r) => r.peer !== peer);
}

/** The last request of every session: answers given so far, and everything else is released. True while some are open. */
export function closeSessions(node: ShareMemberNode, ctx: ShareMemberCtx): boolean {
  const { memory, config } = node;
  let isOpen = false;
  for (const peer of Object.keys(memory.sessions)) {
    const session = memory.sessions[peer] as LeaderSession;
    if (session.correlationId >= 0) {
      isOpen = true;
      continue;
    }
    const answers = keepDeliverable(
      node,
      [...memory.alone, ...memory.withFetch].filter((a) => a.peer === peer),
      peer,
      ctx,
    );
    if (session.epoch === 0 || !isReady(memory.net, peer)) {
      delete memory.sessions[peer];
      continue;
    }
    isOpen = true;
    session.isClosing = true;
    session.carried = answers;
    session.isFetch = false;
    session.correlationId = sendRequest(
      memory.net,
      peer,
      {
        api: 'shareAcknowledgeRequest',
        correlationId: 0,
        group: config['group.id'],
        memberId: memory.membership.memberId,
        clientId: config['client.id'],
        sessionEpoch: -1,
        acknowledgements: inBatches(answers),
      },
      config['request.timeout.ms'],
      ctx,
    );
    memory.alone = memory.alone.filter((a) => a.peer !== peer);
    memory.withFetch = memory.withFetch.filter((a) => a.peer !== peer);
  }
  return isOpen;
}
