// The selected partition in one group: committed offset against the end of its log, and the lag between.
import { useMemo } from 'react';
import type { Player } from '../../player/player-types.ts';
import { formatDuration, formatNumber, formatTimeShort } from '../../ui/format.ts';
import { usePlayhead } from '../use-playhead.ts';
import { SEVERAL, type Window } from './group-scene.ts';
import type { GroupData, GroupTrack, PartitionTrack } from './group-track.ts';
import { lagAt, lagLayout } from './lag-layout.ts';
import { memberColor } from './member-color.ts';
import { ShareRecords } from './ShareRecords.tsx';

export interface LagPaneProps {
  readonly player: Player;
  readonly data: GroupData;
  readonly version: string;
  readonly group: GroupTrack;
  readonly track: PartitionTrack;
  readonly window: Window;
  readonly limit: number;
  readonly width: number;
}

const HEIGHT = 96;
const AXIS = 44;

export function LagPane(props: LagPaneProps) {
  const { player, data, version, group, track, window, limit, width } = props;
  const t = usePlayhead(player);
  const plot = Math.max(60, width - AXIS - 8);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `data` grows in place; `version` says when it did.
  const scene = useMemo(
    () => lagLayout(data, group, track, { width: plot, height: HEIGHT, window, limit }),
    [data, version, group, track, plot, window, limit],
  );
  const values = lagAt(data, track, Math.min(t, limit));
  const x = ((t - window.from) / Math.max(1, window.to - window.from)) * plot;
  return (
    <section
      aria-label={`${track.tp} in ${group.group}`}
      className="flex flex-col gap-1 text-xs"
      style={{ width }}
    >
      <dl className="grid grid-cols-[auto_auto] justify-between gap-x-3 text-[11px] leading-4 text-muted">
        <dt>high watermark</dt>
        <dd className="text-right font-mono font-semibold text-ink">{formatNumber(values.end)}</dd>
        <dt>{group.protocol === 'share' ? 'start offset' : 'committedOffset'}</dt>
        <dd className="text-right font-mono font-semibold text-ink">
          {values.committed < 0 ? 'none' : formatNumber(values.committed)}
        </dd>
        <dt className="font-semibold text-ink">lag</dt>
        <dd className="text-right font-mono font-semibold text-ink">{formatNumber(values.lag)}</dd>
        <dt>lag in time</dt>
        <dd className="text-right font-mono font-semibold text-ink">{formatDuration(values.lagTime)}</dd>
      </dl>
      <svg width={width} height={HEIGHT + 4} aria-hidden="true" className="block">
        {scene.ticks.map((tick) => (
          <g key={tick.value}>
            <path d={`M${AXIS},${tick.y}H${AXIS + plot}`} stroke="var(--color-line)" />
            <text
              x={AXIS - 6}
              y={Math.max(9, tick.y + 4)}
              textAnchor="end"
              fontSize="10"
              fill="var(--color-muted)"
              className="font-mono"
            >
              {formatNumber(tick.value)}
            </text>
          </g>
        ))}
        <g transform={`translate(${AXIS},0)`}>
          <path d={scene.area} fill="var(--color-warning)" fillOpacity="0.22" />
          {scene.steps.map((step) => (
            <path
              key={step.key}
              d={step.path}
              fill="none"
              stroke={step.member === SEVERAL ? 'var(--color-control)' : memberColor(step.member)}
              strokeWidth="2"
              {...(step.member === -1 ? { strokeDasharray: '3 3' } : {})}
            />
          ))}
          <path d={scene.endPath} fill="none" stroke="var(--color-ink)" strokeWidth="1.5" />
          {x >= 0 && x <= plot && (
            <path d={`M${x},0V${HEIGHT}`} stroke="var(--color-ink)" strokeWidth="1.5" />
          )}
        </g>
      </svg>
      <p className="text-muted">
        <span className="font-mono font-semibold text-ink">{formatNumber(scene.largest.lag)}</span> largest
        lag
        {scene.largest.lag > 0 && `, at ${formatTimeShort(scene.largest.at)}`}
      </p>
      {group.protocol === 'share' && <ShareRecords {...{ player, group, width }} tp={track.tp} />}
    </section>
  );
}
