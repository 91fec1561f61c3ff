// auto.offset.reset=by_duration: how it is written, and where a reader without a position begins.

import { expect, it, test } from 'vitest';
import { scenario } from '../../../testing/scenario-dsl.ts';
import { runTo } from '../../kernel/run.ts';
import { parseScenarioValue } from '../../scenario/parse-value.ts';
import { startRun } from '../../scenario/start.ts';
import { clusterView, groupView } from '../queries.ts';
import { resetDurationMs, resetTimestamp } from './offset-reset.ts';

test.each([
  ['by_duration:PT5S', 5_000],
  ['by_duration:P1DT2H3M4.5S', 93_784_500],
  ['by_duration:P2D', 172_800_000],
  ['by_duration:P', undefined],
  ['by_duration:PT', undefined],
  ['by_duration:-PT5S', undefined],
  ['latest', undefined],
])('%s lasts %s ms', (text, ms) => {
  expect(resetDurationMs(text)).toBe(ms);
});

test('nothing is older than the run', () => {
  expect(resetTimestamp('by_duration:PT10S', 4_000)).toBe(0);
  expect(resetTimestamp('by_duration:PT1S', 4_000)).toBe(3_000);
});

it('a late reader begins with the first record that is not older, in a group and outside', () => {
  const s = scenario({
    producers: { p: { topic: 't', rate: '20/s' } },
    consumers: { rd: { topic: 't', 'auto.offset.reset': 'by_duration:PT10S' } },
    groups: { g: { topic: 't', members: 1, running: 0, 'auto.offset.reset': 'by_duration:PT10S' } },
    timeline: [{ at: '30s', do: 'restart', node: 'g-1' }],
    until: '60s',
  });
  const run = startRun(s, s.seed, s.timeline);
  runTo(run, 25_000_000);
  const soFar = clusterView(run.world).partitions[0]?.replicas[0]?.highWatermark ?? 0;
  runTo(run, 40_000_000);
  const first = groupView(run.world, 'g')?.processed ?? 0;
  const end = clusterView(run.world).partitions[0]?.replicas[0]?.highWatermark ?? 0;
  // It began about 10 s before 34 s (start, initial rebalance delay), so just before the mark of 25 s.
  expect(end - first).toBeGreaterThan(soFar - 60);
  expect(end - first).toBeLessThan(soFar + 20);
});

it('without a record that young it asks again until there is one', () => {
  const s = scenario({
    producers: { p: { topic: 't', rate: '20/s', stop: '5s' } },
    consumers: { rd: { topic: 't' } },
    groups: {
      g: {
        topic: 't',
        members: 1,
        running: 0,
        'auto.offset.reset': 'by_duration:PT1S',
        'request.timeout.ms': 3_000,
      },
    },
    timeline: [{ at: '20s', do: 'restart', node: 'g-1' }],
    until: '60s',
  });
  const run = startRun(s, s.seed, s.timeline);
  runTo(run, 50_000_000);
  expect(groupView(run.world, 'g')?.members[0]?.partitions[0]?.position).toBe(-1);
});

it('other spellings are refused with what is allowed', () => {
  const result = parseScenarioValue({
    v: 1,
    title: 'x',
    brokers: 1,
    topics: { t: {} },
    consumers: { rd: { topic: 't', 'auto.offset.reset': 'by_duration:5s' } },
  });
  expect(result).toMatchObject({ ok: false });
  expect(JSON.stringify(result)).toContain('by_duration:PnDTnHnMn.nS');
});
