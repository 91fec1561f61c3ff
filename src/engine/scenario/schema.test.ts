// The JSON Schema that editors use is the schema's own. `npx vitest run -u` writes it anew.

import { expect, it } from 'vitest';
import { scenarioJsonSchema } from './schema.ts';

it('public/scenario.schema.json is up to date', async () => {
  const text = `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`;
  expect(text).toContain('min.insync.replicas');
  await expect(text).toMatchFileSnapshot('../../../public/scenario.schema.json');
});
