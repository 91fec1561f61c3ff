// A scenario that passed all checks, with defaults filled in and times in µs.

import { shareGroupKeys } from '../kafka/config/defaults.ts';
import type { Intervention } from '../kernel/intervention.ts';
import { endOf } from './check-expectations.ts';
import { DEFAULT_CONTROLLERS } from './known.ts';
import {
  COMPARISONS,
  type ConsumerSpec,
  type ControllerSpec,
  DEFAULT_SEED,
  type Expectation,
  type ExpectedValue,
  type GroupSpec,
  type NodeSpec,
  type ProducerSpec,
  type Scenario,
  type Settings,
  type TopicSpec,
} from './scenario.ts';
import type { ScenarioInput } from './schema.ts';
import { parseDuration, parseRate } from './units-text.ts';

const DEFAULT_RATE = 10;
const DEFAULT_RECORD_BYTES = 100;

/** What is left of `spec` without `keys`: the settings that stand beside them. */
function settingsOf(spec: object, keys: readonly string[]): Settings {
  return Object.fromEntries(
    Object.entries(spec).filter(([key, value]) => !keys.includes(key) && value !== undefined),
  );
}

/** Brokers or controllers; a number puts them into the zones in turn. */
function servers(
  input: number | Record<string, unknown>,
  prefix: string,
  zones: readonly string[],
): ControllerSpec[] {
  if (typeof input === 'number') {
    return Array.from({ length: input }, (_, i) => ({
      name: `${prefix}${i + 1}`,
      zone: zones.length === 0 ? '' : (zones[i % zones.length] as string),
      config: {},
      isActive: false,
    }));
  }
  return Object.entries(input).map(([name, value]) => {
    const spec = value as { zone?: string; active?: boolean; config?: Settings };
    return {
      name,
      zone: spec.zone ?? '',
      config: settingsOf(spec.config ?? {}, []),
      isActive: spec.active ?? false,
    };
  });
}

function controllersOf(input: ScenarioInput, zones: readonly string[]): ControllerSpec[] {
  const list = servers(input.controllers ?? DEFAULT_CONTROLLERS, 'c', zones);
  if (!list.some((c) => c.isActive) && list[0] !== undefined) list[0].isActive = true;
  return list;
}

function brokersOf(input: ScenarioInput, zones: readonly string[]): NodeSpec[] {
  return servers(input.brokers, 'b', zones).map(({ name, zone, config }) => ({ name, zone, config }));
}

function topicsOf(input: ScenarioInput): TopicSpec[] {
  return Object.entries(input.topics ?? {}).map(([name, spec]) => {
    const topic: TopicSpec = {
      name,
      partitions: spec.replicas?.length ?? spec.partitions ?? 1,
      replicationFactor: spec.replicas?.[0]?.length ?? spec['replication.factor'] ?? 1,
      config: settingsOf(spec, ['partitions', 'replication.factor', 'replicas']),
    };
    if (spec.replicas !== undefined) topic.replicas = spec.replicas;
    return topic;
  });
}

function producersOf(input: ScenarioInput): ProducerSpec[] {
  return Object.entries(input.producers ?? {}).map(([name, spec]) => ({
    name,
    zone: spec.zone ?? '',
    topic: spec.topic,
    ratePerSecond: parseRate(spec.rate) ?? DEFAULT_RATE,
    keys: spec.keys ?? 0,
    recordBytes: spec['record.bytes'] ?? DEFAULT_RECORD_BYTES,
    stopAt: parseDuration(spec.stop) ?? -1,
    config: settingsOf(spec, ['zone', 'topic', 'rate', 'keys', 'record.bytes', 'stop']),
  }));
}

function consumersOf(input: ScenarioInput): ConsumerSpec[] {
  return Object.entries(input.consumers ?? {}).map(([name, spec]) => ({
    name,
    zone: spec.zone ?? '',
    topics: [...new Set(spec.topics ?? [spec.topic as string])],
    config: settingsOf(spec, ['zone', 'topic', 'topics']),
  }));
}

const DEFAULT_PROCESSING = 1_000;

