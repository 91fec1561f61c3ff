// Settings weakened on purpose: each is caught within a few seeds, and shrunk to a few actions.

import { describe, expect, it } from 'vitest';
import { runHeadless } from '../scenario/headless.ts';
import { parseScenarioText } from '../scenario/parse-text.ts';
import { judgeWeakened } from './judge-story.ts';
import { shrinkStory } from './shrink.ts';
import type { Story } from './story.ts';
import { storyYaml } from './story-yaml.ts';
import { judgeSeed, printable, swarmStory } from './swarm.ts';
import { strengthened, WEAKENINGS, type Weakening } from './weaken.ts';

/** Seeds among which every weakening has to show. */
const MOST_SEEDS = 40;
/** Searching and shrinking take their time on a busy machine. */
const LONG = { timeout: 180_000 };

function firstBroken(weakening: Weakening) {
  for (let seed = 1; seed <= MOST_SEEDS; seed++) {
    const broken = judgeSeed(seed, weakening);
    if (broken !== undefined) return { seed, broken };
  }
  throw new Error(`${weakening.name} breaks nothing in ${MOST_SEEDS} seeds`);
}

describe('weakened settings', () => {
  for (const weakening of WEAKENINGS) {
    it(`${weakening.name} is caught and shrunk to a story that anyone can run`, LONG, () => {
      const { seed, broken } = firstBroken(weakening);
      const judge = (story: Story) => judgeWeakened(story, weakening);
      const shrunk = shrinkStory(swarmStory(seed, weakening), broken, judge, 60);
      expect(weakening.judged).toContain(shrunk.broken.promise);
      expect(shrunk.story.timeline.length).toBeLessThanOrEqual(5);
      expect(judge(shrunk.story)).toEqual(shrunk.broken);
      expect(judge(strengthened(shrunk.story, weakening))).toBeUndefined();
      const text = storyYaml(printable(shrunk, seed, weakening));
      const printed = parseScenarioText(text);
      if (!printed.ok) throw new Error(text);
      // npm run sim ends with 1: what should have been at the end is not.
      expect(printed.scenario.expect).toHaveLength(1);
      expect(runHeadless(printed.scenario).isEveryExpectationMet).toBe(false);
    });
  }
});
