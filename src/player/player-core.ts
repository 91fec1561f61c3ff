// The player's state and the one way to move its playhead: everything goes through `show`, which keeps the horizon.

import type { StoreApi } from 'zustand/vanilla';
import type { Micros } from '../base/units.ts';
import type { Intervention } from '../engine/kernel/intervention.ts';
import type { Frame } from '../engine/kernel/recording-api.ts';
import type { PlayerEnvironment } from './environment.ts';
import type { PaceSegment } from './pace.ts';
import type { PlayerState } from './player-types.ts';
import { type StepKind, stepTarget } from './stepping.ts';

/** A move that waits for the head. */
export type Pending =
  | { readonly kind: 'seek'; readonly t: Micros }
  | { readonly kind: 'step'; readonly direction: 1 | -1; readonly by: StepKind };

export interface PlayerCore {
  readonly store: StoreApi<PlayerState>;
  readonly env: PlayerEnvironment;
  /** Interventions of the scenario's own timeline. */
  readonly scheduled: readonly Intervention[];
  readonly listeners: Set<(t: Micros) => void>;
  /** Horizon asked for; undefined = none. */
  horizon: Micros | undefined;
  pending: Pending | undefined;
  frame: { readonly version: number; readonly frame: Frame } | undefined;
  segment: PaceSegment | undefined;
  nextFutureId: number;
  unsubscribe: () => void;
}

/** The last time that may be shown. */
export function limitOf(core: PlayerCore): Micros {
  const end = core.store.getState().recording.end;
  return core.horizon === undefined ? end : Math.min(core.horizon, end);
}

/** Moves the playhead to `t`, or as far as the run is computed. */
export function show(core: PlayerCore, t: Micros): void {
  const state = core.store.getState();
  const next = Math.max(0, Math.min(t, limitOf(core), state.recording.computedTo));
  if (next === state.t) return;
  core.store.setState({ t: next, version: state.version + 1 });
  for (const listener of core.listeners) listener(next);
}

/** Moves the playhead to `t`; what is not computed yet is waited for. */
export function seekTo(core: PlayerCore, t: Micros): void {
  const target = Math.max(0, Math.min(t, limitOf(core)));
  const { recording } = core.store.getState();
  core.segment = undefined;
  core.pending =
    target > recording.computedTo && recording.failure === undefined
      ? { kind: 'seek', t: target }
      : undefined;
  if (core.pending !== undefined) recording.extendTo(target);
  show(core, target);
  setWaiting(core, core.pending !== undefined);
}

/** Steps to an event; waits when the computed part has none but more is to come. */
export function stepTo(core: PlayerCore, direction: 1 | -1, by: StepKind): void {
  const { recording, t } = core.store.getState();
  const limit = limitOf(core);
  const target = stepTarget(recording.events, t, direction, by);
  if (
    target === undefined &&
    direction === 1 &&
    recording.computedTo < limit &&
    recording.failure === undefined
  ) {
    core.pending = { kind: 'step', direction, by };
    recording.extendTo(limit);
    setWaiting(core, true);
    return;
  }
  core.pending = undefined;
  setWaiting(core, false);
  core.segment = undefined;
  show(core, Math.min(target ?? (direction === 1 ? limit : 0), limit));
}

export function setWaiting(core: PlayerCore, isWaiting: boolean): void {
  if (core.store.getState().isWaiting !== isWaiting) core.store.setState({ isWaiting });
}

/** The frame at the playhead, looked up once per version. */
export function frameOf(core: PlayerCore): Frame {
  const { recording, t, version } = core.store.getState();
  if (core.frame?.version !== version) core.frame = { version, frame: recording.frameAt(t) };
  return core.frame.frame;
}

/** Reads elsewhere in the run and puts the cursor back, since its world changes in place. */
export function peekAt<R>(core: PlayerCore, t: Micros, read: (frame: Frame) => R): R {
  const { recording } = core.store.getState();
  core.frame = undefined;
  try {
    return read(recording.frameAt(Math.max(0, Math.min(t, limitOf(core), recording.computedTo))));
  } finally {
    frameOf(core);
  }
}

/** Takes over what the recording computed since; goes on with a move that waited for it. */
export function onComputed(core: PlayerCore): void {
  const { recording, version } = core.store.getState();
  core.store.setState({ computedTo: recording.computedTo, version: version + 1, horizon: limitOf(core) });
  const pending = core.pending;
  if (pending === undefined) return;
  if (pending.kind === 'seek') seekTo(core, pending.t);
  else stepTo(core, pending.direction, pending.by);
}
