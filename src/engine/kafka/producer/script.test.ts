import { expect, test } from 'vitest';
import { fromSeconds } from '../../../base/units.ts';
import { createClientRun, createScript, logEnd } from '../../../testing/client-harness.ts';
import { runTo } from '../../kernel/run.ts';
import { readProducerConfig } from '../config/read-producer-config.ts';
import { hashOfText } from './murmur2.ts';
import type { ProducerScript } from './producer-state.ts';

function start(script: Partial<ProducerScript>, given: Record<string, string | number> = {}, partitions = 3) {
  const brokers = createScript(partitions, 1);
  const identity = {
    client: 0,
    bootstrap: ['b1'],
    topic: 'orders',
    ratePerSecond: 0,
    keys: 0,
    'record.bytes': 50,
    stopAt: -1,
  };
  const { config } = readProducerConfig(given, identity);
  const job = { count: 4, partitions: [], keyHashes: [], isOneByOne: false, ...script };
  const r = createClientRun(brokers, [{ id: 'p', kind: 'producer', config: { ...config, script: job } }]);
  return { ...r, brokers };
}

test('hands over its records, flushes, closes and ends', () => {
  const r = start({ partitions: [1] });
  runTo(r.run, fromSeconds(2));
  expect(logEnd(r.brokers, 'orders-1')).toBe(4);
  expect(r.of('batch.acknowledged').reduce((n, e) => n + (e.fields.count as number), 0)).toBe(4);
  expect(r.of('producer.closed').length).toBe(1);
  expect(r.run.world.nodes.p?.isUp).toBe(false);
});

test('keys decide by their murmur2 hash, in turn', () => {
  const keys = ['user-1', 'ü', ''];
  const r = start({ count: 6, keyHashes: keys.map(hashOfText) });
  runTo(r.run, fromSeconds(2));
  const sent = r.of('record.sent').map((e) => e.fields.tp);
  expect(sent).toEqual([...keys, ...keys].map((key) => `orders-${hashOfText(key) % 3}`));
});

test('one by one: each record waits for the answer to the one before', () => {
  const r = start({ partitions: [0], isOneByOne: true });
  runTo(r.run, fromSeconds(2));
  const order = r.seen
    .filter((e) => e.type === 'record.sent' || e.type === 'batch.acknowledged')
    .map((e) => e.type);
  expect(order).toEqual(Array.from({ length: 4 }, () => ['record.sent', 'batch.acknowledged']).flat());
});

test('a partition that does not exist: send() waits max.block.ms for each record', () => {
  const r = start({ count: 2, partitions: [9] }, { 'max.block.ms': 500 });
  runTo(r.run, fromSeconds(3));
  expect(r.of('send.failed').map((e) => e.fields.exception)).toEqual([
    'TimeoutException',
    'TimeoutException',
  ]);
  expect(r.run.world.nodes.p?.isUp).toBe(false);
});
