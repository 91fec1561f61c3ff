// Answers to fetches of the metadata log, and the fetches that wait for one.
// [src: raft/KafkaRaftClient.tryCompleteFetchRequest, buildFetchResponse, validateLeaderOnlyRequest]

import { fromMillis } from '../../../base/units.ts';
import type { RaftFetchRequest, RaftFetchResponse } from '../messages.ts';
import { divergenceOf, sliceFrom } from '../metadata-log.ts';
import { NONE } from '../names.ts';
import type { ControllerCtx } from './active-writer.ts';
import type { ControllerNode } from './controller-state.ts';

/** Why a fetch cannot be served here, NONE when it can. */
export function fetchError(node: ControllerNode, request: RaftFetchRequest): string {
  if (request.epoch < node.disk.epoch) return 'FENCED_LEADER_EPOCH';
  if (request.epoch > node.disk.epoch) return 'UNKNOWN_LEADER_EPOCH';
  return node.memory.raft.role === 'leader' ? NONE : 'NOT_LEADER_OR_FOLLOWER';
}

/** The answer as things stand: records, diverging epoch, nothing, or an error that names the leader. */
export function answerFetch(
  node: ControllerNode,
  conn: number,
  request: RaftFetchRequest,
  ctx: ControllerCtx,
): void {
  const { disk, memory } = node;
  const error = fetchError(node, request);
  const diverging =
    error === NONE ? divergenceOf(disk, request.fetchOffset, request.lastFetchedEpoch) : undefined;
  const hasRecords = error === NONE && diverging === undefined;
  const response: RaftFetchResponse = {
    api: 'raftFetchResponse',
    correlationId: request.correlationId,
    error,
    leaderId: memory.raft.role === 'resigned' ? -1 : memory.raft.leaderId,
    leaderEpoch: disk.epoch,
    highWatermark: disk.highWatermark,
    records: sliceFrom(disk, hasRecords ? request.fetchOffset : disk.logEndOffset),
    divergingEpoch: diverging?.epoch ?? -1,
    divergingEndOffset: diverging?.endOffset ?? -1,
  };
  ctx.send(conn, response);
}

/** Lets a fetch wait for records or a new high watermark, at most its own maxWaitMs. */
export function parkFetch(
  node: ControllerNode,
  conn: number,
  request: RaftFetchRequest,
  ctx: ControllerCtx,
  timer: string,
): void {
  const { parkedFetches } = node.memory.raft;
  if (parkedFetches.length === 0) ctx.setTimer(timer, fromMillis(request.maxWaitMs), -1);
  parkedFetches.push({ conn, request, deadlineMs: ctx.nowMs + request.maxWaitMs });
}

/** Answers all parked fetches: new records, a new high watermark, or the end of this leader. */
export function answerParkedFetches(node: ControllerNode, ctx: ControllerCtx): void {
  const parked = node.memory.raft.parkedFetches;
  node.memory.raft.parkedFetches = [];
  for (const { conn, request } of parked) answerFetch(node, conn, request, ctx);
}

/** Answers those whose wait is over and sets the timer for the next. */
export function expireParkedFetches(node: ControllerNode, ctx: ControllerCtx, timer: string): void {
  const { raft } = node.memory;
  const waiting: typeof raft.parkedFetches = [];
  let nextMs = -1;
  for (const entry of raft.parkedFetches) {
    if (entry.deadlineMs <= ctx.nowMs) {
      answerFetch(node, entry.conn, entry.request, ctx);
      continue;
    }
    waiting.push(entry);
    if (nextMs === -1 || entry.deadlineMs < nextMs) nextMs = entry.deadlineMs;
  }
  raft.parkedFetches = waiting;
  if (nextMs !== -1) ctx.setTimer(timer, fromMillis(nextMs) - ctx.now, -1);
}
