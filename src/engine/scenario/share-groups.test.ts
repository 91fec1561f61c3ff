// Share groups on whole clusters: a join that stops nobody, members that are slow, stuck, crash or fall silent, records
// that come again and are given up, leaders and share coordinators that die.

import { describe, expect, it } from 'vitest';
import { at, scenario } from '../../testing/scenario-dsl.ts';
import { groupView, metric } from '../kafka/queries.ts';
import { explain } from '../kafka/sentences.ts';
import { runTo } from '../kernel/run.ts';
import type { Run } from '../kernel/run-state.ts';
import { createTraceReader } from '../kernel/trace-reader.ts';
import { createRunChecker } from './checked-run.ts';
import { parseScenarioValue } from './parse-value.ts';
import type { Scenario } from './scenario.ts';
import { startRun } from './start.ts';

const SECOND = 1_000_000;

interface Seen {
  row: number;
  at: number;
  node: string;
  fields: Record<string, unknown>;
}

function cluster(group: Record<string, unknown>, more: Record<string, unknown> = {}): Scenario {
  return scenario({
    topics: { t: { partitions: 2, 'replication.factor': 3, 'min.insync.replicas': 2 } },
    producers: { p: { topic: 't', rate: '20/s', keys: 50, stop: '30s' } },
    consumers: {},
    groups: { g: { type: 'share', topic: 't', 'share.auto.offset.reset': 'earliest', ...group } },
    ...more,
  });
}

function eventsOf(run: Run, type: string): Seen[] {
  const reader = createTraceReader(run.trace);
  const found: Seen[] = [];
  for (let row = 0; row < reader.length; row++) {
    if (reader.typeOf(row) !== type) continue;
    const e = reader.event(row);
    found.push({ row, at: e.at / SECOND, node: e.node, fields: e.fields as Record<string, unknown> });
  }
  return found;
}

function played(s: Scenario, until: number): Run {
  const run = startRun(s, s.seed, s.timeline);
  runTo(run, until * SECOND);
  return run;
}

/** Deliveries per record in the order of their times: "t-0:7" to the counts. */
function deliveries(run: Run): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const { fields } of eventsOf(run, 'share.acquired')) {
    for (let o = fields.fromOffset as number; o < (fields.toOffset as number); o++) {
      const key = `${String(fields.tp)}:${o}`;
      found.set(key, [...(found.get(key) ?? []), fields.deliveryCount as number]);
    }
  }
  return found;
}

describe('a share group', () => {
  const joins = [at('15s', 'restart', { node: 'g-3' })];

  it('serves a third member at its first beat, and nobody stops for it', () => {
    const run = played(cluster({ members: 3, running: 2, processing: '40ms' }, { timeline: joins }), 60);
    const joined = eventsOf(run, 'group.memberAdded').find((e) => e.fields.client === 'g-3');
    const served = eventsOf(run, 'shareMember.assigned').find((e) => e.node === 'g-3' && e.fields.tps !== '');
    expect((served?.at ?? 0) - (joined?.at ?? 0)).toBeLessThan(0.1);
    const group = groupView(run.world, 'g');
    expect(group).toMatchObject({ protocol: 'share', state: 'Stable', assignor: 'simple', lag: 0 });
    // More members than partitions: one of them has both.
    expect(group?.members.map((m) => m.partitions.length).sort()).toEqual([1, 1, 2]);
    expect(metric(run.world, 'processed')).toBe(metric(run.world, 'sent'));
    expect(metric(run.world, 'redelivered')).toBe(0);
  });

  it('assigns a partition only once its state is kept: the first members read after their second beat', () => {
    const run = played(cluster({ members: 1 }), 20);
    const assigned = eventsOf(run, 'shareMember.assigned').map((e) => [Math.floor(e.at), e.fields.tps]);
    expect(assigned).toEqual([
      [0, ''],
      [5, 't-0,t-1'],
    ]);
  });

  it('gives records of a slow member to others when their locks run out', () => {
    const slow = [at('10s', 'set', { node: 'g-1', config: { stall: '25s' } })];
    const lock = { 'share.record.lock.duration.ms': 15000 };
    const run = played(cluster({ members: 3, ...lock, processing: '20ms' }, { timeline: slow }), 60);
    const expired = eventsOf(run, 'share.lockExpired');
    expect(expired.length).toBeGreaterThan(0);
    expect(new Set(expired.map((e) => e.fields.client))).toEqual(new Set(['g-1']));
    expect(metric(run.world, 'redelivered')).toBeGreaterThan(0);
    // It works on them all the same: they are processed twice.
    expect(metric(run.world, 'dupDelivered')).toBeGreaterThan(0);
    expect(groupView(run.world, 'g')?.lag).toBe(0);
  });

  it('frees records of a crashed process at once, those of a lost host when their locks run out', () => {
    const withFault = (how: string) =>
      played(
        cluster(
          { members: 3, processing: '100ms' },
          { timeline: [at('12s', 'crash', { node: 'g-1', how })] },
        ),
        60,
      );
    const crashed = withFault('process');
    const ended = eventsOf(crashed, 'share.sessionEnded').filter((e) => e.fields.client === 'g-1');
    expect(ended.length).toBeGreaterThan(0);
    expect(ended.every((e) => e.at < 12.1)).toBe(true);
    expect(eventsOf(crashed, 'share.lockExpired')).toEqual([]);
    const lost = withFault('host');
    const expired = eventsOf(lost, 'share.lockExpired')[0];
    expect(expired?.at).toBeGreaterThan(30);
    const why = explain(createTraceReader(lost.trace), expired?.row ?? -1).map((r) => r.text);
    expect(why[0]).toBe('group.share.record.lock.duration.ms');
    expect(why[why.length - 1]).toContain("g-1's machine went silent");
    for (const run of [crashed, lost]) {
      expect(groupView(run.world, 'g')?.lag).toBe(0);
      expect(metric(run.world, 'skipped')).toBe(0);
    }
  });

  it('gives up a record after share.delivery.count.limit deliveries', () => {
    const explicit = { 'share.acknowledgement.mode': 'explicit', answers: ['release'] };
    const limits = { 'share.delivery.count.limit': 3, processing: '5ms' };
    const run = played(cluster({ members: 2, ...explicit, ...limits }), 90);
    const counts = [...deliveries(run).values()];
    expect(counts.length).toBe(metric(run.world, 'sent'));
    for (const list of counts) expect(list).toEqual([1, 2, 3]);
    expect(metric(run.world, 'archived')).toBe(metric(run.world, 'sent'));
    expect(groupView(run.world, 'g')?.lag).toBe(0);
  });

  it('answers record by record: accepted and rejected ones are done, released ones come again', () => {
    const explicit = { 'share.acknowledgement.mode': 'explicit', answers: ['accept', 'release', 'reject'] };
    const run = played(cluster({ members: 2, ...explicit, processing: '5ms' }), 90);
    expect(metric(run.world, 'archived')).toBeGreaterThan(0);
    expect(metric(run.world, 'redelivered')).toBeGreaterThan(0);
    expect(groupView(run.world, 'g')?.lag).toBe(0);
    for (const list of deliveries(run).values()) expect(list).toEqual(list.map((_, i) => i + 1));
  });
});

