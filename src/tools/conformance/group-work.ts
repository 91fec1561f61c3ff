// The step `work`: a member made for the step reads, processes, commits as told, and ends.

import { topicPartition } from '../../engine/kafka/names.ts';
import type { StepNamed, Story } from '../../engine/scenario/story-schema.ts';
import { compareReads, parseRead } from './compare.ts';
import { isAlive, startMember, stopMember } from './group-members.ts';
import { CLASSIC_SETTINGS } from './group-steps.ts';
import { Refused, waitFor } from './operator.ts';
import type { Outcome } from './outcome.ts';
import { polledBefore } from './recorded-choices.ts';
import type { StoryState } from './story-state.ts';

const DEFAULT_FOR_MS = 12_000;
/** Beyond its own time a worker may wait for commitSync() (60 s) and close() (10 s). */
const END_LIMIT_MS = 75_000;

/**
 * Which partitions a worker reads that stops in the middle hangs on whose fetch is answered first: that is taken over.
 * With a commit before processing, what was polled beyond is known from the group's offsets, if they were looked at.
 */
function quotaOf(story: Story, step: StepNamed<'work'>): { quota?: Record<string, number> } {
  const { observed, max, processOnly, commit, topic } = step;
  if (observed === undefined || !('processed' in observed)) return {};
  const limit = Math.min(max ?? Number.MAX_SAFE_INTEGER, processOnly ?? Number.MAX_SAFE_INTEGER);
  if (observed.processed.length < limit) return {};
  if (commit === 'before' && processOnly !== undefined) {
    const polled = polledBefore(story, step);
    return polled === undefined ? {} : { quota: polled };
  }
  const quota: Record<string, number> = {};
  for (const { partition } of observed.processed.map(parseRead)) {
    const tp = topicPartition(topic, partition);
    quota[tp] = (quota[tp] ?? 0) + 1;
  }
  return { quota };
}

export function playWork(state: StoryState, step: StepNamed<'work'>): Outcome {
  const { group, topic, max, processOnly } = step;
  const forMs = step.forMs ?? DEFAULT_FOR_MS;
  const isClassic = step.config?.['group.protocol'] !== 'consumer';
  const settings = {
    'enable.auto.commit': 'false',
    'auto.offset.reset': 'earliest',
    ...(max !== undefined && { 'max.poll.records': String(Math.max(1, max)) }),
    ...(isClassic && CLASSIC_SETTINGS),
    ...step.config,
  };
  const job = {
    max: max ?? -1,
    processOnly: processOnly ?? -1,
    commit: step.commit ?? 'after',
    end: step.end ?? 'leave',
    forMs,
    ...quotaOf(state.story, step),
  };
  const wish = { group, client: 'worker', topics: [topic], instanceId: '', job };
  const node = startMember(state, wish, settings);
  waitFor(state.cluster, () => !isAlive(state, node), forMs + END_LIMIT_MS);
  stopMember(state, node);
  const { callbacks, reads } = state.cluster.journal;
  const exception = callbacks.get(node)?.find((callback) => typeof callback === 'string');
  if (exception !== undefined) throw new Refused(exception);
  const ours = reads.get(node) ?? [];
  const text = { processed: ours.map((r) => `${r.partition}:${r.offset}:${r.text}`) };
  const { observed } = step;
  if (observed === undefined || !('processed' in observed)) return { ours: text, differences: [] };
  return { ours: text, differences: compareReads(observed.processed.map(parseRead), ours, state.givenUp) };
}
