// A page with a run is idle when nothing plays and nothing is being computed.
import type { Player, PlayerState } from '../player/player-types.ts';
import { usePlayerState } from '../views/use-frame.ts';
import { useWork } from './idle.ts';

function isBusy({ isPlaying, isWaiting, computedTo, recording }: PlayerState): boolean {
  return isPlaying || isWaiting || (computedTo < recording.end && recording.failure === undefined);
}

/** Counts the player's work into the app's own idle signal. */
export function usePlayerWork(player: Player): void {
  useWork(usePlayerState(player, isBusy));
}
