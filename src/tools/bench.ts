// npm run bench [-- --json]: measures the figures that the project promises, prints them, writes docs/benchmarks.md.
// Ratios are taken in one run, medians of interleaved rounds: machines are noisy. --json prints an array of figures.

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { engineFigures } from './bench/engine-bench.ts';
import { figureTable } from './bench/figures.ts';
import { recordingFigures } from './bench/recording-bench.ts';

/** Members of the group that reads the reference load in the second round. */
const GROUP_MEMBERS = 6;

const isJson = process.argv.includes('--json');
const log = (line: string) => {
  if (!isJson) console.error(line);
};

// The engine first: recordings leave the compiler with worlds of a second make.
log('Measuring the engine…');
const engine = [...engineFigures(), ...engineFigures(GROUP_MEMBERS)];
log('Measuring ten-minute recordings…');
const recording = [...recordingFigures(), ...recordingFigures(GROUP_MEMBERS)];
// Loaded only now: the collector would walk through Playwright's objects all the time that the engine is measured.
const { browserFigures } = await import('./bench/browser-bench.ts');
const figures = [...engine, ...recording, ...(await browserFigures(log))];

const text = [
  '# Benchmarks',
  '',
  'Written by `npm run bench`. Ratios are taken within one run; absolute numbers depend on the machine.',
  '',
  `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}).`,
  '',
  figureTable(figures),
  '',
].join('\n');
const folder = resolve(import.meta.dirname, '../../docs');
mkdirSync(folder, { recursive: true });
writeFileSync(resolve(folder, 'benchmarks.md'), text);
console.log(isJson ? JSON.stringify(figures, undefined, 2) : figureTable(figures));
