// The cluster of a story, in the engine: the same brokers and controllers with the same settings, settled and without
// topics, plus one admin client. What clients see of themselves goes into a journal.

import { createRng, nextBelow } from '../../base/rng.ts';
import { settleBroker } from '../../engine/kafka/broker/boot.ts';
import type { BrokerNode } from '../../engine/kafka/broker/broker-state.ts';
import type { ConfigValue, GivenConfig } from '../../engine/kafka/config/config-key.ts';
import { brokerKeys, controllerKeys } from '../../engine/kafka/config/defaults.ts';
import {
  readAdminConfig,
  readBrokerConfig,
  readControllerConfig,
} from '../../engine/kafka/config/read-config.ts';
import type { ControllerConfig, ControllerNode } from '../../engine/kafka/controller/controller-state.ts';
import { settleController } from '../../engine/kafka/controller/settle-controller.ts';
import { buildSettledMetadata } from '../../engine/kafka/controller/settled.ts';
import { createLedger } from '../../engine/kafka/ledger/ledger-state.ts';
import { FREE_COLUMNS } from '../../engine/kafka/log/batch-columns.ts';
import type { Domain } from '../../engine/kernel/contract.ts';
import { startProcess } from '../../engine/kernel/process.ts';
import { createRun, type NodeSpec, settleNode } from '../../engine/kernel/run.ts';
import type { Run } from '../../engine/kernel/run-state.ts';
import type { NodeState } from '../../engine/kernel/world.ts';
import { domainOf } from '../../engine/scenario/domain.ts';
import type { Scenario } from '../../engine/scenario/scenario.ts';
import type { Story } from '../../engine/scenario/story-schema.ts';
import { isHarmless } from './harmless-settings.ts';
import { createJournal, JOURNAL_EVENTS, type Journal, noteInJournal } from './journal.ts';
import { offsetsReplicas, shareStateReplicas } from './recorded-choices.ts';

/** The one admin client of a story. */
export const ADMIN = 'admin';
const FIRST_CONTROLLER = 1000;
export const DEFAULT_SEED = 20260101;

/** The recorder's admin client gives a call up after 20 s and a single request after 5 s. */
const ADMIN_SETTINGS = { 'default.api.timeout.ms': 20_000, 'request.timeout.ms': 5_000 };

export interface Cluster {
  readonly run: Run;
  readonly journal: Journal;
  /** Nodes of all brokers: what clients are given to start from. */
  readonly bootstrap: readonly string[];
  readonly brokers: readonly number[];
  readonly controllers: readonly number[];
  /** Settings and feature levels of the story that the engine does not know. */
  readonly unknown: readonly string[];
  /** Number of the admin client's next call. */
  nextTicket: number;
}

/** Name of a broker's or controller's node in the world. */
export function nodeName(id: number): string {
  return `n${id}`;
}

/** The settings among `given` that are in `table`; the names of the others are added to `unknown`. */
export function knownSettings(
  table: object,
  given: GivenConfig,
  isKnown: (name: string) => boolean,
  unknown: string[],
): GivenConfig {
  const known: Record<string, ConfigValue> = {};
  for (const [name, value] of Object.entries(given)) {
    if (Object.hasOwn(table, name)) known[name] = value;
    else if (!isKnown(name) && !unknown.includes(name)) unknown.push(name);
  }
  return known;
}

/** Which settings are wrong, as Kafka's ConfigException would say; throws so that a story with them is refused. */
export class InvalidSettings extends Error {}

/** What the recorder sets on every node: small internal topics, no wait for the first members of a group. */
function recorderSettings(story: Story, joinWaitMs: number): GivenConfig {
  return {
    'offsets.topic.num.partitions': 1,
    'offsets.topic.replication.factor': Math.min(3, story.brokers.length),
    'share.coordinator.state.topic.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': Math.min(3, story.brokers.length),
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': joinWaitMs,
  };
}

/** Feature levels of a new 4.3.1 cluster. [src: server-common/Feature.java] */
const FEATURES: Readonly<Record<string, readonly string[]>> = {
  'eligible.leader.replicas.version': ['1', '0'],
  'group.version': ['1', '0'],
  'kraft.version': ['0', '1'],
  'share.version': ['1', '0'],
  'streams.version': ['1'],
  'transaction.version': ['2'],
};

/**
 * At level 0 brokers answer the requests of the protocol with UNSUPPORTED_VERSION, which ends a client that speaks it at its
 * first poll. The engine's brokers know no levels: such a client is not started. [src: KafkaApis.scala:
 * isConsumerGroupProtocolEnabled, isShareGroupProtocolEnabled]
 */
export function isOffered(story: Story, feature: 'group.version' | 'share.version'): boolean {
  return String(story.features?.[feature] ?? 1) !== '0';
}

/** Levels that the engine does not know how to be at. */
function unknownFeatures(story: Story): string[] {
  return Object.entries(story.features ?? {})
    .filter(([name, level]) => FEATURES[name]?.includes(String(level)) !== true)
    .map(([name, level]) => `feature ${name}=${level}`);
}

/** Where internal topics lie, as far as the recording tells. */
function placesOfInternalTopics(story: Story) {
  const offsets = offsetsReplicas(story);
  const shares = shareStateReplicas(story);
  return {
    ...(offsets.length > 0 && { offsetsTopicReplicas: offsets }),
    ...(shares.length > 0 && { shareStateReplicas: shares }),
  };
}

