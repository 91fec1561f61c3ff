// The trace of a run: one row per event in blocks of columns (typed arrays, one string table); objects are made when
// somebody reads. The hash runs over a canonical encoding of every row, in order:
//   hash of the type's name, time (low and high 32 bits), hash of the node's name, cause, then each field in declared
//   order: numbers as low and high 32 bits (a fraction as its millionths), strings by hash, lists by length and members.
//   `because` and sentences are not part of it.

import { hashText } from '../../base/rng.ts';
import { createTextTable, type TextTable, textAdd, textClear, textGet } from '../../base/text-table.ts';
import type { Because, EventTable, FieldKind, Row } from './events.ts';
import type { World } from './world.ts';

export const BLOCK_ROWS = 4096;
/** Marks a value that stands in `wide`. */
export const WIDE = -2147483648;
/** Node names must be interned before this many strings. */
const MAX_NODE_ID = 65_536;

/** Rows [first, first + count) of a trace. Transferable between threads. */
export interface TraceBlock {
  first: number;
  count: number;
  /** Time of its first row; `at` counts from it. */
  baseTime: number;
  at: Uint32Array;
  type: Uint16Array;
  /** String ids; node names are among the first strings of a run. */
  node: Uint16Array;
  cause: Int32Array;
  /** Where a row's values begin in `values`. Narrow once the block is handed over, if that is enough. */
  start: Uint32Array | Uint16Array;
  /** Whole numbers of 32 bits as they are; others as WIDE and an index into `wide`. */
  values: Int32Array;
  valueCount: number;
  wide: number[];
  /** [row, heard, blocked, setting as string id or -1], four numbers each. */
  because: number[];
}

/** Writes the fields of one kind, in declared order, with `num` and `str`. Made by hand for kinds that come often. */
export type RowEncoder = (fields: never) => void;

interface EventKindInfo {
  readonly name: string;
  readonly code: number;
  readonly hash: number;
  readonly names: readonly string[];
  readonly kinds: readonly FieldKind[];
  /** A property read by a varying name costs ten times as much as one by a fixed name. */
  readonly encode: RowEncoder | undefined;
  /** The domain's observer wants to see it. */
  readonly isObserved: boolean;
}

/** What becomes of the rows: kept, hashed only (a cursor that re-runs what is recorded), or counted only (a search). */
export type Keeping = boolean | 'count';

/** The writing side. */
export interface Trace {
  readonly kinds: readonly EventKindInfo[];
  readonly byName: TextTable<EventKindInfo>;
  readonly keep: Keeping;
  readonly delivered: EventKindInfo;
  readonly strings: string[];
  readonly stringIds: TextTable<number>;
  /** Hash of each string, by id. */
  readonly stringHashes: number[];
  blocks: TraceBlock[];
}

const NAME_SEED = 0x5f3759df;

/** What a domain may add to the table of kinds. */
export interface TraceOptions {
  readonly encoders?: Readonly<Record<string, RowEncoder>>;
  /** Kinds that the observer wants to see; all if absent. */
  readonly observed?: ReadonlySet<string>;
}

interface Kinds {
  readonly encoders: TraceOptions['encoders'] | undefined;
  readonly observed: TraceOptions['observed'] | undefined;
  readonly kinds: readonly EventKindInfo[];
  readonly byName: TextTable<EventKindInfo>;
}

/** Kinds of tables that were read already: a search makes thousands of traces. */
const KINDS = new WeakMap<EventTable, Kinds>();

function kindsOf(table: EventTable, { encoders, observed }: TraceOptions): Kinds {
  const known = KINDS.get(table);
  if (known !== undefined && known.encoders === encoders && known.observed === observed) return known;
  const kinds = Object.entries(table).map(([name, fields], code) => ({
    name,
    code,
    hash: hashText(name, NAME_SEED),
    names: Object.keys(fields),
    kinds: Object.values(fields),
    encode: encoders?.[name],
    isObserved: observed?.has(name) ?? true,
  }));
  const byName = createTextTable(kinds.map((k) => [k.name, k] as const));
  const made: Kinds = { encoders, observed, kinds, byName };
  KINDS.set(table, made);
  return made;
}

