// Smaller candidates for a story. Each is a whole story; one that is no valid scenario is simply not accepted.

import { parseDuration, parseRate, writeDuration } from '../scenario/units-text.ts';
import {
  copyStory,
  memberNames,
  membersIn,
  type Story,
  type StoryAction,
  type StoryClient,
  type StoryGroup,
} from './story.ts';

const S = 1_000_000;

function timeOf(action: StoryAction): number {
  return parseDuration(action.at) ?? 0;
}

/** Without half of the actions, a quarter, …, one. */
export function* withoutActions(story: Story): Generator<Story> {
  const { timeline } = story;
  for (let size = timeline.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < timeline.length; from += size) {
      yield { ...story, timeline: timeline.filter((_, i) => i < from || i >= from + size) };
    }
  }
  // A fault and its remedy stand apart: both at once.
  if (timeline.length > 8) return;
  for (let a = 0; a < timeline.length; a++) {
    for (let b = a + 1; b < timeline.length; b++)
      yield { ...story, timeline: timeline.filter((_, i) => i !== a && i !== b) };
  }
}

/** The timeline without what names `name`. */
function without(timeline: readonly StoryAction[], name: string): StoryAction[] {
  return timeline.filter(
    (a) => a.node !== name && a.topic !== name && a.zone !== name && !a.link?.includes(name),
  );
}

/** Clients that read or write a topic; groups read several. */
const CLIENTS = ['consumers', 'producers', 'groups'] as const;

function uses(client: StoryClient | StoryGroup, topic: string): boolean {
  return client.topic === topic || (Array.isArray(client.topics) && client.topics.includes(topic));
}

function withoutAll(timeline: readonly StoryAction[], names: readonly string[]): StoryAction[] {
  return names.reduce((list: StoryAction[], name) => without(list, name), [...timeline]);
}

function omit<T>(map: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => key !== name));
}

function* fewerClients(story: Story): Generator<Story> {
  for (const section of CLIENTS) {
    for (const name of Object.keys(story[section] ?? {})) {
      const gone =
        section === 'groups' ? memberNames({ groups: { [name]: story.groups?.[name] ?? {} } }) : [name];
      const copy: Story = { ...story, timeline: withoutAll(story.timeline, gone) };
      setSection(copy, section, omit<StoryClient | StoryGroup>(story[section] ?? {}, name));
      yield copy;
    }
  }
  yield* fewerMembers(story);
  for (const name of Object.keys(story.topics)) {
    if (Object.keys(story.topics).length < 2) break;
    const copy: Story = {
      ...story,
      topics: omit(story.topics, name),
      timeline: without(story.timeline, name),
    };
    for (const section of CLIENTS) {
      const left = Object.entries(story[section] ?? {}).filter(([, client]) => !uses(client, name));
      setSection(copy, section, Object.fromEntries(left));
    }
    yield copy;
  }
}

/** The clients of one kind; a story without any has no such section. */
function setSection(
  story: Story,
  section: (typeof CLIENTS)[number],
  clients: Record<string, StoryClient | StoryGroup>,
): void {
  if (Object.keys(clients).length > 0) story[section] = clients as Record<string, StoryClient>;
  else delete story[section];
}

/** One member less, all of them from the start, one topic less. */
function* fewerMembers(story: Story): Generator<Story> {
  for (const [name, group] of Object.entries(story.groups ?? {})) {
    const members = membersIn(group);
    const changed = (change: StoryGroup): Story => ({
      ...story,
      groups: { ...story.groups, [name]: { ...group, ...change } },
    });
    if (members > 1) {
      const smaller = changed({ members: members - 1 });
      const { running } = group;
      if (Number(running ?? 0) > members - 1 && smaller.groups?.[name] !== undefined)
        delete smaller.groups[name].running;
      yield { ...smaller, timeline: without(story.timeline, `${name}-${members}`) };
    }
    const { topics } = group;
    if (!Array.isArray(topics) || topics.length < 2) continue;
    for (const topic of topics) yield changed({ topics: topics.filter((other) => other !== topic) });
  }
}

