import { expect, test } from 'vitest';
import {
  answersOf,
  brokerOf,
  clusterRun,
  positions,
  produceRequest,
  sendTo,
  topicOn,
} from '../../../testing/broker-harness.ts';
import { seen } from '../../../testing/controller-harness.ts';
import { runTo } from '../../kernel/run.ts';
import { logOf, replicaOf } from './hosted.ts';

const SECOND = 1_000_000;

test('an acks=1 tail of a cut-off leader is truncated when it comes back', () => {
  const run = clusterRun({
    topics: [topicOn([1, 2, 3])],
    controllers: 3,
    interventions: [
      { at: 5 * SECOND, do: 'cut', link: ['b1', 'b2'] },
      { at: 5 * SECOND, do: 'cut', link: ['b1', 'b3'] },
      { at: 5 * SECOND, do: 'cut', link: ['b1', 'c1'] },
      { at: 5 * SECOND, do: 'cut', link: ['b1', 'c2'] },
      { at: 5 * SECOND, do: 'cut', link: ['b1', 'c3'] },
      { at: 30 * SECOND, do: 'heal' },
    ],
  });
  runTo(run, 4 * SECOND);
  sendTo(run, 'x1', 1, produceRequest({ acks: -1, count: 2 }));
  runTo(run, 6 * SECOND);
  expect([1, 2, 3].map((b) => positions(run, b))).toEqual(['2/2', '2/2', '2/2']);
  // The zombie leader goes on answering acks=1, but its high watermark stands.
  sendTo(run, 'x1', 1, produceRequest({ acks: 1, count: 4 }));
  runTo(run, 25 * SECOND);
  expect(answersOf(run, 'x1').at(-1)?.response).toMatchObject({
    results: [{ error: 'NONE', baseOffset: 2 }],
  });
  expect(positions(run, 1)).toBe('6/2');
  expect(replicaOf(brokerOf(run, 2).memory, 'orders-0')?.role).toBe('leader');
  sendTo(run, 'x2', 2, produceRequest({ acks: -1, count: 3 }));
  runTo(run, 90 * SECOND);
  expect(seen(run, 'log.truncated')[0]?.fields).toMatchObject({ fromOffset: 6, toOffset: 2, records: 4 });
  expect([1, 2, 3].map((b) => positions(run, b))).toEqual(['5/5', '5/5', '5/5']);
  expect(replicaOf(brokerOf(run, 2).memory, 'orders-0')?.isr).toHaveLength(3);
  expect(new Set([1, 2, 3].map((b) => logOf(brokerOf(run, b).disk, 'orders-0')?.tail)).size).toBe(1);
});

test('a crashed leader: election, restart after the old session, back in the ISR', () => {
  const run = clusterRun({
    topics: [topicOn([1, 2, 3], { 'min.insync.replicas': '2' })],
    interventions: [
      { at: 5 * SECOND, do: 'crash', node: 'b1' },
      { at: 6 * SECOND, do: 'restart', node: 'b1' },
    ],
  });
  runTo(run, 40 * SECOND);
  const refused = seen(run, 'broker.registrationRefused');
  expect(refused.length).toBeGreaterThan(1);
  expect(refused[0]?.fields).toMatchObject({ error: 'DUPLICATE_BROKER_REGISTRATION' });
  const [registered] = seen(run, 'broker.registered');
  expect(registered?.at).toBeGreaterThan(12 * SECOND);
  expect(registered?.at).toBeLessThan(18 * SECOND);
  const [ready] = seen(run, 'broker.becameReady');
  expect((ready?.at ?? 0) - (registered?.at ?? 0)).toBeLessThan(300_000);
  expect(replicaOf(brokerOf(run, 2).memory, 'orders-0')?.isr.toSorted()).toEqual([1, 2, 3]);
  expect(seen(run, 'isr.expandProposed').length).toBeGreaterThan(0);
});

