// Stories that the swarm once found a promise broken in, shrunk: each stays whole from now on.

import { describe, expect, it } from 'vitest';
import { judgeStory } from './judge-story.ts';
import type { Story } from './story.ts';

function story(changes: Partial<Story>): Story {
  return {
    v: 1,
    title: 'found by the swarm',
    seed: 1,
    brokers: { b1: {} },
    controllers: { c1: {} },
    topics: { t: {} },
    producers: { p: { topic: 't', rate: '10/s' } },
    until: '20s',
    timeline: [],
    ...changes,
  };
}

const FOUND: [string, Story][] = [
  [
    'acks=0 frees memory as it sends, which lets the next record out of send()',
    story({
      seed: 538,
      topics: { t: { partitions: 2 } },
      producers: {
        p: { topic: 't', rate: '2/s', acks: '0', 'linger.ms': 300, keys: 7, 'buffer.memory': 20_000 },
      },
      until: '36s',
    }),
  ],
  [
    'a recommended replica that the metadata does not know yet makes the consumer refresh it',
    story({
      seed: 754,
      zones: ['za', 'zb'],
      brokers: Object.fromEntries(
        ['zb', 'za'].map((zone, i) => [
          `b${i + 2}`,
          {
            zone,
            config: { 'replica.selector.class': 'org.apache.kafka.common.replica.RackAwareReplicaSelector' },
          },
        ]),
      ),
      controllers: { c1: { zone: 'za' } },
      topics: { t1: { 'replication.factor': 2, 'min.insync.replicas': 2 } },
      producers: { p2: { topic: 't1', rate: '10/s' } },
      consumers: { r1: { topic: 't1', 'client.rack': 'za' } },
      until: '6s',
      timeline: [
        { at: '1s', do: 'shutdown', zone: 'za' },
        { at: '2s', do: 'restart', zone: 'za' },
      ],
    }),
  ],
  [
    'a quorum that lost its disk ends those who remember more',
    story({ seed: 17, until: '10s', timeline: [{ at: '1s', do: 'loseDisk', node: 'c1' }] }),
  ],
  [
    'a disk that is lost while no node runs excuses its partitions too',
    story({
      seed: 671,
      zones: ['za'],
      brokers: { b1: { zone: 'za' } },
      controllers: { c1: { zone: 'za' } },
      until: '28s',
      timeline: [
        { at: '1s', do: 'crash', zone: 'za', how: 'host' },
        { at: '2s', do: 'loseDisk', node: 'b1' },
        { at: '26s', do: 'restart', zone: 'za' },
      ],
    }),
  ],
  [
    'commitAsync of an earlier generation fails instead of going out under the next one',
    story({
      seed: 1963,
      brokers: { b3: {} },
      topics: { t1: {} },
      producers: { p1: { topic: 't1', rate: '50/s' } },
      groups: {
        g2: {
          topics: ['t1'],
          members: 3,
          running: 1,
          'heartbeat.interval.ms': 500,
          'max.poll.interval.ms': 10_000,
          commit: 'async',
        },
      },
      until: '29s',
      timeline: [
        { at: '19437ms', do: 'isolate', node: 'g2-1' },
        { at: '20s', do: 'restart', node: 'g2-3' },
      ],
    }),
  ],
  [
    'a quorum that forgot the offsets topic makes another one',
    story({
      seed: 2407,
      brokers: { b1: {}, b3: {} },
      topics: { t1: {} },
      groups: { g1: { topics: ['t1'] } },
      until: '6s',
      timeline: [
        { at: '2s', do: 'loseDisk', node: 'c1' },
        { at: '3s', do: 'loseDisk', node: 'b1' },
      ],
    }),
  ],
  [
    'a broker that hears of a cleared ELR and of new partitions at once takes both',
    story({
      seed: 2507,
      brokers: { b2: {}, b3: {}, b5: {} },
      controllers: { c1: { config: { 'broker.session.timeout.ms': 3000 } } },
      topics: { t1: { partitions: 1, 'replication.factor': 2 } },
      producers: {},
      until: '4s',
      timeline: [
        { at: '1s', do: 'isolate', node: 'b3' },
        { at: '2s', do: 'set', topic: 't1', config: { 'min.insync.replicas': 2 } },
        { at: '3s', do: 'set', topic: 't1', config: { partitions: 3 } },
      ],
    }),
  ],
  [
    'a beat that changes nothing is answered after the writes before it, so that nobody reads offsets too soon',
    story({
      seed: 3850,
      brokers: Object.fromEntries(
        ['b1', 'b2', 'b3', 'b4'].map((name) => [name, { config: { 'offsets.commit.timeout.ms': 500 } }]),
      ),
      topics: { t1: { partitions: 1 } },
      producers: {
        p2: { topic: 't1', rate: '20/s', 'request.timeout.ms': 1000, 'delivery.timeout.ms': 1005 },
      },
      groups: {
        g1: {
          topics: ['t1'],
          members: 2,
          'group.protocol': 'consumer',
          'auto.offset.reset': 'earliest',
          'max.poll.records': 5,
          commit: 'sync',
          'default.api.timeout.ms': 2000,
        },
      },
      until: '10s',
      timeline: [
        { at: '1s', do: 'crash', node: 'b2', how: 'host' },
        { at: '2s', do: 'shutdown', node: 'g1-1' },
        { at: '8s', do: 'set', topic: 't1', config: { partitions: 4 } },
        { at: '8s', do: 'shutdown', node: 'b1' },
        { at: '9s', do: 'crash', node: 'c1', how: 'host' },
      ],
    }),
  ],
  [
    'a controller that missed the last change of an ISR and starts first is no witness of what is committed',
    story({
      seed: 8638,
      zones: ['za'],
      brokers: { b2: { zone: 'za' }, b3: { zone: 'za' } },
      controllers: { c1: { zone: 'za' }, c2: { zone: 'za' }, c3: { zone: 'za' } },
      topics: { t1: { partitions: 1, 'replication.factor': 1 } },
      producers: {},
      groups: { g1: { topics: ['t1'] } },
      until: '30s',
      timeline: [
        { at: '12s', do: 'crash', node: 'b3' },
        { at: '13s', do: 'shutdown', node: 'c1' },
        { at: '29s', do: 'crash', zone: 'za', how: 'host' },
      ],
    }),
  ],
  [
    'a sticky leader that has not heard of new partitions fails as its assignor does, and the group goes on without it',
    story({
      seed: 9651,
      brokers: Object.fromEntries(
        ['b1', 'b2', 'b3'].map((name) => [name, { config: { 'offsets.topic.num.partitions': 1 } }]),
      ),
      topics: { t1: { partitions: 1, 'replication.factor': 1 } },
      producers: {},
      groups: {
        g2: {
          topics: ['t1'],
          members: 4,
          'partition.assignment.strategy': 'sticky',
          'metadata.max.age.ms': 5000,
        },
      },
      until: '22s',
      timeline: [
        { at: '1s', do: 'pause', node: 'b1' },
        { at: '2s', do: 'set', topic: 't1', config: { partitions: 3 } },
        { at: '20s', do: 'shutdown', node: 'g2-4' },
      ],
    }),
  ],
];

describe('what the swarm found', () => {
  for (const [name, found] of FOUND) {
    it(name, () => {
      expect(judgeStory(found)).toBeUndefined();
    });
  }
});
