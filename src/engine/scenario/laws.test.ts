// The laws of a run, on whole clusters: the same input gives the same trace; seeks and forks show what a fresh run
// shows; the world survives JSON; a changed setting leaves every other draw alone.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, scenario } from '../../testing/scenario-dsl.ts';
import type { Intervention } from '../kernel/intervention.ts';
import { runTo } from '../kernel/run.ts';
import { hashHex } from '../kernel/trace.ts';
import { createTraceReader } from '../kernel/trace-reader.ts';
import type { World } from '../kernel/world.ts';
import { recordScenario } from './record.ts';
import type { Scenario } from './scenario.ts';
import { startRun } from './start.ts';

const UNTIL = 24_000_000;
const NODES = ['b1', 'b2', 'b3', 'c1', 'c2', 'c3', 'p', 'rd'] as const;

function cluster(changes: Readonly<Record<string, unknown>> = {}): Scenario {
  return scenario({ until: '24s', topics: { t: { partitions: 3, 'replication.factor': 3 } }, ...changes });
}

const time = fc.integer({ min: 0, max: UNTIL });
const node = fc.constantFrom(...NODES);
const how = fc.constantFrom('process' as const, 'host' as const, 'power' as const);
const fault: fc.Arbitrary<Intervention> = fc.oneof<fc.Arbitrary<Intervention>[]>(
  fc.record({ at: time, do: fc.constant('crash' as const), node, how }),
  fc.record({
    at: time,
    do: fc.constantFrom('restart', 'shutdown', 'pause', 'resume', 'isolate', 'heal', 'loseDisk'),
    node,
  }),
  fc.record({ at: time, do: fc.constant('slow' as const), node, factor: fc.constantFrom(20, 500) }),
  fc.record({
    at: time,
    do: fc.constant('lossy' as const),
    link: fc.tuple(node, fc.constant('b1')),
    loss: fc.constant(0.3),
  }),
  fc.record({
    at: time,
    do: fc.constant('set' as const),
    node: fc.constant('p'),
    config: fc.constantFrom<Record<string, number>>({ acks: 1 }, { 'linger.ms': 50 }),
  }),
  fc.record({
    at: time,
    do: fc.constant('set' as const),
    topic: fc.constant('t'),
    config: fc.constant({ 'min.insync.replicas': 3 }),
  }),
);

function freshHash(s: Scenario, list: readonly Intervention[], t: number): string {
  const run = startRun(s, s.seed, list, false);
  runTo(run, t);
  return hashHex(run.world.hash);
}

describe('the laws of a run', () => {
  it('same seed, same trace; another seed, another', () => {
    const timeline = cluster({
      timeline: [at('5s', 'crash', { zone: 'za' }), at('15s', 'restart', { zone: 'za' })],
    }).timeline;
    expect(freshHash(cluster(), timeline, UNTIL)).toBe(freshHash(cluster(), timeline, UNTIL));
    expect(freshHash(cluster({ seed: 2 }), timeline, UNTIL)).not.toBe(freshHash(cluster(), timeline, UNTIL));
  });

  it('any sequence of seeks and forks equals a fresh run', () => {
    fc.assert(
      fc.property(
        fc.array(fault, { maxLength: 3 }),
        fault,
        fc.array(time, { minLength: 1, maxLength: 5 }),
        (faults, extra, seeks) => {
          const s = cluster();
          const first = recordScenario(s, { interventions: faults });
          first.extendTo(UNTIL);
          first.frameAt(seeks[0] ?? 0);
          const forked = first.fork(extra);
          forked.extendTo(UNTIL);
          expect(first.failure).toBeUndefined();
          for (const t of seeks) {
            expect(hashHex(first.frameAt(t).world.hash)).toBe(freshHash(s, faults, t));
            expect(hashHex(forked.frameAt(t).world.hash)).toBe(freshHash(s, [...faults, extra], t));
          }
        },
      ),
      { numRuns: 12, seed: 3 },
    );
  });

  it('the world survives JSON at any moment', () => {
    fc.assert(
      fc.property(fc.array(fault, { maxLength: 4 }), time, (faults, t) => {
        const s = cluster();
        const run = startRun(s, s.seed, faults, false);
        runTo(run, t);
        const copy = JSON.parse(JSON.stringify(run.world)) as World;
        expect(copy).toEqual(run.world);
        run.world = copy;
        runTo(run, UNTIL);
        expect(hashHex(run.world.hash)).toBe(freshHash(s, faults, UNTIL));
      }),
      { numRuns: 25, seed: 4 },
    );
  });

  it('a changed setting leaves the arrivals and the keys alone', () => {
    const arrivals = (changes: Readonly<Record<string, unknown>>) => {
      const s = cluster({ producers: { p: { topic: 't', acks: 'all', rate: '20/s', keys: 9 } }, ...changes });
      const run = startRun(s, s.seed, s.timeline);
      runTo(run, UNTIL);
      const reader = createTraceReader(run.trace);
      const sent: string[] = [];
      for (let row = 0; row < reader.length; row++) {
        if (reader.typeOf(row) !== 'record.sent') continue;
        const e = reader.event(row);
        sent.push(`${e.at} ${(e.fields as unknown as { tp: string }).tp}`);
      }
      return sent;
    };
    const plain = arrivals({});
    expect(plain.length).toBeGreaterThan(300);
    expect(
      arrivals({ producers: { p: { topic: 't', acks: 1, rate: '20/s', keys: 9, 'linger.ms': 100 } } }),
    ).toEqual(plain);
    expect(arrivals({ timeline: [at('6s', 'set', { node: 'p', config: { acks: 0 } })] })).toEqual(plain);
    expect(arrivals({ timeline: [at('6s', 'crash', { node: 'b1' })] })).toEqual(plain);
  });
});