function specsOf(story: Story, unknown: string[], joinWaitMs: number): NodeSpec[] {
  const forAll = { ...recorderSettings(story, joinWaitMs), ...story.brokerConfig };
  const internalTopics = placesOfInternalTopics(story);
  const isKnown = (name: string) =>
    Object.hasOwn(brokerKeys, name) || Object.hasOwn(controllerKeys, name) || isHarmless('broker', name);
  const voters = controllerIds(story).map((id) => ({ id, node: nodeName(id) }));
  const specs: NodeSpec[] = [];
  for (const { id } of voters) {
    const given = knownSettings(controllerKeys, { ...forAll, ...story.controllerConfig }, isKnown, unknown);
    const { config, errors } = readControllerConfig(given, { 'node.id': id, voters });
    if (errors[0] !== undefined) throw new InvalidSettings(errors[0].message);
    const isElrEnabled = String(story.features?.['eligible.leader.replicas.version'] ?? 1) !== '0';
    const whole = { ...config, ...(!isElrEnabled && { isElrEnabled }) };
    specs.push({ id: nodeName(id), kind: 'controller', zone: '', config: whole });
  }
  for (const { id, rack } of story.brokers) {
    const given = knownSettings(brokerKeys, forAll, isKnown, unknown);
    const { config, errors } = readBrokerConfig(given, { 'node.id': id, 'broker.rack': rack ?? '', voters });
    if (errors[0] !== undefined) throw new InvalidSettings(errors[0].message);
    const placed = { ...config, ...internalTopics };
    specs.push({ id: nodeName(id), kind: 'broker', zone: rack ?? '', config: placed });
  }
  const bootstrap = story.brokers.map((b) => nodeName(b.id));
  const admin = { ...readAdminConfig(ADMIN_SETTINGS, { bootstrap }).config, keepsConnections: true };
  specs.push({ id: ADMIN, kind: 'admin', zone: '', config: admin });
  return specs;
}

function controllerIds(story: Story): number[] {
  return Array.from({ length: story.controllers }, (_, i) => FIRST_CONTROLLER + i);
}

/** The active controller of the recording, as far as its first steps tell. */
function firstActive(story: Story): number {
  for (const step of story.steps) {
    if (step.do === 'killController' && step.observed !== undefined && 'node' in step.observed)
      return step.observed.node;
    if (step.do === 'quorum' && step.observed !== undefined && 'leader' in step.observed)
      return step.observed.leader;
  }
  return FIRST_CONTROLLER;
}

function settle(run: Run, story: Story): void {
  const rng = createRng(run.world.seed, 'placement');
  const ids = controllerIds(story);
  const active = firstActive(story);
  const config = run.world.nodes[nodeName(FIRST_CONTROLLER)]?.config as ControllerConfig;
  const settled = buildSettledMetadata(
    {
      controllers: ids.map((id) => ({ id, node: nodeName(id) })),
      activeController: ids.includes(active) ? active : FIRST_CONTROLLER,
      brokers: story.brokers.map((b) => ({ id: b.id, node: nodeName(b.id), rack: b.rack ?? '' })),
      topics: [],
      minInsyncReplicas: config['min.insync.replicas'],
      draw: (n) => nextBelow(rng, n),
    },
    run.store,
    () => run.world.chainLength++,
  );
  for (const id of ids) {
    settleNode(run, nodeName(id), (node, ctx) =>
      settleController(node as ControllerNode, ctx as never, settled),
    );
  }
  for (const { id } of story.brokers) {
    settleNode(run, nodeName(id), (node, ctx) => settleBroker(node as BrokerNode, ctx as never, settled));
  }
  startProcess(run, run.world.nodes[ADMIN] as NodeState, -1);
}

/** Node kinds and events of every run; nothing is ever set, so the scenario behind `set` may be empty. */
function domainWith(journal: Journal): Domain {
  const domain = domainOf({
    brokers: [],
    controllers: [],
    producers: [],
    consumers: [],
  } as unknown as Scenario);
  return {
    ...domain,
    observerOf(type) {
      const keepBooks = domain.observerOf?.(type);
      if (!JOURNAL_EVENTS.has(type)) return keepBooks;
      return (books, world, store, node, fields) => {
        keepBooks?.(books, world, store, node, fields);
        noteInJournal(journal, store, type, node, fields);
      };
    },
  };
}

/** The story's cluster at the moment in which its first step begins. */
export function createCluster(story: Story, seed: number, joinWaitMs: number): Cluster {
  const unknown: string[] = [];
  const journal = createJournal();
  const nodes = specsOf(story, unknown, joinWaitMs);
  const run = createRun({
    domain: domainWith(journal),
    nodes,
    seed,
    interventions: [],
    storeColumns: FREE_COLUMNS,
    observer: createLedger(0, 0),
    settle: (r) => settle(r, story),
  });
  return {
    run,
    journal,
    bootstrap: story.brokers.map((b) => nodeName(b.id)),
    brokers: story.brokers.map((b) => b.id),
    controllers: controllerIds(story),
    unknown: [...unknown.map((name) => `setting ${name}`), ...unknownFeatures(story)],
    nextTicket: 0,
  };
}
