// Consumer groups on whole clusters: rebalances, crashes, static members, stuck members, a coordinator that dies, and
// what became of the records. The recordings of a real cluster agree with the assignments and callbacks here.

import { describe, expect, it } from 'vitest';
import { at, scenario } from '../../testing/scenario-dsl.ts';
import { groupView, metric } from '../kafka/queries.ts';
import { runTo } from '../kernel/run.ts';
import type { Run } from '../kernel/run-state.ts';
import { hashHex } from '../kernel/trace.ts';
import { createTraceReader } from '../kernel/trace-reader.ts';
import type { World } from '../kernel/world.ts';
import { createRunChecker } from './checked-run.ts';
import type { Scenario } from './scenario.ts';
import { startRun } from './start.ts';

const SECOND = 1_000_000;

interface Seen {
  at: number;
  type: string;
  node: string;
  fields: Record<string, unknown>;
  setting: string | undefined;
}

function cluster(group: Record<string, unknown>, more: Record<string, unknown> = {}): Scenario {
  return scenario({
    topics: { t: { partitions: 7, 'replication.factor': 3 } },
    producers: { p: { topic: 't', rate: '20/s', keys: 50 } },
    consumers: {},
    groups: { g: { topic: 't', 'auto.offset.reset': 'earliest', ...group } },
    ...more,
  });
}

function eventsOf(run: Run, ...types: string[]): Seen[] {
  const reader = createTraceReader(run.trace);
  const found: Seen[] = [];
  for (let row = 0; row < reader.length; row++) {
    if (!types.includes(reader.typeOf(row))) continue;
    const e = reader.event(row);
    const fields = e.fields as Record<string, unknown>;
    found.push({ at: e.at, type: e.type, node: e.node, fields, setting: e.because?.setting });
  }
  return found;
}

function played(s: Scenario, until: number): Run {
  const run = startRun(s, s.seed, s.timeline);
  runTo(run, until * SECOND);
  return run;
}

function ownersAt(run: Run): Record<string, string[]> {
  const owners: Record<string, string[]> = {};
  for (const member of groupView(run.world, 'g')?.members ?? []) {
    if (member.partitions.length > 0) owners[member.node] = member.partitions.map((p) => p.tp);
  }
  return owners;
}

/** Partitions given up from `from` on (s), by node. */
function revokedFrom(run: Run, from: number): string[] {
  return eventsOf(run, 'partitions.revoked')
    .filter((e) => e.at >= from * SECOND)
    .map((e) => `${e.node}: ${String(e.fields.tps)}${e.fields.isLost === 1 ? ' (lost)' : ''}`)
    .sort();
}

describe('a third member joins at 20 s', () => {
  const joins = [at('20s', 'restart', { node: 'g-3' })];

  it('eager: everybody gives everything up, in one round', () => {
    const s = cluster(
      { members: 3, running: 2, 'partition.assignment.strategy': 'range' },
      { timeline: joins },
    );
    const run = played(s, 40);
    expect(revokedFrom(run, 15)).toHaveLength(2);
    const revoked = eventsOf(run, 'partitions.revoked').flatMap((e) => String(e.fields.tps).split(','));
    expect(revoked.sort()).toEqual(['t-0', 't-1', 't-2', 't-3', 't-4', 't-5', 't-6']);
    expect(groupView(run.world, 'g')).toMatchObject({ state: 'Stable', generation: 2, assignor: 'range' });
    const shares = Object.values(ownersAt(run));
    expect(shares.map((tps) => tps.length).sort()).toEqual([2, 2, 3]);
    expect(shares.flat().sort()).toHaveLength(7);
    // The wait for the slowest member to join is what stops everything: at most a heartbeat interval here.
    const started = eventsOf(run, 'partition.started').filter((e) => e.at > 20 * SECOND);
    expect(started).toHaveLength(7);
    expect(metric(run.world, 'pausedPartitionMs')).toBeLessThan(7 * 3500);
  });

  it('cooperative: only what moves stops, from the end of round one to the end of round two', () => {
    const s = cluster(
      { members: 3, running: 2, 'partition.assignment.strategy': 'cooperative-sticky' },
      { timeline: joins },
    );
    const run = played(s, 40);
    const revoked = eventsOf(run, 'partitions.revoked').flatMap((e) => String(e.fields.tps).split(','));
    expect(revoked).toHaveLength(2);
    const stopped = eventsOf(run, 'partitions.stopped').flatMap((e) => String(e.fields.tps).split(','));
    expect(stopped.sort()).toEqual(revoked.sort());
    expect(ownersAt(run)['g-3']?.sort()).toEqual(revoked.sort());
    // Two members at first: one generation. Then one for the revocation, one for the new owner.
    expect(groupView(run.world, 'g')?.generation).toBe(eventsOf(run, 'group.joinCompleted').length);
    const rounds = eventsOf(run, 'group.joinCompleted').filter((e) => e.at > 20 * SECOND);
    expect(rounds).toHaveLength(2);
    const moved = eventsOf(run, 'partition.started').filter((e) => e.at > 20 * SECOND);
    expect(moved.map((e) => e.node)).toEqual(['g-3', 'g-3']);
    for (const start of moved) {
      const stop = eventsOf(run, 'partitions.stopped').find((e) =>
        String(e.fields.tps).includes(String(start.fields.tp)),
      );
      expect(start.at - (stop?.at ?? 0)).toBeGreaterThan(0);
      expect(start.at).toBeGreaterThan(rounds[1]?.at ?? 0);
    }
  });

  it('every record is processed once in both', () => {
    for (const strategy of ['range', 'cooperative-sticky']) {
      const s = cluster(
        { members: 3, running: 2, 'partition.assignment.strategy': strategy, commit: 'sync' },
        { timeline: joins, producers: { p: { topic: 't', rate: '20/s', keys: 50, stop: '40s' } } },
      );
      const run = played(s, 50);
      const sent = metric(run.world, 'sent');
      expect(sent).toBeGreaterThan(600);
      expect(metric(run.world, 'processed')).toBe(sent);
      expect(metric(run.world, 'skipped')).toBe(0);
      expect(metric(run.world, 'lag')).toBe(0);
      expect(metric(run.world, 'orderInversions')).toBe(0);
    }
  });
});

