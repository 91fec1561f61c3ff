// Finds a Chromium for the browser tests and the bench, or installs one: an environment variable, known
// paths, one that Playwright downloaded earlier; then the system's package manager (as root on Debian),
// then Playwright's own download.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const variables = ['CHROMIUM_PATH', 'PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH', 'CHROME_PATH'];

const knownPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  join(process.env.PROGRAMFILES ?? 'C:\\Program Files', 'Google\\Chrome\\Application\\chrome.exe'),
];

/** The path of a Chromium that is already here, or undefined. */
export async function findChromium() {
  for (const name of variables) {
    const path = process.env[name];
    if (!path) continue;
    if (existsSync(path)) return path;
    throw new Error(`${name} points to ${path}, and there is no such file.`);
  }
  return knownPaths.find((path) => existsSync(path)) ?? (await downloadedByPlaywright());
}

async function downloadedByPlaywright() {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return path && existsSync(path) ? path : undefined;
}

/** Finds a Chromium, else installs one; throws with a message for people when neither works. */
export async function findOrInstallChromium(log = console.error) {
  const found = await findChromium();
  if (found) return found;
  installWithApt(log);
  const installed = await findChromium();
  if (installed) return installed;
  log('Downloading a Chromium (npx playwright install chromium) …');
  run('npx', ['playwright', 'install', 'chromium']);
  const downloaded = await findChromium();
  if (downloaded) return downloaded;
  throw new Error(
    `No Chromium was found or could be installed. Install one, or set ${variables[0]} to its path.`,
  );
}

function installWithApt(log) {
  const isRootOnDebian = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (!isRootOnDebian) return;
  log('Installing Chromium (apt-get install chromium) …');
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
}

/** Output goes to stderr, so that a caller who prints JSON stays clean. */
function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const shell = process.platform === 'win32';
  return spawnSync(command, args, { stdio: ['ignore', 2, 2], env, shell }).status === 0;
}

/** The switches for a quiet, headless Chromium; root needs `--no-sandbox`. */
export function chromiumArgs() {
  const quiet = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-sync',
    '--no-first-run',
    '--disable-dev-shm-usage',
  ];
  return process.getuid?.() === 0 ? ['--no-sandbox', ...quiet] : quiet;
}
