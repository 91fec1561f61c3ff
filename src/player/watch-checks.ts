// Has the invariants of a run checked in a worker of its own. The report grows; a run that cannot be checked says so by
// having none.

import type { Intervention } from '../engine/kernel/intervention.ts';
import type { InvariantReport } from '../engine/scenario/invariant-watch.ts';
import type { Scenario } from '../engine/scenario/scenario.ts';
import { CHECKS_FORMAT, type FromChecker, type ToChecker } from './checks-protocol.ts';

/** The part of a Worker that is used. */
export interface CheckerLike {
  postMessage(message: ToChecker): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromChecker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

export interface ChecksOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly interventions: readonly Intervention[];
  readonly onReport: (report: InvariantReport) => void;
  /** The worker was lost; what was reported stays true. */
  readonly onLost: () => void;
  readonly spawn?: () => CheckerLike;
}

function spawnWorker(): CheckerLike {
  return new Worker(new URL('./checks-worker.ts', import.meta.url), { type: 'module' }) as CheckerLike;
}

/** Starts; returns how to stop. The worker ends by itself with the run. */
export function watchChecks(options: ChecksOptions): () => void {
  const { scenario, seed, interventions, onReport, onLost, spawn = spawnWorker } = options;
  let worker: CheckerLike | undefined;
  const stop = () => {
    worker?.terminate();
    worker = undefined;
  };
  const lose = () => {
    if (worker === undefined) return;
    stop();
    onLost();
  };
  try {
    worker = spawn();
    worker.onerror = (event) => {
      event.preventDefault?.();
      lose();
    };
    worker.onmessage = ({ data }) => {
      if (worker === undefined) return;
      if (data.format !== CHECKS_FORMAT) {
        lose();
        return;
      }
      if (data.report.isDone) stop();
      onReport(data.report);
    };
    worker.postMessage({ format: CHECKS_FORMAT, scenario, seed, interventions });
  } catch {
    stop();
    onLost();
  }
  return stop;
}
