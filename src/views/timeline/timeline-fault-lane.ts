// The lane of faults: what was broken, from when to when; and settings that were changed.

import { formatTimeShort } from '../../ui/format.ts';
import { barOf } from './timeline-bars.ts';
import type { LaneBody, LaneContext } from './timeline-layout.ts';
import type { Bar } from './timeline-scene.ts';

export function faultLane({ data, x, limit }: LaneContext): LaneBody {
  const spans = data.faults.spans.filter((span) => span.from <= limit);
  const bars = spans.flatMap((span): Bar[] => {
    // A later fault lies over the end of an earlier one: the label keeps to the part that stays free.
    const next = spans.find((other) => other.from > span.from && other.from < Math.min(span.to, limit));
    const free = x(Math.min(span.to, limit, next?.from ?? Number.POSITIVE_INFINITY)) - x(span.from);
    const bar = barOf({ x, limit }, span, 'fault', [span.label], span.label);
    const label =
      bar !== undefined && bar.label !== '' && free < bar.width ? fits(span.label, free) : bar?.label;
    return bar === undefined ? [] : [{ ...bar, label: label ?? '', key: `${span.key} ${span.from}` }];
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
  return { id: 'faults', label: 'faults', bars, ticks };
}

function fits(label: string, room: number): string {
  return label.length * 6.5 + 12 <= room ? label : '';
}