test('a controlled shutdown moves the lead first and is clean', () => {
  const run = clusterRun({
    topics: [topicOn([1, 2, 3])],
    interventions: [{ at: 5 * SECOND, do: 'shutdown', node: 'b1' }],
  });
  runTo(run, 20 * SECOND);
  const [stopped] = seen(run, 'broker.stopped');
  expect(stopped?.fields).toMatchObject({ clean: 1 });
  expect(stopped?.at).toBeGreaterThan(5 * SECOND);
  expect(stopped?.at).toBeLessThan(8 * SECOND);
  const led = seen(run, 'replica.becameLeader').filter((e) => e.node === 'b2');
  expect(led.at(-1)?.at).toBeLessThan(stopped?.at ?? 0);
  expect(brokerOf(run, 1).disk.cleanShutdownEpoch).toBeGreaterThanOrEqual(0);
});

test('a follower that fetches no more leaves the ISR by lag, and the proposal says why', () => {
  const run = clusterRun({
    topics: [topicOn([1, 2])],
    config: { 'replica.lag.time.max.ms': 4_000 },
    interventions: [{ at: 5 * SECOND, do: 'cut', link: ['b1', 'b2'] }],
  });
  // The parked fetch of the follower is answered or over by then.
  runTo(run, 6 * SECOND);
  sendTo(run, 'x1', 1, produceRequest({ acks: 1 }));
  runTo(run, 20 * SECOND);
  const [shrink] = seen(run, 'isr.shrinkProposed');
  expect(shrink?.at).toBeGreaterThan(8.5 * SECOND);
  expect(shrink?.at).toBeLessThan(11.1 * SECOND);
  expect(shrink?.because?.setting).toBe('replica.lag.time.max.ms');
  expect(shrink?.because?.blocked).toBeGreaterThanOrEqual(0);
  expect(replicaOf(brokerOf(run, 1).memory, 'orders-0')?.isr).toEqual([1]);
  expect(positions(run, 1)).toBe('1/1');
});

test('power loss keeps what was written back, 30 s after the append', () => {
  const run = clusterRun({
    topics: [topicOn([1])],
    brokers: 1,
    interventions: [
      { at: 50 * SECOND, do: 'crash', node: 'b1', how: 'power' },
      { at: 51 * SECOND, do: 'restart', node: 'b1' },
    ],
  });
  runTo(run, 2 * SECOND);
  sendTo(run, 'x1', 1, produceRequest({ acks: 1 }));
  runTo(run, 40 * SECOND);
  sendTo(run, 'x1', 1, produceRequest({ acks: 1, count: 4 }));
  runTo(run, 90 * SECOND);
  expect(seen(run, 'log.lostOnPowerLoss')[0]?.fields).toMatchObject({ fromOffset: 5, toOffset: 1 });
  expect(positions(run, 1)).toBe('1/1');
  expect(answersOf(run, 'x1')).toHaveLength(2);
});

test('an idempotent producer gets an id once the broker has a block', () => {
  const run = clusterRun({ topics: [topicOn([1])], brokers: 2 });
  for (const at of [1, 2, 3]) {
    runTo(run, at * SECOND);
    sendTo(run, 'x1', 1, { api: 'initProducerIdRequest', correlationId: at });
    sendTo(run, 'x1', 2, { api: 'initProducerIdRequest', correlationId: at });
  }
  runTo(run, 4 * SECOND);
  const answers = answersOf(run, 'x1').map((a) => a.response as { error: string; producerId?: number });
  expect(answers.slice(0, 2).map((r) => r.error)).toEqual(Array(2).fill('COORDINATOR_LOAD_IN_PROGRESS'));
  expect(
    answers
      .slice(2)
      .map((r) => (r.producerId ?? -1) % 1000)
      .toSorted(),
  ).toEqual([0, 0, 1, 1]);
});

test('a cold cluster starts: every broker registers and serves', () => {
  const run = clusterRun({ topics: [], cold: true, controllers: 3 });
  runTo(run, 10 * SECOND);
  expect(seen(run, 'broker.becameReady')).toHaveLength(3);
  expect(brokerOf(run, 1).memory.state).toBe('RUNNING');
});