it('two members of one generation never own the same partition', () => {
  const timeline = [
    at('15s', 'crash', { node: 'g-1' }),
    at('25s', 'restart', { node: 'g-1' }),
    at('32s', 'pause', { node: 'g-2' }),
    at('50s', 'resume', { node: 'g-2' }),
    at('60s', 'set', { node: 'g-3', config: { stall: '20s' } }),
  ];
  for (const strategy of ['range', 'cooperative-sticky', 'sticky', 'roundrobin']) {
    const s = cluster(
      {
        members: 3,
        'partition.assignment.strategy': strategy,
        'session.timeout.ms': 10_000,
        'max.poll.interval.ms': 12_000,
      },
      { timeline },
    );
    const checked = createRunChecker(s);
    checked.advance(100 * SECOND);
    expect({ strategy, broken: checked.broken }).toEqual({ strategy, broken: undefined });
    expect(checked.run.world.now).toBe(100 * SECOND);
    expect(Object.values(ownersAt(checked.run)).flat()).toHaveLength(7);
  }
});

describe('a member that goes away', () => {
  it('crashed: its partitions stand still until its session ends', () => {
    const s = cluster(
      { members: 2, 'session.timeout.ms': 10_000, 'partition.assignment.strategy': 'cooperative-sticky' },
      { timeline: [at('20s', 'crash', { node: 'g-2' })] },
    );
    const run = played(s, 40);
    const removed = eventsOf(run, 'group.memberRemoved');
    expect(removed).toHaveLength(1);
    expect(removed[0]?.setting).toBe('session.timeout.ms');
    const after = ((removed[0]?.at ?? 0) - 20 * SECOND) / SECOND;
    expect(after).toBeGreaterThan(7);
    expect(after).toBeLessThan(10.1);
    expect(ownersAt(run)['g-1']).toHaveLength(7);
    expect(revokedFrom(run, 15)).toEqual([]);
  });

  it('stopped cleanly: it says so, and the others take over at their next heartbeat', () => {
    const s = cluster({ members: 2 }, { timeline: [at('20s', 'shutdown', { node: 'g-2' })] });
    const run = played(s, 40);
    const taken = eventsOf(run, 'partitions.assigned').filter((e) => e.at > 20 * SECOND);
    expect(taken).toHaveLength(1);
    expect(taken[0]?.at).toBeLessThan(23.5 * SECOND);
    expect(run.world.nodes['g-2']?.isUp).toBe(false);
  });

  it('static and restarted within its session: nobody rebalances, but its partitions wait', () => {
    const s = cluster(
      { members: 2, 'group.instance.id': 'i' },
      { timeline: [at('20s', 'crash', { node: 'g-2' }), at('25s', 'restart', { node: 'g-2' })] },
    );
    const run = played(s, 60);
    expect(eventsOf(run, 'group.memberReplaced')).toHaveLength(1);
    expect(eventsOf(run, 'group.rebalanceStarted').filter((e) => e.at > 10 * SECOND)).toEqual([]);
    expect(revokedFrom(run, 10)).toEqual([]);
    expect(Object.values(ownersAt(run)).flat()).toHaveLength(7);
    expect(groupView(run.world, 'g')?.generation).toBe(1);
  });

  it('stuck in its handler: it leaves after max.poll.interval.ms and loses everything, then joins again', () => {
    const s = cluster(
      { members: 2, 'max.poll.interval.ms': 6_000 },
      { timeline: [at('20s', 'set', { node: 'g-2', config: { stall: '20s' } })] },
    );
    const run = played(s, 60);
    const out = eventsOf(run, 'member.pollTimedOut');
    expect(out.map((e) => [e.node, e.setting])).toEqual([['g-2', 'max.poll.interval.ms']]);
    expect((out[0]?.at ?? 0) / SECOND).toBeGreaterThan(25.9);
    expect((out[0]?.at ?? 0) / SECOND).toBeLessThan(26.2);
    expect(revokedFrom(run, 30).filter((line) => line.includes('lost'))).toHaveLength(1);
    expect(Object.keys(ownersAt(run)).sort()).toEqual(['g-1', 'g-2']);
  });
});

