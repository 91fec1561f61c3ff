// An instructor at 1024x768, by keyboard alone: play, step, next fault, break a broker, undo, share; the link opens
// the same moment in a fresh browser, with the same hash.
import { accessible, expect, idle, test, watch } from './journey.ts';

test.describe.configure({ timeout: 180_000 });

test.use({ viewport: { width: 1024, height: 768 } });

test('an instructor drives a run by keyboard and shares it', async ({ page, browser, baseURL, breaches }) => {
  await page.goto('./#/run/zone-a-goes-dark');
  await idle(page);
  await accessible(page, 'run at 1024');
  const clock = page.getByRole('slider', { name: 'Playhead' }).first();
  const time = () => clock.getAttribute('aria-valuenow');
  await page.keyboard.press('k');
  await expect.poll(time).not.toBe('0');
  await page.keyboard.press('k');
  const paused = await time();
  await page.keyboard.press(']');
  await expect.poll(time).not.toBe(paused);
  await page.keyboard.press('n');
  await idle(page);

  // The fault toolbox, by Tab and Enter.
  const what = page.getByRole('combobox', { name: 'What' });
  await what.focus();
  await what.selectOption({ label: 'Broker 2' });
  const crash = page.getByRole('button', { name: /^Crash/ }).first();
  await crash.focus();
  await page.keyboard.press('Enter');
  await idle(page);
  await expect(page.getByRole('region', { name: 'Timeline' })).toContainText(/crash b2/i);
  await page.locator('main').focus();
  await page.keyboard.press('u');
  await idle(page);
  await crash.focus();
  await page.keyboard.press('Enter');
  await idle(page);

  const share = page.getByRole('button', { name: 'Share' });
  await share.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Share this moment' });
  const address = await dialog.getByRole('textbox', { name: 'Link' }).inputValue();
  expect(address.length).toBeLessThan(2_000);
  await expect(dialog.getByTestId('trace-hash')).toHaveText(/^[0-9a-f]{16}$/);
  const hash = await dialog.getByTestId('trace-hash').textContent();
  await accessible(page, 'share');
  await page.keyboard.press('Escape');
  const shown = await time();

  const fresh = await browser.newContext({ viewport: { width: 1024, height: 768 } });
  const other = await fresh.newPage();
  watch(other, breaches, baseURL ?? '');
  await other.goto(address);
  await idle(other);
  await expect(other.getByRole('slider', { name: 'Playhead' }).first()).toHaveAttribute(
    'aria-valuenow',
    shown ?? '',
  );
  await other.getByRole('button', { name: 'Share' }).click();
  await expect(other.getByTestId('trace-hash')).toHaveText(hash ?? '');
  await fresh.close();
});
