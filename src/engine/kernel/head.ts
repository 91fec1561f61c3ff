// The head of a recording: runs ahead of the playhead and hands over what it made in chunks of plain data and typed
// arrays, which can cross a thread boundary. Runs in a worker in the app, in the same thread in tests and tools.

import type { Micros } from '../../base/units.ts';
import { type ChainStore, chainGet } from './chain-store.ts';
import { type Checkpoint, createCheckpointWriter, writeCheckpoint } from './checkpoint.ts';
import type { Intervention } from './intervention.ts';
import { runTo, sortInterventions } from './run.ts';
import type { Run } from './run-state.ts';
import { BLOCK_VALUES, replaceStrings, roomForStarts, type TraceBlock } from './trace.ts';
import type { World } from './world.ts';

/** Messages and timers between two checkpoints: what a seek replays at most. */
export const CHECKPOINT_EVENTS = 4_000;

/** Columns of store entries [from, to). */
export interface StoreSlice {
  from: number;
  to: number;
  columns: Float64Array[];
  payloads: [number, unknown][];
}

/** What the head made since the last chunk. */
export interface HeadChunk {
  computedTo: Micros;
  isDone: boolean;
  rows: number;
  eventCount: number;
  hash: [number, number];
  /** Blocks that are new or grew; the last may be partly filled and comes again. */
  blocks: TraceBlock[];
  /** Entries of the string table from `stringsFrom` on. */
  stringsFrom: number;
  strings: string[];
  /** Checkpoints from index `checkpointsFrom` on. */
  checkpointsFrom: number;
  checkpoints: Checkpoint[];
  store: StoreSlice;
  failure?: { at: Micros; message: string };
}

/** Where a head starts: the beginning, or a saved world with everything that belongs to it. */
export interface HeadStart {
  readonly interventions: readonly Intervention[];
  readonly until: Micros;
  readonly from?: {
    readonly world: World;
    readonly store: ChainStore;
    readonly strings: readonly string[];
    /** The block that holds the row before the next one, cut there; absent on a block boundary. */
    readonly block?: TraceBlock;
    /** Number of checkpoints that the recording keeps. */
    readonly checkpoints: number;
  };
}

export interface Head {
  /** Runs on, to time `t` or for `maxEvents`, whichever is first, and returns what came of it. */
  advance(t: Micros, maxEvents: number): HeadChunk;
  readonly isDone: boolean;
}

/** `makeRun` builds the run at t = 0 with these interventions. */
export function createHead(makeRun: (interventions: readonly Intervention[]) => Run, start: HeadStart): Head {
  const run = makeRun(start.interventions);
  const writer = createCheckpointWriter(start.from?.checkpoints ?? 0);
  if (start.from !== undefined) resumeFrom(run, start);
  let stringsSent = start.from?.strings.length ?? 0;
  let storeSent = start.from?.world.chainLength ?? 0;
  let isFirst = true;
  let isDone = false;

  function collect(checkpoints: Checkpoint[], failure: HeadChunk['failure']): HeadChunk {
    const { world, trace } = run;
    const stringsFrom = stringsSent;
    const strings = trace.strings.slice(stringsSent);
    stringsSent = trace.strings.length;
    const store = sliceStore(run.store, storeSent, world.chainLength);
    storeSent = world.chainLength;
    const blocks = trace.blocks.map(trimBlock);
    // Full blocks have been handed over: only the open one is still needed here.
    const last = trace.blocks[trace.blocks.length - 1];
    trace.blocks = last === undefined ? [] : [last];
    return {
      computedTo: world.now,
      isDone,
      rows: world.rows,
      eventCount: world.eventCount,
      hash: [world.hash[0], world.hash[1]],
      blocks,
      stringsFrom,
      strings,
      checkpointsFrom: writer.count - checkpoints.length,
      checkpoints,
      store,
      ...(failure === undefined ? {} : { failure }),
    };
  }

  return {
    get isDone() {
      return isDone;
    },
    advance(t, maxEvents) {
      const checkpoints: Checkpoint[] = [];
      const limit = Math.min(t, start.until);
      const stopAt = run.world.eventCount + maxEvents;
      try {
        if (isFirst) checkpoints.push(writeCheckpoint(writer, run.world));
        isFirst = false;
        while (run.world.now < limit && run.world.eventCount < stopAt) {
          const before = run.world.eventCount;
          runTo(run, limit, CHECKPOINT_EVENTS);
          if (run.world.eventCount - before >= CHECKPOINT_EVENTS)
            checkpoints.push(writeCheckpoint(writer, run.world));
        }
        isDone = run.world.now >= start.until;
        return collect(checkpoints, undefined);
      } catch (error) {
        isDone = true;
        const message = error instanceof Error ? error.message : String(error);
        return collect(checkpoints, { at: run.world.now, message });
      }
    },
  };
}

function resumeFrom(run: Run, start: HeadStart): void {
  const from = start.from;
  if (from === undefined) return;
  run.world = from.world;
  run.store = from.store;
  run.interventions = sortInterventions(start.interventions);
  replaceStrings(run.trace, from.strings);
  run.trace.blocks = from.block === undefined ? [] : [reopenBlock(from.block)];
}

/** A block without the room it does not use. */
export function trimBlock(block: TraceBlock): TraceBlock {
  const n = block.count;
  return {
    first: block.first,
    count: n,
    baseTime: block.baseTime,
    start: block.start.slice(0, n),
    values: block.values.slice(0, block.valueCount),
    valueCount: block.valueCount,
    wide: block.wide.slice(),
    because: block.because.slice(),
  };
}

/** The same block with room to grow. */
function reopenBlock(block: TraceBlock): TraceBlock {
  const values = new Int32Array(Math.max(BLOCK_VALUES, block.values.length));
  values.set(block.values);
  const start = roomForStarts(values.length);
  start.set(block.start);
  return {
    ...block,
    start,
    values,
    wide: block.wide.slice(),
    because: block.because.slice(),
  };
}

function sliceStore(store: ChainStore, from: number, to: number): StoreSlice {
  const columns = Array.from({ length: store.width }, (_, column) => {
    const out = new Float64Array(to - from);
    for (let id = from; id < to; id++) out[id - from] = chainGet(store, column, id);
    return out;
  });
  const payloads: [number, unknown][] = [];
  if (store.payloads.size > 0) {
    for (let id = from; id < to; id++) {
      if (store.payloads.has(id)) payloads.push([id, store.payloads.get(id)]);
    }
  }
  return { from, to, columns, payloads };
}

/** Buffers of a chunk that may be moved instead of copied when it crosses a thread boundary. */
export function transferablesOf(chunk: HeadChunk): ArrayBuffer[] {
  const buffers: ArrayBufferLike[] = chunk.store.columns.map((c) => c.buffer);
  for (const c of chunk.checkpoints) buffers.push(c.data.buffer);
  for (const b of chunk.blocks) buffers.push(b.start.buffer, b.values.buffer);
  return buffers as ArrayBuffer[];
}
