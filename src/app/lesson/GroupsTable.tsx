// Who reads what in each group at the playhead: owner, committed offset, position, end of the log, time without a reader.
import { clusterView } from '../../engine/kafka/queries.ts';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import type { Player } from '../../player/player-types.ts';
import { classNames } from '../../ui/class-names.ts';
import { formatMillis, formatNumber, formatTimeShort } from '../../ui/format.ts';
import { useFrame } from '../../views/use-frame.ts';

interface Row {
  readonly tp: string;
  readonly owner: string;
  readonly committed: number;
  readonly position: number;
  readonly highWatermark: number;
  readonly stoppedMs: number;
  readonly isStopped: boolean;
}

interface GroupRows {
  readonly group: string;
  readonly state: string;
  readonly lag: number;
  readonly rows: readonly Row[];
}

function readGroups(frame: Frame): { readonly t: number; readonly groups: readonly GroupRows[] } {
  const groups = clusterView(frame.world).groups.map((view) => ({
    group: view.group,
    state: view.state === '' ? 'no members' : stateText(view.state, view.generation),
    lag: view.lag,
    rows: view.partitions.map((one) => ({
      tp: one.tp,
      owner: one.owner,
      committed: one.committed,
      position: one.position,
      highWatermark: one.highWatermark,
      stoppedMs: one.stoppedMs,
      isStopped: one.stoppedSince >= 0,
    })),
  }));
  return { t: frame.t, groups };
}

function stateText(state: string, generation: number): string {
  return generation < 1 ? state : `${state}, generation ${generation}`;
}

interface GroupsTableProps {
  readonly player: Player;
  /** Names of the groups; all of them when left out. */
  readonly only?: readonly string[] | undefined;
}

/** One table per group at the playhead. */
export function GroupsTable({ player, only }: GroupsTableProps) {
  const { groups: all, t } = useFrame(player, readGroups);
  const groups = only === undefined ? all : all.filter(({ group }) => only.includes(group));
  return (
    <div className="flex flex-col gap-4">
      {groups.map((group) => (
        <GroupTable key={group.group} group={group} time={formatTimeShort(t)} />
      ))}
    </div>
  );
}

function GroupTable({ group, time }: { readonly group: GroupRows; readonly time: string }) {
  return (
    <table className="w-full border-collapse text-sm">
      <caption className="pb-1 text-left text-xs text-muted">
        <span className="font-mono font-semibold text-ink">{group.group}</span> at {time}: {group.state}, lag{' '}
        {formatNumber(group.lag)}
      </caption>
      <thead>
        <tr className="text-xs text-muted">
          <th className="py-1 text-left font-medium">partition</th>
          <th className="px-1 py-1 text-right font-medium">commit&shy;ted</th>
          <th className="px-1 py-1 text-right font-medium">posi&shy;tion</th>
          <th className="px-1 py-1 text-right font-medium">end</th>
          <th className="py-1 pl-1 text-right font-medium">unread so far</th>
        </tr>
      </thead>
      <tbody className="font-mono text-[0.8125rem]">
        {group.rows.map((row) => (
          <tr key={row.tp} className="border-t border-line">
            <th className="py-1 text-left font-semibold text-ink">
              {row.tp}
              <span className="block font-normal text-muted">{row.owner === '' ? 'nobody' : row.owner}</span>
            </th>
            <td className="px-1 text-right">{offsetText(row.committed)}</td>
            <td className="px-1 text-right">{offsetText(row.position)}</td>
            <td className="px-1 text-right">{offsetText(row.highWatermark)}</td>
            <td
              className={classNames(
                'pl-1 text-right whitespace-nowrap',
                row.isStopped && 'font-semibold text-ink',
              )}
            >
              {row.stoppedMs > 0 ? formatMillis(row.stoppedMs) : '–'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Kafka's -1 stands for none. */
function offsetText(offset: number): string {
  return offset < 0 ? '–' : formatNumber(offset);
}
