// How much the main thread of a page works, by the browser's own count.

import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from '@playwright/test';

/** A session that can be asked for the page's work. */
export async function countWork(page: Page): Promise<CDPSession> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  return cdp;
}

/** Seconds of processor time that the main thread has worked. A task that waits for its turn on a busy machine is not work. */
export async function workTime(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find((m) => m.name === 'ThreadTime')?.value ?? Number.NaN;
}

/** Seconds of work in the next `ms`. The wait is ours, so that nothing in the page waits for it. */
export async function workDuring(cdp: CDPSession, ms: number): Promise<number> {
  const before = await workTime(cdp);
  await sleep(ms);
  return (await workTime(cdp)) - before;
}

/** Share of wall time in which the main thread worked, over `ms`. */
export async function busyShare(cdp: CDPSession, ms: number): Promise<number> {
  return (await workDuring(cdp, ms)) / (ms / 1000);
}

/** Waits until the page says that it has nothing to compute or draw. */
export async function idle(page: Page): Promise<void> {
  await page.locator('html[data-idle=true]').waitFor({ state: 'attached', timeout: 60_000 });
}

/** Puts the playhead to the start and plays. */
export async function playFromStart(page: Page): Promise<void> {
  const pause = page.getByRole('button', { name: /^pause/i }).first();
  if (await pause.isVisible()) await pause.click();
  await page.evaluate('document.activeElement?.blur()');
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: /^play/i }).first().click();
}
