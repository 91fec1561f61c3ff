// Browser journeys over the built site, served from a sub-path on a free port. `npm test` builds first;
// by hand: npm run build && npm run e2e.
import { createServer } from 'node:net';
import { join } from 'node:path';
import { defineConfig, devices } from '@playwright/test';
import { chromiumArgs, findChromium } from '../src/tools/find-chromium.mjs';

const root = join(import.meta.dirname, '..');
const subPath = '/some/sub/path/';

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

// Every worker reads this file anew and must find the same port: it is handed on by the environment.
process.env.FAULTLINE_E2E_PORT ??= String(await freePort());
const address = `http://127.0.0.1:${process.env.FAULTLINE_E2E_PORT}${subPath}`;
const executablePath = await findChromium();

export default defineConfig({
  testDir: '.',
  outputDir: join(root, 'test-results'),
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  workers: 2,
  timeout: 60_000,
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: { args: chromiumArgs(), ...(executablePath ? { executablePath } : {}) },
  },
  webServer: {
    command: `node src/tools/static-server.mjs dist ${process.env.FAULTLINE_E2E_PORT} ${subPath}`,
    cwd: root,
    url: address,
    reuseExistingServer: false,
  },
});
