import { describe, expect, it } from 'vitest';
import {
  activeController,
  answersTo,
  controllerOf,
  quorumRun,
  request,
  runTo,
  SECOND,
  seen,
  wantShutDown,
} from '../../../testing/controller-harness.ts';
import type { Run } from '../../kernel/run-state.ts';
import type { PartitionRegistration } from '../metadata-records.ts';

const orders = {
  topic: 'orders',
  partitions: 1,
  replicationFactor: 3,
  assignment: [[1, 2, 3]],
  config: { 'min.insync.replicas': '2' },
};

function partition(run: Run): PartitionRegistration {
  return controllerOf(run, activeController(run)).memory.image.partitions[
    'orders-0'
  ] as PartitionRegistration;
}

function epochOf(run: Run, broker: string): number {
  return controllerOf(run, activeController(run)).memory.image.brokers[broker]?.brokerEpoch ?? -1;
}

function lastAnswer(run: Run, broker: string, api: string) {
  return answersTo(run, broker)
    .filter((a) => a.api === api && !('error' in a && a.error === 'NOT_CONTROLLER'))
    .at(-1);
}

function alter(run: Run, sender: number, isr: [number, number][], over: Record<string, unknown> = {}) {
  request(run, `b${sender}`, {
    api: 'alterPartitionRequest',
    brokerId: sender,
    brokerEpoch: epochOf(run, `b${sender}`),
    partitions: [
      {
        tp: 'orders-0',
        leaderEpoch: partition(run).leaderEpoch,
        partitionEpoch: partition(run).partitionEpoch,
        newIsr: isr.map(([brokerId, brokerEpoch]) => ({ brokerId, brokerEpoch })),
        isRecovering: false,
        ...over,
      },
    ],
  });
}

describe('sessions of brokers', () => {
  it.each([1, 2, 3, 4, 5, 6])('fences a silent broker 7 to 10.2 s after it fell silent (seed %i)', (seed) => {
    const run = quorumRun({
      brokers: 3,
      seed,
      topics: [orders],
      interventions: [{ at: (10 + seed / 5) * SECOND, do: 'crash', node: 'b1', how: 'host' }],
    });
    runTo(run, 25 * SECOND);
    const fenced = seen(run, 'broker.fenced');
    expect(fenced.length).toBe(1);
    const after = (fenced[0]?.at ?? 0) / SECOND - (10 + seed / 5);
    expect(after).toBeGreaterThan(7);
    expect(after).toBeLessThan(10.2);
    const rows = seen(run);
    expect(fenced[0]?.because?.setting).toBe('broker.session.timeout.ms');
    expect(rows[fenced[0]?.because?.blocked ?? -1]?.type).toBe('host.lost');
    expect(rows[fenced[0]?.because?.heard ?? -1]?.fields.api).toBe('brokerHeartbeatRequest');
    expect(partition(run)).toMatchObject({
      leader: 2,
      isr: [2, 3],
      elr: [],
      leaderEpoch: 1,
      partitionEpoch: 1,
    });
    const elected = seen(run, 'leader.elected')[0];
    expect(elected?.fields).toMatchObject({ leader: 2, was: 1, election: 'clean', reason: 'broker fenced' });
  });

  it('gives everyone a fresh session after a failover: fencing comes a session after the activation', () => {
    const run = quorumRun({
      brokers: 3,
      topics: [orders],
      interventions: [
        { at: 10 * SECOND, do: 'crash', node: 'c1', how: 'host' },
        { at: 10 * SECOND, do: 'crash', node: 'b1', how: 'host' },
      ],
    });
    runTo(run, 30 * SECOND);
    const activated = seen(run, 'controller.activated')[0]?.at ?? 0;
    const fenced = seen(run, 'broker.fenced')[0]?.at ?? 0;
    expect(fenced - activated).toBeGreaterThan(9 * SECOND);
    expect(fenced - activated).toBeLessThan(10.2 * SECOND);
    expect(partition(run).leader).toBe(2);
  });

  it('refuses a restarted broker until the session of its old process ends', () => {
    const run = quorumRun({
      brokers: 3,
      topics: [orders],
      interventions: [
        { at: 10 * SECOND, do: 'crash', node: 'b1' },
        { at: 11 * SECOND, do: 'restart', node: 'b1' },
      ],
    });
    runTo(run, 30 * SECOND);
    const refused = seen(run, 'controller.refusedRegistration');
    expect(refused.length).toBeGreaterThanOrEqual(3);
    expect(refused[0]?.fields.error).toBe('DUPLICATE_BROKER_REGISTRATION');
    const registered = seen(run, 'controller.registeredBroker')[0];
    expect(registered?.fields.clean).toBe(0);
    expect((registered?.at ?? 0) / SECOND).toBeGreaterThan(17);
    expect((registered?.at ?? 0) / SECOND).toBeLessThan(21.2);
    expect(seen(run, 'broker.unfenced').length).toBe(1);
    expect(epochOf(run, 'b1')).toBeGreaterThan(10);
  });

  it('lets a broker go only when the others have applied the move of its leaderships', () => {
    const run = quorumRun({ brokers: 3, topics: [orders] });
    runTo(run, 5 * SECOND);
    wantShutDown(run, 'b1');
    runTo(run, 12 * SECOND);
    expect(partition(run)).toMatchObject({ leader: 2, isr: [2, 3], leaderEpoch: 1 });
    const order = seen(run, 'broker.inControlledShutdown', 'leader.elected', 'broker.fenced').map(
      (e) => e.type,
    );
    expect(order).toEqual(['broker.inControlledShutdown', 'leader.elected', 'broker.fenced']);
    const allowed = answersTo(run, 'b1').find((a) => a.api === 'brokerHeartbeatResponse' && a.shouldShutDown);
    expect(allowed).toBeDefined();
  });
});

