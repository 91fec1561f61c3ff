// Groups of the consumer protocol (KIP-848) on whole clusters: no barrier, one move at a time, epochs. The recording
// group-consumer-uniform agrees with assignments and callbacks.

import { describe, expect, it } from 'vitest';
import { at, scenario } from '../../testing/scenario-dsl.ts';
import { groupView, metric } from '../kafka/queries.ts';
import { runTo } from '../kernel/run.ts';
import type { Run } from '../kernel/run-state.ts';
import { hashHex } from '../kernel/trace.ts';
import { createTraceReader } from '../kernel/trace-reader.ts';
import type { World } from '../kernel/world.ts';
import { createRunChecker } from './checked-run.ts';
import { parseScenarioValue } from './parse-value.ts';
import type { Scenario } from './scenario.ts';
import { startRun } from './start.ts';

const SECOND = 1_000_000;

interface Seen {
  at: number;
  node: string;
  fields: Record<string, unknown>;
}

function cluster(group: Record<string, unknown>, more: Record<string, unknown> = {}): Scenario {
  return scenario({
    topics: { t: { partitions: 7, 'replication.factor': 3 } },
    producers: { p: { topic: 't', rate: '20/s', keys: 50 } },
    consumers: {},
    groups: { g: { topic: 't', 'auto.offset.reset': 'earliest', 'group.protocol': 'consumer', ...group } },
    ...more,
  });
}

function played(s: Scenario, until: number): Run {
  const run = startRun(s, s.seed, s.timeline);
  runTo(run, until * SECOND);
  return run;
}

function eventsOf(run: Run, type: string, from = 0): Seen[] {
  const reader = createTraceReader(run.trace);
  const found: Seen[] = [];
  for (let row = 0; row < reader.length; row++) {
    if (reader.typeOf(row) !== type) continue;
    const e = reader.event(row);
    if (e.at >= from * SECOND)
      found.push({ at: e.at, node: e.node, fields: e.fields as Record<string, unknown> });
  }
  return found;
}

function owned(run: Run): Record<string, string[]> {
  const owners: Record<string, string[]> = {};
  for (const m of groupView(run.world, 'g')?.members ?? []) owners[m.node] = m.partitions.map((p) => p.tp);
  return owners;
}

describe('members join one by one', () => {
  const timeline = [
    at('5s', 'restart', { node: 'g-1' }),
    at('25s', 'restart', { node: 'g-2' }),
    at('50s', 'restart', { node: 'g-3' }),
  ];
  const s = cluster({ members: 3, running: 0 }, { timeline, until: '90s' });

  it('the first makes group epoch 2 and is served at once', () => {
    const run = played(s, 20);
    expect(groupView(run.world, 'g')).toMatchObject({ state: 'Stable', groupEpoch: 2, assignmentEpoch: 2 });
    expect(owned(run)['g-1']).toHaveLength(7);
    expect(eventsOf(run, 'partition.started')[0]?.at).toBeLessThan(7 * SECOND);
  });

  it('the second gets what the first has given up, 5 to 10 s later; the rest never stops', () => {
    const run = played(s, 45);
    expect(groupView(run.world, 'g')).toMatchObject({ state: 'Stable', groupEpoch: 3, assignmentEpoch: 3 });
    expect(owned(run)).toMatchObject({ 'g-1': { length: 4 }, 'g-2': { length: 3 } });
    const revoked = eventsOf(run, 'partitions.revoked');
    expect(revoked).toHaveLength(1);
    expect(String(revoked[0]?.fields.tps).split(',')).toHaveLength(3);
    const acknowledged = eventsOf(run, 'group.memberReconciled', 25).map(
      (e) => `${String(e.fields.client)} ${String(e.fields.state)}`,
    );
    expect(acknowledged).toEqual([
      'g-2 UNRELEASED_PARTITIONS',
      'g-1 UNREVOKED_PARTITIONS',
      'g-1 STABLE',
      'g-2 STABLE',
    ]);
    const served = eventsOf(run, 'partition.started', 25);
    expect(served.map((e) => e.node)).toEqual(['g-2', 'g-2', 'g-2']);
    const after = ((served[0]?.at ?? 0) - 26.5 * SECOND) / SECOND;
    expect(after).toBeGreaterThan(4.9);
    expect(after).toBeLessThan(10.2);
  });

  it('the third takes one partition of each of the others', () => {
    const run = played(s, 80);
    expect(groupView(run.world, 'g')).toMatchObject({ state: 'Stable', groupEpoch: 4 });
    expect(owned(run)).toMatchObject({ 'g-1': { length: 3 }, 'g-2': { length: 2 }, 'g-3': { length: 2 } });
    const revoked = eventsOf(run, 'partitions.revoked', 50);
    expect(revoked.map((e) => e.node).sort()).toEqual(['g-1', 'g-2']);
    for (const e of revoked) expect(String(e.fields.tps).split(',')).toHaveLength(1);
  });
});

