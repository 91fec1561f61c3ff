// Delta debugging (Zeller and Hildebrandt, 2002) of a story that breaks a promise: parts are taken away as long as the
// same promise is still broken. Actions first, then clients, brokers and settings, then times.

import type { BrokenPromise } from './judge-story.ts';
import { laterTimes, simplerClusters, withoutActions } from './shrink-steps.ts';
import type { Story } from './story.ts';

export interface Shrunk {
  readonly story: Story;
  readonly broken: BrokenPromise;
  /** Runs that it took. */
  readonly runs: number;
}

export type Judge = (story: Story) => BrokenPromise | undefined;

/** Runs that shrinking may take; a big story with liveness takes seconds per hundred. */
const MAX_RUNS = 600;

/** The smallest story found that still breaks `broken.promise`. Deterministic. */
export function shrinkStory(story: Story, broken: BrokenPromise, judge: Judge, maxRuns = MAX_RUNS): Shrunk {
  let best = { story, broken };
  let runs = 0;
  /** Takes the candidate if it breaks the same promise. */
  const accepts = (candidate: Story): boolean => {
    runs++;
    const found = judge(candidate);
    if (found?.promise !== broken.promise) return false;
    best = { story: candidate, broken: found };
    return true;
  };
  for (let isSmaller = true; isSmaller && runs < maxRuns; ) {
    isSmaller = false;
    for (const step of [withoutActions, simplerClusters, laterTimes]) {
      // After a success the step begins anew on what is left.
      for (let found = true; found && runs < maxRuns; ) {
        found = false;
        for (const candidate of step(best.story, best.broken.at)) {
          if (runs >= maxRuns) break;
          if (!accepts(candidate)) continue;
          found = true;
          isSmaller = true;
          break;
        }
      }
    }
  }
  return { ...best, runs };
}
