// Lanes of a run as positions and words. Pure. Nothing that lies after the horizon has a place, a length, a figure or
// a scale in the scene.

import { ticks } from 'd3-array';
import { formatNumber } from '../../ui/format.ts';
import type { TimelineData } from './timeline-data.ts';
import { faultLane } from './timeline-fault-lane.ts';
import { isrLane, leaderLane, unavailableLane, underMinLane } from './timeline-partition-lanes.ts';
import { acknowledgedLane, lagLane } from './timeline-rate-lanes.ts';
import type { Lane, TimelineScene } from './timeline-scene.ts';

export interface TimelineOptions {
  /** Width of the plot in px. */
  readonly width: number;
  readonly horizon: number;
  readonly computedTo: number;
  /** Partition whose lanes stand first; the first one if undefined or unknown. */
  readonly partition: string | undefined;
  /** The lanes of the other partitions too. */
  readonly isExpanded: boolean;
}

/** What a lane is laid out with. */
export interface LaneContext {
  readonly data: TimelineData;
  readonly width: number;
  /** Last time that may be seen. */
  readonly limit: number;
  readonly x: (t: number) => number;
}

/** A lane without its place. */
export type LaneBody = Omit<Lane, 'y' | 'height'>;

const LANE_HEIGHT = 24;
/** Distance of two lines within a lane. */
export const TRACK_HEIGHT = 19;
const TOP = 4;
const AXIS_HEIGHT = 20;
const PX_PER_TICK = 90;

function lanesOf(context: LaneContext, options: TimelineOptions): LaneBody[] {
  const { list, byName } = context.data.partitions;
  const shown = (options.partition === undefined ? undefined : byName.get(options.partition)) ?? list[0];
  const lanes: LaneBody[] = [faultLane(context)];
  if (shown !== undefined) lanes.push(leaderLane(context, shown), isrLane(context, shown));
  if (options.isExpanded) {
    for (const other of list)
      if (other !== shown) lanes.push(leaderLane(context, other), isrLane(context, other));
  }
  if (list.length > 1) lanes.push(unavailableLane(context));
  if (list.length > 0) lanes.push(underMinLane(context));
  if (context.data.start.cluster.producers.length > 0) lanes.push(acknowledgedLane(context));
  const { consumers, groups } = context.data.start.cluster;
  if (consumers.length + groups.length > 0) lanes.push(lagLane(context));
  return lanes;
}

function axisOf(end: number, width: number, x: (t: number) => number) {
  const count = Math.max(2, Math.floor(width / PX_PER_TICK));
  return ticks(0, end / 1_000_000, count).map((one) => ({
    x: x(one * 1_000_000),
    text: `${formatNumber(one)} s`,
  }));
}

/** The whole picture for a plot of that width. */
export function timelineLayout(data: TimelineData, options: TimelineOptions): TimelineScene {
  const { end } = data.start;
  const { width } = options;
  const x = (t: number) => Math.round((t / end) * width * 10) / 10;
  const isHidden = options.horizon < end;
  const limit = Math.min(options.horizon, options.computedTo, end);
  const bodies = lanesOf({ data, width, limit, x }, options);
  let y = TOP;
  const lanes = bodies.map((lane): Lane => {
    const height = LANE_HEIGHT + TRACK_HEIGHT * Math.max(0, ...lane.bars.map((bar) => bar.track));
    const placed = { ...lane, y, height };
    y += height;
    return placed;
  });
  const axisY = y;
  return {
    width,
    height: axisY + AXIS_HEIGHT,
    lanes,
    axis: axisOf(end, width, x),
    axisY,
    hiddenFrom: isHidden ? x(options.horizon) : undefined,
    pendingFrom: !isHidden && limit < end ? x(limit) : undefined,
  };
}
