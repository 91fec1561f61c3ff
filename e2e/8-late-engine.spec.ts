// The engine is the largest part of the page and comes last: whoever waits for it can read and answer meanwhile.
import { expect, idle, mainButton, test } from './journey.ts';

test('a lesson is drawn and can be used before the engine has come', async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((done) => {
    release = done;
  });
  let asked = 0;
  await page.route('**/engine-recording-*.js', async (route) => {
    asked += 1;
    await held;
    await route.continue();
  });
  await page.goto('#/lesson/durability-acks');
  await expect(page.getByRole('button', { name: /^Broker 1/ }).first()).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const first = await page.getByRole('heading', { level: 1 }).textContent();
  await expect.poll(() => asked).toBe(1);
  await mainButton(page, 'Continue').click();
  await expect(page.getByText('Step 2 of')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(first ?? '');
  await expect(page.locator('html')).toHaveAttribute('data-idle', 'false');
  release();
  await idle(page);
  await expect(page.getByText('Step 2 of')).toBeVisible();
});

test('an engine that cannot be loaded is said in words', async ({ page, breaches }) => {
  await page.route('**/engine-recording-*.js', (route) => route.abort());
  await page.goto('#/lesson/durability-acks');
  await expect(page.getByText(/The engine could not be loaded/)).toBeVisible();
  expect(breaches).toEqual([]);
});
