// The swarm: valid and repeatable stories, checks that miss nothing, and no promise broken.

import { describe, expect, it } from 'vitest';
import { invariantFactsOf, runChecked } from '../scenario/checked-run.ts';
import { parseScenarioText } from '../scenario/parse-text.ts';
import { randomStory } from './random-story.ts';
import { checkedScenarioOf } from './story.ts';
import { storyYaml } from './story-yaml.ts';
import { judgeSeed, speedRun, swarmStory } from './swarm.ts';
import { WEAKENINGS } from './weaken.ts';

/** Whole searches take their time on a busy machine. */
const LONG_MS = 180_000;

describe('random stories', () => {
  it('are valid scenarios and differ', () => {
    const texts = new Set<string>();
    const actions = new Set<string>();
    for (let seed = 1; seed <= 300; seed++) {
      const scenario = checkedScenarioOf(randomStory(seed));
      texts.add(JSON.stringify({ ...scenario, seed: 0, title: '' }));
      for (const i of scenario.timeline) actions.add(`${i.do} ${i.how ?? ''}`);
    }
    expect(texts.size).toBe(300);
    for (const kind of ['crash process', 'crash host', 'crash power', 'loseDisk ', 'set ', 'lossy ', 'slow '])
      expect([...actions]).toContain(kind);
  });

  it('are the same for the same seed', () => {
    expect(randomStory(7)).toEqual(randomStory(7));
    for (const weakening of WEAKENINGS) expect(swarmStory(7, weakening)).toEqual(swarmStory(7, weakening));
  });

  it('are read back from their YAML', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const story = randomStory(seed);
      expect(parseScenarioText(storyYaml(story))).toEqual({ ok: true, scenario: checkedScenarioOf(story) });
    }
  });
});

describe('checks after every event', () => {
  for (const weakening of WEAKENINGS) {
    it(
      `miss nothing that a look at every node would find: ${weakening.name}`,
      () => {
        const scenario = checkedScenarioOf(swarmStory(2, weakening));
        const facts = { ...invariantFactsOf(scenario, scenario.timeline), lifted: weakening.lifted };
        const quick = runChecked(scenario, scenario.timeline, { facts });
        const thorough = runChecked(scenario, scenario.timeline, { facts, isThorough: true });
        expect(quick.broken?.at).toBe(thorough.broken?.at);
        expect(quick.broken?.violations[0]?.invariant).toBe(thorough.broken?.violations[0]?.invariant);
      },
      LONG_MS,
    );
  }

  it('are many', () => {
    expect(speedRun(1)).toBeGreaterThan(500);
  });
});

describe('a small swarm', () => {
  it(
    'breaks no promise and comes to rest',
    () => {
      const broken = Array.from({ length: 30 }, (_, i) => judgeSeed(i + 1)).filter((b) => b !== undefined);
      expect(broken).toEqual([]);
    },
    LONG_MS,
  );
});
