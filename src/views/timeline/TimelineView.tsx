// The run over time: faults, who leads, who is in sync, what is acknowledged. One playhead; drag it or use the keys.
import { useId, useMemo, useState } from 'react';
import type { Player, PlayerState, Selection } from '../../player/player-types.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useMedia } from '../../ui/use-media.ts';
import { PartitionGlyph } from '../PartitionGlyph.tsx';
import { fitName, sansWidth } from '../text-width.ts';
import { useElementSize } from '../use-element-size.ts';
import { usePlayerState } from '../use-frame.ts';
import { FutureTabs } from './FutureTabs.tsx';
import { LaneShapes } from './LaneShapes.tsx';
import { Scrubber } from './Scrubber.tsx';
import { timelineLayout } from './timeline-layout.ts';
import type { Lane, TimelineScene } from './timeline-scene.ts';
import { useTimelineData } from './use-timeline.ts';

export interface TimelineViewProps {
  readonly player: Player;
  readonly className?: string;
}

const selectHorizon = (state: PlayerState) => state.horizon;
const selectPartition = (state: PlayerState) => partitionOf(state.selection);

function partitionOf(selection: Selection | undefined): string | undefined {
  return selection !== undefined && 'tp' in selection ? selection.tp : undefined;
}

/** The partition selected last: choosing a node does not change the lanes. */
function useShownPartition(player: Player): string | undefined {
  const selected = usePlayerState(player, selectPartition);
  const [last, setLast] = useState(selected);
  if (selected !== undefined && selected !== last) setLast(selected);
  return selected ?? last;
}

/** All lanes with one playhead. Its height is that of its lanes; scroll it from outside. */
export function TimelineView({ player, className }: TimelineViewProps) {
  const { data, version, readTo } = useTimelineData(player);
  const horizon = usePlayerState(player, selectHorizon);
  const partition = useShownPartition(player);
  const [isExpanded, setExpanded] = useState(false);
  const [plot, { width }] = useElementSize<HTMLDivElement>();
  const others = data.partitions.list.length - 1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `data` grows in place; `version` says when it did.
  const scene = useMemo(
    () => timelineLayout(data, { width, horizon, computedTo: readTo, partition, isExpanded }),
    [data, version, readTo, width, horizon, partition, isExpanded],
  );
  return (
    <section aria-label="Timeline" className={classNames('flex flex-col gap-1', className)}>
      <FutureTabs player={player} />
      <div className="flex gap-3">
        <LaneLabels player={player} scene={scene} />
        {/* The flag of the playhead needs some room at the end of the run. */}
        <div ref={plot} className="mr-1.5 min-w-0 flex-1">
          <Scrubber
            player={player}
            data={data}
            partition={partition}
            look="tab"
            width={width}
            bottom={scene.height - scene.axisY}
            veilEnd={scene.hiddenFrom ?? scene.pendingFrom}
          >
            <Plot scene={scene} />
          </Scrubber>
        </div>
      </div>
      {others > 0 && (
        <Button
          size="small"
          variant="ghost"
          aria-expanded={isExpanded}
          // Beside the axis, where a wide page has room for it.
          className="self-start lg:-mt-6 lg:-ml-3"
          onClick={() => setExpanded(!isExpanded)}
        >
          {isExpanded
            ? 'Show one partition'
            : `Show ${others} more ${others === 1 ? 'partition' : 'partitions'}`}
        </Button>
      )}
    </section>
  );
}

const labelWidth = (text: string) => sansWidth(text, 12);
/** Least and most width of the lanes' names; on a wide screen long names get more of it. */
const LABELS = { wide: [144, 212], narrow: [126, 126] } as const;
/** Of it, for a partition's mark beside the name, and the gap to the plot. */
const MARK_ROOM = 18;

