// The names of a group's rows: press one to select that partition everywhere.
import type { KeyboardEvent } from 'react';
import type { Player } from '../../player/player-types.ts';
import { classNames } from '../../ui/class-names.ts';
import type { GroupScene } from './group-scene.ts';

const SMALLEST_LABELLED = 12;
const LOOK =
  'absolute right-1 left-0.5 truncate rounded-control px-1 text-right font-mono text-[11px] leading-none text-muted';

export interface RowLabelsProps {
  readonly player: Player;
  readonly scene: GroupScene;
  readonly width: number;
  /** Rows are too low for thumbs on a phone: names only, the choice stands below. */
  readonly isPlain: boolean;
  readonly onKey: (event: KeyboardEvent<HTMLElement>) => void;
}

export function RowLabels({ player, scene, width, isPlain, onKey }: RowLabelsProps) {
  return (
    <div className="relative shrink-0" style={{ width, height: scene.height }}>
      {scene.rows.map((row) => {
        const place = { top: row.y - 1, height: row.height + 2 };
        const name = row.height >= SMALLEST_LABELLED ? row.tp : '';
        return isPlain ? (
          <span
            key={row.tp}
            style={place}
            className={classNames(
              LOOK,
              'pt-[3px]',
              row.isSelected && 'font-bold text-ink outline outline-ink',
            )}
          >
            {name}
            <span className="sr-only">{row.words}</span>
          </span>
        ) : (
          <button
            key={row.tp}
            type="button"
            data-row={row.tp}
            aria-pressed={row.isSelected}
            aria-label={row.words}
            title={row.tp}
            tabIndex={row.isSelected ? 0 : -1}
            onKeyDown={onKey}
            onClick={() => player.select({ kind: 'partition', tp: row.tp })}
            style={place}
            className={classNames(
              LOOK,
              'cursor-pointer hover:text-ink aria-pressed:font-bold aria-pressed:text-ink aria-pressed:outline aria-pressed:outline-ink focus-visible:outline-2',
            )}
          >
            {name}
          </button>
        );
      })}
    </div>
  );
}
