import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toyNodes, toyRun } from '../../testing/toy-domain.ts';
import type { Intervention } from './intervention.ts';
import { createRecording, inlineDriver } from './recording.ts';
import type { Recording } from './recording-api.ts';
import { runTo } from './run.ts';
import { hashHex } from './trace.ts';
import { createTraceReader } from './trace-reader.ts';
import type { NodeState, World } from './world.ts';

const SECOND = 1_000_000;

function record(interventions: readonly Intervention[], until = 6 * SECOND, seed = 7): Recording {
  const makeRun = (list: readonly Intervention[], keep: boolean) => toyRun(list, keep, seed);
  return createRecording({
    seed,
    interventions,
    until,
    storeColumns: 0,
    makeRun,
    driver: inlineDriver(makeRun),
  });
}

function typesOf(
  interventions: readonly Intervention[],
  until: number,
  only: (type: string) => boolean,
): string[] {
  const run = toyRun(interventions);
  runTo(run, until);
  const reader = createTraceReader(run.trace);
  const out: string[] = [];
  for (let row = 0; row < reader.length; row++) {
    const e = reader.event(row);
    if (only(e.type)) out.push(`${Math.floor(e.at / 1000)} ${e.node} ${e.type}`);
  }
  return out;
}

const arbitraryFault: fc.Arbitrary<Intervention> = fc
  .record({
    at: fc.integer({ min: 0, max: 5 * SECOND }),
    kind: fc.constantFrom(
      'crash',
      'restart',
      'pause',
      'resume',
      'shutdown',
      'slow',
      'cut',
      'heal',
      'lossy',
      'isolate',
      'loseDisk',
    ),
    node: fc.constantFrom('s', 'p', 'q'),
    how: fc.constantFrom('process', 'host', 'power'),
  })
  .map(({ at, kind, node, how }) => {
    if (kind === 'crash') return { at, do: 'crash', node, how } as Intervention;
    if (kind === 'cut' || kind === 'heal' || kind === 'lossy')
      return { at, do: kind, link: ['s', node === 's' ? 'p' : node] } as Intervention;
    return { at, do: kind, node } as Intervention;
  });

describe('a run', () => {
  it('gives the same hash for the same seed and faults, another for another seed', () => {
    const faults: Intervention[] = [
      { at: SECOND, do: 'crash', node: 's', how: 'process' },
      { at: 2 * SECOND, do: 'restart', node: 's' },
    ];
    const hashes = [7, 7, 8].map((seed) => {
      const run = toyRun(faults, true, seed);
      runTo(run, 5 * SECOND);
      return hashHex(run.world.hash);
    });
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });

  it('does not depend on whether rows are kept, nor on the steps in which it is run', () => {
    const whole = toyRun([], true);
    runTo(whole, 3 * SECOND);
    const stepped = toyRun([], false);
    for (let t = 0; t <= 3 * SECOND; t += 7_777) runTo(stepped, t);
    runTo(stepped, 3 * SECOND);
    expect(hashHex(stepped.world.hash)).toBe(hashHex(whole.world.hash));
    expect(stepped.world.rows).toBeGreaterThan(100);
  });

  it('survives JSON at any moment', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryFault, { maxLength: 6 }),
        fc.integer({ min: 0, max: 4 * SECOND }),
        (faults, at) => {
          const plain = toyRun(faults);
          runTo(plain, 5 * SECOND);
          const copied = toyRun(faults);
          runTo(copied, at);
          copied.world = JSON.parse(JSON.stringify(copied.world)) as World;
          runTo(copied, 5 * SECOND);
          expect(hashHex(copied.world.hash)).toBe(hashHex(plain.world.hash));
        },
      ),
      { numRuns: 60, seed: 11 },
    );
  });

  it('keeps the draws of all others when one setting changes', () => {
    const asked = (meanUs: number) => {
      const nodes = toyNodes.map((n) => (n.id === 'q' ? { ...n, config: { peer: 's', meanUs } } : n));
      const run = toyRun([], true, 7, nodes);
      runTo(run, 3 * SECOND);
      const reader = createTraceReader(run.trace);
      const times: number[] = [];
      for (let row = 0; row < reader.length; row++) {
        const e = reader.event(row);
        if (e.type === 'toy.asked' && e.node === 'p') times.push(e.at);
      }
      return times;
    };
    expect(asked(70_000)).toEqual(asked(15_000));
    expect(asked(70_000).length).toBeGreaterThan(40);
  });
});

