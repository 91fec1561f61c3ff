// Durations and rates as people write them: 500ms, 1.5s, 2m, 1h; 20/s, 30/m.

import type { Micros } from '../../base/units.ts';

export const DURATION_PATTERN = /^(\d{1,9}(?:\.\d{1,6})?)(us|ms|s|m|h)$/;
export const RATE_PATTERN = /^(\d{1,9}(?:\.\d{1,6})?)\/(s|m)$/;
export const DURATION_EXAMPLES = 'a duration such as 500ms, 12s, 1.5s or 2m';
export const RATE_EXAMPLES = 'a rate such as 20/s or 30/m';

const MICROS: Record<string, number> = { us: 1, ms: 1_000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000 };

/** Microseconds of "12s"; undefined when it is not a duration. */
export function parseDuration(text: unknown): Micros | undefined {
  if (typeof text !== 'string') return undefined;
  const match = DURATION_PATTERN.exec(text);
  if (match === null) return undefined;
  return Math.round(Number(match[1]) * (MICROS[match[2] as string] as number));
}

/** Records per second of "20/s"; undefined when it is not a rate. */
export function parseRate(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const match = RATE_PATTERN.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) / (match[2] === 'm' ? 60 : 1);
}

/** The shortest exact text for a duration: 12s, 500ms, 3us. */
export function writeDuration(at: Micros): string {
  if (at % 1_000 !== 0) return `${at}us`;
  return at % 1_000_000 === 0
    ? `${at / 1_000_000}s`
    : at > 1_000_000
      ? `${at / 1_000_000}s`
      : `${at / 1_000}ms`;
}
