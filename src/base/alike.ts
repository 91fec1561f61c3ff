// Several values of plain data that are mostly alike, as one: what they share is written once. For data that is sent
// to a browser, where packing programs look back no further than 32 kB.

/** Plain data, as JSON knows it. */
type Plain = unknown;
type PlainObject = Readonly<Record<string, Plain>>;

/**
 * All alike; objects, key by key; lists of one length, place by place; else each by itself, in a list of one, or of none
 * where there is no value.
 */
export type Alike =
  | readonly [kind: 0, value: Plain]
  | readonly [kind: 1, parts: Readonly<Record<string, Alike>>]
  | readonly [kind: 2, each: readonly (readonly Plain[])[]]
  | readonly [kind: 3, places: readonly Alike[]];

function isObject(value: Plain): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The keys of all, each where it stands among its neighbours. */
function mergedKeys(values: readonly PlainObject[]): string[] {
  const keys: string[] = [];
  for (const value of values) {
    let at = 0;
    for (const key of Object.keys(value)) {
      const known = keys.indexOf(key);
      if (known < 0) keys.splice(at, 0, key);
      at = known < 0 ? at + 1 : known + 1;
    }
  }
  return keys;
}

/** The order of keys may mean something. */
function isInOrder(value: PlainObject, keys: readonly string[]): boolean {
  const own = Object.keys(value);
  let at = 0;
  for (const key of keys) if (key === own[at]) at += 1;
  return at === own.length;
}

/** Packs values; `undefined` is the absence of one. */
export function packAlike(values: readonly Plain[]): Alike {
  const [first] = values;
  const text = JSON.stringify(first);
  if (first !== undefined && values.every((value) => JSON.stringify(value) === text)) return [0, first];
  if (values.every(isObject)) {
    const keys = mergedKeys(values);
    if (values.every((value) => isInOrder(value, keys))) {
      return [
        1,
        Object.fromEntries(
          keys.map((key) => [
            key,
            packAlike(values.map((v) => (Object.hasOwn(v, key) ? v[key] : undefined))),
          ]),
        ),
      ];
    }
  }
  if (
    Array.isArray(first) &&
    values.every((value) => Array.isArray(value) && value.length === first.length)
  ) {
    return [3, first.map((_, i) => packAlike(values.map((value) => (value as readonly Plain[])[i])))];
  }
  return [2, values.map((value) => (value === undefined ? [] : [value]))];
}

/** The value at `index` of what was packed. */
export function unpackAlike(packed: Alike, index: number): Plain {
  if (packed[0] === 0) return packed[1];
  if (packed[0] === 2) return packed[1][index]?.[0];
  if (packed[0] === 3) return packed[1].map((place) => unpackAlike(place, index));
  const made: Record<string, Plain> = {};
  for (const [key, part] of Object.entries(packed[1])) {
    const value = unpackAlike(part, index);
    if (value !== undefined) made[key] = value;
  }
  return made;
}
