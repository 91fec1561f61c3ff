// What `npm start` and `npm test` need before anything else: the right Node and the dependencies.
// No imports from node_modules here: on a fresh clone there are none.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Says what cannot be had and what to do about it, and ends. */
export function stop(message) {
  console.error(`\n${message}`);
  process.exit(1);
}

export function checkNode() {
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node.replace('>=', '');
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = wanted.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  stop(
    `Faultline needs Node ${wanted} or newer; this is Node ${process.versions.node}. See https://nodejs.org.`,
  );
}

const isInstalled = () => {
  const installed = join(root, 'node_modules/.package-lock.json');
  return (
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
  );
};

/** Runs `npm ci` unless what is installed is as new as the lock file. */
export function installDependencies() {
  if (isInstalled()) return;
  console.log('Installing the dependencies (npm ci) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const run = spawnSync(npm, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (run.error) stop(`npm could not be started (${run.error.message}). It comes with Node.`);
  if (run.status !== 0) {
    stop(
      'The dependencies could not be installed: see the message of npm above. Can npm reach its registry?',
    );
  }
}