it('members that start within a second of each other are settled after about 10 s', () => {
  const run = played(cluster({ members: 2 }), 15);
  expect(groupView(run.world, 'g')).toMatchObject({ state: 'Stable', groupEpoch: 3, assignmentEpoch: 3 });
  const computed = eventsOf(run, 'group.targetComputed').map((e) => e.at / SECOND);
  expect(computed).toHaveLength(2);
  expect(computed[1]).toBeGreaterThan(4.9);
  const last = eventsOf(run, 'partition.started').at(-1)?.at ?? 0;
  expect(last / SECOND).toBeGreaterThan(9);
  expect(last / SECOND).toBeLessThan(10.5);
});

describe('who goes', () => {
  it('a leaver is served out at the next beat of its heirs', () => {
    const s = cluster({ members: 2 }, { timeline: [at('20s', 'shutdown', { node: 'g-2' })] });
    const run = played(s, 40);
    const taken = eventsOf(run, 'partitions.assigned', 20);
    expect(taken).toHaveLength(1);
    expect(taken[0]?.at).toBeLessThan(25.5 * SECOND);
    expect(owned(run)['g-1']).toHaveLength(7);
  });

  it('a crashed one after group.consumer.session.timeout.ms', () => {
    const s = cluster({ members: 2 }, { timeline: [at('20s', 'crash', { node: 'g-2' })], until: '90s' });
    const run = played(s, 90);
    const removed = eventsOf(run, 'group.memberRemoved');
    expect(removed).toHaveLength(1);
    expect(removed[0]?.at).toBeGreaterThan(60 * SECOND);
    expect(removed[0]?.at).toBeLessThan(65.1 * SECOND);
    expect(owned(run)['g-1']).toHaveLength(7);
  });

  it('a stuck one leaves after max.poll.interval.ms and comes back with its next poll', () => {
    const s = cluster(
      { members: 2, 'max.poll.interval.ms': 6_000 },
      { timeline: [at('20s', 'set', { node: 'g-2', config: { stall: '15s' } })], until: '70s' },
    );
    const run = played(s, 70);
    expect(eventsOf(run, 'member.pollTimedOut').map((e) => e.node)).toEqual(['g-2']);
    const lost = eventsOf(run, 'partitions.revoked').filter((e) => e.fields.isLost === 1);
    expect(lost.map((e) => e.node)).toEqual(['g-2']);
    expect(groupView(run.world, 'g')?.state).toBe('Stable');
    expect(
      Object.values(owned(run))
        .map((tps) => tps.length)
        .sort(),
    ).toEqual([3, 4]);
  });

  it.each([
    [1, 0],
    [2, 1],
  ])(
    'a stuck one of %i commits in its first poll without an epoch, which %i others refuse',
    (members, refused) => {
      const run = played(
        cluster(
          { members, 'max.poll.interval.ms': 6_000 },
          { timeline: [at('20s', 'set', { node: 'g-1', config: { stall: '15s' } })], until: '50s' },
        ),
        50,
      );
      const commits = eventsOf(run, 'commit.sent', 30).filter((e) => e.node === 'g-1');
      expect(commits[0]?.fields.generation).toBe(-1);
      expect(eventsOf(run, 'commit.failed', 30)).toHaveLength(refused);
      expect(groupView(run.world, 'g')?.state).toBe('Stable');
    },
  );

  it('a static one that is shut down keeps its place until it is back', () => {
    const timeline = [at('20s', 'shutdown', { node: 'g-2' }), at('26s', 'restart', { node: 'g-2' })];
    const run = played(cluster({ members: 2, 'group.instance.id': 'i' }, { timeline }), 50);
    expect(eventsOf(run, 'group.memberReplaced')).toHaveLength(1);
    expect(eventsOf(run, 'group.epochBumped', 15)).toEqual([]);
    expect(Object.values(owned(run)).flat()).toHaveLength(7);
  });
});

