// The invariants of a run: read by keyboard, the first moment one broke is a press away, and what lies ahead is told.
import { accessible, expect, idle, test } from './journey.ts';

test('a broken invariant leads to its first moment', async ({ page }) => {
  await page.goto('./#/run/zombie-leader?at=5000000');
  await idle(page);
  const panel = page.getByRole('region', { name: 'Invariants' });
  await expect(panel).toContainText('2 may break');
  const first = panel.getByRole('button', { name: /^I1, What is acknowledged is kept: holds, may break$/ });
  await first.focus();
  await page.keyboard.press('Enter');
  await expect(panel).toContainText('No record acknowledged under acks=all');
  await expect(panel).toContainText('acks=1 of order-service');
  await page.keyboard.press('Tab');
  for (let i = 0; i < 6; i++) await page.keyboard.press('Tab');
  await expect(panel.getByRole('button', { name: 'It breaks at 17.9 s' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Time shown')).toHaveText(/^17\.9/);
  await expect(
    panel.getByRole('button', { name: /^I1, What is acknowledged is kept: broken at 17\.9 s$/ }),
  ).toBeVisible();
  await expect(panel).toContainText('I1 broken');
  await accessible(page, 'invariants');
});

test('a fork is checked anew, and the future before it keeps its lamps', async ({ page }) => {
  await page.goto('./#/run/three-zones?at=10000000');
  await idle(page);
  const panel = page.getByRole('region', { name: 'Invariants' });
  await expect(panel).toContainText('all hold');
  await page.getByLabel('What', { exact: true }).selectOption({ label: 'topic orders' });
  await page.getByLabel('Setting').selectOption('min.insync.replicas');
  await page.getByLabel('Value').fill('1');
  await page.getByRole('button', { name: 'Change it', exact: true }).click();
  await idle(page);
  await page.keyboard.press('End');
  await expect(panel).toContainText('1 may break');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await idle(page);
  await expect(panel).toContainText('all hold');
});
