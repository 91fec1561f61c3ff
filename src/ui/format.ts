// The only place where numbers and times become words. English, thousands with a thin space, no locale.

import type { Micros } from '../base/units.ts';

const THIN_SPACE = '\u2009';
const MINUS = '\u2212';

/** 1284 -> "1 284" (thin space). Fractions are kept as they are. */
export function formatNumber(value: number): string {
  const [whole = '0', fraction] = String(Math.abs(value)).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  return `${value < 0 ? MINUS : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** Playhead and events: "23.418 s", to the millisecond. */
export function formatTime(at: Micros): string {
  return `${formatSeconds(at, 3)} s`;
}

/** Events within one millisecond: "23.418 204 s", to the microsecond. */
export function formatTimeExact(at: Micros): string {
  const text = formatSeconds(at, 6);
  return `${text.slice(0, -3)}${THIN_SPACE}${text.slice(-3)} s`;
}

/** In sentences and on lanes: "12.0 s". */
export function formatTimeShort(at: Micros): string {
  return `${formatSeconds(at, 1)} s`;
}

/** A length of time with the unit that fits: "0.2 ms", "340 ms", "8.6 s", "2 min 5 s". */
export function formatDuration(micros: Micros): string {
  const [value, unit] = durationParts(micros);
  return `${value} ${unit}`;
}

/** The same in milliseconds, as Kafka states them. */
export function formatMillis(ms: number): string {
  return formatDuration(Math.round(ms * 1000));
}

/** Value and unit of a length of time, for figures with a small unit. */
export function durationParts(micros: Micros): readonly [value: string, unit: string] {
  const ms = micros / 1000;
  if (ms < 10) return [trimZeros(ms.toFixed(1)), 'ms'];
  if (ms < 1000) return [String(Math.round(ms)), 'ms'];
  const seconds = ms / 1000;
  if (seconds < 60) return [seconds.toFixed(1), 's'];
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round(seconds - minutes * 60);
  return rest === 60 ? [`${minutes + 1} min 0`, 's'] : [`${minutes} min ${rest}`, 's'];
}

/** Speed: "1×", "0.25×", "0.001×". */
export function formatSpeed(speed: number): string {
  const digits = speed >= 10 ? 0 : speed >= 1 ? 1 : speed >= 0.1 ? 2 : 3;
  return `${trimZeros(speed.toFixed(digits))}×`;
}

/** A share in [0, 1]: "5 %", "0.3 %". */
export function formatPercent(share: number): string {
  const percent = share * 100;
  return `${percent !== 0 && Math.abs(percent) < 1 ? trimZeros(percent.toFixed(1)) : Math.round(percent)} %`;
}

/** Broker ids as a set: "{1,2,3}", ordered by id, whatever order the metadata has. */
export function formatSet(ids: readonly number[]): string {
  return `{${[...ids].sort((a, b) => a - b).join(',')}}`;
}

/** "1 record", "12 records". */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(count)} ${count === 1 ? singular : plural}`;
}

/** "a", "a and b", "a, b and c". */
export function formatList(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** "1.2 MB"; bytes in decimal units. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${trimZeros((bytes / 1000).toFixed(1))} kB`;
  return `${trimZeros((bytes / 1_000_000).toFixed(1))} MB`;
}

function formatSeconds(at: Micros, digits: number): string {
  // Cut, not rounded: an event at 11.9996 s has not happened at 12.0 s.
  const unit = 10 ** (6 - digits);
  const ticks = Math.floor(Math.abs(at) / unit);
  const perSecond = 10 ** digits;
  const whole = formatNumber(Math.floor(ticks / perSecond));
  return `${at < 0 ? MINUS : ''}${whole}.${String(ticks % perSecond).padStart(digits, '0')}`;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
