import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HeapEntry, heapPop, heapPush, heapReplaceTop } from './heap.ts';
import { appended, insertAt, removeAt } from './lists.ts';
import { addRange, countDifference, countOf, countWithin, type RangeSet, removeRange } from './ranges.ts';
import { createRng, nextBelow, nextUint32 } from './rng.ts';
import { fromMillis, fromSeconds, toMillis } from './units.ts';

describe('lists', () => {
  it('puts in and takes out at an index as splice does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(), fc.integer(), (list, n, item) => {
        const at = n % (list.length + 1);
        const ours = [...list];
        insertAt(ours, at, item);
        expect(ours).toEqual([...list.slice(0, at), item, ...list.slice(at)]);
        removeAt(ours, at);
        expect(ours).toEqual(list);
      }),
    );
  });

  it('adds to a list that does not exist yet', () => {
    let list: number[] | undefined;
    for (const item of [1, 2, 3]) list = appended(list, item);
    expect(list).toEqual([1, 2, 3]);
  });
});

describe('heap', () => {
  it('gives entries back by time, then by sequence', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
        const heap: HeapEntry[] = [];
        for (const [seq, at] of times.entries()) heapPush(heap, { at, seq });
        const out: HeapEntry[] = [];
        for (let e = heapPop(heap); e !== undefined; e = heapPop(heap)) out.push(e);
        const expected = times.map((at, seq) => ({ at, seq })).sort((a, b) => a.at - b.at || a.seq - b.seq);
        expect(out).toEqual(expected);
      }),
    );
  });

  it('gives the same when an entry takes the place of the earliest as when that is taken out first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 2 }), (times) => {
        const [first, ...others] = times.map((at, seq) => ({ at, seq }));
        const replaced: HeapEntry[] = [];
        for (const entry of others) heapPush(replaced, entry);
        const popped = [...replaced];
        heapReplaceTop(replaced, first as HeapEntry);
        heapPop(popped);
        heapPush(popped, first as HeapEntry);
        const drain = (heap: HeapEntry[]) => {
          const out: HeapEntry[] = [];
          for (let e = heapPop(heap); e !== undefined; e = heapPop(heap)) out.push(e);
          return out;
        };
        expect(drain(replaced)).toEqual(drain(popped));
      }),
    );
  });
});

describe('sfc32', () => {
  it('gives the same stream for the same seed and name, and other streams for others', () => {
    const draw = (seed: number, name: string) => {
      const rng = createRng(seed, name);
      return [nextUint32(rng), nextUint32(rng), nextUint32(rng)];
    };
    expect(draw(7, 'arrivals')).toEqual(draw(7, 'arrivals'));
    expect(draw(7, 'arrivals')).not.toEqual(draw(7, 'keys'));
    expect(draw(7, 'arrivals')).not.toEqual(draw(8, 'arrivals'));
  });

  it('agrees with the published generator', () => {
    // PractRand's sfc32 from the state (1, 2, 3, counter 1), computed by hand with 32-bit arithmetic.
    const state: [number, number, number, number] = [1, 2, 3, 1];
    expect(nextUint32(state)).toBe(4);
    expect(state).toEqual([2, 27, (3 << 21) + 4, 2]);
  });

  it('is even enough', () => {
    const rng = createRng(1, 'test');
    const counts = [0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 70_000; i++) counts[nextBelow(rng, 7)] = (counts[nextBelow(rng, 7)] ?? 0) + 1;
    for (const n of counts) expect(Math.abs(n - 10_000)).toBeLessThan(600);
  });
});

describe('range sets', () => {
  const operation = fc.record({
    isAdd: fc.boolean(),
    from: fc.integer({ min: 0, max: 40 }),
    length: fc.integer({ min: 0, max: 12 }),
  });

  it('behave as sets of integers', () => {
    fc.assert(
      fc.property(fc.array(operation), fc.array(operation), (first, second) => {
        const build = (list: typeof first) => {
          const ranges: RangeSet = [];
          const model = new Set<number>();
          for (const { isAdd, from, length } of list) {
            let hit = 0;
            for (let i = from; i < from + length; i++) if (model.has(i)) hit++;
            const reported = isAdd
              ? addRange(ranges, from, from + length)
              : removeRange(ranges, from, from + length);
            expect(reported).toBe(hit);
            for (let i = from; i < from + length; i++) isAdd ? model.add(i) : model.delete(i);
          }
          for (let i = 0; i + 2 < ranges.length; i += 2)
            expect(ranges[i + 1]).toBeLessThan(ranges[i + 2] as number);
          return { ranges, model };
        };
        const a = build(first);
        const b = build(second);
        expect(countOf(a.ranges)).toBe(a.model.size);
        expect(countWithin(a.ranges, 5, 25)).toBe([...a.model].filter((i) => i >= 5 && i < 25).length);
        expect(countDifference(a.ranges, b.ranges)).toBe([...a.model].filter((i) => !b.model.has(i)).length);
      }),
    );
  });
});

describe('units', () => {
  it('compare milliseconds as Kafka does: rounded down', () => {
    expect(toMillis(1_999)).toBe(1);
    expect(fromMillis(0.25)).toBe(250);
    expect(fromSeconds(1.5)).toBe(1_500_000);
  });
});
