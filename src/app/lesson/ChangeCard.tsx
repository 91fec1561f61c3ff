// One setting changed at one moment: a fork of the run. Both futures are kept, compared, and can be gone back to.
import type { Change } from '../../lessons/lesson-schema.ts';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { Button } from '../../ui/Button.tsx';
import { formatTimeShort } from '../../ui/format.ts';
import { usePlayerState } from '../../views/use-frame.ts';
import { CompareFacts } from './CompareFacts.tsx';
import { futureOfChange } from './change-future.ts';
import { CompareTables } from './ProducersTable.tsx';

interface ChangeCardProps {
  readonly change: Change;
  readonly player: Player;
  readonly onChange: () => void;
}

const selectFutures = (state: PlayerState) => state.futures;
const selectCurrent = (state: PlayerState) => state.current;

/** Offers the step's change, then both outcomes. */
export function ChangeCard({ change, player, onChange }: ChangeCardProps) {
  const futures = usePlayerState(player, selectFutures);
  const current = usePlayerState(player, selectCurrent);
  const main = futures[0];
  const other = futureOfChange(futures, change);
  const target = change.node ?? change.topic ?? '';
  const setting = Object.entries(change.config)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
  return (
    <section
      aria-label="Change one thing"
      className="flex flex-col gap-3 rounded-panel border border-line bg-card p-4"
    >
      <p className="text-xs font-semibold tracking-widest text-muted uppercase">Change one thing</p>
      <p className="text-sm">
        From {formatTimeShort(change.at)} on, <code className="text-ink">{target}</code> has{' '}
        <code className="text-ink">{setting}</code>. Everything else stays: the same records arrive at the
        same times.
      </p>
      {main === undefined || other === undefined ? (
        <Button
          variant="primary"
          className="max-w-full self-start py-1.5 text-left whitespace-normal!"
          onClick={onChange}
        >
          {change.label}
        </Button>
      ) : (
        <>
          {change.compare.length > 0 ? (
            <CompareFacts player={player} main={main} other={other} change={change} />
          ) : (
            <CompareTables player={player} main={main} other={other} at={change.until} />
          )}
          <div className="flex flex-wrap gap-2">
            <Button
              aria-pressed={current === main.id}
              onClick={() => player.showFuture(main.id)}
              variant={current === main.id ? 'primary' : 'secondary'}
            >
              Show the old future
            </Button>
            <Button
              aria-pressed={current === other.id}
              onClick={() => player.showFuture(other.id)}
              variant={current === other.id ? 'primary' : 'secondary'}
            >
              Show the new future
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
