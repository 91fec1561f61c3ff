// One group: its name and protocol, its picture under the playhead, what its rebalances cost, and the lag of the
// selected partition.
import { type KeyboardEvent, useMemo } from 'react';
import type { Player } from '../../player/player-types.ts';
import { classNames } from '../../ui/class-names.ts';
import { formatTimeShort } from '../../ui/format.ts';
import { usePlayhead } from '../use-playhead.ts';
import { GroupPlayhead } from './GroupPlayhead.tsx';
import { GroupPlot } from './GroupPlot.tsx';
import { groupLayout } from './group-layout.ts';
import type { GroupScene, Sum, Window } from './group-scene.ts';
import { stoppedAt } from './group-sums.ts';
import type { GroupData, GroupTrack } from './group-track.ts';
import { LagPane } from './LagPane.tsx';
import { RowLabels } from './RowLabels.tsx';

/** Widths of the columns beside the picture. */
export interface GroupColumns {
  readonly aside: number;
  readonly labels: number;
  readonly plot: number;
  readonly figures: number;
  /** 0: the lag stands under all pictures. */
  readonly pane: number;
  readonly full: number;
}

export interface GroupBlockProps {
  readonly player: Player;
  readonly data: GroupData;
  readonly version: string;
  readonly group: GroupTrack;
  readonly columns: GroupColumns;
  readonly window: Window;
  readonly horizon: number;
  readonly computedTo: number;
  readonly selected: string | undefined;
  readonly axis: readonly number[];
  /** Sums that are the worst of all groups. */
  readonly worst: ReadonlySet<string>;
  readonly onKey: (event: KeyboardEvent<HTMLElement>) => void;
}

export function GroupBlock(props: GroupBlockProps) {
  const { player, data, version, group, columns, window, horizon, computedTo, selected, axis } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `data` grows in place; `version` says when it did.
  const scene = useMemo(
    () => groupLayout(data, group, { width: columns.plot, window, horizon, computedTo, selected }),
    [data, version, group, columns.plot, window, horizon, computedTo, selected],
  );
  const limit = Math.min(horizon, computedTo, data.end);
  const track =
    (selected === undefined ? undefined : group.partitions.get(selected)) ??
    [...group.partitions.values()][0];
  const head = <GroupHead player={player} group={group} isRow={columns.aside === 0} />;
  return (
    <section
      aria-label={`Group ${group.group}`}
      data-group={group.group}
      className="border-t border-line pt-2"
    >
      {columns.aside === 0 && head}
      <div className="flex">
        {columns.aside > 0 && <div style={{ width: columns.aside }}>{head}</div>}
        <RowLabels
          player={player}
          scene={scene}
          width={columns.labels}
          isPlain={columns.aside === 0}
          onKey={props.onKey}
        />
        <GroupPlayhead
          player={player}
          name={`Playhead, group ${group.group}`}
          window={window}
          width={columns.plot}
          seenTo={scene.hiddenFrom ?? scene.pendingFrom ?? columns.plot}
          onKey={props.onKey}
        >
          <GroupPlot scene={scene} ticks={axis} />
        </GroupPlayhead>
        <StoppedFigures scene={scene} width={columns.figures} />
        {columns.pane > 0 && track !== undefined && (
          <div className="border-l border-line pl-4">
            <LagPane {...{ player, data, version, group, track, window, limit }} width={columns.pane - 16} />
          </div>
        )}
      </div>
      <Sums
        sums={scene.sums}
        worst={props.worst}
        until={horizon < data.end && limit < window.to ? limit : undefined}
      />
      <InWords scene={scene} />
    </section>
  );
}

/** The picture as text. */
function InWords({ scene }: { readonly scene: GroupScene }) {
  return (
    <details className="pb-1 text-xs text-muted">
      <summary className="flex min-h-11 cursor-pointer items-center hover:text-ink md:min-h-6">
        In words
      </summary>
      <ul className="list-disc space-y-0.5 pl-5">
        {scene.rows.map((row) => (
          <li key={row.tp}>{row.words}</li>
        ))}
      </ul>
      <p className="pt-1 font-semibold text-ink">Calls</p>
      <ul className="list-disc space-y-0.5 pl-5">
        {scene.ticks.map((tick) => (
          <li key={tick.key}>{tick.title}</li>
        ))}
      </ul>
    </details>
  );
}

function GroupHead({
  player,
  group,
  isRow,
}: {
  readonly player: Player;
  readonly group: GroupTrack;
  readonly isRow: boolean;
}) {
  const t = usePlayhead(player);
  const stopped = stoppedAt(group, t);
  const phase = group.phases.findLast((one) => one.from <= t);
  const kind = [group.protocol, phase === undefined ? '' : group.assignor]
    .filter((one) => one !== '')
    .join(' · ');
  return (
    <div
      className={classNames(
        'flex gap-x-4 gap-y-0.5 text-xs',
        isRow ? 'flex-wrap items-baseline pb-1' : 'flex-col pr-2',
      )}
    >
      <h2 className="truncate text-sm" title={group.group}>
        {group.group}
      </h2>
      <p className="font-mono text-[11px] text-muted">{kind}</p>
      <p className="text-control-text">
        {phase === undefined
          ? 'no generation yet'
          : `${phase.state}, ${group.protocol === 'classic' ? 'generation' : 'epoch'} ${phase.number}`}
      </p>
      <p className="text-muted">
        <span
          className={classNames(
            'font-mono text-sm font-semibold',
            stopped > 0 ? 'text-warning-text' : 'text-ink',
          )}
        >
          {stopped}
        </span>{' '}
        stopped at the playhead
      </p>
    </div>
  );
}

function StoppedFigures({ scene, width }: { readonly scene: GroupScene; readonly width: number }) {
  return (
    <div aria-hidden="true" className="relative shrink-0" style={{ width, height: scene.height }}>
      {width > 0 &&
        scene.rows
          .filter((row) => row.height >= 12)
          .map((row) => (
            <span
              key={row.tp}
              className={classNames(
                'absolute right-2 font-mono text-[11px] leading-none whitespace-nowrap',
                row.stopped === '–' ? 'text-muted' : 'font-semibold text-ink',
              )}
              style={{ top: row.y + 2 }}
            >
              {row.stopped}
            </span>
          ))}
    </div>
  );
}

function Sums({
  sums,
  worst,
  until,
}: {
  readonly sums: readonly Sum[];
  readonly worst: ReadonlySet<string>;
  readonly until: number | undefined;
}) {
  return (
    <dl className="my-1 grid grid-cols-2 gap-x-6 gap-y-1 rounded-control bg-page px-2 py-1.5 text-xs sm:flex sm:flex-wrap">
      {sums.map((sum) => (
        <div key={sum.id} className="flex flex-row-reverse items-baseline justify-end gap-1.5">
          <dt className="text-muted">{sum.label}</dt>
          <dd
            className={classNames(
              'font-mono text-sm font-semibold whitespace-nowrap',
              worst.has(sum.id) ? 'text-warning-text' : 'text-ink',
            )}
          >
            {sum.value}
          </dd>
        </div>
      ))}
      {until !== undefined && (
        <div className="flex items-baseline gap-1 leading-5 text-muted">
          <dt>up to</dt>
          <dd>{formatTimeShort(until)}</dd>
        </div>
      )}
    </dl>
  );
}
