import { describe, expect, it } from 'vitest';
import { fakePage } from '../testing/fake-page.ts';
import { type FakeRun, fakeRecording } from '../testing/fake-recording.ts';
import { createPlayer, type PlayerOptions } from './create-player.ts';

const SECOND = 1_000_000;

const EVENTS = [
  { at: 1_000, type: 'message.delivered' },
  { at: 2_000, type: 'log.appended' },
  { at: 2_000, type: 'highWatermark.advanced' },
  { at: 3 * SECOND, type: 'host.lost' },
  { at: 12 * SECOND, type: 'leader.elected' },
];

function open(run: Partial<FakeRun> = {}, options: PlayerOptions = {}) {
  const page = fakePage();
  const recording = fakeRecording({ events: EVENTS, end: 20 * SECOND, ...run });
  const player = createPlayer(recording, { isPaced: false, environment: page.environment, ...options });
  return { page, recording, player };
}

describe('playing', () => {
  it('asks for frames only while it plays and is visible', () => {
    const { page, player } = open();
    expect(page.pending()).toBe(0);
    player.play();
    expect(page.pending()).toBe(1);
    page.frame(16);
    expect(player.getState().t).toBe(16_000);
    expect(page.pending()).toBe(1);
    page.hide(true);
    expect(page.pending()).toBe(0);
    page.hide(false);
    expect(page.pending()).toBe(1);
    player.pause();
    expect(page.pending()).toBe(0);
  });

  it('stops at the end, and playing there begins anew', () => {
    const { page, player } = open({}, { speed: 60 });
    player.seek(19.9 * SECOND);
    player.play();
    page.frame(100);
    expect(player.getState()).toMatchObject({ t: 20 * SECOND, isPlaying: false });
    expect(page.pending()).toBe(0);
    player.play();
    expect(player.getState()).toMatchObject({ t: 0, isPlaying: true });
  });

  it('stops when the playhead is put at the end while it plays', () => {
    const { page, player } = open();
    player.play();
    player.seek(20 * SECOND);
    expect(player.getState()).toMatchObject({ t: 20 * SECOND, isPlaying: false });
    expect(page.pending()).toBe(0);
  });

  it('waits for the head without frames and goes on when it comes', () => {
    const { page, player, recording } = open({ computedTo: 10_000 });
    player.play();
    page.frame(16);
    expect(player.getState()).toMatchObject({ t: 10_000, isWaiting: true, isPlaying: true });
    expect(page.pending()).toBe(0);
    recording.compute(20 * SECOND);
    expect(page.pending()).toBe(1);
    page.frame(16);
    expect(player.getState().t).toBeGreaterThan(10_000);
    expect(player.getState().isWaiting).toBe(false);
  });

  it('tells frame listeners of every shown time', () => {
    const { page, player } = open();
    const seen: number[] = [];
    const off = player.onFrame((t) => seen.push(t));
    player.play();
    page.frame(10);
    page.frame(10);
    player.seek(5);
    off();
    player.seek(6);
    expect(seen).toEqual([10_000, 20_000, 5]);
  });

  it('does not glide with reduced motion: one change per timer', () => {
    const { page, player } = open({}, { isReducedMotion: true });
    player.play();
    expect(page.pending()).toBe(1);
    page.frame(700);
    expect(player.getState().t).toBe(700_000);
  });
});

