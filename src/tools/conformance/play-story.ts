// Plays a recorded story, step by step, as clients of the engine's cluster, and compares what they see.

import type { Story, StoryStep } from '../../engine/scenario/story-schema.ts';
import { playConsume, playProduce } from './client-steps.ts';
import { DEFAULT_SEED } from './cluster.ts';
import {
  playAwaitGroup,
  playCallbacks,
  playDescribeGroup,
  playGroupConfig,
  playGroupOffsets,
  playJoin,
  playKillCoordinator,
  playLeave,
  playStall,
} from './group-steps.ts';
import { playWork } from './group-work.ts';
import { NotModelled, pass, Refused } from './operator.ts';
import {
  playAddPartitions,
  playAlterTopic,
  playAwait,
  playAwaitAllInSync,
  playCreateTopic,
  playDescribe,
  playDumpLog,
  playElection,
  playKillController,
  playOffsets,
  playQuorum,
  playSignal,
  playStartAll,
} from './operator-steps.ts';
import { DONE, type Outcome, type StepReport, type StoryReport, type Verdict } from './outcome.ts';
import { playShare } from './share-steps.ts';
import { openOrders, type StartOrder } from './start-orders.ts';
import { beginStory, type StoryState } from './story-state.ts';
import { stepTitle } from './story-text.ts';
import { playWire } from './wire.ts';

/** What a step did, or why it could not be played. `mayGoOn`: it would have changed nothing. */
type Played = Outcome | { readonly notModelled: string; readonly mayGoOn: boolean };

/** How many draws of everything are tried, and how far apart their seeds are. */
const TRIES = 4;
const FAR = 1_000;

/** Steps that only look: the story can go on without them. */
const READ_ONLY_TOOLS = ['--describe', '--list', 'describe', 'list'];

function playStep(state: StoryState, step: StoryStep, how?: StartOrder): Played {
  switch (step.do) {
    case 'createTopic':
      return playCreateTopic(state, step);
    case 'produce':
      return playProduce(state, step, how);
    case 'consume':
      return playConsume(state, step);
    case 'kill':
    case 'terminate':
    case 'pause':
    case 'resume':
    case 'start':
      return playSignal(state, step, how);
    case 'startAll':
      return playStartAll(state, step, how);
    case 'killController':
      return playKillController(state, step);
    case 'awaitAllInSync':
      return playAwaitAllInSync(state);
    case 'sleep':
      pass(state.cluster, step.ms);
      return DONE;
    case 'await':
      return playAwait(state, step);
    case 'describe':
      return playDescribe(state, step);
    case 'offsets':
      return playOffsets(state, step);
    case 'dumpLog':
      return playDumpLog(state, step);
    case 'electPreferred':
    case 'electUnclean':
      return playElection(state, step);
    case 'alterTopic':
      return playAlterTopic(state, step);
    case 'addPartitions':
      return playAddPartitions(state, step);
    case 'quorum':
      return playQuorum(state, step);
    case 'join':
      return playJoin(state, step);
    case 'leave':
      return playLeave(state, step);
    case 'stall':
      return playStall(state, step);
    case 'awaitGroup':
      return playAwaitGroup(state, step);
    case 'describeGroup':
      return playDescribeGroup(state, step);
    case 'callbacks':
      return playCallbacks(state, step);
    case 'work':
      return playWork(state, step);
    case 'groupOffsets':
      return playGroupOffsets(state, step);
    case 'killCoordinator':
      return playKillCoordinator(state, step);
    case 'groupConfig':
      return playGroupConfig(state, step);
    case 'wire':
      return playWire(state, step);
    case 'cli':
      return {
        notModelled: 'tool output',
        mayGoOn: READ_ONLY_TOOLS.some((word) => step.args.includes(word)),
      };
    case 'share':
      return playShare(state, step);
    default:
      return { notModelled: `step ${step.do}`, mayGoOn: false };
  }
}

/** The step's outcome, with a refusal compared to the recorded one. */
function playAndJudge(state: StoryState, step: StoryStep, how?: StartOrder): Played {
  const { observed } = step;
  const recorded =
    observed !== undefined && typeof observed === 'object' && 'exception' in observed
      ? String(observed.exception)
      : undefined;
  let played: Played;
  try {
    played = playStep(state, step, how);
  } catch (error) {
    if (error instanceof NotModelled) return { notModelled: error.message, mayGoOn: false };
    if (!(error instanceof Refused)) throw error;
    const ours = { exception: error.exception };
    if (recorded === error.exception) return { ours, differences: [] };
    return {
      ours,
      differences: [`recorded ${recorded ?? 'success'}, the engine refused: ${error.exception}`],
    };
  }
  if (recorded === undefined || 'notModelled' in played) return played;
  return { ...played, differences: [`recorded ${recorded}, the engine did it`] };
}

