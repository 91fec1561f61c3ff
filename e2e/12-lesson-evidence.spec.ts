// What a lesson says and what it stands on: claims lead to their moment, in any run of the lesson, and a step that would
// answer an open question waits for it.
import { accessible, expect, idle, mainButton, test } from './journey.ts';

test.describe.configure({ timeout: 120_000 });
test.use({ contextOptions: { reducedMotion: 'reduce' } });

const playhead = { name: 'Playhead' };

test('a step behind an open question leads to it, or shows itself all the same', async ({ page }) => {
  await page.goto('./#/lesson/durability-acks?step=silence');
  await idle(page);
  const note = page.getByRole('region', { name: 'A question comes first' });
  await expect(note).toContainText('The whole zone goes dark');
  await expect(page.locator('body')).not.toContainText('The cluster did its part');
  await accessible(page, 'a step behind a question');
  await mainButton(page, 'Go to step 4').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The whole zone goes dark');
  await page.getByRole('button', { name: /^Step 5/ }).click();

  await page.getByRole('button', { name: 'Show this step all the same' }).click();
  await page.getByRole('radio', { name: /about 30 s/ }).check();
  await mainButton(page, 'Run it and see').click();
  await expect(page.getByRole('region', { name: 'What the run did' })).toContainText('30.0 s');
  // The question before it is still a question.
  await page.getByRole('button', { name: /^Step 4/ }).click();
  await idle(page);
  await expect(page.getByRole('slider', playhead).first()).toHaveAttribute('aria-valuenow', '11900');
  await expect(page.getByText('hidden until you answer')).toBeVisible();
});

test('a claim leads to its moment, also in another run, and back', async ({ page }) => {
  await page.goto('./#/lesson/durability-isr-min-isr?step=second');
  await page.getByRole('button', { name: 'Show this step all the same' }).click();
  await page.getByRole('button', { name: 'Answer from a list instead' }).click();
  await page.getByRole('radio', { name: 'Broker 2' }).check();
  await mainButton(page, 'Run it and see').click();
  await expect(page.getByRole('region', { name: 'What the run did' })).toContainText('Right');

  await page.getByText(/^How we know: \d+ claims, checked$/).click();
  const claims = page.getByRole('region', { name: 'Fact check' });
  // Moments behind the next question are told later; those of the other run are not hidden.
  await claims.getByRole('button', { name: 'Show 78.0 s of “The last broker crashes too”' }).click();
  await idle(page);
  const bar = page.getByRole('status').filter({ hasText: 'Another run' });
  await expect(bar).toContainText('The last broker crashes too');
  await expect(page.getByRole('slider', playhead).first()).toHaveAttribute('aria-valuenow', '78000');
  await accessible(page, 'another run in a lesson');
  await bar.getByRole('button', { name: 'Back to this step’s run' }).click();
  await idle(page);
  await expect(page.getByRole('slider', playhead).first()).toHaveAttribute('aria-valuenow', '45000');
  await claims.getByRole('button', { name: 'Show 45.0 s', exact: true }).first().click();
  await expect(page.getByText('What is simplified here')).toBeVisible();
});

test('a moment in the text is one of the lesson, whatever future is shown', async ({ page }) => {
  await page.goto('./#/lesson/durability-acks?step=last-copy');
  await page.getByRole('radio', { name: /all 36/ }).check();
  await mainButton(page, 'Run it and see').click();
  await expect(page.getByRole('region', { name: 'What the run did' })).toContainText('Right');
  await page.getByRole('button', { name: 'Ask for two copies and lose the disk again' }).click();
  const old = page.getByRole('button', { name: 'Show the old future' });
  await expect(old).toHaveAttribute('aria-pressed', 'false', { timeout: 60_000 });
  await page.getByRole('button', { name: '6 s: show this moment' }).click();
  await expect(old).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('slider', playhead).first()).toHaveAttribute('aria-valuenow', '6000');
});