describe('faults of brokers', () => {
  const group = { members: 3, processing: '15ms', commit: 'sync' };
  const faults: [string, ReturnType<typeof at>[]][] = [
    [
      'one broker after the other crashes',
      ['b1', 'b2', 'b3'].flatMap((node, i) => [
        at(`${10 + 12 * i}s`, 'crash', { node }),
        at(`${15 + 12 * i}s`, 'restart', { node }),
      ]),
    ],
    ['a broker shuts down', [at('12s', 'shutdown', { node: 'b2' }), at('25s', 'restart', { node: 'b2' })]],
    [
      'a broker is lost with its host',
      [at('12s', 'crash', { node: 'b1', how: 'host' }), at('40s', 'restart', { node: 'b1' })],
    ],
    ['a broker is paused', [at('12s', 'pause', { node: 'b3' }), at('30s', 'resume', { node: 'b3' })]],
  ];

  it.each(faults)('%s: nothing accepted comes again, everything is processed', (_name, timeline) => {
    const s = cluster(group, { timeline, until: '120s' });
    const checker = createRunChecker(s);
    checker.advance(120 * SECOND);
    expect(checker.broken).toBeUndefined();
    const { world } = checker.run;
    expect(groupView(world, 'g')?.lag).toBe(0);
    expect(metric(world, 'skipped')).toBe(0);
    expect(metric(world, 'acknowledged')).toBeGreaterThan(400);
    expect(metric(world, 'archived')).toBe(0);
  });
});

describe('how a scenario asks for one', () => {
  const base = {
    v: 1,
    title: 'x',
    brokers: 1,
    topics: { t: { partitions: 1 } },
  };
  const errorsOf = (group: Record<string, unknown>) => {
    const read = parseScenarioValue({ ...base, groups: { g: { topic: 't', ...group } } });
    return read.ok ? [] : read.errors.map((e) => `${e.path}: ${e.message}`);
  };

  it('knows the settings of each kind of group, and says where one is wrong', () => {
    expect(errorsOf({ type: 'share', members: 2, 'share.delivery.count.limit': 3 })).toEqual([]);
    expect(errorsOf({ 'share.delivery.count.limit': 3 })[0]).toContain('groups.g');
    expect(errorsOf({ type: 'share', 'group.protocol': 'consumer' })[0]).toContain(
      'does not belong to a share group',
    );
    expect(errorsOf({ type: 'share', answers: ['release'] })[0]).toContain(
      'needs an application that answers itself',
    );
    expect(errorsOf({ type: 'share', 'share.record.lock.duration.ms': 5 })[0]).toContain(
      'not an allowed value',
    );
    expect(errorsOf({ type: 'share', commit: 'auto' })[0]).toContain('not how a share group commits');
  });

  it('starts cold as well', () => {
    const s = cluster({ members: 1, running: 1 }, { cold: true });
    const run = played(s, 60);
    expect(groupView(run.world, 'g')?.lag).toBe(0);
    expect(metric(run.world, 'processed')).toBe(metric(run.world, 'sent'));
  });
});
