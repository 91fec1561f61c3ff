import { expect, test } from 'vitest';
import {
  answersOf,
  brokerOf,
  clusterRun,
  consumerFetch,
  positions,
  produceRequest,
  sendTo,
  topicOn,
} from '../../../testing/broker-harness.ts';
import { seen } from '../../../testing/controller-harness.ts';
import { runTo, stepOne } from '../../kernel/run.ts';
import type { Run } from '../../kernel/run-state.ts';
import { logOf, replicaOf } from './hosted.ts';

const SECOND = 1_000_000;

/** Steps until `done` holds; returns the time. */
function stepUntil(run: Run, done: () => boolean, limit: number): number {
  while (!done()) if (!stepOne(run, limit)) throw new Error(`not reached by ${limit} µs`);
  return run.world.now;
}

test('the followers learn a high watermark one fetch later: the time line of one record', () => {
  const run = clusterRun({ topics: [topicOn([1, 2, 3])] });
  runTo(run, 2 * SECOND);
  expect([1, 2, 3].map((b) => positions(run, b))).toEqual(['0/0', '0/0', '0/0']);
  sendTo(run, 'x1', 1, produceRequest());
  const states: string[] = [];
  const note = (): void => {
    const now = [1, 2, 3].map((b) => positions(run, b)).join(' ');
    if (states.at(-1) !== now) states.push(now);
  };
  const start = run.world.now;
  while (stepOne(run, start + SECOND)) note();
  // Produced; copied by one, then the other follower; committed by their second fetches; learnt 500 ms later.
  expect(states.slice(1, 2)).toEqual(['1/0 0/0 0/0']);
  expect(states.filter((s) => s.startsWith('1/0'))).toHaveLength(3);
  expect(states).toContain('1/0 1/0 1/0');
  expect(states).toContain('1/1 1/0 1/0');
  expect(states.at(-1)).toBe('1/1 1/1 1/1');
  const advanced = seen(run, 'highWatermark.advanced');
  expect(advanced.map((e) => e.node)[0]).toBe('b1');
  const answered = answersOf(run, 'x1').at(-1);
  expect(answered?.response).toMatchObject({
    api: 'produceResponse',
    results: [{ error: 'NONE', baseOffset: 0 }],
  });
  // The parked fetches of the followers end after replica.fetch.wait.max.ms.
  const leaderAt = advanced.find((e) => e.node === 'b1')?.at ?? 0;
  const followerAt = advanced.find((e) => e.node === 'b2')?.at ?? 0;
  expect(followerAt - leaderAt).toBeGreaterThan(490_000);
  expect(followerAt - leaderAt).toBeLessThan(515_000);
});

test('acks=1 answers before replication, acks=0 not at all', () => {
  const run = clusterRun({ topics: [topicOn([1, 2, 3])] });
  runTo(run, 2 * SECOND);
  sendTo(run, 'x1', 1, produceRequest({ acks: 0, correlationId: 1 }));
  sendTo(run, 'x1', 1, produceRequest({ acks: 1, correlationId: 2 }));
  stepUntil(run, () => answersOf(run, 'x1').length > 0, 3 * SECOND);
  runTo(run, 4 * SECOND);
  expect(answersOf(run, 'x1').map((a) => (a.response as { correlationId: number }).correlationId)).toEqual([
    2,
  ]);
  expect(logOf(brokerOf(run, 1).disk, 'orders-0')?.logEndOffset).toBe(2);
  expect([1, 2, 3].map((b) => positions(run, b))).toEqual(['2/2', '2/2', '2/2']);
});

test('below min.insync.replicas the high watermark stands still, for acks=1 too', () => {
  const run = clusterRun({
    topics: [topicOn([1, 2, 3], { 'min.insync.replicas': '2' })],
    interventions: [
      { at: 2 * SECOND, do: 'crash', node: 'b2' },
      { at: 2 * SECOND, do: 'crash', node: 'b3' },
    ],
  });
  runTo(run, 20 * SECOND);
  expect(replicaOf(brokerOf(run, 1).memory, 'orders-0')?.isr).toEqual([1]);
  sendTo(run, 'x1', 1, produceRequest({ acks: 1, correlationId: 1 }));
  sendTo(run, 'x2', 1, produceRequest({ acks: -1, correlationId: 2 }));
  runTo(run, 21 * SECOND);
  expect(positions(run, 1)).toBe('1/0');
  expect(answersOf(run, 'x1')[0]?.response).toMatchObject({ results: [{ error: 'NONE' }] });
  expect(answersOf(run, 'x2')[0]?.response).toMatchObject({ results: [{ error: 'NOT_ENOUGH_REPLICAS' }] });
  sendTo(run, 'x2', 1, consumerFetch(0, 500, 3));
  runTo(run, 22 * SECOND);
  expect(answersOf(run, 'x2')[1]?.response).toMatchObject({
    results: [{ error: 'NONE', records: { tail: -1 } }],
  });
});

