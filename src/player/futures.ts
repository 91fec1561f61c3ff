// Forks: a run that was left is kept as a future and can be returned to.

import type { Intervention } from '../engine/kernel/intervention.ts';
import { describeIntervention } from '../engine/kernel/intervention.ts';
import type { Recording } from '../engine/kernel/recording-api.ts';
import { limitOf, onComputed, type PlayerCore, seekTo } from './player-core.ts';
import type { Future } from './player-types.ts';
import { userInterventions } from './user-interventions.ts';

/** Futures kept at once; the oldest that nothing builds upon goes first. */
export const MAX_FUTURES = 12;

function futureOf(core: PlayerCore, id: number): Future | undefined {
  return core.store.getState().futures.find((future) => future.id === id);
}

/** Shows a recording in place of the present one, at the same time as far as it reaches. */
function enter(core: PlayerCore, future: Future, t: number): void {
  const { recording } = future;
  core.unsubscribe();
  core.frame = undefined;
  core.pending = undefined;
  core.segment = undefined;
  // A fork computes its first moment at once, so that the picture does not jump back to where it was saved.
  if (recording.computedTo < t) recording.extendTo(Math.min(t, limitOf(core)));
  const { version, futures } = core.store.getState();
  core.store.setState({ futures, current: future.id, recording, computedTo: recording.computedTo });
  const limit = limitOf(core);
  const shown = Math.max(0, Math.min(t, limit, recording.computedTo));
  core.store.setState({ horizon: limit, t: shown, version: version + 1, isWaiting: false });
  core.unsubscribe = recording.subscribe(() => onComputed(core));
  recording.extendTo(recording.end);
  for (const listener of core.listeners) listener(shown);
  if (t > shown) seekTo(core, t);
}

function add(
  core: PlayerCore,
  recording: Recording,
  label: string,
  forkedAt: number,
  parent: number,
): Future {
  const future: Future = { id: core.nextFutureId++, label, recording, forkedAt, parent };
  const { futures, current } = core.store.getState();
  const kept = [...futures, future];
  if (kept.length > MAX_FUTURES) {
    const isNeeded = (one: Future) =>
      one.parent === -1 ||
      one.id === current ||
      one.id === future.id ||
      kept.some((other) => other.parent === one.id);
    const index = kept.findIndex((one) => !isNeeded(one));
    if (index >= 0) for (const gone of kept.splice(index, 1)) gone.recording.dispose();
  }
  core.store.setState({ futures: kept });
  return future;
}

/** Forks right after the playhead and shows the new future at the moment of the intervention. */
export function intervene(core: PlayerCore, intervention: Omit<Intervention, 'at'>): void {
  const { recording, t, current } = core.store.getState();
  const at = t + 1;
  if (at > limitOf(core)) return;
  const full = { ...intervention, at };
  const label = describeIntervention(full);
  enter(core, add(core, recording.fork(full), label, at, current), at);
}

/** Index of the user's newest intervention in a run that was opened with some, -1 for none. */
function newestOwn(core: PlayerCore): number {
  const { interventions } = core.store.getState().recording;
  const newest = userInterventions(interventions, core.scheduled).at(-1);
  return newest === undefined ? -1 : interventions.lastIndexOf(newest);
}

export function canUndo(core: PlayerCore): boolean {
  const { current } = core.store.getState();
  return (futureOf(core, current)?.parent ?? -1) >= 0 || newestOwn(core) >= 0;
}

export function undo(core: PlayerCore): void {
  const { current, recording, t } = core.store.getState();
  const future = futureOf(core, current);
  const parent = future === undefined ? undefined : futureOf(core, future.parent);
  if (parent !== undefined) {
    enter(core, parent, t);
    return;
  }
  const index = newestOwn(core);
  if (index < 0) return;
  const gone = recording.interventions[index] as Intervention;
  const label = `without ${describeIntervention(gone)}`;
  // Its parent is itself, not the run it was made from: a second undo takes back one more.
  enter(core, add(core, recording.without(index), label, gone.at, -1), Math.min(t, recording.end));
}

export function showFuture(core: PlayerCore, id: number): void {
  const { current, t } = core.store.getState();
  const future = futureOf(core, id);
  if (future !== undefined && id !== current) enter(core, future, t);
}