it('the coordinator dies: members find the next one and keep their generation', () => {
  const s = cluster({ members: 3 }, {});
  const first = groupView(played(s, 15).world, 'g')?.coordinator ?? '';
  const run = played({ ...s, timeline: [{ at: 20 * SECOND, do: 'crash', node: first }] }, 50);
  const view = groupView(run.world, 'g');
  expect(view?.coordinator).not.toBe(first);
  expect(view).toMatchObject({ state: 'Stable', generation: 1 });
  expect(revokedFrom(run, 15)).toEqual([]);
  expect(eventsOf(run, 'coordinator.loaded').length).toBeGreaterThan(0);
  const committed = eventsOf(run, 'offset.committed').filter((e) => e.at > 40 * SECOND);
  expect(committed.length).toBeGreaterThan(0);
});

describe('a crash in the middle of a poll', () => {
  // Everything is there before the group begins; 100 records per poll, 37 of the second poll are processed.
  function crashed(commit: string): Run {
    const s = scenario({
      topics: { t: { 'replication.factor': 3 } },
      producers: { p: { topic: 't', rate: '200/s', stop: '5s' } },
      consumers: {},
      groups: {
        g: {
          topic: 't',
          'auto.offset.reset': 'earliest',
          'max.poll.records': 100,
          'session.timeout.ms': 6_000,
          'heartbeat.interval.ms': 1_000,
          processing: '10ms',
          commit,
          members: 2,
          running: 0,
        },
      },
      timeline: [at('10s', 'restart', { node: 'g-1' })],
    });
    const probe = played(s, 20);
    const done = eventsOf(probe, 'records.processed').filter((e) => e.fields.fromOffset === 136)[0];
    expect(done).toBeDefined();
    const timeline = [
      ...s.timeline,
      { at: (done?.at ?? 0) + 1, do: 'crash' as const, node: 'g-1' },
      { at: 25 * SECOND, do: 'restart' as const, node: 'g-2' },
    ];
    return played({ ...s, timeline }, 60);
  }

  it('commit after processing: what was done since the commit is done again', () => {
    const run = crashed('sync');
    expect(metric(run.world, 'dupDelivered')).toBe(37);
    expect(metric(run.world, 'skipped')).toBe(0);
    expect(metric(run.world, 'processed')).toBe(metric(run.world, 'sent') + 37);
  });

  it('commit before processing: what was not done is never done', () => {
    const run = crashed('before');
    expect(metric(run.world, 'dupDelivered')).toBe(0);
    expect(metric(run.world, 'skipped')).toBe(63);
    expect(metric(run.world, 'processed')).toBe(metric(run.world, 'sent') - 63);
  });
});

it('partitions added to a live topic reach the group when its leader refreshes its metadata', () => {
  const s = cluster({ members: 2, 'metadata.max.age.ms': 2000 }, {});
  const run = startRun(s, s.seed, []);
  runTo(run, 20 * SECOND);
  run.ctx.enter(run.world.nodes.admin as never, -1);
  run.domain.kinds.admin?.onCommand?.(
    run.world.nodes.admin as never,
    { kind: 'createPartitions', topic: 't', count: 9 },
    run.ctx,
  );
  runTo(run, 40 * SECOND);
  expect(Object.values(ownersAt(run)).flat().sort()).toEqual(Array.from({ length: 9 }, (_, p) => `t-${p}`));
});

it('cold clusters create the offsets topic when a group first asks for it', () => {
  const run = played(cluster({ members: 2 }, { cold: true }), 40);
  expect(eventsOf(run, 'offsetsTopic.requested').length).toBeGreaterThan(0);
  expect(groupView(run.world, 'g')?.state).toBe('Stable');
  expect(Object.values(ownersAt(run)).flat()).toHaveLength(7);
});

it('the world with a group survives JSON, and the same seed gives the same trace', () => {
  const s = cluster(
    { members: 3, running: 2, 'partition.assignment.strategy': 'cooperative-sticky' },
    { timeline: [at('12s', 'restart', { node: 'g-3' }), at('20s', 'crash', { node: 'b1' })] },
  );
  const whole = hashHex(played(s, 40).world.hash);
  for (const t of [2, 6.02, 14.1, 15.7, 24, 31]) {
    const run = startRun(s, s.seed, s.timeline, false);
    runTo(run, Math.round(t * SECOND));
    const copy = JSON.parse(JSON.stringify(run.world)) as World;
    expect(copy).toEqual(run.world);
    run.world = copy;
    runTo(run, 40 * SECOND);
    expect(hashHex(run.world.hash)).toBe(whole);
  }
});
