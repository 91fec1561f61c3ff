import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  inCoordinatorOrder,
  type ServerGroup,
  type ServerMember,
  type TopicAssignment,
} from './server-assignor.ts';
import { assignServerRange } from './server-range-assignor.ts';
import { assignServerUniform } from './server-uniform-assignor.ts';

interface VectorCase {
  test: string;
  subscriptionType: 'Homogeneous' | 'Heterogeneous';
  topics: Record<string, number>;
  members: {
    id: string;
    instanceId?: string;
    subscribedTopics: string[];
    currentTarget: TopicAssignment;
  }[];
  alreadyAssigned: Record<string, number[]>;
  expected: Record<string, Record<string, number[]>>;
}

function groupOf(c: VectorCase): ServerGroup {
  return {
    members: c.members.map((m) => ({
      memberId: m.id,
      subscribedTopicIds: m.subscribedTopics,
      target: m.currentTarget,
      ...(m.instanceId === undefined ? {} : { instanceId: m.instanceId }),
    })),
    isHomogeneous: c.subscriptionType === 'Homogeneous',
    partitionCounts: c.topics,
  };
}

/** Sets of partitions are compared, as the assignor returns them. */
function sorted(target: TopicAssignment): TopicAssignment {
  const copy: TopicAssignment = {};
  for (const [topicId, partitions] of Object.entries(target)) {
    copy[topicId] = [...partitions].sort((a, b) => a - b);
  }
  return copy;
}

const assignors = [
  { name: 'range', count: 23, assign: assignServerRange },
  { name: 'uniform', count: 52, assign: assignServerUniform },
];

for (const { name, count, assign } of assignors) {
  describe(`server-side ${name}, against recorded calls of Kafka 4.3.1`, () => {
    const file = new URL(`../../../../conformance/vectors/server-assignor-${name}.json`, import.meta.url);
    const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: VectorCase[] };

    it('has all cases', () => expect(cases.length).toBe(count));

    it.each(cases.map((c, i) => [i, c.test, c] as const))('%i %s', (_i, _test, c) => {
      const group = groupOf(c);
      const given = structuredClone(group);
      const targets = Object.fromEntries(assign(group).map((t) => [t.memberId, sorted(t.target)]));
      const expected = Object.fromEntries(Object.entries(c.expected).map(([id, t]) => [id, sorted(t)]));
      expect(targets).toEqual(expected);
      expect(group).toEqual(given);
    });
  });
}

describe('the coordinator', () => {
  const topicId = 'AAAAAAAAAAAAAAAAAAAAAQ';
  const member = (memberId: string, partitions: number[]): ServerMember => ({
    memberId,
    subscribedTopicIds: [topicId],
    target: partitions.length === 0 ? {} : { [topicId]: partitions },
  });

  it('gives its members and their partitions to the assignor in the order of its hash sets', () => {
    const members = [member('consumer1', [1, 16]), member('consumer2', []), member('consumer3', [0, 2])];
    const ordered = inCoordinatorOrder({ members, isHomogeneous: true, partitionCounts: { [topicId]: 17 } });
    expect(ordered.members.map((m) => m.memberId)).toEqual(['consumer3', 'consumer2', 'consumer1']);
    // 16 shares its bucket with 0 in a set of 16 buckets.
    expect(ordered.members[2]?.target).toEqual({ [topicId]: [16, 1] });
  });

  it('revokes exactly two of seven partitions for a third member, wherever that comes in the order', () => {
    for (const order of [
      [0, 1, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const all = [member('a', [0, 1, 2, 3]), member('b', [4, 5, 6]), member('c', [])];
      const members = order.map((i) => all[i] as ServerMember);
      const targets = assignServerUniform({
        members,
        isHomogeneous: true,
        partitionCounts: { [topicId]: 7 },
      });
      const joined = targets.find((t) => t.memberId === 'c')?.target[topicId];
      expect(joined?.length).toBe(2);
    }
  });

  it('refuses a topic that does not exist', () => {
    const group = { members: [member('a', [])], isHomogeneous: true, partitionCounts: {} };
    expect(() => assignServerUniform(group)).toThrow('a topic that exists');
  });
});
