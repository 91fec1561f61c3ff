// The Group view by keyboard: the focus stays with what the keys moved to.
import { accessible, expect, idle, test } from './journey.ts';

test('keys walk partitions, events and groups, and the focus goes with them', async ({ page }) => {
  await page.goto('./#/run/member-crash?at=30000000');
  await idle(page);
  await page.getByRole('tab', { name: 'Group' }).click();
  const groups = page.getByRole('region', { name: /^Group / });
  await expect(groups).toHaveCount(2);
  const row = (group: string, tp: string) =>
    page.getByRole('region', { name: `Group ${group}` }).getByRole('button', { name: new RegExp(`^${tp}:`) });
  await row('eager', 'orders-0').focus();
  await page.keyboard.press('ArrowDown');
  await expect(row('eager', 'orders-1')).toBeFocused();
  await expect(row('eager', 'orders-1')).toHaveAttribute('aria-pressed', 'true');
  // The same partition is selected in every group.
  await expect(row('cooperative', 'orders-1')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('slider', { name: 'Playhead, group eager' })).toHaveAttribute(
    'aria-valuenow',
    '12000',
  );
  await page.keyboard.press('2');
  await expect(groups).toHaveCount(1);
  await expect(row('cooperative', 'orders-1')).toBeFocused();
  await page.keyboard.press('0');
  await expect(groups).toHaveCount(2);
  await expect(row('cooperative', 'orders-1')).toBeFocused();
  await accessible(page, 'groups');
});
