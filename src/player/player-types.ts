// What every view subscribes to: one recording, one time, one horizon, one selection.

import type { Micros } from '../base/units.ts';
import type { Intervention } from '../engine/kernel/intervention.ts';
import type { Frame, Recording } from '../engine/kernel/recording-api.ts';

/** What is selected anywhere is highlighted everywhere. */
export type Selection =
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'replica'; readonly node: string; readonly tp: string }
  | { readonly kind: 'partition'; readonly tp: string }
  | { readonly kind: 'record'; readonly node: string; readonly tp: string; readonly offset: number }
  | { readonly kind: 'message'; readonly id: number }
  | { readonly kind: 'event'; readonly row: number }
  | { readonly kind: 'zone'; readonly zone: string }
  | { readonly kind: 'link'; readonly a: string; readonly b: string };

/** A future that was left by a fork; it is kept and can be returned to. */
export interface Future {
  readonly id: number;
  /** What made it: "scenario", "crash zone b"; views add `forkedAt`. */
  readonly label: string;
  readonly recording: Recording;
  /** Time of the intervention that made it, 0 for the first. */
  readonly forkedAt: Micros;
  readonly parent: number;
}

export interface PlayerState {
  readonly futures: readonly Future[];
  /** Id of the future shown. */
  readonly current: number;
  readonly recording: Recording;
  /** Shown time. */
  readonly t: Micros;
  /** Rises with every change of what `frame()` shows, also when more of the run has been computed. */
  readonly version: number;
  readonly computedTo: Micros;
  /** Nothing after it can be reached or shown while a prediction is open; the run's end otherwise. */
  readonly horizon: Micros;
  readonly isPlaying: boolean;
  /** Simulated seconds per second, log scale 0.001 … 60. */
  readonly speed: number;
  /** Slow around events, skip the quiet. */
  readonly isPaced: boolean;
  readonly isReducedMotion: boolean;
  /** The playhead wants to go on but the head has not computed that far yet. */
  readonly isWaiting: boolean;
  readonly selection: Selection | undefined;
}

export interface PlayerActions {
  /** The world at the playhead; synchronous; the same object until `version` changes. */
  frame(): Frame;
  /**
   * Reads the world at another time (clamped to the horizon and to what is computed) and returns to the playhead.
   * Copy what you keep: the frame is valid only during the call.
   */
  peek<R>(t: Micros, read: (frame: Frame) => R): R;
  /**
   * Called with the shown time at every animation frame while playing, and once after every other change of it.
   * Behind it is the only requestAnimationFrame of the app; it runs only while playing and visible.
   */
  onFrame(listener: (t: Micros) => void): () => void;
  play(): void;
  pause(): void;
  /** Clamped to [0, min(horizon, end)]; waits at `computedTo` until the head is there. */
  seek(t: Micros): void;
  setSpeed(speed: number): void;
  setPaced(isPaced: boolean): void;
  setReducedMotion(isReduced: boolean): void;
  setHorizon(t: Micros | undefined): void;
  /** To the next / previous event of any kind, message delivery, or state change. */
  step(direction: 1 | -1, by: 'event' | 'message' | 'change'): void;
  /** To the next / previous event that matters (faults, elections, ISR changes, losses, time-outs). */
  jump(direction: 1 | -1): void;
  select(selection: Selection | undefined): void;
  /** Puts an intervention at the playhead (one microsecond after it): forks, keeps the old future, shows the new one. */
  intervene(intervention: Omit<Intervention, 'at'>): void;
  /** Takes the newest intervention of the current future back: returns to its parent future. */
  undo(): void;
  /** Whether `undo` would change anything. */
  canUndo(): boolean;
  showFuture(id: number): void;
}

/** A zustand vanilla store of the state, with the actions beside it. Made by createPlayer(recording). */
export interface Player extends PlayerActions {
  getState(): PlayerState;
  subscribe(listener: (state: PlayerState, previous: PlayerState) => void): () => void;
  dispose(): void;
}
