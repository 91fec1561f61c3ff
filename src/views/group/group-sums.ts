// What a group's rebalances cost in the stretch of the run that is shown, and the moments worth looking at. Nothing that
// may not be seen yet counts.

import { formatDuration, formatNumber } from '../../ui/format.ts';
import type { Sum, Window } from './group-scene.ts';
import type { EndOffsets, GroupData, GroupTrack, OwnerSpan, PartitionTrack } from './group-track.ts';

const SECOND = 1_000_000;

/** What counts: the window that is shown, as far as it may be seen. */
export function seenOf(window: Window, limit: number): Window {
  return { from: window.from, to: Math.min(window.to, limit) };
}

/** Stretches in which nobody read the partition, that reach into what is seen. */
export function gapsOf(track: PartitionTrack, seen: Window): OwnerSpan[] {
  return track.spans.filter((span) => span.owner === '' && span.from <= seen.to && span.to > seen.from);
}

/** How much of a gap is seen, µs. */
function lengthIn(gap: OwnerSpan, seen: Window): number {
  return Math.min(gap.to, seen.to) - Math.max(gap.from, seen.from);
}

/** How long nobody read it, µs. */
export function stoppedFor(track: PartitionTrack, seen: Window): number {
  return gapsOf(track, seen).reduce((sum, gap) => sum + lengthIn(gap, seen), 0);
}

/** How many partitions nobody reads at that moment. */
export function stoppedAt(group: GroupTrack, t: number): number {
  let count = 0;
  for (const track of group.partitions.values())
    if (track.spans.findLast((span) => span.from <= t)?.owner === '') count++;
  return count;
}

/** Index of the last point at or before `t`, -1 = none. */
function indexAt(at: readonly number[], t: number): number {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] as number) <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** High watermark at a moment. */
export function endOffsetAt(ends: EndOffsets | undefined, t: number): number {
  return ends === undefined ? 0 : (ends.offset[indexAt(ends.at, t)] ?? 0);
}

/** Committed offset at a moment; -1 = none. */
export function committedAt(track: PartitionTrack, t: number): number {
  return track.commits.findLast((commit) => commit.at <= t)?.offset ?? -1;
}

/** Records that arrived while nobody read, as far as that is seen. */
export function arrivalsIn(data: GroupData, tp: string, gap: OwnerSpan, seen: Window): number {
  const ends = data.endOffsets.get(tp);
  const before = gap.from >= seen.from ? gap.endOffset : endOffsetAt(ends, seen.from);
  const after = gap.to <= seen.to ? gap.endOffsetAfter : endOffsetAt(ends, seen.to);
  return Math.max(0, after - before);
}

/** The footer: what the rows above it show, summed. */
export function sumsOf(data: GroupData, group: GroupTrack, seen: Window): Sum[] {
  let stopped = 0;
  let moved = 0;
  let total = 0;
  let longest = 0;
  let waited = 0;
  for (const track of group.partitions.values()) {
    const gaps = gapsOf(track, seen);
    if (gaps.length > 0) stopped++;
    moved += track.spans.filter((span) => span.isMoved && isWithin(span.from, seen)).length;
    for (const gap of gaps) {
      const length = lengthIn(gap, seen);
      total += length;
      longest = Math.max(longest, length);
      waited += arrivalsIn(data, track.tp, gap, seen);
    }
  }
  return [
    {
      id: 'stopped',
      value: `${stopped} of ${group.partitions.size}`,
      label: `stopped, ${moved} moved`,
      amount: stopped,
    },
    { id: 'seconds', value: (total / SECOND).toFixed(2), label: 'partition-seconds lost', amount: total },
    {
      id: 'longest',
      value: longest === 0 ? '–' : formatDuration(longest),
      label: 'longest stop',
      amount: longest,
    },
    { id: 'waited', value: formatNumber(waited), label: 'records waited', amount: waited },
  ];
}

/** Whether a moment lies in what is seen. */
export function isWithin(t: number, seen: Window): boolean {
  return t >= seen.from && t <= seen.to;
}

const MERGE = 4 * SECOND;
const PADDING = 0.12;

/** A window around each rebalance and stop of any group, in order; what is close together is one. */
export function windowsOf(data: GroupData, limit: number): Window[] {
  const spans: { from: number; to: number }[] = [];
  for (const group of data.groups) {
    for (const phase of group.phases) if (phase.isOpen && phase.from <= limit) spans.push(phase);
    for (const track of group.partitions.values()) spans.push(...gapsOf(track, { from: 0, to: limit }));
  }
  spans.sort((a, b) => a.from - b.from);
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of spans) {
    const end = Math.min(to, limit);
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to + MERGE) last.to = Math.max(last.to, end);
    else merged.push({ from, to: end });
  }
  return merged.map(({ from, to }) => {
    const padding = Math.max(0.4 * SECOND, (to - from) * PADDING);
    return { from: Math.max(0, from - padding), to: Math.min(data.end, to + padding) };
  });
}

/** Times of events of any group up to `limit`, in order: where the arrow keys stop. */
export function momentsOf(data: GroupData, limit: number): number[] {
  const times = new Set<number>();
  for (const group of data.groups) {
    for (const { at } of group.ticks) times.add(at);
    for (const { at } of group.barriers) times.add(at);
    for (const track of group.partitions.values()) for (const span of track.spans) times.add(span.from);
  }
  return [...times].filter((t) => t <= limit).sort((a, b) => a - b);
}
