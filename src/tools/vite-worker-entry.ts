// Builds the worker as one more entry of the page instead of a bundle of its own: page and worker run the same engine,
// and this way a visitor loads it once.

import { dirname, resolve } from 'node:path';
import type { Plugin } from 'vite';

/** `new URL('./some-worker.ts', import.meta.url)`, as the standard wants it; the dev server knows it by itself. */
const WORKER_URL = /new URL\(\s*'(\.[^']*worker\.ts)'\s*,\s*import\.meta\.url\s*\)/g;

/** The plugin. */
export function workerEntry(): Plugin {
  return {
    name: 'faultline:worker-entry',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('/src/') || !code.includes('worker.ts')) return undefined;
      const changed = code.replace(WORKER_URL, (_, path: string) => {
        const entry = this.emitFile({ type: 'chunk', id: resolve(dirname(id), path) });
        return `import.meta.ROLLUP_FILE_URL_${entry}`;
      });
      return changed === code ? undefined : changed;
    },
  };
}
