// The whole timeline in one bar, for a phone: one partition's ISR over time, faults as red ticks. Pure.

import { formatSet, formatTimeShort } from '../../ui/format.ts';
import { sansWidth } from '../text-width.ts';
import type { TimelineData } from './timeline-data.ts';

export interface StripBar {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  readonly isShrunk: boolean;
  readonly label: string;
}

export interface StripNote {
  readonly key: string;
  /** Where its tick stands; undefined for a note on a bar. */
  readonly tick: number | undefined;
  readonly x: number;
  readonly text: string;
  readonly tone: 'fault' | 'warning' | 'setting';
}

export interface StripScene {
  readonly partition: { readonly tp: string; readonly index: number } | undefined;
  readonly bars: readonly StripBar[];
  readonly notes: readonly StripNote[];
  readonly ticks: readonly { readonly key: string; readonly x: number; readonly tone: 'fault' | 'setting' }[];
  readonly hiddenFrom: number | undefined;
}

export interface StripOptions {
  readonly width: number;
  readonly horizon: number;
  readonly computedTo: number;
  readonly partition: string | undefined;
}

const NOTE_SIZE = 11;
const NOTE_GAP = 10;

export function stripLayout(data: TimelineData, options: StripOptions): StripScene {
  const { end } = data.start;
  const { width, horizon, partition } = options;
  const limit = Math.min(horizon, options.computedTo, end);
  const x = (t: number) => Math.round((t / end) * width * 10) / 10;
  const lanes =
    (partition === undefined ? undefined : data.partitions.byName.get(partition)) ?? data.partitions.list[0];
  const spans = (lanes?.isr ?? []).filter((span) => span.from <= limit);
  const bars = spans.map((span): StripBar => {
    const left = x(span.from);
    const room = Math.max(2, x(Math.min(span.to, limit)) - left);
    const label = formatSet(span.isr);
    const fits = sansWidth(label, 12, true) + 8 <= room;
    return { key: `${span.from}`, x: left, width: room, isShrunk: span.isShrunk, label: fits ? label : '' };
  });
  const faults = [
    ...data.faults.spans.map((span) => ({ at: span.from, label: span.label, tone: 'fault' as const })),
    ...data.faults.ticks.map(({ at, label, isFault }) => ({
      at,
      label,
      tone: isFault ? ('fault' as const) : ('setting' as const),
    })),
  ].filter((one) => one.at <= limit);
  const changes = spans
    .slice(1)
    .map((span) => ({ at: span.from, label: `ISR ${formatSet(span.isr)}`, tone: 'warning' as const }));
  return {
    partition: lanes === undefined ? undefined : { tp: lanes.tp, index: lanes.index },
    bars,
    notes: placeNotes([...faults, ...changes], x, width),
    ticks: faults.map((one) => ({ key: `${one.at} ${one.label}`, x: x(one.at), tone: one.tone })),
    hiddenFrom: horizon < end ? x(horizon) : undefined,
  };
}

/** Notes from left to right in one line; what does not fit is left out: the bar and Events have it. */
function placeNotes(
  all: readonly { readonly at: number; readonly label: string; readonly tone: StripNote['tone'] }[],
  x: (t: number) => number,
  width: number,
): StripNote[] {
  const notes: StripNote[] = [];
  const taken: { from: number; to: number }[] = [];
  // Faults first: they are what the rest comes from.
  const inOrder = [...all].sort((a, b) => rank(a.tone) - rank(b.tone) || a.at - b.at);
  for (const { at, label, tone } of inOrder) {
    const text = `${formatTimeShort(at)} ${label}`;
    const half = sansWidth(text, NOTE_SIZE) / 2;
    if (2 * half > width) continue;
    const middle = Math.min(width - half, Math.max(half, x(at)));
    const isFree = taken.every(
      (one) => middle + half + NOTE_GAP <= one.from || middle - half - NOTE_GAP >= one.to,
    );
    if (!isFree) continue;
    taken.push({ from: middle - half, to: middle + half });
    notes.push({
      key: `${at} ${label}`,
      tick: tone === 'warning' ? undefined : x(at),
      x: middle,
      text,
      tone,
    });
  }
  return notes.sort((a, b) => a.x - b.x);
}

function rank(tone: StripNote['tone']): number {
  return tone === 'fault' ? 0 : tone === 'warning' ? 1 : 2;
}
