import { describe, expect, test } from 'vitest';
import { answersOf, brokerOf, clusterRun, sendTo, topicOn } from '../../../testing/broker-harness.ts';
import type { Intervention } from '../../kernel/intervention.ts';
import { runTo } from '../../kernel/run.ts';
import type { Run } from '../../kernel/run-state.ts';
import { replicaOf } from '../broker/hosted.ts';
import type { GroupResponse, JoinGroupResponse } from '../group-messages.ts';
import type { ClassicGroup } from './coordinator-state.ts';

const OFFSETS = { topic: '__consumer_offsets', partitions: 1, replicationFactor: 3, config: {} };

function start(
  options: { delayMs?: number; interventions?: Intervention[]; config?: Record<string, number> } = {},
): Run {
  return clusterRun({
    topics: [topicOn([1, 2, 3]), { ...OFFSETS, assignment: [[1, 2, 3]] }],
    config: {
      'group.initial.rebalance.delay.ms': options.delayMs ?? 0,
      'offsets.topic.num.partitions': 1,
      ...options.config,
    },
    ...(options.interventions !== undefined && { interventions: options.interventions }),
  });
}

let nextId = 1;
/** Sends a request of client x1 or x2 to a broker and returns the answer that has come after `ms`. */
function ask(run: Run, client: string, request: object, ms = 50, broker = 1): GroupResponse | undefined {
  const correlationId = nextId++;
  sendTo(run, client, broker, { correlationId, group: 'g', memberId: '', instanceId: '', ...request });
  runTo(run, run.world.now + ms * 1000);
  return answersOf(run, client)
    .map((a) => a.response as GroupResponse)
    .find((r) => r.correlationId === correlationId);
}

function later(run: Run, client: string, correlationId: number): GroupResponse | undefined {
  return answersOf(run, client)
    .map((a) => a.response as GroupResponse)
    .find((r) => r.correlationId === correlationId);
}

const subscription = { topics: ['orders'], ownedPartitions: [], generation: -1, rack: '' };
function joinRequest(clientId: string, more: object = {}): object {
  return {
    api: 'joinGroupRequest',
    clientId,
    sessionTimeoutMs: 6000,
    rebalanceTimeoutMs: 10_000,
    protocols: [{ name: 'range', subscription }],
    reason: '',
    ...more,
  };
}

function group(run: Run, broker = 1): ClassicGroup {
  return brokerOf(run, broker).memory.coordinator.shards['__consumer_offsets-0']?.groups.g as ClassicGroup;
}

/** x1 is in a Stable group of one in generation 1. Returns its member id. */
function stable(run: Run, more: object = {}): string {
  const { memberId } = ask(run, 'x1', joinRequest('m1', more)) as JoinGroupResponse;
  const joined = ask(run, 'x1', joinRequest('m1', { memberId, ...more })) as JoinGroupResponse;
  expect(joined).toMatchObject({ error: 'NONE', generation: 1, leader: memberId, protocol: 'range' });
  const assignments = [{ memberId, partitions: ['orders-0'] }];
  const synced = ask(run, 'x1', { api: 'syncGroupRequest', memberId, generation: 1, assignments }, 1500);
  expect(synced).toMatchObject({ error: 'NONE', partitions: ['orders-0'] });
  expect(group(run).state).toBe('Stable');
  return memberId;
}

