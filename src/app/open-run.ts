// From a scenario to a player: the one place where pages open runs.

import type { Intervention } from '../engine/kernel/intervention.ts';
import type { Opening } from '../engine/kernel/opening.ts';
import type { Scenario } from '../engine/scenario/scenario.ts';
import { createPlayer } from '../player/create-player.ts';
import { openRecording } from '../player/open-recording.ts';
import type { Player } from '../player/player-types.ts';

export interface OpenRunOptions {
  /** What the user did, beside the scenario's timeline. */
  readonly interventions?: readonly Intervention[];
  /** What the first future is called. */
  readonly label: string;
  readonly isReducedMotion: boolean;
  readonly onWorkerLost?: (message: string) => void;
  /** How the run begins; without it the engine must have been loaded (`loadEngine`). */
  readonly opening?: Opening | undefined;
}

/** Opens the run; whoever does disposes of the player. */
export function openRun(scenario: Scenario, options: OpenRunOptions): { readonly player: Player } {
  const { interventions = [], label, isReducedMotion, onWorkerLost, opening } = options;
  const recording = openRecording(scenario, {
    interventions,
    opening,
    ...(onWorkerLost === undefined ? {} : { onWorkerLost }),
  });
  return { player: createPlayer(recording, { scheduled: scenario.timeline, label, isReducedMotion }) };
}
