import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ConfigTable, GivenConfig } from './config-key.ts';
import {
  adminKeys,
  brokerKeys,
  consumerKeys,
  controllerKeys,
  producerKeys,
  shareGroupKeys,
  shareMemberKeys,
  topicKeys,
} from './defaults.ts';
import { readBrokerConfig, readTopicConfig } from './read-config.ts';
import { type ProducerIdentity, readProducerConfig } from './read-producer-config.ts';

interface Case {
  scope: string;
  name: string;
  default: string;
}

const { cases } = JSON.parse(readFileSync('conformance/vectors/config-defaults.json', 'utf8')) as {
  cases: Case[];
};

/** Kafka's default as its ConfigDef prints it; undefined when the vectors do not list the setting. */
function printed(scopes: string[], name: string): string | undefined {
  return cases.find((c) => scopes.includes(c.scope) && c.name === name)?.default;
}

const BOUNDS = ['session.timeout.ms', 'heartbeat.interval.ms'].flatMap((what) => [
  `group.consumer.min.${what}`,
  `group.consumer.max.${what}`,
]);

test.each<[string, ConfigTable, string[], string[]]>([
  ['producer', producerKeys, ['producer'], []],
  ['consumer', consumerKeys, ['consumer'], []],
  ['admin', adminKeys, ['admin'], []],
  // The broker's name of max.message.bytes; bounds that the vectors do not list (GroupCoordinatorConfig has them).
  [
    'broker',
    brokerKeys,
    ['broker / KRaft', 'replication', 'group coordinator', 'share groups'],
    ['message.max.bytes', ...BOUNDS],
  ],
  ['controller', controllerKeys, ['broker / KRaft', 'replication', 'raft', 'topic/log'], BOUNDS],
  ['topic', topicKeys, ['topic/log'], []],
  ['share group', shareGroupKeys, ['group'], []],
  ['share member', shareMemberKeys, ['consumer'], []],
])('defaults of a %s are those that the classes print', (_kind, table, scopes, unlisted) => {
  for (const [name, key] of Object.entries(table)) {
    if (unlisted.includes(name)) continue;
    const real = printed(scopes, name);
    const text = String(key.default);
    const value = key.type === 'list' ? `[${text.split(',').join(', ')}]` : text;
    expect({ name, value: value === '' && real === 'null' ? 'null' : value }).toEqual({ name, value: real });
  }
});

const identity: ProducerIdentity = {
  client: 0,
  bootstrap: ['b1'],
  topic: 'orders',
  ratePerSecond: 1,
  keys: 0,
  'record.bytes': 100,
  stopAt: -1,
};

function producer(given: GivenConfig) {
  const { config, errors } = readProducerConfig(given, identity);
  return { config, errors: errors.map((e) => `${e.key}: ${e.reason}`) };
}

test('acks may be written in four ways', () => {
  for (const [given, acks] of [
    ['all', -1],
    ['-1', -1],
    [-1, -1],
    ['1', 1],
    [0, 0],
  ] as const) {
    expect(producer({ acks: given })).toMatchObject({ config: { acks }, errors: [] });
  }
  expect(producer({ acks: 2 }).errors).toEqual(['acks: notAllowed']);
  expect(producer({ acks: 'leader' }).errors).toEqual(['acks: notAllowed']);
});

test('idempotence gives way silently, unless it was asked for', () => {
  expect(producer({}).config['enable.idempotence']).toBe(true);
  expect(producer({ acks: 1 })).toMatchObject({ config: { 'enable.idempotence': false }, errors: [] });
  expect(producer({ retries: 0 })).toMatchObject({ config: { 'enable.idempotence': false }, errors: [] });
  expect(producer({ acks: 1, 'enable.idempotence': true }).errors).toEqual(['acks: conflict']);
  expect(producer({ retries: 0, 'enable.idempotence': 'true' }).errors).toEqual(['retries: conflict']);
  const many = { 'max.in.flight.requests.per.connection': 6 };
  expect(producer({ ...many, acks: 1 }).errors).toEqual(['max.in.flight.requests.per.connection: conflict']);
  expect(producer({ ...many, 'enable.idempotence': false }).errors).toEqual([]);
});

test('delivery.timeout.ms is raised silently at its default, refused when set too low', () => {
  expect(producer({ 'request.timeout.ms': 200000 }).config['delivery.timeout.ms']).toBe(200005);
  expect(producer({ 'delivery.timeout.ms': 30000 }).errors).toEqual(['delivery.timeout.ms: conflict']);
  expect(producer({ 'delivery.timeout.ms': 30005 }).errors).toEqual([]);
});

test('mistakes come back as data, several at once, with the known names', () => {
  const { errors } = readBrokerConfig(
    { 'replica.lag.time.ms': 1, 'replica.fetch.min.bytes': 'many', 'request.timeout.ms': -1 },
    { 'node.id': 1, 'broker.rack': '', voters: [] },
  );
  expect(errors.map((e) => `${e.key}: ${e.reason}`)).toEqual([
    'replica.lag.time.ms: unknownKey',
    'replica.fetch.min.bytes: wrongType',
    'request.timeout.ms: notAllowed',
  ]);
  expect(errors[0]?.known).toContain('replica.lag.time.max.ms');
});

test('topic settings are kept as text, only those given', () => {
  const read = readTopicConfig({ 'min.insync.replicas': 2 });
  expect(read).toEqual({ config: { 'min.insync.replicas': '2' }, errors: [] });
  expect(readTopicConfig({ constructor: 1 }).errors[0]?.reason).toBe('unknownKey');
});
