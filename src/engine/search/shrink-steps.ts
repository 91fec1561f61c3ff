// Smaller candidates for a story. Each is a whole story; one that is no valid scenario is simply not accepted.

import { parseDuration, parseRate, writeDuration } from '../scenario/units-text.ts';
import { copyStory, type Story, type StoryAction } from './story.ts';

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

function omit<T>(map: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => key !== name));
}

function* fewerClients(story: Story): Generator<Story> {
  for (const section of ['consumers', 'producers'] as const) {
    for (const name of Object.keys(story[section] ?? {})) {
      const left = omit(story[section] ?? {}, name);
      const copy: Story = { ...story, timeline: without(story.timeline, name) };
      if (Object.keys(left).length > 0) copy[section] = left;
      else delete copy[section];
      yield copy;
    }
  }
  for (const name of Object.keys(story.topics)) {
    if (Object.keys(story.topics).length < 2) break;
    const copy: Story = {
      ...story,
      topics: omit(story.topics, name),
      timeline: without(story.timeline, name),
    };
    for (const section of ['consumers', 'producers'] as const) {
      const left = Object.entries(story[section] ?? {}).filter(([, client]) => client.topic !== name);
      if (left.length > 0) copy[section] = Object.fromEntries(left);
      else delete copy[section];
    }
    yield copy;
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
      timeline: others.reduce(
        (list: readonly StoryAction[], other) => without(list, other),
        story.timeline,
      ) as StoryAction[],
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
  return copy;
}

const KEPT = ['topic', 'rate', 'partitions', 'replication.factor', 'zone'];

/** Every setting at its default; partitions and replicas fewer; rates lower. */
function* fewerSettings(story: Story): Generator<Story> {
  for (const section of ['topics', 'producers', 'consumers'] as const) {
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
