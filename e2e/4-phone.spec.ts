// The lesson from start to end by touch at 390x844.
import { accessible, expect, idle, mainButton, test } from './journey.ts';

test.describe.configure({ timeout: 180_000 });

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test('the lesson on a phone', async ({ page }) => {
  await page.goto('./#/lesson/durability-acks');
  await idle(page);
  await accessible(page, 'lesson on a phone');
  const outcome = page.getByRole('region', { name: 'What the run did' });
  await mainButton(page, 'Continue').tap();
  await mainButton(page, 'Predict what is next').tap();
  await page.getByText('a few, those no follower had yet').tap();
  await mainButton(page, 'Answer: a few, those no follower had yet').tap();
  await mainButton(page, 'Skip to the outcome').tap();
  await expect(outcome).toContainText('Right');
  await mainButton(page, 'Continue').tap();
  await mainButton(page, 'Continue').tap();
  await mainButton(page, 'Predict what is next').tap();
  await page.getByRole('radio', { name: /Broker 3/ }).tap();
  await accessible(page, 'prediction on a phone');
  await mainButton(page, 'Answer: Broker 3').tap();
  await mainButton(page, 'Skip to the outcome').tap();
  await expect(outcome).toContainText('Broker 2 leads');
  await accessible(page, 'judged on a phone');
  await mainButton(page, 'Continue').tap();
  await mainButton(page, 'Predict what is next').tap();
  await page.getByText('about 30 s').tap();
  await page.getByRole('button', { name: /^Answer:/ }).tap();
  await mainButton(page, 'Skip to the outcome').tap();
  for (const choice of ['a few, those under way', 'all 36']) {
    await mainButton(page, 'Continue').tap();
    await mainButton(page, 'Predict what is next').tap();
    await page.getByText(choice).first().tap();
    await page.getByRole('button', { name: /^Answer:/ }).tap();
    await mainButton(page, 'Skip to the outcome').tap();
    await expect(outcome).toBeVisible();
  }
  for (let i = 0; i < 2; i++) await mainButton(page, 'Continue').tap();
  await expect(page.getByRole('region', { name: 'Lesson finished' })).toBeVisible();
  // Nothing is wider than the screen.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
