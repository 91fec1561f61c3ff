// Reading a trace from its blocks.

import type { Because, EventTable, FieldKind, Row, TraceEvent } from './events.ts';
import type { TraceReader } from './recording-api.ts';
import { BLOCK_ROWS, HEAD_VALUES, type TraceBlock, WIDE } from './trace.ts';

/** What a reader reads: blocks in order (each full but the last) and the string table. Grows in place. */
export interface TraceData {
  readonly kinds: readonly {
    readonly name: string;
    readonly names: readonly string[];
    readonly kinds: readonly FieldKind[];
  }[];
  blocks: TraceBlock[];
  strings: readonly string[];
}

/** Rows in the data so far. */
export function traceLength(data: TraceData): number {
  const last = data.blocks[data.blocks.length - 1];
  return last === undefined ? 0 : last.first + last.count;
}

function blockOf(data: TraceData, row: Row): TraceBlock {
  const block = data.blocks[Math.floor(row / BLOCK_ROWS)];
  if (block === undefined || row < 0 || row >= block.first + block.count) {
    throw new Error(`Faultline: no row ${row} in a trace of ${traceLength(data)}`);
  }
  return block;
}

function becauseOf(data: TraceData, block: TraceBlock, row: Row): Because | undefined {
  const list = block.because;
  for (let i = 0; i < list.length; i += 4) {
    if (list[i] !== row) continue;
    const heard = list[i + 1] as number;
    const blocked = list[i + 2] as number;
    const setting = list[i + 3] as number;
    return {
      ...(heard >= 0 ? { heard } : {}),
      ...(blocked >= 0 ? { blocked } : {}),
      ...(setting >= 0 ? { setting: data.strings[setting] as string } : {}),
    };
  }
  return undefined;
}

function fieldsOf(data: TraceData, block: TraceBlock, i: number, code: number): Record<string, unknown> {
  const info = data.kinds[code] as TraceData['kinds'][number];
  const fields: Record<string, unknown> = {};
  let at = (block.start[i] as number) + HEAD_VALUES;
  const next = (): number => {
    const value = block.values[at++] as number;
    return value === WIDE ? (block.wide[block.values[at++] as number] as number) : value;
  };
  for (let f = 0; f < info.names.length; f++) {
    const name = info.names[f] as string;
    const value = next();
    if (info.kinds[f] === 'num') fields[name] = value;
    else if (info.kinds[f] === 'str') fields[name] = data.strings[value];
    else fields[name] = Array.from({ length: value }, next);
  }
  return fields;
}

/** A value of the row's head. */
function headOf(data: TraceData, row: Row, which: number): number {
  const block = blockOf(data, row);
  return block.values[(block.start[row - block.first] as number) + which] as number;
}

/** A reader over growing data. `limit` hides rows (a fork's shared past ends somewhere). */
export function createTraceReader<T extends EventTable>(data: TraceData): TraceReader<T> {
  const codeOf = (row: Row): number => headOf(data, row, 1) & 0xffff;
  const typeOf = (row: Row): string => (data.kinds[codeOf(row)] as { name: string }).name;
  const timeOf = (row: Row): number => blockOf(data, row).baseTime + (headOf(data, row, 0) >>> 0);
  const nodeOf = (row: Row): string => data.strings[headOf(data, row, 1) >>> 16] as string;
  const causeOf = (row: Row): Row => headOf(data, row, 2);
  return {
    get length() {
      return traceLength(data);
    },
    event(row) {
      const block = blockOf(data, row);
      const because = becauseOf(data, block, row);
      return {
        row,
        at: timeOf(row),
        type: typeOf(row),
        node: nodeOf(row),
        cause: causeOf(row),
        ...(because === undefined ? {} : { because }),
        fields: fieldsOf(data, block, row - block.first, codeOf(row)),
      } as unknown as TraceEvent<T>;
    },
    typeOf,
    timeOf,
    nodeOf,
    causeOf,
    rowsUntil(t) {
      let lo = 0;
      let hi = traceLength(data);
      while (lo < hi) {
        const mid = (lo + hi) >> 1;
        if (timeOf(mid) <= t) lo = mid + 1;
        else hi = mid;
      }
      return lo;
    },
    find(from, step, accepts) {
      const length = traceLength(data);
      for (let row = from; row >= 0 && row < length; row += step) if (accepts(typeOf(row))) return row;
      return -1;
    },
  } as TraceReader<T>;
}
