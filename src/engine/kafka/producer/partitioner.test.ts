import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
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
