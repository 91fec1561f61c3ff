// A set of integers kept as sorted, disjoint, non-touching half-open ranges in one flat array: [from0, to0, from1, to1, …].
// The ledger counts millions of records with it in a few numbers.

export type RangeSet = number[];

/** Adds [from, to). Returns how many of its members were already in the set. */
export function addRange(set: RangeSet, from: number, to: number): number {
  if (to <= from) return 0;
  const n = set.length;
  // The common case: it extends or follows the last range.
  if (n === 0 || from > (set[n - 1] as number)) {
    set.push(from, to);
    return 0;
  }
  if (from === set[n - 1]) {
    set[n - 1] = to;
    return 0;
  }
  let lo = from;
  let hi = to;
  let overlap = 0;
  let first = 0;
  while (first < n && (set[first + 1] as number) < from) first += 2;
  let last = first;
  while (last < n && (set[last] as number) <= to) {
    const a = set[last] as number;
    const b = set[last + 1] as number;
    overlap += Math.max(0, Math.min(b, to) - Math.max(a, from));
    lo = Math.min(lo, a);
    hi = Math.max(hi, b);
    last += 2;
  }
  set.splice(first, last - first, lo, hi);
  return overlap;
}

/** Removes [from, to). Returns how many members it took out. */
export function removeRange(set: RangeSet, from: number, to: number): number {
  if (to <= from) return 0;
  let removed = 0;
  for (let i = 0; i < set.length; ) {
    const a = set[i] as number;
    const b = set[i + 1] as number;
    if (b <= from) {
      i += 2;
      continue;
    }
    if (a >= to) break;
    const cutFrom = Math.max(a, from);
    const cutTo = Math.min(b, to);
    removed += cutTo - cutFrom;
    const left: number[] = [];
    if (a < cutFrom) left.push(a, cutFrom);
    if (cutTo < b) left.push(cutTo, b);
    set.splice(i, 2, ...left);
    i += left.length;
  }
  return removed;
}

/** How many integers are in the set. */
export function countOf(set: RangeSet): number {
  let n = 0;
  for (let i = 0; i < set.length; i += 2) n += (set[i + 1] as number) - (set[i] as number);
  return n;
}

/** How many members of [from, to) are in the set. */
export function countWithin(set: RangeSet, from: number, to: number): number {
  let n = 0;
  for (let i = 0; i < set.length; i += 2) {
    n += Math.max(0, Math.min(set[i + 1] as number, to) - Math.max(set[i] as number, from));
  }
  return n;
}

/** How many members of `a` are not in `b`. */
export function countDifference(a: RangeSet, b: RangeSet): number {
  let n = 0;
  let j = 0;
  for (let i = 0; i < a.length; i += 2) {
    const from = a[i] as number;
    const to = a[i + 1] as number;
    while (j < b.length && (b[j + 1] as number) <= from) j += 2;
    let common = 0;
    for (let k = j; k < b.length && (b[k] as number) < to; k += 2) {
      common += Math.max(0, Math.min(b[k + 1] as number, to) - Math.max(b[k] as number, from));
    }
    n += to - from - common;
  }
  return n;
}
