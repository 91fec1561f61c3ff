// The timeline of a phone: the whole run as one bar to drag.
import { useId, useMemo } from 'react';
import type { Player, PlayerState } from '../../player/player-types.ts';
import { classNames } from '../../ui/class-names.ts';
import { LazyNarrator } from '../events/LazyNarrator.tsx';
import { partitionColor, partitionLook } from '../partition-look.ts';
import { TimeReadout } from '../transport/TimeReadout.tsx';
import { useElementSize } from '../use-element-size.ts';
import { usePlayerState } from '../use-frame.ts';
import { Scrubber } from './Scrubber.tsx';
import { type StripScene, stripLayout } from './strip-layout.ts';
import { useTimelineData } from './use-timeline.ts';

export interface TimelineStripProps {
  readonly player: Player;
  /** Partition whose ISR is shown; the first one if undefined. */
  readonly partition?: string;
  readonly className?: string;
}

const selectHorizon = (state: PlayerState) => state.horizon;
const BAR_Y = 16;
const BAR_HEIGHT = 20;
const HEIGHT = 60;

/** ISR over time with faults as red ticks; drag it anywhere on its height. */
export function TimelineStrip({ player, partition, className }: TimelineStripProps) {
  const { data, version, readTo } = useTimelineData(player);
  const horizon = usePlayerState(player, selectHorizon);
  const [plot, { width }] = useElementSize<HTMLDivElement>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `data` grows in place; `version` says when it did.
  const scene = useMemo(
    () => stripLayout(data, { width, horizon, computedTo: readTo, partition }),
    [data, version, readTo, width, horizon, partition],
  );
  return (
    <section
      aria-label="Timeline"
      className={classNames('rounded-panel border border-line bg-card px-3.5 pt-2.5 pb-1', className)}
    >
      <div className="flex items-center justify-between text-sm">
        <span>{scene.partition === undefined ? 'Time' : 'ISR over time'}</span>
        <TimeReadout player={player} className="w-24 text-right xl:w-28" />
      </div>
      <LazyNarrator player={player} />
      <div ref={plot}>
        <Scrubber
          player={player}
          data={data}
          partition={partition}
          look="knob"
          width={width}
          bottom={HEIGHT - BAR_Y - BAR_HEIGHT}
          veilEnd={scene.hiddenFrom}
        >
          <StripPlot scene={scene} width={width} />
        </Scrubber>
      </div>
    </section>
  );
}

const NOTE_COLORS = {
  fault: 'var(--color-fault-text)',
  warning: 'var(--color-warning-text)',
  setting: 'var(--color-body)',
};

function StripPlot({ scene, width }: { readonly scene: StripScene; readonly width: number }) {
  const hatch = useId();
  const look = partitionLook(scene.partition?.index ?? 0);
  const middle = BAR_Y + BAR_HEIGHT / 2 + 4;
  return (
    <svg width={width} height={HEIGHT} aria-hidden="true" className="block overflow-visible">
      <defs>
        <pattern id={hatch} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="7" height="7" fill="var(--color-warning-soft)" />
          <rect width="2" height="7" fill="var(--color-warning)" opacity="0.45" />
        </pattern>
      </defs>
      <rect x="0" y={BAR_Y} width={width} height={BAR_HEIGHT} rx="3" fill="var(--color-sunken)" />
      {scene.bars.map((bar) => (
        <g key={bar.key}>
          <rect
            x={bar.x}
            y={BAR_Y}
            width={bar.width}
            height={BAR_HEIGHT}
            rx="2"
            fill={bar.isShrunk ? `url(#${hatch})` : partitionColor(look, 'soft')}
            stroke={bar.isShrunk ? 'var(--color-warning)' : 'none'}
          />
        </g>
      ))}
      {scene.hiddenFrom !== undefined && width - scene.hiddenFrom > 52 && (
        <text
          x={(scene.hiddenFrom + width) / 2}
          y={middle}
          textAnchor="middle"
          fontSize="12"
          fill="var(--color-muted)"
        >
          hidden
        </text>
      )}
      {scene.ticks.map((tick) => (
        <path
          key={tick.key}
          d={`M${tick.x},${BAR_Y - 4}v${BAR_HEIGHT + 8}`}
          stroke={tick.tone === 'fault' ? 'var(--color-fault)' : 'var(--color-ink)'}
          strokeWidth="2"
        />
      ))}
      {scene.bars.map((bar) => (
        <text
          key={bar.key}
          x={bar.x + bar.width / 2}
          y={middle}
          textAnchor="middle"
          fontSize="12"
          fontWeight="600"
          fill={bar.isShrunk ? 'var(--color-warning-text)' : partitionColor(look, 'text')}
          stroke={bar.isShrunk ? 'var(--color-warning-soft)' : partitionColor(look, 'soft')}
          strokeWidth="4"
          paintOrder="stroke"
          className="font-mono"
        >
          {bar.label}
        </text>
      ))}
      {scene.notes.map((note) => (
        <text
          key={note.key}
          x={note.x}
          y={HEIGHT - 6}
          textAnchor="middle"
          fontSize="11"
          fill={NOTE_COLORS[note.tone]}
        >
          {note.text}
        </text>
      ))}
    </svg>
  );
}
