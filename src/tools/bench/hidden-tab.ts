// What a lesson costs in a tab that is really hidden: it plays, and another tab comes to the front.
// Playwright's own pages cannot be hidden. It tells each of them that it is visible and focused, and starts the browser
// with background tabs held awake; to tell the document that it is hidden leaves the browser treating it as a shown one.
// So a browser is started here with no switch of Playwright's, and Playwright only looks on.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BrowserContext, chromium } from '@playwright/test';
import { chromiumArgs } from '../find-chromium.mjs';
import { type Figure, figure } from './figures.ts';
import { busyShare, countWork, idle, playFromStart, workDuring } from './main-thread.ts';

/**
 * The browser clears up once behind a page that stops: V8's MemoryReducer collects garbage, two or three times, 8 s (in
 * newer ones 30 s) after the last collection of playing, and at 10 s PartitionAlloc gives back what it has spare. Traces
 * showed no other task. On a busy machine it takes 20 to 130 ms and fell into the ten seconds of the measurement by chance.
 * It is a figure of its own, and hidden is what comes after it.
 */
const CLEARING_UP_MS = 40_000;
/** So long it plays in the open before. */
const PLAY_MS = 3_000;
const STARTED = /^DevTools listening on (ws:\S+)/;

/** Starts a browser as it is, with its own folder for data. */
async function startBrowser(executablePath: string, size: { width: number; height: number }) {
  const folder = await mkdtemp(join(tmpdir(), 'faultline-bench-'));
  const switches = [
    ...chromiumArgs(),
    '--headless',
    '--hide-scrollbars',
    `--window-size=${size.width},${size.height}`,
    '--remote-debugging-port=0',
    `--user-data-dir=${folder}`,
  ];
  const child = spawn(executablePath, [...switches, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const stop = async () => {
    if (child.exitCode === null && child.kill()) await once(child, 'exit');
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  for await (const line of createInterface({ input: child.stderr })) {
    const address = STARTED.exec(line)?.[1];
    if (address === undefined) continue;
    // Whatever else it says is let go, so that it never has to wait for us to read.
    child.stderr.resume();
    return { address, stop };
  }
  await stop();
  throw new Error('The browser for the hidden tab ended before it could be spoken to.');
}

async function measureHidden(context: BrowserContext, address: string, ms: number): Promise<Figure[]> {
  const page = await context.newPage();
  await page.goto(address);
  await idle(page);
  const cdp = await countWork(page);
  await playFromStart(page);
  await sleep(PLAY_MS);
  const front = await context.newPage();
  await front.bringToFront();
  await page.waitForFunction('document.hidden', undefined, { polling: 100, timeout: 10_000 });
  const clearingUp = await workDuring(cdp, CLEARING_UP_MS);
  const hidden = await busyShare(cdp, ms);
  if (!(await page.evaluate<boolean>('document.hidden')))
    throw new Error('The hidden tab was shown meanwhile.');
  return [
    figure('main thread busy, hidden', hidden * 100, '%', { atMost: 0.5 }),
    figure(
      `main thread, once after it was hidden: work in the first ${CLEARING_UP_MS / 1000} s`,
      clearingUp * 1000,
      'ms',
    ),
  ];
}

/** Measures the page at `address` for `ms` in a hidden tab of a browser of its own. */
export async function hiddenFigures(
  executablePath: string,
  address: string,
  size: { width: number; height: number },
  ms: number,
): Promise<Figure[]> {
  const started = await startBrowser(executablePath, size);
  try {
    const browser = await chromium.connectOverCDP(started.address, { noDefaults: true });
    const [context] = browser.contexts();
    if (context === undefined) throw new Error('The browser for the hidden tab has no window.');
    const figures = await measureHidden(context, address, ms);
    await browser.close();
    return figures;
  } finally {
    await started.stop();
  }
}
