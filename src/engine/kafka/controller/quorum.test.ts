import { describe, expect, it } from 'vitest';
import {
  activeController,
  controllerOf,
  quorumRun,
  runTo,
  SECOND,
  seen,
} from '../../../testing/controller-harness.ts';

const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

describe('a quorum of three controllers', () => {
  it.each(seeds)('elects one leader from cold within seconds (seed %i)', (seed) => {
    const run = quorumRun({ cold: true, seed });
    runTo(run, 8 * SECOND);
    const active = activeController(run);
    expect(active).not.toBe('');
    const leader = controllerOf(run, active);
    for (const id of ['c1', 'c2', 'c3']) {
      const node = controllerOf(run, id);
      expect(node.disk.epoch).toBe(leader.disk.epoch);
      expect(node.disk.leaderId).toBe(leader.config['node.id']);
    }
    expect(leader.memory.image.configs['']).toEqual({ 'min.insync.replicas': '1' });
  });

  it('stays as it is when settled: one active controller, no elections, no-ops replicated', () => {
    const run = quorumRun({ active: 2 });
    runTo(run, 30 * SECOND);
    expect(activeController(run)).toBe('c2');
    expect(seen(run, 'quorum.preVoteStarted', 'quorum.resigned')).toEqual([]);
    const ends = ['c1', 'c2', 'c3'].map((id) => controllerOf(run, id).disk.highWatermark);
    expect(Math.min(...ends)).toBeGreaterThan(55);
    expect(Math.max(...ends) - Math.min(...ends)).toBeLessThanOrEqual(1);
  });

  it.each(seeds)('has a new active controller 2 to 4 s after a crash of the old one (seed %i)', (seed) => {
    const run = quorumRun({ seed, interventions: [{ at: 10 * SECOND, do: 'crash', node: 'c1' }] });
    runTo(run, 30 * SECOND);
    const activated = seen(run, 'controller.activated');
    expect(activated.length).toBe(1);
    const after = (activated[0]?.at ?? 0) - 10 * SECOND;
    expect(after).toBeGreaterThan(1.5 * SECOND);
    expect(after).toBeLessThan(4.1 * SECOND);
    expect(controllerOf(run, activeController(run)).disk.epoch).toBeGreaterThan(1);
  });

  it('says why the followers began: the last answer heard, the crash, the setting', () => {
    const run = quorumRun({ interventions: [{ at: 10 * SECOND, do: 'crash', node: 'c1', how: 'host' }] });
    runTo(run, 14 * SECOND);
    const first = seen(run, 'quorum.preVoteStarted')[0];
    expect(first?.because?.setting).toBe('controller.quorum.fetch.timeout.ms');
    const rows = seen(run);
    expect(rows[first?.because?.blocked ?? -1]?.type).toBe('host.lost');
    expect(rows[first?.because?.heard ?? -1]?.type).toBe('message.delivered');
  });

  it('is not disturbed by a follower that was cut off and returns', () => {
    const run = quorumRun({
      interventions: [
        { at: 5 * SECOND, do: 'isolate', node: 'c3' },
        { at: 25 * SECOND, do: 'heal' },
      ],
    });
    runTo(run, 24 * SECOND);
    expect(controllerOf(run, 'c3').disk.epoch).toBe(1);
    runTo(run, 40 * SECOND);
    expect(activeController(run)).toBe('c1');
    expect(controllerOf(run, 'c1').disk.epoch).toBe(1);
    expect(controllerOf(run, 'c3').memory.raft.role).toBe('follower');
    expect(controllerOf(run, 'c3').disk.highWatermark).toBeGreaterThan(60);
  });

  it('makes a leader that is cut off resign after 3 s and follow the new one when it returns', () => {
    const run = quorumRun({
      interventions: [
        { at: 5 * SECOND, do: 'isolate', node: 'c1' },
        { at: 25 * SECOND, do: 'heal' },
      ],
    });
    runTo(run, 24 * SECOND);
    const resigned = seen(run, 'quorum.resigned')[0];
    expect(resigned?.node).toBe('c1');
    expect((resigned?.at ?? 0) / SECOND).toBeGreaterThan(7.4);
    expect((resigned?.at ?? 0) / SECOND).toBeLessThan(8.1);
    expect(seen(run, 'controller.deactivated')[0]?.node).toBe('c1');
    expect(['c2', 'c3']).toContain(activeController(run));
    runTo(run, 45 * SECOND);
    const leader = controllerOf(run, activeController(run));
    const back = controllerOf(run, 'c1');
    expect(back.memory.raft.role).toBe('follower');
    expect(back.disk.epoch).toBe(leader.disk.epoch);
    expect(back.disk.epochs).toEqual(leader.disk.epochs);
    expect(back.memory.image.brokers).toEqual(leader.memory.image.brokers);
  });

  it('moves at once when the leader is stopped cleanly', () => {
    const run = quorumRun({ interventions: [{ at: 10 * SECOND, do: 'shutdown', node: 'c1' }] });
    runTo(run, 12 * SECOND);
    const activated = seen(run, 'controller.activated')[0];
    expect((activated?.at ?? 0) - 10 * SECOND).toBeLessThan(0.2 * SECOND);
    expect(controllerOf(run, activeController(run)).disk.epoch).toBe(2);
    expect(controllerOf(run, 'c1').isUp).toBe(false);
  });

  it('commits nothing without a majority and recovers when it is back', () => {
    const run = quorumRun({
      interventions: [
        { at: 5 * SECOND, do: 'crash', node: 'c2' },
        { at: 5 * SECOND, do: 'crash', node: 'c3' },
        { at: 30 * SECOND, do: 'restart', node: 'c3' },
      ],
    });
    runTo(run, 29 * SECOND);
    expect(activeController(run)).toBe('');
    // It raised the epoch once, when it resigned.
    expect(controllerOf(run, 'c1').disk.epoch).toBe(2);
    runTo(run, 45 * SECOND);
    expect(activeController(run)).not.toBe('');
  });

  it('keeps its log through a restart of every voter', () => {
    const crash = ['c1', 'c2', 'c3'].map((node) => ({ at: 5 * SECOND, do: 'crash' as const, node }));
    const restart = ['c1', 'c2', 'c3'].map((node) => ({ at: 10 * SECOND, do: 'restart' as const, node }));
    const run = quorumRun({ brokers: 3, interventions: [...crash, ...restart] });
    runTo(run, 9 * SECOND);
    const before = controllerOf(run, 'c1').disk.highWatermark;
    runTo(run, 25 * SECOND);
    const leader = controllerOf(run, activeController(run));
    expect(leader.disk.highWatermark).toBeGreaterThan(before);
    expect(leader.memory.image.brokers.b1?.brokerId).toBe(1);
    expect(leader.disk.epoch).toBeGreaterThan(1);
  });
});

describe('a single controller', () => {
  it('leads at once, and again after a restart', () => {
    const run = quorumRun({
      controllers: 1,
      cold: true,
      interventions: [
        { at: 5 * SECOND, do: 'crash', node: 'c1' },
        { at: 6 * SECOND, do: 'restart', node: 'c1' },
      ],
    });
    runTo(run, 1 * SECOND);
    expect(activeController(run)).toBe('c1');
    expect(controllerOf(run, 'c1').disk.epoch).toBe(1);
    runTo(run, 9 * SECOND);
    expect(activeController(run)).toBe('c1');
    expect(controllerOf(run, 'c1').disk.epoch).toBe(2);
  });
});

describe('the world of controllers', () => {
  it('survives JSON', () => {
    const run = quorumRun({ brokers: 2, interventions: [{ at: 3 * SECOND, do: 'crash', node: 'c1' }] });
    for (let t = 1; t < 12; t++) {
      runTo(run, t * SECOND);
      expect(JSON.parse(JSON.stringify(run.world))).toStrictEqual(run.world);
    }
  });
});
