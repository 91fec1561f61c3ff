// The two timers of a client: `wakeup` for what is due soon, `deadline` for far limits. Far limits rarely matter, so
// their timer stays where it is while near ones come and go.

import { MICROS_PER_MS, type Millis } from '../../../base/units.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { KafkaEvents } from '../events.ts';

/** Nearer than this is soon. */
const SOON_MS = 1500;

/** When each timer is set to fire (ms), -1 = not set. */
export interface ClientTimers {
  wakeupAtMs: Millis;
  deadlineAtMs: Millis;
}

/** Timers that are not set. */
export function noTimers(): ClientTimers {
  return { wakeupAtMs: -1, deadlineAtMs: -1 };
}

/** Makes sure that the client looks again by then (ms); -1 = no need. */
export function wakeClientBy(timers: ClientTimers, atMs: Millis, ctx: Ctx<KafkaEvents>): void {
  if (atMs === -1) return;
  const delay = Math.max(0, atMs * MICROS_PER_MS - ctx.now);
  if (atMs - ctx.nowMs <= SOON_MS) {
    if (timers.wakeupAtMs !== -1 && timers.wakeupAtMs <= atMs) return;
    timers.wakeupAtMs = atMs;
    ctx.setTimer('wakeup', delay, -1);
  } else if (timers.deadlineAtMs === -1 || atMs < timers.deadlineAtMs) {
    timers.deadlineAtMs = atMs;
    ctx.setTimer('deadline', delay, -1);
  }
}

/** One of the timers fired. */
export function onClientTimer(timers: ClientTimers, name: string): void {
  if (name === 'wakeup') timers.wakeupAtMs = -1;
  else timers.deadlineAtMs = -1;
}

/** The client is closed: nothing is due any more. */
export function cancelClientTimers(ctx: Ctx<KafkaEvents>): void {
  ctx.cancelTimer('wakeup');
  ctx.cancelTimer('deadline');
}

/** The earlier of two times, where -1 and what is due already (it waits for an answer, not for a time) do not count. */
export function sooner(next: Millis, candidate: Millis, nowMs: Millis): Millis {
  if (candidate === -1 || candidate <= nowMs) return next;
  return next === -1 ? candidate : Math.min(next, candidate);
}
