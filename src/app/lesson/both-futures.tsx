// Reading the same moment in two futures of a run, once both have been computed so far.
import { useMemo } from 'react';
import type { Frame, Recording } from '../../engine/kernel/recording-api.ts';
import type { Future, Player, PlayerState } from '../../player/player-types.ts';
import { usePlayerState } from '../../views/use-frame.ts';

const selectVersion = (state: PlayerState) => state.version;
const selectFutures = (state: PlayerState) => state.futures;

/** What `read` says at `at` in `main` and in `other`; undefined until both are computed. `read` must be stable. */
export function useBothFutures<T>(
  player: Player,
  main: Future,
  other: Future,
  at: number,
  read: (frame: Frame, recording: Recording) => T,
): readonly [T, T] | undefined {
  const version = usePlayerState(player, selectVersion);
  const futures = usePlayerState(player, selectFutures);
  const isReady = main.recording.computedTo >= at && other.recording.computedTo >= at;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` says that more of a future has been computed
  return useMemo(() => {
    if (!isReady) return undefined;
    const shown = player.getState().recording;
    const readOne = ({ recording }: Future) =>
      recording === shown
        ? player.peek(at, (frame) => read(frame, recording))
        : read(recording.frameAt(at), recording);
    return [readOne(main), readOne(other)] as const;
  }, [isReady, version, futures, at, player, main, other, read]);
}

/** Stands where the comparison will. */
export function BeingComputed() {
  return (
    <p role="status" className="text-sm text-muted">
      The new future is being computed…
    </p>
  );
}
