import { expect, test } from 'vitest';
import { fromSeconds } from '../../../base/units.ts';
import {
  type ClientRun,
  createClientRun,
  createScript,
  moveLeaders,
  type Script,
} from '../../../testing/client-harness.ts';
import type { Intervention } from '../../kernel/intervention.ts';
import { runTo } from '../../kernel/run.ts';
import type { GivenConfig } from '../config/config-key.ts';
import { readConsumerConfig } from '../config/read-config.ts';
import type { FetchRequest, FetchResponse, ProduceBatch } from '../messages.ts';
import type { ConsumerConfig, ConsumerNode } from './consumer-state.ts';
import { partitionOf } from './positions.ts';

function config(given: GivenConfig, script: Script): ConsumerConfig {
  const bootstrap = script.brokerIds.map((id) => `b${id}`);
  const identity = { client: 0, bootstrap, topics: ['orders'], 'client.rack': '' };
  const { config, errors } = readConsumerConfig(given, identity);
  expect(errors).toEqual([]);
  return config;
}

function start(
  script: Script,
  given: GivenConfig,
  interventions: Intervention[] = [],
  set?: GivenConfig,
): ClientRun {
  const commands = { audit: { kind: 'set', config: config(set ?? given, script) } };
  return createClientRun(script, [{ id: 'audit', kind: 'consumer', config: config(given, script) }], {
    interventions,
    commands,
  });
}

function put(script: Script, tp: string, count: number): void {
  const batch = { tp, count } as ProduceBatch;
  script.log[tp] = [...(script.log[tp] ?? []), batch];
}

function memoryOf(r: ClientRun): ConsumerNode['memory'] {
  return (r.run.world.nodes.audit as unknown as ConsumerNode).memory;
}

/** Makes open fetches answerable again: a scripted broker does not park them, so a short time-out renews them. */
const POLLING = { 'request.timeout.ms': 300 };

test('earliest reads what is there, latest starts at the end, none gives up', () => {
  for (const [reset, positions] of [
    ['earliest', 5],
    ['latest', 5],
    ['none', -1],
  ] as const) {
    const script = createScript(1, 1);
    put(script, 'orders-0', 5);
    const r = start(script, { 'auto.offset.reset': reset });
    runTo(r.run, fromSeconds(1));
    expect(partitionOf(memoryOf(r).partitions, 'orders-0')?.position).toBe(positions);
    const consumed = r.of('records.consumed').map((e) => [e.fields.fromOffset, e.fields.toOffset]);
    expect(consumed).toEqual(reset === 'earliest' ? [[0, 5]] : []);
  }
});

test('one fetch per broker is open, with every partition that it leads', () => {
  const script = createScript(4, 2);
  const r = start(script, { 'auto.offset.reset': 'earliest' });
  runTo(r.run, fromSeconds(2));
  const fetches = script.requests.filter((q) => q.request.api === 'fetchRequest');
  expect(fetches.map((q) => q.broker).sort()).toEqual([1, 2]);
  for (const q of fetches) expect((q.request as FetchRequest).partitions.length).toBe(2);
});

test('a new leader is read at once although the silent one still holds a fetch', () => {
  const script = createScript(2, 3);
  const r = start(script, { 'auto.offset.reset': 'earliest', 'metadata.max.age.ms': 3000 });
  // b1 answers everything but the fetch that it holds, as with a stalled disk.
  runTo(r.run, fromSeconds(2.5));
  moveLeaders(script, 1, 3);
  put(script, 'orders-0', 3);
  runTo(r.run, fromSeconds(25));
  const consumed = r.of('records.consumed');
  expect(consumed.map((e) => [e.fields.tp, e.fields.toOffset])).toEqual([['orders-0', 3]]);
  // Learned by the metadata's age; the old fetch is still open, until request.timeout.ms (30 s).
  const learned = r.of('client.leaderLearned').find((e) => e.fields.was === 1);
  expect((consumed[0]?.at ?? 0) - (learned?.at ?? 0)).toBeLessThan(100_000);
  expect(r.of('client.requestTimedOut')).toEqual([]);
});

test('OFFSET_OUT_OF_RANGE looks the position up again', () => {
  const script = createScript(1, 1);
  put(script, 'orders-0', 5);
  let isRefused = false;
  script.answer = (_broker, request) => {
    if (request.api !== 'fetchRequest' || isRefused) return undefined;
    isRefused = true;
    const result = {
      tp: 'orders-0',
      error: 'OFFSET_OUT_OF_RANGE',
      fetchOffset: 0,
      highWatermark: -1,
      lastStableOffset: -1,
      logStartOffset: -1,
      records: { tail: -1, endOffset: -1, bytes: 0 },
      divergingEpoch: -1,
      divergingEndOffset: -1,
      preferredReadReplica: -1,
      currentLeader: -1,
      currentLeaderEpoch: -1,
    };
    return {
      api: 'fetchResponse',
      correlationId: request.correlationId,
      results: [result],
      endpoints: [],
    } satisfies FetchResponse;
  };
  const r = start(script, { 'auto.offset.reset': 'earliest' });
  runTo(r.run, fromSeconds(1));
  expect(r.of('consumer.offsetOutOfRange').length).toBe(1);
  expect(r.of('consumer.positionSet').length).toBe(2);
  expect(partitionOf(memoryOf(r).partitions, 'orders-0')?.position).toBe(5);
});

test('a silent broker ends a fetch by request.timeout.ms, then reading goes on', () => {
  const script = createScript(1, 1);
  const r = start(script, { ...POLLING, 'auto.offset.reset': 'earliest' });
  runTo(r.run, fromSeconds(1));
  expect(r.of('client.requestTimedOut').length).toBeGreaterThan(0);
  put(script, 'orders-0', 7);
  runTo(r.run, fromSeconds(4));
  expect(partitionOf(memoryOf(r).partitions, 'orders-0')).toMatchObject({ position: 7, highWatermark: 7 });
  expect(JSON.parse(JSON.stringify(r.run.world.nodes.audit))).toEqual(r.run.world.nodes.audit);
});

test('a changed setting keeps the positions, a crash does not', () => {
  const script = createScript(1, 1);
  put(script, 'orders-0', 5);
  const at = fromSeconds(1);
  const changes: Intervention[] = [
    { at, do: 'set', node: 'audit', config: { 'fetch.max.wait.ms': 100 } },
    { at: 2 * at, do: 'crash', node: 'audit' },
    { at: 3 * at, do: 'restart', node: 'audit' },
  ];
  const r = start(script, { 'auto.offset.reset': 'earliest' }, changes);
  runTo(r.run, fromSeconds(1.9));
  expect(r.of('consumer.positionSet').length).toBe(1);
  runTo(r.run, fromSeconds(9));
  expect(r.of('records.consumed').map((e) => e.fields.fromOffset)).toEqual([0, 0]);
});
