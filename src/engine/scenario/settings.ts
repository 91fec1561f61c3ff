// Kafka's settings per kind of thing: which names there are, and what is wrong with given values.

import type {
  ConfigError,
  ConfigKey,
  ConfigTable,
  ConfigValue,
  GivenConfig,
} from '../kafka/config/config-key.ts';
import {
  brokerKeys,
  consumerKeys,
  controllerKeys,
  memberKeys,
  producerKeys,
  shareGroupKeys,
  shareMemberKeys,
  topicKeys,
} from '../kafka/config/defaults.ts';
import {
  readBrokerConfig,
  readConsumerConfig,
  readControllerConfig,
  readTopicConfig,
} from '../kafka/config/read-config.ts';
import { readMemberConfig } from '../kafka/config/read-member-config.ts';
import { readProducerConfig } from '../kafka/config/read-producer-config.ts';
import { readShareGroupConfig, readShareMemberConfig } from '../kafka/config/read-share-config.ts';

export type SettingScope =
  | 'broker'
  | 'controller'
  | 'topic'
  | 'producer'
  | 'consumer'
  | 'member'
  | 'shareMember'
  | 'shareGroup';

const TABLES: Record<SettingScope, ConfigTable> = {
  broker: brokerKeys,
  controller: controllerKeys,
  topic: topicKeys,
  producer: producerKeys,
  consumer: consumerKeys,
  member: memberKeys,
  shareMember: shareMemberKeys,
  shareGroup: shareGroupKeys,
};

/** Setting that a consumer has beside its table: the zone it says it is in (KIP-392). */
export const CLIENT_RACK = 'client.rack';

/** What a group's member has beside Kafka's settings: its application. Both are durations. */
export const APPLICATION_SETTINGS = {
  /** Time that one record takes. */
  processing: 'processing',
  /** Its handler is stuck for so long, once. */
  stall: 'stall',
} as const;

/** What a topic has beside its settings and can be `set`: how many partitions. They can only grow. */
export const PARTITIONS = 'partitions';

/** Kafka's names of the settings that the model knows for `scope`. */
export function settingNames(scope: SettingScope): readonly string[] {
  const names = Object.keys(TABLES[scope]);
  const hasRack = scope === 'consumer' || scope === 'member' || scope === 'shareMember';
  return hasRack ? [...names, CLIENT_RACK] : names;
}

export interface SettingProblem {
  readonly name: string;
  readonly message: string;
  readonly allowed: string;
}

function isConfigValue(value: unknown): value is ConfigValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** A share member without a name, to try settings on. */
const NOBODY = {
  bootstrap: [],
  topics: [],
  'client.rack': '',
  'group.id': '',
  'client.id': '',
  processing: 0,
  answers: [],
  commitsSync: false,
};

function errorsOf(scope: SettingScope, given: GivenConfig): readonly ConfigError[] {
  switch (scope) {
    case 'broker':
      return readBrokerConfig(given, { 'node.id': 1, 'broker.rack': '', voters: [] }).errors;
    case 'controller':
      return readControllerConfig(given, { 'node.id': 1, voters: [] }).errors;
    case 'topic':
      return readTopicConfig(given).errors;
    case 'consumer':
      return readConsumerConfig(given, { client: 0, bootstrap: [], topics: [], 'client.rack': '' }).errors;
    case 'shareGroup':
      return readShareGroupConfig(given).errors;
    case 'shareMember':
      return readShareMemberConfig(given, NOBODY).errors;
    case 'member':
      return readMemberConfig(given, {
        client: -1,
        bootstrap: [],
        topics: [],
        'client.rack': '',
        'group.id': '',
        'client.id': '',
        'group.instance.id': '',
        processing: 0,
      }).errors;
    default: {
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
  }
}

function allowedOf(key: ConfigKey): string {
  if (key.type === 'boolean') return 'true or false';
  if (key.type === 'list')
    return `a list of ${(key.choices ?? []).filter((c) => !c.includes('.')).join(', ')}`;
  if (key.type === 'choice') {
    const choices = (key.choices ?? []).filter((choice) => choice !== '');
    return [...choices, ...(key.form === undefined ? [] : [key.form.says])].join(', ');
  }
  return `a whole number from ${key.min ?? 0} to ${key.max ?? 2147483647}`;
}

/** What is wrong with the values among `values` that are settings of `scope`; other keys are not looked at. */
export function settingProblems(
  scope: SettingScope,
  values: Readonly<Record<string, unknown>>,
): SettingProblem[] {
  const table = TABLES[scope];
  const given: Record<string, ConfigValue> = {};
  for (const [name, value] of Object.entries(values)) {
    if (Object.hasOwn(table, name) && isConfigValue(value)) given[name] = value;
  }
  // What is left at its default is allowed.
  if (Object.keys(given).length === 0) return [];
  return errorsOf(scope, given).map((error) => {
    const key = table[error.key];
    if (error.reason === 'conflict' || key === undefined)
      return { name: error.key, message: 'is in conflict with another setting', allowed: error.message };
    return { name: error.key, message: 'is not an allowed value', allowed: allowedOf(key) };
  });
}
