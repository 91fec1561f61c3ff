// Draws for the search itself: which cluster, which faults. Streams of their own, so that a scenario's seed stays free.

import { createRng, nextBelow } from '../../base/rng.ts';

export interface Draw {
  /** Uniform integer in [0, n). */
  below(n: number): number;
  /** Uniform integer in [from, to]. */
  between(from: number, to: number): number;
  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean;
  /** One of them; an error for an empty list. */
  pick<T>(list: readonly T[]): T;
}

/** The stream for `purpose` of the search's `seed`. */
export function createDraw(seed: number, purpose: string): Draw {
  const rng = createRng(seed, `search/${purpose}`);
  return {
    below: (n) => nextBelow(rng, n),
    between: (from, to) => from + nextBelow(rng, to - from + 1),
    chance: (percent) => nextBelow(rng, 100) < percent,
    pick: (list) => {
      if (list.length === 0) throw new Error('Faultline: nothing to pick from');
      return list[nextBelow(rng, list.length)] as (typeof list)[number];
    },
  };
}
