// The lesson by keyboard and names alone, with Events instead of the picture.

import type { Page } from '@playwright/test';
import { accessible, expect, idle, test } from './journey.ts';

/** Presses a named button by keyboard. */
async function press(page: Page, name: string | RegExp): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  await button.focus();
  await page.keyboard.press('Enter');
}

/** Chooses by name, with Space. */
async function choose(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('radio', { name }).first().focus();
  await page.keyboard.press('Space');
}

test.describe.configure({ timeout: 180_000 });

test('the lesson by names', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('./#/lesson/durability-acks');
  await idle(page);
  const title = page.getByRole('heading', { level: 1 });
  await press(page, 'Continue');
  await expect(title).toBeFocused();
  await page.getByRole('tab', { name: 'Events' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tabpanel', { name: 'Events' })).toContainText(/Broker/);
  await accessible(page, 'lesson with events');
  await choose(page, /everything sent/);
  await press(page, 'Run it and see');
  const outcome = page.getByRole('region', { name: 'What the run did' });
  await expect(outcome.getByRole('heading')).toBeFocused();
  await expect(outcome).toContainText('Not what the run did');
  await press(page, 'Continue');
  await press(page, 'Continue');
  await press(page, 'Answer from a list instead');
  await choose(page, /Broker 2/);
  await press(page, 'Run it and see');
  await expect(outcome).toContainText('Broker 2 leads');
  await press(page, 'Why?');
  await expect(page.getByRole('dialog', { name: 'Why?' })).toContainText('broker.session.timeout.ms');
  await page.keyboard.press('Escape');
  await press(page, 'Continue');
  await choose(page, /about 30 s/);
  await press(page, 'Run it and see');
  await expect(outcome).toContainText('Right');
  for (const choice of [/^none$/, /all 36/]) {
    await press(page, 'Continue');
    await choose(page, choice);
    await press(page, 'Run it and see');
    await expect(outcome).toContainText('Right');
  }
  for (let i = 0; i < 2; i++) await press(page, 'Continue');
  await expect(page.getByRole('region', { name: 'Lesson finished' })).toContainText('4 of 5');
});
