// One group's picture: steps of generations, calls of members, a band per partition.
import { useId } from 'react';
import type { CallTick, GroupRow, GroupScene, PhaseStep } from './group-scene.ts';
import { memberColor } from './member-color.ts';

/** The drawing; the playhead lies over it. */
export function GroupPlot({
  scene,
  ticks,
}: {
  readonly scene: GroupScene;
  /** x of the lines of the time axis. */
  readonly ticks: readonly number[];
}) {
  const hatch = useId();
  const { width, height } = scene;
  const rowsFrom = scene.rows[0]?.y ?? height;
  const end = scene.hiddenFrom ?? scene.pendingFrom;
  return (
    <svg width={width} height={height} aria-hidden="true" className="block">
      <defs>
        <pattern id={hatch} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="7" height="7" fill="var(--color-warning-soft)" />
          <rect width="2.5" height="7" fill="var(--color-warning)" />
        </pattern>
      </defs>
      {ticks.map((x) => (
        <path key={x} d={`M${x},0V${height}`} stroke="var(--color-line)" />
      ))}
      {scene.steps.map((step) => (
        <Step key={step.key} step={step} bottom={scene.stepsBottom} />
      ))}
      {scene.rows.map((row) => (
        <Row key={row.tp} row={row} hatch={hatch} />
      ))}
      {scene.barriers.map((x) => (
        <path
          key={x}
          d={`M${x},${scene.stepsBottom}V${height}`}
          stroke="var(--color-control)"
          strokeWidth="1.5"
          strokeDasharray="2 3"
        />
      ))}
      {scene.ticks.map((tick) => (
        <Call key={tick.key} tick={tick} y={scene.stepsBottom} bottom={rowsFrom} />
      ))}
      {scene.ticks.map((tick) => (
        <CallLabel key={tick.key} tick={tick} y={scene.stepsBottom} />
      ))}
      {end !== undefined && <Unseen scene={scene} from={end} />}
    </svg>
  );
}

function Step({ step, bottom }: { readonly step: PhaseStep; readonly bottom: number }) {
  return (
    <g>
      <title>{step.title}</title>
      <rect
        x={step.x}
        y={step.y}
        width={step.width}
        height={bottom - step.y}
        fill={step.isOpen ? 'var(--color-control)' : 'var(--color-control-soft)'}
        fillOpacity={step.isOpen ? 0.28 : 1}
      />
      <path
        d={`M${step.x},${bottom}V${step.y}H${step.x + step.width}`}
        fill="none"
        stroke="var(--color-control)"
        strokeWidth="1.5"
      />
      {step.label !== '' && (
        <text
          x={step.x + 6}
          y={bottom - 7}
          fontSize="11"
          fontWeight={step.isOpen ? 400 : 600}
          fill="var(--color-control-text)"
        >
          {step.label}
        </text>
      )}
    </g>
  );
}

function Call({ tick, y, bottom }: { readonly tick: CallTick; readonly y: number; readonly bottom: number }) {
  const mark = tick.isFault ? 'var(--color-fault)' : memberColor(tick.member);
  return (
    <g>
      <title>{tick.title}</title>
      <path d={`M${tick.x},${y + 1}V${bottom - 3}`} stroke={mark} strokeWidth={tick.isFault ? 2.5 : 1.5} />
    </g>
  );
}

/** Words stand upon the marks of later calls. */
function CallLabel({ tick, y }: { readonly tick: CallTick; readonly y: number }) {
  if (tick.label === '') return null;
  return (
    <text
      x={tick.x + 4}
      y={y + 13}
      fontSize="11"
      fill={tick.isFault ? 'var(--color-fault-text)' : memberColor(tick.member, 'text')}
      stroke="var(--color-card)"
      strokeWidth="4"
      paintOrder="stroke"
    >
      <title>{tick.title}</title>
      {tick.label}
    </text>
  );
}

function Row({ row, hatch }: { readonly row: GroupRow; readonly hatch: string }) {
  return (
    <g>
      {row.bands.map((band) => (
        <g key={band.key}>
          <title>{band.title}</title>
          <rect
            x={band.x}
            y={band.y}
            width={band.width}
            height={band.height}
            fill={band.member < 0 ? `url(#${hatch})` : memberColor(band.member, 'soft')}
            {...(band.member < 0 ? { stroke: 'var(--color-warning)', strokeWidth: 1 } : {})}
          />
          {band.isMoved && (
            <rect x={band.x} y={band.y} width="4" height={band.height} fill={memberColor(band.member)} />
          )}
          {band.label !== '' && <BandLabel band={band} />}
        </g>
      ))}
      {row.busy.map((line) => (
        <path
          key={`${line.x} ${line.y}`}
          d={`M${line.x},${line.y}h${line.width}`}
          stroke={memberColor(line.member)}
          strokeWidth="2"
        />
      ))}
    </g>
  );
}

function BandLabel({ band }: { readonly band: GroupRow['bands'][number] }) {
  const isGap = band.member < 0;
  // The line of the handler runs along the foot of a member's band, below its name.
  const y = band.y + band.height / 2 + (isGap ? 4 : 3);
  return (
    <text
      x={isGap ? band.x + band.width / 2 : band.x + 7}
      y={y}
      textAnchor={isGap ? 'middle' : 'start'}
      fontSize="11"
      fontWeight="600"
      fill={memberColor(band.member, 'text')}
      {...(isGap
        ? {
            stroke: 'var(--color-warning-soft)',
            strokeWidth: 5,
            paintOrder: 'stroke',
            strokeLinejoin: 'round',
          }
        : {})}
    >
      {band.label}
    </text>
  );
}

/** What is still to come: hidden while a prediction is open, or not computed yet. */
function Unseen({ scene, from }: { readonly scene: GroupScene; readonly from: number }) {
  const width = scene.width - from;
  const isHidden = scene.hiddenFrom !== undefined;
  return (
    <g>
      <rect x={from} y={0} width={width} height={scene.height} fill="var(--color-page)" />
      {width > 60 && (
        <text
          x={from + width / 2}
          y={scene.height / 2}
          textAnchor="middle"
          fontSize="12"
          fill="var(--color-body)"
        >
          {isHidden
            ? width > 150
              ? 'hidden until you answer'
              : 'hidden'
            : width > 150
              ? 'being computed'
              : '…'}
        </text>
      )}
    </g>
  );
}
