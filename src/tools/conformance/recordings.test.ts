import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { storySchema } from '../../engine/scenario/story-schema.ts';
import { AGREES, exitOf } from './outcome.ts';
import { playStory } from './play-story.ts';

const folder = join(import.meta.dirname, '../../../conformance/recordings');
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

describe('our own recordings of a real cluster', () => {
  it('are named in their README, all of them', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(files.length).toBeGreaterThanOrEqual(20);
    for (const file of files) expect(readme).toContain(`\`${file.replace('.json', '')}\``);
  });

  it.each(files)('%s', (file) => {
    const report = playStory(storySchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))));
    expect(report.steps.flatMap((step) => (step.verdict === 'disagrees' ? step.lines : []))).toEqual([]);
    expect(report.notes).toEqual([]);
    expect(exitOf(report)).toBe(AGREES);
  });
});
