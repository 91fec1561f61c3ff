// What the rest of the product holds of a run: its events, its frames, its forks. Implemented in recording.ts.

import type { Micros } from '../../base/units.ts';
import type { ChainStore } from './chain-store.ts';
import type { EventTable, Row, TraceEvent } from './events.ts';
import type { Intervention } from './intervention.ts';
import type { World } from './world.ts';

/** The world at one moment. The cursor's world changes in place: copy what you keep, compare `version`. */
export interface Frame {
  readonly t: Micros;
  /** Rises whenever the world shown changed. */
  readonly version: number;
  readonly world: World;
  readonly store: ChainStore;
  /** Rows of the trace up to and including `t`. */
  readonly rows: number;
}

/** Reading a trace. Rows are in time order. */
export interface TraceReader<T extends EventTable = EventTable> {
  /** Rows computed so far. */
  readonly length: number;
  /** The event at a row; an error outside [0, length). */
  event(row: Row): TraceEvent<T>;
  typeOf(row: Row): keyof T & string;
  timeOf(row: Row): Micros;
  nodeOf(row: Row): string;
  causeOf(row: Row): Row;
  /** Number of rows with time <= t, among those computed. */
  rowsUntil(t: Micros): number;
  /** Next row >= `from` (or, with step -1, previous row <= `from`) whose type passes, -1 for none. */
  find(from: Row, step: 1 | -1, accepts: (type: string) => boolean): Row;
}

export interface Recording<T extends EventTable = EventTable> {
  readonly seed: number;
  /** Interventions of the scenario's timeline and of the user, in order of time. */
  readonly interventions: readonly Intervention[];
  /** End of the run (`until`). */
  readonly end: Micros;
  readonly events: TraceReader<T>;
  /** How far the head has come. */
  readonly computedTo: Micros;
  /** Set when the run failed (a limit, an assertion): what happened and at which time. */
  readonly failure: { readonly at: Micros; readonly message: string } | undefined;
  /** Asks for the run to be computed at least to `t`; resolves through `subscribe`. */
  extendTo(t: Micros): void;
  /** The world with all events of time <= t applied. `t` is clamped to [0, computedTo]. Synchronous. */
  frameAt(t: Micros): Frame;
  /** A new recording: the same up to and including the intervention's time, then another future. */
  fork(intervention: Intervention): Recording<T>;
  /** The same run without its last intervention at or after `index`: undo. */
  without(index: number): Recording<T>;
  /** Hash of the trace once `computedTo` is the end, 16 hex digits; undefined before. */
  readonly hash: string | undefined;
  /** Called whenever `computedTo`, `hash` or `failure` changed. */
  subscribe(listener: () => void): () => void;
  /** Frees the worker. */
  dispose(): void;
}
