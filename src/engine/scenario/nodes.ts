// From a checked scenario to the nodes of a world: ids, zones and typed configurations. Errors in settings were found
// when the scenario was checked.

import {
  readAdminConfig,
  readBrokerConfig,
  readConsumerConfig,
  readControllerConfig,
} from '../kafka/config/read-config.ts';
import { readMemberConfig } from '../kafka/config/read-member-config.ts';
import { readProducerConfig } from '../kafka/config/read-producer-config.ts';
import { readShareMemberConfig } from '../kafka/config/read-share-config.ts';
import type { NodeSpec as KernelNodeSpec } from '../kernel/run.ts';
import type {
  ConsumerSpec,
  ControllerSpec,
  GroupSpec,
  NodeSpec,
  ProducerSpec,
  Scenario,
  Settings,
} from './scenario.ts';
import { APPLICATION_SETTINGS, CLIENT_RACK } from './settings.ts';
import { parseDuration } from './units-text.ts';

/** The operator's tool that carries out changed topic settings; outside all zones. */
export const ADMIN = 'admin';

/** Kafka's node.id of the first controller; brokers count from 1. */
const FIRST_CONTROLLER_ID = 1001;

/** node.id of the scenario's i-th broker. */
export function brokerIdAt(index: number): number {
  return index + 1;
}

/** node.id of the scenario's i-th controller. */
export function controllerIdAt(index: number): number {
  return FIRST_CONTROLLER_ID + index;
}

function votersOf(scenario: Scenario): { id: number; node: string }[] {
  return scenario.controllers.map((c, i) => ({ id: controllerIdAt(i), node: c.name }));
}

export function brokerConfigOf(scenario: Scenario, spec: NodeSpec, index: number, given: Settings) {
  const identity = { 'node.id': brokerIdAt(index), 'broker.rack': spec.zone, voters: votersOf(scenario) };
  return { ...readBrokerConfig(given, identity).config, given };
}

export function controllerConfigOf(
  scenario: Scenario,
  _spec: ControllerSpec,
  index: number,
  given: Settings,
) {
  const identity = { 'node.id': controllerIdAt(index), voters: votersOf(scenario) };
  return { ...readControllerConfig(given, identity).config, given };
}

function bootstrapOf(scenario: Scenario): string[] {
  return scenario.brokers.map((b) => b.name);
}

export function producerConfigOf(scenario: Scenario, spec: ProducerSpec, index: number, given: Settings) {
  const identity = {
    client: index,
    bootstrap: bootstrapOf(scenario),
    topic: spec.topic,
    ratePerSecond: spec.ratePerSecond,
    keys: spec.keys,
    'record.bytes': spec.recordBytes,
    stopAt: spec.stopAt,
  };
  return { ...readProducerConfig(given, identity).config, given };
}

export function consumerConfigOf(scenario: Scenario, spec: ConsumerSpec, index: number, given: Settings) {
  const { [CLIENT_RACK]: rack, ...settings } = given;
  const identity = {
    client: index,
    bootstrap: bootstrapOf(scenario),
    topics: spec.topics,
    'client.rack': String(rack ?? ''),
  };
  return { ...readConsumerConfig(settings, identity).config, given };
}

/** Node of the group's n-th member, n from 1. */
export function memberName(group: GroupSpec, n: number): string {
  return `${group.name}-${n}`;
}

/** The group and number of a member's node; undefined for other nodes. */
export function memberOf(scenario: Scenario, id: string): { group: GroupSpec; n: number } | undefined {
  for (const group of scenario.groups) {
    for (let n = 1; n <= group.members; n++) if (memberName(group, n) === id) return { group, n };
  }
  return undefined;
}

function memberConfigOf(scenario: Scenario, group: GroupSpec, n: number, given: Settings) {
  const { [CLIENT_RACK]: rack, [APPLICATION_SETTINGS.processing]: processing, ...settings } = given;
  const identity = {
    client: -1,
    bootstrap: bootstrapOf(scenario),
    topics: group.topics,
    'client.rack': String(rack ?? ''),
    'group.id': group.name,
    'client.id': memberName(group, n),
    'group.instance.id': group.instanceId === '' ? '' : `${group.instanceId}-${n}`,
    processing: parseDuration(processing) ?? group.processing,
    ...(group.commit !== undefined && { commit: group.commit }),
  };
  return { ...readMemberConfig(settings, identity).config, given };
}

function shareMemberConfigOf(scenario: Scenario, group: GroupSpec, n: number, given: Settings) {
  const { [CLIENT_RACK]: rack, [APPLICATION_SETTINGS.processing]: processing, ...settings } = given;
  const identity = {
    bootstrap: bootstrapOf(scenario),
    topics: group.topics,
    'client.rack': String(rack ?? ''),
    'group.id': group.name,
    'client.id': memberName(group, n),
    processing: parseDuration(processing) ?? group.processing,
    answers: group.share?.answers ?? [],
    commitsSync: group.share?.commitsSync ?? false,
  };
  return { ...readShareMemberConfig(settings, identity).config, given };
}

/** The n-th member of a group of either kind. */
export function anyMemberConfigOf(scenario: Scenario, group: GroupSpec, n: number, given: Settings) {
  return group.share === undefined
    ? memberConfigOf(scenario, group, n, given)
    : shareMemberConfigOf(scenario, group, n, given);
}

/** All nodes in the world's order: controllers, brokers, producers, consumers, members of groups, the admin client. */
export function nodesOf(scenario: Scenario): KernelNodeSpec[] {
  const nodes: KernelNodeSpec[] = [];
  scenario.controllers.forEach((c, i) => {
    nodes.push({
      id: c.name,
      kind: 'controller',
      zone: c.zone,
      config: controllerConfigOf(scenario, c, i, c.config),
    });
  });
  scenario.brokers.forEach((b, i) => {
    nodes.push({
      id: b.name,
      kind: 'broker',
      zone: b.zone,
      config: brokerConfigOf(scenario, b, i, b.config),
    });
  });
  scenario.producers.forEach((p, i) => {
    nodes.push({
      id: p.name,
      kind: 'producer',
      zone: p.zone,
      config: producerConfigOf(scenario, p, i, p.config),
    });
  });
  scenario.consumers.forEach((c, i) => {
    nodes.push({
      id: c.name,
      kind: 'consumer',
      zone: c.zone,
      config: consumerConfigOf(scenario, c, i, c.config),
    });
  });
  for (const group of scenario.groups) {
    for (let n = 1; n <= group.members; n++) {
      nodes.push({
        id: memberName(group, n),
        kind: group.share === undefined ? 'member' : 'shareMember',
        zone: group.zones[(n - 1) % Math.max(1, group.zones.length)] ?? '',
        config: anyMemberConfigOf(scenario, group, n, group.config),
      });
    }
  }
  const admin = readAdminConfig({}, { bootstrap: bootstrapOf(scenario) }).config;
  nodes.push({ id: ADMIN, kind: 'admin', zone: '', config: admin });
  return nodes;
}
