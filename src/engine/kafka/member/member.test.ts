// Members that a recording plays: ids that were drawn, jobs, vanishing, static identities that two processes claim. They
// stand in a small real cluster. The stories group-static-fenced, group-crash-classic and
// crash-between-processing-and-commit of a real cluster agree.

import { expect, test } from 'vitest';
import { scenario } from '../../../testing/scenario-dsl.ts';
import { addNode, commandNode, runTo } from '../../kernel/run.ts';
import type { Run } from '../../kernel/run-state.ts';
import { createTraceReader } from '../../kernel/trace-reader.ts';
import { startRun } from '../../scenario/start.ts';
import { readMemberConfig } from '../config/read-member-config.ts';
import { metric } from '../queries.ts';
import type { MemberJob, MemberNode } from './member-state.ts';

const SECOND = 1_000_000;
const SHORT = { 'session.timeout.ms': 6000, 'heartbeat.interval.ms': 500, 'auto.offset.reset': 'earliest' };

interface Extra {
  instanceId?: string;
  memberIds?: string[];
  job?: MemberJob;
  commit?: 'none';
}

function cluster(records = 0): Run {
  const s = scenario({
    zones: [],
    brokers: { b1: { config: { 'group.initial.rebalance.delay.ms': 0, 'offsets.topic.num.partitions': 1 } } },
    controllers: 1,
    topics: { t: { partitions: records > 0 ? 1 : 4 } },
    producers: records > 0 ? { p: { topic: 't', rate: '100/s', stop: `${records * 10}ms` } } : {},
    consumers: {},
  });
  return startRun(s, s.seed, []);
}

function join(run: Run, id: string, given: Record<string, string | number>, extra: Extra = {}): void {
  const { instanceId = '', ...rest } = extra;
  const identity = {
    client: -1,
    bootstrap: ['b1'],
    topics: ['t'],
    'client.rack': '',
    'group.id': 'g',
    'client.id': id,
    'group.instance.id': instanceId,
    processing: 0,
    ...rest,
  };
  const { config, errors } = readMemberConfig({ ...SHORT, ...given }, identity);
  expect(errors).toEqual([]);
  addNode(run, { id, kind: 'member', zone: '', config });
}

function advance(run: Run, seconds: number): void {
  runTo(run, run.world.now + seconds * SECOND);
}

/** What the application was told, as "m1 assigned t-0,t-1". */
function callbacks(run: Run): string[] {
  const reader = createTraceReader(run.trace);
  const found: string[] = [];
  for (let row = 0; row < reader.length; row++) {
    const type = reader.typeOf(row);
    if (type !== 'partitions.assigned' && type !== 'partitions.revoked' && type !== 'member.failed') continue;
    const { node, fields } = reader.event(row) as { node: string; fields: Record<string, unknown> };
    if (type === 'member.failed') found.push(`${node} ${String(fields.exception)}`);
    else if (fields.tps !== '') {
      const what = type === 'partitions.assigned' ? 'assigned' : fields.isLost === 1 ? 'lost' : 'revoked';
      found.push(`${node} ${what} ${String(fields.tps)}`);
    }
  }
  return found;
}

function member(run: Run, id: string): MemberNode {
  return run.world.nodes[id] as MemberNode;
}

test('a member gets the id that a recording shows', () => {
  const run = cluster();
  join(run, 'm1', { 'partition.assignment.strategy': 'range' }, { memberIds: ['m1-recorded', 'm1-again'] });
  advance(run, 3);
  expect(member(run, 'm1').memory.membership).toMatchObject({ memberId: 'm1-recorded', state: 'STABLE' });
  expect(callbacks(run)).toEqual(['m1 assigned t-0,t-1,t-2,t-3']);
});

test('a second process with the same group.instance.id takes over; the first ends', () => {
  const run = cluster();
  join(run, 'm1', { 'partition.assignment.strategy': 'range' }, { instanceId: 'i1' });
  advance(run, 3);
  join(run, 'm1b', { 'partition.assignment.strategy': 'range' }, { instanceId: 'i1' });
  advance(run, 5);
  const all = 't-0,t-1,t-2,t-3';
  expect(callbacks(run).filter((c) => c.startsWith('m1 '))).toEqual([
    `m1 assigned ${all}`,
    `m1 lost ${all}`,
    'm1 FencedInstanceIdException',
  ]);
  expect(callbacks(run).filter((c) => c.startsWith('m1b'))).toEqual([`m1b assigned ${all}`]);
  expect(member(run, 'm1').isUp).toBe(false);
});

test('a member that vanishes is missed only when its session is over', () => {
  const run = cluster();
  const sticky = { 'partition.assignment.strategy': 'cooperative-sticky' };
  join(run, 'm1', sticky);
  advance(run, 3);
  join(run, 'm2', sticky);
  advance(run, 3);
  const before = callbacks(run);
  expect(before).toHaveLength(3);
  commandNode(run, 'm2', { kind: 'close', how: 'vanish' });
  advance(run, 4);
  expect(
    callbacks(run)
      .slice(3)
      .filter((c) => c.startsWith('m1')),
  ).toEqual([]);
  advance(run, 5);
  const taken = before[2]?.replace('m2', 'm1');
  expect(callbacks(run).at(-1)).toBe(taken);
});

test('jobs: what was processed and not committed is processed again', () => {
  const run = cluster(10);
  advance(run, 2);
  const job = (max: number, commit: MemberJob['commit'], end: MemberJob['end']): MemberJob => ({
    max,
    processOnly: -1,
    commit,
    end,
    forMs: 12_000,
  });
  const sent = metric(run.world, 'sent');
  join(run, 'w1', { 'max.poll.records': 4 }, { job: job(4, 'after', 'leave'), commit: 'none' });
  advance(run, 3);
  expect(member(run, 'w1').isUp).toBe(false);
  expect(metric(run.world, 'processed')).toBe(4);
  join(run, 'w2', { 'max.poll.records': 3 }, { job: job(3, 'none', 'vanish'), commit: 'none' });
  advance(run, 3);
  expect(metric(run.world, 'processed')).toBe(7);
  join(run, 'w3', {}, { job: job(-1, 'after', 'leave'), commit: 'none' });
  advance(run, 20);
  expect(metric(run.world, 'processed')).toBe(sent + 3);
  expect(metric(run.world, 'dupDelivered')).toBe(3);
  const held = run.world.nodes.b1?.memory as {
    coordinator: { shards: Record<string, { offsets: unknown }> };
  };
  expect(held.coordinator.shards['__consumer_offsets-0']?.offsets).toMatchObject({
    g: { 't-0': { offset: sent } },
  });
});

test('without a committed offset and a reset policy the consumer ends with an exception', () => {
  const run = cluster();
  join(run, 'm1', { 'auto.offset.reset': 'none' });
  advance(run, 4);
  expect(callbacks(run).at(-1)).toBe('m1 NoOffsetForPartitionException');
  expect(member(run, 'm1').isUp).toBe(false);
});

test('a session timeout that the coordinator does not allow ends the client', () => {
  const run = cluster();
  join(run, 'm1', { 'session.timeout.ms': 5000 });
  advance(run, 4);
  expect(callbacks(run)).toEqual(['m1 InvalidSessionTimeoutException']);
});
