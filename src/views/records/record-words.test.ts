import { describe, expect, it } from 'vitest';
import type { ReaderSum } from '../../engine/kafka/queries/record-fates.ts';
import { againWords, orderOf, verdictOf } from './record-words.ts';

function reader(changes: Partial<ReaderSum> & { again?: number } = {}): ReaderSum {
  const { again = 0, ...rest } = changes;
  const fate = { reader: 'g', kind: 'group', producer: 'p', delivered: 100, again, mostTimes: 1 } as const;
  return { reader: 'g', kind: 'group', skipped: 0, inversions: 0, fates: [fate], ...rest };
}

describe('what deliveries amount to', () => {
  it('names the promise that was kept', () => {
    expect(verdictOf(reader())).toEqual({ text: 'every record once so far', isSound: true });
    expect(verdictOf(reader({ fates: [] })).text).toBe('nothing read yet');
    expect(verdictOf(reader({ again: 12 }))).toEqual({
      text: '12 records again: at least once',
      isSound: false,
    });
    expect(verdictOf(reader({ skipped: 1 })).text).toBe('1 record never: at most once');
    expect(verdictOf(reader({ skipped: 3, again: 1 })).text).toBe(
      '3 records never: at most once; 1 record again: at least once',
    );
  });

  it('tells of the order and of records that came often', () => {
    expect(orderOf(reader()).text).toBe('kept');
    expect(orderOf(reader({ inversions: 7 })).text).toBe('7 pairs out of order');
    const shared = reader({ kind: 'share group', inversions: 7 });
    expect(orderOf(shared)).toEqual({ text: 'not promised: 7 pairs out of order', isSound: true });
    expect(orderOf({ ...shared, inversions: 0 }).text).toBe('not promised');
    expect(againWords(0, 1)).toBe('0');
    expect(againWords(12, 2)).toBe('12');
    expect(againWords(12, 3)).toBe('12, up to 3 times');
  });
});
