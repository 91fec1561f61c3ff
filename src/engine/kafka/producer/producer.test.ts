import { expect, test } from 'vitest';
import { fromSeconds } from '../../../base/units.ts';
import {
  type ClientRun,
  createClientRun,
  createScript,
  moveLeaders,
  produceResult,
  type Script,
} from '../../../testing/client-harness.ts';
import type { Intervention } from '../../kernel/intervention.ts';
import { runTo } from '../../kernel/run.ts';
import type { GivenConfig } from '../config/config-key.ts';
import { type ProducerIdentity, readProducerConfig } from '../config/read-producer-config.ts';
import type { KafkaRequest, KafkaResponse, ProduceBatch, ProduceRequest } from '../messages.ts';
import type { ProducerConfig, ProducerNode } from './producer-state.ts';

const MS = 1000;

function config(given: GivenConfig = {}, identity: Partial<ProducerIdentity> = {}): ProducerConfig {
  const result = readProducerConfig(given, {
    client: 0,
    bootstrap: ['b1', 'b2', 'b3'],
    topic: 'orders',
    ratePerSecond: 20,
    keys: 12,
    'record.bytes': 100,
    stopAt: -1,
    ...identity,
  });
  expect(result.errors).toEqual([]);
  return result.config;
}

function start(
  script: Script,
  given: GivenConfig = {},
  options: {
    interventions?: Intervention[];
    identity?: Partial<ProducerIdentity>;
    set?: ProducerConfig;
  } = {},
): ClientRun {
  const node = { id: 'p1', kind: 'producer', config: config(given, options.identity) };
  return createClientRun(script, [node], {
    interventions: options.interventions ?? [],
    commands: { p1: { kind: 'set', config: options.set } },
  });
}

/** Answers each batch of a produce request by `error`. */
function answerProduce(
  request: KafkaRequest,
  error: (batch: ProduceBatch) => string,
): KafkaResponse | undefined {
  if (request.api !== 'produceRequest') return undefined;
  const results = request.batches.map((b) => produceResult(b.tp, error(b)));
  return { api: 'produceResponse', correlationId: request.correlationId, results, endpoints: [] };
}

test('a record leaves linger.ms after send(), and all are acknowledged once', () => {
  const script = createScript(3, 3);
  const r = start(script);
  runTo(r.run, fromSeconds(10));
  const sent = r.of('record.sent').length;
  expect(sent).toBeGreaterThan(150);
  const acked = r.of('batch.acknowledged');
  expect(acked.reduce((n, e) => n + (e.fields.count as number), 0)).toBeGreaterThan(sent - 5);
  for (const e of acked.slice(3)) expect(e.fields.ackMs).toBeGreaterThanOrEqual(4);
  expect(acked.slice(3).every((e) => (e.fields.ackMs as number) < 20)).toBe(true);
  expect(r.of('producer.idAssigned').length).toBe(1);
  expect(r.of('client.connectionFailed')).toEqual([]);
});

test('the world of a producer survives JSON', () => {
  const script = createScript(3, 3);
  script.answer = (_broker, request) => answerProduce(request, () => 'NOT_ENOUGH_REPLICAS');
  const r = start(script);
  runTo(r.run, fromSeconds(3));
  expect(JSON.parse(JSON.stringify(r.run.world.nodes.p1))).toEqual(r.run.world.nodes.p1);
});

test('arrivals and keys do not depend on any setting', () => {
  const settings: GivenConfig[] = [{}, { acks: '1', 'linger.ms': 300 }];
  const runs = settings.map((given) => {
    const r = start(createScript(3, 3), given);
    runTo(r.run, fromSeconds(5));
    return r.of('record.sent').map((e) => [e.at, e.fields.tp, e.fields.firstRecord]);
  });
  // Records that came before metadata were admitted when it arrived; from then on the times are the arrivals.
  expect(runs[1]?.slice(2)).toEqual(runs[0]?.slice(2));
});

test('NOT_ENOUGH_REPLICAS is repeated at growing distances until delivery.timeout.ms, shown as TimeoutException', () => {
  const script = createScript(1, 1);
  script.answer = (_broker, request) => answerProduce(request, () => 'NOT_ENOUGH_REPLICAS');
  const given = { 'delivery.timeout.ms': 10000, 'request.timeout.ms': 5000 };
  const r = start(script, given, { identity: { bootstrap: ['b1'], stopAt: 200 * MS } });
  runTo(r.run, fromSeconds(15));
  const waits = r
    .of('batch.retried')
    .filter((e) => e.fields.firstRecord === 0)
    .map((e) => e.fields.backoffMs as number);
  [100, 200, 400, 800, 1000, 1000].forEach((ms, i) => {
    expect(waits[i]).toBeGreaterThanOrEqual(ms * 0.8 - 1);
    expect(waits[i]).toBeLessThanOrEqual(Math.min(1000, ms * 1.2));
  });
  const failed = r.of('batch.failed').find((e) => e.fields.firstRecord === 0);
  expect(failed?.fields).toMatchObject({ exception: 'TimeoutException', lastError: 'NOT_ENOUGH_REPLICAS' });
  const sentAt = r.of('record.sent').find((e) => e.fields.firstRecord === 0)?.at as number;
  expect(((failed?.at ?? 0) - sentAt) / MS).toBeGreaterThan(9998);
  expect(((failed?.at ?? 0) - sentAt) / MS).toBeLessThan(10100);
});

