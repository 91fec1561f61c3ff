// A moment of a lesson, shared: it opens the lesson at its step and finds out nothing that a question still hides.
import { ENGINE_SEMANTICS } from '../src/engine/scenario/semantics.ts';
import { encodeSharedRun } from '../src/player/share-link.ts';
import type { SharedRun } from '../src/player/shared-run.ts';
import { accessible, expect, idle, mainButton, test } from './journey.ts';

test.describe.configure({ timeout: 120_000 });

const S = 1_000_000;

function addressOf(step: string, t: number, changes: SharedRun['interventions'] = []): string {
  const link = encodeSharedRun({
    source: { kind: 'lesson', id: 'durability-acks', run: 'leader-crash', step },
    interventions: changes,
    t,
    view: 'events',
    engine: ENGINE_SEMANTICS,
    hash: '',
  });
  return `./#/run?link=${link}`;
}

test('a link from further on in a lesson stops at the open question', async ({ page }) => {
  await page.goto(addressOf('crash', 26 * S));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText("The leader's process is about to crash");
  await idle(page);
  await expect(page.getByRole('status').filter({ hasText: 'made further on' })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Events' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('tab', { name: 'Timeline' }).click();
  const playhead = page.getByRole('slider', { name: 'Playhead' }).first();
  await expect(playhead).toHaveAttribute('aria-valuenow', '11900');
  await page.locator('main').focus();
  await page.keyboard.press('End');
  await expect(playhead).toHaveAttribute('aria-valuenow', '11900');
  await expect(page.getByText('hidden until you answer')).toBeVisible();
  await expect(page.locator('body')).not.toContainText('fenced, down');
  await accessible(page, 'lesson link');
  // The address is that of the lesson: a reload stays there.
  await expect(page).toHaveURL(/#\/lesson\/durability-acks\?step=crash$/);
});

test('a link with a change shows both futures once the question is answered', async ({ page }) => {
  const address = addressOf('change-acks', 30 * S, [
    { at: 3 * S, do: 'set', node: 'cart', config: { acks: 'all' } },
  ]);
  await page.goto(address);
  await idle(page);
  await expect(page.getByRole('status').filter({ hasText: 'made further on' })).toBeVisible();
  await page.goto('./#/lesson/durability-acks?step=crash');
  await page.getByRole('radio', { name: /none, they were acknowledged/ }).check();
  await mainButton(page, 'Run it and see').click();
  await mainButton(page, 'Skip to the outcome').click();
  await expect(page.getByRole('region', { name: 'What the run did' })).toBeVisible();
  await page.goto('./#/');
  await page.goto(address);
  await idle(page);
  await expect(page.getByRole('table', { name: /With the change/ })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'made further on' })).toHaveCount(0);
  await page.getByRole('tab', { name: 'Timeline' }).click();
  await expect(page.getByRole('slider', { name: 'Playhead' }).first()).toHaveAttribute(
    'aria-valuenow',
    '30000',
  );
});