export function createTrace(table: EventTable, keep: Keeping, options: TraceOptions = {}): Trace {
  const { kinds, byName } = kindsOf(table, options);
  return {
    kinds,
    byName,
    keep,
    delivered: kinds.find((k) => k.name === 'message.delivered') as EventKindInfo,
    strings: [],
    stringIds: createTextTable(),
    stringHashes: [],
    blocks: [],
  };
}

/** Id of a string in the trace's table. */
export function internString(trace: Trace, text: string): number {
  let id = textGet(trace.stringIds, text);
  if (id === undefined) {
    id = trace.strings.length;
    trace.strings.push(text);
    textAdd(trace.stringIds, text, id);
    trace.stringHashes.push(hashText(text, NAME_SEED));
  }
  return id;
}

/** Starts the table of strings anew with these. */
export function replaceStrings(trace: Trace, strings: readonly string[]): void {
  trace.strings.length = 0;
  trace.stringHashes.length = 0;
  textClear(trace.stringIds);
  for (const text of strings) internString(trace, text);
}

// The row being written. What is hashed is gathered first, in one array of words, and mixed in one go when the row is
// closed: so the running hash stays in registers, and no call allocates. Values go straight into the open block; a run
// that keeps no rows writes them to `NOWHERE`.
let words = new Int32Array(64);
let wordCount = 0;
let table: Trace;
let out: TraceBlock;

const NOWHERE: TraceBlock = newBlock(0, 0);

function moreWords(): void {
  const bigger = new Int32Array(words.length * 2);
  bigger.set(words);
  words = bigger;
}

/** A number that is no 32-bit integer: two words of it, or of its millionths. */
function wideWords(v: number): void {
  const whole = Math.floor(v);
  const x = whole === v ? v : Math.round(v * 1_000_000);
  words[wordCount++] = x >>> 0;
  words[wordCount++] = Math.floor(x / 4294967296) | 0;
}

function numberWords(v: number): void {
  if (v === (v | 0)) words[wordCount++] = v;
  else wideWords(v);
}

function newBlock(first: number, baseTime: number): TraceBlock {
  return {
    first,
    count: 0,
    baseTime,
    at: new Uint32Array(BLOCK_ROWS),
    type: new Uint16Array(BLOCK_ROWS),
    node: new Uint16Array(BLOCK_ROWS),
    cause: new Int32Array(BLOCK_ROWS),
    start: new Uint32Array(BLOCK_ROWS),
    values: new Int32Array(BLOCK_ROWS * 5),
    valueCount: 0,
    wide: [],
    because: [],
  };
}

/** Room that every row finds without asking: fixed fields never take more. */
const ROW_ROOM = 48;

function makeRoom(block: TraceBlock, room: number): void {
  if (block.valueCount + room <= block.values.length) return;
  const bigger = new Int32Array(Math.max(block.values.length * 2, block.valueCount + room));
  bigger.set(block.values);
  block.values = bigger;
}

function openBlock(trace: Trace, world: World): TraceBlock {
  if (!trace.keep) {
    NOWHERE.valueCount = 0;
    NOWHERE.count = 0;
    NOWHERE.wide.length = 0;
    NOWHERE.because.length = 0;
    return NOWHERE;
  }
  const { blocks } = trace;
  const n = blocks.length;
  // Asking an empty array for its element -1 is slow, and stays so: that is no index, but a name.
  const open = n === 0 ? undefined : blocks[n - 1];
  if (open !== undefined && open.count < BLOCK_ROWS) return open;
  const block = newBlock(world.rows, world.now);
  blocks.push(block);
  return block;
}