test('a killed leader is noticed at once; the new leader gets the batches after a refresh', () => {
  const script = createScript(3, 3);
  const r = start(script, {}, { interventions: [{ at: fromSeconds(5), do: 'crash', node: 'b1' }] });
  runTo(r.run, fromSeconds(6));
  expect(r.of('client.connectionFailed')[0]?.fields).toMatchObject({ peer: 'b1', reason: 'closed' });
  moveLeaders(script, 1, 2);
  script.brokerIds = [2, 3];
  runTo(r.run, fromSeconds(12));
  const learned = r.of('client.leaderLearned').filter((e) => e.fields.was === 1);
  expect(learned.map((e) => e.fields.leader)).toEqual([2]);
  expect((learned[0]?.at ?? 0) / MS).toBeLessThan(7100);
  expect(r.of('batch.failed')).toEqual([]);
  const node = r.run.world.nodes.p1 as unknown as ProducerNode;
  expect(node.memory.bufferedBytes).toBeLessThan(16384 * 4);
});

test('a silent leader costs request.timeout.ms; the event names the silence', () => {
  const script = createScript(3, 3);
  const given = { 'request.timeout.ms': 4000 };
  const r = start(script, given, {
    interventions: [{ at: fromSeconds(5), do: 'crash', node: 'b1', how: 'host' }],
  });
  runTo(r.run, fromSeconds(6));
  moveLeaders(script, 1, 2);
  script.brokerIds = [2, 3];
  runTo(r.run, fromSeconds(20));
  const timedOut = r.of('client.requestTimedOut');
  expect(timedOut[0]?.fields).toMatchObject({ peer: 'b1', api: 'produceRequest', timeoutMs: 4000 });
  expect((timedOut[0]?.at ?? 0) / MS).toBeGreaterThan(9000);
  expect((timedOut[0]?.at ?? 0) / MS).toBeLessThan(9500);
  const retried = r.of('batch.retried').filter((e) => e.at === timedOut[0]?.at);
  expect(retried.length).toBeGreaterThan(0);
  expect(retried.every((e) => e.fields.error === 'REQUEST_TIMED_OUT')).toBe(true);
  const ackedLate = r.of('batch.acknowledged').filter((e) => (e.fields.ackMs as number) > 3000);
  expect(ackedLate.length).toBeGreaterThan(0);
});

