import { expect, test } from 'vitest';
import { fromSeconds } from '../../../base/units.ts';
import { createClientRun, createScript } from '../../../testing/client-harness.ts';
import type { Intervention } from '../../kernel/intervention.ts';
import { runTo } from '../../kernel/run.ts';
import type { GivenConfig } from '../config/config-key.ts';
import { readProducerConfig } from '../config/read-producer-config.ts';

function start(script: ReturnType<typeof createScript>, given: GivenConfig, interventions: Intervention[]) {
  const { config } = readProducerConfig(given, {
    client: 0,
    bootstrap: script.brokerIds.map((id) => `b${id}`),
    topic: 'orders',
    ratePerSecond: 20,
    keys: 0,
    'record.bytes': 100,
    stopAt: -1,
  });
  return createClientRun(script, [{ id: 'p1', kind: 'producer', config }], { interventions });
}

test('reconnects wait 50 ms, doubling to 1 s, with jitter', () => {
  const script = createScript(1, 1);
  const r = start(script, {}, [{ at: fromSeconds(2), do: 'crash', node: 'b1' }]);
  runTo(r.run, fromSeconds(10));
  const failures = r.of('client.connectionFailed').map((e) => e.at / 1000);
  const waits = failures.slice(1).map((at, i) => at - (failures[i] as number));
  [50, 100, 200, 400, 800].forEach((ms, i) => {
    expect(waits[i]).toBeGreaterThanOrEqual(ms * 0.8 - 1);
    expect(waits[i]).toBeLessThan(Math.min(1000, ms * 1.2) + 20);
  });
  for (const wait of waits.slice(6)) expect(wait).toBeGreaterThanOrEqual(799);
});

test('while leaderless, metadata is asked for at 0.1, 0.3, 0.7, 1.5, then about each second', () => {
  const script = createScript(1, 2);
  const r = start(script, {}, []);
  runTo(r.run, fromSeconds(5));
  script.leaders = [{ leader: -1, epoch: 1 }];
  const crash = script.requests.length;
  script.answer = (_broker, request) => {
    if (request.api !== 'produceRequest') return undefined;
    const results = request.batches.map((b) => ({
      tp: b.tp,
      error: 'NOT_LEADER_OR_FOLLOWER',
      baseOffset: -1,
      logStartOffset: -1,
      currentLeader: -1,
      currentLeaderEpoch: -1,
    }));
    return { api: 'produceResponse', correlationId: request.correlationId, results, endpoints: [] };
  };
  runTo(r.run, fromSeconds(12));
  const asked = script.requests
    .slice(crash)
    .filter((q) => q.request.api === 'metadataRequest')
    .map((q) => q.at / 1000);
  const waits = asked.slice(1).map((at, i) => at - (asked[i] as number));
  // The first answer is news (a higher leader epoch); then they count as equivalent.
  [100, 100, 200, 400, 800, 1000].forEach((ms, i) => {
    expect(waits[i]).toBeGreaterThanOrEqual(ms * 0.8 - 1);
    expect(waits[i]).toBeLessThan(Math.min(1000, ms * 1.2) + 20);
  });
});

test('a machine that is gone costs the connection set-up time-out, and the event says why', () => {
  const script = createScript(1, 1);
  const r = start(script, {}, [{ at: 0, do: 'crash', node: 'b1', how: 'host' }]);
  runTo(r.run, fromSeconds(60));
  const failed = r.of('client.connectionFailed');
  expect(failed[0]?.fields.reason).toBe('set-up timed out');
  const gaps = failed.slice(1).map((e, i) => (e.at - (failed[i]?.at ?? 0)) / 1_000_000);
  expect((failed[0]?.at ?? 0) / 1_000_000).toBeGreaterThan(7.9);
  expect(gaps[0]).toBeGreaterThan(15);
});

test('an idle client schedules nothing but its far deadlines', () => {
  const script = createScript(1, 1);
  const { config } = readProducerConfig(
    {},
    {
      client: 0,
      bootstrap: ['b1'],
      topic: 'orders',
      ratePerSecond: 0,
      keys: 0,
      'record.bytes': 100,
      stopAt: -1,
    },
  );
  const r = createClientRun(script, [{ id: 'p1', kind: 'producer', config }]);
  runTo(r.run, fromSeconds(40));
  const before = r.run.world.eventCount;
  runTo(r.run, fromSeconds(290));
  expect(r.run.world.eventCount - before).toBeLessThanOrEqual(1);
  runTo(r.run, fromSeconds(310));
  expect(script.requests.filter((q) => q.request.api === 'metadataRequest').length).toBe(2);
});