function openRow(trace: Trace, world: World, kind: EventKindInfo, nodeId: number, cause: Row): void {
  // Asked first: writing a reference costs more than finding it there already.
  if (table !== trace) table = trace;
  const { now } = world;
  words[0] = kind.hash;
  wordCount = 1;
  numberWords(now);
  words[wordCount++] = trace.stringHashes[nodeId] as number;
  words[wordCount++] = cause;
  const block = openBlock(trace, world);
  const i = block.count++;
  block.at[i] = now - block.baseTime;
  block.type[i] = kind.code;
  if (nodeId >= MAX_NODE_ID) throw new Error('Faultline: too many strings before the name of a node');
  block.node[i] = nodeId;
  block.cause[i] = cause;
  block.start[i] = block.valueCount;
  if (block.valueCount + ROW_ROOM > block.values.length) makeRoom(block, ROW_ROOM);
  if (out !== block) out = block;
}

/** Writes a number field of the row being written. */
export function num(v: number): void {
  const i = v | 0;
  if (i === v && i !== WIDE) {
    words[wordCount++] = i;
    out.values[out.valueCount++] = i;
    return;
  }
  numberWords(v);
  out.values[out.valueCount++] = WIDE;
  out.values[out.valueCount++] = out.wide.length;
  out.wide.push(v);
}

function writeId(id: number): void {
  words[wordCount++] = table.stringHashes[id] as number;
  out.values[out.valueCount++] = id;
}

/** Writes a text field of the row being written. */
export function str(text: string): void {
  writeId(internString(table, text));
}

/** Writes a list field of the row being written. */
export function nums(list: readonly number[]): void {
  const room = list.length * 2 + ROW_ROOM;
  makeRoom(out, room);
  while (wordCount + room > words.length) moreWords();
  num(list.length);
  for (const v of list) num(v);
}

/** Mixes the row's words into the running hash: two lanes of 32 bits. */
function closeRow(world: World): Row {
  const { hash } = world;
  let lane0 = hash[0] | 0;
  let lane1 = hash[1] | 0;
  for (let i = 0; i < wordCount; i++) {
    const x = words[i] as number;
    lane0 = Math.imul(lane0 ^ x, 0x9e3779b1);
    lane0 ^= lane0 >>> 15;
    lane1 = Math.imul((lane1 + x) | 0, 0x85ebca77) ^ (lane1 >>> 13);
  }
  hash[0] = lane0;
  hash[1] = lane1;
  return world.rows++;
}

/** The declaration of an event kind; an error for one that is not declared. */
export function kindNamed(trace: Trace, type: string): EventKindInfo {
  const kind = textGet(trace.byName, type);
  if (kind === undefined) throw new Error(`Faultline: no event kind ${type} is declared`);
  return kind;
}

/** Appends one event; returns its row. The node by its string id, the time is the world's. */
export function writeRow(
  trace: Trace,
  world: World,
  nodeId: number,
  kind: EventKindInfo,
  fields: Readonly<Record<string, unknown>>,
  cause: Row,
  because: Because | undefined,
): Row {
  if (trace.keep === 'count') return world.rows++;
  openRow(trace, world, kind, nodeId, cause);
  if (kind.encode !== undefined) kind.encode(fields as never);
  else writeFields(kind, fields);
  if (because !== undefined) {
    const setting = because.setting === undefined ? -1 : internString(trace, because.setting);
    out.because.push(world.rows, because.heard ?? -1, because.blocked ?? -1, setting);
  }
  return closeRow(world);
}

function writeFields(kind: EventKindInfo, fields: Readonly<Record<string, unknown>>): void {
  for (let f = 0; f < kind.names.length; f++) {
    const value = fields[kind.names[f] as string];
    const type = kind.kinds[f];
    if (type === 'num') num(value as number);
    else if (type === 'str') str(value as string);
    else nums(value as readonly number[]);
  }
}

/** `message.delivered` without an object per message: the most frequent row. Nodes by their string ids. */
export function writeDelivered(
  trace: Trace,
  world: World,
  nodeId: number,
  fromId: number,
  api: string,
  sentAt: number,
  cause: Row,
): Row {
  if (trace.keep === 'count') return world.rows++;
  openRow(trace, world, trace.delivered, nodeId, cause);
  writeId(fromId);
  str(api);
  num(sentAt);
  return closeRow(world);
}

/** The world's running hash as 16 hex digits. */
export function hashHex(hash: readonly [number, number]): string {
  return hash.map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}
