import { describe, expect, it } from 'vitest';
import { fakeReader } from '../testing/fake-recording.ts';
import {
  advance,
  MAX_SPEED,
  MIN_SPEED,
  positionToSpeed,
  QUIET_WALL_SECONDS,
  speedToPosition,
} from './pace.ts';

const SECOND = 1_000_000;

/** Seconds of the wall clock that playing from `from` to `to` takes, in frames of 1/60 s. */
function wallSeconds(
  events: { at: number; type: string }[],
  from: number,
  to: number,
  speed: number,
  isPaced = true,
) {
  const reader = fakeReader(events);
  let t = from;
  let frames = 0;
  let segment: ReturnType<typeof advance>['segment'];
  while (t < to && frames < 100_000) {
    const next = advance(reader, t, 1 / 60, { speed, isPaced, limit: to }, segment);
    expect(next.t).toBeGreaterThan(t);
    t = next.t;
    segment = next.segment;
    frames++;
  }
  return frames / 60;
}

describe('pace', () => {
  it('passes a quiet stretch in at most half a second at any speed', () => {
    const heartbeats = Array.from({ length: 500 }, (_, i) => ({
      at: i * 100_000,
      type: 'message.delivered',
    }));
    for (const speed of [0.001, 0.1, 1, 30]) {
      expect(wallSeconds(heartbeats, 0, 50 * SECOND, speed)).toBeLessThanOrEqual(QUIET_WALL_SECONDS + 2 / 60);
    }
  });

  it('slows around an event that matters, and only there', () => {
    const events = [
      ...Array.from({ length: 101 }, (_, i) => ({ at: i * 10_000, type: 'batch.sent' })),
      { at: 1_005_000, type: 'leader.elected' },
      ...Array.from({ length: 100 }, (_, i) => ({ at: 1_010_000 + i * 10_000, type: 'batch.sent' })),
    ];
    expect(wallSeconds(events, 0, 1_000_000, 1)).toBeCloseTo(1, 1);
    expect(wallSeconds(events, 1_003_000, 1_017_000, 1)).toBeGreaterThan(0.5);
    expect(wallSeconds(events, 1_020_000, 2_000_000, 1)).toBeCloseTo(0.98, 1);
  });

  it('never slows a learner who watches single messages already', () => {
    const events = [{ at: 10_000, type: 'leader.elected' }];
    expect(wallSeconds(events, 8_000, 22_000, 0.008)).toBeLessThan(14_000 / 8_000 + 0.1);
  });

  it('slows only for the first of a streak of retries', () => {
    const retries = Array.from({ length: 80 }, (_, i) => ({
      at: SECOND + i * 100_000,
      type: 'batch.retried',
    }));
    expect(wallSeconds(retries, SECOND, 9 * SECOND, 1)).toBeLessThan(9.5);
  });

  it('without pacing is plain speed', () => {
    const events = [{ at: SECOND, type: 'leader.elected' }];
    expect(wallSeconds(events, 0, 4 * SECOND, 2, false)).toBeCloseTo(2, 1);
  });

  it('stops at the limit exactly', () => {
    const reader = fakeReader([{ at: 5_000, type: 'batch.sent' }]);
    expect(advance(reader, 0, 10, { speed: 60, isPaced: true, limit: 7_777 }).t).toBe(7_777);
  });

  it('maps the slider to a log scale and back', () => {
    expect(positionToSpeed(0)).toBe(MIN_SPEED);
    expect(positionToSpeed(1)).toBe(MAX_SPEED);
    expect(positionToSpeed(speedToPosition(1))).toBe(1);
  });
});
