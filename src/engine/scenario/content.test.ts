// Runs every scenario of content/ from start to end and judges every expectation, and counts how many it ran.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeResult } from './expectations.ts';
import { runHeadless } from './headless.ts';
import { parseScenarioText } from './parse-text.ts';
import { describeError } from './parse-value.ts';
import type { Scenario } from './scenario.ts';

const CONTENT = join(import.meta.dirname, '../../../content');

/** Every YAML file below a folder. */
function yamlBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name));
}

function read(file: string): Scenario {
  const result = parseScenarioText(readFileSync(file, 'utf8'));
  if (!result.ok) throw new Error(`${file}\n${result.errors.map(describeError).join('\n')}`);
  return result.scenario;
}

const scenarios = yamlBelow(join(CONTENT, 'scenarios'));
const lessonRuns = yamlBelow(join(CONTENT, 'lessons'));

describe('built-in scenarios', () => {
  let judged = 0;
  for (const file of [...scenarios, ...lessonRuns]) {
    it(file.slice(CONTENT.length + 1), () => {
      const outcome = runHeadless(read(file));
      const failures = outcome.expectations.filter((result) => !result.isMet).map(describeResult);
      expect(failures).toEqual([]);
      judged += outcome.expectations.length;
    });
  }

  it('has run every one of them', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(14);
    expect(lessonRuns.length).toBeGreaterThanOrEqual(1);
    expect(judged).toBeGreaterThanOrEqual(scenarios.length * 2);
  });

  it('gives each a title, a description and something to expect', () => {
    for (const file of scenarios) {
      const scenario = read(file);
      expect(scenario.description.length, file).toBeGreaterThan(40);
      expect(scenario.expect.length, file).toBeGreaterThan(0);
    }
  });
});
