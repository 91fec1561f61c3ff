// How many copies of each record a log holds, as nested sets of ranges: level 0 holds what is there at least once,
// level 1 what is there at least twice, and so on.

import { addRange, countWithin, type RangeSet, removeRange } from '../../../base/ranges.ts';

/** More copies of one record than this are not told apart. */
export const MAX_LEVELS = 16;

/** The parts of [from, to) that are in `set` (`isIn`) or not in it, as flat pairs. */
function partsOf(set: RangeSet, from: number, to: number, isIn: boolean): number[] {
  const parts: number[] = [];
  let at = from;
  for (let i = 0; i < set.length && at < to; i += 2) {
    const a = Math.max(set[i] as number, at);
    const b = Math.min(set[i + 1] as number, to);
    if (b <= a) continue;
    if (isIn) parts.push(a, b);
    else if (a > at) parts.push(at, a);
    at = b;
  }
  if (!isIn && at < to) parts.push(at, to);
  return parts;
}

/** Notes one more copy of [from, to). Returns how many of them were there already: the extra copies. */
export function addCopies(levels: RangeSet[], from: number, to: number, level = 0): number {
  let set = levels[level];
  if (set === undefined) {
    set = [];
    levels.push(set);
  }
  if (countWithin(set, from, to) === 0) {
    addRange(set, from, to);
    return 0;
  }
  const repeated = partsOf(set, from, to, true);
  addRange(set, from, to);
  let extra = 0;
  for (let i = 0; i < repeated.length; i += 2) {
    const a = repeated[i] as number;
    const b = repeated[i + 1] as number;
    extra += b - a;
    if (level + 1 < MAX_LEVELS) addCopies(levels, a, b, level + 1);
  }
  return extra;
}

/** Takes one copy of [from, to) away. Returns how many extra copies went. */
export function removeCopies(levels: RangeSet[], from: number, to: number): number {
  let extra = 0;
  let parts = [from, to];
  for (let level = levels.length - 1; level >= 0 && parts.length > 0; level--) {
    const set = levels[level] as RangeSet;
    const rest: number[] = [];
    for (let i = 0; i < parts.length; i += 2) {
      const a = parts[i] as number;
      const b = parts[i + 1] as number;
      rest.push(...partsOf(set, a, b, false));
      const removed = removeRange(set, a, b);
      if (level > 0) extra += removed;
    }
    parts = rest;
    if (level > 0 && set.length === 0) levels.pop();
  }
  return extra;
}