describe('the ISR that a leader proposes', () => {
  function shrink(
    over: Record<string, unknown> = {},
    isr: [number, number][] = [
      [1, -1],
      [2, -1],
    ],
    sender = 1,
  ) {
    const run = quorumRun({ brokers: 3, topics: [orders] });
    runTo(run, 3 * SECOND);
    alter(run, sender, isr, over);
    runTo(run, 4 * SECOND);
    const answer = lastAnswer(run, `b${sender}`, 'alterPartitionResponse');
    if (answer?.api !== 'alterPartitionResponse') throw new Error('no answer');
    return { run, answer, first: answer.partitions[0] };
  }

  it('is recorded without a new leader epoch', () => {
    const { run, first } = shrink();
    expect(first).toMatchObject({ error: 'NONE', isr: [1, 2], leaderEpoch: 0, partitionEpoch: 1 });
    expect(partition(run)).toMatchObject({
      isr: [1, 2],
      elr: [],
      leader: 1,
      leaderEpoch: 0,
      partitionEpoch: 1,
    });
  });

  it('puts who leaves into the ELR below min.insync.replicas', () => {
    const { run } = shrink({}, [[1, -1]]);
    expect(partition(run).isr).toEqual([1]);
    expect([...partition(run).elr].sort()).toEqual([2, 3]);
  });

  it.each([
    ['UNKNOWN_TOPIC_OR_PARTITION', { tp: 'nowhere-0' }, undefined, 1],
    ['NOT_CONTROLLER', { partitionEpoch: 9 }, undefined, 1],
    ['NOT_CONTROLLER', { leaderEpoch: 9, partitionEpoch: -1 }, undefined, 1],
    ['FENCED_LEADER_EPOCH', { leaderEpoch: -1 }, undefined, 2],
    ['INVALID_REQUEST', {}, undefined, 2],
    ['INVALID_UPDATE_VERSION', { partitionEpoch: -1 }, undefined, 1],
    ['INVALID_REQUEST', {}, [[2, -1]], 1],
    [
      'INVALID_REQUEST',
      {},
      [
        [1, -1],
        [7, -1],
      ],
      1,
    ],
    [
      'INELIGIBLE_REPLICA',
      {},
      [
        [1, -1],
        [2, 1],
      ],
      1,
    ],
  ] as [string, Record<string, unknown>, [number, number][] | undefined, number][])(
    'is refused with %s for %o',
    (error, over, isr, sender) => {
      const { run, answer, first } = shrink(over, isr, sender);
      expect(answer.error).toBe('NONE');
      expect(first?.error).toBe(error);
      expect(partition(run).partitionEpoch).toBe(0);
    },
  );

  it('is refused whole from a process that is not the registered one', () => {
    const run = quorumRun({ brokers: 3, topics: [orders] });
    runTo(run, 3 * SECOND);
    request(run, 'b1', { api: 'alterPartitionRequest', brokerId: 1, brokerEpoch: 999, partitions: [] });
    runTo(run, 4 * SECOND);
    expect(lastAnswer(run, 'b1', 'alterPartitionResponse')).toMatchObject({ error: 'STALE_BROKER_EPOCH' });
  });

  it('is answered only once it is committed: with a silent majority it is not', () => {
    const run = quorumRun({
      brokers: 3,
      topics: [orders],
      interventions: [
        { at: 3 * SECOND, do: 'crash', node: 'c2', how: 'host' },
        { at: 3 * SECOND, do: 'crash', node: 'c3', how: 'host' },
      ],
    });
    runTo(run, 3.2 * SECOND);
    alter(run, 1, [
      [1, -1],
      [2, -1],
    ]);
    runTo(run, 5 * SECOND);
    expect(lastAnswer(run, 'b1', 'alterPartitionResponse')).toBeUndefined();
    expect(partition(run).isr).toEqual([1, 2]);
    runTo(run, 12 * SECOND);
    expect(seen(run, 'controller.deactivated')[0]?.fields.discarded).toBeGreaterThan(0);
    expect(controllerOf(run, 'c1').memory.image.partitions['orders-0']?.isr).toEqual([1, 2, 3]);
  });
});