test('a leader named in an error is used at once', () => {
  const script = createScript(1, 2);
  script.answer = (broker, request) => {
    if (request.api !== 'produceRequest' || broker !== 1) return undefined;
    const results = request.batches.map((b) =>
      produceResult(b.tp, 'NOT_LEADER_OR_FOLLOWER', { currentLeader: 2, currentLeaderEpoch: 5 }),
    );
    const endpoints = [{ id: 2, node: 'b2', rack: '' }];
    return { api: 'produceResponse', correlationId: request.correlationId, results, endpoints };
  };
  const r = start(script, {}, { identity: { bootstrap: ['b1', 'b2'] } });
  runTo(r.run, fromSeconds(2));
  const first = r.of('batch.retried')[0];
  const resent = r.of('batch.sent').find((e) => e.fields.attempt === 2);
  expect(resent?.fields.to).toBe(2);
  expect((resent?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(60 * MS);
});

/** A leader that never answers the first batch's first try; it keeps what it accepts in order. */
function swallowFirstOnce(checkSequences: boolean): Script {
  const script = createScript(1, 1);
  let isSwallowed = false;
  let nextSequence = 0;
  script.answer = (_broker, request) => {
    if (request.api !== 'produceRequest') return undefined;
    if (request.batches[0]?.firstRecord === 0 && !isSwallowed) {
      isSwallowed = true;
      return 'silence';
    }
    return answerProduce(request, (batch) => {
      if (checkSequences && batch.baseSequence !== nextSequence) return 'OUT_OF_ORDER_SEQUENCE_NUMBER';
      nextSequence = batch.baseSequence + batch.count;
      script.log[batch.tp] = [...(script.log[batch.tp] ?? []), batch];
      return 'NONE';
    });
  };
  return script;
}

test('with idempotence a repeat cannot change the order, without it can', () => {
  const identity = { bootstrap: ['b1'], ratePerSecond: 100, stopAt: fromSeconds(2) };
  const orders = [true, false].map((isIdempotent) => {
    const script = swallowFirstOnce(isIdempotent);
    const r = start(script, { 'enable.idempotence': isIdempotent, 'request.timeout.ms': 1000 }, { identity });
    runTo(r.run, fromSeconds(10));
    const firsts = (script.log['orders-0'] ?? []).map((b) => b.firstRecord);
    const total = (script.log['orders-0'] ?? []).reduce((n, b) => n + b.count, 0);
    // Without sequences a batch whose answer was lost with the connection is written twice.
    if (isIdempotent) expect(total).toBe(r.of('record.sent').length);
    else expect(total).toBeGreaterThanOrEqual(r.of('record.sent').length);
    expect(r.of('batch.failed')).toEqual([]);
    return firsts;
  });
  expect(orders[0]).toEqual([...(orders[0] ?? [])].sort((a, b) => a - b));
  expect(orders[1]?.indexOf(0)).toBeGreaterThan(0);
});

test('a gap for the next expected batch begins a new producer epoch', () => {
  const script = createScript(1, 1);
  let refused = 0;
  script.answer = (_broker, request) =>
    answerProduce(request, (b) =>
      b.producerEpoch === 0 && b.firstRecord > 3 && refused++ < 10 ? 'OUT_OF_ORDER_SEQUENCE_NUMBER' : 'NONE',
    );
  const r = start(script, {}, { identity: { bootstrap: ['b1'] } });
  runTo(r.run, fromSeconds(5));
  expect(r.of('producer.epochBumped')[0]?.fields.producerEpoch).toBe(1);
  const after = script.requests
    .filter((q) => q.request.api === 'produceRequest')
    .map((q) => (q.request as ProduceRequest).batches[0] as ProduceBatch);
  const firstOfEpoch = after.find((b) => b.producerEpoch === 1);
  expect(firstOfEpoch?.baseSequence).toBe(0);
  expect(r.of('batch.failed')).toEqual([]);
});

test('with few retries a gap fails one batch, and the next ones go on in a new epoch', () => {
  const script = createScript(1, 1);
  let next = 0;
  script.answer = (_broker, request, nowMs) =>
    answerProduce(request, (b) => {
      if (nowMs < 2000) return 'NOT_ENOUGH_REPLICAS';
      if (b.producerEpoch === 0 && b.baseSequence !== next) return 'OUT_OF_ORDER_SEQUENCE_NUMBER';
      next = b.baseSequence + b.count;
      return 'NONE';
    });
  const r = start(script, { retries: 3 }, { identity: { bootstrap: ['b1'] } });
  runTo(r.run, fromSeconds(6));
  const failed = r.of('batch.failed').map((event) => event.fields.exception);
  expect(failed).toContain('NotEnoughReplicasException');
  expect(failed.filter((one) => one === 'OutOfOrderSequenceException')).toHaveLength(1);
  expect(r.of('producer.epochBumped')).toHaveLength(1);
  expect(r.of('batch.acknowledged').length).toBeGreaterThan(20);
});

test('a repeated batch that expires leaves doubt: a new epoch, no second record behind a gap', () => {
  const script = createScript(1, 1);
  script.answer = (_broker, request, nowMs) =>
    request.api === 'produceRequest' && nowMs < 8000
      ? answerProduce(request, () => 'NOT_ENOUGH_REPLICAS')
      : undefined;
  const given = { 'delivery.timeout.ms': 2000, 'request.timeout.ms': 1000 };
  const r = start(script, given, { identity: { bootstrap: ['b1'] } });
  runTo(r.run, fromSeconds(12));
  expect(r.of('batch.failed').length).toBeGreaterThan(0);
  expect(r.of('producer.epochBumped').length).toBeGreaterThan(0);
  expect(r.of('batch.acknowledged').length).toBeGreaterThan(20);
  let expected = -1;
  for (const b of script.log['orders-0'] ?? []) {
    if (expected === -1 || b.baseSequence === 0) expected = b.baseSequence;
    expect(b.baseSequence).toBe(expected);
    expected += b.count;
  }
});

/** The answer of a broker that has no block of producer ids yet. */
function stillLoading(correlationId: number) {
  return {
    api: 'initProducerIdResponse',
    correlationId,
    error: 'COORDINATOR_LOAD_IN_PROGRESS',
    producerId: -1,
    producerEpoch: -1,
  } as const;
}

test('COORDINATOR_LOAD_IN_PROGRESS delays the producer id by retry.backoff.ms and nothing leaves before', () => {
  const script = createScript(1, 1);
  let asked = 0;
  script.answer = (_broker, request) =>
    request.api === 'initProducerIdRequest' && asked++ < 2 ? stillLoading(request.correlationId) : undefined;
  const r = start(script, {}, { identity: { bootstrap: ['b1'] } });
  runTo(r.run, fromSeconds(2));
  const assigned = r.of('producer.idAssigned')[0]?.at ?? 0;
  expect(assigned / MS).toBeGreaterThanOrEqual(200);
  expect(r.of('batch.sent')[0]?.at).toBeGreaterThanOrEqual(assigned);
});

test('no batch is too old while a producer id is wanted, nor does one leave', () => {
  const script = createScript(1, 1);
  script.answer = (_broker, request, nowMs) =>
    request.api === 'initProducerIdRequest' && nowMs < 30_000
      ? stillLoading(request.correlationId)
      : undefined;
  const given = { 'delivery.timeout.ms': 5000, 'request.timeout.ms': 1000 };
  const failedBy = (config: object, seconds: number) => {
    const r = start(script, { ...given, ...config }, { identity: { bootstrap: ['b1'] } });
    runTo(r.run, fromSeconds(seconds));
    return { failed: r.of('batch.failed').length, sent: r.of('batch.sent').length };
  };
  expect(failedBy({}, 29)).toEqual({ failed: 0, sent: 0 });
  // With its id the sender looks at once, and those that waited too long fail.
  expect(failedBy({}, 32).failed).toBeGreaterThan(0);
  expect(failedBy({ 'enable.idempotence': false }, 29).failed).toBe(0);
});

test('acks=0 waits for nobody', () => {
  const script = createScript(3, 3);
  const r = start(script, { acks: 0 }, { interventions: [{ at: fromSeconds(2), do: 'pause', node: 'b1' }] });
  runTo(r.run, fromSeconds(6));
  expect(r.of('producer.made')[0]?.fields).toEqual({ acks: 0, idempotent: 0 });
  const late = r.of('batch.acknowledged').filter((e) => e.at > fromSeconds(4));
  expect(late.length).toBeGreaterThan(20);
  expect(late.every((e) => e.fields.baseOffset === -1 && (e.fields.ackMs as number) <= 5.001)).toBe(true);
});

test('a changed setting closes the client, loses nothing and makes a new one with the same arrivals', () => {
  const plain = start(createScript(3, 3));
  runTo(plain.run, fromSeconds(10));
  const script = createScript(3, 3);
  const set: Intervention = { at: fromSeconds(4), do: 'set', node: 'p1', config: { acks: 1 } };
  const r = start(script, {}, { interventions: [set], set: config({ acks: 1 }) });
  runTo(r.run, fromSeconds(10));
  expect(r.of('producer.made').map((e) => e.fields.acks)).toEqual([-1, 1]);
  expect(r.of('producer.closed').length).toBe(1);
  const key = (e: { fields: Record<string, unknown> }) => `${e.fields.tp}/${e.fields.firstRecord}`;
  expect(r.of('record.sent').map(key)).toEqual(plain.of('record.sent').map(key));
  const acked = new Set(r.of('batch.acknowledged').map((e) => e.fields.firstRecord));
  expect(acked.size).toBeGreaterThan(0);
  expect(r.of('batch.failed')).toEqual([]);
});

test('send() blocks without metadata and gives up after max.block.ms', () => {
  const script = createScript(1, 1);
  script.answer = (_broker, request) => (request.api === 'metadataRequest' ? 'silence' : undefined);
  const r = start(script, { 'max.block.ms': 1000 }, { identity: { bootstrap: ['b1'] } });
  runTo(r.run, fromSeconds(5));
  expect(r.of('producer.blocked')[0]?.fields.reason).toBe('metadata');
  const failed = r.of('send.failed');
  expect(failed.length).toBe(4);
  expect(failed[0]?.fields).toMatchObject({ exception: 'TimeoutException', reason: 'metadata' });
});

test('a batch that is too large is sent in parts', () => {
  const script = createScript(1, 1);
  script.answer = (_broker, request) => {
    if (request.api !== 'produceRequest') return undefined;
    return request.batches.some((b) => b.count > 2)
      ? answerProduce(request, () => 'MESSAGE_TOO_LARGE')
      : undefined;
  };
  const r = start(
    script,
    { 'linger.ms': 200 },
    { identity: { bootstrap: ['b1'], ratePerSecond: 50, stopAt: fromSeconds(2) } },
  );
  runTo(r.run, fromSeconds(4));
  const log = script.log['orders-0'] ?? [];
  expect(log.reduce((n, b) => n + b.count, 0)).toBe(r.of('record.sent').length);
  let next = 0;
  for (const b of log) {
    expect(b.firstRecord).toBe(next);
    expect(b.baseSequence).toBe(next);
    next += b.count;
  }
});
