// Curves: records acknowledged per second, and the lag of the consumers. Only whole buckets before the limit count, so
// that neither curve nor scale tells of what comes after it.

import { curveStepAfter, line } from 'd3-shape';
import { formatNumber } from '../../ui/format.ts';
import type { LaneBody, LaneContext } from './timeline-layout.ts';
import type { LineMark } from './timeline-scene.ts';

const TOP = 5;
const BOTTOM = 20;
const MARK_ROOM = 44;

type Point = readonly [x: number, value: number];

/** Values of whole buckets before the limit, each at its start, and the last carried on to the limit. */
function curve(context: LaneContext, width: number, valueAt: (bucket: number) => number) {
  const whole = Math.floor(context.limit / width);
  const values = Array.from({ length: whole }, (_, i) => valueAt(i));
  const largest = Math.max(1, ...values);
  const y = (value: number) => Math.round((BOTTOM - (value / largest) * (BOTTOM - TOP)) * 10) / 10;
  const points: Point[] = values.map((value, i) => [context.x(i * width), value]);
  const last = values.at(-1);
  if (last !== undefined) points.push([context.x(context.limit), last]);
  const path = line<Point>(
    (point) => point[0],
    (point) => y(point[1]),
  ).curve(curveStepAfter)(points);
  return { values, y, path: path ?? '' };
}

export function acknowledgedLane(context: LaneContext): LaneBody {
  const { width, acknowledged } = context.data.rates;
  const perSecond = 1_000_000 / width;
  const { values, y, path } = curve(context, width, (i) => (acknowledged[i] ?? 0) * perSecond);
  const marks: LineMark[] = [];
  const usual = median(values.filter((value) => value > 0));
  if (usual > 0)
    marks.push({
      x: 4,
      y: y(usual) > 14 ? 12 : 21,
      text: `${formatNumber(Math.round(usual))}/s`,
      anchor: 'start',
    });
  const gap = longestRun(values, (value) => value === 0);
  const middle = context.x((gap.from + gap.length / 2) * width);
  if (gap.length * width >= 2_000_000 && middle > MARK_ROOM * 2)
    marks.push({ x: middle, y: 15, text: '0/s', anchor: 'middle' });
  return { id: 'acknowledged', label: 'acknowledged/s', bars: [], ticks: [], line: { path, marks } };
}

export function lagLane(context: LaneContext): LaneBody {
  const { lagWidth, lag, lagAtEnd } = context.data.rates;
  let before = 0;
  const { values, y, path } = curve(context, lagWidth, (i) => {
    const value = Math.max(before, lag[i] ?? 0);
    before = lagAtEnd[i] ?? before;
    return value;
  });
  const peak = Math.max(0, ...values);
  const at = values.indexOf(peak);
  const marks: LineMark[] = [];
  if (peak > 0) {
    const x = context.x(at * lagWidth);
    const isRight = x > context.width - 90;
    const text = `peak ${formatNumber(peak)}`;
    marks.push({ x: isRight ? x - 6 : x + 8, y: y(peak) + 9, text, anchor: isRight ? 'end' : 'start' });
  }
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
