import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatList,
  formatNumber,
  formatPercent,
  formatSet,
  formatSpeed,
  formatTime,
  formatTimeExact,
  formatTimeShort,
} from './format.ts';

describe('format', () => {
  it('groups thousands with a thin space', () => {
    expect(formatNumber(1284)).toBe('1\u2009284');
    expect(formatNumber(999)).toBe('999');
    expect(formatNumber(1234567)).toBe('1\u2009234\u2009567');
    expect(formatNumber(-1)).toBe('\u22121');
    expect(formatNumber(1234.5)).toBe('1\u2009234.5');
  });

  it('cuts times, so that nothing seems to have happened early', () => {
    expect(formatTime(23_418_999)).toBe('23.418 s');
    expect(formatTimeShort(11_999_999)).toBe('11.9 s');
    expect(formatTimeExact(23_418_204)).toBe('23.418\u2009204 s');
    expect(formatTime(0)).toBe('0.000 s');
  });

  it('chooses the unit of a length of time', () => {
    expect(formatDuration(200)).toBe('0.2 ms');
    expect(formatDuration(9_000_000)).toBe('9.0 s');
    expect(formatDuration(340_000)).toBe('340 ms');
    expect(formatDuration(125_000_000)).toBe('2 min 5 s');
    expect(formatDuration(119_900_000)).toBe('2 min 0 s');
  });

  it('writes sets, lists, shares, counts, speeds and sizes', () => {
    expect(formatSet([1, 3])).toBe('{1,3}');
    expect(formatList(['a', 'b', 'c'])).toBe('a, b and c');
    expect(formatPercent(0.05)).toBe('5 %');
    expect(formatPercent(0.003)).toBe('0.3 %');
    expect(formatCount(1, 'record')).toBe('1 record');
    expect(formatCount(2, 'record')).toBe('2 records');
    expect(formatSpeed(0.25)).toBe('0.25×');
    expect(formatSpeed(60)).toBe('60×');
    expect(formatBytes(1_200_000)).toBe('1.2 MB');
  });
});
