// Random clusters and clients for the swarm, each a function of its seed. Settings are drawn from values that matter:
// defaults, short time-outs that make much happen in little time, and the edges of what Kafka allows.

import { RACK_AWARE_SELECTOR } from '../kafka/config/defaults.ts';
import type { Settings, SettingValue } from '../scenario/scenario.ts';
import { createDraw, type Draw } from './draw.ts';
import { byTime, drawTimeline, type TimelineShape } from './random-actions.ts';
import { addGroups, drawGroupActions } from './random-groups.ts';
import type { Story, StoryClient, StoryServer } from './story.ts';

const ZONES = ['za', 'zb', 'zc'];

/** What a draw is held to; absent = anything. */
export interface StoryShape {
  /** Number of brokers. */
  readonly brokers?: number;
  /** Simulated seconds of faults. */
  readonly seconds?: number;
  /**
   * A small cluster that runs from the start (one topic of one partition, replicated), with much happening to its
   * brokers; absent = anything.
   */
  readonly focus?: TimelineShape;
}

function zonesFor(draw: Draw): string[] {
  return ZONES.slice(0, draw.pick([0, 1, 2, 3, 3, 3]));
}

function servers(count: number, prefix: string, zones: readonly string[], config: Settings) {
  const made: Record<string, StoryServer> = {};
  for (let i = 0; i < count; i++) {
    const server: StoryServer = {};
    if (zones.length > 0) server.zone = zones[i % zones.length] as string;
    if (Object.keys(config).length > 0) server.config = { ...config };
    made[`${prefix}${i + 1}`] = server;
  }
  return made;
}

/** `value` in `percent` of 100 cases, else the default stays. */
function maybe(
  draw: Draw,
  into: Settings,
  percent: number,
  name: string,
  values: readonly SettingValue[],
): void {
  const isGiven = draw.chance(percent);
  const value = draw.pick(values);
  if (isGiven) into[name] = value;
}

function brokerConfig(draw: Draw): Settings {
  const config: Settings = {};
  maybe(draw, config, 40, 'replica.lag.time.max.ms', [1_500, 4_000, 10_000]);
  maybe(draw, config, 20, 'replica.fetch.wait.max.ms', [50, 200]);
  maybe(draw, config, 20, 'broker.heartbeat.interval.ms', [500, 1_000]);
  maybe(draw, config, 20, 'replica.selector.class', [RACK_AWARE_SELECTOR]);
  maybe(draw, config, 20, 'replica.high.watermark.checkpoint.interval.ms', [500, 60_000]);
  return config;
}

function controllerConfig(draw: Draw, isSmall: boolean): Settings {
  // Fencing soon, so that much happens in little time.
  if (isSmall) return { 'broker.session.timeout.ms': 3_000 };
  const config: Settings = {};
  maybe(draw, config, 40, 'broker.session.timeout.ms', [3_000, 6_000, 18_000]);
  maybe(draw, config, 20, 'leader.imbalance.check.interval.seconds', [5, 20]);
  return config;
}

function topicsFor(draw: Draw, brokers: number, isSmall: boolean): Story['topics'] {
  const topics: Story['topics'] = {};
  const count = isSmall ? 1 : draw.pick([1, 1, 2, 3]);
  for (let i = 0; i < count; i++) {
    const factor = isSmall ? draw.pick([2, 3, 3]) : Math.min(brokers, draw.pick([1, 2, 3, 3, 3, 4]));
    const topic: Record<string, SettingValue> = {
      partitions: isSmall ? 1 : draw.between(1, 3),
      'replication.factor': factor,
    };
    const minIsr = draw.pick([1, 2, 2, 2, factor, factor + 1]);
    if (minIsr > 1) topic['min.insync.replicas'] = minIsr;
    if (draw.chance(12)) topic['unclean.leader.election.enable'] = true;
    topics[`t${i + 1}`] = topic;
  }
  return topics;
}

