// The futures of this visit: each fork keeps the one it left, and one press goes back to it.
import type { Player, PlayerState } from '../../player/player-types.ts';
import { classNames } from '../../ui/class-names.ts';
import { formatTimeShort } from '../../ui/format.ts';
import { usePlayerState } from '../use-frame.ts';

const selectFutures = (state: PlayerState) => state.futures;
const selectCurrent = (state: PlayerState) => state.current;

/** Nothing while there is only one future. */
export function FutureTabs({ player }: { readonly player: Player }) {
  const futures = usePlayerState(player, selectFutures);
  const current = usePlayerState(player, selectCurrent);
  if (futures.length < 2) return null;
  return (
    <fieldset className="flex flex-wrap items-center gap-1.5 pb-1 text-xs">
      <legend className="float-left pr-1.5 text-muted">Futures</legend>
      {futures.map((future) => (
        <button
          key={future.id}
          type="button"
          aria-pressed={future.id === current}
          onClick={() => player.showFuture(future.id)}
          className={classNames(
            'min-h-11 cursor-pointer rounded-control border px-2 md:min-h-7',
            future.id === current
              ? 'border-ink bg-sunken font-semibold text-ink'
              : 'border-line-strong bg-card text-body hover:bg-sunken',
          )}
        >
          {future.forkedAt === 0 ? future.label : `${future.label} at ${formatTimeShort(future.forkedAt)}`}
        </button>
      ))}
    </fieldset>
  );
}
