// Unit, property, content and conformance tests: in Node, each beside the file it tests.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}', 'content/**/*.test.ts', 'conformance/**/*.test.ts'],
    testTimeout: 30_000,
  },
});