it('added partitions reach the group at the next beat, not at a refresh of a client', () => {
  const s = cluster({ members: 2 });
  const run = startRun(s, s.seed, []);
  runTo(run, 20 * SECOND);
  run.ctx.enter(run.world.nodes.admin as never, -1);
  const body = { kind: 'createPartitions', topic: 't', count: 9 };
  run.domain.kinds.admin?.onCommand?.(run.world.nodes.admin as never, body, run.ctx);
  runTo(run, 32 * SECOND);
  expect(groupView(run.world, 'g')).toMatchObject({ groupEpoch: 4, state: 'Stable' });
  expect(Object.values(owned(run)).flat()).toHaveLength(9);
});

it('everything is processed once, whatever happens to members and coordinator', () => {
  const timeline = [
    at('15s', 'crash', { node: 'b1' }),
    at('30s', 'restart', { node: 'b1' }),
    at('40s', 'shutdown', { node: 'g-1' }),
    at('55s', 'restart', { node: 'g-1' }),
  ];
  const s = cluster(
    { members: 3, commit: 'sync' },
    { timeline, until: '100s', producers: { p: { topic: 't', rate: '20/s', keys: 50, stop: '70s' } } },
  );
  const checked = createRunChecker(s);
  checked.advance(100 * SECOND);
  expect(checked.broken).toBeUndefined();
  const { world } = checked.run;
  expect(metric(world, 'skipped')).toBe(0);
  expect(metric(world, 'lag')).toBe(0);
  expect(metric(world, 'processed')).toBe(
    metric(world, 'acknowledged') + metric(world, 'dupDelivered') + metric(world, 'dupInLog'),
  );
  expect(groupView(world, 'g')?.state).toBe('Stable');
});

it('settings that only the classic protocol has are refused', () => {
  for (const name of ['session.timeout.ms', 'heartbeat.interval.ms']) {
    const result = parseScenarioValue({
      v: 1,
      title: 'x',
      brokers: 1,
      controllers: 1,
      topics: { t: {} },
      groups: { g: { topic: 't', 'group.protocol': 'consumer', [name]: 10_000 } },
    });
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).toContain('group.protocol=consumer');
  }
});

it('the world survives JSON', () => {
  const s = cluster(
    { members: 3, running: 2 },
    { timeline: [at('12s', 'restart', { node: 'g-3' }), at('20s', 'crash', { node: 'b2' })] },
  );
  const whole = hashHex(played(s, 40).world.hash);
  for (const t of [1, 5.03, 10.04, 16, 19.02, 27]) {
    const run = startRun(s, s.seed, s.timeline, false);
    runTo(run, Math.round(t * SECOND));
    const copy = JSON.parse(JSON.stringify(run.world)) as World;
    expect(copy).toEqual(run.world);
    run.world = copy;
    runTo(run, 40 * SECOND);
    expect(hashHex(run.world.hash)).toBe(whole);
  }
});
