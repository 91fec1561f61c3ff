// The trace of a run: one row per event in blocks (typed arrays, one string table); objects are made when somebody
// reads. The hash runs over a canonical encoding of every row, in order:
//   hash of the type's name, time (low and high 32 bits), hash of the node's name, cause, then each field in declared
//   order: numbers as their 32 bits, those that need more as low and high ones (a fraction as its millionths), strings by
//   hash, lists by length and members.
//   `because` and sentences are not part of it.

import { hashText } from '../../base/rng.ts';
import { createTextTable, type TextTable, textAdd, textClear, textGet } from '../../base/text-table.ts';
import type { ChainStore } from './chain-store.ts';
import type { EventTable, FieldKind } from './events.ts';
import type { NodeId, World } from './world.ts';

export const BLOCK_ROWS = 4096;
/** Room for values that a block begins with. */
export const BLOCK_VALUES = BLOCK_ROWS * 8;
/** Values of a row before its fields. */
export const HEAD_VALUES = 3;
/** Marks a value that stands in `wide`. */
export const WIDE = -2147483648;

/** Rows [first, first + count) of a trace. Transferable between threads. */
export interface TraceBlock {
  first: number;
  count: number;
  /** Time of its first row; times count from it. */
  baseTime: number;
  /** Where a row begins in `values`. Narrow while that is enough. */
  start: Uint32Array | Uint16Array;
  /**
   * Of each row: its time, unsigned; its kind, and the string id of its node times 65,536; its cause; then its fields:
   * whole numbers of 32 bits as they are, others as WIDE and an index into `wide`.
   */
  values: Int32Array;
  valueCount: number;
  wide: number[];
  /** [row, heard, blocked, setting as string id or -1], four numbers each. */
  because: number[];
}

/** Puts the fields of one kind into `row` (row-writer.ts) and returns how many. Made by hand for kinds that come often. */
export type RowEncoder = (fields: never) => number;

/** Sees an event as it is emitted and keeps the domain's books (`world.observer`). Never acts. */
export type Observer = (books: never, world: World, store: ChainStore, node: NodeId, fields: never) => void;

export interface EventKindInfo {
  readonly name: string;
  readonly code: number;
  readonly hash: number;
  readonly names: readonly string[];
  readonly kinds: readonly FieldKind[];
  /** A property read by a varying name costs ten times as much as one by a fixed name. */
  readonly encode: RowEncoder | undefined;
  /** Sees every event of the kind, if the domain wants to. */
  readonly observe: Observer | undefined;
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
  /** Who wants to see events of this kind. */
  readonly observerOf?: (type: string) => Observer | undefined;
}

interface Kinds {
  readonly encoders: TraceOptions['encoders'] | undefined;
  readonly observerOf: TraceOptions['observerOf'] | undefined;
  readonly kinds: readonly EventKindInfo[];
  readonly byName: TextTable<EventKindInfo>;
}

/** Kinds of tables that were read already: a search makes thousands of traces. */
const KINDS = new WeakMap<EventTable, Kinds>();

function kindsOf(table: EventTable, { encoders, observerOf }: TraceOptions): Kinds {
  const known = KINDS.get(table);
  if (known !== undefined && known.encoders === encoders && known.observerOf === observerOf) return known;
  const kinds = Object.entries(table).map(([name, fields], code) => ({
    name,
    code,
    hash: hashText(name, NAME_SEED),
    names: Object.keys(fields),
    kinds: Object.values(fields),
    encode: encoders?.[name],
    observe: observerOf?.(name),
  }));
  const byName = createTextTable(kinds.map((k) => [k.name, k] as const));
  const made: Kinds = { encoders, observerOf, kinds, byName };
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

/** Room for where the rows of a block begin, among so many values. */
export function roomForStarts(values: number): Uint32Array | Uint16Array {
  return values > 65_535 ? new Uint32Array(BLOCK_ROWS) : new Uint16Array(BLOCK_ROWS);
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

/** The declaration of an event kind; an error for one that is not declared. */
export function kindNamed(trace: Trace, type: string): EventKindInfo {
  const kind = textGet(trace.byName, type);
  if (kind === undefined) throw new Error(`Faultline: no event kind ${type} is declared`);
  return kind;
}

/** The world's running hash as 16 hex digits. */
export function hashHex(hash: readonly [number, number]): string {
  return hash.map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}
