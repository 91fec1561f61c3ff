// The follower's side of raft: it fetches from its leader, follows who is named to it, and hears of resignations.
// [src: raft/FollowerState.java, KafkaRaftClient.handleFetchResponse, handleBeginQuorumEpochRequest,
// handleEndQuorumEpochRequest]

import { fromMillis, type Millis } from '../../../base/units.ts';
import type {
  BeginQuorumEpochRequest,
  EndQuorumEpochRequest,
  QuorumEpochResponse,
  RaftFetchResponse,
} from '../messages.ts';
import {
  appendSlice,
  contradictsCommitted,
  METADATA_FORGOTTEN,
  truncateToDivergence,
} from '../metadata-log.ts';
import { type BrokerId, type ErrorName, NO_LEADER, NONE } from '../names.ts';
import { applyCommitted, type ControllerCtx } from './active-writer.ts';
import type { ControllerNode } from './controller-state.ts';
import { becomeFollower, becomeUnattached, FETCH_TIMER, restartFetchTimer } from './raft-transitions.ts';

/** Longest wait of a named successor before it asks for votes. [src: QuorumConfig, controller.quorum.election.backoff.max.ms] */
const SUCCESSOR_WAIT_MAX_MS: Millis = 1000;

/** What every answer says of epoch and leader. Returns true when it changed this node's role. */
export function learnLeader(
  node: ControllerNode,
  ctx: ControllerCtx,
  leaderId: BrokerId,
  epoch: number,
): boolean {
  const { disk, memory } = node;
  const isOther = leaderId !== NO_LEADER && leaderId !== node.config['node.id'];
  if (epoch > disk.epoch) {
    if (isOther) becomeFollower(node, ctx, leaderId, epoch);
    else becomeUnattached(node, ctx, epoch);
    return true;
  }
  if (epoch < disk.epoch || !isOther || memory.raft.leaderId !== NO_LEADER) return false;
  becomeFollower(node, ctx, leaderId, epoch);
  return true;
}

/** Records, a diverging epoch, or just the high watermark, from the leader that this node follows. */
export function handleFetchResponse(
  node: ControllerNode,
  response: RaftFetchResponse,
  ctx: ControllerCtx,
): void {
  const { disk, memory } = node;
  const { raft } = memory;
  const isCurrent =
    raft.role === 'follower' && response.leaderEpoch === disk.epoch && response.error === NONE;
  if (!isCurrent) return;
  if (contradictsCommitted(ctx.store, disk, response)) {
    ctx.exit(METADATA_FORGOTTEN);
    return;
  }
  raft.hasFetchedFromLeader = true;
  raft.heardRow = ctx.cause;
  restartFetchTimer(node, ctx);
  if (response.divergingEpoch !== -1) {
    const fromOffset = disk.logEndOffset;
    const toOffset = truncateToDivergence(
      ctx.store,
      disk,
      response.divergingEpoch,
      response.divergingEndOffset,
    );
    ctx.emit('metadataLog.truncated', { fromOffset, toOffset, leader: response.leaderId });
    return;
  }
  appendSlice(ctx.store, disk, response.records);
  const highWatermark = Math.min(response.highWatermark, disk.logEndOffset);
  if (highWatermark <= disk.highWatermark) return;
  disk.highWatermark = highWatermark;
  applyCommitted(node, ctx);
}

/** A new leader announces itself. */
export function handleBeginQuorumEpoch(
  node: ControllerNode,
  conn: number,
  request: BeginQuorumEpochRequest,
  ctx: ControllerCtx,
): void {
  const isStale = request.leaderEpoch < node.disk.epoch;
  if (!isStale) learnLeader(node, ctx, request.leaderId, request.leaderEpoch);
  const error = isStale ? 'FENCED_LEADER_EPOCH' : NONE;
  ctx.send(conn, epochAnswer(node, 'beginQuorumEpochResponse', request.correlationId, error));
}

/** The leader resigns: its successors need not wait for their fetch timers. */
export function handleEndQuorumEpoch(
  node: ControllerNode,
  conn: number,
  request: EndQuorumEpochRequest,
  ctx: ControllerCtx,
): void {
  const { disk, memory } = node;
  const isStale = request.leaderEpoch < disk.epoch;
  if (!isStale) learnLeader(node, ctx, request.leaderId, request.leaderEpoch);
  const isMine = memory.raft.role === 'follower' && memory.raft.leaderId === request.leaderId;
  if (!isStale && isMine) {
    ctx.setTimer(
      FETCH_TIMER,
      fromMillis(successorWaitMs(request.preferredSuccessors, node.config['node.id'])),
    );
  }
  const error = isStale ? 'FENCED_LEADER_EPOCH' : NONE;
  ctx.send(conn, epochAnswer(node, 'endQuorumEpochResponse', request.correlationId, error));
}

/** The first asks at once, later ones wait so that they do not compete. */
export function successorWaitMs(successors: readonly BrokerId[], self: BrokerId): Millis {
  const position = successors.indexOf(self);
  if (position === 0) return 0;
  if (position === -1) return SUCCESSOR_WAIT_MAX_MS;
  return Math.min(
    SUCCESSOR_WAIT_MAX_MS,
    (SUCCESSOR_WAIT_MAX_MS >> (successors.length - 1)) << (position - 1),
  );
}

function epochAnswer(
  node: ControllerNode,
  api: QuorumEpochResponse['api'],
  correlationId: number,
  error: ErrorName,
): QuorumEpochResponse {
  return { api, correlationId, error, leaderId: node.memory.raft.leaderId, leaderEpoch: node.disk.epoch };
}
