// A recording of a scenario: what the app, the tests and the command line hold of its run.

import type { KafkaEvents } from '../kafka/events.ts';
import type { KernelEvents } from '../kernel/events.ts';
import type { Intervention } from '../kernel/intervention.ts';
import { createRecording, type HeadDriver, inlineDriver } from '../kernel/recording.ts';
import type { Recording } from '../kernel/recording-api.ts';
import { sortInterventions } from '../kernel/run.ts';
import type { Scenario } from './scenario.ts';
import { STORE_COLUMNS, startRun } from './start.ts';

export type FaultlineEvents = KernelEvents & KafkaEvents;

export interface RecordOptions {
  /** Instead of the scenario's. */
  readonly seed?: number;
  /** The user's, beside the scenario's timeline. */
  readonly interventions?: readonly Intervention[];
  /** Who computes; in this thread, only as far as asked, if absent. */
  readonly driver?: HeadDriver;
}

/** The recording of a scenario. Nothing is computed before `extendTo`. */
export function recordScenario(scenario: Scenario, options: RecordOptions = {}): Recording<FaultlineEvents> {
  const seed = options.seed ?? scenario.seed;
  const makeRun = (interventions: readonly Intervention[], keepTrace: boolean) =>
    startRun(scenario, seed, interventions, keepTrace);
  return createRecording<FaultlineEvents>({
    seed,
    interventions: sortInterventions([...scenario.timeline, ...(options.interventions ?? [])]),
    until: scenario.until,
    storeColumns: STORE_COLUMNS,
    makeRun,
    driver: options.driver ?? inlineDriver(makeRun),
  });
}
