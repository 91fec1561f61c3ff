// A recording: what a head has made so far, and a cursor run that shows the world at any time of it. The cursor starts
// from the nearest checkpoint and re-runs to the asked time; at every checkpoint it passes it must have reproduced
// what the head recorded, or it fails loudly.

import type { Micros } from '../../base/units.ts';
import { type ChainStore, chainFork, chainSet, createChainStore } from './chain-store.ts';
import { type Checkpoint, lastCheckpointBefore, readCheckpoint } from './checkpoint.ts';
import type { EventTable } from './events.ts';
import { createHead, type HeadChunk, type HeadStart, type StoreSlice } from './head.ts';
import type { Intervention } from './intervention.ts';
import type { Frame, Recording } from './recording-api.ts';
import { runTo, sortInterventions } from './run.ts';
import type { Run } from './run-state.ts';
import { BLOCK_ROWS, hashHex, type TraceBlock } from './trace.ts';
import { createTraceReader, type TraceData } from './trace-reader.ts';

/** Something that drives a head: in this thread, or in a worker. */
export interface HeadHandle {
  /** Asks for the run to be computed at least to `t`. */
  extendTo(t: Micros): void;
  dispose(): void;
}
export type HeadDriver = (start: HeadStart, onChunk: (chunk: HeadChunk) => void) => HeadHandle;

export interface RecordingOptions {
  readonly seed: number;
  readonly interventions: readonly Intervention[];
  readonly until: Micros;
  readonly storeColumns: number;
  /** Builds the run at t = 0; `keepTrace` false for the cursor. */
  readonly makeRun: (interventions: readonly Intervention[], keepTrace: boolean) => Run;
  readonly driver: HeadDriver;
}

interface Data {
  trace: TraceData & { strings: string[] };
  store: ChainStore;
  checkpoints: Checkpoint[];
  computedTo: Micros;
  isDone: boolean;
  rows: number;
  hash: [number, number];
  eventCount: number;
  failure: { at: Micros; message: string } | undefined;
}

/** Runs the head in this thread, only as far as asked. */
export function inlineDriver(makeRun: RecordingOptions['makeRun']): HeadDriver {
  return (start, onChunk) => {
    const head = createHead((interventions) => makeRun(interventions, true), start);
    return {
      extendTo(t) {
        if (!head.isDone) onChunk(head.advance(t, Number.MAX_SAFE_INTEGER));
      },
      dispose() {},
    };
  };
}

function absorbStore(store: ChainStore, slice: StoreSlice): void {
  slice.columns.forEach((values, c) => {
    for (let id = slice.from; id < slice.to; id++) chainSet(store, c, id, values[id - slice.from] as number);
  });
  for (const [id, payload] of slice.payloads) store.payloads.set(id, payload);
}

function absorb(data: Data, chunk: HeadChunk): void {
  for (const block of chunk.blocks) data.trace.blocks[Math.floor(block.first / BLOCK_ROWS)] = block;
  // A chunk may repeat what is there (the beginning of a run is made on both sides), never leave a gap.
  data.trace.strings.splice(chunk.stringsFrom, chunk.strings.length, ...chunk.strings);
  data.checkpoints.splice(chunk.checkpointsFrom, chunk.checkpoints.length, ...chunk.checkpoints);
  absorbStore(data.store, chunk.store);
  data.computedTo = chunk.computedTo;
  data.isDone = chunk.isDone && chunk.failure === undefined;
  data.rows = chunk.rows;
  data.hash = chunk.hash;
  data.eventCount = chunk.eventCount;
  data.failure = chunk.failure;
}

/** The cursor: one run whose world is moved to the asked time. */
function createCursor(options: RecordingOptions, data: Data) {
  let run: Run | undefined;
  let next = 0;
  let version = 0;

  /** Playing on, a checkpoint passed now and then is run through and verified: reading it would take a frame. */
  function isPlayingOn({ world }: Run, nearest: number, t: Micros): boolean {
    const [before, at] = [data.checkpoints[nearest - 1], data.checkpoints[nearest] as Checkpoint];
    return nearest === next && before !== undefined && t - world.now < at.t - before.t;
  }

  function moveTo(t: Micros): Run {
    const nearest = lastCheckpointBefore(data.checkpoints, t);
    const at = (data.checkpoints[nearest] as Checkpoint).t;
    if (run === undefined || run.world.now > t || (run.world.now < at && !isPlayingOn(run, nearest, t))) {
      run ??= options.makeRun(options.interventions, false);
      run.world = readCheckpoint(data.checkpoints, nearest);
      run.store = data.store;
      next = nearest + 1;
      version++;
    }
    return run;
  }

  function verify(r: Run, checkpoint: Checkpoint): void {
    const { world } = r;
    const isSame =
      world.rows === checkpoint.rows &&
      world.hash[0] === checkpoint.hash[0] &&
      world.hash[1] === checkpoint.hash[1];
    if (isSame) return;
    throw new Error(
      `Faultline: the run was not reproduced at ${checkpoint.t} µs (seed ${options.seed}): ` +
        `${world.rows} rows, hash ${hashHex(world.hash)}; recorded ${checkpoint.rows}, ${hashHex(checkpoint.hash)}`,
    );
  }

  return (asked: Micros): Frame => {
    const t = Math.max(0, Math.min(Math.floor(asked), data.computedTo));
    const r = moveTo(t);
    const eventsBefore = r.world.eventCount + r.world.rows;
    for (let c = data.checkpoints[next]; c !== undefined && c.t <= t; c = data.checkpoints[++next]) {
      runTo(r, c.t);
      verify(r, c);
    }
    runTo(r, t);
    if (r.world.eventCount + r.world.rows !== eventsBefore) version++;
    return { t, version, world: r.world, store: r.store, rows: r.world.rows };
  };
}

