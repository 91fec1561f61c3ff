// Makes the player: playhead, speed and pace, futures. What it shows it only reads.

import { createStore } from 'zustand/vanilla';
import type { Intervention } from '../engine/kernel/intervention.ts';
import type { Recording } from '../engine/kernel/recording-api.ts';
import { browserEnvironment, type PlayerEnvironment } from './environment.ts';
import { canUndo, intervene, showFuture, undo } from './futures.ts';
import { clampSpeed } from './pace.ts';
import { createClock, type PlayerClock } from './player-clock.ts';
import { frameOf, limitOf, onComputed, type PlayerCore, peekAt, seekTo, stepTo } from './player-core.ts';
import type { Player, PlayerState } from './player-types.ts';

export interface PlayerOptions {
  /** Interventions of the scenario's timeline; the others can be undone. Default: all that the recording has. */
  readonly scheduled?: readonly Intervention[];
  /** What the first future is called. */
  readonly label?: string;
  readonly speed?: number;
  readonly isPaced?: boolean;
  readonly isReducedMotion?: boolean;
  readonly environment?: PlayerEnvironment;
}

function initialState(recording: Recording, options: PlayerOptions): PlayerState {
  return {
    futures: [{ id: 0, label: options.label ?? 'scenario', recording, forkedAt: 0, parent: -1 }],
    current: 0,
    recording,
    t: 0,
    version: 1,
    computedTo: recording.computedTo,
    horizon: recording.end,
    isPlaying: false,
    speed: clampSpeed(options.speed ?? 1),
    isPaced: options.isPaced ?? true,
    isReducedMotion: options.isReducedMotion ?? false,
    isWaiting: false,
    selection: undefined,
  };
}

/** Playing and settings. */
function playback(core: PlayerCore, clock: PlayerClock) {
  return {
    play() {
      // At the end "play" means once more; at a horizon there is nothing left to play.
      const { t, recording } = core.store.getState();
      if (t >= recording.end) seekTo(core, 0);
      else if (t >= limitOf(core)) return;
      core.store.setState({ isPlaying: true });
      recording.extendTo(recording.end);
      clock.update();
    },
    pause() {
      core.store.setState({ isPlaying: false, isWaiting: core.pending !== undefined });
      clock.update();
    },
    setSpeed(speed: number) {
      core.segment = undefined;
      core.store.setState({ speed: clampSpeed(speed) });
    },
    setPaced(isPaced: boolean) {
      core.segment = undefined;
      core.store.setState({ isPaced });
    },
    setReducedMotion(isReducedMotion: boolean) {
      clock.stop();
      core.store.setState({ isReducedMotion });
      clock.update();
    },
  };
}

/** Makes a player of a recording and has the whole run computed ahead. The player owns the recording from now on. */
export function createPlayer(recording: Recording, options: PlayerOptions = {}): Player {
  const env = options.environment ?? browserEnvironment();
  const core: PlayerCore = {
    store: createStore<PlayerState>(() => initialState(recording, options)),
    env,
    scheduled: options.scheduled ?? recording.interventions,
    listeners: new Set(),
    horizon: undefined,
    pending: undefined,
    frame: undefined,
    segment: undefined,
    nextFutureId: 1,
    unsubscribe: () => {},
  };
  const clock = createClock(core);
  core.unsubscribe = recording.subscribe(() => onComputed(core));
  const offVisibility = env.onVisibility(() => clock.update());
  // Whatever moved the playhead, computed more or changed the run: the loop runs exactly when it has something to do.
  const offState = core.store.subscribe(() => clock.update());
  recording.extendTo(recording.end);
  return {
    getState: core.store.getState,
    subscribe: core.store.subscribe,
    frame: () => frameOf(core),
    peek: (t, read) => peekAt(core, t, read),
    onFrame(listener) {
      core.listeners.add(listener);
      return () => core.listeners.delete(listener);
    },
    ...playback(core, clock),
    seek: (t) => seekTo(core, t),
    setHorizon(t) {
      core.horizon = t;
      core.store.setState({ horizon: limitOf(core) });
      const state = core.store.getState();
      if (state.t > limitOf(core)) seekTo(core, limitOf(core));
    },
    step: (direction, by) => stepTo(core, direction, by),
    jump: (direction) => stepTo(core, direction, 'landmark'),
    select: (selection) => core.store.setState({ selection }),
    intervene: (intervention) => intervene(core, intervention),
    undo: () => undo(core),
    canUndo: () => canUndo(core),
    showFuture: (id) => showFuture(core, id),
    dispose() {
      core.store.setState({ isPlaying: false });
      clock.stop();
      offState();
      offVisibility();
      core.unsubscribe();
      for (const future of core.store.getState().futures) future.recording.dispose();
    },
  };
}
