// The JSON Schema that editors use is the schema's own. `npx vitest run -u src/engine/scenario/schema.test.ts` writes it
// anew. It must not complain about what we ship, and must complain about a mistake.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { scenarioJsonSchema } from './schema.ts';

const CONTENT = join(import.meta.dirname, '../../../content');

it('public/scenario.schema.json is up to date', async () => {
  const text = `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`;
  expect(text).toContain('min.insync.replicas');
  await expect(text).toMatchFileSnapshot('../../../public/scenario.schema.json');
});

it('takes every scenario that we ship, read as an editor reads it', () => {
  const schema = z.fromJSONSchema(scenarioJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
  const files = readdirSync(CONTENT, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /^(scenarios|lessons).*\.yaml$/.test(name),
  );
  expect(files.length).toBeGreaterThan(20);
  for (const name of files) {
    const value: unknown = parse(readFileSync(join(CONTENT, name), 'utf8'));
    const { success, error } = schema.safeParse(value);
    expect(success, `${name}: ${error?.message}`).toBe(true);
    expect(schema.safeParse({ ...(value as object), brockers: {} }).success, name).toBe(false);
  }
});
