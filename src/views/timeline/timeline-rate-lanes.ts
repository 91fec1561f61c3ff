// Curves: records acknowledged per second, and the lag of the consumers. Only whole buckets before the limit count, so
// that neither curve nor scale tells of what comes after it.

import { formatNumber } from '../../ui/format.ts';
import { monoWidth } from '../text-width.ts';
import type { LaneBody, LaneContext } from './timeline-layout.ts';
import type { LineMark } from './timeline-scene.ts';

const TOP = 5;
const BOTTOM = 20;
const MARK_ROOM = 44;
/** Baselines of a figure above and below the curve. */
const ABOVE = 9;
const BELOW = 24;
const SMALLEST_PEAK = 10;

/** Values of whole buckets before the limit, each at its start, and the last carried on to the limit. */
function curve(context: LaneContext, width: number, values: readonly number[], largest: number) {
  const y = (value: number) =>
    Math.round((BOTTOM - (Math.min(value, largest) / Math.max(1, largest)) * (BOTTOM - TOP)) * 10) / 10;
  // A staircase of level and upright lines; a step that changes nothing needs neither.
  let path = '';
  values.forEach((value, i) => {
    if (i === 0) path = `M${context.x(0)},${y(value)}`;
    else if (value !== values[i - 1]) path += `H${context.x(i * width)}V${y(value)}`;
  });
  return { y, path: path === '' ? '' : `${path}H${context.x(context.limit)}` };
}

function wholeBuckets(context: LaneContext, width: number, valueAt: (bucket: number) => number): number[] {
  return Array.from({ length: Math.floor(context.limit / width) }, (_, i) => valueAt(i));
}

/** A burst after an outage may be many times the usual rate: the scale ends here, and a figure says how high it went. */
const MOST_OF_USUAL = 2.5;

export function acknowledgedLane(context: LaneContext): LaneBody {
  const { width, acknowledged } = context.data.rates;
  const perSecond = 1_000_000 / width;
  const values = wholeBuckets(context, width, (i) => (acknowledged[i] ?? 0) * perSecond);
  const usual = median(values.filter((value) => value > 0));
  const peak = Math.max(0, ...values);
  const largest = usual > 0 ? Math.min(peak, usual * MOST_OF_USUAL) : peak;
  const { y, path } = curve(context, width, values, largest);
  const marks: LineMark[] = [];
  if (usual > 0) {
    const text = `${formatNumber(Math.round(usual))}/s`;
    const beside = values.filter((_, i) => context.x(i * width) <= 4 + monoWidth(text, 10.5));
    // Where the curve leaves room: below it as a rule, above where it runs low.
    const isLow = Math.min(...beside.map(y)) >= ABOVE + 3;
    marks.push({ x: 4, y: isLow ? ABOVE : BELOW, text, anchor: 'start' });
  }
  const gap = longestRun(values, (value) => value === 0);
  const middle = context.x((gap.from + gap.length / 2) * width);
  if (gap.length * width >= 2_000_000 && middle > MARK_ROOM * 2)
    marks.push({ x: middle, y: 15, text: '0/s', anchor: 'middle' });
  if (peak > largest)
    marks.push(
      peakMark(
        context,
        context.x(values.indexOf(peak) * width),
        y(peak) + 9,
        `${formatNumber(Math.round(peak))}/s`,
      ),
    );
  return { id: 'acknowledged', label: 'acknowledged/s', bars: [], ticks: [], line: { path, marks } };
}

function peakMark(context: LaneContext, x: number, y: number, text: string): LineMark {
  const isRight = x > context.width - 90;
  return { x: isRight ? x - 6 : x + 16, y, text, anchor: isRight ? 'end' : 'start' };
}

export function lagLane(context: LaneContext): LaneBody {
  const { lagWidth, lag, lagAtEnd } = context.data.rates;
  let before = 0;
  const values = wholeBuckets(context, lagWidth, (i) => {
    const value = Math.max(before, lag[i] ?? 0);
    before = lagAtEnd[i] ?? before;
    return value;
  });
  const peak = Math.max(0, ...values);
  const { y, path } = curve(context, lagWidth, values, peak);
  const x = context.x(values.indexOf(peak) * lagWidth);
  // A few records behind is the usual state: a figure would only lie over the curve.
  const marks =
    peak >= SMALLEST_PEAK ? [peakMark(context, x, y(peak) + 9, `peak ${formatNumber(peak)}`)] : [];
  return { id: 'lag', label: 'consumer lag', bars: [], ticks: [], line: { path, marks } };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function longestRun(values: readonly number[], accepts: (value: number) => boolean) {
  let best = { from: 0, length: 0 };
  let from = 0;
  for (let i = 0; i <= values.length; i++) {
    if (i < values.length && accepts(values[i] as number)) continue;
    if (i - from > best.length) best = { from, length: i - from };
    from = i + 1;
  }
  return best;
}
