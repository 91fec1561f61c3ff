// Pre-votes, votes and elections of the controller quorum.
// [src: raft/ProspectiveState.java, CandidateState.java, KafkaRaftClient.handleVoteRequest; KIP-996]

import type { Because } from '../../kernel/events.ts';
import type { VoteRequest, VoteResponse } from '../messages.ts';
import { lastEpochOf } from '../metadata-log.ts';
import { brokerKey } from '../metadata-records.ts';
import { NO_LEADER, NONE } from '../names.ts';
import type { ControllerCtx } from './active-writer.ts';
import type { ControllerNode } from './controller-state.ts';
import { becomeLeader } from './raft-leader.ts';
import {
  becomeFollower,
  becomeUnattached,
  drawElectionTimer,
  enterRole,
  majorityOf,
  setLeader,
} from './raft-transitions.ts';

/** Asks, in its own epoch, whether a vote would be granted. A known leader and an own vote are kept. */
export function becomeProspective(node: ControllerNode, ctx: ControllerCtx, because?: Because): void {
  enterRole(node, ctx, 'prospective');
  drawElectionTimer(node, ctx);
  const { leaderId } = node.memory.raft;
  ctx.cause = ctx.emit('quorum.preVoteStarted', { epoch: node.disk.epoch, leader: leaderId }, because);
  voteForSelf(node, ctx);
}

/** Raises the epoch and asks for votes; the own vote is stored. */
function becomeCandidate(node: ControllerNode, ctx: ControllerCtx): void {
  node.disk.epoch += 1;
  node.disk.votedFor = node.config['node.id'];
  setLeader(node, NO_LEADER);
  enterRole(node, ctx, 'candidate');
  drawElectionTimer(node, ctx);
  ctx.cause = ctx.emit('quorum.electionStarted', { epoch: node.disk.epoch });
  voteForSelf(node, ctx);
}

function voteForSelf(node: ControllerNode, ctx: ControllerCtx): void {
  node.memory.raft.votes[brokerKey(node.config['node.id'])] = 1;
  judgeVotes(node, ctx);
}

/** Moves on when a majority granted, or none is possible any more. An unreachable voter counts as possible. */
function judgeVotes(node: ControllerNode, ctx: ControllerCtx): void {
  const { raft } = node.memory;
  let granted = 0;
  let refused = 0;
  for (const key in raft.votes) {
    if (raft.votes[key] === 1) granted++;
    else refused++;
  }
  if (granted >= majorityOf(node)) {
    if (raft.role === 'prospective') becomeCandidate(node, ctx);
    else becomeLeader(node, ctx);
    return;
  }
  const isLost = node.config.voters.length - refused < majorityOf(node);
  // A candidate that has lost waits for the rest of its election timer.
  if (isLost && raft.role === 'prospective') leaveProspective(node, ctx);
}

function leaveProspective(node: ControllerNode, ctx: ControllerCtx): void {
  const { leaderId } = node.memory.raft;
  if (leaderId === NO_LEADER) becomeUnattached(node, ctx, node.disk.epoch);
  else becomeFollower(node, ctx, leaderId, node.disk.epoch);
}

/** The fetch timer of a follower is over: it has not heard of its leader for too long. */
export function onFetchTimer(node: ControllerNode, ctx: ControllerCtx): void {
  const { raft } = node.memory;
  if (raft.role !== 'follower') return;
  const leader = node.config.voters.find((voter) => voter.id === raft.leaderId);
  const blocked = leader === undefined ? -1 : ctx.whySilent(leader.node);
  becomeProspective(node, ctx, {
    ...(raft.heardRow !== -1 && { heard: raft.heardRow }),
    ...(blocked !== -1 && { blocked }),
    setting: 'controller.quorum.fetch.timeout.ms',
  });
}

/** The election timer is over; what that means depends on the role. */
export function onElectionTimer(node: ControllerNode, ctx: ControllerCtx): void {
  const { raft } = node.memory;
  const because: Because = { setting: 'controller.quorum.election.timeout.ms' };
  switch (raft.role) {
    case 'unattached':
    case 'candidate':
      becomeProspective(node, ctx, because);
      return;
    case 'prospective':
      if (raft.leaderId === NO_LEADER) becomeProspective(node, ctx, because);
      else becomeFollower(node, ctx, raft.leaderId, node.disk.epoch);
      return;
    case 'resigned':
      becomeUnattached(node, ctx, node.disk.epoch + 1);
      becomeProspective(node, ctx, because);
      return;
    default:
      return;
  }
}

/** Answers a vote or pre-vote. */
export function handleVote(
  node: ControllerNode,
  conn: number,
  request: VoteRequest,
  ctx: ControllerCtx,
): void {
  const { disk } = node;
  if (request.epoch < disk.epoch) {
    ctx.send(conn, voteAnswer(node, request, 'FENCED_LEADER_EPOCH', false));
    return;
  }
  if (request.epoch > disk.epoch) becomeUnattached(node, ctx, request.epoch);
  const isGranted = wouldGrant(node, request);
  if (isGranted && !request.preVote && disk.votedFor === NO_LEADER) {
    disk.votedFor = request.candidateId;
    drawElectionTimer(node, ctx);
  }
  ctx.cause = ctx.emit('quorum.voteAnswered', {
    candidate: request.candidateId,
    epoch: request.epoch,
    granted: isGranted ? 1 : 0,
    preVote: request.preVote ? 1 : 0,
  });
  ctx.send(conn, voteAnswer(node, request, NONE, isGranted));
}

/** The table of votes: by role, by what is known of a leader, by how far the candidate's log goes. */
function wouldGrant(node: ControllerNode, request: VoteRequest): boolean {
  const { disk, memory } = node;
  const ownEpoch = lastEpochOf(disk);
  const isUpToDate =
    request.lastOffsetEpoch > ownEpoch ||
    (request.lastOffsetEpoch === ownEpoch && request.lastOffset >= disk.logEndOffset);
  if (!isUpToDate) return false;
  switch (memory.raft.role) {
    case 'leader':
      return false;
    case 'follower':
      return request.preVote && !memory.raft.hasFetchedFromLeader;
    case 'candidate':
    case 'resigned':
      return request.preVote;
    default:
      if (request.preVote) return true;
      if (memory.raft.leaderId !== NO_LEADER) return false;
      return disk.votedFor === NO_LEADER || disk.votedFor === request.candidateId;
  }
}

function voteAnswer(
  node: ControllerNode,
  request: VoteRequest,
  error: string,
  voteGranted: boolean,
): VoteResponse {
  return {
    api: 'voteResponse',
    correlationId: request.correlationId,
    error,
    voterId: node.config['node.id'],
    leaderId: node.memory.raft.role === 'resigned' ? NO_LEADER : node.memory.raft.leaderId,
    leaderEpoch: node.disk.epoch,
    voteGranted,
    preVote: request.preVote,
  };
}

/** Counts an answer that belongs to the present round. */
export function handleVoteResponse(node: ControllerNode, response: VoteResponse, ctx: ControllerCtx): void {
  const { raft } = node.memory;
  const isExpected = response.preVote ? raft.role === 'prospective' : raft.role === 'candidate';
  if (!isExpected || response.error !== NONE || response.leaderEpoch !== node.disk.epoch) return;
  raft.votes[brokerKey(response.voterId)] = response.voteGranted ? 1 : 0;
  judgeVotes(node, ctx);
}
