// One partition for a hand: its replicas as rows with bars. The rows are also the choices of a question.
import { type KeyboardEvent, useCallback } from 'react';
import type { ClusterView, PartitionView } from '../../engine/kafka/views.ts';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { Chip } from '../../ui/Chip.tsx';
import { classNames } from '../../ui/class-names.ts';
import { formatSet } from '../../ui/format.ts';
import { PartitionGlyph } from '../PartitionGlyph.tsx';
import { type Mark, type Pick, type PickTarget, pickKey } from '../pick.ts';
import type { FaultyLink } from '../stage/stage-links.ts';
import { readFlights } from '../stage/stage-reading.ts';
import { useFrame } from '../use-frame.ts';
import { FetchLinks, type LinkDot } from './FetchLinks.tsx';
import { partitionRows } from './partition-layout.ts';
import { ReplicaRow } from './ReplicaRow.tsx';

export interface PartitionCardProps {
  readonly player: Player;
  readonly cluster: ClusterView;
  /** Links that are slow or lossy. */
  readonly troubled: readonly FaultyLink[];
  readonly partition: PartitionView;
  readonly timeOfRow: (row: number) => number;
  /** Node selected elsewhere. */
  readonly selectedNode?: string | undefined;
  readonly pick?: Pick | undefined;
  readonly marks: readonly Mark[];
}

/** Which choice a row stands for; undefined when it is none. */
export function targetOfRow(pick: Pick, node: string, tp: string): PickTarget | undefined {
  return pick.allowed.find(
    (target) =>
      (target.kind === 'node' && target.node === node) ||
      (target.kind === 'replica' && target.node === node && target.tp === tp),
  );
}

/** Moves the choice of a radio group by an arrow key. */
export function walkChoices(event: KeyboardEvent<HTMLElement>, pick: Pick): void {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=radio]')];
  const next = all[(all.indexOf(document.activeElement as HTMLElement) + step + all.length) % all.length];
  const target = pick.allowed.find((allowed) => pickKey(allowed) === next?.dataset.pick);
  if (next === undefined || target === undefined) return;
  next.focus();
  pick.onPick(target);
}

function useDots(player: Player, partition: PartitionView): readonly LinkDot[] {
  const { tp } = partition;
  const read = useCallback(
    (frame: Frame, state: PlayerState) => {
      const { t, flights } = readFlights(frame, state);
      return flights
        .filter((flight) => flight.tp === tp && flight.api.startsWith('fetch'))
        .map((flight) => ({
          from: flight.from,
          to: flight.to,
          share: state.isReducedMotion
            ? 0.5
            : (t - flight.sentAt) / Math.max(1, flight.deliverAt - flight.sentAt),
          isResponse: flight.api.endsWith('Response'),
        }));
    },
    [tp],
  );
  return useFrame(player, read);
}

/** Rows of replicas under the partition's facts. */
export function PartitionCard(props: PartitionCardProps) {
  const { player, cluster, troubled, partition, timeOfRow, selectedNode, pick, marks } = props;
  const rows = partitionRows(cluster, troubled, partition, timeOfRow);
  const nodes = new Set(rows.map((row) => row.node));
  const dots = useDots(player, partition).filter((dot) => nodes.has(dot.from) && nodes.has(dot.to));
  const { tp, index } = partition;
  const firstKey = pick?.selected === undefined ? undefined : pickKey(pick.selected);
  return (
    <section aria-label={tp} className={pick === undefined ? 'rounded-panel border border-line bg-card' : ''}>
      <header
        className={classNames(
          'flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5',
          pick === undefined && 'border-b border-line',
        )}
      >
        <h2 className="flex items-center gap-2 font-mono text-sm font-semibold text-ink">
          <PartitionGlyph index={index} size={13} />
          {tp}
        </h2>
        <span className="ml-auto font-mono text-xs text-muted">leaderEpoch {partition.leaderEpoch}</span>
        <span className="flex items-center gap-1.5 font-mono text-xs text-muted">
          ISR
          <Chip tone={partition.isUnderReplicated ? 'warning' : 'plain'} isMono>
            {formatSet(partition.isr)}
          </Chip>
        </span>
        {partition.isUnderMinIsr && (
          <span className="w-full text-xs font-semibold text-warning-text">
            fewer in sync than min.insync.replicas {partition.minIsr}
          </span>
        )}
      </header>
      <div className="relative">
        <div
          className={classNames('grid auto-rows-fr', pick === undefined ? 'divide-y divide-line' : 'gap-2')}
        >
          {rows.map((row, i) => {
            const target = pick === undefined ? undefined : targetOfRow(pick, row.node, tp);
            const key = target === undefined ? `replica ${row.node} ${tp}` : pickKey(target);
            const mark = marks.find((m) => 'node' in m.target && m.target.node === row.node);
            return (
              <ReplicaRow
                key={row.node}
                row={row}
                index={index}
                pickKey={key}
                isSelected={selectedNode === row.node}
                mark={mark}
                choice={
                  pick === undefined || target === undefined
                    ? undefined
                    : {
                        label: pick.label(target),
                        isChosen: key === firstKey,
                        isTabStop: firstKey === undefined ? i === 0 : key === firstKey,
                      }
                }
                onPress={() => {
                  if (pick !== undefined && target !== undefined) pick.onPick(target);
                  else player.select({ kind: 'replica', node: row.node, tp });
                }}
              />
            );
          })}
        </div>
        {pick === undefined && <FetchLinks index={index} rows={rows} dots={dots} />}
      </div>
    </section>
  );
}
