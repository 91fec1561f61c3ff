// What a scenario may expect of a consumer group: its facts, and the metrics of it alone.

import { describe, expect, it } from 'vitest';
import { at, scenario } from '../../testing/scenario-dsl.ts';
import { describeResult } from './expectations.ts';
import { runHeadless } from './headless.ts';
import { parseScenarioValue } from './parse-value.ts';

function outcomeOf(parts: Record<string, unknown>): string[] {
  const s = scenario({ consumers: {}, ...parts });
  return runHeadless(s)
    .expectations.filter((result) => !result.isMet)
    .map(describeResult);
}

describe('expectations of a group', () => {
  it('lag grows while more comes in than is processed, in records and in time, and is worked off', () => {
    const failed = outcomeOf({
      producers: { p: { topic: 't', rate: '100/s', stop: '60s' } },
      groups: {
        g: { topic: 't', 'auto.offset.reset': 'earliest', processing: '20ms', 'max.poll.records': 20 },
      },
      until: '140s',
      expect: [
        { at: '60s', that: 'lag', group: 'g', atLeast: 2_700 },
        { at: '60s', that: 'lag', group: 'g', atMost: 3_700 },
        { at: 'end', that: 'lag', group: 'g', equals: 0 },
        { at: 'end', that: 'lagMax', group: 'g', atLeast: 2_700 },
        { at: 'end', that: 'lagMax', group: 'g', atMost: 3_600 },
        // The last record waits for the 3,000 before it.
        { at: 'end', that: 'lagTimeMax', group: 'g', atLeast: 50_000 },
        { at: 'end', that: 'lagTimeMax', atMost: 70_000 },
        { at: 'end', that: 'skipped', group: 'g', equals: 0 },
        { at: 'end', that: 'dupDelivered', group: 'g', equals: 0 },
        { at: 'end', that: 'orderInversions', group: 'g', equals: 0 },
      ],
    });
    expect(failed).toEqual([]);
  });

  it('state, generation, owner and committed offset, of the right group', () => {
    const failed = outcomeOf({
      groups: {
        g: { topic: 't', members: 2, running: 1, 'auto.offset.reset': 'earliest', commit: 'sync' },
        h: { topic: 't', 'group.protocol': 'consumer' },
      },
      timeline: [at('20s', 'crash', { node: 'g-1' }), at('21s', 'restart', { node: 'g-2' })],
      until: '90s',
      expect: [
        { at: '15s', that: 'groupState', group: 'g', equals: 'Stable' },
        { at: '15s', that: 'generation', group: 'g', equals: 1 },
        { at: '15s', that: 'groupEpoch', group: 'h', equals: 2 },
        { at: '15s', that: 'owner', group: 'g', partition: 't-0', equals: 'g-1' },
        { at: '15s', that: 'owner', group: 'h', partition: 't-0', not: 'g-1' },
        { at: '30s', that: 'owner', group: 'g', partition: 't-0', equals: 'none' },
        { at: '30s', that: 'groupState', group: 'g', not: 'Stable' },
        { at: 'end', that: 'owner', group: 'g', partition: 't-0', equals: 'g-2' },
        { at: 'end', that: 'generation', group: 'g', equals: 2 },
        { at: 'end', that: 'committedOffset', group: 'g', partition: 't-0', atLeast: 500 },
        { at: 'end', that: 'partitionsMoved', group: 'g', equals: 1 },
        { at: 'end', that: 'partitionsMoved', group: 'h', equals: 0 },
        { at: 'end', that: 'pausedPartitionMs', group: 'g', atLeast: 40_000 },
        { at: 'end', that: 'pausedPartitionMs', group: 'h', equals: 0 },
      ],
    });
    expect(failed).toEqual([]);
  });

  it('refuses what makes no sense', () => {
    const expectations = [
      { at: 'end', that: 'groupState', equals: 'Stable' },
      { at: 'end', that: 'owner', group: 'g', equals: 'g-1' },
      { at: 'end', that: 'ackedLost', group: 'g', equals: 0 },
      { at: 'end', that: 'lag', group: 'nobody', equals: 0 },
      { at: 'end', that: 'generation', group: 'g', equals: 'one' },
    ];
    const result = parseScenarioValue({
      v: 1,
      title: 'x',
      brokers: 1,
      topics: { t: {} },
      groups: { g: { topic: 't' } },
      expect: expectations,
    });
    const paths = result.ok ? [] : result.errors.map((e) => e.path);
    expect(paths).toEqual([
      'expect[0].group',
      'expect[1].partition',
      'expect[2].group',
      'expect[3].group',
      'expect[4].equals',
    ]);
  });
});
