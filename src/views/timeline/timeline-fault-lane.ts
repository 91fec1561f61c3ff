// The lane of faults: what was broken, from when to when; and settings that were changed. Faults that last at the same
// time stand under each other.

import { formatTimeShort } from '../../ui/format.ts';
import { barOf, longestFit } from './timeline-bars.ts';
import type { LaneBody, LaneContext } from './timeline-layout.ts';
import type { Bar } from './timeline-scene.ts';

/** Lines of the lane at most; further faults lie over the last one, which says how many they are. */
const MOST_TRACKS = 4;

export function faultLane({ data, x, limit }: LaneContext): LaneBody {
  /** Where each line is taken up to. */
  const taken: number[] = [];
  /** How many faults lie on a bar of the last line, itself among them. */
  const more = new Map<string, number>();
  let base = '';
  let covered = 0;
  const bars = data.faults.spans.flatMap((span): Bar[] => {
    const bar = barOf({ x, limit }, span, 'fault', [span.label], span.label);
    if (bar === undefined) return [];
    const free = taken.findIndex((end) => end <= span.from);
    const track = Math.min(free === -1 ? taken.length : free, MOST_TRACKS - 1);
    const isCovered = (taken[track] ?? 0) > span.from;
    taken[track] = Math.max(taken[track] ?? 0, span.to);
    const key = `${span.key} ${span.from}`;
    if (isCovered) covered += 1;
    else if (track === MOST_TRACKS - 1) {
      base = key;
      covered = 0;
    }
    if (isCovered) more.set(base, covered + 1);
    return [{ ...bar, key, track, label: isCovered ? '' : bar.label }];
  });
  const ticks = data.faults.ticks
    .filter((tick) => tick.at <= limit)
    .map((tick) => ({
      key: `tick ${tick.row}`,
      x: x(tick.at),
      isFault: tick.isFault,
      label: tick.label,
      title: `${tick.label}, at ${formatTimeShort(tick.at)}`,
    }));
  const told = bars.map((bar) => {
    const count = more.get(bar.key);
    return count === undefined ? bar : { ...bar, label: longestFit([`${count} more`], bar.width) };
  });
  return { id: 'faults', label: 'faults', bars: told, ticks };
}
