// The controller as a node kind: its life, and which file answers what.
// [src: server/ControllerServer.scala; raft/KafkaRaftClient.java]
// Simplification: controllers are always nodes of their own (no combined mode), and the voters never change.

import { fromMillis, type Millis } from '../../../base/units.ts';
import type { NodeKind } from '../../kernel/contract.ts';
import type { Message } from '../../kernel/world.ts';
import type { KafkaEvents } from '../events.ts';
import type { KafkaRequest } from '../messages.ts';
import { NO_LEADER } from '../names.ts';
import { answerApiVersions } from '../net/api-versions.ts';
import { expireRequests, onNetConnected, onNetDisconnected, onNetRefused } from '../net/network-client.ts';
import { isActiveTask, onActiveTask, serveAsController } from './active-controller.ts';
import { APPEND_LINGER, applyCommitted, type ControllerCtx } from './active-writer.ts';
import { emptyDisk, emptyMemory, startMemory } from './controller-memory.ts';
import type { ControllerCommand, ControllerNode, RaftRole } from './controller-state.ts';
import { expireParkedFetches } from './raft-answers.ts';
import { handleVote, onElectionTimer, onFetchTimer } from './raft-election.ts';
import { handleBeginQuorumEpoch, handleEndQuorumEpoch } from './raft-follower.ts';
import { handleRaftFetch, onAppendLinger, onCheckQuorumTimer } from './raft-leader.ts';
import { onBeginEpochTimer, onRaftResponse, onVoterLost, POLL_TIMER, pollRaft } from './raft-requests.ts';
import {
  BEGIN_EPOCH_TIMER,
  becomeResigned,
  CHECK_QUORUM_TIMER,
  drawElectionTimer,
  ELECTION_TIMER,
  enterRole,
  FETCH_TIMER,
  PARKED_TIMER,
  restartFetchTimer,
} from './raft-transitions.ts';

/** How long a stopping leader waits for another to be elected. [src: raft/RaftManager.scala shutdown] */
const SHUTDOWN_LIMIT_MS: Millis = 5000;
const SHUTDOWN_TIMER = 'shutdownLimit';

/** A voter starts in the state that it had stored. [src: QuorumState.initialize] */
function boot(node: ControllerNode, ctx: ControllerCtx): void {
  startMemory(node, ctx);
  node.memory.raft.leaderId = node.disk.leaderId;
  applyCommitted(node, ctx);
  const role = storedRole(node);
  enterRole(node, ctx, role);
  if (role === 'follower') restartFetchTimer(node, ctx);
  else if (node.config.voters.length === 1) ctx.setTimer(ELECTION_TIMER, 0);
  else drawElectionTimer(node, ctx);
  ctx.setTimer(POLL_TIMER, 0);
}

function storedRole(node: ControllerNode): RaftRole {
  const { disk } = node;
  const self = node.config['node.id'];
  // A single voter needs nobody: its election timer, set to 0, makes it leader in one step.
  if (node.config.voters.length === 1) return 'unattached';
  if (disk.leaderId === self) return 'resigned';
  if (disk.leaderId !== NO_LEADER) return 'follower';
  return disk.votedFor === self ? 'candidate' : 'unattached';
}

function onMessage(node: ControllerNode, conn: number, message: Message, ctx: ControllerCtx): void {
  if (answerApiVersions(conn, message, ctx)) return;
  const request = message as KafkaRequest;
  switch (request.api) {
    case 'raftFetchRequest':
      handleRaftFetch(node, conn, request, ctx);
      break;
    case 'voteRequest':
      handleVote(node, conn, request, ctx);
      break;
    case 'beginQuorumEpochRequest':
      handleBeginQuorumEpoch(node, conn, request, ctx);
      break;
    case 'endQuorumEpochRequest':
      handleEndQuorumEpoch(node, conn, request, ctx);
      break;
    default:
      if (!serveAsController(node, conn, request, ctx)) onRaftResponse(node, conn, message, ctx);
  }
  afterEvent(node, ctx);
}

function onTimer(node: ControllerNode, name: string, ctx: ControllerCtx): void {
  switch (name) {
    case ELECTION_TIMER:
      onElectionTimer(node, ctx);
      break;
    case FETCH_TIMER:
      onFetchTimer(node, ctx);
      break;
    case CHECK_QUORUM_TIMER:
      onCheckQuorumTimer(node, ctx);
      break;
    case BEGIN_EPOCH_TIMER:
      onBeginEpochTimer(node, ctx);
      break;
    case PARKED_TIMER:
      expireParkedFetches(node, ctx, PARKED_TIMER);
      break;
    case APPEND_LINGER:
      onAppendLinger(node, ctx);
      break;
    case POLL_TIMER:
      for (const { node: peer } of expireRequests(node.memory.raft.net, ctx)) onVoterLost(node, ctx, peer);
      break;
    case SHUTDOWN_TIMER:
      endStop(node, ctx);
      return;
    default:
      if (isActiveTask(name)) onActiveTask(node, name, ctx);
  }
  afterEvent(node, ctx);
}

/** Whatever happened may let this voter send something; a stopping one ends once somebody else leads. */
function afterEvent(node: ControllerNode, ctx: ControllerCtx): void {
  if (!node.isUp) return;
  const { raft } = node.memory;
  if (raft.isShuttingDown && knowsOtherLeader(node)) {
    endStop(node, ctx);
    return;
  }
  pollRaft(node, ctx);
}

/** The process ends; with changed settings it is started again. */
function endStop(node: ControllerNode, ctx: ControllerCtx): void {
  const { restartWith } = node.memory;
  if (restartWith === undefined) ctx.exit('shutdown');
  else ctx.exitAndRestart('shutdown, to start again with other settings', restartWith);
}

function knowsOtherLeader(node: ControllerNode): boolean {
  const { leaderId } = node.memory.raft;
  return node.config.voters.length === 1 || (leaderId !== NO_LEADER && leaderId !== node.config['node.id']);
}

/** A leader resigns first and waits, a while, until another leads. [src: KafkaRaftClient.GracefulShutdown] */
function onShutdown(node: ControllerNode, ctx: ControllerCtx): void {
  const { raft } = node.memory;
  raft.isShuttingDown = true;
  ctx.setTimer(SHUTDOWN_TIMER, fromMillis(SHUTDOWN_LIMIT_MS));
  if (raft.role === 'leader' && node.config.voters.length > 1) becomeResigned(node, ctx, 'shutdown');
  afterEvent(node, ctx);
}

function onDisconnected(node: ControllerNode, conn: number, ctx: ControllerCtx): void {
  const { raft } = node.memory;
  if (onNetDisconnected(raft.net, conn, ctx) !== undefined) {
    onVoterLost(node, ctx, ctx.peerOf(conn));
    afterEvent(node, ctx);
    return;
  }
  raft.parkedFetches = raft.parkedFetches.filter((fetch) => fetch.conn !== conn);
}

export const controllerKind: NodeKind<ControllerNode, KafkaEvents> = {
  boot,
  onMessage,
  onTimer,
  onConnected(node, conn, ctx) {
    onNetConnected(node.memory.raft.net, conn, ctx);
    pollRaft(node, ctx);
  },
  onRefused(node, conn, ctx) {
    if (onNetRefused(node.memory.raft.net, conn, ctx) !== undefined) onVoterLost(node, ctx, ctx.peerOf(conn));
    afterEvent(node, ctx);
  },
  onDisconnected,
  onShutdown,
  onCommand(node, command, ctx) {
    node.memory.restartWith = (command as ControllerCommand).config;
    onShutdown(node, ctx);
  },
  emptyDisk,
  emptyMemory,
};
