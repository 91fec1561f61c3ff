// What goes wrong says what happened and what can be done, and nothing of the reader's is lost.
import { deflateSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { accessible, expect, idle, test } from './journey.ts';

const KEY = 'faultline.progress';

async function shareAddress(page: Page): Promise<string> {
  await page.goto('./#/run/zone-a-goes-dark?at=20000000');
  await idle(page);
  await page.getByRole('button', { name: 'Share' }).click();
  return page.getByRole('textbox', { name: 'Link' }).inputValue();
}

test.describe.configure({ timeout: 180_000 });

test('a damaged link explains itself and gives back what can be read', async ({ page }) => {
  const address = await shareAddress(page);
  await page.goto('./#/');
  await page.goto(address.slice(0, -6));
  await expect(page.getByRole('alert')).toContainText('This link is damaged');
  await accessible(page, 'damaged link');
  await expect(page.getByRole('button', { name: 'Go to the start' })).toBeVisible();
});

test('a link from a newer version says so and offers what could be read', async ({ page }) => {
  const address = await shareAddress(page);
  await page.goto('./#/');
  await page.goto(address.replace('link=1.', 'link=2.'));
  await expect(page.getByRole('alert')).toContainText('newer Faultline');
  await expect(page.getByRole('region', { name: 'What could be read' })).toContainText('zone-a-goes-dark');
  await page.getByRole('button', { name: 'Open what could be read' }).click();
  await expect(page.getByRole('region', { name: 'Stage' })).toBeVisible();
});

test('an oversized link is refused quickly', async ({ page }) => {
  const bomb = deflateSync(Buffer.alloc(50_000_000)).toString('base64url');
  await page.goto(`./#/run?link=1.AAAA${bomb}`);
  await expect(page.getByRole('alert')).toContainText(/larger than any|damaged/);
});

test('full storage loses nothing of this visit', async ({ page }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await page.goto('./#/lesson/durability-acks');
  await expect(page.getByText('The storage of this browser is full')).toBeVisible();
  await idle(page);
  await accessible(page, 'full storage');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save this visit as a file' }).click();
  expect((await download).suggestedFilename()).toBe('faultline-progress.json');
});

test('storage of an older version is carried over', async ({ page }) => {
  const old = '{"v":1,"lessons":{"durability-acks":{"step":"silence","done":true}}}';
  await page.addInitScript(([key, text]) => localStorage.setItem(key ?? '', text ?? ''), [KEY, old]);
  await page.goto('./');
  await expect(page.getByRole('article', { name: /Lesson: What does acks=all/ })).toContainText('Done');
});

test('storage of a newer version is left alone', async ({ page }) => {
  const newer = '{"v":99,"lessons":{"x":1}}';
  await page.addInitScript(([key, text]) => localStorage.setItem(key ?? '', text ?? ''), [KEY, newer]);
  await page.goto('./#/lesson/durability-acks');
  await expect(page.getByText(/written by a newer Faultline/)).toBeVisible();
  await idle(page);
  expect(await page.evaluate((key) => localStorage.getItem(key), KEY)).toBe(newer);
});

test('a worker that dies is replaced by the page', async ({ page }) => {
  await page.addInitScript(() => {
    const Real = window.Worker;
    window.Worker = class extends Real {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        setTimeout(() => this.dispatchEvent(new ErrorEvent('error', { message: 'it ran out of memory' })), 0);
      }
    };
  });
  await page.goto('./#/run/zone-a-goes-dark');
  await expect(page.getByText(/The background computation stopped/)).toBeVisible();
  await idle(page);
  await page.keyboard.press('n');
  await expect(page.getByRole('region', { name: 'Stage' })).toContainText(/zone a/);
});
