// The raft leader: it appends, counts how far a majority has fetched, and resigns when no majority fetches.
// [src: raft/LeaderState.java, KafkaRaftClient.java]

import { fromMillis } from '../../../base/units.ts';
import type { RaftFetchRequest } from '../messages.ts';
import { appendBatch, divergenceOf } from '../metadata-log.ts';
import { brokerKey, type MetadataRecord } from '../metadata-records.ts';
import { type BrokerId, NONE } from '../names.ts';
import { activate } from './active-controller.ts';
import { applyCommitted, type ControllerCtx, completeWaiting } from './active-writer.ts';
import type { ControllerNode } from './controller-state.ts';
import { answerFetch, answerParkedFetches, fetchError, parkFetch } from './raft-answers.ts';
import {
  BEGIN_EPOCH_TIMER,
  becomeResigned,
  CHECK_QUORUM_TIMER,
  enterRole,
  majorityOf,
  otherVoters,
  PARKED_TIMER,
  setLeader,
} from './raft-transitions.ts';
import { leaderChangeRecord } from './settled.ts';

/** Without fetches of a majority for this many fetch time-outs the leader resigns. */
const CHECK_QUORUM_FACTOR = 1.5;

/** A majority voted for this candidate. Its first record goes into the log at once, without linger. */
export function becomeLeader(node: ControllerNode, ctx: ControllerCtx): void {
  const { disk, memory } = node;
  setLeader(node, node.config['node.id']);
  enterRole(node, ctx, 'leader');
  memory.raft.epochStartOffset = disk.logEndOffset;
  ctx.cause = ctx.emit('quorum.becameLeader', { epoch: disk.epoch });
  startLeading(node, ctx);
  const voters = node.config.voters.map((voter) => voter.id);
  appendToLog(node, ctx, [leaderChangeRecord(node.config['node.id'], voters)]);
}

/** What a leader knows and watches: nothing heard yet, the timers of the quorum. */
export function startLeading(node: ControllerNode, ctx: ControllerCtx): void {
  const { raft } = node.memory;
  raft.followers = {};
  raft.fetchedVoters = [];
  for (const { id } of otherVoters(node)) {
    raft.followers[brokerKey(id)] = { id, endOffset: -1, lastFetchMs: -1, lastCaughtUpMs: -1 };
  }
  if (node.config.voters.length === 1) return;
  restartCheckQuorum(node, ctx);
  ctx.setTimer(BEGIN_EPOCH_TIMER, beginEpochInterval(node), -1);
}

/** BeginQuorumEpoch goes to voters that have not fetched for this long (µs). */
export function beginEpochInterval(node: ControllerNode): number {
  return fromMillis(node.config['controller.quorum.fetch.timeout.ms'] / 2);
}

function restartCheckQuorum(node: ControllerNode, ctx: ControllerCtx): void {
  node.memory.raft.fetchedVoters = [];
  ctx.setTimer(
    CHECK_QUORUM_TIMER,
    fromMillis(node.config['controller.quorum.fetch.timeout.ms'] * CHECK_QUORUM_FACTOR),
    -1,
  );
}

/** No majority has fetched for too long: whoever still leads the others, it is not this node. */
export function onCheckQuorumTimer(node: ControllerNode, ctx: ControllerCtx): void {
  if (node.memory.raft.role === 'leader') becomeResigned(node, ctx, 'no fetch from a majority of voters');
}

/** The append linger is over: what was decided meanwhile becomes one batch. */
export function onAppendLinger(node: ControllerNode, ctx: ControllerCtx): void {
  const { active, raft } = node.memory;
  if (raft.role !== 'leader' || active.unwritten.length === 0) return;
  const records = active.unwritten;
  active.unwritten = [];
  appendToLog(node, ctx, records);
}

function appendToLog(node: ControllerNode, ctx: ControllerCtx, records: readonly MetadataRecord[]): void {
  appendBatch(ctx.store, node.disk, ctx.allocateBatch(), records, node.disk.epoch);
  // A single voter commits by appending: records and high watermark travel in the same answer.
  const isCommitted = raiseHighWatermark(node);
  answerParkedFetches(node, ctx);
  if (isCommitted) onCommitted(node, ctx);
}

/** Serves or parks a fetch of a voter or an observer; a voter's fetch may commit records. */
export function handleRaftFetch(
  node: ControllerNode,
  conn: number,
  request: RaftFetchRequest,
  ctx: ControllerCtx,
): void {
  const { disk } = node;
  if (fetchError(node, request) !== NONE) {
    answerFetch(node, conn, request, ctx);
    return;
  }
  const isDiverging = divergenceOf(disk, request.fetchOffset, request.lastFetchedEpoch) !== undefined;
  const advanced =
    noteFetch(node, ctx, request, isDiverging ? -1 : request.fetchOffset) && raiseHighWatermark(node);
  if (advanced) answerParkedFetches(node, ctx);
  const hasNews = request.fetchOffset < disk.logEndOffset || request.highWatermark < disk.highWatermark;
  if (isDiverging || hasNews || request.maxWaitMs === 0) answerFetch(node, conn, request, ctx);
  else parkFetch(node, conn, request, ctx, PARKED_TIMER);
  if (advanced) onCommitted(node, ctx);
}

/** Books a fetch; true when it came from a voter. */
function noteFetch(
  node: ControllerNode,
  ctx: ControllerCtx,
  request: RaftFetchRequest,
  endOffset: number,
): boolean {
  const { raft } = node.memory;
  const id = request.replicaId;
  const key = brokerKey(id);
  let follower = raft.followers[key];
  if (follower === undefined) {
    follower = { id, endOffset: -1, lastFetchMs: -1, lastCaughtUpMs: -1 };
    raft.followers[key] = follower;
  }
  follower.lastFetchMs = ctx.nowMs;
  if (endOffset !== -1) follower.endOffset = endOffset;
  if (endOffset >= node.disk.logEndOffset) follower.lastCaughtUpMs = ctx.nowMs;
  if (!isVoter(node, id)) return false;
  if (!raft.fetchedVoters.includes(id)) raft.fetchedVoters.push(id);
  // The leader itself counts, so one vote less than a majority has to come from others.
  if (raft.fetchedVoters.length >= majorityOf(node) - 1) restartCheckQuorum(node, ctx);
  return true;
}

export function isVoter(node: ControllerNode, id: BrokerId): boolean {
  for (const voter of node.config.voters) if (voter.id === id) return true;
  return false;
}

/**
 * The offset that a majority holds, once it lies beyond the start of this leader's epoch; it never goes back.
 * True when it rose. [src: LeaderState.maybeUpdateHighWatermark]
 */
function raiseHighWatermark(node: ControllerNode): boolean {
  const { disk, memory } = node;
  if (disk.highWatermark === disk.logEndOffset) return false;
  const self = node.config['node.id'];
  const ends = node.config.voters.map(({ id }) =>
    id === self ? disk.logEndOffset : (memory.raft.followers[brokerKey(id)]?.endOffset ?? -1),
  );
  ends.sort((a, b) => b - a);
  const candidate = ends[Math.floor(ends.length / 2)] as number;
  if (candidate <= memory.raft.epochStartOffset || candidate <= disk.highWatermark) return false;
  disk.highWatermark = candidate;
  return true;
}

/** More of the log is committed: the leader becomes active with its first record, waiting requests are answered. */
function onCommitted(node: ControllerNode, ctx: ControllerCtx): void {
  const { active } = node.memory;
  if (active.isActive) {
    completeWaiting(node, ctx);
    return;
  }
  applyCommitted(node, ctx);
  activate(node, ctx);
}
