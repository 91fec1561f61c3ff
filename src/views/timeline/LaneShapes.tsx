// One lane of the timeline as SVG.
import { memo } from 'react';
import { classNames } from '../../ui/class-names.ts';
import { partitionColor, partitionLook } from '../partition-look.ts';
import { TRACK_HEIGHT } from './timeline-layout.ts';
import type { Bar, BarLook, Lane, LineMark, TickMark } from './timeline-scene.ts';

interface Paint {
  readonly fill: string;
  readonly stroke: string;
  readonly text: string;
  readonly dash?: string;
}

function paintOf(look: BarLook, index: number, hatch: string): Paint {
  const partition = partitionLook(index);
  switch (look) {
    case 'fault':
      return {
        fill: 'var(--color-fault-soft)',
        stroke: 'var(--color-fault-line)',
        text: 'var(--color-fault-text)',
      };
    case 'unreachable':
    case 'noLeader':
    case 'unavailable':
      return {
        fill: 'var(--color-card)',
        stroke: 'var(--color-fault)',
        text: 'var(--color-fault-text)',
        dash: '3 2',
      };
    case 'leader':
      return { fill: partitionColor(partition), stroke: 'none', text: 'var(--color-on-p)' };
    case 'isr':
      return {
        fill: partitionColor(partition, 'soft'),
        stroke: 'none',
        text: partitionColor(partition, 'text'),
      };
    case 'isrShrunk':
    case 'underMin':
      return { fill: `url(#${hatch})`, stroke: 'var(--color-warning)', text: 'var(--color-warning-text)' };
  }
}

const BAR_TOP = 4;
const BAR_HEIGHT = 16;

interface BarProps {
  readonly bar: Bar;
  readonly index: number;
  readonly hatch: string;
}

function trackOf(bar: Bar): string | undefined {
  return bar.track === 0 ? undefined : `translate(0,${bar.track * TRACK_HEIGHT})`;
}

function BarShape({ bar, index, hatch }: BarProps) {
  const paint = paintOf(bar.look, index, hatch);
  const isWide = bar.width > 3;
  return (
    <g transform={trackOf(bar)}>
      <title>{bar.title}</title>
      <rect
        x={isWide ? bar.x + 0.5 : bar.x}
        y={BAR_TOP + 0.5}
        width={isWide ? bar.width - 1 : bar.width}
        height={BAR_HEIGHT - 1}
        rx={isWide ? 2.5 : 0}
        fill={isWide ? paint.fill : paint.stroke === 'none' ? paint.fill : paint.stroke}
        stroke={isWide ? paint.stroke : 'none'}
        strokeDasharray={paint.dash}
      />
    </g>
  );
}

/** The words of a bar; drawn after all bars, since bars of the last line may lie over each other. */
function BarWords({ bar, index, hatch }: BarProps) {
  const isLeft = bar.look !== 'unreachable' && bar.look !== 'noLeader' && bar.look !== 'unavailable';
  return (
    <text
      x={isLeft ? bar.x + 7 : bar.x + bar.width / 2}
      y={BAR_TOP + BAR_HEIGHT / 2 + 4}
      transform={trackOf(bar)}
      textAnchor={isLeft ? 'start' : 'middle'}
      fill={paintOf(bar.look, index, hatch).text}
      fontSize="11"
      fontWeight="600"
      className={classNames(
        'pointer-events-none',
        (bar.look === 'isr' || bar.look === 'isrShrunk') && 'font-mono',
      )}
    >
      {bar.label}
    </text>
  );
}

function TickShape({ tick }: { readonly tick: TickMark }) {
  const color = tick.isFault ? 'var(--color-fault)' : 'var(--color-ink)';
  return (
    <g>
      <title>{tick.title}</title>
      <path d={`M${tick.x},3V21`} stroke={color} strokeWidth="2" />
      {tick.isFault ? (
        <path d={`M${tick.x - 4},3H${tick.x + 4}L${tick.x},9Z`} fill={color} />
      ) : (
        <path d={`M${tick.x},8l4,4l-4,4l-4,-4Z`} fill="var(--color-card)" stroke={color} />
      )}
    </g>
  );
}

function LineMarkText({ mark }: { readonly mark: LineMark }) {
  return (
    <text
      x={mark.x}
      y={mark.y}
      textAnchor={mark.anchor}
      fontSize="10.5"
      fill="var(--color-muted)"
      stroke="var(--color-card)"
      strokeWidth="5"
      paintOrder="stroke"
      className="font-mono"
    >
      {mark.text}
    </text>
  );
}

export interface LaneShapesProps {
  readonly lane: Lane;
  /** Id of the pattern for what warns. */
  readonly hatch: string;
}

/** Bars, marks and curve of a lane. */
export const LaneShapes = memo(function LaneShapes({ lane, hatch }: LaneShapesProps) {
  return (
    <g transform={`translate(0,${lane.y})`}>
      {lane.line !== undefined && (
        <path
          d={lane.line.path}
          fill="none"
          stroke="var(--color-body)"
          strokeWidth="1.5"
          strokeLinejoin="round"
        />
      )}
      {lane.line?.marks.map((mark) => (
        <LineMarkText key={mark.text} mark={mark} />
      ))}
      {lane.bars.map((bar) => (
        <BarShape key={bar.key} bar={bar} index={lane.partition?.index ?? 0} hatch={hatch} />
      ))}
      {lane.bars
        .filter((bar) => bar.label !== '')
        .map((bar) => (
          <BarWords key={bar.key} bar={bar} index={lane.partition?.index ?? 0} hatch={hatch} />
        ))}
      {lane.ticks.map((tick) => (
        <TickShape key={tick.key} tick={tick} />
      ))}
    </g>
  );
});
