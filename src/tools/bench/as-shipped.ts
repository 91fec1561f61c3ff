// Measures the engine as users run it: bundled into one module by the bundler that makes the app. Imports between modules
// cost a look-up at every use that a bundle does not have. Each load gets a process of its own, since the compiler
// remembers what it saw before.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import type { Figure } from './figures.ts';

const ENTRY = resolve(import.meta.dirname, 'engine-process.ts');

/** The figures of the engine and its recordings, for each number of group members. */
export async function shippedEngineFigures(loads: readonly number[]): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
  try {
    await build({
      configFile: false,
      publicDir: false,
      logLevel: 'error',
      ssr: { noExternal: true },
      build: { ssr: ENTRY, outDir: folder, emptyOutDir: false, minify: false, target: 'node20' },
    });
    const program = join(folder, 'engine-process.js');
    return loads.flatMap((members) => {
      const text = execFileSync(process.execPath, [program, String(members)], { encoding: 'utf8' });
      return JSON.parse(text) as Figure[];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