function verdictOf(step: StoryStep, played: Played): Verdict {
  if ('notModelled' in played) return 'notModelled';
  if (played.differences.length > 0) return 'disagrees';
  return step.observed !== undefined && played.ours !== undefined ? 'agrees' : 'played';
}

/** Plays steps that begin together, in this order; what became of each, in the story's order. */
function playTogether(state: StoryState, steps: readonly StoryStep[], how: StartOrder): Played[] {
  const [first] = steps;
  if (steps.length === 1 && first !== undefined) return [playAndJudge(state, first, how)];
  const played: Played[] = [];
  how.order.forEach((at, i) => {
    if (i > 0) pass(state.cluster, how.gapMs);
    const step = steps[at];
    if (step !== undefined) played[at] = playAndJudge(state, step);
  });
  return played;
}

function reportOf(step: StoryStep, played: Played): StepReport {
  const lines =
    'notModelled' in played ? [played.notModelled] : [...played.differences, ...(played.remarks ?? [])];
  return { title: stepTitle(step), verdict: verdictOf(step, played), lines };
}

/** How many steps are begun together: joins, or one step with several nodes. */
function stepsOf(story: Story, at: number, how: StartOrder | undefined): number {
  return story.steps[at]?.do === 'join' ? (how?.order.length ?? 1) : 1;
}

/** One playing. It stops at a step that the engine cannot do and that would have changed something. */
function playOnce(story: Story, seed: number, orders: ReadonlyMap<number, StartOrder>): StoryReport {
  const waitMs = Math.max(0, ...[...orders.values()].map((how) => how.waitMs));
  const state = beginStory(story, seed, waitMs);
  const { world } = state.cluster.run;
  const reports: StepReport[] = [];
  let isOver = false;
  while (reports.length < story.steps.length) {
    const at = reports.length;
    const how = orders.get(at);
    const steps = story.steps.slice(at, at + stepsOf(story, at, how));
    if (isOver) {
      for (const step of steps) reports.push({ title: stepTitle(step), verdict: 'notPlayed', lines: [] });
      continue;
    }
    const began = world.now;
    const notes = state.notes.length;
    const played = playTogether(state, steps, how ?? { order: [0], gapMs: 0, draw: 0, waitMs: 0 });
    // Sessions and time-outs went on while the recorder was busy: the steps last at least as long here.
    const tookMs = steps.reduce((sum, step) => sum + (step.tookMs ?? 0), 0);
    pass(state.cluster, Math.max(0, tookMs - (world.now - began) / 1000));
    steps.forEach((step, i) => {
      reports.push(reportOf(step, played[i] as Played));
    });
    // A topic with settings that change nothing in the engine would go on differently in Kafka.
    const isUnknownTopic = state.notes.slice(notes).some((note) => note.startsWith('topic setting'));
    isOver = isUnknownTopic || played.some((p) => 'notModelled' in p && !p.mayGoOn);
  }
  return { name: story.name, why: story.why, steps: reports, notes: state.notes };
}

/** How far the report agrees: index of the first step that does not. */
function agreesUpTo(report: StoryReport): number {
  const at = report.steps.findIndex((step) => step.verdict === 'disagrees');
  return at < 0 ? report.steps.length : at;
}

/** One draw of everything that is drawn; what happens side by side in the order that agrees best with the recording. */
function playDrawn(story: Story, seed: number): StoryReport {
  const orders = new Map<number, StartOrder>();
  let best = playOnce(story, seed, orders);
  let drawn = 0;
  for (const { at, ways } of openOrders(story)) {
    for (const how of ways) {
      if (agreesUpTo(best) === story.steps.length) return best;
      // What happens later does not mend it.
      if (agreesUpTo(best) <= at) break;
      const tried = new Map([...orders, [at, how] as const]);
      const report = playOnce(story, seed + drawn + how.draw, tried);
      if (agreesUpTo(report) <= agreesUpTo(best)) continue;
      best = report;
      orders.set(at, how);
    }
    drawn += orders.get(at)?.draw ?? 0;
  }
  return best;
}

/** Plays the whole story: as Kafka draws what it leaves open, other draws are tried before it counts as a disagreement. */
export function playStory(story: Story, seed = DEFAULT_SEED): StoryReport {
  let best = playDrawn(story, seed);
  for (let i = 1; i < TRIES && agreesUpTo(best) < story.steps.length; i++) {
    const report = playDrawn(story, seed + i * FAR);
    if (agreesUpTo(report) > agreesUpTo(best)) best = report;
  }
  return best;
}
