// How fast simulated time goes. Real Kafka acts in milliseconds and waits for seconds, so with pacing on the player
// slows around events and passes a quiet stretch in at most half a second. Pure: trace and time in, time out.

import { MICROS_PER_SECOND, type Micros } from '../base/units.ts';
import type { Row } from '../engine/kernel/events.ts';
import type { TraceReader } from '../engine/kernel/recording-api.ts';
import { PACE } from './pace-table.ts';

export const MIN_SPEED = 0.001;
export const MAX_SPEED = 60;
/** A quiet stretch takes at most this long, in seconds of the wall clock. */
export const QUIET_WALL_SECONDS = 0.5;
/** A gap shorter than this is not quiet: a message may be on its way. */
const QUIET_MIN: Micros = 20_000;
/** How long before and after an event time is slow. */
const SLOW_BEFORE: Micros = 2_000;
const SLOW_AFTER: Micros = 12_000;
const SLOW_FACTOR = 0.02;
/** Slowing stops here (simulated seconds per second): a message of half a millisecond then takes 60 ms. */
const SLOW_FLOOR = 0.008;
/** Two events of a repeating kind within this time belong to one streak. */
const STREAK: Micros = 1_000_000;
/** Stretches that one frame may pass through; the rest waits for the next frame. */
const MAX_SEGMENTS_PER_FRAME = 2_000;

/** A stretch of constant rate. */
export interface PaceSegment {
  readonly from: Micros;
  readonly until: Micros;
  /** Simulated seconds per second. */
  readonly rate: number;
}

/** True unless an event of the same repeating kind came shortly before. */
export function isFirstOfStreak(events: TraceReader, row: Row): boolean {
  const type = events.typeOf(row);
  if (PACE[type]?.repeats !== true) return true;
  const since = events.timeOf(row) - STREAK;
  for (let r = row - 1; r >= 0 && events.timeOf(r) >= since; r--) if (events.typeOf(r) === type) return false;
  return true;
}

function isSlow(events: TraceReader, row: Row): boolean {
  return PACE[events.typeOf(row)]?.pace === 'slow' && isFirstOfStreak(events, row);
}

/** End of the slow stretch that `t` lies in, -1 when in none. */
function slowUntil(events: TraceReader, next: Row, t: Micros): Micros {
  for (let row = next - 1; row >= 0 && events.timeOf(row) > t - SLOW_AFTER; row--) {
    if (isSlow(events, row)) return events.timeOf(row) + SLOW_AFTER;
  }
  for (let row = next; row < events.length && events.timeOf(row) <= t + SLOW_BEFORE; row++) {
    if (isSlow(events, row)) return events.timeOf(row);
  }
  return -1;
}

/** The stretch that begins at `t`. `limit` is where playing stops: horizon, end, or what is computed. */
export function paceSegment(events: TraceReader, t: Micros, speed: number, limit: Micros): PaceSegment {
  const next = events.rowsUntil(t);
  const slow = slowUntil(events, next, t);
  if (slow > t) {
    const rate = Math.max(Math.min(speed, SLOW_FLOOR), speed * SLOW_FACTOR);
    return { from: t, until: Math.min(slow, limit), rate };
  }
  const enough = t + speed * 0.25 * MICROS_PER_SECOND;
  let last = t;
  for (let row = next; ; row++) {
    const isPastEnd = row >= events.length || events.timeOf(row) > limit;
    const pace = isPastEnd ? 'slow' : PACE[events.typeOf(row)]?.pace;
    if (pace === undefined) continue;
    const isStop = isPastEnd || (pace === 'slow' && isFirstOfStreak(events, row));
    const at = isPastEnd ? limit : Math.max(last, events.timeOf(row) - (isStop ? SLOW_BEFORE : 0));
    const isQuiet = at - last >= QUIET_MIN && at - last > speed * QUIET_WALL_SECONDS * MICROS_PER_SECOND;
    if (isQuiet && last > t) return { from: t, until: last, rate: speed };
    if (isQuiet) return { from: t, until: at, rate: (at - t) / (QUIET_WALL_SECONDS * MICROS_PER_SECOND) };
    last = at;
    if (isStop || last >= enough) return { from: t, until: Math.max(last, t + 1), rate: speed };
  }
}

export interface Advance {
  readonly t: Micros;
  readonly segment: PaceSegment | undefined;
}

/** Where the playhead is `wallSeconds` later. Hand the segment back in, so that a quiet stretch keeps its rate. */
export function advance(
  events: TraceReader,
  t: Micros,
  wallSeconds: number,
  options: { readonly speed: number; readonly isPaced: boolean; readonly limit: Micros },
  segment?: PaceSegment,
): Advance {
  const { speed, isPaced, limit } = options;
  if (!isPaced) {
    return {
      t: Math.min(limit, t + Math.max(1, Math.round(wallSeconds * speed * MICROS_PER_SECOND))),
      segment: undefined,
    };
  }
  let at = t;
  let wall = wallSeconds;
  let current = segment;
  for (let i = 0; i < MAX_SEGMENTS_PER_FRAME && wall > 0 && at < limit; i++) {
    if (current === undefined || at < current.from || at >= current.until) {
      current = paceSegment(events, at, speed, limit);
    }
    const needed = (current.until - at) / MICROS_PER_SECOND / current.rate;
    if (needed > wall) {
      at = Math.min(current.until, at + Math.max(1, Math.round(wall * current.rate * MICROS_PER_SECOND)));
      wall = 0;
    } else {
      at = current.until;
      wall -= needed;
    }
  }
  return { t: Math.min(at, limit), segment: current };
}

/** Slider position in [0, 1] of a speed, log scale. */
export function speedToPosition(speed: number): number {
  return Math.log(speed / MIN_SPEED) / Math.log(MAX_SPEED / MIN_SPEED);
}

/** Speed of a slider position, rounded to two digits. */
export function positionToSpeed(position: number): number {
  return clampSpeed(Number((MIN_SPEED * (MAX_SPEED / MIN_SPEED) ** position).toPrecision(2)));
}

export function clampSpeed(speed: number): number {
  return Math.min(MAX_SPEED, Math.max(MIN_SPEED, speed));
}
