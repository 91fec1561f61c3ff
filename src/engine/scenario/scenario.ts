// A checked scenario: what a run is made from, as plain data. The same for a file, pasted text and a link.
// Times are integer microseconds; every default that the schema promises has been filled in.

import type { Micros } from '../../base/units.ts';
import type { Intervention } from '../kernel/intervention.ts';

/** The version of the scenario format that this program writes and reads. */
export const SCENARIO_VERSION = 1;

/** What a scenario may hold at most: enough for every lesson, small enough for a phone. */
export const LIMITS = {
  /** Bytes of text (UTF-16 units). */
  text: 100_000,
  /** Nesting of the text's lists and maps. */
  depth: 24,
  /** Entries of any one list or map of the text. */
  entries: 500,
  zones: 12,
  brokers: 30,
  controllers: 5,
  topics: 30,
  /** Over all topics. */
  partitions: 60,
  /** Producers, consumers and members of groups together. */
  clients: 30,
  /** Records per second of one producer. */
  rate: 2_000,
  keys: 100_000,
  timeline: 200,
  expectations: 200,
  /** One hour, in µs. */
  until: 3_600_000_000,
  nameLength: 40,
  /** Errors that are reported at once. */
  errors: 50,
} as const;

/** Of a scenario without `seed`. */
export const DEFAULT_SEED = 42;

export type SettingValue = string | number | boolean;
/** Kafka's own names and values. */
export type Settings = Record<string, SettingValue>;

export interface NodeSpec {
  name: string;
  /** '' = outside all zones. */
  zone: string;
  config: Settings;
}
export interface ControllerSpec extends NodeSpec {
  /** Leads the quorum when the run starts settled. */
  isActive: boolean;
}
export interface TopicSpec {
  name: string;
  partitions: number;
  replicationFactor: number;
  /** Brokers of each partition, preferred leader first; absent = Kafka's own placement. */
  replicas?: string[][];
  config: Settings;
}
export interface ProducerSpec extends NodeSpec {
  topic: string;
  /** Mean records per second; gaps are exponential. */
  ratePerSecond: number;
  /** Distinct keys, 0 = records without key. */
  keys: number;
  recordBytes: number;
  /** It hands over no records from this time on, -1 = never. */
  stopAt: Micros;
}
export interface ConsumerSpec extends NodeSpec {
  topics: string[];
}

/** Members of one group, named `<group>-1`, `<group>-2`, … */
export interface GroupSpec {
  name: string;
  topics: string[];
  members: number;
  /** So many of them run from the start; the others wait for `restart`. */
  running: number;
  /** Zone of each member in turn; empty = outside all zones. */
  zones: string[];
  /** Time that one record takes, µs. */
  processing: Micros;
  /** When the application commits; absent = as enable.auto.commit says. */
  commit?: 'auto' | 'handover' | 'sync' | 'async' | 'before';
  /** group.instance.id of member n is `<this>-<n>`; '' = dynamic members. */
  instanceId: string;
  config: Settings;
  /** A share group (KIP-932); absent = a group of consumers. */
  share?: ShareSpec;
}

/** What a share group has beside. */
export interface ShareSpec {
  /** What the application answers for its deliveries, in turn. */
  answers: ('accept' | 'release' | 'reject')[];
  /** commitSync() after each poll instead of leaving the answers to the next one. */
  commitsSync: boolean;
  /** Settings of the group itself: share.… */
  settings: Settings;
}

export const COMPARISONS = ['equals', 'not', 'atLeast', 'atMost'] as const;
export type Comparison = (typeof COMPARISONS)[number];
/** A number, a node's name ("none" = no leader), or a set of node names. */
export type ExpectedValue = number | string | string[];

/** True here at t. */
export interface Expectation {
  /** -1 = at the end of the run. */
  at: Micros;
  /** A metric of the ledger, or a fact about a partition. */
  that: string;
  partition?: string;
  /** Whose replica, for highWatermark, logEndOffset and leaderEpoch; the leader's if absent. */
  node?: string;
  /** Of which consumer group. */
  group?: string;
  compare: Comparison;
  value: ExpectedValue;
}

export interface Scenario {
  v: 1;
  title: string;
  description: string;
  seed: number;
  zones: string[];
  brokers: NodeSpec[];
  controllers: ControllerSpec[];
  topics: TopicSpec[];
  producers: ProducerSpec[];
  consumers: ConsumerSpec[];
  groups: GroupSpec[];
  /** End of the run. */
  until: Micros;
  /** By time; entries of one time in the order in which they were written. */
  timeline: Intervention[];
  expect: Expectation[];
  /** Everything boots from empty disks at t = 0 instead of running already. */
  isCold: boolean;
}
