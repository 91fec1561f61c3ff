// A candidate predicts wrongly, sees what the engine did, changes acks in a fork, compares, goes back, finishes.
import { accessible, expect, idle, mainButton, test } from './journey.ts';

test.describe.configure({ timeout: 180_000 });

test('a candidate learns from a wrong prediction', async ({ page }) => {
  await page.goto('./#/lesson/durability-acks');
  await expect(
    page.getByRole('heading', { level: 1, name: 'Three producers, three promises' }),
  ).toBeVisible();
  await idle(page);
  await accessible(page, 'lesson');
  await mainButton(page, 'Continue').click();

  await page.getByRole('radio', { name: /none, they were acknowledged/ }).check();
  await idle(page);
  // Nothing of the answer can be found out before.
  await expect(page.getByText('hidden until you answer')).toBeVisible();
  await expect(page.locator('body')).not.toContainText('fenced, down');
  await accessible(page, 'prediction');
  await mainButton(page, 'Run it and see').click();
  await mainButton(page, 'Skip to the outcome').click();
  const outcome = page.getByRole('region', { name: 'What the run did' });
  await expect(outcome).toContainText('Not what the run did');
  await expect(outcome).toContainText(/\d+ records of cart were acknowledged and are gone/);
  await accessible(page, 'judged');
  await mainButton(page, 'Continue').click();

  await page.getByRole('button', { name: 'Give cart acks=all and crash again' }).click();
  await expect(page.getByRole('table', { name: /With the change/ })).toBeVisible();
  await idle(page);
  await expect(
    page.getByRole('table', { name: /With the change/ }).getByRole('row', { name: /cart/ }),
  ).toContainText('was 3');
  await accessible(page, 'compared');
  await page.getByRole('button', { name: 'Show the old future' }).click();
  await expect(page.getByRole('button', { name: 'Show the old future' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await mainButton(page, 'Continue').click();

  // Answered on the diagram.
  await page.getByRole('radio', { name: /Broker 2/ }).click();
  await mainButton(page, 'Run it and see').click();
  await mainButton(page, 'Skip to the outcome').click();
  await expect(outcome).toContainText('Right');
  await mainButton(page, 'Continue').click();
  await page.getByRole('radio', { name: /about 30 s/ }).check();
  await mainButton(page, 'Run it and see').click();
  await mainButton(page, 'Skip to the outcome').click();
  await expect(outcome).toContainText('30.0 s');
  await mainButton(page, 'Continue').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Three tries');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Three tries');
  await page.getByRole('radio', { name: /most of those/ }).check();
  await mainButton(page, 'Run it and see').click();
  await mainButton(page, 'Skip to the outcome').click();
  await expect(outcome).toContainText('Not what the run did');
  await mainButton(page, 'Continue').click();
  await page.getByRole('radio', { name: /all 36/ }).check();
  await mainButton(page, 'Run it and see').click();
  await mainButton(page, 'Skip to the outcome').click();
  await expect(outcome).toContainText('36 records of payments');
  await mainButton(page, 'Continue').click();
  await mainButton(page, 'Continue').click();
  await expect(page.getByRole('region', { name: 'Lesson finished' })).toContainText('3 of 5');
  await page.goto('./#/');
  const card = page.getByRole('article', { name: /Lesson: What does acks=all/ });
  await expect(card).toContainText('Done');
  await page.reload();
  await expect(card).toContainText('Done');
});
