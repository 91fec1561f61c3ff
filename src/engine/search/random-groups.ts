// Random consumer groups: both protocols, all assignors, static and dynamic members, members that wait for their turn,
// slow applications and every way to commit. Times are short, so that much happens in little time; what is drawn here
// comes from streams of its own and leaves the rest of a story alone.

import type { Settings, SettingValue } from '../scenario/scenario.ts';
import type { Draw } from './draw.ts';
import { type ActionKind, drawTimeline, type TimelineShape } from './random-actions.ts';
import { memberNames, type Story, type StoryAction, type StoryGroup } from './story.ts';

/** How often a client looks for new partitions in a story in which topics grow, ms. */
const METADATA_MAX_AGE_MS = 5_000;

const ASSIGNORS = ['range', 'roundrobin', 'sticky', 'cooperative-sticky', 'range,cooperative-sticky'];
const COMMITS = ['auto', 'auto', 'auto', 'handover', 'sync', 'async', 'before'];

const OFFSETS_PARTITIONS = [1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4, 5, 50];

const FAULTS: readonly ActionKind[] = ['crash', 'shutdown', 'pause', 'isolate', 'cut', 'slow', 'lossy'];

/** Sets `name` in `percent` of 100 cases; draws all the same, so that one setting leaves the next alone. */
function maybe(
  draw: Draw,
  into: Record<string, unknown>,
  percent: number,
  name: string,
  values: readonly SettingValue[],
): void {
  const isGiven = draw.chance(percent);
  const value = draw.pick(values);
  if (isGiven) into[name] = value;
}

function classicSettings(draw: Draw, group: StoryGroup): void {
  group['partition.assignment.strategy'] = draw.pick(ASSIGNORS);
  maybe(draw, group, 80, 'session.timeout.ms', [6_000, 6_000, 10_000, 20_000]);
  maybe(draw, group, 40, 'heartbeat.interval.ms', [500, 1_500]);
}

function groupFor(draw: Draw, topics: readonly string[], zones: readonly string[]): StoryGroup {
  const group: StoryGroup = { topics: topics.filter(() => draw.chance(60)) };
  if ((group.topics as string[]).length === 0) group.topics = [draw.pick(topics)];
  const members = draw.pick([1, 2, 2, 3, 4]);
  if (members > 1) group.members = members;
  if (members > 1 && draw.chance(40)) group.running = draw.between(0, members - 1);
  if (draw.chance(40)) group['group.protocol'] = 'consumer';
  else classicSettings(draw, group);
  maybe(draw, group, 25, 'group.instance.id', ['home']);
  maybe(draw, group, 90, 'auto.offset.reset', ['earliest', 'earliest', 'earliest', 'latest']);
  // Without one, a member whose handler is stuck would hold the others up for five minutes.
  group['max.poll.interval.ms'] = draw.pick([3_000, 10_000, 30_000]);
  maybe(draw, group, 40, 'max.poll.records', [1, 5, 50]);
  // 500 records of 10 ms each would take longer than that, for ever.
  if (group['max.poll.interval.ms'] === 3_000) group['max.poll.records'] ??= 50;
  group.commit = draw.pick(COMMITS);
  if (group.commit === 'auto') maybe(draw, group, 50, 'auto.commit.interval.ms', [100, 1_000]);
  maybe(draw, group, 60, 'processing', ['0ms', '1ms', '3ms', '10ms']);
  maybe(draw, group, 20, 'isolation.level', ['read_committed']);
  maybe(draw, group, 20, 'request.timeout.ms', [3_000]);
  maybe(draw, group, 20, 'default.api.timeout.ms', [2_000]);
  if (zones.length > 0 && draw.chance(30)) group.zones = [draw.pick(zones), draw.pick(zones)];
  if (zones.length > 0 && draw.chance(30)) group['client.rack'] = draw.pick(zones);
  return group;
}

/** What the brokers say about groups: the same on all of them. */
function coordinatorSettings(draw: Draw): Settings {
  const config: Settings = {};
  // The default of 50 partitions only now and then: they cost time and add nothing but more of the same.
  config['offsets.topic.num.partitions'] = draw.pick(OFFSETS_PARTITIONS);
  maybe(draw, config, 50, 'group.initial.rebalance.delay.ms', [0, 500]);
  maybe(draw, config, 30, 'offsets.topic.replication.factor', [1, 2]);
  maybe(draw, config, 30, 'group.consumer.assignment.interval.ms', [0, 5_000]);
  maybe(draw, config, 20, 'offsets.commit.timeout.ms', [500]);
  return config;
}

/** Adds groups to a story that has its topics and clients. */
export function addGroups(draw: Draw, story: Story, most: number): void {
  const topics = Object.keys(story.topics);
  const zones = story.zones ?? [];
  const groups: Record<string, StoryGroup> = {};
  const count = draw.between(1, most);
  for (let i = 0; i < count; i++) groups[`g${i + 1}`] = groupFor(draw, topics, zones);
  story.groups = groups;
  const config = coordinatorSettings(draw);
  for (const broker of Object.values(story.brokers)) broker.config = { ...broker.config, ...config };
}

/** Clients of a story in which topics grow look for new partitions soon. */
function lookForPartitions(story: Story): void {
  const clients = [story.producers ?? {}, story.consumers ?? {}, story.groups ?? {}];
  for (const section of clients) {
    for (const client of Object.values(section)) client['metadata.max.age.ms'] ??= METADATA_MAX_AGE_MS;
  }
}

function drawAction(draw: Draw, story: Story, members: readonly string[], at: string): StoryAction {
  const node = draw.pick(members);
  const topic = draw.pick(Object.keys(story.topics));
  switch (draw.below(8)) {
    case 0:
    case 1:
      return { at, do: 'set', node, config: { stall: draw.pick(['2s', '5s', '15s', '40s']) } };
    case 2:
      return { at, do: 'set', node, config: { processing: draw.pick(['0ms', '5ms', '50ms']) } };
    case 3:
      return { at, do: 'crash', node };
    case 4:
      return { at, do: 'shutdown', node };
    case 5: {
      lookForPartitions(story);
      const partitions = Number(story.topics[topic]?.partitions ?? 1) + draw.between(1, 3);
      return { at, do: 'set', topic, config: { partitions } };
    }
    default:
      return { at, do: 'restart', node };
  }
}

/** What happens to the members, and to the topics that they read, in the first `ms` milliseconds. */
export function drawGroupActions(draw: Draw, story: Story, ms: number): StoryAction[] {
  const members = memberNames(story);
  const actions: StoryAction[] = [];
  const count = draw.between(1, 8);
  for (let i = 0; i < count; i++) {
    actions.push(drawAction(draw, story, members, `${draw.between(500, ms - 500)}ms`));
  }
  // In half of the stories faults of every kind as well, on members mostly.
  if (draw.chance(50)) return actions;
  const kinds = FAULTS.filter(() => draw.chance(40));
  const shape: TimelineShape = { kinds, on: 'members and brokers', losesData: false };
  return kinds.length === 0 ? actions : [...actions, ...drawTimeline(draw, story, ms, shape)];
}
