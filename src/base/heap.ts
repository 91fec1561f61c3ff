// A binary min-heap ordered by (at, seq), kept in a plain array so that it is part of the world.

/** What the heap needs to know of an entry. */
export interface HeapEntry {
  at: number;
  seq: number;
}

function before(a: HeapEntry, b: HeapEntry): boolean {
  return a.at < b.at || (a.at === b.at && a.seq < b.seq);
}

/** Adds an entry. */
export function heapPush<T extends HeapEntry>(heap: T[], entry: T): void {
  let i = heap.length;
  heap.push(entry);
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const p = heap[parent] as T;
    if (!before(entry, p)) break;
    heap[i] = p;
    i = parent;
  }
  heap[i] = entry;
}

/** Removes and returns the earliest entry; undefined when empty. */
export function heapPop<T extends HeapEntry>(heap: T[]): T | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (top === undefined || last === undefined || heap.length === 0) return top;
  heapReplaceTop(heap, last);
  return top;
}

/** Puts an entry in the place of the earliest one. Cheaper than taking that out and adding this. */
export function heapReplaceTop<T extends HeapEntry>(heap: T[], entry: T): void {
  const n = heap.length;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= n) break;
    let c = heap[child] as T;
    const right = child + 1;
    if (right < n) {
      const r = heap[right] as T;
      if (before(r, c)) {
        child = right;
        c = r;
      }
    }
    if (!before(c, entry)) break;
    heap[i] = c;
    i = child;
  }
  heap[i] = entry;
}
