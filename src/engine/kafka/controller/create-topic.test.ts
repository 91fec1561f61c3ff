import { describe, expect, it } from 'vitest';
import { answersTo, quorumRun, request, runTo, SECOND, seen } from '../../../testing/controller-harness.ts';
import type { AdminResponse, CreatePartitionsBody, CreateTopicBody } from '../messages.ts';
import type { PartitionRegistration } from '../metadata-records.ts';
import type { ControllerNode } from './controller-state.ts';

type Run = ReturnType<typeof quorumRun>;

function start(brokers = 3): Run {
  const run = quorumRun({ controllers: 1, brokers });
  runTo(run, SECOND);
  return run;
}

/** Asks, waits, and returns the error of the newest answer. */
function ask(run: Run, body: CreateTopicBody | CreatePartitionsBody): string | undefined {
  const api = body.kind === 'createTopic' ? 'createTopicsRequest' : 'createPartitionsRequest';
  request(run, 'b1', { api, body });
  runTo(run, run.world.now + SECOND);
  const answers = answersTo(run, 'b1').filter(
    (a) => a.api === 'createTopicsResponse' || a.api === 'createPartitionsResponse',
  );
  return (answers[answers.length - 1] as AdminResponse | undefined)?.error;
}

function create(more: Partial<CreateTopicBody>): CreateTopicBody {
  return { kind: 'createTopic', topic: 'new', partitions: 3, replicationFactor: 3, config: {}, ...more };
}

function partitions(run: Run): Record<string, PartitionRegistration> {
  return (run.world.nodes.c1 as ControllerNode).memory.image.partitions;
}

describe('a topic that an operator asks for', () => {
  it('is placed, stored with its settings, and led by the first replica of each list', () => {
    const run = start();
    expect(ask(run, create({ config: { 'min.insync.replicas': '2', 'retention.ms': '1000' } }))).toBe('NONE');
    const { image } = (run.world.nodes.c1 as ControllerNode).memory;
    expect(image.topics.new).toBe(3);
    expect(image.configs.new).toEqual({ 'min.insync.replicas': '2', 'retention.ms': '1000' });
    for (const p of [0, 1, 2]) {
      const made = partitions(run)[`new-${p}`] as PartitionRegistration;
      expect([...made.replicas].sort()).toEqual([1, 2, 3]);
      expect(made).toMatchObject({ isr: made.replicas, leader: made.replicas[0], leaderEpoch: 0, elr: [] });
    }
    expect(seen(run, 'topic.created').map((e) => e.fields)).toEqual([
      { topic: 'new', partitions: 3, replicationFactor: 3 },
    ]);
  });

  it('takes the operator’s assignment in its order', () => {
    const run = start();
    expect(
      ask(
        run,
        create({
          assignment: [
            [3, 1],
            [2, 3],
          ],
        }),
      ),
    ).toBe('NONE');
    expect(partitions(run)['new-0']).toMatchObject({ replicas: [3, 1], isr: [3, 1], leader: 3 });
    expect(partitions(run)['new-1']).toMatchObject({ replicas: [2, 3], leader: 2 });
  });

  it.each<[string, Partial<CreateTopicBody>]>([
    ['INVALID_PARTITIONS', { partitions: 0 }],
    ['INVALID_REPLICATION_FACTOR', { replicationFactor: 4 }],
    ['INVALID_REPLICATION_FACTOR', { replicationFactor: 0 }],
    ['INVALID_REPLICA_ASSIGNMENT', { assignment: [] }],
    ['INVALID_REPLICA_ASSIGNMENT', { assignment: [[1, 1]] }],
    ['INVALID_REPLICA_ASSIGNMENT', { assignment: [[1, 7]] }],
    ['INVALID_REPLICA_ASSIGNMENT', { assignment: [[1, 2], [3]] }],
    ['INVALID_TOPIC_EXCEPTION', { topic: 'a b' }],
    ['INVALID_TOPIC_EXCEPTION', { topic: '..' }],
    ['INVALID_CONFIG', { config: { 'no.such.setting': '1' } }],
    ['INVALID_CONFIG', { config: { 'min.insync.replicas': '0' } }],
  ])('is refused with %s: %o', (error, more) => {
    const run = start();
    expect(ask(run, create(more))).toBe(error);
    expect(Object.keys(partitions(run))).toEqual([]);
  });

  it('is refused when it exists, or would share its metrics with another', () => {
    const run = start();
    expect(ask(run, create({ topic: 'a.b' }))).toBe('NONE');
    expect(ask(run, create({ topic: 'a.b' }))).toBe('TOPIC_ALREADY_EXISTS');
    expect(ask(run, create({ topic: 'a_b' }))).toBe('INVALID_TOPIC_EXCEPTION');
  });

  it('has fenced brokers among its replicas, but not in its ISR', () => {
    const run = start();
    const { image } = (run.world.nodes.c1 as ControllerNode).memory;
    const broker = image.brokers.b3 as NonNullable<typeof image.brokers.b3>;
    image.brokers.b3 = { ...broker, isFenced: true };
    expect(ask(run, create({ assignment: [[3, 1, 2]] }))).toBe('NONE');
    expect(partitions(run)['new-0']).toMatchObject({ replicas: [3, 1, 2], leader: 1 });
    expect(partitions(run)['new-0']?.isr).not.toContain(3);
  });
});

describe('more partitions', () => {
  const more = (count: number, assignment?: number[][]): CreatePartitionsBody => ({
    kind: 'createPartitions',
    topic: 'new',
    count,
    ...(assignment === undefined ? {} : { assignment }),
  });

  it('are added behind the old ones with the same replication factor', () => {
    const run = start();
    ask(run, create({ partitions: 2, replicationFactor: 2 }));
    expect(ask(run, more(4))).toBe('NONE');
    expect(partitions(run)['new-3']?.replicas.length).toBe(2);
    expect((run.world.nodes.c1 as ControllerNode).memory.image.topics.new).toBe(4);
  });

  it('are refused when they are not more, do not fit, or the topic is unknown', () => {
    const run = start();
    expect(ask(run, more(4))).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    ask(run, create({ partitions: 2, replicationFactor: 2 }));
    expect(ask(run, more(2))).toBe('INVALID_PARTITIONS');
    expect(ask(run, more(1))).toBe('INVALID_PARTITIONS');
    expect(ask(run, more(3, [[1, 2, 3]]))).toBe('INVALID_REPLICA_ASSIGNMENT');
    expect(ask(run, more(4, [[1, 2]]))).toBe('INVALID_REPLICA_ASSIGNMENT');
  });
});
