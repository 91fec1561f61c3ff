import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type TopicPartition, topicPartition } from '../names.ts';
import type { AssignableTopic, MemberPartitions, MemberSubscription } from './client-assignor.ts';
import { assignCooperativeSticky } from './cooperative-sticky-assignor.ts';
import { assignRange } from './range-assignor.ts';
import { assignRoundRobin } from './round-robin-assignor.ts';
import { assignSticky } from './sticky-assignor.ts';
import type { StickyOptions } from './sticky-claims.ts';

type Pair = [string, number];

interface VectorCase {
  test: string;
  preferRackAwareLogic: boolean;
  maxGenerationBefore?: number;
  topics: { name: string; partitions: number; replicaRacks?: string[][] }[];
  members: {
    id: string;
    topics: string[];
    rack?: string;
    instanceId?: string;
    ownedPartitions?: Pair[];
    generation?: number | null;
    subscriptionOwnedPartitions?: Pair[];
    subscriptionGeneration?: number | null;
  }[];
  expected: Record<string, Pair[]>;
}

type Assign = (
  members: MemberSubscription[],
  topics: AssignableTopic[],
  options: StickyOptions,
) => MemberPartitions[];

const assignors: { name: string; count: number; assign: Assign }[] = [
  { name: 'range', count: 95, assign: assignRange },
  { name: 'roundrobin', count: 15, assign: assignRoundRobin },
  { name: 'sticky', count: 185, assign: (m, t, o) => assignSticky(m, t, o).assignment },
  {
    name: 'cooperative-sticky',
    count: 214,
    assign: (m, t, o) => assignCooperativeSticky(m, t, o).assignment,
  },
];

function names(pairs: Pair[] | undefined): TopicPartition[] {
  return (pairs ?? []).map(([topic, partition]) => topicPartition(topic, partition));
}

function subscription(m: VectorCase['members'][number]): MemberSubscription {
  return {
    memberId: m.id,
    topics: m.topics,
    ownedPartitions: names(m.subscriptionOwnedPartitions),
    generation: m.subscriptionGeneration ?? -1,
    userData: { ownedPartitions: names(m.ownedPartitions), generation: m.generation ?? -1 },
    ...(m.rack === undefined ? {} : { rack: m.rack }),
    ...(m.instanceId === undefined ? {} : { instanceId: m.instanceId }),
  };
}

function topic(t: VectorCase['topics'][number]): AssignableTopic {
  return { name: t.name, partitions: t.partitions, ...(t.replicaRacks ? { racks: t.replicaRacks } : {}) };
}

for (const { name, count, assign } of assignors) {
  describe(`${name}, against recorded calls of Kafka 4.3.1`, () => {
    const file = new URL(`../../../../conformance/vectors/assignor-${name}.json`, import.meta.url);
    const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: VectorCase[] };

    it('has all cases', () => expect(cases.length).toBe(count));

    it.each(cases.map((c, i) => [i, c.test, c] as const))('%i %s', (_i, _test, c) => {
      const members = c.members.map(subscription);
      const given = structuredClone(members);
      const options = { prefersRacks: c.preferRackAwareLogic, maxGeneration: c.maxGenerationBefore ?? -1 };
      const assignment = assign(members, c.topics.map(topic), options);
      const expected = new Map(Object.entries(c.expected).map(([id, pairs]) => [id, names(pairs)]));
      expect(new Map(assignment.map((a) => [a.memberId, a.partitions]))).toEqual(expected);
      expect(members).toEqual(given);
    });
  });
}