describe('joining', () => {
  test('a dynamic member is given an id first', () => {
    const run = start();
    const first = ask(run, 'x1', joinRequest('m1')) as JoinGroupResponse;
    expect(first.error).toBe('MEMBER_ID_REQUIRED');
    expect(first.memberId).toMatch(
      /^m1-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(group(run).state).toBe('Empty');
  });

  test('the first rebalance of an empty group waits, longer while members come', () => {
    const run = start({ delayMs: 3000 });
    const one = ask(run, 'x1', joinRequest('m1')) as JoinGroupResponse;
    const id = nextId;
    expect(ask(run, 'x1', joinRequest('m1', { memberId: one.memberId }), 2000)).toBeUndefined();
    const two = ask(run, 'x2', joinRequest('m2')) as JoinGroupResponse;
    ask(run, 'x2', joinRequest('m2', { memberId: two.memberId }), 2000);
    expect(later(run, 'x1', id)).toBeUndefined();
    runTo(run, run.world.now + 2_500_000);
    expect(later(run, 'x1', id)).toMatchObject({ error: 'NONE', generation: 1 });
    expect((later(run, 'x1', id) as JoinGroupResponse).members).toHaveLength(2);
  });

  test('an unknown id, another protocol and a bad session are refused', () => {
    const run = start();
    stable(run);
    expect(ask(run, 'x2', joinRequest('m2', { memberId: 'nobody' }))).toMatchObject({
      error: 'UNKNOWN_MEMBER_ID',
    });
    const protocols = [{ name: 'sticky', subscription }];
    expect(ask(run, 'x2', joinRequest('m2', { protocols }))).toMatchObject({
      error: 'INCONSISTENT_GROUP_PROTOCOL',
    });
    const sessionTimeoutMs = 5000;
    expect(ask(run, 'x2', joinRequest('m2', { sessionTimeoutMs }))).toMatchObject({
      error: 'INVALID_SESSION_TIMEOUT',
    });
  });

  test('a follower that repeats its JoinGroup gets the present generation, the leader forces a rebalance', () => {
    const run = start();
    const memberId = stable(run);
    const again = ask(run, 'x1', joinRequest('m1', { memberId })) as JoinGroupResponse;
    expect(again).toMatchObject({ error: 'NONE', generation: 2 });
  });
});

describe('a Stable group', () => {
  test('rebalances for a new member: heartbeats say so, everybody joins, the new generation begins', () => {
    const run = start();
    const m1 = stable(run);
    const { memberId: m2 } = ask(run, 'x2', joinRequest('m2')) as JoinGroupResponse;
    const id2 = nextId;
    expect(ask(run, 'x2', joinRequest('m2', { memberId: m2 }))).toBeUndefined();
    expect(group(run).state).toBe('PreparingRebalance');
    const beat = { api: 'heartbeatRequest', memberId: m1, generation: 1 };
    expect(ask(run, 'x1', beat)).toMatchObject({ error: 'REBALANCE_IN_PROGRESS' });
    const commit = {
      api: 'offsetCommitRequest',
      memberId: m1,
      generation: 1,
      offsets: [{ tp: 'orders-0', offset: 3, leaderEpoch: 0 }],
    };
    expect(ask(run, 'x1', commit, 1500)).toMatchObject({ results: [{ tp: 'orders-0', error: 'NONE' }] });
    expect(ask(run, 'x1', joinRequest('m1', { memberId: m1 }))).toMatchObject({
      error: 'NONE',
      generation: 2,
    });
    expect(later(run, 'x2', id2)).toMatchObject({ error: 'NONE', generation: 2, members: [], leader: m1 });
    expect(ask(run, 'x1', { ...beat, generation: 2 })).toMatchObject({ error: 'NONE' });
    expect(ask(run, 'x1', { ...commit, generation: 2 })).toMatchObject({
      results: [{ error: 'REBALANCE_IN_PROGRESS' }],
    });
    expect(ask(run, 'x1', beat)).toMatchObject({ error: 'ILLEGAL_GENERATION' });
  });

  test('drops a member whose session ended, and one that does not join again in time', () => {
    const run = start();
    const m1 = stable(run);
    runTo(run, run.world.now + 7_000_000);
    expect(group(run)).toMatchObject({ state: 'Empty', generation: 2, members: {} });
    expect(ask(run, 'x1', { api: 'heartbeatRequest', memberId: m1, generation: 1 })).toMatchObject({
      error: 'UNKNOWN_MEMBER_ID',
    });
  });

  test('keeps a member that leaves no longer', () => {
    const run = start();
    const m1 = stable(run);
    expect(ask(run, 'x1', { api: 'leaveGroupRequest', memberId: m1, reason: 'test' })).toMatchObject({
      error: 'NONE',
    });
    expect(group(run)).toMatchObject({ state: 'Empty', generation: 2, members: {} });
  });
});

describe('static members', () => {
  test('come back under a new id without a rebalance; the old id is fenced', () => {
    const run = start();
    const first = ask(run, 'x1', joinRequest('m1', { instanceId: 'i1' })) as JoinGroupResponse;
    expect(first).toMatchObject({ error: 'NONE', generation: 1 });
    const { memberId } = first;
    expect(memberId.startsWith('i1-')).toBe(true);
    const assignments = [{ memberId, partitions: ['orders-0'] }];
    ask(run, 'x1', { api: 'syncGroupRequest', memberId, instanceId: 'i1', generation: 1, assignments }, 1500);
    const second = ask(run, 'x2', joinRequest('m1b', { instanceId: 'i1' }), 1500) as JoinGroupResponse;
    expect(second).toMatchObject({ error: 'NONE', generation: 1, skipAssignment: true });
    expect(second.memberId).not.toBe(memberId);
    expect(
      ask(run, 'x2', {
        api: 'syncGroupRequest',
        memberId: second.memberId,
        instanceId: 'i1',
        generation: 1,
        assignments: [],
      }),
    ).toMatchObject({ partitions: ['orders-0'] });
    expect(
      ask(run, 'x1', { api: 'heartbeatRequest', memberId, instanceId: 'i1', generation: 1 }),
    ).toMatchObject({ error: 'FENCED_INSTANCE_ID' });
    expect(Object.values(group(run).members).map((m) => m.clientId)).toEqual(['m1']);
  });
});

describe('offsets', () => {
  const commit = (generation: number, memberId = '', offset = 5) => ({
    api: 'offsetCommitRequest',
    memberId,
    generation,
    offsets: [{ tp: 'orders-0', offset, leaderEpoch: 0 }],
  });
  const fetch = { api: 'offsetFetchRequest', memberEpoch: -1 };

  test('are visible when they are committed to the log', () => {
    const run = start();
    expect(ask(run, 'x1', commit(7))).toMatchObject({ results: [{ error: 'GROUP_ID_NOT_FOUND' }] });
    expect(ask(run, 'x1', commit(-1), 1500)).toMatchObject({ results: [{ error: 'NONE' }] });
    expect(ask(run, 'x1', fetch)).toMatchObject({ offsets: [{ tp: 'orders-0', offset: 5, leaderEpoch: 0 }] });
    expect(ask(run, 'x1', { ...fetch, tps: ['orders-1'] })).toMatchObject({ offsets: [{ offset: -1 }] });
    const bad = { ...commit(-1), offsets: [{ tp: 'nothing-0', offset: 1, leaderEpoch: -1 }] };
    expect(ask(run, 'x1', bad)).toMatchObject({ results: [{ error: 'UNKNOWN_TOPIC_OR_PARTITION' }] });
  });

  test('are refused to strangers of a group in use', () => {
    const run = start();
    const m1 = stable(run);
    expect(ask(run, 'x2', commit(-1))).toMatchObject({ results: [{ error: 'UNKNOWN_MEMBER_ID' }] });
    expect(ask(run, 'x2', commit(1, 'nobody'))).toMatchObject({ results: [{ error: 'UNKNOWN_MEMBER_ID' }] });
    expect(ask(run, 'x1', commit(0, m1))).toMatchObject({ results: [{ error: 'ILLEGAL_GENERATION' }] });
    expect(ask(run, 'x1', commit(1, m1), 1500)).toMatchObject({ results: [{ error: 'NONE' }] });
  });

  test('expire when the group has been empty for offsets.retention.minutes', () => {
    const run = start({
      config: { 'offsets.retention.minutes': 1, 'offsets.retention.check.interval.ms': 30_000 },
    });
    ask(run, 'x1', commit(-1), 1500);
    runTo(run, 40_000_000);
    expect(ask(run, 'x1', fetch)).toMatchObject({ offsets: [{ offset: 5 }] });
    runTo(run, 95_000_000);
    expect(ask(run, 'x1', fetch)).toMatchObject({ offsets: [] });
    expect(group(run)).toBeUndefined();
  });
});

test('the next coordinator knows group and offsets from the log, and members keep their generation', () => {
  const run = start({ interventions: [{ at: 8_000_000, do: 'crash', node: 'b1' }] });
  const memberId = stable(run, { sessionTimeoutMs: 30_000 });
  ask(
    run,
    'x1',
    {
      api: 'offsetCommitRequest',
      memberId,
      generation: 1,
      offsets: [{ tp: 'orders-0', offset: 9, leaderEpoch: 0 }],
    },
    1500,
  );
  expect(ask(run, 'x2', { api: 'heartbeatRequest', memberId, generation: 1 }, 50, 2)).toMatchObject({
    error: 'NOT_COORDINATOR',
  });
  runTo(run, 20_000_000);
  const leader = replicaOf(brokerOf(run, 2).memory, '__consumer_offsets-0')?.leader as number;
  expect([2, 3]).toContain(leader);
  expect(ask(run, 'x2', { api: 'findCoordinatorRequest' }, 50, leader === 2 ? 3 : 2)).toMatchObject({
    error: 'NONE',
    brokerId: leader,
  });
  expect(ask(run, 'x2', { api: 'heartbeatRequest', memberId, generation: 1 }, 50, leader)).toMatchObject({
    error: 'NONE',
  });
  expect(ask(run, 'x2', { api: 'offsetFetchRequest', memberEpoch: -1 }, 50, leader)).toMatchObject({
    offsets: [{ tp: 'orders-0', offset: 9 }],
  });
  expect(group(run, leader)).toMatchObject({ state: 'Stable', generation: 1 });
});
