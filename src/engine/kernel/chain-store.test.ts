import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BASE_OFFSET,
  CHUNK_SIZE,
  CUMULATIVE_BYTES,
  chainContains,
  chainFindFirstAtLeast,
  chainFindLastBelow,
  chainFork,
  chainGet,
  chainLink,
  createChainStore,
  DEPTH,
  LAST_OFFSET,
  NO_BATCH,
  PREV,
} from './chain-store.ts';

/** A store with random branches: entry i hangs behind `prev`, with `count` records of 10 bytes. */
function build(steps: readonly { back: number; count: number }[]) {
  const store = createChainStore(0);
  const prevs: number[] = [];
  steps.forEach(({ back, count }, id) => {
    const prev = id - 1 - back < 0 ? NO_BATCH : id - 1 - back;
    const base = prev === NO_BATCH ? 0 : chainGet(store, LAST_OFFSET, prev) + 1;
    chainLink(store, id, prev, base, base + count - 1, count * 10);
    prevs.push(prev);
  });
  const path = (tail: number) => {
    const list: number[] = [];
    for (let at = tail; at !== NO_BATCH; at = prevs[at] as number) list.unshift(at);
    return list;
  };
  return { store, path };
}

const steps = fc.array(
  fc.record({ back: fc.constantFrom(0, 0, 0, 0, 1, 3), count: fc.integer({ min: 1, max: 5 }) }),
  {
    minLength: 1,
    maxLength: 120,
  },
);

describe('chains', () => {
  it('find the batch of an offset and know their ancestors, as a walk back would', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 400 }), (list, offset) => {
        const { store, path } = build(list);
        const tail = list.length - 1;
        const way = path(tail);
        const first = way.find((id) => chainGet(store, LAST_OFFSET, id) >= offset) ?? NO_BATCH;
        expect(chainFindFirstAtLeast(store, tail, LAST_OFFSET, offset)).toBe(first);
        const below = way.filter((id) => chainGet(store, BASE_OFFSET, id) < offset).at(-1) ?? NO_BATCH;
        expect(chainFindLastBelow(store, tail, BASE_OFFSET, offset)).toBe(below);
        for (let id = 0; id < list.length; id++)
          expect(chainContains(store, tail, id)).toBe(way.includes(id));
        expect(chainGet(store, DEPTH, tail)).toBe(way.length - 1);
        expect(chainGet(store, CUMULATIVE_BYTES, tail)).toBe((chainGet(store, LAST_OFFSET, tail) + 1) * 10);
      }),
    );
  });

  it('share their past with a fork and nothing after it', () => {
    const { store } = build(Array.from({ length: CHUNK_SIZE + 10 }, () => ({ back: 0, count: 1 })));
    const fork = chainFork(store, CHUNK_SIZE + 5);
    chainLink(fork, CHUNK_SIZE + 5, 3, 4, 9, 60);
    expect(chainGet(store, PREV, CHUNK_SIZE + 5)).toBe(CHUNK_SIZE + 4);
    expect(chainGet(fork, PREV, CHUNK_SIZE + 5)).toBe(3);
    expect(chainGet(fork, LAST_OFFSET, CHUNK_SIZE + 4)).toBe(CHUNK_SIZE + 4);
  });
});
