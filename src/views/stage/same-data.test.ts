import { describe, expect, it } from 'vitest';
import { sameData } from './same-data.ts';

const strip = () => ({ from: 4, cells: [{ x: 1 }, { x: 2 }], pill: undefined });

describe('props as data', () => {
  it('are the same when all of their parts are', () => {
    expect(sameData(strip(), strip())).toBe(true);
  });

  it('differ by a value, a missing key, a length or a kind', () => {
    expect(sameData(strip(), { ...strip(), cells: [{ x: 1 }, { x: 3 }] })).toBe(false);
    expect(sameData<object>(strip(), { from: 4, cells: strip().cells, other: undefined })).toBe(false);
    expect(sameData(strip(), { ...strip(), cells: [{ x: 1 }] })).toBe(false);
    expect(sameData<object>({ a: [] }, { a: {} })).toBe(false);
    expect(sameData<object>({ a: null }, { a: {} })).toBe(false);
  });
});
