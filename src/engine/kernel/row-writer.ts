// Writing rows of a trace. A row is gathered first, in two arrays that are there once: the words that are hashed and
// the values that are kept. When it is complete both are used up in one pass, with the running hash in registers: no
// call allocates, and a field costs two stores.

import type { Because, Row } from './events.ts';
import {
  BLOCK_ROWS,
  BLOCK_VALUES,
  type EventKindInfo,
  HEAD_VALUES,
  internString,
  type Trace,
  type TraceBlock,
  WIDE,
} from './trace.ts';
import type { World } from './world.ts';

/** Node names must be interned before this many strings. */
const MAX_NODE_ID = 65_536;
/** Words of one row: a list may have nearly half as many members. */
const MAX_WORDS = 16_384;
/** Words of a row besides its longest list. */
const OTHER_WORDS = 64;

const words = new Int32Array(MAX_WORDS);
const values = new Int32Array(MAX_WORDS);
/** How many of both the open row has: every field takes as many words as values. */
let count = 0;
let table: Trace;
/** Block of the open row; a run that keeps no rows writes to `NOWHERE`. */
let out: TraceBlock;

const NOWHERE: TraceBlock = newBlock(0, 0);

function newBlock(first: number, baseTime: number): TraceBlock {
  return {
    first,
    count: 0,
    baseTime,
    start: new Uint32Array(BLOCK_ROWS),
    values: new Int32Array(BLOCK_VALUES),
    valueCount: 0,
    wide: [],
    because: [],
  };
}

function openBlock(trace: Trace, world: World): TraceBlock {
  if (!trace.keep) {
    NOWHERE.valueCount = 0;
    NOWHERE.count = 0;
    // Asked first: cutting an array short takes longer than all the rest, even when there is nothing to cut.
    if (NOWHERE.wide.length > 0) NOWHERE.wide.length = 0;
    if (NOWHERE.because.length > 0) NOWHERE.because.length = 0;
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

function openRow(trace: Trace, world: World): void {
  count = 0;
  const block = openBlock(trace, world);
  // Asked first: writing a reference costs more than finding it there already.
  if (table !== trace) table = trace;
  if (out !== block) out = block;
}

/** A number that is no small integer: two words of it, or of its millionths; it stands in `wide`. */
function wideNum(v: number): void {
  const whole = Math.floor(v);
  const x = whole === v ? v : Math.round(v * 1_000_000);
  words[count] = x >>> 0;
  values[count++] = WIDE;
  words[count] = Math.floor(x / 4294967296) | 0;
  values[count++] = out.wide.length;
  out.wide.push(v);
}

/** Writes a number field of the row being written. */
export function num(v: number): void {
  const i = v | 0;
  if (i !== v || i === WIDE) {
    wideNum(v);
    return;
  }
  words[count] = i;
  values[count++] = i;
}

/** Writes a text field of the row being written. */
export function str(text: string): void {
  const id = internString(table, text);
  words[count] = table.stringHashes[id] as number;
  values[count++] = id;
}

/** Writes a list field of the row being written. */
export function nums(list: readonly number[]): void {
  if (list.length * 2 + OTHER_WORDS > MAX_WORDS) {
    throw new Error(`Faultline: an event with a list of ${list.length} numbers`);
  }
  num(list.length);
  for (const v of list) num(v);
}

function mix0(lane: number, word: number): number {
  const x = Math.imul(lane ^ word, 0x9e3779b1);
  return x ^ (x >>> 15);
}

function mix1(lane: number, word: number): number {
  return Math.imul((lane + word) | 0, 0x85ebca77) ^ (lane >>> 13);
}

function makeRoom(block: TraceBlock, room: number): Int32Array {
  const bigger = new Int32Array(Math.max(block.values.length * 2, block.valueCount + room));
  bigger.set(block.values);
  block.values = bigger;
  return bigger;
}

/** Puts the row where it belongs, and mixes it into the running hash: two lanes of 32 bits. */
function closeRow(trace: Trace, world: World, kind: EventKindInfo, nodeId: number, cause: Row): Row {
  const block = out;
  const { now, hash } = world;
  let lane0 = mix0(hash[0] | 0, kind.hash);
  let lane1 = mix1(hash[1] | 0, kind.hash);
  const low = now | 0;
  lane0 = mix0(lane0, low);
  lane1 = mix1(lane1, low);
  if (low !== now) {
    const high = Math.floor(now / 4294967296);
    lane0 = mix0(lane0, high);
    lane1 = mix1(lane1, high);
  }
  const nodeHash = trace.stringHashes[nodeId] as number;
  lane0 = mix0(mix0(lane0, nodeHash), cause);
  lane1 = mix1(mix1(lane1, nodeHash), cause);
  if (nodeId >= MAX_NODE_ID) throw new Error('Faultline: too many strings before the name of a node');
  const start = block.valueCount;
  const first = start + HEAD_VALUES;
  let into = block.values;
  if (first + count > into.length) into = makeRoom(block, HEAD_VALUES + count);
  into[start] = now - block.baseTime;
  into[start + 1] = kind.code | (nodeId << 16);
  into[start + 2] = cause;
  for (let i = 0; i < count; i++) {
    into[first + i] = values[i] as number;
    const word = words[i] as number;
    lane0 = mix0(lane0, word);
    lane1 = mix1(lane1, word);
  }
  hash[0] = lane0;
  hash[1] = lane1;
  block.start[block.count++] = start;
  block.valueCount = first + count;
  return world.rows++;
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
  openRow(trace, world);
  if (kind.encode !== undefined) kind.encode(fields as never);
  else writeFields(kind, fields);
  if (because !== undefined) {
    const setting = because.setting === undefined ? -1 : internString(trace, because.setting);
    out.because.push(world.rows, because.heard ?? -1, because.blocked ?? -1, setting);
  }
  return closeRow(trace, world, kind, nodeId, cause);
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

/** `message.delivered` without an object per message: the most frequent row. Nodes and API by their string ids. */
export function writeDelivered(
  trace: Trace,
  world: World,
  nodeId: number,
  fromId: number,
  apiId: number,
  sentAt: number,
  cause: Row,
): Row {
  if (trace.keep === 'count') return world.rows++;
  openRow(trace, world);
  words[0] = trace.stringHashes[fromId] as number;
  values[0] = fromId;
  words[1] = trace.stringHashes[apiId] as number;
  values[1] = apiId;
  count = 2;
  num(sentAt);
  return closeRow(trace, world, trace.delivered, nodeId, cause);
}
