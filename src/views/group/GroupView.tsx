// When a group rebalances: which partitions stop, when, for how long, why, and what that cost. All groups of the run on
// one axis with one playhead, so that lengths compare by eye.
import { ticks } from 'd3-array';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { formatNumber, formatTimeShort } from '../../ui/format.ts';
import { monoWidth } from '../text-width.ts';
import { useElementSize } from '../use-element-size.ts';
import { usePlayerState } from '../use-frame.ts';
import { GroupBlock, type GroupColumns } from './GroupBlock.tsx';
import { GroupLegend } from './GroupLegend.tsx';
import { groupKeys, type KeyContext } from './group-keys.ts';
import type { Window } from './group-scene.ts';
import { seenOf, sumsOf, windowsOf } from './group-sums.ts';
import type { GroupData } from './group-track.ts';
import { StackedLag } from './StackedLag.tsx';
import { useGroupData } from './use-group-data.ts';

export interface GroupViewProps {
  readonly player: Player;
  /** Shown at first: the stretch of the run that a text is about. */
  readonly about?: Window | undefined;
  readonly className?: string;
}

const selectHorizon = (state: PlayerState) => state.horizon;
const selectTp = (state: PlayerState) =>
  state.selection !== undefined && 'tp' in state.selection ? state.selection.tp : undefined;

/** What is shown of the run, beside its rebalances. */
const ALL = 'all';
const ABOUT = 'about';

const PX_PER_TICK = 80;
const WIDE = 860;
const NARROW = 600;

function columnsFor(width: number, names: readonly string[]): GroupColumns {
  const isNarrow = width < NARROW;
  const aside = isNarrow ? 0 : 138;
  // Room for the longest name, within reason: longer ones are cut.
  const longest = Math.max(0, ...names.map((name) => monoWidth(name, 11)));
  const labels = Math.min(isNarrow ? 84 : 120, Math.ceil(longest) + 18);
  const figures = isNarrow ? 0 : 76;
  const pane = width >= WIDE ? 232 : 0;
  return {
    aside,
    labels,
    figures,
    pane,
    plot: Math.max(80, width - aside - labels - figures - pane),
    full: width,
  };
}

/** Sums in which a group is the worst of several, by group. */
function worstOf(data: GroupData, seen: Window): Map<string, Set<string>> {
  const all = data.groups.map((group) => ({ group: group.group, sums: sumsOf(data, group, seen) }));
  const worst = new Map(all.map(({ group }) => [group, new Set<string>()]));
  if (all.length < 2) return worst;
  for (const { id } of all[0]?.sums ?? []) {
    const amounts = all.map(({ sums }) => sums.find((sum) => sum.id === id)?.amount ?? 0);
    const most = Math.max(...amounts);
    if (amounts.filter((amount) => amount === most).length > 1) continue;
    const name = all[amounts.indexOf(most)]?.group;
    if (name !== undefined) worst.get(name)?.add(id);
  }
  return worst;
}

