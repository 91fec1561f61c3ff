// What the page and the worker that checks invariants say to each other. The run is built anew there from its inputs,
// so that checking costs neither the head nor the page anything.

import type { Intervention } from '../engine/kernel/intervention.ts';
import type { InvariantReport } from '../engine/scenario/invariant-watch.ts';
import type { Scenario } from '../engine/scenario/scenario.ts';

/** Rises with every change of the messages below. */
export const CHECKS_FORMAT = 1;

export interface ToChecker {
  readonly format: number;
  readonly scenario: Scenario;
  readonly seed: number;
  /** All of the run's, its own timeline among them. */
  readonly interventions: readonly Intervention[];
}

export interface FromChecker {
  readonly format: number;
  readonly report: InvariantReport;
}