function* fewerServers(story: Story): Generator<Story> {
  for (const name of Object.keys(story.brokers)) {
    yield { ...story, brokers: omit(story.brokers, name), timeline: without(story.timeline, name) };
  }
  for (const name of Object.keys(story.controllers)) {
    if (Object.keys(story.controllers).length === 1) break;
    const kept = story.controllers[name] ?? {};
    const others = Object.keys(story.controllers).filter((other) => other !== name);
    yield {
      ...story,
      controllers: { [name]: kept },
      timeline: withoutAll(story.timeline, others),
    };
  }
  if (story.zones !== undefined) yield withoutZones(story);
  if (story.cold === true) {
    const copy = copyStory(story);
    delete copy.cold;
    yield copy;
  }
}

function withoutZones(story: Story): Story {
  const copy = copyStory(story);
  for (const zone of story.zones ?? []) copy.timeline = without(copy.timeline, zone);
  delete copy.zones;
  const sections = [copy.brokers, copy.controllers, copy.producers ?? {}, copy.consumers ?? {}];
  for (const section of sections)
    for (const spec of Object.values(section)) delete (spec as { zone?: string }).zone;
  for (const group of Object.values(copy.groups ?? {})) delete group.zones;
  return copy;
}

const KEPT = ['topic', 'topics', 'rate', 'partitions', 'replication.factor', 'zone'];

/** Every setting at its default; partitions and replicas fewer; rates lower. */
function* fewerSettings(story: Story): Generator<Story> {
  for (const section of ['topics', 'producers', 'consumers', 'groups'] as const) {
    for (const [name, spec] of Object.entries(story[section] ?? {})) {
      for (const key of Object.keys(spec)) {
        if (KEPT.includes(key)) continue;
        const copy = copyStory(story);
        delete copy[section]?.[name]?.[key];
        yield copy;
      }
    }
  }
  for (const section of ['brokers', 'controllers'] as const) {
    const names = new Set(Object.values(story[section]).flatMap((spec) => Object.keys(spec.config ?? {})));
    for (const key of names) {
      const copy = copyStory(story);
      for (const spec of Object.values(copy[section])) {
        delete spec.config?.[key];
        if (spec.config !== undefined && Object.keys(spec.config).length === 0) delete spec.config;
      }
      yield copy;
    }
  }
  for (const [name, topic] of Object.entries(story.topics)) {
    for (const key of ['partitions', 'replication.factor']) {
      const value = Number(topic[key] ?? 1);
      if (value > 1) yield { ...story, topics: { ...story.topics, [name]: { ...topic, [key]: value - 1 } } };
    }
  }
  for (const [name, client] of Object.entries(story.producers ?? {})) {
    if ((parseRate(client.rate) ?? 0) > 10)
      yield { ...story, producers: { ...story.producers, [name]: { ...client, rate: '10/s' } } };
  }
}

/** Fewer clients, brokers, controllers, zones, settings. */
export function* simplerClusters(story: Story): Generator<Story> {
  yield* fewerClients(story);
  yield* fewerServers(story);
  yield* fewerSettings(story);
}

function withTime(story: Story, index: number, at: number): Story {
  const action = story.timeline[index] as StoryAction;
  const timeline = story.timeline.map((a, i) => (i === index ? { ...action, at: writeDuration(at) } : a));
  return { ...story, timeline: timeline.sort((a, b) => timeOf(a) - timeOf(b)) };
}

/** An earlier end, whole seconds, shorter waits; plain words for actions. */
export function* laterTimes(story: Story, brokenAt: number): Generator<Story> {
  const until = parseDuration(story.until) ?? 0;
  const after = (Math.floor(brokenAt / S) + 1) * S;
  for (const end of [after, Math.floor(until / S / 2) * S, until - S]) {
    if (end > 0 && end < until) yield { ...story, until: writeDuration(end) };
  }
  for (let i = 0; i < story.timeline.length; i++) {
    const action = story.timeline[i] as StoryAction;
    const at = timeOf(action);
    const before = i === 0 ? 0 : timeOf(story.timeline[i - 1] as StoryAction);
    if (at % S !== 0) {
      yield withTime(story, i, Math.round(at / S) * S);
      yield withTime(story, i, (Math.floor(at / S) + 1) * S);
    }
    const next = Math.ceil((before + S) / S) * S;
    if (next < at) yield withTime(story, i, next);
    if (action.how === 'process' && action.node !== undefined) {
      const { how: _how, ...plain } = action;
      yield { ...story, timeline: story.timeline.map((a, n) => (n === i ? plain : a)) };
    }
  }
}
