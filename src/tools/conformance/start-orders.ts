// Members that join in one breath: their clients start side by side, and in which order they reach the coordinator is
// open. Where the recording shows another order than the engine's, the others are tried.

import type { Story } from '../../engine/scenario/story-schema.ts';

/** How one run of neighbouring joins is begun: which of them in which order, and the time between them, ms. */
export interface StartOrder {
  readonly order: readonly number[];
  readonly gapMs: number;
  /** Added to the seed: who comes first of those that start together is drawn. */
  readonly draw: number;
  /**
   * How long the first generation of a group waits for more members, ms. A group's first leader needs some 50 ms for its
   * first assignment (its classes are loaded then); members that join meanwhile are in the generation that it completes.
   */
  readonly waitMs: number;
}

/** One client's start after the other, and what Kafka's first join and its assignment take in a new process, ms. */
const APART_MS = 400;
const FIRST_ASSIGNMENT_MS = 100;
/** Draws of a start together. */
const DRAWS = 4;
/** Of more members than this only the order of the story and its reverse are tried. */
const MAX_PERMUTED = 3;

/** Steps (index) at which two or more neighbouring joins begin, and how many they are. */
export function joinRuns(story: Story): Map<number, number> {
  const runs = new Map<number, number>();
  let from = -1;
  story.steps.forEach((step, i) => {
    if (step.do !== 'join') from = -1;
    else if (from < 0) {
      from = i;
      runs.set(from, 1);
    } else runs.set(from, i - from + 1);
  });
  for (const [at, length] of runs) if (length < 2) runs.delete(at);
  return runs;
}

function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  const all: number[][] = [];
  for (const rest of permutations(n - 1)) {
    for (let at = rest.length; at >= 0; at--) all.push([...rest.slice(0, at), n - 1, ...rest.slice(at)]);
  }
  return all;
}

/** Every way that is tried, the engine's own (all at once, as the story says) first. */
export function startOrders(n: number): StartOrder[] {
  const identity = Array.from({ length: n }, (_, i) => i);
  const orders = n <= MAX_PERMUTED ? permutations(n) : [identity, [...identity].reverse()];
  const all: StartOrder[] = [];
  for (let draw = 0; draw <= DRAWS; draw++) all.push({ order: identity, gapMs: 0, draw, waitMs: 0 });
  all.push({ order: identity, gapMs: 0, draw: 0, waitMs: FIRST_ASSIGNMENT_MS });
  for (const order of orders) all.push({ order, gapMs: APART_MS, draw: 0, waitMs: 0 });
  for (const waitMs of [FIRST_ASSIGNMENT_MS, 0]) {
    for (const order of orders.slice(1)) all.push({ order, gapMs: 0, draw: 0, waitMs });
  }
  return all;
}
