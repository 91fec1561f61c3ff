// A tinkerer pastes a scenario with two mistakes, sees both at their lines, mends them, runs, saves; the command line
// gives the same hash.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessible, expect, idle, test } from './journey.ts';

const broken = `v: 1
title: Mine
seed: 5
zones: [a, b]
brokers: { b1: { zone: a }, b2: { zone: q } }
controllers: 1
topics: { orders: { partitions: 2, replication.factor: 2 } }
producers: { web: { topic: oders, acks: all, rate: 10/s } }
until: 20s
timeline: [{ at: 8s, do: crash, node: b1 }]
`;
const mended = broken.replace('zone: q', 'zone: b').replace('oders', 'orders');

test.describe.configure({ timeout: 180_000 });

test('a tinkerer writes a scenario', async ({ page }, testInfo) => {
  await page.goto('./#/run/three-zones');
  await idle(page);
  await page.getByRole('button', { name: 'Scenario' }).click();
  const editor = page.getByRole('textbox', { name: 'Scenario as YAML' });
  const paste = async (text: string) => {
    await editor.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText(text);
  };
  await paste(broken);
  const mistakes = page.getByRole('region', { name: 'Mistakes' });
  await expect(mistakes).toContainText('2 mistakes');
  await expect(mistakes).toContainText(/line 5/);
  await expect(mistakes).toContainText(/line 8/);
  await expect(mistakes).toContainText('known: orders');
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeDisabled();
  await accessible(page, 'scenario with mistakes');

  await paste(mended);
  await expect(page.getByText('No mistakes.')).toBeVisible();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Mine' })).toBeAttached();
  await idle(page);
  await page.getByRole('button', { name: 'Scenario' }).click();
  await expect(page.getByTestId('trace-hash')).toHaveText(/^[0-9a-f]{16}$/);
  const hash = await page.getByTestId('trace-hash').textContent();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const file = testInfo.outputPath('mine.yaml');
  await (await download).saveAs(file);
  expect(readFileSync(file, 'utf8')).toBe(mended);
  const printed = execFileSync('npm', ['run', '-s', 'sim', '--', file], {
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
  });
  expect(/hash: ([0-9a-f]+)/.exec(printed)?.[1]).toBe(hash);
});
