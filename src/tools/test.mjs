// `npm test`: from a fresh clone to one line, `N passed, N failed`. Installs what is missing, then runs every
// guard and every test; a stage that fails does not keep the later ones from running.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOrInstallChromium } from './find-chromium.mjs';
import { checkNode, installDependencies, root } from './install.mjs';

const total = { passed: 0, failed: 0 };
const failures = [];
const reports = mkdtempSync(join(tmpdir(), 'faultline-test-'));

function count(stage, passed, failed) {
  total.passed += passed;
  total.failed += failed;
  if (failed > 0) failures.push(stage);
}

/** Runs a program of node_modules; gives its exit status and, if asked, what it printed. */
function run(program, args, { env = {}, quiet = false } = {}) {
  const result = spawnSync(process.execPath, [join(root, 'node_modules', program), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  // Some programs say how much they read on one stream, some on the other.
  return { isOk: result.status === 0, output: `${result.stdout ?? ''}${result.stderr ?? ''}` };
}

async function stage(title, body) {
  console.log(`\n=== ${title}`);
  const began = performance.now();
  try {
    await body();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    count(title, 0, 1);
  }
  console.log(`--- ${title}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** A type check that also counts what it read of ours: one that reads nothing is a failure. */
function checkTypes(config) {
  const { isOk, output } = run('typescript/bin/tsc', ['-p', config, '--listFiles', '--pretty', 'false'], {
    quiet: true,
  });
  const isSource = (line) => /^\S.*\.(tsx?|mts|json)$/.test(line) && !line.includes('error TS');
  const lines = output.split('\n').filter((line) => line !== '');
  const read = lines.filter((line) => isSource(line) && !line.includes('node_modules')).length;
  const complaints = lines.filter((line) => !isSource(line));
  if (complaints.length > 0) console.log(complaints.join('\n'));
  console.log(`${config}: ${read} files read`);
  count(`types (${config})`, isOk && read > 0 ? 1 : 0, isOk && read > 0 ? 0 : 1);
}

function checkStyle() {
  const { isOk, output } = run(
    '@biomejs/biome/bin/biome',
    ['check', '--error-on-warnings', '--max-diagnostics=20', '.'],
    {
      quiet: true,
    },
  );
  console.log(output.trim());
  const read = Number(/Checked (\d+) files?/.exec(output)?.[1] ?? 0);
  if (read === 0) console.log('Biome read no files.');
  count('lint', isOk && read > 0 ? 1 : 0, isOk && read > 0 ? 0 : 1);
}

function countTests(title, file, isOk, read) {
  if (!existsSync(file)) throw new Error(`${title} left no report: it did not get as far as running a test.`);
  const { passed, failed } = read(JSON.parse(readFileSync(file, 'utf8')));
  if (passed + failed === 0) console.log(`${title}: not one test ran.`);
  // A run can fail without a failed test (a file that does not load, an error outside any test).
  const isSilent = failed === 0 && (!isOk || passed === 0);
  count(title, passed, isSilent ? 1 : failed);
}

function runVitest() {
  const file = join(reports, 'vitest.json');
  const args = ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
  const { isOk } = run('vitest/vitest.mjs', args);
  countTests('unit, property, content and conformance tests', file, isOk, (report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests,
  }));
}

function runPlaywright() {
  const file = join(reports, 'playwright.json');
  const args = ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json'];
  const { isOk } = run('@playwright/test/cli.js', args, { env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file } });
  countTests('browser tests', file, isOk, ({ stats }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
  }));
}

async function runAll() {
  let hasBuild = false;
  await stage('Chromium', async () => {
    process.env.CHROMIUM_PATH = await findOrInstallChromium(console.log);
    console.log(`using ${process.env.CHROMIUM_PATH}`);
  });
  await stage('types', () => {
    for (const config of ['tsconfig.json', 'tsconfig.browser.json', 'tsconfig.engine.json'])
      checkTypes(config);
  });
  await stage('format and lint', checkStyle);
  await stage('unused files, exports and dependencies', () => {
    const { isOk } = run('knip/bin/knip.js', ['--treat-config-hints-as-errors']);
    count('unused code', isOk ? 1 : 0, isOk ? 0 : 1);
  });
  await stage('unit, property, content and conformance tests', runVitest);
  await stage('build', () => {
    hasBuild = run('vite/bin/vite.js', ['build', '--logLevel', 'warn']).isOk;
    count('build', hasBuild ? 1 : 0, hasBuild ? 0 : 1);
  });
  await stage('browser tests', () => {
    if (!hasBuild) throw new Error('Not run: there is no build to test.');
    runPlaywright();
  });
}

checkNode();
installDependencies();
try {
  await runAll();
} finally {
  rmSync(reports, { recursive: true, force: true });
}
if (failures.length > 0) console.log(`\nFailed: ${failures.join('; ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
