// A table with text keys for hot paths. In front of a Map stands a small array in which a key finds its place by its
// length and two of its letters: the few keys that come again and again are found with one comparison.

const SLOTS = 1024;

export interface TextTable<V> {
  readonly all: Map<string, V>;
  /** Each key with its value behind it: both lie in one line of the processor's cache. */
  readonly near: (string | V | undefined)[];
}

/** A table with these entries. */
export function createTextTable<V>(entries: Iterable<readonly [string, V]> = []): TextTable<V> {
  return {
    all: new Map(entries),
    near: new Array<string | V | undefined>(2 * SLOTS).fill(undefined),
  };
}

/** Where the key stands in `near`: an even index. */
function slotOf(text: string): number {
  const n = text.length;
  if (n === 0) return 0;
  return ((n * 37 + text.charCodeAt(n - 1) * 101 + text.charCodeAt(n >> 1) * 263) & (SLOTS - 1)) << 1;
}

function find<V>(table: TextTable<V>, text: string, slot: number): V | undefined {
  const value = table.all.get(text);
  if (value !== undefined) {
    table.near[slot] = text;
    table.near[slot + 1] = value;
  }
  return value;
}

/** The value of a key, undefined for none. */
export function textGet<V>(table: TextTable<V>, text: string): V | undefined {
  const slot = slotOf(text);
  const { near } = table;
  if (near[slot] === text) return near[slot + 1] as V;
  return find(table, text, slot);
}

/** Adds a key that is not in the table yet. */
export function textAdd<V>(table: TextTable<V>, text: string, value: V): void {
  table.all.set(text, value);
  const slot = slotOf(text);
  table.near[slot] = text;
  table.near[slot + 1] = value;
}

/** Forgets every key. */
export function textClear<V>(table: TextTable<V>): void {
  table.all.clear();
  table.near.fill(undefined);
}
