// The background thread of a classic member: heartbeats while the application is busy, and a watch over how long it has
// been away from poll(). [src: AbstractCoordinator.java: HeartbeatThread; Heartbeat.java]
// Simplification: one heartbeat at a time is on its way.

import type { Because } from '../../kernel/events.ts';
import { hasJoined, resetGeneration } from './classic-membership.ts';
import { callCoordinator, isCoordinatorReady } from './coordinator-link.ts';
import type { ClassicMembership, MemberCtx, MemberNode } from './member-state.ts';

/** How long the application may still stay away from poll() (ms from now); -1 while it is inside. */
export function pollDeadlineMs(node: MemberNode): number {
  const { application } = node.memory;
  if (application.phase === 'polling' || application.phase === 'ended') return -1;
  return application.polledMs + node.config['max.poll.interval.ms'];
}

/** One round of the thread. True when the coordinator has been silent for a whole session: it is given up. */
export function runHeartbeats(node: MemberNode, membership: ClassicMembership, ctx: MemberCtx): boolean {
  if (!hasJoined(membership)) return false;
  const { config } = node;
  if (!isCoordinatorReady(node, ctx)) return false;
  if (ctx.nowMs >= membership.heardMs + config['session.timeout.ms']) {
    membership.heardMs = ctx.nowMs;
    return true;
  }
  const deadlineMs = pollDeadlineMs(node);
  if (deadlineMs >= 0 && ctx.nowMs > deadlineMs) {
    dropOut(node, membership, ctx);
    return false;
  }
  if (membership.isHeartbeatOpen || ctx.nowMs < membership.heartbeatDueMs) return false;
  membership.isHeartbeatOpen = true;
  membership.heartbeatDueMs = ctx.nowMs + config['heartbeat.interval.ms'];
  const request = {
    api: 'heartbeatRequest',
    correlationId: 0,
    group: config['group.id'],
    memberId: membership.memberId,
    instanceId: config['group.instance.id'],
    generation: membership.generation,
  } as const;
  callCoordinator(node, 'heartbeat', request, ctx);
  return false;
}

/** The application has been away too long: a dynamic member leaves, a static one only falls silent. */
function dropOut(node: MemberNode, membership: ClassicMembership, ctx: MemberCtx): void {
  const { config, memory } = node;
  const because: Because = { setting: 'max.poll.interval.ms' };
  const { cause } = ctx;
  ctx.cause = ctx.emit(
    'member.pollTimedOut',
    {
      group: config['group.id'],
      member: membership.memberId,
      sinceMs: ctx.nowMs - memory.application.polledMs,
      intervalMs: config['max.poll.interval.ms'],
    },
    because,
  );
  if (config['group.instance.id'] === '') {
    sendLeave(node, membership.memberId, 'consumer poll timeout has expired', ctx);
  }
  resetGeneration(membership, true, 'consumer pro-actively leaving the group');
  ctx.cause = cause;
}

/** LeaveGroup; nobody waits for the answer but a closing client. The coordinator must be ready. */
export function sendLeave(node: MemberNode, memberId: string, reason: string, ctx: MemberCtx): void {
  const group = node.config['group.id'];
  const instanceId = node.config['group.instance.id'];
  ctx.cause = ctx.emit('member.left', { group, member: memberId, reason });
  const request = {
    api: 'leaveGroupRequest',
    correlationId: 0,
    group,
    memberId,
    instanceId,
    reason,
  } as const;
  callCoordinator(node, 'leave', request, ctx);
}

/** When the thread has something to do next (ms), -1 = nothing. */
export function heartbeatsDueMs(node: MemberNode, membership: ClassicMembership): number {
  if (!hasJoined(membership)) return -1;
  let next = membership.heardMs + node.config['session.timeout.ms'];
  if (!membership.isHeartbeatOpen) next = Math.min(next, membership.heartbeatDueMs);
  const deadlineMs = pollDeadlineMs(node);
  return deadlineMs < 0 ? next : Math.min(next, deadlineMs + 1);
}
