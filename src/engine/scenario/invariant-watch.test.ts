// The watch over the built-in scenarios: whatever breaks has an excuse, and the excuses are those of the settings.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeExcuse } from '../kafka/invariants/sentences.ts';
import type { Intervention } from '../kernel/intervention.ts';
import { type InvariantReport, watchInvariants } from './invariant-watch.ts';
import { parseScenarioText } from './parse-text.ts';
import type { Scenario } from './scenario.ts';

const CONTENT = join(import.meta.dirname, '../../../content');
const files = readdirSync(CONTENT, { recursive: true, encoding: 'utf8' })
  .filter((name) => /^(scenarios|lessons).*\.yaml$/.test(name))
  .sort();

function read(name: string): Scenario {
  const result = parseScenarioText(readFileSync(join(CONTENT, name), 'utf8'));
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.scenario;
}

function watch(scenario: Scenario, extra: readonly Intervention[] = [], slice = 1_000_000): InvariantReport {
  const made = watchInvariants(scenario, scenario.seed, [...scenario.timeline, ...extra]);
  let report = made.advance(slice);
  while (!report.isDone) report = made.advance(slice);
  return report;
}

const broken = ({ breaks }: InvariantReport) =>
  breaks.map(({ invariant, excuses }) => `${invariant}: ${excuses.map(describeExcuse).join('; ')}`);

describe('invariant watch', () => {
  it('looks at all scenarios that we show', () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it.each(files)('finds nothing that has no excuse in %s', (name) => {
    const { breaks } = watch(read(name));
    expect(breaks.filter(({ excuses }) => excuses.length === 0)).toEqual([]);
  });

  it('tells what broke, when, and by which setting', () => {
    const report = watch(read('scenarios/zombie-leader.yaml'));
    expect(broken(report)).toEqual(['I1: acks=1 of order-service']);
    expect(report.breaks[0]?.at).toBeGreaterThan(15_000_000);
    expect(report.excuses.map(describeExcuse)).toContain('acks=1 of order-service');
  });

  it('tells of faults too', () => {
    const report = watch(read('scenarios/power-loss.yaml'));
    expect(broken(report)).toEqual([
      'I3: b1 lost data on its disk',
      'I1: no replica in ISR or ELR of orders-0 had all its data left; orders-0 elected a leader uncleanly',
    ]);
  });

  it('excuses nothing before a setting holds, and nothing where all are sound', () => {
    expect(watch(read('scenarios/three-zones.yaml')).excuses).toEqual([]);
    const config = { 'min.insync.replicas': 1 };
    const { excuses } = watch(read('scenarios/three-zones.yaml'), [
      { at: 10_000_000, do: 'set', topic: 'orders', config },
    ]);
    expect(excuses.map(describeExcuse)).toEqual(['min.insync.replicas=1 of orders']);
    expect(excuses[0]?.since).toBeGreaterThan(10_000_000);
    expect(excuses[0]?.since).toBeLessThan(11_000_000);
  });

  it('tells what a group loses that commits before it has processed', () => {
    const text = (commit: string) => `
v: 1
title: A group
brokers: 3
topics: { t: { partitions: 2, replication.factor: 3, min.insync.replicas: 2 } }
producers: { p: { topic: t, rate: 30/s } }
groups: { g: { topic: t, members: 2, processing: 60ms, auto.offset.reset: earliest${commit} } }
until: 80s
timeline: [{ at: 12s, do: crash, node: g-1 }]
`;
    const run = (commit: string) => {
      const parsed = parseScenarioText(text(commit));
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
      return watch(parsed.scenario);
    };
    expect(broken(run(''))).toEqual([]);
    const report = run(', commit: before');
    expect(broken(report)).toEqual(['G1: commit: before of g']);
    expect(report.breaks[0]?.message).toMatch(
      /^g committed \d+, but \d+ records before it were never processed$/,
    );
    expect(report.breaks[0]?.at).toBe(12_000_000);
  });

  it('comes to the same in small slices', () => {
    const scenario = read('scenarios/unclean-election.yaml');
    expect(watch(scenario, [], 100)).toEqual(watch(scenario));
  });
});
