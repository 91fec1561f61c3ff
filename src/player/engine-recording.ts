// A recording of a scenario whose head runs in a worker of its own. With this file comes the engine: it is loaded by
// open-recording.ts, and nothing else imports it.

import type { Intervention } from '../engine/kernel/intervention.ts';
import type { Recording } from '../engine/kernel/recording-api.ts';
import { recordScenario } from '../engine/scenario/record.ts';
import type { Scenario } from '../engine/scenario/scenario.ts';
import { startRun } from '../engine/scenario/start.ts';
import type { HeadJob } from './head-protocol.ts';
import { type WorkerLike, workerDriver } from './worker-driver.ts';

export interface RecordOptions {
  /** Instead of the scenario's. */
  readonly seed?: number;
  /** What the user did, beside the scenario's timeline. */
  readonly interventions?: readonly Intervention[];
  /** Says in words that the worker was lost; the page goes on computing by itself. */
  readonly onWorkerLost?: (message: string) => void;
}

function spawnWorker(): WorkerLike<HeadJob> {
  return new Worker(new URL('./head-worker.ts', import.meta.url), { type: 'module' }) as WorkerLike<HeadJob>;
}

/** Opens the run. Nothing is computed before the first `extendTo`; from then on all of it is, ahead of the playhead. */
export function recordAhead(scenario: Scenario, options: RecordOptions): Recording {
  const seed = options.seed ?? scenario.seed;
  const { interventions, onWorkerLost } = options;
  const driver = workerDriver<HeadJob>({
    spawn: spawnWorker,
    job: { scenario, seed },
    makeRun: (list, keepTrace) => startRun(scenario, seed, list, keepTrace),
    ...(onWorkerLost === undefined ? {} : { onWorkerLost }),
  });
  // Readers of a trace look at kinds by name, so the closed union of the engine's events is widened here.
  return recordScenario(scenario, {
    seed,
    driver,
    ...(interventions === undefined ? {} : { interventions }),
  }) as unknown as Recording;
}
