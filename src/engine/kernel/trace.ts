// The trace of a run: one row per event in blocks of columns (typed arrays, one string table); objects are made when
// somebody reads. The hash runs over a canonical encoding of every row, in order:
//   hash of the type's name, time (low and high 32 bits), hash of the node's name, cause, then each field in declared
//   order: numbers as low and high 32 bits (a fraction as its millionths), strings by hash, lists by length and members.
//   `because` and sentences are not part of it.

import { hashText } from '../../base/rng.ts';
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
  /** Where a row's values begin in `values`. */
  start: Uint32Array;
  /** Whole numbers of 32 bits as they are; others as WIDE and an index into `wide`. */
  values: Int32Array;
  valueCount: number;
  wide: number[];
  /** [row, heard, blocked, setting as string id or -1], four numbers each. */
  because: number[];
}

interface EventKindInfo {
  readonly name: string;
  readonly hash: number;
  readonly names: readonly string[];
  readonly kinds: readonly FieldKind[];
}

/** The writing side. `keep` false: only the hash is carried on (a cursor that re-runs what is recorded). */
export interface Trace {
  readonly kinds: readonly EventKindInfo[];
  readonly codes: ReadonlyMap<string, number>;
  readonly keep: boolean;
  /** Code of `message.delivered`. */
  readonly delivered: number;
  readonly strings: string[];
  readonly stringIds: Map<string, number>;
  /** Hash of each string, by id. */
  readonly stringHashes: number[];
  blocks: TraceBlock[];
}

const NAME_SEED = 0x5f3759df;

export function createTrace(table: EventTable, keep: boolean): Trace {
  const kinds = Object.entries(table).map(([name, fields]) => ({
    name,
    hash: hashText(name, NAME_SEED),
    names: Object.keys(fields),
    kinds: Object.values(fields),
  }));
  return {
    kinds,
    codes: new Map(kinds.map((k, i) => [k.name, i])),
    keep,
    delivered: kinds.findIndex((k) => k.name === 'message.delivered'),
    strings: [],
    stringIds: new Map(),
    stringHashes: [],
    blocks: [],
  };
}

/** Id of a string in the trace's table. */
export function internString(trace: Trace, text: string): number {
  let id = trace.stringIds.get(text);
  if (id === undefined) {
    id = trace.strings.length;
    trace.strings.push(text);
    trace.stringIds.set(text, id);
    trace.stringHashes.push(hashText(text, NAME_SEED));
  }
  return id;
}

// The running hash while one row is encoded; kept in module variables so that no call allocates.
let lane0 = 0;
let lane1 = 0;

function mix(x: number): void {
  lane0 = Math.imul(lane0 ^ x, 0x9e3779b1);
  lane0 ^= lane0 >>> 15;
  lane1 = (Math.imul(lane1 + x, 0x85ebca77) ^ (lane1 >>> 13)) | 0;
}

function mixNumber(v: number): void {
  if (v === (v | 0)) {
    mix(v | 0);
    return;
  }
  const whole = Math.floor(v);
  const x = whole === v ? v : Math.round(v * 1_000_000);
  mix(x >>> 0);
  mix(Math.floor(x / 4294967296) | 0);
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

function pushValue(block: TraceBlock, v: number): void {
  if (block.valueCount + 2 > block.values.length) {
    const bigger = new Int32Array(block.values.length * 2);
    bigger.set(block.values);
    block.values = bigger;
  }
  if (v === (v | 0) && v !== WIDE) {
    block.values[block.valueCount++] = v;
    return;
  }
  block.values[block.valueCount++] = WIDE;
  block.values[block.valueCount++] = block.wide.length;
  block.wide.push(v);
}

function openRow(trace: Trace, world: World, code: number, node: string, cause: Row): TraceBlock | undefined {
  lane0 = world.hash[0];
  lane1 = world.hash[1];
  mix((trace.kinds[code] as EventKindInfo).hash);
  mixNumber(world.now);
  const nodeId = internString(trace, node);
  mix(trace.stringHashes[nodeId] as number);
  mix(cause);
  if (!trace.keep) return undefined;
  let block = trace.blocks[trace.blocks.length - 1];
  if (block === undefined || block.count === BLOCK_ROWS) {
    block = newBlock(world.rows, world.now);
    trace.blocks.push(block);
  }
  const i = block.count++;
  block.at[i] = world.now - block.baseTime;
  block.type[i] = code;
  if (nodeId >= MAX_NODE_ID) throw new Error(`Faultline: too many strings before the name of ${node}`);
  block.node[i] = nodeId;
  block.cause[i] = cause;
  block.start[i] = block.valueCount;
  return block;
}

function closeRow(world: World): Row {
  world.hash[0] = lane0;
  world.hash[1] = lane1;
  return world.rows++;
}

/** Appends one event; returns its row. The time is the world's. */
export function writeRow(
  trace: Trace,
  world: World,
  node: string,
  type: string,
  fields: Readonly<Record<string, unknown>>,
  cause: Row,
  because: Because | undefined,
): Row {
  const code = trace.codes.get(type);
  if (code === undefined) throw new Error(`Faultline: no event kind ${type} is declared`);
  const block = openRow(trace, world, code, node, cause);
  const info = trace.kinds[code] as EventKindInfo;
  for (let f = 0; f < info.names.length; f++) {
    const value = fields[info.names[f] as string];
    const kind = info.kinds[f];
    if (kind === 'num') {
      mixNumber(value as number);
      if (block !== undefined) pushValue(block, value as number);
    } else if (kind === 'str') {
      const id = internString(trace, value as string);
      mix(trace.stringHashes[id] as number);
      if (block !== undefined) pushValue(block, id);
    } else {
      const list = value as readonly number[];
      mix(list.length);
      if (block !== undefined) pushValue(block, list.length);
      for (const v of list) {
        mixNumber(v);
        if (block !== undefined) pushValue(block, v);
      }
    }
  }
  if (block !== undefined && because !== undefined) {
    const setting = because.setting === undefined ? -1 : internString(trace, because.setting);
    block.because.push(world.rows, because.heard ?? -1, because.blocked ?? -1, setting);
  }
  return closeRow(world);
}

/** `message.delivered` without an object per message: the most frequent row. Field order as declared. */
export function writeDelivered(
  trace: Trace,
  world: World,
  node: string,
  from: string,
  api: string,
  sentAt: number,
  cause: Row,
): Row {
  const block = openRow(trace, world, trace.delivered, node, cause);
  const fromId = internString(trace, from);
  const apiId = internString(trace, api);
  mix(trace.stringHashes[fromId] as number);
  mix(trace.stringHashes[apiId] as number);
  mixNumber(sentAt);
  if (block !== undefined) {
    pushValue(block, fromId);
    pushValue(block, apiId);
    pushValue(block, sentAt);
  }
  return closeRow(world);
}

/** The world's running hash as 16 hex digits. */
export function hashHex(hash: readonly [number, number]): string {
  return hash.map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}
