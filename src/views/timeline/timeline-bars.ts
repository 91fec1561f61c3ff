// Helpers of the lanes: bars with the longest label that fits, and overlaps of spans.

import { formatDuration, formatTimeShort } from '../../ui/format.ts';
import { sansWidth } from '../text-width.ts';
import type { Bar, BarLook } from './timeline-scene.ts';
import type { Span } from './timeline-span.ts';

const FONT_SIZE = 11;
const PADDING = 6;
const SMALLEST = 2;

interface Place {
  readonly x: (t: number) => number;
  readonly limit: number;
}

/** The first label that fits into `room` px, '' if none does. */
export function longestFit(labels: readonly string[], room: number): string {
  return labels.find((label) => sansWidth(label, FONT_SIZE, true) + 2 * PADDING <= room) ?? '';
}

/**
 * A bar over the visible part of a span; undefined when nothing of it may be seen. `labels` from long to short,
 * `words` for its title.
 */
export function barOf(
  place: Place,
  span: { readonly from: number; readonly to: number },
  look: BarLook,
  labels: readonly string[],
  words: string,
): Bar | undefined {
  if (span.from > place.limit) return undefined;
  const lasts = span.to > place.limit;
  const to = Math.min(span.to, place.limit);
  const x = place.x(span.from);
  const width = Math.max(SMALLEST, place.x(to) - x);
  const time = lasts
    ? `since ${formatTimeShort(span.from)}`
    : `${formatTimeShort(span.from)} to ${formatTimeShort(to)}, ${formatDuration(to - span.from)}`;
  return {
    key: `${look} ${span.from}`,
    track: 0,
    x,
    width,
    look,
    label: longestFit(labels, width),
    title: `${words}: ${time}`,
  };
}

/** Parts of `span` inside and outside of `others` (in order, not overlapping). */
export function splitSpan(
  span: { readonly from: number; readonly to: number },
  others: readonly Span[],
): { readonly from: number; readonly to: number; readonly isInside: boolean }[] {
  const parts: { from: number; to: number; isInside: boolean }[] = [];
  let at = span.from;
  for (const other of others) {
    const from = Math.max(other.from, at);
    const to = Math.min(other.to, span.to);
    if (to <= from) continue;
    if (from > at) parts.push({ from: at, to: from, isInside: false });
    parts.push({ from, to, isInside: true });
    at = to;
  }
  if (at < span.to) parts.push({ from: at, to: span.to, isInside: false });
  return parts;
}

/** Stretches in which at least one of the named spans holds, with the names that hold, before `limit`. */
export function overlapsOf(
  spans: readonly { readonly name: string; readonly from: number; readonly to: number }[],
  limit: number,
): { readonly from: number; readonly to: number; readonly names: readonly string[] }[] {
  const visible = spans.filter((span) => span.from <= limit);
  const edges = [...new Set(visible.flatMap((span) => [span.from, Math.min(span.to, limit + 1)]))].sort(
    (a, b) => a - b,
  );
  const out: { from: number; to: number; names: string[] }[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    const from = edges[i] as number;
    const to = edges[i + 1] as number;
    const names = visible.filter((span) => span.from <= from && span.to > from).map((span) => span.name);
    if (names.length === 0) continue;
    const last = out.at(-1);
    if (last !== undefined && last.to === from && last.names.join() === names.join()) last.to = to;
    else out.push({ from, to, names });
  }
  return out;
}
