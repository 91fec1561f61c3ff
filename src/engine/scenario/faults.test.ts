// Random faults on a whole cluster: no invariant breaks after any event, and once everything is healed the cluster
// converges. The swarm does the same on more clusters; this is the part that every test run does.

import { describe, expect, it } from 'vitest';
import { createRng, nextBelow } from '../../base/rng.ts';
import { at, scenario } from '../../testing/scenario-dsl.ts';
import { printTrace } from '../../testing/trace-printer.ts';
import { clusterView, ledgerView } from '../kafka/queries.ts';
import { describeViolation, runChecked } from './checked-run.ts';
import { recordScenario } from './record.ts';

const NODES = ['b1', 'b2', 'b3', 'c1', 'c2', 'c3'];
const ACTIONS = [
  'crash',
  'crash',
  'restart',
  'restart',
  'shutdown',
  'pause',
  'resume',
  'isolate',
  'cut',
  'lossy',
  'heal',
];

/** Faults in the first minute; at 75 s everything is mended. */
function faults(seed: number): Record<string, unknown>[] {
  const rng = createRng(seed, 'faults');
  const pick = (list: readonly string[]) => list[nextBelow(rng, list.length)] as string;
  const timeline = Array.from({ length: 3 + nextBelow(rng, 6) }, () => {
    const time = `${1_000 + nextBelow(rng, 59_000)}ms`;
    const action = pick(ACTIONS);
    if (action === 'heal') return at(time, action);
    if (action === 'cut') return at(time, action, { link: [pick(NODES.slice(0, 3)), pick(NODES.slice(3))] });
    if (action === 'lossy') return at(time, action, { link: [pick(NODES.slice(0, 3)), 'p'], loss: 0.3 });
    if (nextBelow(rng, 4) === 0) return at(time, action, { zone: pick(['za', 'zb', 'zc']) });
    return at(time, action, { node: pick(NODES) });
  });
  timeline.push(at('75s', 'heal'));
  for (const node of NODES) timeline.push(at('75s', 'resume', { node }), at('75s', 'restart', { node }));
  return timeline;
}

describe('random faults', () => {
  for (let seed = 1; seed <= 10; seed++) {
    it(`break nothing and heal (seed ${seed})`, () => {
      const { run, broken } = runChecked(scenario({ seed, until: '180s', timeline: faults(seed) }));
      expect(broken?.violations.map(describeViolation) ?? []).toEqual([]);
      const cluster = clusterView(run.world);
      const ledger = ledgerView(run.world);
      expect(cluster.partitions.map((p) => [...p.isr].sort())).toEqual([[1, 2, 3]]);
      expect(cluster.brokers.every((b) => b.health === 'up' && !b.isFenced)).toBe(true);
      expect(ledger).toMatchObject({ ackedLost: 0, ackedAtRisk: 0, offlinePartitions: 0, dupInLog: 0 });
      expect(ledger.sent).toBeGreaterThan(1_500);
      expect(ledger.waiting).toBeLessThan(5);
    });
  }
});

describe('a controlled shutdown', () => {
  it('moves the leader first and costs no time-out', () => {
    const recording = recordScenario(
      scenario({ timeline: [at('10s', 'shutdown', { node: 'b1' })], until: '20s' }),
    );
    recording.extendTo(recording.end);
    const lines = printTrace(recording.events).map((line) => line.split(' ').slice(1, 3).join(' '));
    const order = [
      'b1 broker.shutdownStarted',
      'c2 leader.elected',
      'b2 replica.becameLeader',
      'b1 broker.stopped',
    ];
    expect(lines.filter((line) => order.includes(line)).slice(-4)).toEqual(order);
    expect(ledgerView(recording.frameAt(recording.end).world)).toMatchObject({
      writeUnavailMs: 0,
      ackedLost: 0,
    });
  });
});

describe('the loss of a disk', () => {
  it('changes nothing where a client keeps none, and says so', () => {
    const lose = (node: string) => at('10s', 'loseDisk', { node });
    const groups = {
      classic: { topics: ['t'], members: 1 },
      share: { type: 'share', topics: ['t'], members: 1 },
    };
    const timeline = ['p', 'rd', 'classic-1', 'share-1'].map(lose);
    const recording = recordScenario(scenario({ groups, timeline, until: '20s' }));
    recording.extendTo(recording.end);
    const lines = printTrace(recording.events).filter((line) => line.includes('intervention.ignored'));
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toContain('a client keeps nothing on a disk');
    const { world } = recording.frameAt(recording.end);
    expect(clusterView(world).producers[0]?.health).toBe('up');
    expect(ledgerView(world)).toMatchObject({ ackedLost: 0, dupInLog: 0 });
    expect(runChecked(scenario({ timeline: [lose('p')], until: '20s' })).broken?.violations ?? []).toEqual(
      [],
    );
  });
});
