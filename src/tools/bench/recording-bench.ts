// Seeking in, and the size of, a ten-minute recording of the reference load.

import { createRng, nextBelow } from '../../base/rng.ts';
import type { HeadChunk } from '../../engine/kernel/head.ts';
import { inlineDriver } from '../../engine/kernel/recording.ts';
import type { TraceBlock } from '../../engine/kernel/trace.ts';
import { recordScenario } from '../../engine/scenario/record.ts';
import { startRun } from '../../engine/scenario/start.ts';
import { type Figure, figure, quantile, withGroup } from './figures.ts';
import { referenceLoad } from './reference-load.ts';

const MINUTES = 10;
const SEEKS = 200;

interface Sizes {
  checkpoints: number;
  store: number;
  blocks: Map<number, number>;
}

function bytesOfBlock(b: TraceBlock): number {
  return b.start.byteLength + b.values.byteLength + (b.because.length + b.wide.length) * 8;
}

function count(sizes: Sizes, chunk: HeadChunk): void {
  for (const c of chunk.checkpoints) sizes.checkpoints += c.data.length;
  for (const column of chunk.store.columns) sizes.store += column.byteLength;
  for (const block of chunk.blocks) sizes.blocks.set(block.first, bytesOfBlock(block));
}

/**
 * Time until the frame stands. Not processor time: a seek leaves a whole world as garbage, and what the collector's
 * helpers do about it beside is nothing that anybody waits for.
 */
function timeMs(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Ten minutes are recorded, then sought in at random places and near the playhead. `members` as for the engine. */
export function recordingFigures(members = 0): Figure[] {
  const scenario = referenceLoad(`${MINUTES}m`, members);
  const sizes: Sizes = { checkpoints: 0, store: 0, blocks: new Map() };
  const driver = inlineDriver((list, keep) => startRun(scenario, scenario.seed, list, keep));
  const recording = recordScenario(scenario, {
    driver: (start, onChunk) =>
      driver(start, (chunk) => {
        count(sizes, chunk);
        onChunk(chunk);
      }),
  });
  recording.extendTo(scenario.until);
  const rng = createRng(1, 'seeks');
  const anywhere: number[] = [];
  for (let i = 0; i < SEEKS; i++) {
    const t = nextBelow(rng, scenario.until);
    anywhere.push(timeMs(() => recording.frameAt(t)));
  }
  const near: number[] = [];
  let playhead = scenario.until / 2;
  recording.frameAt(playhead);
  for (let i = 0; i < SEEKS; i++) {
    playhead = Math.max(0, Math.min(scenario.until, playhead + nextBelow(rng, 20_000_000) - 10_000_000));
    near.push(timeMs(() => recording.frameAt(playhead)));
  }
  const trace = [...sizes.blocks.values()].reduce((a, b) => a + b, 0);
  const whole = (trace + sizes.checkpoints + sizes.store) / 1e6;
  const group = withGroup(members);
  return [
    figure(`seek anywhere in 10 minutes, p95${group}`, quantile(anywhere, 0.95), 'ms', { atMost: 50 }),
    figure(`seek within 10 s of the playhead, p95${group}`, quantile(near, 0.95), 'ms', { atMost: 16 }),
    figure(`checkpoints per simulated second${group}`, sizes.checkpoints / 1000 / (MINUTES * 60), 'kB', {
      atMost: 20,
    }),
    figure(`ten-minute recording with trace${group}`, whole, 'MB', { atMost: 150 }),
  ];
}
