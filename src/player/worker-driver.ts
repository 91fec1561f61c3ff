// Drives a recording's head in a worker. When the worker cannot be had or dies, the page computes the same run itself,
// in short slices: slower, and nothing is lost, since a run is a function of its inputs.

import type { Micros } from '../base/units.ts';
import { createHead, type HeadChunk, type HeadStart } from '../engine/kernel/head.ts';
import type { HeadDriver, RecordingOptions } from '../engine/kernel/recording.ts';
import { type FromWorker, type ToWorker, WIRE_FORMAT } from './head-protocol.ts';
import { runInSlices } from './head-slices.ts';

/** The part of a Worker that is used. */
export interface WorkerLike<Job> {
  postMessage(message: ToWorker<Job>): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

export interface WorkerDriverOptions<Job> {
  readonly spawn: () => WorkerLike<Job>;
  /** From which the worker builds the run: scenario and seed. */
  readonly job: Job;
  /** Builds the same run here. */
  readonly makeRun: RecordingOptions['makeRun'];
  /** Says in words what happened to the worker; the run goes on. */
  readonly onWorkerLost?: (message: string) => void;
  readonly soon?: (callback: () => void) => () => void;
}

/** A fork shows its first moment at once: this many messages and timers at most are run in the page for that. */
const INLINE_EVENTS = 6_000;
/** Slices of the page without a worker take a few milliseconds each. */
const PAGE_SLICE_EVENTS = 4_000;

function soonInPage(callback: () => void): () => void {
  const id = setTimeout(callback, 4);
  return () => clearTimeout(id);
}

type Emit = (chunk: HeadChunk) => void;

/** Computes the whole run in the page; the first chunk catches up with what is there already. */
function computeHere<Job>(options: WorkerDriverOptions<Job>, start: HeadStart, firstTo: Micros, emit: Emit) {
  const head = createHead((interventions) => options.makeRun(interventions, true), {
    interventions: start.interventions,
    until: start.until,
  });
  const soon = options.soon ?? soonInPage;
  return runInSlices(head, { firstTo, until: start.until, longest: PAGE_SLICE_EVENTS, soon, onChunk: emit });
}

/** A driver for `createRecording`: from the first `extendTo` on, the whole run is computed. */
export function workerDriver<Job>(options: WorkerDriverOptions<Job>): HeadDriver {
  return (start, onChunk) => {
    let computedTo = start.from?.world.now ?? 0;
    let stop = () => {};
    let isStarted = false;
    const emit = (chunk: HeadChunk) => {
      computedTo = chunk.computedTo;
      onChunk(chunk);
    };
    const begin = (t: Micros) => {
      const worker = startWorker(options, start, emit, (message) => {
        options.onWorkerLost?.(message);
        stop = computeHere(options, start, computedTo, emit);
      });
      if (worker !== undefined) stop = worker.stop;
      if (start.from !== undefined) {
        const head = createHead((interventions) => options.makeRun(interventions, true), start);
        emit({ ...head.advance(t, INLINE_EVENTS), isDone: false });
      }
      worker?.go(computedTo);
    };
    return {
      extendTo(t) {
        if (isStarted) return;
        isStarted = true;
        begin(t);
      },
      dispose() {
        isStarted = true;
        stop();
      },
    };
  };
}

/** Starts a worker on a copy of `start`; undefined when that failed (`onLost` has been called). */
function startWorker<Job>(
  options: WorkerDriverOptions<Job>,
  start: HeadStart,
  emit: Emit,
  onLost: (message: string) => void,
) {
  let worker: WorkerLike<Job> | undefined;
  let isOver = false;
  const stop = () => {
    isOver = true;
    worker?.terminate();
  };
  const lose = (why: string) => {
    if (isOver) return;
    stop();
    onLost(`The background computation stopped (${why}). The page goes on computing this run itself.`);
  };
  try {
    worker = options.spawn();
    worker.onerror = (event) => {
      event.preventDefault?.();
      lose(event.message || 'it could not be started');
    };
    worker.onmessageerror = () => lose('its answer could not be read');
    worker.onmessage = ({ data }) => {
      if (isOver) return;
      if (data?.wire !== WIRE_FORMAT) {
        lose('it belongs to another version of this page');
        return;
      }
      if (data.chunk.isDone || data.chunk.failure !== undefined) stop();
      emit(data.chunk);
    };
    worker.postMessage({ wire: WIRE_FORMAT, kind: 'start', job: options.job, start });
  } catch (error) {
    // Told later, as the death of a running worker would be: nobody listens yet.
    const why = error instanceof Error ? error.message : String(error);
    const cancel = (options.soon ?? soonInPage)(() => lose(why));
    return { stop: cancel, go() {} };
  }
  return {
    stop,
    go: (firstTo: Micros) => worker?.postMessage({ wire: WIRE_FORMAT, kind: 'go', firstTo }),
  };
}
