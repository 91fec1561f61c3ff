// Opens recordings, and loads the engine for that: it is the largest part of the page after React, and a page that
// knows how its run begins can be read and used before it has come.

import { frameOfOpening, type Opening } from '../engine/kernel/opening.ts';
import type { Recording } from '../engine/kernel/recording-api.ts';
import type { Scenario } from '../engine/scenario/scenario.ts';
import type { RecordOptions } from './engine-recording.ts';
import { lateRecording } from './late-recording.ts';

export interface OpenOptions extends RecordOptions {
  /** How the run begins; needed while the engine is not there. */
  readonly opening?: Opening | undefined;
}

type Engine = typeof import('./engine-recording.ts');

let engine: Engine | undefined;

/** Loads the engine, once; after a failure the next call tries again. */
export async function loadEngine(): Promise<Engine> {
  engine ??= await import('./engine-recording.ts');
  return engine;
}

/** What the page shows first is worth more than what it can do next. */
function pageIsDrawn(): Promise<void> {
  return new Promise((done) => {
    if (document.hidden) done();
    else requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0)));
  });
}

/** Opens the run. Without an opening the engine must have been loaded before. */
export function openRecording(scenario: Scenario, options: OpenOptions = {}): Recording {
  if (engine !== undefined) return engine.recordAhead(scenario, options);
  const { opening, seed = scenario.seed, interventions = [] } = options;
  if (opening === undefined) throw new Error('The engine is not loaded, and the run has no opening.');
  return lateRecording({
    seed,
    interventions: [...scenario.timeline, ...interventions].sort((a, b) => a.at - b.at),
    end: scenario.until,
    opening: frameOfOpening(opening),
    async load() {
      await pageIsDrawn();
      return (await loadEngine()).recordAhead(scenario, options);
    },
  });
}
