import { expect, test } from 'vitest';
import { brokerOf, clusterRun, positions, produceRequest, sendTo } from '../../../testing/broker-harness.ts';
import type { Intervention } from '../../kernel/intervention.ts';
import { runTo, stepOne } from '../../kernel/run.ts';
import type { Run } from '../../kernel/run-state.ts';
import type { SettledTopic } from '../controller/settled.ts';
import type { FetchRequest } from '../messages.ts';
import type { FetchSession, RemoteReplica } from './broker-state.ts';
import { lastCaughtUpMs } from './fetch-session.ts';

const SECOND = 1_000_000;

/** One partition that is written to, and three that idle; broker 1 leads all, broker 2 follows. */
const topics: SettledTopic[] = [
  {
    topic: 'idle',
    partitions: 3,
    replicationFactor: 2,
    assignment: [
      [1, 2],
      [1, 2],
      [1, 2],
    ],
    config: {},
  },
  { topic: 'orders', partitions: 1, replicationFactor: 2, assignment: [[1, 2]], config: {} },
];

function started(interventions: Intervention[] = []): Run {
  const run = clusterRun({ brokers: 2, topics, interventions });
  runTo(run, 3 * SECOND);
  return run;
}

/** The follower's fetch that waits at the leader, and its session. */
function waiting(run: Run): { request: FetchRequest; session: FetchSession } {
  const { parkedFetches, served } = brokerOf(run, 1).memory;
  const parked = parkedFetches.at(-1);
  const session = served[`k${parked?.conn}`]?.session;
  if (parked === undefined || session === undefined) throw new Error('no fetch waits in a session');
  return { request: parked.request, session };
}

function remote(run: Run, tp: string): RemoteReplica {
  return brokerOf(run, 1).memory.replicas[tp]?.remotes[0] as RemoteReplica;
}

/** Fetches of the follower that are sent from now to `until`. */
function fetches(run: Run, until: number): FetchRequest[] {
  const found: FetchRequest[] = [];
  do {
    for (const { message } of run.world.queue) {
      const request = message as FetchRequest | undefined;
      if (request?.api !== 'fetchRequest' || request.replicaId !== 2 || found.includes(request)) continue;
      found.push(request);
    }
  } while (stepOne(run, until));
  return found;
}

test('the first fetch names all partitions; with nothing new the next ones list none and count for all', () => {
  const run = started();
  const { request, session } = waiting(run);
  expect(request.sessionEpoch).toBeGreaterThan(0);
  expect(request.changed).toEqual([]);
  expect(request.partitions).toHaveLength(4);
  expect(session.active).toEqual([]);
  const at = remote(run, 'idle-0').lastCaughtUpMs;
  runTo(run, 20 * SECOND);
  const later = remote(run, 'idle-0');
  // Booked on the session alone, and yet caught up: nobody leaves the ISR.
  expect(later.lastCaughtUpMs).toBe(at);
  expect(lastCaughtUpMs(brokerOf(run, 1), later)).toBeGreaterThan(19_000);
  expect(brokerOf(run, 1).memory.replicas['idle-0']?.isr).toEqual([1, 2]);
});

test('only what has changed is listed, and an append books what the session has noted', () => {
  const run = started();
  runTo(run, 10 * SECOND);
  sendTo(run, 'x1', 1, produceRequest());
  const sent = fetches(run, 12 * SECOND);
  const listed = sent.map((f) => f.changed.map((at) => f.partitions[at]?.tp));
  // Copied, then the high watermark taken over; nothing else was listed.
  expect(listed.slice(0, 3)).toEqual([['orders-0'], ['orders-0'], []]);
  expect(sent.map((f) => f.sessionEpoch - (sent[0]?.sessionEpoch ?? 0))).toEqual(sent.map((_, i) => i));
  expect(positions(run, 2)).toBe('1/1');
  expect(remote(run, 'orders-0').lastCaughtUpMs).toBeGreaterThan(9_000);
  expect(remote(run, 'idle-1').lastCaughtUpMs).toBeLessThan(3_000);
  expect(waiting(run).session.active).toEqual([]);
});

test('a follower that falls silent is told by its last fetch', () => {
  const run = started([{ at: 10 * SECOND, do: 'pause', node: 'b2' } as Intervention]);
  runTo(run, 11 * SECOND);
  sendTo(run, 'x1', 1, produceRequest());
  runTo(run, 12 * SECOND);
  const silent = remote(run, 'orders-0');
  expect(silent.lastCaughtUpMs).toBeGreaterThan(9_000);
  expect(silent.lastCaughtUpMs).toBeLessThanOrEqual(10_000);
  expect(silent.lastFetchRow).toBeGreaterThan(0);
});

test('after a new connection the session starts anew, and what the old one noted is booked', () => {
  const run = started([
    { at: 10 * SECOND, do: 'crash', node: 'b2' } as Intervention,
    { at: 14 * SECOND, do: 'restart', node: 'b2' } as Intervention,
  ]);
  runTo(run, 11 * SECOND);
  expect(remote(run, 'idle-2').lastCaughtUpMs).toBeGreaterThan(9_000);
  expect(remote(run, 'idle-2').idleIn).toBe(-1);
  const sent = fetches(run, 40 * SECOND);
  expect(sent[0]).toMatchObject({ sessionEpoch: 0, changed: [] });
  expect(sent[0]?.partitions.length).toBeGreaterThan(0);
  expect(waiting(run).session.active).toEqual([]);
  expect(brokerOf(run, 1).memory.replicas['idle-2']?.isr).toEqual([1, 2]);
});

test('a change of leader starts the session anew', () => {
  const run = started([
    { at: 10 * SECOND, do: 'crash', node: 'b1' } as Intervention,
    { at: 14 * SECOND, do: 'restart', node: 'b1' } as Intervention,
  ]);
  runTo(run, 40 * SECOND);
  const { parkedFetches } = brokerOf(run, 2).memory;
  expect(parkedFetches.map((p) => p.request.replicaId)).toEqual([1]);
  expect(parkedFetches[0]?.request.partitions).toHaveLength(4);
});