function LaneLabels({ player, scene }: { readonly player: Player; readonly scene: TimelineScene }) {
  const [least, most] = LABELS[useMedia('(min-width: 1024px)') ? 'wide' : 'narrow'];
  const longest = Math.max(...scene.lanes.map((lane) => labelWidth(lane.label)));
  const width = Math.min(most, Math.max(least, Math.ceil(longest) + MARK_ROOM));
  return (
    <div className="relative shrink-0 text-xs text-body" style={{ width, height: scene.height }}>
      {scene.lanes.map((lane) => (
        <LaneLabel key={lane.id} player={player} lane={lane} room={width - MARK_ROOM} />
      ))}
    </div>
  );
}

function LaneLabel({
  player,
  lane,
  room,
}: {
  readonly player: Player;
  readonly lane: Lane;
  /** Of its name. */
  readonly room: number;
}) {
  const place = { top: lane.y, height: lane.height };
  const { partition } = lane;
  if (partition === undefined) {
    return (
      <div className="absolute left-0 flex items-center" style={place}>
        {lane.label}
      </div>
    );
  }
  return (
    <button
      type="button"
      className="absolute left-0 flex max-w-full cursor-pointer items-center gap-1.5 rounded-control hover:text-ink"
      style={place}
      title={`Select ${partition.tp}`}
      onClick={() => player.select({ kind: 'partition', tp: partition.tp })}
    >
      <span className="truncate">{fitName(lane.label, room, labelWidth)}</span>
      {lane.id.startsWith('leader') && <PartitionGlyph index={partition.index} size={10} />}
    </button>
  );
}

function Plot({ scene }: { readonly scene: TimelineScene }) {
  const hatch = useId();
  const end = scene.hiddenFrom ?? scene.pendingFrom;
  return (
    <svg width={scene.width} height={scene.height} aria-hidden="true" className="block overflow-visible">
      <defs>
        <pattern id={hatch} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="7" height="7" fill="var(--color-warning-soft)" />
          <rect width="2" height="7" fill="var(--color-warning)" opacity="0.45" />
        </pattern>
      </defs>
      {scene.axis.map((tick) => (
        <path key={tick.text} d={`M${tick.x},0V${scene.axisY}`} stroke="var(--color-line)" />
      ))}
      {scene.lanes.map((lane) => (
        <LaneShapes key={lane.id} lane={lane} hatch={hatch} />
      ))}
      {end !== undefined && <Unseen scene={scene} from={end} />}
      {scene.axis.map((tick, i) => (
        <text
          key={tick.text}
          x={tick.x}
          y={scene.axisY + 14}
          textAnchor={i === 0 ? 'start' : tick.x > scene.width - 20 ? 'end' : 'middle'}
          fontSize="11"
          fill="var(--color-muted)"
          className="font-mono"
        >
          {tick.text}
        </text>
      ))}
    </svg>
  );
}

/** What is still to come: hidden while a prediction is open, or not computed yet. */
function Unseen({ scene, from }: { readonly scene: TimelineScene; readonly from: number }) {
  const isHidden = scene.hiddenFrom !== undefined;
  const width = scene.width - from;
  const text = isHidden ? 'hidden until you answer' : 'being computed';
  return (
    <g>
      <rect x={from} y={0} width={width} height={scene.axisY} fill="var(--color-page)" />
      {scene.lanes.map((lane) => (
        <path
          key={lane.id}
          d={`M${from + 4},${lane.y + lane.height / 2}H${scene.width}`}
          stroke="var(--color-line)"
          strokeDasharray="3 3"
        />
      ))}
      {width > 60 && (
        <text
          x={from + width / 2}
          y={scene.axisY / 2 + 4}
          textAnchor="middle"
          fontSize="12"
          fill="var(--color-body)"
          stroke="var(--color-page)"
          strokeWidth="6"
          paintOrder="stroke"
        >
          {width > 150 ? text : isHidden ? 'hidden' : '…'}
        </text>
      )}
    </g>
  );
}
