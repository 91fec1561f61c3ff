// The committed offset of one partition against the end of its log. Pure; nothing after the limit.

import { bisectRight, max, min, ticks } from 'd3-array';
import { type MemberIndex, SEVERAL, type Window } from './group-scene.ts';
import { committedAt, endOffsetAt } from './group-sums.ts';
import { type GroupData, type GroupTrack, type PartitionTrack, SHARED } from './group-track.ts';

export interface LagScene {
  /** High watermark. */
  readonly endPath: string;
  /** Committed offset, in the colour of who owned the partition; dashed while nobody did. */
  readonly steps: readonly { readonly key: string; readonly path: string; readonly member: number }[];
  /** Between the two. */
  readonly area: string;
  readonly ticks: readonly { readonly y: number; readonly value: number }[];
  readonly largest: { readonly lag: number; readonly at: number };
}

export interface LagValues {
  readonly end: number;
  /** -1 = nothing committed yet. */
  readonly committed: number;
  readonly lag: number;
  /** How long the oldest record that is not committed can be read already, µs. */
  readonly lagTime: number;
}

/** The figures at one moment. */
export function lagAt(data: GroupData, track: PartitionTrack, t: number): LagValues {
  const end = endOffsetAt(data.endOffsets.get(track.tp), t);
  const committed = committedAt(track, t);
  const from = committed >= 0 ? committed : startedBy(track, t) ? track.firstOffset : -1;
  const lag = from < 0 ? 0 : Math.max(0, end - from);
  return { end, committed, lag, lagTime: lag === 0 ? 0 : t - readableSince(data, track.tp, from) };
}

/** When the high watermark passed that offset. */
function readableSince(data: GroupData, tp: string, offset: number): number {
  const ends = data.endOffsets.get(tp);
  return ends?.at[bisectRight(ends.offset, offset)] ?? 0;
}

function startedBy(track: PartitionTrack, t: number): boolean {
  return (track.spans[0]?.from ?? Number.POSITIVE_INFINITY) <= t;
}

const SAMPLES = 160;
const TOP = 6;
const AXIS_TICKS = 4;

/** The curves of a plot of that size. */
export function lagLayout(
  data: GroupData,
  group: GroupTrack,
  track: PartitionTrack,
  options: {
    readonly width: number;
    readonly height: number;
    readonly window: Window;
    readonly limit: number;
  },
): LagScene {
  const { width, height, window } = options;
  const to = Math.min(window.to, options.limit);
  const times = momentsIn(track, window.from, to);
  const values = times.map((t) => ({ t, ...lagAt(data, track, t) }));
  const base = (one: LagValues) => (one.committed >= 0 ? one.committed : one.end - one.lag);
  const low = min(values, base) ?? 0;
  const high = Math.max(low + 1, max(values, (one) => one.end) ?? 1);
  const x = (t: number) =>
    Math.round(((t - window.from) / Math.max(1, window.to - window.from)) * width * 10) / 10;
  const y = (offset: number) =>
    Math.round((height - ((offset - low) / (high - low)) * (height - TOP)) * 10) / 10;
  let largest = { lag: 0, at: window.from };
  for (const { lag, t } of values) if (lag > largest.lag) largest = { lag, at: t };
  const forth = values.map((one) => `${x(one.t)},${y(one.end)}`);
  const lower: string[] = [];
  values.forEach((one, i) => {
    const before = values[i - 1];
    // Commits are steps: level until the next one.
    if (before !== undefined) lower.push(`${x(one.t)},${y(base(before))}`);
    lower.push(`${x(one.t)},${y(base(one))}`);
  });
  return {
    endPath: forth.length === 0 ? '' : `M${forth.join('L')}`,
    steps: track.spans.flatMap((span) => {
      const inside = values.filter((one) => one.t >= span.from && one.t <= span.to);
      if (inside.length === 0) return [];
      let path = '';
      inside.forEach((one, i) => {
        path += i === 0 ? `M${x(one.t)},${y(base(one))}` : `H${x(one.t)}V${y(base(one))}`;
      });
      return [{ key: `${span.from}`, path, member: memberOf(group, span.owner) }];
    }),
    area: forth.length === 0 ? '' : `M${forth.join('L')}L${lower.reverse().join('L')}Z`,
    ticks: ticks(low, high, AXIS_TICKS)
      .filter((value) => Number.isInteger(value))
      .map((value) => ({ y: y(value), value })),
    largest,
  };
}

function memberOf(group: GroupTrack, owner: string): MemberIndex {
  return owner === SHARED ? SEVERAL : group.members.indexOf(owner);
}

/** Even samples and every moment at which the committed offset or the owner changes. */
function momentsIn(track: PartitionTrack, from: number, to: number): number[] {
  if (to <= from) return [];
  const times = new Set<number>([from, to]);
  for (let i = 1; i < SAMPLES; i++) times.add(Math.round(from + ((to - from) * i) / SAMPLES));
  for (const { at } of track.commits)
    if (at > from && at < to) {
      times.add(at - 1);
      times.add(at);
    }
  for (const span of track.spans) if (span.from > from && span.from < to) times.add(span.from);
  return [...times].sort((a, b) => a - b);
}
