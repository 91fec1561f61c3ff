// Roles of a raft voter and the ways between them that need nobody's consent.
// [src: raft/QuorumState.java, UnattachedState.java, FollowerState.java, ResignedState.java; KIP-595, KIP-996]

import { fromMillis } from '../../../base/units.ts';
import { brokerKey } from '../metadata-records.ts';
import type { BrokerId } from '../names.ts';
import { NO_LEADER } from '../names.ts';
import { ACTIVE_TASKS } from './active-controller.ts';
import { APPEND_LINGER, type ControllerCtx, renounce } from './active-writer.ts';
import type { ControllerNode, RaftRole } from './controller-state.ts';
import { answerParkedFetches } from './raft-answers.ts';

/** Timers of raft. The election timer runs in every role but follower and leader. */
export const ELECTION_TIMER = 'raftElection';
export const FETCH_TIMER = 'raftFetch';
export const CHECK_QUORUM_TIMER = 'checkQuorum';
export const BEGIN_EPOCH_TIMER = 'beginQuorumEpoch';
export const PARKED_TIMER = 'parkedFetches';

/** Changes the role: open requests and votes of the old one are forgotten; a former leader lets everything go. */
export function enterRole(node: ControllerNode, ctx: ControllerCtx, role: RaftRole): void {
  const { raft } = node.memory;
  const wasLeader = raft.role === 'leader';
  raft.role = role;
  raft.votes = {};
  raft.requests = {};
  raft.acknowledged = [];
  if (role === 'follower' || role === 'leader') ctx.cancelTimer(ELECTION_TIMER);
  if (role !== 'follower') ctx.cancelTimer(FETCH_TIMER);
  if (wasLeader && role !== 'leader') leaveLead(node, ctx);
}

function leaveLead(node: ControllerNode, ctx: ControllerCtx): void {
  for (const timer of [CHECK_QUORUM_TIMER, BEGIN_EPOCH_TIMER, PARKED_TIMER, APPEND_LINGER])
    ctx.cancelTimer(timer);
  for (const task of ACTIVE_TASKS) ctx.cancelTimer(task);
  renounce(node, ctx);
  node.memory.raft.followers = {};
  node.memory.raft.fetchedVoters = [];
  answerParkedFetches(node, ctx);
}

/** Base plus a uniform draw of the same size, anew at each call. */
export function drawElectionTimer(node: ControllerNode, ctx: ControllerCtx): void {
  const base = fromMillis(node.config['controller.quorum.election.timeout.ms']);
  ctx.setTimer(ELECTION_TIMER, base + ctx.randomBelow('election', base));
}

/**
 * No leader is known. With a higher epoch the vote is forgotten, and the election timer goes on if one runs; with the
 * same epoch (a refused pre-vote) the vote stays and the timer is drawn anew.
 */
export function becomeUnattached(node: ControllerNode, ctx: ControllerCtx, epoch: number): void {
  const { disk, memory } = node;
  const isNewEpoch = epoch > disk.epoch;
  if (isNewEpoch) {
    disk.epoch = epoch;
    disk.votedFor = NO_LEADER;
  }
  setLeader(node, NO_LEADER);
  const role = memory.raft.role;
  enterRole(node, ctx, 'unattached');
  const isTimerKept = isNewEpoch && role !== 'follower' && role !== 'leader' && ctx.hasTimer(ELECTION_TIMER);
  if (!isTimerKept) drawElectionTimer(node, ctx);
  ctx.cause = ctx.emit('quorum.becameUnattached', { epoch });
}

/** Follows `leaderId` in `epoch` (its own or a higher one), with a new fetch timer. */
export function becomeFollower(
  node: ControllerNode,
  ctx: ControllerCtx,
  leaderId: BrokerId,
  epoch: number,
): void {
  const { disk, memory } = node;
  if (epoch > disk.epoch) {
    disk.epoch = epoch;
    disk.votedFor = NO_LEADER;
  }
  setLeader(node, leaderId);
  memory.raft.hasFetchedFromLeader = false;
  memory.raft.heardRow = ctx.cause;
  enterRole(node, ctx, 'follower');
  restartFetchTimer(node, ctx);
  ctx.cause = ctx.emit('quorum.becameFollower', { leader: leaderId, epoch });
}

/** The fetch timer of a follower; it has no draw. */
export function restartFetchTimer(node: ControllerNode, ctx: ControllerCtx): void {
  ctx.setTimer(FETCH_TIMER, fromMillis(node.config['controller.quorum.fetch.timeout.ms']));
}

/** Gives the lead up and tells the others; a new epoch follows when the election timer is over. */
export function becomeResigned(node: ControllerNode, ctx: ControllerCtx, reason: string): void {
  const row = ctx.emit('quorum.resigned', { epoch: node.disk.epoch, reason });
  ctx.cause = row;
  node.memory.raft.successors = preferredSuccessors(node);
  enterRole(node, ctx, 'resigned');
  drawElectionTimer(node, ctx);
}

/** The other voters by how far they are, the furthest first; ties in id order. */
function preferredSuccessors(node: ControllerNode): BrokerId[] {
  const { followers } = node.memory.raft;
  const endOffset = (id: BrokerId) => followers[brokerKey(id)]?.endOffset ?? -1;
  return otherVoters(node)
    .map((voter) => voter.id)
    .sort((a, b) => endOffset(b) - endOffset(a) || a - b);
}

export function setLeader(node: ControllerNode, leaderId: BrokerId): void {
  node.disk.leaderId = leaderId;
  node.memory.raft.leaderId = leaderId;
}

export function otherVoters(node: ControllerNode): ControllerNode['config']['voters'] {
  const self = node.config['node.id'];
  return node.config.voters.filter((voter) => voter.id !== self);
}

/** How many make a majority of the voters. */
export function majorityOf(node: ControllerNode): number {
  return Math.floor(node.config.voters.length / 2) + 1;
}
