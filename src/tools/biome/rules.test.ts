// Proves that the lint rules the house leans on fire with the repository's own biome.json: import cycles,
// barrels, accessibility, the length of functions.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');

const files: Record<string, string> = {
  'src/base/a.ts': "import { b } from './b.ts';\nexport const a = () => b;\n",
  'src/base/b.ts': "import { a } from './a.ts';\nexport const b = () => a;\n",
  'src/ui/barrel.ts': "export { a } from '../base/a.ts';\n",
  'src/ui/Picture.tsx': 'export const Picture = () => <img src="a.png" />;\n',
  'src/ui/long.ts': `export function long() {\n${"  document.title = 'a';\n".repeat(71)}}\n`,
};

const expected = [
  ['src/base/a.ts', 'lint/suspicious/noImportCycles'],
  ['src/base/b.ts', 'lint/suspicious/noImportCycles'],
  ['src/ui/barrel.ts', 'lint/performance/noBarrelFile'],
  ['src/ui/Picture.tsx', 'lint/a11y/useAltText'],
  ['src/ui/long.ts', 'lint/complexity/noExcessiveLinesPerFunction'],
] as const;

function lint(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'biome-rules-'));
  try {
    const config = { ...JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')), vcs: { enabled: false } };
    writeFileSync(join(folder, 'biome.json'), JSON.stringify(config));
    cpSync(join(root, 'src/tools/biome/engine.grit'), join(folder, 'src/tools/biome/engine.grit'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
    const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', 'src'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const { diagnostics } = JSON.parse(stdout) as {
      diagnostics: { category: string; severity: string; location: { path: unknown } }[];
    };
    return diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ category, location }) => `${JSON.stringify(location.path)} ${category}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const errors = lint();

test.each(expected)('%s breaks %s', (path, category) => {
  expect(errors.filter((error) => error.includes(path) && error.endsWith(category))).not.toEqual([]);
});
