// Where a step or a jump leads. Pure look-ups in the trace; events of one time are one step.

import type { Micros } from '../base/units.ts';
import type { TraceReader } from '../engine/kernel/recording-api.ts';
import { isFirstOfStreak } from './pace.ts';
import { isChangeKind, isMessageKind, PACE } from './pace-table.ts';

export type StepKind = 'event' | 'message' | 'change' | 'landmark';

const ACCEPTS: Record<StepKind, (type: string) => boolean> = {
  event: () => true,
  message: isMessageKind,
  change: isChangeKind,
  landmark: (type) => PACE[type]?.isLandmark === true,
};

/**
 * Time of the next (or previous) event of that kind after (before) `t`; undefined when the computed part has none.
 */
export function stepTarget(
  events: TraceReader,
  t: Micros,
  direction: 1 | -1,
  kind: StepKind,
): Micros | undefined {
  const accepts = ACCEPTS[kind];
  let row = direction === 1 ? events.rowsUntil(t) : events.rowsUntil(t - 1) - 1;
  for (;;) {
    row = row < 0 ? -1 : events.find(row, direction, accepts);
    if (row === -1) return undefined;
    if (kind !== 'landmark' || isFirstOfStreak(events, row)) return events.timeOf(row);
    row += direction;
    if (row >= events.length) return undefined;
  }
}