/** The groups of a run. Its height is that of its content; scroll it from outside. */
export function GroupView({ player, about, className }: GroupViewProps) {
  const { data, version, readTo: computedTo } = useGroupData(player);
  const horizon = usePlayerState(player, selectHorizon);
  const selectedTp = usePlayerState(player, selectTp);
  const [box, { width }] = useElementSize<HTMLDivElement>();
  const [alone, setAlone] = useState<string>();
  const [choice, setChoice] = useState(about === undefined ? ALL : ABOUT);
  const limit = Math.min(horizon, computedTo, data.end);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `data` grows in place; `version` says when it did.
  const windows = useMemo(() => windowsOf(data, limit), [data, version, limit]);
  const rebalance = windows.find((one) => `${one.from}` === choice);
  const chosen = choice === ABOUT ? about : rebalance;
  const window = useMemo<Window>(() => chosen ?? { from: 0, to: data.end }, [chosen, data]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const worst = useMemo(() => worstOf(data, seenOf(window, limit)), [data, version, window, limit]);
  const only = alone ?? (width > 0 && width < NARROW ? data.groups[0]?.group : undefined);
  const groups = data.groups.filter((group) => only === undefined || group.group === only);
  const rows = groups[0] === undefined ? [] : [...groups[0].partitions.keys()];
  const columns = columnsFor(width, rows);
  const [section, focusFrom] = useKeyFocus();
  const selected = selectedTp !== undefined && rows.includes(selectedTp) ? selectedTp : rows[0];
  const onKey = (event: KeyboardEvent<HTMLElement>) =>
    groupKeys(event, { player, data, rows, selected, limit, show: setAlone, focus: focusFrom(event) });
  const axis = axisOf(window, columns.plot);
  return (
    <section ref={section} aria-label="Groups" className={classNames('flex flex-col gap-1', className)}>
      <Choices
        data={data}
        only={only}
        canShowAll={width >= NARROW}
        onOnly={setAlone}
        about={about}
        windows={windows}
        chosen={chosen === undefined ? ALL : choice}
        onWindow={setChoice}
      />
      <div ref={box}>
        {width > 0 && (
          <>
            <Axis columns={columns} axis={axis} selected={selected} />
            {groups.map((group) => (
              <GroupBlock
                key={group.group}
                {...{ player, data, version, group, columns, window, horizon, computedTo, selected, onKey }}
                axis={axis.map((tick) => tick.x)}
                worst={worst.get(group.group) ?? NONE}
              />
            ))}
            {columns.pane === 0 && (
              <StackedLag {...{ player, data, version, groups, rows, selected, window, limit, width }} />
            )}
          </>
        )}
      </div>
      <GroupLegend groups={groups} />
    </section>
  );
}

const NONE: ReadonlySet<string> = new Set();

/**
 * The focus follows the keys: to the row that is selected now, or to the group that is shown alone. Who is on a playhead
 * stays on one.
 */
function useKeyFocus() {
  const section = useRef<HTMLElement>(null);
  const [wanted, setWanted] = useState<string>();
  useEffect(() => {
    if (wanted === undefined) return;
    section.current?.querySelector<HTMLElement>(wanted)?.focus();
    setWanted(undefined);
  }, [wanted]);
  const focusFrom =
    ({ currentTarget }: KeyboardEvent<HTMLElement>): KeyContext['focus'] =>
    ({ tp, group }) => {
      const row = currentTarget.dataset.row;
      const own = currentTarget.closest<HTMLElement>('[data-group]')?.dataset.group ?? '';
      const what = row === undefined ? '[role=slider]' : `[data-row="${CSS.escape(tp ?? row)}"]`;
      setWanted(`[data-group="${CSS.escape(group ?? own)}"] ${what}`);
    };
  return [section, focusFrom] as const;
}

function spanText({ from, to }: Window): string {
  return `${formatTimeShort(from)} to ${formatTimeShort(to)}`;
}

function axisOf(window: Window, width: number) {
  const count = Math.max(2, Math.floor(width / PX_PER_TICK));
  return ticks(window.from / 1_000_000, window.to / 1_000_000, count).map((one) => ({
    x: Math.round(((one * 1_000_000 - window.from) / (window.to - window.from)) * width * 10) / 10,
    text: `${formatNumber(one)} s`,
  }));
}

function Axis({
  columns,
  axis,
  selected,
}: {
  readonly columns: GroupColumns;
  readonly axis: readonly { readonly x: number; readonly text: string }[];
  readonly selected: string | undefined;
}) {
  return (
    <div className="flex h-5 items-end pb-0.5 text-[11px] text-muted">
      <span style={{ width: columns.aside + columns.labels }}>{columns.aside > 0 && 'time in the run'}</span>
      <span className="relative block h-4 font-mono" style={{ width: columns.plot }} aria-hidden="true">
        {axis.map((tick) => (
          <span
            key={tick.text}
            className={classNames(
              'absolute whitespace-nowrap',
              tick.x < 16 ? '' : tick.x > columns.plot - 24 ? '-translate-x-full' : '-translate-x-1/2',
            )}
            style={{ left: tick.x }}
          >
            {tick.text}
          </span>
        ))}
      </span>
      {columns.figures > 0 && (
        <span className="pr-2 text-right" style={{ width: columns.figures }}>
          stopped
        </span>
      )}
      {columns.pane > 0 && selected !== undefined && (
        <span className="pl-4">
          Selected: <strong>{selected}</strong>, shaded: lag
        </span>
      )}
    </div>
  );
}

function Choices({
  data,
  only,
  canShowAll,
  onOnly,
  about,
  windows,
  chosen,
  onWindow,
}: {
  readonly data: GroupData;
  readonly only: string | undefined;
  readonly canShowAll: boolean;
  readonly onOnly: (group: string | undefined) => void;
  readonly about: Window | undefined;
  readonly windows: readonly Window[];
  /** ALL, ABOUT, or the start of a rebalance. */
  readonly chosen: string;
  readonly onWindow: (chosen: string) => void;
}) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-xs">
      <label className="flex items-center gap-2 text-muted">
        Show
        <select
          className="min-h-11 rounded-control border border-line-strong bg-card px-2 text-ink md:min-h-8"
          value={chosen}
          onChange={(event) => onWindow(event.target.value)}
        >
          {about !== undefined && <option value={ABOUT}>{spanText(about)}</option>}
          <option value={ALL}>the whole run</option>
          {windows.map((one, i) => (
            <option key={one.from} value={`${one.from}`}>
              {`rebalance ${i + 1}: ${spanText(one)}`}
            </option>
          ))}
        </select>
      </label>
      {data.groups.length > 1 && (
        <fieldset className="flex flex-wrap gap-1">
          <legend className="sr-only">Which group</legend>
          {data.groups.map((group) => (
            <Button
              key={group.group}
              size="small"
              variant={only === group.group ? 'secondary' : 'ghost'}
              aria-pressed={only === group.group}
              onClick={() => onOnly(only === group.group && canShowAll ? undefined : group.group)}
            >
              {group.group}
            </Button>
          ))}
          {canShowAll && (
            <Button
              size="small"
              variant={only === undefined ? 'secondary' : 'ghost'}
              aria-pressed={only === undefined}
              onClick={() => onOnly(undefined)}
            >
              all
            </Button>
          )}
        </fieldset>
      )}
    </div>
  );
}
