// Things that happen in one breath: members that join side by side, nodes that are stopped or started together. Who
// reaches the coordinator or the controller first is open. Where the recording shows another order than the engine's, the
// others are tried.

import type { Story, StoryStep } from '../../engine/scenario/story-schema.ts';

/** How neighbouring joins, or the nodes of one step, are begun: in which order, and the time between them, ms. */
export interface StartOrder {
  readonly order: readonly number[];
  readonly gapMs: number;
  /** Time before the first, ms: a process begins its shutdown some time after the signal, a producer sends after its start. */
  readonly lagMs?: number;
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
/** So far apart nodes begin to stop or to start, ms: a process is not as quick as its signal. */
const NODES_APART_MS = [60, 400];
/** What a signal to shut down takes to be acted on, ms. */
const SHUTDOWN_LAG_MS = 400;
/** Draws of a start together. */
const DRAWS = 4;
/** Of nodes that die together: whose heartbeat came last is drawn. */
const NODE_DRAWS = 9;
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

/**
 * A producer that takes longer than this may have sent long before it was closed, or have begun with a broker that does not
 * answer: which one it asks first is drawn. ms.
 */
const LONG_SEND_MS = 700;
const AT_THE_END: StartOrder = { order: [0], gapMs: 0, draw: 0, waitMs: 0 };
const AT_ONCE: StartOrder = { ...AT_THE_END, lagMs: 0 };

function isLongSend(step: StoryStep): boolean {
  return step.do === 'produce' && (step.tookMs ?? 0) >= LONG_SEND_MS;
}

/** What of a story has an open order. */
export interface OpenOrder {
  /** Index of its first step. */
  readonly at: number;
  readonly ways: readonly StartOrder[];
}

/** In the order of the story. */
export function openOrders(story: Story): OpenOrder[] {
  const all: OpenOrder[] = [...joinRuns(story)].map(([at, length]) => ({ at, ways: startOrders(length) }));
  story.steps.forEach((step, at) => {
    const nodes = nodesTogether(step);
    if (step.do === 'terminate') all.push({ at, ways: shutdownOrders(nodes) });
    else if (nodes > 1) all.push({ at, ways: nodeOrders(nodes) });
    else if (isLongSend(step)) all.push({ at, ways: [AT_THE_END, AT_ONCE, ...drawsOf([0], DRAWS).slice(1)] });
    else if (hasManyPartitions(step)) all.push({ at, ways: drawsOf([0], NODE_DRAWS) });
  });
  return all.sort((a, b) => a.at - b.at);
}

/** How many nodes the step stops or starts. */
function nodesTogether(step: StoryStep): number {
  if (step.do === 'startAll') return Array.isArray(step.observed) ? step.observed.length : 0;
  return 'nodes' in step ? step.nodes.length : 0;
}

/**
 * Every way that is tried. Of nodes that die together those that are missed in the same pass are fenced in an open order;
 * which they are is drawn.
 */
export function nodeOrders(n: number): StartOrder[] {
  const identity = Array.from({ length: n }, (_, i) => i);
  const orders = n <= MAX_PERMUTED ? permutations(n) : [identity, [...identity].reverse()];
  const all = [...drawsOf(identity, 0), ...orders.slice(1).flatMap((order) => drawsOf(order, 2))];
  all.push(...drawsOf(identity, NODE_DRAWS).slice(1));
  for (const gapMs of NODES_APART_MS)
    for (const order of orders) all.push({ order, gapMs, draw: 0, waitMs: 0 });
  return all;
}

function drawsOf(order: readonly number[], draws: number): StartOrder[] {
  return Array.from({ length: draws + 1 }, (_, draw) => ({ order, gapMs: 0, draw, waitMs: 0 }));
}

/** A share-group member that was given records of several partitions: whose come first is drawn. */
function hasManyPartitions(step: StoryStep): boolean {
  if (step.do !== 'share' || step.observed === undefined || !('delivered' in step.observed)) return false;
  return new Set(step.observed.delivered.map((text) => text.split(':')[0])).size > 1;
}

/** The same, and all of it once more with a lag: meanwhile followers hear of the last high watermark. */
function shutdownOrders(n: number): StartOrder[] {
  const ways = nodeOrders(n);
  return [...ways, ...ways.map((how) => ({ ...how, lagMs: SHUTDOWN_LAG_MS }))];
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
  const all = drawsOf(identity, DRAWS);
  all.push({ order: identity, gapMs: 0, draw: 0, waitMs: FIRST_ASSIGNMENT_MS });
  for (const order of orders) all.push({ order, gapMs: APART_MS, draw: 0, waitMs: 0 });
  for (const waitMs of [FIRST_ASSIGNMENT_MS, 0]) {
    for (const order of orders.slice(1)) all.push({ order, gapMs: 0, draw: 0, waitMs });
  }
  return all;
}
