// What a voter sends to the others in its present role, one open request per voter, and what becomes of the answers.
// [src: raft/KafkaRaftClient.pollCurrentState, maybeSendFetchToBestNode; RequestManager.java]

import { fromMillis } from '../../../base/units.ts';
import type { Message } from '../../kernel/world.ts';
import type { QuorumEpochResponse, RaftFetchResponse, VoteResponse } from '../messages.ts';
import { lastEpochOf } from '../metadata-log.ts';
import { brokerKey } from '../metadata-records.ts';
import { type BrokerId, NONE } from '../names.ts';
import {
  canConnect,
  ensureConnected,
  isReady,
  nextNetDeadline,
  type OutgoingRequest,
  onNetMessage,
  peerOf,
  sendRequest,
} from '../net/network-client.ts';
import type { ControllerCtx } from './active-writer.ts';
import type { ControllerNode, RaftRequestSlot } from './controller-state.ts';
import { handleVoteResponse } from './raft-election.ts';
import { handleFetchResponse, learnLeader } from './raft-follower.ts';
import { beginEpochInterval } from './raft-leader.ts';
import { BEGIN_EPOCH_TIMER, otherVoters } from './raft-transitions.ts';

type Voter = ControllerNode['config']['voters'][number];

/** Timer at which requests time out, back-offs end and requests are tried again. */
export const POLL_TIMER = 'raftPoll';
/** How long a fetch of the metadata log may wait at the leader. [src: KafkaRaftClient.MAX_FETCH_WAIT_MS] */
export const RAFT_FETCH_MAX_WAIT_MS = 500;

/** Sends what the present role wants sent and can be sent; to be called after everything that happened. */
export function pollRaft(node: ControllerNode, ctx: ControllerCtx): void {
  switch (node.memory.raft.role) {
    case 'follower':
    case 'unattached':
      pollFetch(node, ctx);
      break;
    case 'prospective':
    case 'candidate':
      for (const voter of otherVoters(node)) pollVote(node, ctx, voter);
      break;
    case 'leader':
    case 'resigned':
      for (const voter of otherVoters(node)) pollQuorumEpoch(node, ctx, voter);
      break;
  }
  armPollTimer(node, ctx);
}

function pollFetch(node: ControllerNode, ctx: ControllerCtx): void {
  const { raft } = node.memory;
  for (const key in raft.requests) if (raft.requests[key]?.correlationId !== -1) return;
  const others = otherVoters(node);
  const leader = others.find((voter) => voter.id === raft.leaderId);
  if (leader !== undefined && isUsable(node, ctx, leader)) {
    trySend(node, ctx, leader, fetchRequest(node));
    return;
  }
  // No leader, or a failing one: any other voter may name the new one.
  const usable = others.filter((voter) => isUsable(node, ctx, voter));
  if (usable.length === 0) return;
  const drawn = usable[ctx.randomBelow('bootstrapFetch', usable.length)] as Voter;
  const ready = usable.find((voter) => isReady(raft.net, voter.node));
  const target = isReady(raft.net, drawn.node) ? drawn : (ready ?? drawn);
  trySend(node, ctx, target, fetchRequest(node));
}

function fetchRequest(node: ControllerNode): OutgoingRequest {
  const { disk } = node;
  return {
    api: 'raftFetchRequest',
    replicaId: node.config['node.id'],
    epoch: disk.epoch,
    fetchOffset: disk.logEndOffset,
    lastFetchedEpoch: lastEpochOf(disk),
    highWatermark: disk.highWatermark,
    maxWaitMs: RAFT_FETCH_MAX_WAIT_MS,
  };
}

function pollVote(node: ControllerNode, ctx: ControllerCtx, voter: Voter): void {
  const { disk, memory } = node;
  if (memory.raft.votes[brokerKey(voter.id)] !== undefined) return;
  const preVote = memory.raft.role === 'prospective';
  const candidateId = node.config['node.id'];
  const { epoch, logEndOffset: lastOffset } = disk;
  trySend(node, ctx, voter, {
    api: 'voteRequest',
    candidateId,
    epoch,
    preVote,
    lastOffsetEpoch: lastEpochOf(disk),
    lastOffset,
  });
}

function pollQuorumEpoch(node: ControllerNode, ctx: ControllerCtx, voter: Voter): void {
  const { raft } = node.memory;
  if (raft.acknowledged.includes(voter.id)) return;
  const leaderId = node.config['node.id'];
  const leaderEpoch = node.disk.epoch;
  if (raft.role === 'leader') {
    trySend(node, ctx, voter, { api: 'beginQuorumEpochRequest', leaderId, leaderEpoch });
  } else {
    const preferredSuccessors = raft.successors;
    trySend(node, ctx, voter, { api: 'endQuorumEpochRequest', leaderId, leaderEpoch, preferredSuccessors });
  }
}