describe('the last copies', () => {
  it('leave the partition without leader and with an ELR; a clean ELR member leads again', () => {
    const crash = (node: string, at: number) => ({ at: at * SECOND, do: 'crash' as const, node });
    const run = quorumRun({
      brokers: 3,
      topics: [orders],
      interventions: [
        crash('b3', 5),
        crash('b2', 20),
        crash('b1', 35),
        { at: 60 * SECOND, do: 'restart', node: 'b2' },
        { at: 70 * SECOND, do: 'restart', node: 'b1' },
      ],
    });
    runTo(run, 18 * SECOND);
    expect(partition(run)).toMatchObject({ isr: [1, 2], elr: [], leader: 1 });
    runTo(run, 33 * SECOND);
    expect(partition(run)).toMatchObject({ isr: [1], elr: [2], leader: 1 });
    runTo(run, 55 * SECOND);
    expect(partition(run)).toMatchObject({ isr: [], leader: -1, lastKnownElr: [1] });
    expect([...partition(run).elr].sort()).toEqual([1, 2]);
    runTo(run, 68 * SECOND);
    expect(partition(run)).toMatchObject({ isr: [], elr: [1], leader: -1 });
    runTo(run, 80 * SECOND);
    expect(partition(run)).toMatchObject({ isr: [1], elr: [], leader: 1, lastKnownElr: [] });
    expect(seen(run, 'leader.elected').at(-1)?.fields.election).toBe('lastKnownLeader');
  });
});

