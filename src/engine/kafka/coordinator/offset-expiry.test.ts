import { expect, test } from 'vitest';
import { answersOf, brokerOf, clusterRun, sendTo, topicOn } from '../../../testing/broker-harness.ts';
import { runTo } from '../../kernel/run.ts';
import type { Run } from '../../kernel/run-state.ts';
import type { ConsumerGroupHeartbeatResponse, GroupResponse, JoinGroupResponse } from '../group-messages.ts';

const RETENTION_MINUTES = 1;
const LOOK_EVERY_MS = 10_000;
const GROUP_TOPIC = '__consumer_offsets';

/** Two topics, and broker 1 as the coordinator of the one group `g`. */
function start(): Run {
  const offsets = { topic: GROUP_TOPIC, partitions: 1, replicationFactor: 1, config: {}, assignment: [[1]] };
  return clusterRun({
    brokers: 1,
    topics: [topicOn([1]), { ...topicOn([1]), topic: 'clicks' }, offsets],
    config: {
      'group.initial.rebalance.delay.ms': 0,
      'offsets.topic.num.partitions': 1,
      'offsets.retention.minutes': RETENTION_MINUTES,
      'offsets.retention.check.interval.ms': LOOK_EVERY_MS,
    },
  });
}

let nextId = 1;
function ask(run: Run, client: string, request: object, ms = 50): GroupResponse | undefined {
  const correlationId = nextId++;
  sendTo(run, client, 1, { correlationId, group: 'g', memberId: '', instanceId: '', ...request });
  runTo(run, run.world.now + ms * 1000);
  const answers = answersOf(run, client).map((a) => a.response as GroupResponse);
  return answers.find((r) => r.correlationId === correlationId);
}

const waitSeconds = (run: Run, seconds: number) => runTo(run, run.world.now + seconds * 1e6);
const groupOf = (run: Run) => brokerOf(run, 1).memory.coordinator.shards[`${GROUP_TOPIC}-0`]?.groups.g;

/** Partitions that the group has offsets of, as a tool would be told. */
function known(run: Run): string[] {
  const answer = ask(run, 'x2', { api: 'offsetFetchRequest', memberEpoch: -1 });
  if (answer?.api !== 'offsetFetchResponse') throw new Error('No answer to OffsetFetch.');
  return answer.offsets.map((o) => o.tp).sort();
}

function commitBoth(run: Run, memberId: string, generation: number): void {
  const offsets = ['orders-0', 'clicks-0'].map((tp) => ({ tp, offset: 5, leaderEpoch: 0 }));
  const answer = ask(run, 'x1', { api: 'offsetCommitRequest', memberId, generation, offsets }, 1500);
  expect(answer).toMatchObject({ results: [{ error: 'NONE' }, { error: 'NONE' }] });
}

const joinRequest = {
  api: 'joinGroupRequest',
  clientId: 'm',
  // Long enough to need no heartbeat here.
  sessionTimeoutMs: 1_800_000,
  rebalanceTimeoutMs: 600_000,
  protocols: [
    { name: 'range', subscription: { topics: ['orders'], ownedPartitions: [], generation: -1, rack: '' } },
  ],
  reason: '',
};

/** x1 is the one member of a Stable classic group that reads `orders`. */
function stableClassic(run: Run): string {
  const { memberId } = ask(run, 'x1', joinRequest) as JoinGroupResponse;
  ask(run, 'x1', { ...joinRequest, memberId });
  const assignments = [{ memberId, partitions: ['orders-0'] }];
  ask(run, 'x1', { api: 'syncGroupRequest', memberId, generation: 1, assignments }, 1500);
  expect(groupOf(run)).toMatchObject({ type: 'classic', state: 'Stable' });
  return memberId;
}

test('a classic group in use keeps the offsets of what it subscribes to, and loses the others after the commit', () => {
  const run = start();
  const memberId = stableClassic(run);
  commitBoth(run, memberId, 1);
  waitSeconds(run, 45);
  expect(known(run)).toEqual(['clicks-0', 'orders-0']);
  waitSeconds(run, 30);
  expect(known(run)).toEqual(['orders-0']);
  waitSeconds(run, 300);
  expect(known(run)).toEqual(['orders-0']);
});

test('when its last member leaves, the time begins then and not at the commit', () => {
  const run = start();
  const memberId = stableClassic(run);
  commitBoth(run, memberId, 1);
  waitSeconds(run, 300);
  ask(run, 'x1', { api: 'leaveGroupRequest', memberId, reason: 'test' });
  expect(groupOf(run)).toMatchObject({ state: 'Empty' });
  waitSeconds(run, 50);
  expect(known(run)).toEqual(['orders-0']);
  waitSeconds(run, 25);
  expect(known(run)).toEqual([]);
  expect(groupOf(run)).toBeUndefined();
});

test('while a classic group rebalances nothing expires', () => {
  const run = start();
  commitBoth(run, stableClassic(run), 1);
  const { memberId } = ask(run, 'x2', joinRequest) as JoinGroupResponse;
  ask(run, 'x2', { ...joinRequest, memberId });
  waitSeconds(run, 300);
  expect(groupOf(run)).toMatchObject({ state: 'PreparingRebalance' });
  expect(known(run)).toEqual(['clicks-0', 'orders-0']);
});

test('in the consumer protocol the same holds in use, and an empty group counts from the commit', () => {
  const run = start();
  const beat = { api: 'consumerGroupHeartbeatRequest', clientId: 'm', memberId: 'm-1' };
  const join = {
    ...beat,
    memberEpoch: 0,
    rebalanceTimeoutMs: 300_000,
    subscribedTopics: ['orders'],
    owned: [],
  };
  let { memberEpoch } = ask(run, 'x1', join, 1500) as ConsumerGroupHeartbeatResponse;
  commitBoth(run, 'm-1', memberEpoch);
  for (let i = 0; i < 8; i++) {
    waitSeconds(run, 15);
    const answer = ask(run, 'x1', { ...beat, memberEpoch }) as ConsumerGroupHeartbeatResponse;
    expect(answer.error).toBe('NONE');
    memberEpoch = answer.memberEpoch;
  }
  expect(known(run)).toEqual(['orders-0']);
  ask(run, 'x1', { ...beat, memberEpoch: -1 });
  waitSeconds(run, 15);
  expect(known(run)).toEqual([]);
  expect(groupOf(run)).toBeUndefined();
});
