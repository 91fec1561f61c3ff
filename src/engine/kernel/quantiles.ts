// Durations drawn from a table of quantiles {p50, p99, max}, straight lines between them (no logarithm, no normal
// distribution: the same in every browser).

import type { Micros } from '../../base/units.ts';

/** Microseconds at three quantiles. */
export interface Quantiles {
  readonly p50: Micros;
  readonly p99: Micros;
  readonly max: Micros;
}

/** A table made ready for drawing. */
export interface Draw extends Quantiles {
  /** The line below the median, with a half added for rounding: value at 0, and what each 65,536th adds. */
  readonly start: number;
  readonly slope: number;
  /** What each 65,536th above the median adds besides. */
  readonly bend: number;
}

/** The smallest value is 60 % of the median. */
const FLOOR = 0.6;
/** The last 65,536th below the median; the first at or above the 99th percentile. */
const BELOW_MEDIAN = 32_767;
const TAIL = 64_881;
/** A mask: at multiples of 1,024 the lines of round tables pass through halves. */
const TIES = 1_023;

/** Value at u in [0, 1). */
export function quantileAt(table: Quantiles, u: number): Micros {
  const { p50, p99, max } = table;
  if (u < 0.5) return Math.round(p50 * (FLOOR + ((1 - FLOOR) * u) / 0.5));
  if (u < 0.99) return Math.round(p50 + ((p99 - p50) * (u - 0.5)) / 0.49);
  return Math.round(p99 + ((max - p99) * (u - 0.99)) / 0.01);
}

/** Makes a table ready. */
export function drawFrom(table: Quantiles): Draw {
  const { p50, p99, max } = table;
  const slope = (p50 * (1 - FLOOR)) / 0.5 / 65536;
  const bend = (p99 - p50) / 0.49 / 65536 - slope;
  return { p50, p99, max, start: p50 * FLOOR + 0.5, slope, bend };
}

/**
 * `quantileAt(table, bits / 65536)`, bits in [0, 65536), without a question that a processor would guess wrong every
 * other time: two of these are drawn for every message.
 */
export function drawnAt(draw: Draw, bits: number): Micros {
  // Seldom; the general form says where a half goes.
  if (bits >= TAIL || (bits & TIES) === 0) return quantileAt(draw, bits / 65536);
  // 0 below the median: the shift makes a mask of the sign.
  const above = (bits - BELOW_MEDIAN - 1) & ((BELOW_MEDIAN - bits) >> 31);
  return (draw.start + draw.slope * bits + draw.bend * above) | 0;
}
