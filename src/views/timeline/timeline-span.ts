// Stretches of time, and where a timeline starts from.

import type { ClusterView } from '../../engine/kafka/views.ts';

/** Still going on as far as the run is computed. */
export const OPEN = Number.POSITIVE_INFINITY;

/** A stretch of time. `to` is OPEN while it lasts. */
export interface Span {
  readonly from: number;
  to: number;
}

/** The cluster at t = 0: what the trace starts from. */
export interface TimelineStart {
  readonly end: number;
  readonly cluster: ClusterView;
  /** The cluster just after a time, for partitions that are made only then (a cold start); a copy. */
  readonly describe?: (at: number) => ClusterView;
}
