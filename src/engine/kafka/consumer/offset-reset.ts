// auto.offset.reset: where a reader without a position begins. [src: consumer/internals/AutoOffsetResetStrategy.java,
// KIP-1106]

/** ListOffsets timestamps with a meaning of their own. */
const LATEST = -1;
const EARLIEST = -2;

/** `by_duration:` and a duration of ISO 8601 in days, hours, minutes and seconds, not negative. */
export const BY_DURATION =
  /^by_duration:P(?=.*\d)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,9}))?S)?)?$/;

const MS_PER_SECOND = 1_000;
const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3_600;
const SECONDS_PER_DAY = 86_400;

/** The duration of a `by_duration` setting in ms; undefined for the other values. */
export function resetDurationMs(reset: string): number | undefined {
  const found = BY_DURATION.exec(reset);
  if (found === null) return undefined;
  const [days, hours, minutes, seconds] = [1, 2, 3, 4].map((i) => Number(found[i] ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  const whole = days * SECONDS_PER_DAY + hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE + seconds;
  return whole * MS_PER_SECOND + Number((found[5] ?? '').padEnd(3, '0').slice(0, 3));
}

/** What ListOffsets is asked for: the start, the end, or the first record that is not older than so long. */
export function resetTimestamp(reset: string, nowMs: number): number {
  if (reset === 'earliest') return EARLIEST;
  const durationMs = resetDurationMs(reset);
  // A run begins at time 0: nothing is older.
  return durationMs === undefined ? LATEST : Math.max(0, nowMs - durationMs);
}
