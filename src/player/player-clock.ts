// The only animation frame of the app. It runs while the player plays and the page is visible, and not a frame longer.

import { advance } from './pace.ts';
import { limitOf, type PlayerCore, setWaiting, show } from './player-core.ts';

/** With reduced motion nothing glides: the picture changes this often, in ms. */
export const REDUCED_MOTION_STEP_MS = 700;
/** A frame that took longer counts as this, so that a stall does not become a leap. */
const LONGEST_FRAME_SECONDS = 0.1;

export interface PlayerClock {
  /** Starts or stops the loop according to the state. */
  update(): void;
  stop(): void;
}

/** One tick: moves the playhead by `wallSeconds`. False when playing has come to where it stops. */
function tick(core: PlayerCore, wallSeconds: number): boolean {
  const { recording, t, speed, isPaced } = core.store.getState();
  const limit = limitOf(core);
  const isFailed = recording.failure !== undefined;
  const reach = Math.min(limit, recording.computedTo);
  if (t < reach) {
    const next = advance(recording.events, t, wallSeconds, { speed, isPaced, limit: reach }, core.segment);
    core.segment = next.segment;
    show(core, next.t);
  }
  const now = core.store.getState().t;
  if (now >= limit || (isFailed && now >= recording.computedTo)) {
    core.store.setState({ isPlaying: false, isWaiting: false });
    return false;
  }
  const isWaiting = now >= recording.computedTo;
  setWaiting(core, isWaiting);
  return !isWaiting;
}

/** The loop of a player. */
export function createClock(core: PlayerCore): PlayerClock {
  const { env } = core;
  let cancel: (() => void) | undefined;
  let last = 0;

  const stop = () => {
    cancel?.();
    cancel = undefined;
  };
  const schedule = () => {
    const { isReducedMotion } = core.store.getState();
    if (isReducedMotion) {
      const id = env.setTimer(() => run(REDUCED_MOTION_STEP_MS / 1000), REDUCED_MOTION_STEP_MS);
      cancel = () => env.clearTimer(id);
    } else {
      const id = env.requestFrame(() => run(LONGEST_FRAME_SECONDS));
      cancel = () => env.cancelFrame(id);
    }
  };
  const run = (longest: number) => {
    cancel = undefined;
    const now = env.now();
    const wall = Math.min(longest, Math.max(0, (now - last) / 1000));
    last = now;
    if (tick(core, wall) && core.store.getState().isPlaying && !env.isHidden() && cancel === undefined)
      schedule();
  };
  return {
    stop,
    update() {
      const { isPlaying, recording, t } = core.store.getState();
      if (isPlaying && t >= limitOf(core)) {
        // The playhead was put there, and no frame comes in which playing would notice.
        stop();
        core.store.setState({ isPlaying: false });
        return;
      }
      const wants = isPlaying && !env.isHidden() && t < Math.min(limitOf(core), recording.computedTo);
      if (!wants) stop();
      else if (cancel === undefined) {
        last = env.now();
        schedule();
      }
    },
  };
}