describe('requests of operators and brokers', () => {
  it('elect the preferred leader, or say why not', () => {
    const run = quorumRun({ brokers: 3, topics: [orders] });
    runTo(run, 3 * SECOND);
    const elect = (election: string) =>
      request(run, 'b1', {
        api: 'electLeadersRequest',
        body: { kind: 'electLeaders', election, tp: 'orders-0' },
      });
    elect('preferred');
    runTo(run, 4 * SECOND);
    expect(lastAnswer(run, 'b1', 'electLeadersResponse')).toMatchObject({ error: 'ELECTION_NOT_NEEDED' });
    wantShutDown(run, 'b1');
    runTo(run, 10 * SECOND);
    elect('preferred');
    elect('unclean');
    runTo(run, 11 * SECOND);
    const errors = answersTo(run, 'b1').flatMap((a) => (a.api === 'electLeadersResponse' ? [a.error] : []));
    expect(errors).toContain('PREFERRED_LEADER_NOT_AVAILABLE');
    expect(errors.at(-1)).toBe('ELECTION_NOT_NEEDED');
  });

  it('change a topic setting, and clear the ELR when it is the minimum ISR', () => {
    const run = quorumRun({ brokers: 3, topics: [orders] });
    runTo(run, 3 * SECOND);
    alter(run, 1, [[1, -1]]);
    runTo(run, 4 * SECOND);
    expect(partition(run).elr.length).toBe(2);
    const set = (topic: string, config: Record<string, string>) =>
      request(run, 'b1', {
        api: 'incrementalAlterConfigsRequest',
        body: { kind: 'alterConfigs', topic, config },
      });
    set('orders', { 'min.insync.replicas': '1' });
    runTo(run, 5 * SECOND);
    expect(lastAnswer(run, 'b1', 'incrementalAlterConfigsResponse')).toMatchObject({ error: 'NONE' });
    expect(partition(run)).toMatchObject({ elr: [], leader: 1, leaderEpoch: 0, partitionEpoch: 2 });
    expect(seen(run, 'config.changed')[0]?.fields).toEqual({
      topic: 'orders',
      name: 'min.insync.replicas',
      value: '1',
    });
    set('', { 'min.insync.replicas': '' });
    runTo(run, 6 * SECOND);
    expect(lastAnswer(run, 'b1', 'incrementalAlterConfigsResponse')).toMatchObject({
      error: 'INVALID_CONFIG',
    });
    set('nowhere', { 'min.insync.replicas': '2' });
    runTo(run, 7 * SECOND);
    expect(lastAnswer(run, 'b1', 'incrementalAlterConfigsResponse')).toMatchObject({
      error: 'UNKNOWN_TOPIC_OR_PARTITION',
    });
  });

  it('get blocks of 1000 producer ids that never overlap', () => {
    const run = quorumRun({ brokers: 2 });
    runTo(run, 3 * SECOND);
    for (const id of [1, 2, 1]) {
      request(run, `b${id}`, {
        api: 'allocateProducerIdsRequest',
        brokerId: id,
        brokerEpoch: epochOf(run, `b${id}`),
      });
    }
    runTo(run, 4 * SECOND);
    const blocks = ['b1', 'b2']
      .flatMap((b) => answersTo(run, b))
      .flatMap((a) =>
        a.api === 'allocateProducerIdsResponse' && a.error === 'NONE' ? [a.producerIdStart] : [],
      );
    expect(blocks.sort((a, b) => a - b)).toEqual([0, 1000, 2000]);
  });

  it('find leaders back home within 300 s, without anybody asking', () => {
    const away = { ...orders, assignment: [[2, 1, 3]] };
    const run = quorumRun({
      brokers: 3,
      topics: [away],
      interventions: [
        { at: 5 * SECOND, do: 'crash', node: 'b2' },
        { at: 20 * SECOND, do: 'restart', node: 'b2' },
      ],
    });
    runTo(run, 40 * SECOND);
    expect(partition(run)).toMatchObject({ leader: 1, isr: [1, 3] });
    alter(run, 1, [
      [1, -1],
      [2, -1],
      [3, -1],
    ]);
    runTo(run, 345 * SECOND);
    expect(partition(run)).toMatchObject({ leader: 2, leaderEpoch: 2 });
    expect(seen(run, 'leader.elected').at(-1)?.fields).toMatchObject({
      election: 'preferred',
      reason: 'preferred leader balance',
    });
  });
});