function producerFor(draw: Draw, topic: string): StoryClient {
  const client: StoryClient = { topic, rate: draw.pick(['2/s', '5/s', '10/s', '20/s', '50/s']) };
  const acks = draw.pick(['all', 'all', 'all', 'all', '1', '0']);
  if (acks !== 'all') client.acks = acks;
  if (draw.chance(30)) client['enable.idempotence'] = acks === 'all' ? draw.chance(30) : false;
  maybe(draw, client, 30, 'max.in.flight.requests.per.connection', [1, 2, 5]);
  if (client['enable.idempotence'] === false)
    maybe(draw, client, 20, 'max.in.flight.requests.per.connection', [10]);
  maybe(draw, client, 30, 'linger.ms', [0, 50, 300]);
  maybe(draw, client, 20, 'batch.size', [300, 1_000]);
  maybe(draw, client, 30, 'keys', [1, 7]);
  maybe(draw, client, 20, 'buffer.memory', [20_000]);
  maybe(draw, client, 20, 'max.block.ms', [1_000, 5_000]);
  if (draw.chance(40)) {
    const timeout = draw.pick([1_000, 3_000, 10_000]);
    client['request.timeout.ms'] = timeout;
    const linger = Number(client['linger.ms'] ?? 5);
    if (draw.chance(60)) client['delivery.timeout.ms'] = timeout + linger + draw.pick([0, 2_000, 15_000]);
  }
  return client;
}

function consumerFor(draw: Draw, topic: string, zones: readonly string[]): StoryClient {
  const client: StoryClient = { topic };
  maybe(draw, client, 50, 'auto.offset.reset', ['earliest']);
  maybe(draw, client, 20, 'fetch.max.wait.ms', [50, 2_000]);
  maybe(draw, client, 20, 'isolation.level', ['read_committed']);
  maybe(draw, client, 20, 'request.timeout.ms', [3_000]);
  if (zones.length > 0 && draw.chance(40)) client['client.rack'] = draw.pick(zones);
  return client;
}

function clientsFor(draw: Draw, story: Story, isSmall: boolean): void {
  const topics = Object.keys(story.topics);
  const zones = story.zones ?? [];
  const producers: Record<string, StoryClient> = {};
  const consumers: Record<string, StoryClient> = {};
  const count = isSmall ? 1 : draw.between(1, 3);
  for (let i = 0; i < count; i++) {
    const client = producerFor(draw, draw.pick(topics));
    if (zones.length > 0 && draw.chance(30)) client.zone = draw.pick(zones);
    producers[`p${i + 1}`] = client;
  }
  const readers = draw.pick([0, 1, 1, 2]);
  for (let i = 0; i < readers; i++) {
    const client = consumerFor(draw, draw.pick(topics), zones);
    if (zones.length > 0 && draw.chance(30)) client.zone = draw.pick(zones);
    consumers[`r${i + 1}`] = client;
  }
  story.producers = producers;
  if (readers > 0) story.consumers = consumers;
}

/** Percent of the stories with consumer groups in them. */
const WITH_GROUPS = 60;

/** Groups, and what happens to them besides the faults of the cluster. */
function addGroupStory(seed: number, story: Story, ms: number, focus: TimelineShape | undefined): void {
  const draw = createDraw(seed, 'groups');
  const isWanted = focus === undefined ? draw.chance(WITH_GROUPS) : focus.on === 'members';
  if (!isWanted) return;
  addGroups(draw, story, focus === undefined ? 2 : 1);
  if (focus !== undefined) return;
  const actions = drawGroupActions(createDraw(seed, 'group actions'), story, ms);
  story.timeline = byTime([...story.timeline, ...actions]);
}

/** The story of `seed`. Equal arguments give equal stories; every one is a valid scenario. */
export function randomStory(seed: number, shape: StoryShape = {}): Story {
  const draw = createDraw(seed, 'cluster');
  const isSmall = shape.focus !== undefined;
  const zones = zonesFor(draw);
  const drawn = draw.pick([3, 3, 3, 4, 5, 6]);
  const brokers = shape.brokers ?? (isSmall ? 3 : drawn);
  const length = draw.pick([10, 10, 15, 20, 30, 30, 45, 60]);
  // A crashed member shows soon; a second failure after a first one takes longer.
  const seconds = shape.seconds ?? (shape.focus?.on === 'members' ? 30 : isSmall ? 60 : length);
  const story: Story = {
    v: 1,
    title: `Swarm ${seed}`,
    seed,
    brokers: servers(brokers, 'b', zones, brokerConfig(draw)),
    controllers: servers(draw.pick([1, 3, 3]), 'c', zones, controllerConfig(draw, isSmall)),
    topics: topicsFor(draw, brokers, isSmall),
    until: `${seconds}s`,
    timeline: [],
  };
  if (zones.length > 0) story.zones = zones;
  if (draw.chance(8) && !isSmall) story.cold = true;
  clientsFor(draw, story, isSmall);
  const ms = seconds * 1_000;
  if (isSmall) addGroupStory(seed, story, ms, shape.focus);
  story.timeline = drawTimeline(createDraw(seed, 'actions'), story, ms, shape.focus);
  if (!isSmall) addGroupStory(seed, story, ms, undefined);
  return story;
}
