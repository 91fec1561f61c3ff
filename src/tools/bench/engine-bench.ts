// Events per second of the engine on the reference load, as a ratio to a bare hold loop in the same process.

import { runTo, stepOne } from '../../engine/kernel/run.ts';
import { startRun } from '../../engine/scenario/start.ts';
import { cpuSeconds, type Figure, figure, median } from './figures.ts';
import { holdLoop } from './hold-loop.ts';
import { referenceLoad } from './reference-load.ts';

/** Rounds that are thrown away: the compiler is still at work. */
const WARM_UP = 6;
const ROUNDS = 9;
const HOLD_OPERATIONS = 1_500_000;

/** Median number of pending events, sampled at every hundredth event. */
function medianPending(): number {
  const scenario = referenceLoad('20s');
  const run = startRun(scenario, scenario.seed, []);
  const sizes: number[] = [];
  for (let i = 0; stepOne(run, scenario.until); i++) if (i % 100 === 0) sizes.push(run.world.queue.length);
  return median(sizes);
}

function engineRound(): number {
  const scenario = referenceLoad('60s');
  const run = startRun(scenario, scenario.seed, [], true);
  const start = cpuSeconds();
  runTo(run, scenario.until);
  return run.world.eventCount / (cpuSeconds() - start);
}

/** Interleaved rounds, medians. */
export function engineFigures(): Figure[] {
  const pending = medianPending();
  const engine: number[] = [];
  const hold: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const e = engineRound();
    const h = holdLoop(pending, HOLD_OPERATIONS);
    if (round < WARM_UP) continue;
    engine.push(e);
    hold.push(h);
  }
  const ratios = engine.map((e, i) => e / (hold[i] as number));
  return [
    figure('engine: events per second / hold loop', median(ratios), '', { atLeast: 0.1 }),
    figure('engine: events per second', median(engine), 'events/s'),
    figure('hold loop: operations per second', median(hold), 'operations/s'),
    figure('engine: median pending events', pending, 'events'),
  ];
}
