// `set` with `partitions`: a topic grows while it is written to, keys move, and it never shrinks.

import { describe, expect, it } from 'vitest';
import { at, scenario } from '../../testing/scenario-dsl.ts';
import { settingProblem, settingsOf } from '../kafka/facts/queries.ts';
import {
  clusterView,
  metric,
  movedKeys,
  partitionCount,
  partitionOfKey,
  partitionView,
} from '../kafka/queries.ts';
import { parseScenarioValue } from './parse-value.ts';
import { recordScenario } from './record.ts';

const parts = {
  topics: { orders: { partitions: 3, 'replication.factor': 3, 'min.insync.replicas': 2 } },
  producers: { shop: { topic: 'orders', rate: '20/s', keys: 12, 'metadata.max.age.ms': 5000 } },
  consumers: { audit: { topic: 'orders', 'metadata.max.age.ms': 5000 } },
  until: '30s',
};
const TOPIC = { kind: 'topic', topic: 'orders' } as const;

describe('partitions that are added', () => {
  it('come next in the picture, before those of Kafka itself', () => {
    const recording = recordScenario(
      scenario({
        ...parts,
        groups: { packing: { topic: 'orders', members: 1 } },
        timeline: [at('12s', 'set', { topic: 'orders', config: { partitions: 4 } })],
      }),
    );
    recording.extendTo(recording.end);
    const { world } = recording.frameAt(recording.end);
    const shown = clusterView(world).partitions;
    expect(shown.map(({ tp, index }) => `${tp} ${index}`)).toEqual([
      'orders-0 0',
      'orders-1 1',
      'orders-2 2',
      'orders-3 3',
    ]);
    for (const { tp, index } of shown) expect(partitionView(world, tp)?.index).toBe(index);
    expect(partitionView(world, '__consumer_offsets-0')?.index).toBe(4);
  });

  it('are made by the controller, and used once the producer has learned of them', () => {
    const recording = recordScenario(
      scenario({ ...parts, timeline: [at('12s', 'set', { topic: 'orders', config: { partitions: 4 } })] }),
    );
    recording.extendTo(recording.end);
    const before = recording.frameAt(11_900_000).world;
    expect([partitionCount(before, 'orders'), partitionOfKey(before, 'orders', 'key-7')]).toEqual([
      3,
      'orders-1',
    ]);
    const unknown = recording.frameAt(13_000_000).world;
    expect([partitionCount(unknown, 'orders'), partitionOfKey(unknown, 'orders', 'key-7')]).toEqual([
      4,
      'orders-3',
    ]);
    expect(partitionView(unknown, 'orders-3')).toMatchObject({ minIsr: 2, isAvailable: true });
    expect(partitionView(unknown, 'orders-3')?.replicas[0]?.logEndOffset).toBe(0);
    const end = recording.frameAt(recording.end).world;
    expect(partitionView(end, 'orders-3')?.replicas[0]?.highWatermark).toBeGreaterThan(20);
    expect(metric(end, 'ackedLost')).toBe(0);
  });

  it('cannot be taken away, at the start, in a fork or from the toolbox', () => {
    const shrink = at('12s', 'set', { topic: 'orders', config: { partitions: 2 } });
    const refused = parseScenarioValue({
      v: 1,
      title: 'x',
      brokers: 3,
      topics: { orders: { partitions: 3 } },
      timeline: [shrink],
    });
    expect(refused).toMatchObject({
      ok: false,
      errors: [{ path: 'timeline[0].config.partitions' }],
    });
    const recording = recordScenario(scenario(parts));
    recording.extendTo(recording.end);
    const fork = recording.fork({ at: 12_000_000, do: 'set', topic: 'orders', config: { partitions: 3 } });
    fork.extendTo(fork.end);
    const row = fork.events.find(0, 1, (type) => type === 'intervention.ignored');
    expect(fork.events.event(row).fields).toMatchObject({
      reason: expect.stringContaining('partitions can only be added'),
    });
    const { world } = recording.frameAt(0);
    expect(settingsOf(world, TOPIC)).toContainEqual(
      expect.objectContaining({ name: 'partitions', value: '3' }),
    );
    expect(settingProblem(world, TOPIC, 'partitions', 2)).toContain('from 4 to 60');
    expect(settingProblem(world, TOPIC, 'partitions', 4)).toBeUndefined();
  });

  it('move the keys whose hash has another remainder', () => {
    expect([movedKeys(12, 3, 4), movedKeys(12, 3, 6), movedKeys(12, 3, 3)]).toEqual([7, 3, 0]);
  });
});
