// The settings of a node or topic as somebody could change them now: Kafka's names, present values, what is allowed,
// and what Kafka would say to a value.

import type { NodeId, World } from '../../kernel/world.ts';
import type { ConfigError, ConfigKey, ConfigTable, ConfigValue, GivenConfig } from '../config/config-key.ts';
import { brokerKeys, consumerKeys, controllerKeys, producerKeys, topicKeys } from '../config/defaults.ts';
import {
  readBrokerConfig,
  readConsumerConfig,
  readControllerConfig,
  readTopicConfig,
} from '../config/read-config.ts';
import { readProducerConfig } from '../config/read-producer-config.ts';
import { newestImage } from './newest-image.ts';
import { viewTopicConfig } from './topic-config.ts';

/** What has settings. */
export type SettingTarget =
  | { readonly kind: 'node'; readonly node: NodeId }
  | { readonly kind: 'topic'; readonly topic: string };

export interface SettingChoice {
  readonly name: string;
  /** As it counts now. */
  readonly value: string;
  readonly isDefault: boolean;
  /** The spellings to choose from; absent for a number. */
  readonly choices?: readonly string[];
  /** "a whole number from 0 to 10". */
  readonly allowed: string;
}

/** Not a setting, but set in the same way: kafka-topics --alter --partitions. It only ever grows. */
const PARTITIONS = 'partitions';
/** More rows than this no diagram shows. */
const MAX_PARTITIONS = 60;

const TABLES: Readonly<Record<string, ConfigTable>> = {
  broker: brokerKeys,
  controller: controllerKeys,
  producer: producerKeys,
  consumer: consumerKeys,
};

function choicesOf(key: ConfigKey): readonly string[] | undefined {
  if (key.type === 'boolean') return ['true', 'false'];
  // "-1" is another spelling of "all", "" of nothing: neither is a choice of its own.
  return key.choices?.filter((choice) => choice !== '' && choice !== '-1');
}

function allowedOf(key: ConfigKey): string {
  const choices = choicesOf(key);
  if (choices !== undefined) return choices.join(', ');
  return `a whole number from ${key.min ?? 0} to ${key.max ?? 2147483647}`;
}

function choiceOf(name: string, key: ConfigKey, value: string): SettingChoice {
  const choices = choicesOf(key);
  const isDefault = value === String(key.default);
  return { name, value, isDefault, allowed: allowedOf(key), ...(choices === undefined ? {} : { choices }) };
}

function valueText(name: string, value: unknown): string {
  return name === 'acks' && value === -1 ? 'all' : String(value);
}

function partitionsChoice(world: World, topic: string): SettingChoice {
  const present = newestImage(world).topics[topic] ?? 0;
  const allowed = `a whole number from ${present + 1} to ${MAX_PARTITIONS}: partitions can only be added`;
  return { name: PARTITIONS, value: String(present), isDefault: false, allowed };
}

function problemOfPartitions(world: World, topic: string, value: ConfigValue): string | undefined {
  const { value: present, allowed } = partitionsChoice(world, topic);
  const count = Number(value);
  const isAllowed = Number.isInteger(count) && count > Number(present) && count <= MAX_PARTITIONS;
  return isAllowed ? undefined : `partitions is ${allowed}`;
}

/** All settings of it that the model acts on; none for what has no settings. */
export function viewSettings(world: World, target: SettingTarget): SettingChoice[] {
  if (target.kind === 'topic') {
    const keys: ConfigTable = topicKeys;
    const settings = viewTopicConfig(world, target.topic).map(({ name, value }) =>
      choiceOf(name, keys[name] as ConfigKey, value),
    );
    return [...settings, partitionsChoice(world, target.topic)];
  }
  const node = world.nodes[target.node];
  const table = node === undefined ? undefined : TABLES[node.kind];
  if (node === undefined || table === undefined) return [];
  const config = node.config as Readonly<Record<string, unknown>>;
  return Object.entries(table).map(([name, key]) =>
    choiceOf(name, key, valueText(name, config[name] ?? key.default)),
  );
}

function errorsOf(world: World, target: SettingTarget, given: GivenConfig): readonly ConfigError[] {
  if (target.kind === 'topic') return readTopicConfig(given).errors;
  switch (world.nodes[target.node]?.kind) {
    case 'broker':
      return readBrokerConfig(given, { 'node.id': 1, 'broker.rack': '', voters: [] }).errors;
    case 'controller':
      return readControllerConfig(given, { 'node.id': 1, voters: [] }).errors;
    case 'consumer':
      return readConsumerConfig(given, { client: 0, bootstrap: [], topics: [], 'client.rack': '' }).errors;
    case 'producer': {
      const identity = {
        client: 0,
        bootstrap: [],
        topic: '',
        ratePerSecond: 1,
        keys: 0,
        'record.bytes': 1,
        stopAt: -1,
      };
      return readProducerConfig(given, identity).errors;
    }
    default:
      return [];
  }
}

/** What Kafka says to that value beside the settings that are given already; undefined when it takes it. */
export function problemOfSetting(
  world: World,
  target: SettingTarget,
  name: string,
  value: ConfigValue,
): string | undefined {
  if (target.kind === 'topic' && name === PARTITIONS) return problemOfPartitions(world, target.topic, value);
  const config =
    target.kind === 'node'
      ? (world.nodes[target.node]?.config as { given?: GivenConfig } | undefined)
      : undefined;
  return errorsOf(world, target, { ...config?.given, [name]: value })[0]?.message;
}
