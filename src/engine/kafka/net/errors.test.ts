import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorKinds } from './errors.ts';

interface Case {
  name: string;
  exception: string | null;
  retriable: boolean;
  refreshesMetadata: boolean;
}

test('every error of the model is classed as in Kafka', () => {
  const { cases } = JSON.parse(readFileSync('conformance/vectors/errors.json', 'utf8')) as { cases: Case[] };
  const byName = new Map(cases.map((c) => [c.name, c]));
  for (const [name, kind] of Object.entries(errorKinds)) {
    const real = byName.get(name);
    expect({ name, ...kind }).toEqual({
      name,
      exception: real?.exception,
      isRetriable: real?.retriable,
      refreshesMetadata: real?.refreshesMetadata,
    });
  }
});