describe('moving', () => {
  it('steps by event, by message, by change, and jumps to what matters; forward and back', () => {
    const { player } = open();
    const times = (move: () => void, n: number) =>
      Array.from({ length: n }, () => {
        move();
        return player.getState().t;
      });
    expect(times(() => player.step(1, 'event'), 3)).toEqual([1_000, 2_000, 3 * SECOND]);
    expect(times(() => player.step(-1, 'event'), 3)).toEqual([2_000, 1_000, 0]);
    expect(times(() => player.step(1, 'change'), 1)).toEqual([2_000]);
    expect(times(() => player.step(-1, 'message'), 1)).toEqual([1_000]);
    expect(times(() => player.jump(1), 3)).toEqual([3 * SECOND, 12 * SECOND, 20 * SECOND]);
    expect(times(() => player.jump(-1), 3)).toEqual([12 * SECOND, 3 * SECOND, 0]);
  });

  it('remembers a seek and a jump beyond what is computed', () => {
    const { player, recording } = open({ computedTo: SECOND });
    player.seek(5 * SECOND);
    expect(player.getState()).toMatchObject({ t: SECOND, isWaiting: true });
    recording.compute(6 * SECOND);
    expect(player.getState()).toMatchObject({ t: 5 * SECOND, isWaiting: false });
    player.jump(1);
    expect(player.getState()).toMatchObject({ t: 5 * SECOND, isWaiting: true });
    recording.compute(20 * SECOND);
    expect(player.getState()).toMatchObject({ t: 12 * SECOND, isWaiting: false });
  });

  it('lets nothing pass the horizon', () => {
    const { page, player } = open({}, { speed: 60 });
    player.seek(5 * SECOND);
    player.setHorizon(4 * SECOND);
    expect(player.getState()).toMatchObject({ t: 4 * SECOND, horizon: 4 * SECOND });
    player.seek(9 * SECOND);
    player.jump(1);
    player.step(1, 'event');
    player.play();
    page.frame(100);
    expect(player.getState().t).toBe(4 * SECOND);
    expect(player.peek(15 * SECOND, (frame) => frame.t)).toBe(4 * SECOND);
    player.intervene({ do: 'crash', node: 'b1' });
    expect(player.getState().futures).toHaveLength(1);
    player.setHorizon(undefined);
    player.jump(1);
    expect(player.getState().t).toBe(12 * SECOND);
  });

  it('gives the same frame until something changed, also after a look elsewhere', () => {
    const { player } = open();
    const frame = player.frame();
    expect(player.frame()).toBe(frame);
    expect(player.peek(SECOND, (other) => other.t)).toBe(SECOND);
    expect(player.frame().t).toBe(0);
    player.seek(10);
    expect(player.frame().t).toBe(10);
  });
});

describe('futures', () => {
  it('forks right after the playhead, keeps the old future and returns to it', () => {
    const { player, recording } = open();
    player.seek(5 * SECOND);
    player.intervene({ do: 'crash', zone: 'b' });
    const state = player.getState();
    expect(state.recording).not.toBe(recording);
    expect(state.recording.interventions).toEqual([{ do: 'crash', zone: 'b', at: 5 * SECOND + 1 }]);
    expect(state.t).toBe(5 * SECOND + 1);
    expect(state.futures.map(({ id, label, parent }) => ({ id, label, parent }))).toEqual([
      { id: 0, label: 'scenario', parent: -1 },
      { id: 1, label: 'crash zone b', parent: 0 },
    ]);
    expect(player.canUndo()).toBe(true);
    player.undo();
    expect(player.getState()).toMatchObject({ current: 0, recording });
    expect(player.canUndo()).toBe(false);
    player.showFuture(1);
    expect(player.getState().current).toBe(1);
  });

  it('undoes what a link brought along, but never the timeline of the scenario', () => {
    const planned = { at: 3 * SECOND, do: 'crash', zone: 'a' } as const;
    const mine = { at: 4 * SECOND, do: 'crash', node: 'b3' } as const;
    const { player } = open({ interventions: [planned, mine] }, { scheduled: [planned] });
    expect(player.canUndo()).toBe(true);
    player.undo();
    expect(player.getState().recording.interventions).toEqual([planned]);
    expect(player.canUndo()).toBe(false);
  });

  it('frees what it drops, and everything in the end', () => {
    const { player, recording } = open();
    for (let i = 0; i < 20; i++) {
      player.seek(i * 1_000);
      player.intervene({ do: 'crash', node: 'b1' });
      player.showFuture(0);
    }
    expect(player.getState().futures.length).toBeLessThanOrEqual(12);
    player.dispose();
    expect(recording.isDisposed).toBe(true);
  });
});
