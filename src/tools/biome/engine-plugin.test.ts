// Proves that the engine's ban list really fires: with the repository's own biome.json, on files laid out as
// in the repository, each banned thing is reported, nothing else is, and other folders are left alone.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');

const banned = [
  'export const a = Math.random();',
  'export const a = Math.sin(1);',
  'export const a = Math.log2(8);',
  'export const a = Math.pow(2, 3);',
  'export const a = Math.hypot(3, 4);',
  "export const a = Math['random']();",
  'export const { random } = Math;',
  'export const a = (x: number) => x ** 3;',
  'export const a = (x: number[]) => { x[0] **= 2; };',
  'export const a = Date.now();',
  'export const a = new Date();',
  'export const a = performance.now();',
  "export const a = new Intl.NumberFormat('en');",
  "export const a = 'a'.localeCompare('b');",
  'export const a = (1).toLocaleString();',
  'export async function a() {}',
  'export const a = async () => 1;',
  'export const a = { async b() {} };',
  'export class A { private async b() {} }',
  'export const a = new Promise(() => {});',
  'export const a = () => setTimeout(a, 1);',
  "console.log('a');",
];

const allowed = [
  "// async Math.random() ** Date\nexport function notAsync() {\n  return 'async Date';\n}",
  'export const a = Math.floor(2.5) + Math.max(1, Math.sqrt(4)) + Math.imul(3, 4);',
  'export const a = { Date: 1, performance: 2 };',
];

interface Report {
  summary: { changed: number; unchanged: number };
  diagnostics: { category: string; severity: string; location?: { path?: unknown } }[];
}

let folder = '';
let report: Report;
const file = (dir: string, kind: string, i: number) => `src/${dir}/${kind}-${i}.ts`;
const errorsIn = (path: string) =>
  report.diagnostics.filter((d) => d.severity === 'error' && JSON.stringify(d.location?.path).includes(path));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'engine-plugin-'));
  const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
  // Only the plugin is under test; it is reached through the repository's own `overrides`.
  config.vcs = { enabled: false };
  config.linter = { rules: { preset: 'none' } };
  const plugin: string = config.overrides[0].plugins[0];
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('biome.json', JSON.stringify(config));
  mkdirSync(join(folder, dirname(plugin)), { recursive: true });
  copyFileSync(join(root, plugin), join(folder, plugin));
  for (const [i, text] of banned.entries()) {
    write(file('base', 'banned', i), text);
    write(file('engine/kernel', 'banned', i), text);
    write(file('app', 'banned', i), text);
  }
  for (const [i, text] of allowed.entries()) write(file('engine/kernel', 'allowed', i), text);
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const run = spawnSync(
    process.execPath,
    [biome, 'lint', '--reporter=json', '--max-diagnostics=none', 'src'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  report = JSON.parse(run.stdout);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('it read every file it was given', () => {
  const { changed, unchanged } = report.summary;
  // One more: the plugin itself lies under src.
  expect(changed + unchanged).toBe(banned.length * 3 + allowed.length + 1);
});

test.each(banned.map((text, i) => [text, i] as const))(
  'bans in base and engine, not elsewhere: %s',
  (_, i) => {
    expect(errorsIn(file('base', 'banned', i))).not.toEqual([]);
    expect(errorsIn(file('engine/kernel', 'banned', i))).not.toEqual([]);
    expect(errorsIn(file('app', 'banned', i))).toEqual([]);
  },
);

test.each(allowed.map((text, i) => [text, i] as const))('lets pass: %s', (_, i) => {
  expect(errorsIn(file('engine/kernel', 'allowed', i))).toEqual([]);
});
