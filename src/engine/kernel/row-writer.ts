// Writing rows of a trace. The fields of a row are gathered first, as they are, in an array that is there once; then
// they are hashed and kept in one pass, with the running hash in registers. All kinds of rows share that pass: a writer
// of its own for each would be shorter to run, but together they are too much code to stay near the processor.

import type { Because, Row } from './events.ts';
import {
  BLOCK_ROWS,
  BLOCK_VALUES,
  type EventKindInfo,
  HEAD_VALUES,
  internString,
  roomForStarts,
  type Trace,
  type TraceBlock,
  WIDE,
} from './trace.ts';
import type { World } from './world.ts';

/** Node names must be interned before this many strings. */
const MAX_NODE_ID = 65_536;
/** Fields of one row, each member of a list counted. */
const MAX_FIELDS = 8_192;

/**
 * The fields of the row being written, in declared order: numbers and texts as they are, a list as its length and its
 * members. Encoders put them here and say how many there are.
 */
export const row: (number | string)[] = Array.from({ length: 64 }, () => 0);

/** Where a run that keeps no rows writes them. */
const NOWHERE: TraceBlock = newBlock(0, 0);

function newBlock(first: number, baseTime: number): TraceBlock {
  return {
    first,
    count: 0,
    baseTime,
    start: roomForStarts(BLOCK_VALUES),
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

function mix0(lane: number, word: number): number {
  const x = Math.imul(lane ^ word, 0x9e3779b1);
  return x ^ (x >>> 15);
}

function mix1(lane: number, word: number): number {
  return Math.imul((lane + word) | 0, 0x85ebca77) ^ (lane >>> 13);
}

/** More room for values. */
function makeRoom(block: TraceBlock, room: number): Int32Array {
  const bigger = new Int32Array(Math.max(block.values.length * 2, block.valueCount + room));
  bigger.set(block.values);
  block.values = bigger;
  const start = roomForStarts(bigger.length);
  start.set(block.start);
  block.start = start;
  return bigger;
}

/**
 * Puts the open row where it belongs, and mixes it into the running hash: two lanes of 32 bits. The first `ids` of its
 * `count` fields are texts by their ids.
 */
function keepRow(
  trace: Trace,
  world: World,
  kind: EventKindInfo,
  nodeId: number,
  cause: Row,
  ids: number,
  count: number,
): Row {
  const { now, hash } = world;
  const { stringHashes } = trace;
  if (nodeId >= MAX_NODE_ID) throw new Error('Faultline: too many strings before the name of a node');
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
  const nodeHash = stringHashes[nodeId] as number;
  lane0 = mix0(mix0(lane0, nodeHash), cause);
  lane1 = mix1(mix1(lane1, nodeHash), cause);
  const block = openBlock(trace, world);
  const start = block.valueCount;
  let into = block.values;
  // No field takes more than two values.
  const room = HEAD_VALUES + 2 * count;
  if (start + room > into.length) into = makeRoom(block, room);
  into[start] = now - block.baseTime;
  into[start + 1] = kind.code | (nodeId << 16);
  into[start + 2] = cause;
  let at = start + HEAD_VALUES;
  for (let i = 0; i < count; i++) {
    const field = row[i] as number | string;
    let word: number;
    let value: number;
    if (typeof field === 'string') {
      value = internString(trace, field);
      word = stringHashes[value] as number;
    } else {
      value = field | 0;
      word = i < ids ? (stringHashes[value] as number) : value;
      if (value !== field || value === WIDE) {
        // No small integer: two words of it, or of its millionths; it stands in `wide`.
        const x = Math.floor(field) === field ? field : Math.round(field * 1_000_000);
        lane0 = mix0(lane0, x | 0);
        lane1 = mix1(lane1, x | 0);
        into[at++] = WIDE;
        word = Math.floor(x / 4294967296) | 0;
        value = block.wide.length;
        block.wide.push(field);
      }
    }
    lane0 = mix0(lane0, word);
    lane1 = mix1(lane1, word);
    into[at++] = value;
  }
  hash[0] = lane0;
  hash[1] = lane1;
  block.start[block.count++] = start;
  block.valueCount = at;
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
  const count = kind.encode === undefined ? gather(kind, fields) : kind.encode(fields as never);
  const written = keepRow(trace, world, kind, nodeId, cause, 0, count);
  if (because !== undefined) noteBecause(trace, written, because);
  return written;
}

/** Puts the fields into `row` as their declaration says; returns how many there are. */
function gather(kind: EventKindInfo, fields: Readonly<Record<string, unknown>>): number {
  let n = 0;
  for (let f = 0; f < kind.names.length; f++) {
    const value = fields[kind.names[f] as string];
    if (kind.kinds[f] !== 'nums') {
      row[n++] = value as number | string;
      continue;
    }
    const list = value as readonly number[];
    if (list.length > MAX_FIELDS)
      throw new Error(`Faultline: an event with a list of ${list.length} numbers`);
    row[n++] = list.length;
    for (const member of list) row[n++] = member;
  }
  return n;
}

/** Keeps why the row just written came. */
function noteBecause(trace: Trace, written: Row, because: Because): void {
  const setting = because.setting === undefined ? -1 : internString(trace, because.setting);
  const block = trace.blocks[trace.blocks.length - 1];
  block?.because.push(written, because.heard ?? -1, because.blocked ?? -1, setting);
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
  row[0] = fromId;
  row[1] = apiId;
  row[2] = sentAt;
  return keepRow(trace, world, trace.delivered, nodeId, cause, 2, 3);
}
