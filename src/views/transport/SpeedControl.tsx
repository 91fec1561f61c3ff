// How fast: a log scale from a thousandth to sixty seconds a second, and whether time bends around events.
import { useId } from 'react';
import { positionToSpeed, speedToPosition } from '../../player/pace.ts';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { formatSpeed } from '../../ui/format.ts';
import { Popover } from '../../ui/Popover.tsx';
import { usePlayerState } from '../use-frame.ts';
import { speedWords } from './speed-words.ts';

const selectSpeed = (state: PlayerState) => state.speed;
const selectPaced = (state: PlayerState) => state.isPaced;
const STEPS = 200;

function SpeedSlider({ player }: { readonly player: Player }) {
  const speed = usePlayerState(player, selectSpeed);
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="flex justify-between gap-4 text-sm">
        <span className="font-medium text-ink">Speed</span>
        <span className="font-mono text-ink">{formatSpeed(speed)}</span>
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={STEPS}
        step={1}
        value={Math.round(speedToPosition(speed) * STEPS)}
        aria-valuetext={speedWords(speed)}
        onChange={(event) => player.setSpeed(positionToSpeed(Number(event.target.value) / STEPS))}
        className="h-11 w-56 cursor-pointer accent-ink md:h-6"
      />
      <p className="text-xs text-muted">{speedWords(speed)}</p>
    </div>
  );
}

function PaceSwitch({ player }: { readonly player: Player }) {
  const isPaced = usePlayerState(player, selectPaced);
  return (
    <label className="flex min-h-11 cursor-pointer items-start gap-2.5 py-1 md:min-h-0">
      <input
        type="checkbox"
        checked={isPaced}
        onChange={(event) => player.setPaced(event.target.checked)}
        className="mt-0.5 size-4 cursor-pointer accent-ink"
      />
      <span>
        <span className="block font-medium text-ink">Pace</span>
        <span className="block text-xs text-muted">Slow around events, skip the quiet</span>
      </span>
    </label>
  );
}

/** A button with the present speed and pace; behind it slider and switch. */
export function SpeedControl({ player }: { readonly player: Player }) {
  const speed = usePlayerState(player, selectSpeed);
  const isPaced = usePlayerState(player, selectPaced);
  const pace = isPaced ? 'slow around events' : 'even';
  return (
    <Popover
      name="Speed and pace"
      side="top"
      trigger={
        <button
          type="button"
          className="min-h-11 cursor-pointer rounded-card px-2 text-sm text-muted hover:bg-sunken hover:text-ink md:min-h-8"
        >
          <span className="font-mono text-ink">{formatSpeed(speed)}</span>
          {/* Only where the tabs have room beside it, whatever the width of the page. */}
          <span className="hidden @min-[62rem]:inline"> pace: {pace}</span>
          <span className="sr-only @min-[62rem]:hidden">, pace: {pace}</span>
        </button>
      }
    >
      <div className="grid gap-3">
        <SpeedSlider player={player} />
        <PaceSwitch player={player} />
      </div>
    </Popover>
  );
}
