// What every journey needs: the app's own idle signal, watching for broken rules, and axe in both themes.
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';

/** Breaches of what must hold on every page; a test that ends with one fails. */
interface Watched {
  readonly breaches: string[];
}

/** `test` with a page that is watched: no policy violation, no other origin, no error. */
export const test = base.extend<Watched>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here
  breaches: async ({}, use) => {
    await use([]);
  },
  page: async ({ page, breaches, baseURL }, use) => {
    watch(page, breaches, baseURL ?? '');
    await use(page);
    expect(breaches).toEqual([]);
  },
});

/** Notes every breach on a page of the given origin. */
export function watch(page: Page, breaches: string[], baseURL: string): void {
  const { origin } = new URL(baseURL);
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (asked !== origin && protocol !== 'blob:' && protocol !== 'data:')
      breaches.push(`asks ${request.url()}`);
  });
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) breaches.push(message.text());
  });
  page.on('pageerror', (error) => breaches.push(error.message));
}

/** Waits until the app says that nothing is under way. */
export async function idle(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-idle', 'true', { timeout: 30_000 });
}

/** Serious and critical findings of axe, in both themes. */
export async function accessible(page: Page, what: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((name) => {
      document.documentElement.dataset.theme = name;
    }, theme);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const found = grave.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
    );
    expect(found, `axe, ${what}, ${theme}`).toEqual([]);
  }
}

/** The main button of a lesson step. */
export function mainButton(page: Page, name: string | RegExp) {
  return page.getByRole('button', { name, exact: true });
}

export { expect };
