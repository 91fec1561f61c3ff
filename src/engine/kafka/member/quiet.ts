// When a member has something to do next. Mostly it only reads: then the rest of the client is left alone until it is due.

import type { Millis } from '../../../base/units.ts';
import { sooner, wakeClientBy } from '../net/client-timers.ts';
import { metadataDueMs } from '../net/metadata-refresh.ts';
import { isReady, nextNetDeadline } from '../net/network-client.ts';
import { beatsDueMs } from './consumer-membership.ts';
import { heartbeatsDueMs } from './heartbeat-thread.ts';
import type { MemberCtx, MemberMemory, MemberNode } from './member-state.ts';

/** Sets the timers for the next thing that only time brings. */
export function arm(node: MemberNode, readyMs: Millis, ctx: MemberCtx): void {
  const { memory } = node;
  let next = nextDueMs(node, readyMs, -1);
  // Reading changes nothing about the coordinator: found at rest once, the member stays so until something else happens.
  if (memory.quietUntilMs !== -1 || isAtRest(memory)) memory.quietUntilMs = next;
  // What is due already waits for an answer, not for a time.
  if (next <= ctx.nowMs) next = nextDueMs(node, readyMs, ctx.nowMs);
  wakeClientBy(memory.timers, next, ctx);
}

/** Nothing is due, and nothing was asked for since `arm` looked. */
export function isQuiet(memory: MemberMemory, nowMs: Millis): boolean {
  return (
    nowMs < memory.quietUntilMs &&
    !memory.metadata.isUpdateRequested &&
    memory.blocking === undefined &&
    memory.queuedCommit === undefined &&
    memory.closing === undefined
  );
}

/** It is in the group, and its coordinator can be reached: without that it tries at every turn. */
function isAtRest({ membership, coordinator, coordinatorNet }: MemberMemory): boolean {
  return membership.state === 'STABLE' && isReady(coordinatorNet, coordinator.node);
}

/** The earliest of all limits and due times that is later than `afterMs`, -1 = none. */
function nextDueMs(node: MemberNode, readyMs: Millis, afterMs: Millis): Millis {
  const { memory, config } = node;
  const { membership, blocking, closing, application } = memory;
  let next = sooner(readyMs, nextNetDeadline(memory.net), afterMs);
  next = sooner(next, nextNetDeadline(memory.coordinatorNet), afterMs);
  next = sooner(next, metadataDueMs(memory.metadata, config), afterMs);
  next = sooner(next, memory.coordinator.retryAtMs, afterMs);
  if (membership.kind === 'classic') {
    next = sooner(next, heartbeatsDueMs(node, membership), afterMs);
    next = sooner(next, membership.retryAtMs, afterMs);
  } else {
    next = sooner(next, beatsDueMs(node, membership), afterMs);
  }
  if (application.phase === 'polling' && config['enable.auto.commit']) {
    next = sooner(next, memory.autoCommitDueMs, afterMs);
  }
  if (blocking !== undefined) {
    next = sooner(next, blocking.retryAtMs, afterMs);
    next = sooner(next, blocking.deadlineMs, afterMs);
  }
  if (closing !== undefined) next = sooner(next, closing.deadlineMs, afterMs);
  if (config.job !== undefined) next = sooner(next, application.startedMs + config.job.forMs, afterMs);
  return next;
}
