import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIDELITY } from '../../engine/kafka/fidelity.ts';
import { parseScenarioText } from '../../engine/scenario/parse-text.ts';
import { countVerdicts, filterRooms, knownIds } from './fidelity-filter.ts';
import { mechanismsOf } from './mechanisms-of.ts';

const content = join(import.meta.dirname, '../../../content');
const ALL = { about: [], verdict: undefined, search: '' };
const idsOf = (filter: Partial<Parameters<typeof filterRooms>[1]>) =>
  filterRooms(FIDELITY, { ...ALL, ...filter }).flatMap((room) => room.mechanisms.map(({ id }) => id));

function scenario(text: string) {
  const parsed = parseScenarioText(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.scenario;
}

describe('the filter', () => {
  it('shows everything without one', () => {
    const { exact, simplified, absent } = countVerdicts(FIDELITY);
    expect(idsOf({}).length).toBe(exact + simplified + absent);
    expect(Math.min(exact, simplified, absent)).toBeGreaterThan(10);
  });

  it('looks for all words in names, sources, notes and recordings', () => {
    expect(idsOf({ search: 'kip-966 LEADER' })).toContain('elr');
    expect(idsOf({ search: 'murmur2' })).toEqual(['partitioner-keys']);
    expect(idsOf({ search: 'unclean-election' })).toContain('truncation');
    expect(idsOf({ search: 'unicorn' })).toEqual([]);
  });

  it('keeps to a verdict and to what was asked for', () => {
    expect(new Set(idsOf({ verdict: 'absent' }))).toContain('transactions');
    expect(idsOf({ about: ['isr', 'transactions'], verdict: 'absent' })).toEqual(['transactions']);
    expect(knownIds(FIDELITY, ['isr', 'nothing'])).toEqual(['isr']);
  });
});

describe('what matters to a run', () => {
  const files = readdirSync(content, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.yaml') && /scenarios|lessons/.test(name),
  );

  it('is known to the page, for every built-in scenario', () => {
    expect(files.length).toBeGreaterThan(14);
    for (const file of files) {
      const ids = mechanismsOf([scenario(readFileSync(join(content, file), 'utf8'))]);
      expect(knownIds(FIDELITY, ids), file).toEqual(ids);
      expect(ids.length, file).toBeGreaterThan(8);
      const absent = new Set(idsOf({ verdict: 'absent' }));
      expect(
        ids.filter((id) => absent.has(id)),
        file,
      ).toEqual([]);
    }
  });

  it('follows from faults, clients and settings', () => {
    const ids = mechanismsOf([
      scenario(`
v: 1
title: Everything
zones: [a, b]
brokers: { b1: { zone: a }, b2: { zone: b } }
controllers: { c1: { zone: a } }
topics: { orders: { partitions: 1, replication.factor: 2, unclean.leader.election.enable: true } }
producers: { p: { topic: orders, rate: 1/s, acks: '1' } }
consumers: { c: { topic: orders } }
timeline:
  - { at: 1s, do: crash, zone: a }
  - { at: 2s, do: crash, node: b2, how: power }
  - { at: 3s, do: set, topic: orders, config: { min.insync.replicas: 2 } }
`),
    ]);
    for (const id of [
      'fault-host',
      'fault-power',
      'page-cache',
      'fencing',
      'pre-vote',
      'unclean',
      'placement',
    ])
      expect(ids).toContain(id);
    for (const id of ['partitioner-sticky', 'plain-consumer', 'settings']) expect(ids).toContain(id);
    for (const id of ['idempotence', 'fault-crash', 'group-classic']) expect(ids).not.toContain(id);
  });
});
