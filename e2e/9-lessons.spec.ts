// Every lesson of the course by keyboard, from the home page's list to its last step, with axe on the way.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { parse } from 'yaml';
import { accessible, expect, idle, test } from './journey.ts';

const course = parse(readFileSync(join(import.meta.dirname, '../content/course.yaml'), 'utf8')) as {
  readonly modules: readonly { readonly id: string; readonly lessons: readonly string[] }[];
};
const lessons = course.modules.flatMap((module) => module.lessons);

test.describe.configure({ timeout: 240_000 });
test.use({ contextOptions: { reducedMotion: 'reduce' } });

async function press(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().focus();
  await page.keyboard.press('Enter');
}

/** Answers the open question with its first choice. */
async function answer(page: Page): Promise<void> {
  await page.getByRole('radio').first().focus();
  await page.keyboard.press('Space');
  await press(page, /^Run it and see$/);
  await expect(page.getByRole('region', { name: 'What the run did' })).toBeVisible({ timeout: 60_000 });
}

/** Makes the step's change and waits for the comparison. */
async function compare(page: Page): Promise<void> {
  const change = page.getByRole('region', { name: 'Change one thing' });
  // It has not been made yet, whatever other steps changed of the same run.
  await expect(change.getByRole('button')).toHaveCount(1);
  await change.getByRole('button').first().focus();
  await page.keyboard.press('Enter');
  await expect(change.getByRole('table').first()).toBeVisible({ timeout: 60_000 });
}

test('the home page lists every lesson', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByRole('article', { name: /^Lesson: / })).toHaveCount(lessons.length);
});

/** Looked at by axe on the way too: one lesson on keys, one on groups. The others at their beginning and end. */
const LOOKED_AT = ['partitioning-key', 'rebalance-internals'];

for (const id of lessons) {
  test(`${id} to its end`, async ({ page }) => {
    await page.goto(`./#/lesson/${id}`);
    await idle(page);
    const looks = LOOKED_AT.includes(id) ? 3 : 1;
    const finished = page.getByRole('region', { name: 'Lesson finished' });
    const predict = page.getByRole('button', { name: 'Predict what is next' });
    for (let step = 0; step < 12 && !(await finished.isVisible()); step++) {
      await idle(page);
      if (await predict.isVisible()) await press(page, 'Predict what is next');
      const isAsked = await page.getByRole('button', { name: 'Run it and see' }).isVisible();
      if (isAsked && step < looks) await accessible(page, `${id}, step ${step + 1} asked`);
      if (isAsked) await answer(page);
      if (await page.getByRole('region', { name: 'Change one thing' }).isVisible()) await compare(page);
      if (step < looks) await accessible(page, `${id}, step ${step + 1}`);
      await press(page, 'Continue');
    }
    await expect(finished).toBeVisible();
    await accessible(page, `${id}, finished`);
  });
}
