// Choices that Kafka draws and a recording shows: member ids and where the offsets topic lies. They are taken over by
// looking ahead in the story.

import type { StepNamed, Story, StoryStep } from '../../engine/scenario/story-schema.ts';

/** Requests that only the group's coordinator gets. */
const AT_COORDINATOR =
  /^(JOIN_GROUP|SYNC_GROUP|HEARTBEAT|OFFSET_COMMIT|CONSUMER_GROUP_HEARTBEAT|SHARE_GROUP_HEARTBEAT) /;
/** Requests that only the share coordinator gets. */
const AT_SHARE_COORDINATOR = /^(INITIALIZE|READ|WRITE)_SHARE_GROUP_STATE /;

/** Key of a member as a tool shows it. */
export function shownAs(group: string, client: string): string {
  return JSON.stringify([group, client]);
}

function idsIn(step: StoryStep): { group: string; ids: Readonly<Record<string, string>> } | undefined {
  if (step.do === 'awaitGroup' && step.observed !== undefined && 'group' in step.observed) {
    return { group: step.group, ids: step.observed.group.memberIds };
  }
  if (step.do === 'describeGroup' && step.observed !== undefined && 'memberIds' in step.observed) {
    return { group: step.group, ids: step.observed.memberIds };
  }
  return undefined;
}

/** The distinct ids that the recording shows for each client of each group, in order. */
export function shownIds(story: Story): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const step of story.steps) {
    const shown = idsIn(step);
    if (shown === undefined) continue;
    for (const [client, id] of Object.entries(shown.ids)) {
      const key = shownAs(shown.group, client);
      const ids = all.get(key) ?? [];
      all.set(key, ids);
      if (!ids.includes(id)) ids.push(id);
    }
  }
  return all;
}

/** Brokers that the recording shows as coordinators, in order: each took over when those before it had gone. */
function coordinators(story: Story): number[] {
  const seen: number[] = [];
  const see = (id: number) => {
    if (!seen.includes(id) && story.brokers.some((b) => b.id === id)) seen.push(id);
  };
  for (const { do: what, observed } of story.steps) {
    if (what === 'killCoordinator' && observed !== undefined && 'node' in observed) see(observed.node);
    if (what !== 'wire' || !Array.isArray(observed)) continue;
    for (const { api, to } of observed) if (AT_COORDINATOR.test(api)) see(to);
  }
  return seen;
}

/** Replicas of the one partition of the offsets topic; [] when the recording does not tell: then it is drawn. */
export function offsetsReplicas(story: Story): number[][] {
  return replicasLedBy(story, coordinators(story), 'offsets.topic.replication.factor');
}

/** The same for the topic in which share coordinators keep what they know. */
export function shareStateReplicas(story: Story): number[][] {
  const seen: number[] = [];
  for (const { do: what, observed } of story.steps) {
    if (what !== 'wire' || !Array.isArray(observed)) continue;
    for (const { api, to } of observed)
      if (AT_SHARE_COORDINATOR.test(api) && !seen.includes(to)) seen.push(to);
  }
  return replicasLedBy(story, seen, 'share.coordinator.state.topic.replication.factor');
}

function replicasLedBy(story: Story, first: readonly number[], setting: string): number[][] {
  if (first.length === 0) return [];
  const others = story.brokers.map((b) => b.id).filter((id) => !first.includes(id));
  const factor = Number(story.brokerConfig?.[setting] ?? 3);
  return [[...first, ...others].slice(0, Math.min(factor, story.brokers.length))];
}

/** The group's offsets as the recording shows them next in `steps`, unless the group works first. */
function offsetsIn(steps: readonly StoryStep[], group: string): Readonly<Record<string, number>> | undefined {
  for (const step of steps) {
    if (!('group' in step) || step.group !== group) continue;
    if (step.do === 'work' || step.do === 'join') return undefined;
    if (step.do === 'groupOffsets' && step.observed !== undefined && !('exception' in step.observed))
      return step.observed as Readonly<Record<string, number>>;
  }
  return undefined;
}

/**
 * How many records of each partition a worker polled that committed them before it processed them: by so much the group's
 * offsets grew, if the recording shows them before (or nobody worked before) and after.
 */
export function polledBefore(story: Story, step: StepNamed<'work'>): Record<string, number> | undefined {
  const at = story.steps.indexOf(step);
  const earlier = story.steps.slice(0, at).reverse();
  const isFirst = !earlier.some((s) => (s.do === 'work' || s.do === 'join') && s.group === step.group);
  const before = isFirst ? {} : offsetsIn(earlier, step.group);
  const after = offsetsIn(story.steps.slice(at + 1), step.group);
  if (before === undefined || after === undefined) return undefined;
  return Object.fromEntries(Object.entries(after).map(([tp, offset]) => [tp, offset - (before[tp] ?? 0)]));
}
