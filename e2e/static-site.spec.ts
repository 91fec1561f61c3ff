// The built site stands on its own: from a sub-path, with its policy kept and no request to another origin.
import { expect, test } from '@playwright/test';

test('loads from a sub-path, keeps its policy and asks no other origin', async ({ page, baseURL }) => {
  const violations: string[] = [];
  const foreign: string[] = [];
  const missing: string[] = [];
  const origin = new URL(baseURL ?? '').origin;
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (asked !== origin && protocol !== 'blob:' && protocol !== 'data:') foreign.push(request.url());
  });
  page.on('response', (response) => {
    if (response.status() >= 400) missing.push(response.url());
  });
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) violations.push(message.text());
  });
  page.on('pageerror', (error) => violations.push(error.message));
  await page.goto('./');
  await expect(page.getByRole('heading').first()).toBeVisible();
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const policy = page.locator('meta[http-equiv="Content-Security-Policy"]');
  await expect(policy).toHaveAttribute('content', /default-src 'self'; script-src 'self';/);
  expect({ violations, foreign, missing }).toEqual({ violations: [], foreign: [], missing: [] });
});

test('the schema of scenarios is there for editors', async ({ page, request }) => {
  await page.goto('./#/run/three-zones');
  await page.getByRole('button', { name: 'Scenario' }).click();
  await page.getByText('In your own editor').click();
  const line = await page.getByText('# yaml-language-server: $schema=').textContent();
  const response = await request.get(line?.split('$schema=')[1] ?? '');
  expect(response.ok()).toBe(true);
  expect((await response.json()).properties).toHaveProperty('brokers');
});

test('the policy is enforced: an inline script does not run', async ({ page }) => {
  await page.goto('./');
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "inline ran"';
    document.body.append(script);
  });
  expect(await page.title()).not.toBe('inline ran');
});

for (const theme of ['light', 'dark'] as const) {
  test(`follows the system's ${theme} theme until the reader chooses`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await page.goto('./');
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    const other = theme === 'light' ? 'dark' : 'light';
    await page.evaluate((choice) => localStorage.setItem('faultline.theme', choice), other);
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('data-theme', other);
  });
}