/** Voters that have not fetched for a while are told again who leads. */
export function onBeginEpochTimer(node: ControllerNode, ctx: ControllerCtx): void {
  const { raft } = node.memory;
  if (raft.role !== 'leader') return;
  const interval = beginEpochInterval(node);
  for (const { id } of otherVoters(node)) {
    const lastFetchMs = raft.followers[brokerKey(id)]?.lastFetchMs ?? -1;
    const isQuiet = lastFetchMs === -1 || ctx.now - fromMillis(lastFetchMs) >= interval;
    if (isQuiet) raft.acknowledged = raft.acknowledged.filter((known) => known !== id);
  }
  ctx.setTimer(BEGIN_EPOCH_TIMER, interval, -1);
}

function slotOf(node: ControllerNode, id: BrokerId): RaftRequestSlot {
  const { requests } = node.memory.raft;
  const key = brokerKey(id);
  let slot = requests[key];
  if (slot === undefined) {
    slot = { correlationId: -1, retryAtMs: -1 };
    requests[key] = slot;
  }
  return slot;
}

/** Not backing off, and connected, connecting, or free to connect. */
function isUsable(node: ControllerNode, ctx: ControllerCtx, voter: Voter): boolean {
  const { net, requests } = node.memory.raft;
  if ((requests[brokerKey(voter.id)]?.retryAtMs ?? -1) > ctx.nowMs) return false;
  const peer = peerOf(net, voter.node);
  return (peer !== undefined && peer.state !== 'disconnected') || canConnect(net, voter.node, ctx.nowMs);
}

function trySend(node: ControllerNode, ctx: ControllerCtx, voter: Voter, request: OutgoingRequest): void {
  const { net } = node.memory.raft;
  const slot = slotOf(node, voter.id);
  if (slot.correlationId !== -1 || slot.retryAtMs > ctx.nowMs) return;
  if (!ensureConnected(net, voter.node, ctx) || !isReady(net, voter.node)) return;
  const timeoutMs = node.config['controller.quorum.request.timeout.ms'];
  slot.correlationId = sendRequest(net, voter.node, request, timeoutMs, ctx);
}

function armPollTimer(node: ControllerNode, ctx: ControllerCtx): void {
  const { net, requests } = node.memory.raft;
  let atMs = nextNetDeadline(net);
  for (const key in requests) {
    const { retryAtMs } = requests[key] as RaftRequestSlot;
    if (retryAtMs > ctx.nowMs && (atMs === -1 || retryAtMs < atMs)) atMs = retryAtMs;
  }
  if (atMs === -1) ctx.cancelTimer(POLL_TIMER);
  else ctx.setTimer(POLL_TIMER, Math.max(0, fromMillis(atMs) - ctx.now));
}

/** The connection to a voter failed, or a request timed out: what was open is over, to be tried again after a wait. */
export function onVoterLost(node: ControllerNode, ctx: ControllerCtx, peer: string): void {
  const { raft } = node.memory;
  const voter = node.config.voters.find((v) => v.node === peer);
  if (voter === undefined) return;
  const slot = slotOf(node, voter.id);
  slot.correlationId = -1;
  slot.retryAtMs = ctx.nowMs + node.config['controller.quorum.retry.backoff.ms'];
  // A leader tries again at its next BeginQuorumEpoch, not at once.
  if (raft.role === 'leader' && !raft.acknowledged.includes(voter.id)) raft.acknowledged.push(voter.id);
}

/** An answer of another voter. */
export function onRaftResponse(
  node: ControllerNode,
  conn: number,
  message: Message,
  ctx: ControllerCtx,
): void {
  const { raft } = node.memory;
  const request = onNetMessage(raft.net, conn, message, ctx);
  const peer = ctx.peerOf(conn);
  const voter = node.config.voters.find((v) => v.node === peer);
  if (request === undefined || voter === undefined) return;
  const response = message as RaftFetchResponse | VoteResponse | QuorumEpochResponse;
  const slot = slotOf(node, voter.id);
  const isCurrent = slot.correlationId === request.correlationId;
  if (isCurrent) {
    slot.correlationId = -1;
    slot.retryAtMs =
      response.error === NONE ? -1 : ctx.nowMs + node.config['controller.quorum.retry.backoff.ms'];
  }
  if (learnLeader(node, ctx, response.leaderId, response.leaderEpoch) || !isCurrent) return;
  switch (response.api) {
    case 'raftFetchResponse':
      handleFetchResponse(node, response, ctx);
      return;
    case 'voteResponse':
      handleVoteResponse(node, response, ctx);
      return;
    default:
      if (response.error === NONE) raft.acknowledged.push(voter.id);
  }
}
