// A recording whose engine is still being loaded. It shows how the run begins; as soon as the engine is there it is
// the recording that the engine makes, and says so as any recording says that more was computed.

import type { Micros } from '../base/units.ts';
import type { Intervention } from '../engine/kernel/intervention.ts';
import type { Frame, Recording, TraceReader } from '../engine/kernel/recording-api.ts';

export interface LateOptions {
  readonly seed: number;
  /** In order of time. */
  readonly interventions: readonly Intervention[];
  readonly end: Micros;
  /** The frame at t = 0. */
  readonly opening: Frame;
  /** Loads the engine and opens the run; called once, with the first wish to compute anything. */
  readonly load: () => Promise<Recording>;
}

interface Late {
  readonly options: LateOptions;
  readonly listeners: Set<() => void>;
  recording: Recording | undefined;
  loading: Promise<Recording> | undefined;
  failure: { readonly at: Micros; readonly message: string } | undefined;
  extendTo: Micros;
  isDisposed: boolean;
}

/** Loads at most once; takes over what was asked for meanwhile. */
function arrive(late: Late): Promise<Recording> {
  late.loading ??= late.options.load().then((recording) => {
    late.recording = recording;
    if (late.isDisposed) {
      recording.dispose();
      return recording;
    }
    const tell = () => {
      for (const listener of [...late.listeners]) listener();
    };
    recording.subscribe(tell);
    recording.extendTo(late.extendTo);
    tell();
    return recording;
  });
  return late.loading;
}

function fail(late: Late, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  late.failure = { at: 0, message: `The engine could not be loaded (${why}). Load the page again to go on.` };
  for (const listener of [...late.listeners]) listener();
}

/** No events yet. */
function lateReader(late: Late): TraceReader {
  const none = (row: number): never => {
    throw new Error(`Faultline: no row ${row} in a trace that is not there yet`);
  };
  return {
    get length() {
      return late.recording?.events.length ?? 0;
    },
    event: (row) => late.recording?.events.event(row) ?? none(row),
    typeOf: (row) => late.recording?.events.typeOf(row) ?? none(row),
    timeOf: (row) => late.recording?.events.timeOf(row) ?? none(row),
    nodeOf: (row) => late.recording?.events.nodeOf(row) ?? none(row),
    causeOf: (row) => late.recording?.events.causeOf(row) ?? none(row),
    rowsUntil: (t) => late.recording?.events.rowsUntil(t) ?? 0,
    find: (from, step, accepts) => late.recording?.events.find(from, step, accepts) ?? -1,
  };
}

/** The same run with other interventions: late too, if this one is. */
function branch(
  late: Late,
  interventions: readonly Intervention[],
  of: (recording: Recording) => Recording,
): Recording {
  if (late.recording !== undefined) return of(late.recording);
  const load = async () => of(await arrive(late));
  return lateRecording({ ...late.options, interventions, load });
}

/** The recording, before and after the engine has come. */
export function lateRecording(options: LateOptions): Recording {
  const late: Late = {
    options,
    listeners: new Set(),
    recording: undefined,
    loading: undefined,
    failure: undefined,
    extendTo: 0,
    isDisposed: false,
  };
  const { seed, interventions, end, opening } = options;
  return {
    seed,
    interventions,
    end,
    events: lateReader(late),
    get computedTo() {
      return late.recording?.computedTo ?? 0;
    },
    get failure() {
      return late.recording?.failure ?? late.failure;
    },
    get hash() {
      return late.recording?.hash;
    },
    extendTo(t) {
      late.extendTo = Math.max(late.extendTo, t);
      if (late.recording !== undefined) late.recording.extendTo(t);
      else arrive(late).catch((error: unknown) => fail(late, error));
    },
    frameAt: (t) => late.recording?.frameAt(t) ?? opening,
    fork(intervention) {
      const list = [...interventions, intervention].sort((a, b) => a.at - b.at);
      return branch(late, list, (recording) => recording.fork(intervention));
    },
    without(index) {
      const list = interventions.filter((_, i) => i !== index);
      return branch(late, list, (recording) => recording.without(index));
    },
    subscribe(listener) {
      late.listeners.add(listener);
      return () => late.listeners.delete(listener);
    },
    dispose() {
      late.isDisposed = true;
      late.recording?.dispose();
    },
  };
}
