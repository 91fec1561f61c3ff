import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fromSeconds } from '../../../base/units.ts';
import { createClientRun, createScript, type Script } from '../../../testing/client-harness.ts';
import { runTo } from '../../kernel/run.ts';
import type { GivenConfig } from '../config/config-key.ts';
import { readProducerConfig } from '../config/read-producer-config.ts';
import { murmur2 } from './murmur2.ts';
import { loadTable, partitionForKey, pickFromTable } from './partitioner.ts';

function cases<T>(file: string): T[] {
  return (JSON.parse(readFileSync(`conformance/vectors/${file}`, 'utf8')) as { cases: T[] }).cases;
}

test('murmur2 gives the hashes of the Java client', () => {
  const all = cases<{ utf8Hex: string; murmur2: number }>('murmur2.json');
  expect(all.length).toBeGreaterThan(0);
  for (const c of all) expect(murmur2(Buffer.from(c.utf8Hex, 'hex'))).toBe(c.murmur2);
});

test('a key goes to the partition that the Java client would choose', () => {
  const all = cases<{
    key: string;
    utf8Hex: string;
    murmur2: number;
    partitionByCount: Record<string, number>;
  }>('partition-for-key.json');
  let scenarioKeys = 0;
  for (const c of all) {
    const hash = murmur2(Buffer.from(c.utf8Hex, 'hex'));
    expect(hash).toBe(c.murmur2);
    for (const [count, partition] of Object.entries(c.partitionByCount)) {
      expect((hash & 0x7fffffff) % Number(count)).toBe(partition);
      const index = /^key-(\d+)$/.exec(c.key)?.[1];
      if (index === undefined || String(Number(index)) !== index) continue;
      scenarioKeys++;
      expect(partitionForKey(Number(index), Number(count))).toBe(partition);
    }
  }
  expect(scenarioKeys).toBeGreaterThan(0);
});

test('short queues are preferred with the weights of the Java client', () => {
  for (const c of cases<{
    queueSizes: number[];
    length: number;
    expectCumulativeFrequencyTable: number[] | null;
    expectFrequencyPerCycle?: number[];
  }>('adaptive-partitioner.json')) {
    const table = loadTable(c.queueSizes, c.length);
    expect(table ?? null).toEqual(c.expectCumulativeFrequencyTable);
    if (table === undefined) continue;
    const picked = table.map(() => 0);
    const cycle = table[table.length - 1] as number;
    for (let r = 0; r < cycle; r++) picked[pickFromTable(table, r + 3 * cycle)]! += 1;
    expect(picked).toEqual(c.expectFrequencyPerCycle);
  }
});

const IDENTITY = {
  client: 0,
  bootstrap: ['b1', 'b2', 'b3'],
  topic: 'orders',
  ratePerSecond: 1000,
  keys: 0,
  'record.bytes': 100,
  stopAt: -1,
};

/** Records per partition of a producer without keys over 3 brokers of one partition each, in ten seconds. */
function spread(given: GivenConfig, change: (script: Script) => void): number[] {
  const script = createScript(3, 3);
  change(script);
  const { config } = readProducerConfig({ 'batch.size': 1000, ...given }, IDENTITY);
  const r = createClientRun(script, [{ id: 'p1', kind: 'producer', config }]);
  runTo(r.run, fromSeconds(10));
  const records = [0, 0, 0];
  for (const { fields } of r.of('record.sent')) records[Number((fields.tp as string).slice(-1))]! += 1;
  expect(records.reduce((a, b) => a + b)).toBeGreaterThan(9000);
  return records;
}

/** Broker 3 takes produce requests and answers none of them. */
function silenceBroker3(script: Script): void {
  script.answer = (broker, request) =>
    broker === 3 && request.api === 'produceRequest' ? 'silence' : undefined;
}

test('partitioner.adaptive.partitioning.enable: records without key go round a broker that does not answer', () => {
  const [first, second, slow] = spread({}, silenceBroker3) as [number, number, number];
  expect(slow).toBeLessThan(first / 4);
  expect(slow).toBeLessThan(second / 4);
});

test('without it each partition gets its third, whatever its queue', () => {
  const records = spread({ 'partitioner.adaptive.partitioning.enable': false }, silenceBroker3);
  for (const n of records) expect(n / 10_000).toBeCloseTo(1 / 3, 1);
});

test('with it too, while all queues are even', () => {
  for (const n of spread({}, () => {})) expect(n / 10_000).toBeCloseTo(1 / 3, 1);
});

test('a partition without leader gets no record without key, adaptive or not', () => {
  const leaderless = (script: Script) => {
    script.leaders[1] = { leader: -1, epoch: 0 };
  };
  for (const isAdaptive of [true, false]) {
    const records = spread({ 'partitioner.adaptive.partitioning.enable': isAdaptive }, leaderless);
    expect(records[1]).toBe(0);
    expect(records[0]! / 10_000).toBeCloseTo(1 / 2, 1);
  }
});

test('partitioner.availability.timeout.ms is refused instead of taken without effect', () => {
  const { errors } = readProducerConfig({ 'partitioner.availability.timeout.ms': 500 }, IDENTITY);
  expect(errors).toEqual([expect.objectContaining({ key: 'partitioner.availability.timeout.ms' })]);
});
