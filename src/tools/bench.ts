// npm run bench [-- --json]: measures the figures that the project promises, prints them, writes docs/benchmarks.md.
// Ratios are taken in one run, medians of interleaved rounds: machines are noisy. --json prints an array of figures.

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { shippedEngineFigures } from './bench/as-shipped.ts';
import { browserFigures } from './bench/browser-bench.ts';
import { figureTable } from './bench/figures.ts';

/** Members of the group that reads the reference load in the second round. */
const GROUP_MEMBERS = 6;

const isJson = process.argv.includes('--json');
const log = (line: string) => {
  if (!isJson) console.error(line);
};

log('Measuring the engine and ten-minute recordings, alone and with a group…');
const engine = await shippedEngineFigures([0, GROUP_MEMBERS]);
const figures = [...engine, ...(await browserFigures(log))];

const text = [
  '# Benchmarks',
  '',
  'Written by `npm run bench`. Ratios are taken within one run; absolute numbers depend on the machine. The engine is',
  'measured as it is shipped: bundled, each load in a process of its own.',
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
