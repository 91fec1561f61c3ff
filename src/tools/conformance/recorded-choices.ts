// Choices that Kafka draws and a recording shows: member ids and where the offsets topic lies. They are taken over by
// looking ahead in the story.

import type { Story, StoryStep } from '../../engine/scenario/story-schema.ts';

/** Requests that only the group's coordinator gets. */
const AT_COORDINATOR = /^(JOIN_GROUP|SYNC_GROUP|HEARTBEAT|OFFSET_COMMIT|CONSUMER_GROUP_HEARTBEAT) /;

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
  const first = coordinators(story);
  if (first.length === 0) return [];
  const others = story.brokers.map((b) => b.id).filter((id) => !first.includes(id));
  const factor = Number(story.brokerConfig?.['offsets.topic.replication.factor'] ?? 3);
  return [[...first, ...others].slice(0, Math.min(factor, story.brokers.length))];
}
