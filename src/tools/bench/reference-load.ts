// The load that the engine's figures are measured on: six brokers in three zones, twelve partitions with three replicas,
// three producers of 100 records a second; with a group, six members that read it all.

import { must } from '../../base/assert.ts';
import { parseScenarioValue } from '../../engine/scenario/parse-value.ts';
import type { Scenario } from '../../engine/scenario/scenario.ts';

const producer = { topic: 'orders', acks: 'all', rate: '100/s', keys: 1000 };

/** The reference load, running for `until` ("60s"), read by a group of so many members. */
export function referenceLoad(until: string, members = 0): Scenario {
  const result = parseScenarioValue({
    v: 1,
    title: 'Reference load',
    seed: 7,
    zones: ['a', 'b', 'c'],
    brokers: Object.fromEntries(['a', 'b', 'c', 'a', 'b', 'c'].map((zone, i) => [`b${i + 1}`, { zone }])),
    controllers: 3,
    topics: { orders: { partitions: 12, 'replication.factor': 3, 'min.insync.replicas': 2 } },
    producers: { p1: producer, p2: producer, p3: producer },
    ...(members > 0 && { groups: { readers: { topics: ['orders'], members } } }),
    until,
  });
  return must(result.ok ? result.scenario : undefined, 'the reference load is not a valid scenario');
}
