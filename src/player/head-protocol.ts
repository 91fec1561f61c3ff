// What the page and its head worker say to each other. Both sides name the format, so that a worker of another build
// (the page was open while the site changed) is noticed instead of misread.

import type { Micros } from '../base/units.ts';
import type { HeadChunk, HeadStart } from '../engine/kernel/head.ts';
import type { Scenario } from '../engine/scenario/scenario.ts';

/** Rises with every change of HeadStart, HeadChunk, Checkpoint or TraceBlock. */
export const WIRE_FORMAT = 2;

/** Messages and timers of the first slice; later ones double up to the longest. */
export const FIRST_SLICE_EVENTS = 2_500;
export const LONGEST_SLICE_EVENTS = 40_000;

/** From what a worker builds the run. */
export interface HeadJob {
  readonly scenario: Scenario;
  readonly seed: number;
}

export type ToWorker<Job> =
  /** Builds the run and waits. */
  | { readonly wire: number; readonly kind: 'start'; readonly job: Job; readonly start: HeadStart }
  /** Computes to the end; the first chunk reaches at least `firstTo`. */
  | { readonly wire: number; readonly kind: 'go'; readonly firstTo: Micros };

export interface FromWorker {
  readonly wire: number;
  readonly chunk: HeadChunk;
}
