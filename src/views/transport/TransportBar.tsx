// Play, step, jump, speed: the controls of time.
import type { Player, PlayerState } from '../../player/player-types.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { LazyNarrator } from '../events/LazyNarrator.tsx';
import { usePlayerState } from '../use-frame.ts';
import { SpeedControl } from './SpeedControl.tsx';
import { TimeReadout } from './TimeReadout.tsx';
import { NextIcon, PauseIcon, PlayIcon, PreviousIcon } from './transport-icons.tsx';

const selectPlaying = (state: PlayerState) => state.isPlaying;
const selectWaiting = (state: PlayerState) => state.isWaiting;
/** At a horizon there is nothing left to play; at the end of the run playing begins anew. */
const selectStuck = (state: PlayerState) => state.t >= state.horizon && state.horizon < state.recording.end;
const selectAtStart = (state: PlayerState) => state.t === 0;
const selectAtEnd = (state: PlayerState) => state.t >= state.horizon;

/** The round button: play or pause. */
export function PlayButton({ player }: { readonly player: Player }) {
  const isPlaying = usePlayerState(player, selectPlaying);
  const isStuck = usePlayerState(player, selectStuck);
  return (
    <IconButton
      name={isPlaying ? 'Pause' : 'Play'}
      shape="round"
      variant="primary"
      disabled={isStuck}
      onClick={() => (isPlaying ? player.pause() : player.play())}
    >
      {isPlaying ? <PauseIcon /> : <PlayIcon />}
    </IconButton>
  );
}

export interface TransportBarProps {
  readonly player: Player;
  readonly className?: string;
}

/** One line: play, steps, time, speed. On a phone the speed stands on the next line, beside what follows the bar. */
export function TransportBar({ player, className }: TransportBarProps) {
  const isWaiting = usePlayerState(player, selectWaiting);
  const isAtStart = usePlayerState(player, selectAtStart);
  const isAtEnd = usePlayerState(player, selectAtEnd);
  return (
    <div
      role="toolbar"
      aria-label="Time"
      className={classNames('flex flex-wrap items-center gap-2 max-sm:contents', className)}
    >
      <PlayButton player={player} />
      <IconButton
        name="Previous turn: fault, election, loss"
        disabled={isAtStart}
        onClick={() => player.jump(-1)}
      >
        <PreviousIcon />
      </IconButton>
      <Button
        className="max-sm:px-2"
        disabled={isAtStart}
        aria-label="Step back one event"
        onClick={() => player.step(-1, 'change')}
      >
        ‹ Step
      </Button>
      <Button
        className="max-sm:px-2"
        disabled={isAtEnd}
        aria-label="Step on one event"
        onClick={() => player.step(1, 'change')}
      >
        Step ›
      </Button>
      <IconButton name="Next turn: fault, election, loss" disabled={isAtEnd} onClick={() => player.jump(1)}>
        <NextIcon />
      </IconButton>
      <TimeReadout player={player} className="w-20 text-sm sm:ml-2 sm:w-22 sm:text-base @min-[56rem]:w-28" />
      <SpeedControl player={player} />
      <span role="status" className="text-xs text-muted empty:-ml-2">
        {isWaiting ? 'computing…' : ''}
      </span>
      <LazyNarrator player={player} />
    </div>
  );
}
