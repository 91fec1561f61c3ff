import { formatDuration, formatNumber } from '../../ui/format.ts';

/** "1 s of the run takes 10.0 s", "60 s of the run a second". */
export function speedWords(speed: number): string {
  if (speed === 1) return 'as fast as the real thing';
  if (speed > 1) return `${formatNumber(speed)} s of the run each second`;
  return `${formatDuration(Math.round(speed * 1_000_000))} of the run each second`;
}
