// The lag of the selected partition where there is no room for it beside the pictures: under all of them, so that they
// still compare by eye.
import type { Player } from '../../player/player-types.ts';
import type { Window } from './group-scene.ts';
import type { GroupData, GroupTrack } from './group-track.ts';
import { LagPane } from './LagPane.tsx';

export interface StackedLagProps {
  readonly player: Player;
  readonly data: GroupData;
  readonly version: string;
  readonly groups: readonly GroupTrack[];
  /** Partitions to choose from, and the one chosen. */
  readonly rows: readonly string[];
  readonly selected: string | undefined;
  readonly window: Window;
  /** Last time (µs) that may be seen. */
  readonly limit: number;
  readonly width: number;
}

export function StackedLag({ player, groups, rows, selected, ...pane }: StackedLagProps) {
  if (selected === undefined) return null;
  return (
    <div className="border-t border-line py-2">
      <label className="flex items-center gap-2 pb-1 text-xs font-semibold text-ink">
        Selected
        <select
          className="min-h-11 rounded-control border border-line-strong bg-card px-2 font-mono font-normal md:min-h-8"
          value={selected}
          onChange={(event) => player.select({ kind: 'partition', tp: event.target.value })}
        >
          {rows.map((tp) => (
            <option key={tp}>{tp}</option>
          ))}
        </select>
        <span className="font-normal text-muted">shaded: lag</span>
      </label>
      {groups.map((group) => {
        const track = group.partitions.get(selected);
        if (track === undefined) return null;
        return (
          <div key={group.group} className="pb-2">
            {groups.length > 1 && <h3 className="text-xs font-semibold">{group.group}</h3>}
            <LagPane {...pane} {...{ player, group, track }} />
          </div>
        );
      })}
    </div>
  );
}
