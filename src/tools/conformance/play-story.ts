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
import { pass, Refused } from './operator.ts';
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
import { beginStory, type StoryState } from './story-state.ts';
import { stepTitle } from './story-text.ts';
import { playWire } from './wire.ts';

/** What a step did, or why it could not be played. `mayGoOn`: it would have changed nothing. */
type Played = Outcome | { readonly notModelled: string; readonly mayGoOn: boolean };

/** Steps that only look: the story can go on without them. */
const READ_ONLY_TOOLS = ['--describe', '--list', 'describe', 'list'];

function playStep(state: StoryState, step: StoryStep): Played {
  switch (step.do) {
    case 'createTopic':
      return playCreateTopic(state, step);
    case 'produce':
      return playProduce(state, step);
    case 'consume':
      return playConsume(state, step);
    case 'kill':
    case 'terminate':
    case 'pause':
    case 'resume':
    case 'start':
      return playSignal(state, step);
    case 'startAll':
      return playStartAll(state, step);
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
    // `share`, once share groups are there: playShare(state, step) in share-steps.ts, made like playWork in group-work.ts
    // (a client that starts, acts and ends; what it got through the journal; `delivered` compared per record in order).
    default:
      return { notModelled: `step ${step.do}`, mayGoOn: false };
  }
}

/** The step's outcome, with a refusal compared to the recorded one. */
function playAndJudge(state: StoryState, step: StoryStep): Played {
  const { observed } = step;
  const recorded =
    observed !== undefined && typeof observed === 'object' && 'exception' in observed
      ? String(observed.exception)
      : undefined;
  let played: Played;
  try {
    played = playStep(state, step);
  } catch (error) {
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

/** Plays the whole story. It stops at a step that the engine cannot do and that would have changed something. */
export function playStory(story: Story, seed = DEFAULT_SEED): StoryReport {
  const state = beginStory(story, seed);
  const { world } = state.cluster.run;
  const steps: StepReport[] = [];
  let isOver = false;
  for (const step of story.steps) {
    const title = stepTitle(step);
    if (isOver) {
      steps.push({ title, verdict: 'notPlayed', lines: [] });
      continue;
    }
    const began = world.now;
    const notes = state.notes.length;
    const played = playAndJudge(state, step);
    // Sessions and time-outs went on while the recorder was busy: the step lasts at least as long here.
    if (step.tookMs !== undefined) pass(state.cluster, Math.max(0, step.tookMs - (world.now - began) / 1000));
    const lines =
      'notModelled' in played ? [played.notModelled] : [...played.differences, ...(played.remarks ?? [])];
    steps.push({ title, verdict: verdictOf(step, played), lines });
    // A topic with settings that change nothing in the engine would go on differently in Kafka.
    const isUnknownTopic = state.notes.slice(notes).some((note) => note.startsWith('topic setting'));
    isOver = isUnknownTopic || ('notModelled' in played && !played.mayGoOn);
  }
  return { name: story.name, why: story.why, steps, notes: state.notes };
}
