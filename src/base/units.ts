// Units of time and size. The world counts in integer microseconds; Kafka compares whole milliseconds.
// Units are "flavours": a plain number is accepted, a value of another unit is not.

/** Integer microseconds since the start of the run. */
export type Micros = number & { readonly unit?: 'us' };
/** Whole milliseconds, as Kafka's own clock and settings use them. */
export type Millis = number & { readonly unit?: 'ms' };

export const MICROS_PER_MS = 1_000;
export const MICROS_PER_SECOND = 1_000_000;

/** What Kafka's clock would show: floor(us / 1000). */
export function toMillis(at: Micros): Millis {
  return Math.floor(at / MICROS_PER_MS);
}

/** Milliseconds (may be fractional, e.g. a latency of 0.25 ms) as integer microseconds. */
export function fromMillis(ms: Millis): Micros {
  return Math.round(ms * MICROS_PER_MS);
}

/** Seconds as integer microseconds. */
export function fromSeconds(seconds: number): Micros {
  return Math.round(seconds * MICROS_PER_SECOND);
}