function groupsOf(input: ScenarioInput): GroupSpec[] {
  return Object.entries(input.groups ?? {}).map(([name, spec]) => {
    const members = spec.members ?? 1;
    const group: GroupSpec = {
      name,
      topics: [...new Set(spec.topics ?? [spec.topic as string])],
      members,
      running: spec.running ?? members,
      zones: spec.zones ?? (spec.zone === undefined ? [] : [spec.zone]),
      processing: parseDuration(spec.processing) ?? DEFAULT_PROCESSING,
      instanceId: spec['group.instance.id'] ?? '',
      config: settingsOf(spec, spec.type === 'share' ? [...GROUP_KEYS, ...SHARE_GROUP_KEYS] : GROUP_KEYS),
    };
    if (spec.type === 'share') {
      group.share = {
        answers: spec.answers ?? ['accept'],
        commitsSync: spec.commit === 'sync',
        settings: settingsAmong(spec, SHARE_GROUP_KEYS),
      };
    } else if (spec.commit !== undefined) group.commit = spec.commit;
    return group;
  });
}

/** Settings of a share group itself, not of its members. */
const SHARE_GROUP_KEYS = Object.keys(shareGroupKeys);

function settingsAmong(spec: object, keys: readonly string[]): Settings {
  return Object.fromEntries(
    Object.entries(spec).filter(([key, value]) => keys.includes(key) && value !== undefined),
  );
}

/** What of a group's entry is no setting of Kafka. */
const GROUP_KEYS = [
  'topic',
  'topics',
  'members',
  'running',
  'zone',
  'zones',
  'processing',
  'commit',
  'group.instance.id',
  'type',
  'answers',
];

function timelineOf(input: ScenarioInput): Intervention[] {
  const list = (input.timeline ?? []).map((entry) => {
    const item: Intervention = { at: parseDuration(entry.at) ?? 0, do: entry.do };
    if (entry.node !== undefined) item.node = entry.node;
    if (entry.zone !== undefined) item.zone = entry.zone;
    if (entry.link !== undefined) item.link = [entry.link[0], entry.link[1]];
    if (entry.topic !== undefined) item.topic = entry.topic;
    if (entry.how !== undefined) item.how = entry.how;
    if (entry.factor !== undefined) item.factor = entry.factor;
    if (entry.loss !== undefined) item.loss = entry.loss;
    if (entry.config !== undefined) item.config = entry.config;
    return item;
  });
  return list
    .map((item, i) => ({ item, i }))
    .sort((a, b) => a.item.at - b.item.at || a.i - b.i)
    .map((x) => x.item);
}

/** Node ids become names; -1 becomes "none". */
function expectedValue(value: unknown, that: string, brokers: readonly NodeSpec[]): ExpectedValue {
  const nameOf = (item: unknown): string =>
    item === -1
      ? 'none'
      : typeof item === 'number'
        ? (brokers[item - 1]?.name ?? String(item))
        : String(item);
  if (that === 'leader') return nameOf(value);
  if (that !== 'isr' && that !== 'elr') return value as number;
  return typeof value === 'number' && !Array.isArray(value)
    ? value
    : (Array.isArray(value) ? value : [value]).map(nameOf);
}

function expectationsOf(input: ScenarioInput, brokers: readonly NodeSpec[]): Expectation[] {
  return (input.expect ?? []).flatMap((entry) => {
    const values = entry as unknown as Record<string, unknown>;
    return COMPARISONS.filter((compare) => values[compare] !== undefined).map((compare) => {
      const isCount = compare === 'atLeast' || compare === 'atMost';
      const value = isCount
        ? (values[compare] as number)
        : expectedValue(values[compare], entry.that, brokers);
      const item: Expectation = { at: parseDuration(entry.at) ?? -1, that: entry.that, compare, value };
      if (entry.partition !== undefined) item.partition = entry.partition;
      if (entry.node !== undefined) item.node = entry.node;
      if (entry.group !== undefined) item.group = entry.group;
      return item;
    });
  });
}

export interface Overrides {
  /** Replaces the scenario's seed. */
  readonly seed?: number;
  /** Replaces the scenario's end, in µs. */
  readonly until?: number;
}

/** The scenario in its normal form. The input has passed schema and cross-checks. */
export function normalise(input: ScenarioInput, overrides: Overrides): Scenario {
  const zones = input.zones ?? [];
  const brokers = brokersOf(input, zones);
  return {
    v: input.v,
    title: input.title,
    description: input.description ?? '',
    seed: overrides.seed ?? input.seed ?? DEFAULT_SEED,
    zones,
    brokers,
    controllers: controllersOf(input, zones),
    topics: topicsOf(input),
    producers: producersOf(input),
    consumers: consumersOf(input),
    groups: groupsOf(input),
    until: overrides.until ?? endOf(input as Record<string, unknown>),
    timeline: timelineOf(input),
    expect: expectationsOf(input, brokers),
    isCold: input.cold ?? false,
  };
}
