// Puts a controller into a settled cluster at t = 0: the quorum has its leader, everything is
// committed, sessions are fresh, and periodic tasks are somewhere in their period.

import { cloneImage } from '../metadata-image.ts';
import { brokerKey } from '../metadata-records.ts';
import { ACTIVE_TASKS, giveFreshSessions, isTaskOn, taskPeriod } from './active-controller.ts';
import type { ControllerCtx } from './active-writer.ts';
import { startMemory } from './controller-memory.ts';
import type { ControllerNode } from './controller-state.ts';
import { startLeading } from './raft-leader.ts';
import { POLL_TIMER } from './raft-requests.ts';
import { enterRole, otherVoters, restartFetchTimer, setLeader } from './raft-transitions.ts';
import type { SettledMetadata } from './settled.ts';

/** Takes the place of `boot`, for each controller, with the same `settled`. */
export function settleController(node: ControllerNode, ctx: ControllerCtx, settled: SettledMetadata): void {
  startMemory(node, ctx);
  const { disk, memory } = node;
  disk.epoch = settled.epoch;
  disk.votedFor = settled.activeController;
  disk.tail = settled.tail;
  disk.logEndOffset = settled.logEndOffset;
  disk.highWatermark = settled.logEndOffset;
  disk.epochs = settled.epochs.map((entry) => ({ ...entry }));
  memory.image = cloneImage(settled.image);
  setLeader(node, settled.activeController);
  ctx.setTimer(POLL_TIMER, 0, -1);
  if (node.config['node.id'] === settled.activeController) settleLeader(node, ctx);
  else {
    enterRole(node, ctx, 'follower');
    memory.raft.hasFetchedFromLeader = true;
    restartFetchTimer(node, ctx);
  }
}

function settleLeader(node: ControllerNode, ctx: ControllerCtx): void {
  const { disk, memory } = node;
  const { raft, active } = memory;
  enterRole(node, ctx, 'leader');
  raft.epochStartOffset = 0;
  startLeading(node, ctx);
  for (const { id } of otherVoters(node)) {
    raft.acknowledged.push(id);
    const { nowMs } = ctx;
    raft.followers[brokerKey(id)] = {
      id,
      endOffset: disk.logEndOffset,
      lastFetchMs: nowMs,
      lastCaughtUpMs: nowMs,
    };
  }
  active.isActive = true;
  giveFreshSessions(node, ctx);
  for (const task of ACTIVE_TASKS) {
    if (isTaskOn(node, task)) ctx.setTimer(task, ctx.randomBelow('phases', taskPeriod(node, task)), -1);
  }
}
