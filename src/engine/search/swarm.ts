// The swarm: random clusters with random faults, one per seed, all invariants checked after every event; then
// everything is healed and the cluster has to come to rest. A broken promise is shrunk to a short story.

import { createRunChecker } from '../scenario/checked-run.ts';
import { runHeadless } from '../scenario/headless.ts';
import { withHealing } from './healing.ts';
import { type BrokenPromise, judgeScenario, judgeStory, judgeWeakened } from './judge-story.ts';
import { randomStory } from './random-story.ts';
import { type Shrunk, shrinkStory } from './shrink.ts';
import { checkedScenarioOf, type Story, scenarioOf } from './story.ts';
import { type Weakening, weakened } from './weaken.ts';

/** The story of a seed, weakened or not. */
export function swarmStory(seed: number, weakening?: Weakening): Story {
  if (weakening === undefined) return randomStory(seed);
  return weakened(randomStory(seed, { focus: weakening.focus }), weakening);
}

function judgeWith(story: Story, weakening: Weakening | undefined): BrokenPromise | undefined {
  return weakening === undefined ? judgeStory(story) : judgeWeakened(story, weakening);
}

/** Runs one seed; what it breaks, if anything. Throws when the search itself made something invalid. */
export function judgeSeed(seed: number, weakening?: Weakening): BrokenPromise | undefined {
  const story = swarmStory(seed, weakening);
  const scenario = checkedScenarioOf(story);
  return weakening === undefined ? judgeScenario(scenario) : judgeWeakened(story, weakening);
}

/** The shortest story found for a seed that broke a promise. */
export function shrinkSeed(seed: number, broken: BrokenPromise, weakening?: Weakening): Shrunk {
  return shrinkStory(swarmStory(seed, weakening), broken, (story) => judgeWith(story, weakening));
}

/** Numbers of the ledger in which a broken promise may show at the end of a run. */
const SHOWN_BY: Readonly<Partial<Record<BrokenPromise['promise'], readonly string[]>>> = {
  I1: ['ackedLost'],
  I6: ['dupInLog', 'orderInversions'],
  G1: ['skipped'],
};

/** With the first of these numbers that is not 0 at the end as what should have been, so that whoever runs it sees it fail. */
function withExpectation(story: Story, promise: BrokenPromise['promise']): Story {
  for (const that of SHOWN_BY[promise] ?? []) {
    const told: Story = { ...story, expect: [{ at: 'end', that, equals: 0 }] };
    // Order is told by a reader.
    if (that === 'orderInversions' && story.consumers === undefined) {
      const topic = Object.keys(story.topics)[0] as string;
      told.consumers = { reader: { topic, 'auto.offset.reset': 'earliest' } };
    }
    const scenario = scenarioOf(told);
    if (scenario !== undefined && !runHeadless(scenario).isEveryExpectationMet) return told;
  }
  return story;
}

/** The story as it is printed: with the healing when that is what failed, with what the end should have been. */
export function printable(shrunk: Shrunk, seed: number, weakening?: Weakening): Story {
  const { story, broken } = shrunk;
  const { promise, at } = broken;
  const titled: Story = {
    ...story,
    title: `Swarm ${seed}${weakening === undefined ? '' : ` ${weakening.name}`}: ${promise} breaks`,
  };
  const isAfterFaults = at > checkedScenarioOf(story).until;
  const whole = isAfterFaults ? withHealing(titled, checkedScenarioOf(story), at) : titled;
  return withExpectation(whole, promise);
}

/** Simulated seconds of a run that is counted for speed. */
export const SPEED_SECONDS = 10;

/** One run for the speed figure: three brokers, random faults, all invariants. Returns how often they were checked. */
export function speedRun(seed: number): number {
  const scenario = checkedScenarioOf(randomStory(seed, { brokers: 3, seconds: SPEED_SECONDS }));
  const checker = createRunChecker(scenario);
  checker.advance(scenario.until);
  return checker.checks;
}
