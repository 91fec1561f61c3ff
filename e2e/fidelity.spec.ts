// The fidelity page: found from home, a run and a lesson; searched and narrowed by keyboard; kept to axe's rules.
import { accessible, expect, idle, test } from './journey.ts';

/** Parts of the page: axe takes a minute for all of it, and every part is made alike. */
const SIZES = [
  { width: 1440, height: 900, address: './#/fidelity?about=lesson:durability-acks' },
  { width: 1024, height: 768, address: './#/fidelity?about=isr,elr,fault-slow,transactions' },
  { width: 390, height: 844, address: './#/fidelity?about=isr,elr,fault-slow,transactions' },
];

for (const { address, ...size } of SIZES) {
  test(`is accessible and no wider than the page at ${size.width}`, async ({ page }) => {
    await page.setViewportSize(size);
    await page.goto(address);
    await expect(page.getByRole('heading', { name: 'How faithful is the model?' })).toBeVisible();
    await idle(page);
    await accessible(page, `fidelity at ${size.width}`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(size.width);
  });
}

test('is searched, narrowed and widened by keyboard', async ({ page }) => {
  await page.goto('./');
  await page.getByRole('link', { name: /How faithful the model is/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'mechanisms' })).toHaveText(/^\d+ mechanisms$/);
  await page.getByRole('searchbox').focus();
  await page.keyboard.type('KIP-966');
  await expect(page.getByRole('heading', { name: 'Eligible leader replicas' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Page cache and write-back' })).toHaveCount(0);
  await page.keyboard.type(' unicorn');
  await expect(page.getByRole('status').filter({ hasText: 'None of' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear search and choice' }).press('Enter');
  await page.getByRole('button', { name: /^Absent/ }).press('Space');
  await expect(page.getByRole('button', { name: /^Absent/ })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('heading', { name: 'Transactions', exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'High watermark', exact: true })).toHaveCount(0);
});

test('every mechanism has an address', async ({ page }) => {
  await page.goto('./#/fidelity?at=elr');
  const link = page.getByRole('link', { name: 'Eligible leader replicas' });
  await expect(link).toBeInViewport();
  await expect(link).toBeFocused();
  await expect(link).toHaveAttribute('aria-current', 'location');
});

test('a run leads to its part', async ({ page }) => {
  await page.goto('./#/run/zone-b-goes-dark');
  await page.getByRole('link', { name: 'How faithful this run is to Kafka' }).click();
  await expect(
    page.getByText(/What matters in the run “The leader's zone goes dark”: \d+ mechanisms/),
  ).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Loss of a host or a zone' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Transactions', exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Show the whole page' }).click();
  await expect(page.getByRole('heading', { name: 'Transactions', exact: true })).toBeVisible();
});

test('a lesson leads to its part', async ({ page }) => {
  await page.goto('./#/lesson/durability-acks');
  await page.getByRole('link', { name: 'How faithful this lesson is to Kafka' }).click();
  await expect(
    page.getByText(/What matters in the lesson “What does acks=all really promise\?”/),
  ).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Loss of a disk' })).toBeVisible();
});

test('a link to what is not there shows everything and says so', async ({ page }) => {
  await page.goto('./#/fidelity?about=unicorns');
  await expect(page.getByText(/this is everything/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'High watermark', exact: true })).toBeVisible();
});
