// One story run and judged: safety after every event, then everything is healed and the cluster must come to rest.

import type { InvariantName } from '../kafka/invariants/sentences.ts';
import {
  createRunChecker,
  describeViolation,
  invariantFactsOf,
  type RunChecker,
} from '../scenario/checked-run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { CONVERGENCE, lackingIn } from './convergence.ts';
import { CONVERGENCE_SECONDS, healingOf, stopProducing } from './healing.ts';
import { type Story, scenarioOf } from './story.ts';
import { strengthened, type Weakening } from './weaken.ts';

/** A promise that a run broke. */
export interface BrokenPromise {
  /** An invariant, `liveness`, or `engine` when the run itself failed (a limit, an assertion). */
  readonly promise: InvariantName | 'liveness' | 'engine';
  /** First moment, µs. */
  readonly at: number;
  /** Sentences, the first one is the promise's. */
  readonly says: readonly string[];
}

const S = 1_000_000;
/** Between two looks at whether the cluster has come to rest. */
const LOOK_EVERY = 2 * S;

function brokenBy(checker: RunChecker): BrokenPromise | undefined {
  const { broken } = checker;
  const first = broken?.violations[0];
  if (broken === undefined || first === undefined) return undefined;
  return { promise: first.invariant, at: broken.at, says: broken.violations.map(describeViolation) };
}

function failureOf(checker: RunChecker, error: unknown): BrokenPromise {
  const message = error instanceof Error ? error.message : String(error);
  return { promise: 'engine', at: checker.run.world.now, says: [`The run failed: ${message}`] };
}

/** Safety up to `until`, then liveness. */
export function judgeScenario(scenario: Scenario): BrokenPromise | undefined {
  const interventions = [...scenario.timeline, ...healingOf(scenario)];
  const checker = createRunChecker(stopProducing(scenario), interventions);
  try {
    checker.advance(scenario.until);
    // Without its metadata a cluster has nothing to return to.
    if (invariantFactsOf(scenario, interventions).hasMetadataLoss) return brokenBy(checker);
    let lacks: string[] = [];
    const end = scenario.until + CONVERGENCE_SECONDS * S;
    for (let t = scenario.until + LOOK_EVERY; t <= end && checker.broken === undefined; t += LOOK_EVERY) {
      checker.advance(t);
      lacks = lackingIn(checker.run.world);
      if (lacks.length === 0) return brokenBy(checker);
    }
    return (
      brokenBy(checker) ?? {
        promise: 'liveness',
        at: end,
        says: [`${CONVERGENCE} ${CONVERGENCE_SECONDS} s later: ${lacks.join('; ')}`],
      }
    );
  } catch (error) {
    return failureOf(checker, error);
  }
}

/** Safety only, with the excuses of a weakening lifted and its invariants judged. */
function judgeLifted(scenario: Scenario, weakening: Weakening): BrokenPromise | undefined {
  const facts = {
    ...invariantFactsOf(scenario, scenario.timeline),
    lifted: weakening.lifted,
  };
  const checker = createRunChecker(scenario, scenario.timeline, { facts, judged: weakening.judged });
  try {
    checker.advance(scenario.until);
    return brokenBy(checker);
  } catch (error) {
    return failureOf(checker, error);
  }
}

/** What a valid story breaks; undefined when it breaks nothing, or is not valid. */
export function judgeStory(story: Story): BrokenPromise | undefined {
  const scenario = scenarioOf(story);
  return scenario === undefined ? undefined : judgeScenario(scenario);
}

/**
 * What a weakened story breaks, provided that the weakened setting is what makes the difference: the same story with
 * the sound setting breaks nothing under the same lifted excuses.
 */
export function judgeWeakened(story: Story, weakening: Weakening): BrokenPromise | undefined {
  const scenario = scenarioOf(story);
  if (scenario === undefined) return undefined;
  const broken = judgeLifted(scenario, weakening);
  if (broken === undefined || broken.promise === 'engine') return broken;
  const sound = scenarioOf(strengthened(story, weakening));
  return sound !== undefined && judgeLifted(sound, weakening) === undefined ? broken : undefined;
}
