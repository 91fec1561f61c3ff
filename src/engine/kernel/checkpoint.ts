// Saved worlds. A full one is JSON; those that follow are differences to it, so that restoring takes two steps at most.
// Both are packed text. The queue is stored by sequence number: its order in the heap array carries no meaning (a sorted array is a heap).

import { pack, toLatin1Json, unpack } from '../../base/lz.ts';
import type { Micros } from '../../base/units.ts';
import type { Entry, Message, World } from './world.ts';

type Json = unknown;
type JsonObject = Record<string, Json>;

/** A saved world and where the trace stood then. */
export interface Checkpoint {
  readonly t: Micros;
  readonly rows: number;
  readonly hash: readonly [number, number];
  /** Index of the full checkpoint that `data` is a difference to; its own index when full. */
  readonly base: number;
  readonly data: Uint8Array;
}

/** A world in the form that is compared and stored. */
function flatten(world: World): JsonObject {
  const queue: JsonObject = {};
  const sorted = world.queue.slice().sort((a, b) => a.seq - b.seq);
  for (const e of sorted) queue[`q${e.seq}`] = flattenEntry(e);
  return { ...(world as unknown as JsonObject), queue };
}

function flattenEntry(e: Entry): Json[] {
  const head = [e.at, e.kind, e.node, e.name, e.incarnation, e.sentAt, e.cause];
  return e.message === 0 && e.conn < 0 ? head : [...head, e.from, e.conn, e.message];
}

function restore(packed: JsonObject): World {
  const queue: Entry[] = [];
  const order = packed.order as string[];
  for (const [key, value] of Object.entries(packed.queue as Record<string, Json[]>)) {
    const [at, kind, node, name, incarnation, sentAt, cause, from = '', conn = -1, message = 0] = value;
    queue.push({
      at: at as number,
      seq: Number(key.slice(1)),
      kind: kind as number,
      node: node as string,
      seat: order.indexOf(node as string),
      from: from as string,
      conn: conn as number,
      incarnation: incarnation as number,
      name: name as string,
      sentAt: sentAt as number,
      cause: cause as number,
      message: message as Message | 0,
    });
  }
  queue.sort((a, b) => a.at - b.at || a.seq - b.seq);
  return { ...packed, queue } as unknown as World;
}

/** Nothing changed. */
const SAME = Symbol('same');

function isObject(v: Json): v is JsonObject {
  return typeof v === 'object' && v !== null && !Array.isArray(v);
}

/**
 * What turns `a` into `b`: SAME; or {$: value} to replace; or, for two objects, {s: patches by key, d: deleted keys,
 * o: order of keys when it is not "kept ones, then new ones"}; or, for two arrays, {l: length, e: [index, patch, …]}.
 */
function diff(a: Json, b: Json): Json | typeof SAME {
  if (a === b) return SAME;
  if (Array.isArray(a) && Array.isArray(b)) return diffArrays(a, b);
  if (isObject(a) && isObject(b)) return diffObjects(a, b);
  return { $: b };
}

function diffArrays(a: Json[], b: Json[]): Json | typeof SAME {
  const e: Json[] = [];
  for (let i = 0; i < b.length; i++) {
    const patch = i < a.length ? diff(a[i], b[i]) : { $: b[i] };
    if (patch !== SAME) e.push(i, patch);
  }
  if (e.length === 0 && a.length === b.length) return SAME;
  // Lists of plain numbers and small lists are cheaper as a whole.
  if (b.length <= 4 || e.length > b.length) return { $: b };
  return { l: b.length, e };
}

