// What the deliveries to one reader amount to so far, in words: the promise that they kept.

import type { ReaderSum } from '../../engine/kafka/queries/record-fates.ts';
import { formatCount, formatNumber } from '../../ui/format.ts';

export interface Verdict {
  readonly text: string;
  readonly isSound: boolean;
}

/** "every record once so far", "12 records again: at least once", "3 records never: at most once". */
export function verdictOf(reader: ReaderSum): Verdict {
  const again = reader.fates.reduce((sum, fate) => sum + fate.again, 0);
  const parts = [
    reader.skipped > 0 ? `${formatCount(reader.skipped, 'record')} never: at most once` : '',
    again > 0 ? `${formatCount(again, 'record')} again: at least once` : '',
  ].filter((part) => part !== '');
  if (parts.length > 0) return { text: parts.join('; '), isSound: false };
  const isAny = reader.fates.some((fate) => fate.delivered > 0);
  return { text: isAny ? 'every record once so far' : 'nothing read yet', isSound: true };
}

/** "kept", "7 pairs out of order", "not promised: 7 pairs out of order" of a share group. */
export function orderOf({ kind, inversions }: ReaderSum): Verdict {
  if (kind === 'share group') {
    const found = inversions === 0 ? '' : `: ${formatCount(inversions, 'pair')} out of order`;
    return { text: `not promised${found}`, isSound: true };
  }
  return inversions === 0
    ? { text: 'kept', isSound: true }
    : { text: `${formatCount(inversions, 'pair')} out of order`, isSound: false };
}

/** "12, one of them 3 times". */
export function againWords(again: number, mostTimes: number): string {
  if (again === 0) return '0';
  return mostTimes > 2 ? `${formatNumber(again)}, up to ${mostTimes} times` : formatNumber(again);
}