test('a request waits behind the parked one of its own connection, not behind another client', () => {
  const run = clusterRun({
    topics: [topicOn([1, 2, 3])],
    interventions: [{ at: 2 * SECOND, do: 'pause', node: 'b3' }],
  });
  runTo(run, 3 * SECOND);
  sendTo(run, 'x1', 1, produceRequest({ acks: -1, timeoutMs: 2_000, correlationId: 1 }));
  sendTo(run, 'x1', 1, produceRequest({ acks: 1, correlationId: 2 }));
  sendTo(run, 'x2', 1, produceRequest({ acks: 1, correlationId: 3 }));
  runTo(run, 4 * SECOND);
  expect(answersOf(run, 'x1')).toHaveLength(0);
  expect(answersOf(run, 'x2')).toHaveLength(1);
  runTo(run, 6 * SECOND);
  const answers = answersOf(run, 'x1').map((a) => a.response);
  expect(answers[0]).toMatchObject({ correlationId: 1, results: [{ error: 'REQUEST_TIMED_OUT' }] });
  expect(answers[1]).toMatchObject({ correlationId: 2, results: [{ error: 'NONE' }] });
});

test('REQUEST_TIMED_OUT names the silent member of the ISR and what keeps it silent', () => {
  const run = clusterRun({
    topics: [topicOn([1, 2, 3])],
    interventions: [{ at: 2 * SECOND, do: 'pause', node: 'b3' }],
  });
  runTo(run, 3 * SECOND);
  sendTo(run, 'x1', 1, produceRequest({ timeoutMs: 1_000 }));
  runTo(run, 5 * SECOND);
  const [completed] = seen(run, 'produce.completed');
  expect(completed?.fields).toMatchObject({ error: 'REQUEST_TIMED_OUT' });
  expect(completed?.because?.setting).toBe('request.timeout.ms');
  expect(completed?.because?.blocked).toBeGreaterThanOrEqual(0);
});

test('a repeated batch is answered with its old offset and not appended; a gap is refused', () => {
  const run = clusterRun({ topics: [topicOn([1, 2, 3])] });
  runTo(run, 2 * SECOND);
  const first = { producerId: 7, producerEpoch: 0, baseSequence: 0, count: 3 };
  sendTo(run, 'x1', 1, produceRequest({ ...first, correlationId: 1 }));
  sendTo(run, 'x1', 1, produceRequest({ ...first, correlationId: 2 }));
  sendTo(run, 'x1', 1, produceRequest({ ...first, baseSequence: 4, correlationId: 3 }));
  sendTo(run, 'x1', 1, produceRequest({ ...first, baseSequence: 3, correlationId: 4 }));
  runTo(run, 4 * SECOND);
  const results = answersOf(run, 'x1').map(
    (a) => (a.response as unknown as { results: object[] }).results[0],
  );
  expect(results).toMatchObject([
    { error: 'NONE', baseOffset: 0 },
    { error: 'NONE', baseOffset: 0 },
    { error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' },
    { error: 'NONE', baseOffset: 3 },
  ]);
  expect(positions(run, 1)).toBe('6/6');
});

test('an idle settled cluster stays as it is', () => {
  const run = clusterRun({ topics: [topicOn([1, 2, 3])], controllers: 3, brokers: 4 });
  runTo(run, 120 * SECOND);
  const quiet = seen(run).filter(
    (e) =>
      ![
        'run.started',
        'connection.opened',
        'message.delivered',
        'replica.becameLeader',
        'replica.becameFollower',
      ].includes(e.type),
  );
  expect(quiet.filter((e) => e.node.startsWith('b')).map((e) => e.type)).toEqual([]);
});
