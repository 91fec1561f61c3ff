// Questions about replicas, logs and keys, asked of one run in which a follower is cut off and a topic grows.

import { describe, expect, it } from 'vitest';
import { recordScenario } from '../engine/scenario/record.ts';
import { at, scenario } from '../testing/scenario-dsl.ts';
import { type Answer, answerOf } from './grading.ts';
import type { Ask } from './lesson-schema.ts';

const recording = recordScenario(
  scenario({
    topics: {
      t: { replicas: [['b1', 'b2', 'b3']], 'min.insync.replicas': 3 },
      wide: { partitions: 3, 'replication.factor': 3 },
    },
    producers: {
      p: { topic: 't', acks: 'all', rate: '5/s', 'delivery.timeout.ms': 31_000 },
      q: { topic: 'wide', keys: 12, rate: '5/s', 'metadata.max.age.ms': 5000 },
    },
    until: '70s',
    timeline: [
      at('10s', 'crash', { node: 'b3' }),
      at('20s', 'set', { topic: 'wide', config: { partitions: 4 } }),
      at('60s', 'restart', { node: 'b3' }),
    ],
  }),
);
recording.extendTo(recording.end);

function ask(question: Ask, seconds: number): Answer {
  const { world, rows } = recording.frameAt(seconds * 1_000_000);
  return answerOf(question, { world, rows, events: recording.events });
}

describe('questions about logs', () => {
  const of = { partition: 't-0' } as const;

  it('knows who left the ISR, when, and who may lead all the same', () => {
    expect(ask({ that: 'leftIsrAt', ...of, node: 'b3' }, 9)).toBe(-1);
    expect(ask({ that: 'leftIsrAt', ...of, node: 'b3' }, 30)).toBeGreaterThan(16_000);
    expect(ask({ that: 'leftIsrAt', ...of, node: 'b2' }, 30)).toBe(-1);
    expect(ask({ that: 'joinedIsrAt', ...of, node: 'b3' }, 59)).toBe(-1);
    expect(ask({ that: 'joinedIsrAt', ...of, node: 'b3' }, 69)).toBeGreaterThan(61_000);
    expect(ask({ that: 'elr', ...of }, 30)).toBe('{3}');
    expect(ask({ that: 'elr', ...of }, 69)).toBe('{}');
  });

  it('reads high watermarks and distances of one replica or the leader', () => {
    const stuck = ask({ that: 'highWatermark', ...of }, 12);
    expect(ask({ that: 'highWatermark', ...of }, 50)).toBe(stuck);
    expect(ask({ that: 'highWatermark', ...of, node: 'b2' }, 50)).toBe(stuck);
    expect(ask({ that: 'aboveHighWatermark', ...of }, 50)).toBeGreaterThan(0);
    expect(ask({ that: 'recordsBehind', ...of, node: 'b3' }, 50)).toBeGreaterThan(0);
    expect(ask({ that: 'recordsBehind', ...of, node: 'b2' }, 50)).toBe(0);
  });

  it('tells what the application saw', () => {
    expect(ask({ that: 'lastFailure', producer: 'p' }, 30)).toBe('NONE');
    expect(ask({ that: 'lastFailure', producer: 'p' }, 55)).toBe('TimeoutException');
    expect(ask({ that: 'lastFailure', producer: 'q' }, 55)).toBe('NONE');
  });

  it('refuses what is not there', () => {
    expect(() => ask({ that: 'elr', partition: 'x-0' }, 1)).toThrow(/needs a partition/);
    expect(() => ask({ that: 'recordsBehind', ...of, node: 'c1' }, 1)).toThrow(/no replica/);
    expect(() => ask({ that: 'lastFailure', producer: 'x' }, 1)).toThrow(/no producer/);
    expect(() => ask({ that: 'longestLog', topic: 'x' }, 1)).toThrow(/needs a topic/);
    expect(() => ask({ that: 'movedKeys', topic: 'wide' }, 1)).toThrow(/needs keys and from/);
    expect(() => ask({ that: 'partitionOfKey', topic: 'wide' }, 1)).toThrow(/needs a key/);
  });
});

describe('questions about keys', () => {
  const of = { topic: 'wide' } as const;

  it('follows the number of partitions', () => {
    expect([ask({ that: 'partitionCount', ...of }, 19), ask({ that: 'partitionCount', ...of }, 21)]).toEqual([
      3, 4,
    ]);
    expect(ask({ that: 'partitionOfKey', ...of, key: 'key-7' }, 19)).toBe('wide-1');
    expect(ask({ that: 'partitionOfKey', ...of, key: 'key-7' }, 21)).toBe('wide-3');
    expect(ask({ that: 'movedKeys', ...of, keys: 12, from: 3 }, 21)).toBe(7);
    expect(ask({ that: 'movedKeys', keys: 12, from: 3, to: 6 }, 1)).toBe(3);
    expect(ask({ that: 'keysBeside', ...of, key: 'key-0', keys: 12 }, 19)).toBe(3);
  });

  it('compares the logs of a topic', () => {
    expect(ask({ that: 'partitionsUsed', ...of }, 19)).toBe(3);
    expect(ask({ that: 'partitionsUsed', ...of }, 40)).toBe(4);
    expect(ask({ that: 'longestLog', ...of }, 19)).toMatch(/^wide-[0-2]$/);
  });
});
