import { expect, test } from 'vitest';
import { readControllerConfig } from '../config/read-config.ts';
import { checkGroupConfigs } from './group-config.ts';

const { config } = readControllerConfig(
  { 'group.consumer.min.session.timeout.ms': 6000 },
  { 'node.id': 1000, voters: [] },
);

test.each<[Record<string, string>, string]>([
  [{ 'consumer.session.timeout.ms': '6000' }, 'NONE'],
  [{ 'consumer.session.timeout.ms': '5999' }, 'INVALID_CONFIG'],
  [{ 'consumer.session.timeout.ms': '60001' }, 'INVALID_CONFIG'],
  [{ 'consumer.session.timeout.ms': 'long' }, 'INVALID_CONFIG'],
  [{ 'consumer.heartbeat.interval.ms': '4999' }, 'INVALID_CONFIG'],
  [{ 'consumer.heartbeat.interval.ms': '9000', 'consumer.session.timeout.ms': '9000' }, 'INVALID_CONFIG'],
  [{ 'consumer.session.timeout.ms': '' }, 'NONE'],
  [{ 'share.auto.offset.reset': 'earliest' }, 'NONE'],
  [{ 'share.auto.offset.reset': 'sometimes' }, 'INVALID_CONFIG'],
  [{ 'share.delivery.count.limit': '11' }, 'INVALID_CONFIG'],
  [{ 'retention.ms': '1' }, 'INVALID_CONFIG'],
])('settings of a group: %j are %s', (given, expected) => {
  expect(checkGroupConfigs(given, config)).toBe(expected);
});
