// A stranger lands on the home page, crashes a zone, names the next leader, is judged, asks why, opens the run.
import { accessible, expect, idle, test } from './journey.ts';

test.describe.configure({ timeout: 180_000 });

test('a stranger crashes a zone and learns why the lead moved', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Crash a zone. Name the next leader. See why.',
  );
  const hero = page.getByRole('region', { name: 'Crash a zone. Name the next leader. See why.' });
  await expect(hero.getByText('C3 active controller')).toBeAttached();
  await expect(hero.getByText(/Broker 2 in zone b: leader/)).toBeAttached();
  // Healthy and moving: the offsets grow by themselves.
  const end = () => hero.getByText(/Broker 2 in zone b: leader/).textContent();
  const before = await end();
  await expect.poll(end, { timeout: 20_000 }).not.toBe(before);
  await accessible(page, 'home');

  await page.getByRole('button', { name: 'Crash zone b' }).click();
  await expect(page.getByRole('heading', { name: /Who leads next/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Crash zone b' })).toHaveCount(0);
  const run = page.getByRole('button', { name: /run it and see/i });
  await expect(run).toBeDisabled();
  await hero.getByRole('radio', { name: 'Broker 1' }).check({ force: true });
  await accessible(page, 'home with the question open');
  await run.click();
  await expect(page.getByRole('heading', { name: /Broker 3 leads, since .* not Broker 1/ })).toBeVisible({
    timeout: 30_000,
  });

  await page.getByRole('button', { name: 'Why?' }).click();
  const why = page.getByRole('dialog', { name: 'Why?' });
  await expect(why).toContainText('broker.session.timeout.ms');
  await expect(why).toContainText(/zone b|Broker 2/);
  await accessible(page, 'why');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Open this run' }).click();
  await expect(page.getByRole('region', { name: 'Stage' })).toBeVisible();
  await idle(page);
  await expect(page.getByRole('region', { name: 'Stage' })).toContainText(/fenced/);
});
