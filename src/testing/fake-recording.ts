// A recording made by hand: a list of events and empty worlds. For tests of what reads traces.

import { must } from '../base/assert.ts';
import type { EventTable, Row, TraceEvent } from '../engine/kernel/events.ts';
import type { Intervention } from '../engine/kernel/intervention.ts';
import type { Frame, Recording, TraceReader } from '../engine/kernel/recording-api.ts';

export interface FakeEvent {
  readonly at: number;
  readonly type: string;
  readonly node?: string;
  readonly cause?: Row;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Reads a plain list of events, up to and including `computedTo`. */
export function fakeReader(
  events: readonly FakeEvent[],
  computedTo: () => number = () => Infinity,
): TraceReader {
  const at = (row: Row) => must(events[row], `no row ${row}`);
  const length = () => events.filter((event) => event.at <= computedTo()).length;
  return {
    get length() {
      return length();
    },
    event: (row) =>
      ({
        row,
        at: at(row).at,
        type: at(row).type,
        node: at(row).node ?? '',
        cause: at(row).cause ?? -1,
        fields: at(row).fields ?? {},
      }) as unknown as TraceEvent<EventTable>,
    typeOf: (row) => at(row).type,
    timeOf: (row) => at(row).at,
    nodeOf: (row) => at(row).node ?? '',
    causeOf: (row) => at(row).cause ?? -1,
    rowsUntil: (t) => events.filter((event) => event.at <= Math.min(t, computedTo())).length,
    find(from, step, accepts) {
      for (let row = from; row >= 0 && row < length(); row += step) if (accepts(at(row).type)) return row;
      return -1;
    },
  };
}

export interface FakeRecording extends Recording {
  /** What the head would do: computes to `t` and tells. */
  compute(t: number): void;
  readonly isDisposed: boolean;
}

export interface FakeRun {
  readonly events?: readonly FakeEvent[];
  readonly end: number;
  /** Default: everything. */
  readonly computedTo?: number;
  readonly interventions?: readonly Intervention[];
}

/** A recording over a list of events. Its frames hold nothing but the time. */
export function fakeRecording(run: FakeRun): FakeRecording {
  const listeners = new Set<() => void>();
  const interventions = run.interventions ?? [];
  let computedTo = run.computedTo ?? run.end;
  let isDisposed = false;
  let version = 0;
  const again = (list: readonly Intervention[]) => fakeRecording({ ...run, interventions: list });
  return {
    seed: 7,
    interventions,
    end: run.end,
    events: fakeReader(run.events ?? [], () => computedTo),
    get computedTo() {
      return computedTo;
    },
    failure: undefined,
    hash: undefined,
    extendTo() {},
    frameAt: (t) => ({ t, version: ++version, world: { now: t }, rows: 0 }) as unknown as Frame,
    fork: (one) => again([...interventions, one].sort((a, b) => a.at - b.at)),
    without: (index) => again(interventions.filter((_, i) => i !== index)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      isDisposed = true;
    },
    compute(t) {
      computedTo = t;
      for (const listener of listeners) listener();
    },
    get isDisposed() {
      return isDisposed;
    },
  };
}