describe('a recording', () => {
  it('shows at any time, after any seeks and forks, what a fresh run shows', () => {
    const times = fc.array(fc.integer({ min: 0, max: 6 * SECOND }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(arbitraryFault, { maxLength: 4 }),
        times,
        arbitraryFault,
        (faults, seeks, extra) => {
          const first = record(faults);
          first.extendTo(6 * SECOND);
          const forked = first.fork(extra);
          forked.extendTo(6 * SECOND);
          for (const [recording, list] of [
            [first, faults],
            [forked, [...faults, extra]],
          ] as const) {
            for (const t of seeks) {
              const frame = recording.frameAt(t);
              const fresh = toyRun(list, false);
              runTo(fresh, t);
              expect(hashHex(frame.world.hash)).toBe(hashHex(fresh.world.hash));
              expect(frame.world.nodes).toEqual(fresh.world.nodes);
              expect(recording.events.rowsUntil(t)).toBe(frame.rows);
            }
          }
        },
      ),
      { numRuns: 40, seed: 5 },
    );
  });

  it('has checkpoints on a long run, and undo brings the first future back', () => {
    const first = record([], 400 * SECOND);
    first.extendTo(400 * SECOND);
    expect(first.hash).toMatch(/^[0-9a-f]{16}$/);
    const forked = first.fork({ at: 333 * SECOND, do: 'crash', node: 's' });
    forked.extendTo(400 * SECOND);
    expect(forked.hash).not.toBe(first.hash);
    const undone = forked.without(0);
    undone.extendTo(400 * SECOND);
    expect(undone.hash).toBe(first.hash);
    expect(undone.events.event(9_000)).toEqual(first.events.event(9_000));
  });

  it('reports a run that fails instead of throwing', () => {
    const broken = record([{ at: SECOND, do: 'crash', node: 's', how: 'process' }]);
    broken.extendTo(2 * SECOND);
    expect(broken.failure).toBeUndefined();
    expect(broken.events.find(0, 1, (t) => t === 'process.crashed')).toBeGreaterThan(0);
  });
});

describe('faults are not one thing', () => {
  const isLoss = (t: string) => t === 'toy.lost' || t === 'connection.refused';

  it('a process crash is heard at once and refuses new connections', () => {
    const seen = typesOf([{ at: SECOND, do: 'crash', node: 's', how: 'process' }], 1.2 * SECOND, isLoss);
    expect(seen.filter((s) => s.endsWith('toy.lost'))[0]).toMatch(/^100[0-3] /);
    expect(seen.some((s) => s.endsWith('connection.refused'))).toBe(true);
  });

  it('a lost host is silence', () => {
    expect(typesOf([{ at: SECOND, do: 'crash', node: 's', how: 'host' }], 5 * SECOND, isLoss)).toEqual([]);
  });

  it('what a process had sent before its crash still arrives', () => {
    const answers = (how: 'process') => {
      const run = toyRun([{ at: SECOND, do: 'crash', node: 's', how }]);
      runTo(run, SECOND);
      const sent = run.world.queue.filter((e) => e.from === 's' && e.message !== 0).length;
      const before = ['p', 'q'].reduce(
        (n, id) => n + ((run.world.nodes[id] as NodeState).memory as { answers: number }).answers,
        0,
      );
      runTo(run, 1.1 * SECOND);
      const after = ['p', 'q'].reduce(
        (n, id) => n + ((run.world.nodes[id] as NodeState).memory as { answers: number }).answers,
        0,
      );
      return { sent, arrived: after - before };
    };
    const { sent, arrived } = answers('process');
    expect(arrived).toBe(sent);
  });

  it('a paused process answers late, in order, and closes nothing', () => {
    const faults: Intervention[] = [
      { at: SECOND, do: 'pause', node: 's' },
      { at: 3 * SECOND, do: 'resume', node: 's' },
    ];
    expect(typesOf(faults, 4 * SECOND, isLoss)).toEqual([]);
    const answered = typesOf(faults, 4 * SECOND, (t) => t === 'toy.answered');
    expect(answered.some((s) => /^[12]\d{3} s/.test(s) && !s.startsWith('1000'))).toBe(false);
    expect(answered.filter((s) => s.startsWith('3000 s')).length).toBeGreaterThan(20);
  });

  it('a cut link delays, and TCP delivers all of it after the heal', () => {
    const faults: Intervention[] = [
      { at: SECOND, do: 'cut', link: ['p', 's'] },
      { at: 2 * SECOND, do: 'heal', link: ['p', 's'] },
    ];
    const run = toyRun(faults);
    runTo(run, 10 * SECOND);
    const reader = createTraceReader(run.trace);
    let dropped = 0;
    for (let row = 0; row < reader.length; row++) if (reader.typeOf(row) === 'message.dropped') dropped++;
    expect(dropped).toBe(0);
    const p = run.world.nodes.p as { disk: { asked: number }; memory: { answers: number } } as never as {
      disk: { asked: number };
      memory: { answers: number };
    };
    expect(p.disk.asked - p.memory.answers).toBeLessThanOrEqual(2);
  });

  it('says what kept a peer silent', () => {
    const run = toyRun([{ at: SECOND, do: 'crash', node: 's', how: 'process' }]);
    runTo(run, 1.5 * SECOND);
    const reader = createTraceReader(run.trace);
    const lost = reader.event(reader.find(0, 1, (t) => t === 'toy.lost'));
    expect(lost.because?.setting).toBe('toy.patience');
    expect(reader.typeOf(lost.because?.blocked ?? -1)).toBe('process.crashed');
  });

  it('records an intervention that changes nothing', () => {
    expect(
      typesOf([{ at: SECOND, do: 'restart', node: 's' }], 2 * SECOND, (t) => t === 'intervention.ignored'),
    ).toEqual(['1000 s intervention.ignored']);
  });
});