function diffObjects(a: JsonObject, b: JsonObject): Json | typeof SAME {
  const s: JsonObject = {};
  const d: string[] = [];
  let changed = 0;
  for (const key in a) if (!(key in b)) d.push(key);
  const expected: string[] = [];
  for (const key in a) if (key in b) expected.push(key);
  let isOrdered = true;
  let position = 0;
  for (const key in b) {
    if (position < expected.length && expected[position] !== key) isOrdered = false;
    position++;
    const patch = key in a ? diff(a[key], b[key]) : { $: b[key] };
    if (patch === SAME) continue;
    s[key] = patch;
    changed++;
  }
  if (changed === 0 && d.length === 0 && isOrdered) return SAME;
  const out: JsonObject = {};
  if (changed > 0) out.s = s;
  if (d.length > 0) out.d = d;
  if (!isOrdered) out.o = Object.keys(b);
  return out;
}

function patched(a: Json, patch: JsonObject): Json {
  if ('$' in patch) return patch.$;
  if (Array.isArray(a)) {
    const list = a.slice(0, patch.l as number);
    const e = patch.e as Json[];
    for (let i = 0; i < e.length; i += 2) {
      const index = e[i] as number;
      list[index] = patched(list[index], e[i + 1] as JsonObject);
    }
    return list;
  }
  const object = a as JsonObject;
  for (const key of (patch.d as string[] | undefined) ?? []) delete object[key];
  const s = (patch.s as Record<string, JsonObject> | undefined) ?? {};
  for (const key in s) object[key] = patched(object[key], s[key] as JsonObject);
  const order = patch.o as string[] | undefined;
  if (order === undefined) return object;
  const ordered: JsonObject = {};
  for (const key of order) ordered[key] = object[key];
  return ordered;
}

/** Checkpoints between two full ones. */
const FULL_EVERY = 24;

/** Writes checkpoints, one after the other. */
export interface CheckpointWriter {
  base: JsonObject | undefined;
  baseIndex: number;
  count: number;
}

export function createCheckpointWriter(firstIndex: number): CheckpointWriter {
  return { base: undefined, baseIndex: -1, count: firstIndex };
}

/** Saves the world as it is now. */
export function writeCheckpoint(writer: CheckpointWriter, world: World): Checkpoint {
  const index = writer.count++;
  const packed = flatten(world);
  let text: string;
  if (writer.base === undefined || index - writer.baseIndex >= FULL_EVERY) {
    text = JSON.stringify(packed);
    writer.base = JSON.parse(text) as JsonObject;
    writer.baseIndex = index;
  } else {
    const patch = diff(writer.base, packed);
    text = JSON.stringify(patch === SAME ? {} : patch);
  }
  const data = pack(toLatin1Json(text));
  return {
    t: world.now,
    rows: world.rows,
    hash: [world.hash[0], world.hash[1]],
    base: writer.baseIndex,
    data,
  };
}

/** The full checkpoints that were unpacked last, newest first: seeks near each other start from the same few. */
const unpacked: { readonly data: Uint8Array; readonly text: string }[] = [];
const MOST_UNPACKED = 4;

function unpackFull({ data }: Checkpoint): string {
  const at = unpacked.findIndex((full) => full.data === data);
  const full = unpacked[at] ?? { data, text: unpack(data) };
  if (at >= 0) unpacked.splice(at, 1);
  unpacked.unshift(full);
  if (unpacked.length > MOST_UNPACKED) unpacked.pop();
  return full.text;
}

/** The world of checkpoint `index`. */
export function readCheckpoint(list: readonly Checkpoint[], index: number): World {
  const checkpoint = list[index] as Checkpoint;
  const base = JSON.parse(unpackFull(list[checkpoint.base] as Checkpoint)) as JsonObject;
  if (checkpoint.base === index) return restore(base);
  const patch = JSON.parse(unpack(checkpoint.data)) as JsonObject;
  return restore(patched(base, patch) as JsonObject);
}

/** Index of the last checkpoint with time <= t (or < t with `isStrict`), -1 for none. */
export function lastCheckpointBefore(list: readonly Checkpoint[], t: Micros, isStrict = false): number {
  let lo = 0;
  let hi = list.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    const at = (list[mid] as Checkpoint).t;
    if (isStrict ? at < t : at <= t) lo = mid + 1;
    else hi = mid;
  }
  return lo - 1;
}
