// What a visitor's browser has to do: frames of the stage under load, how busy the main thread is, how much JavaScript
// comes before the first lesson can be used. Headless Chromium, software rendering, the built site.

import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { chromiumArgs, findOrInstallChromium } from '../find-chromium.mjs';
import { listen, staticServer } from '../static-server.mjs';
import { type Figure, figure } from './figures.ts';
import { hiddenFigures } from './hidden-tab.ts';
import { busyShare, countWork, idle, playFromStart, workTime } from './main-thread.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const MEASURE_MS = 10_000;
const LONG_FRAME_MS = 18;
const SIZE = { width: 1440, height: 900 };
const LESSON = '#/lesson/durability-acks';

/**
 * Twenty producers that wait for nothing over links a thousand times slower. Order is kept, so each message takes about
 * as long as the slowest before it, some three seconds: about 2 000 fly at once.
 */
function crowdedScenario(): string {
  const producers = Array.from(
    { length: 20 },
    (_, i) => `  p${i + 1}: { topic: orders, acks: 0, rate: 35/s, keys: 100 }`,
  );
  return [
    'v: 1',
    'title: Two thousand messages',
    'zones: [a, b, c]',
    'brokers: { b1: { zone: a }, b2: { zone: b }, b3: { zone: c } }',
    'controllers: 3',
    'topics: { orders: { partitions: 3, replication.factor: 3 } }',
    'producers:',
    ...producers,
    'timeline:',
    ...producers.flatMap((_, i) =>
      [1, 2, 3].map((b) => `  - { at: 1s, do: slow, link: [p${i + 1}, b${b}], factor: 1000 }`),
    ),
    'until: 60s',
    '',
  ].join('\n');
}

// Text instead of functions: what compiles this file adds helpers to functions that the page does not have.
const FRAME_GAPS = `new Promise((done) => {
  const list = [];
  let last = performance.now();
  const end = last + ${MEASURE_MS};
  const step = (now) => {
    list.push(now - last);
    last = now;
    if (now < end) requestAnimationFrame(step);
    else done(list.slice(1));
  };
  requestAnimationFrame(step);
})`;
// Looks once a frame, as an eye would. A script counts when it was asked for, not when it had come.
const NOTE_INTERACTIVE = `(() => {
  const look = () => {
    const buttons = [...document.querySelectorAll('button:not(:disabled)')];
    const isReady =
      document.querySelector('[aria-label=Stage] svg text') !== null &&
      buttons.some((button) => /^(Continue|Predict)/.test(button.textContent));
    if (!isReady) return requestAnimationFrame(look);
    const entries = performance.getEntriesByType('resource');
    window.scriptsBefore = entries.map(({ name }) => name).filter((name) => name.endsWith('.js'));
  };
  requestAnimationFrame(look);
})()`;
const FLYING = `Number(document.querySelector('[data-flying]')?.dataset.flying ?? -1)`;

async function crowdedFrames(browser: Browser, base: string): Promise<Figure[]> {
  const page = await browser.newPage({ viewport: SIZE, bypassCSP: true });
  await page.goto(`${base}#/run/leader-crash`);
  await idle(page);
  await page.getByRole('button', { name: 'Scenario' }).click();
  const file = { name: 'crowded.yaml', mimeType: 'text/plain', buffer: Buffer.from(crowdedScenario()) };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.waitForTimeout(1_000);
  await idle(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^play/i }).first().click();
  await page.waitForTimeout(4_000);
  const cdp = await countWork(page);
  const before = await workTime(cdp);
  const gaps = await page.evaluate<number[]>(FRAME_GAPS);
  const work = (await workTime(cdp)) - before;
  const flying = await page.evaluate<number>(FLYING);
  await page.close();
  const long = gaps.filter((gap) => gap > LONG_FRAME_MS).length / gaps.length;
  return [
    figure(`stage, messages in flight: frames over ${LONG_FRAME_MS} ms`, long * 100, '%', { atMost: 5 }),
    // Says what a frame costs where a busy machine makes frames late for other reasons.
    figure('stage, messages in flight: processor time per frame', (work * 1000) / gaps.length, 'ms'),
    figure('stage, messages in flight at the end', flying, 'messages'),
    figure('stage, messages in flight: frames drawn in 10 s', gaps.length, 'frames'),
  ];
}

/**
 * Kilobytes (gzip) of all scripts that were asked for before the page could be used: the stage is drawn and the main
 * button takes a press. What the page asks for afterwards (the engine, which then computes the run, and its worker)
 * keeps nobody waiting; e2e/8-late-engine.spec.ts proves that the button works without it.
 */
async function scriptBeforeInteractive(page: Page, address: string): Promise<number> {
  const sizes = new Map<string, Promise<number>>();
  page.on('response', (response) => {
    const { href, pathname } = new URL(response.url());
    if (pathname.endsWith('.js'))
      sizes.set(
        href,
        response.body().then((body) => gzipSync(body).length),
      );
  });
  await page.addInitScript(NOTE_INTERACTIVE);
  await page.goto(address);
  await page.waitForFunction('window.scriptsBefore !== undefined');
  const before = await page.evaluate<string[]>('window.scriptsBefore');
  let sum = 0;
  for (const href of before) sum += (await sizes.get(href)) ?? 0;
  if (sum === 0) throw new Error('No script was seen to load: the figure would mean nothing.');
  return sum / 1024;
}

/** Lets what was under way end, and has the garbage of playing collected now instead of at some time of the measurement. */
async function settle(page: Page, cdp: CDPSession): Promise<void> {
  await page.waitForTimeout(1_000);
  await cdp.send('HeapProfiler.collectGarbage');
}

async function lessonFigures(browser: Browser, base: string): Promise<Figure[]> {
  const page = await browser.newPage({ viewport: SIZE, bypassCSP: true });
  const beforeInteractive = await scriptBeforeInteractive(page, `${base}${LESSON}`);
  await idle(page);
  const cdp = await countWork(page);
  await playFromStart(page);
  const playing = await busyShare(cdp, MEASURE_MS);
  await playFromStart(page);
  await page
    .getByRole('button', { name: /^pause/i })
    .first()
    .click();
  await settle(page, cdp);
  const paused = await busyShare(cdp, MEASURE_MS);
  await page.close();
  return [
    figure('main thread busy, first lesson playing', playing * 100, '%', { atMost: 25 }),
    figure('main thread busy, paused', paused * 100, '%', { atMost: 1 }),
    figure('JavaScript before the first lesson is interactive, gzip', beforeInteractive, 'kB', {
      atMost: 200,
    }),
  ];
}

/** Builds the site, serves it and measures it. Messages go to stderr. */
export async function browserFigures(log: (line: string) => void): Promise<Figure[]> {
  log('Building the site…');
  execFileSync('npx', ['vite', 'build', '--logLevel', 'error'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const server = staticServer(resolve(ROOT, 'dist'));
  const port = await listen(server, 4273, '127.0.0.1');
  const base = `http://127.0.0.1:${port}/`;
  const executablePath = await findOrInstallChromium(log);
  const browser = await chromium.launch({ executablePath, args: chromiumArgs() });
  try {
    log('Measuring the lesson…');
    const lesson = await lessonFigures(browser, base);
    log('Measuring the lesson in a hidden tab…');
    const hidden = await hiddenFigures(executablePath, `${base}${LESSON}`, SIZE, MEASURE_MS);
    log('Measuring the stage under load…');
    return [...(await crowdedFrames(browser, base)), ...lesson, ...hidden];
  } finally {
    await browser.close();
    server.close();
  }
}
