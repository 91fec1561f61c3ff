// Events per second of the engine on the reference load, as a ratio to a bare hold loop in the same process.

import { runTo, stepOne } from '../../engine/kernel/run.ts';
import { startRun } from '../../engine/scenario/start.ts';
import { cpuSeconds, type Figure, figure, median, withGroup } from './figures.ts';
import { holdLoop } from './hold-loop.ts';
import { referenceLoad } from './reference-load.ts';

/** Rounds that are thrown away: the compiler is still at work. */
const WARM_UP = 12;
const ROUNDS = 15;
const HOLD_OPERATIONS = 1_500_000;

/** Median number of pending events, sampled at every hundredth event. */
function medianPending(members: number): number {
  const scenario = referenceLoad('20s', members);
  const run = startRun(scenario, scenario.seed, []);
  const sizes: number[] = [];
  for (let i = 0; stepOne(run, scenario.until); i++) if (i % 100 === 0) sizes.push(run.world.queue.length);
  return median(sizes);
}

function engineRound(members: number): number {
  const scenario = referenceLoad('60s', members);
  const run = startRun(scenario, scenario.seed, [], true);
  const start = cpuSeconds();
  runTo(run, scenario.until);
  return run.world.eventCount / (cpuSeconds() - start);
}

/** Interleaved rounds, medians. With `members` a group of so many reads the reference load. */
export function engineFigures(members = 0): Figure[] {
  const pending = medianPending(members);
  const engine: number[] = [];
  const hold: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const e = engineRound(members);
    const h = holdLoop(pending, HOLD_OPERATIONS);
    if (round < WARM_UP) continue;
    engine.push(e);
    hold.push(h);
  }
  const ratios = engine.map((e, i) => e / (hold[i] as number));
  return [
    figure(`engine: events per second / hold loop${withGroup(members)}`, median(ratios), '', {
      atLeast: 0.1,
    }),
    figure(`engine: events per second${withGroup(members)}`, median(engine), 'events/s'),
    figure(`hold loop: operations per second${withGroup(members)}`, median(hold), 'operations/s'),
    figure(`engine: median pending events${withGroup(members)}`, pending, 'events'),
  ];
}