/** What a recording with other interventions from `changedAt` on can keep of this one. */
function startFrom(data: Data, interventions: readonly Intervention[], until: Micros, changedAt: Micros) {
  const index = lastCheckpointBefore(data.checkpoints, changedAt, true);
  if (index < 0) return { start: { interventions, until } satisfies HeadStart, kept: undefined };
  const checkpoint = data.checkpoints[index] as Checkpoint;
  const world = readCheckpoint(data.checkpoints, index);
  const full = Math.floor(checkpoint.rows / BLOCK_ROWS);
  const partial = checkpoint.rows % BLOCK_ROWS;
  const open = data.trace.blocks[full];
  const block = partial > 0 && open !== undefined ? cutBlock(open, partial) : undefined;
  const store = chainFork(data.store, world.chainLength);
  const strings = data.trace.strings.slice();
  const checkpoints = data.checkpoints.slice(0, index + 1);
  const start: HeadStart = {
    interventions,
    until,
    from: {
      world,
      store,
      strings,
      ...(block === undefined ? {} : { block }),
      checkpoints: checkpoints.length,
    },
  };
  const kept: Data = {
    trace: {
      kinds: data.trace.kinds,
      blocks: [...data.trace.blocks.slice(0, full), ...(block ? [block] : [])],
      strings: strings.slice(),
    },
    store: chainFork(data.store, world.chainLength),
    checkpoints,
    computedTo: checkpoint.t,
    isDone: false,
    rows: checkpoint.rows,
    hash: [checkpoint.hash[0], checkpoint.hash[1]],
    eventCount: world.eventCount,
    failure: undefined,
  };
  return { start, kept };
}

/** The first `count` rows of a block. */
function cutBlock(block: TraceBlock, count: number): TraceBlock {
  const limit = block.first + count;
  const valueCount = count < block.count ? (block.start[count] as number) : block.valueCount;
  const because: number[] = [];
  for (let i = 0; i < block.because.length; i += 4) {
    if ((block.because[i] as number) < limit) because.push(...block.because.slice(i, i + 4));
  }
  return {
    first: block.first,
    count,
    baseTime: block.baseTime,
    start: block.start.slice(0, count),
    values: block.values.slice(0, valueCount),
    valueCount,
    wide: block.wide,
    because,
  };
}

/** A new recording. Nothing is computed before `extendTo`. */
export function createRecording<T extends EventTable = EventTable>(options: RecordingOptions): Recording<T> {
  const kinds = options.makeRun(options.interventions, false).trace.kinds;
  const data: Data = {
    trace: { kinds, blocks: [], strings: [] },
    store: createChainStore(options.storeColumns),
    checkpoints: [],
    computedTo: 0,
    isDone: false,
    rows: 0,
    hash: [0, 0],
    eventCount: 0,
    failure: undefined,
  };
  const start: HeadStart = { interventions: options.interventions, until: options.until };
  // The beginning is made here, so that there is a frame to show before a worker has answered.
  const beginning = createHead((interventions) => options.makeRun(interventions, true), start);
  absorb(data, { ...beginning.advance(0, 0), isDone: false });
  return recordingOver(options, data, start);
}

function recordingOver<T extends EventTable>(
  options: RecordingOptions,
  data: Data,
  start: HeadStart,
): Recording<T> {
  const listeners = new Set<() => void>();
  const handle = options.driver(start, (chunk) => {
    absorb(data, chunk);
    for (const listener of [...listeners]) listener();
  });
  const cursor = createCursor(options, data);

  function branch(interventions: readonly Intervention[], changedAt: Micros): Recording<T> {
    const sorted = sortInterventions(interventions);
    const next: RecordingOptions = { ...options, interventions: sorted };
    const { start: from, kept } = startFrom(data, sorted, options.until, changedAt);
    return kept === undefined ? createRecording<T>(next) : recordingOver<T>(next, kept, from);
  }

  return {
    seed: options.seed,
    interventions: options.interventions,
    end: options.until,
    events: createTraceReader<T>(data.trace),
    get computedTo() {
      return data.computedTo;
    },
    get failure() {
      return data.failure;
    },
    get hash() {
      return data.isDone ? hashHex(data.hash) : undefined;
    },
    extendTo: (t) => handle.extendTo(Math.min(t, options.until)),
    frameAt: cursor,
    fork: (intervention) => branch([...options.interventions, intervention], intervention.at),
    without: (index) => {
      const removed = options.interventions[index];
      if (removed === undefined) throw new Error(`Faultline: no intervention ${index} to take back`);
      return branch(
        options.interventions.filter((_, i) => i !== index),
        removed.at,
      );
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => handle.dispose(),
  };
}
