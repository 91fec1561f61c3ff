import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ServerGroup, ServerMember, TopicAssignment } from './server-assignor.ts';
import { assignServerRange } from './server-range-assignor.ts';
import { assignServerUniform } from './server-uniform-assignor.ts';
import { nextTargets } from './target-assignment.ts';

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

  it('walks members in hash order and keeps partitions in the order of its hash sets', () => {
    const partitionCounts = { [topicId]: 34 };
    const members = ['consumer1', 'consumer2', 'consumer3'].map((id) => member(id, []));
    const first = nextTargets('uniform', { members, isHomogeneous: true, partitionCounts });
    expect(first.map((t) => t.memberId)).toEqual(['consumer3', 'consumer2', 'consumer1']);
    // Twelve partitions are a set of 32 buckets, in which 32 and 33 come before 22.
    expect(first[2]?.target[topicId]).toEqual([32, 33, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]);
  });

  it('keeps a target that does not change, and empties that of a member without topics', () => {
    const members = [member('a', [1, 0]), member('b', [2])];
    const group = { members, isHomogeneous: true, partitionCounts: { [topicId]: 3 } };
    expect(nextTargets('uniform', group)[0]?.target).toBe(members[0]?.target);
    const left = members.map((m) => ({ ...m, subscribedTopicIds: [] }));
    expect(nextTargets('uniform', { ...group, members: left }).map((t) => t.target)).toEqual([{}, {}]);
    expect(nextTargets('range', group)[0]?.target).toBe(members[0]?.target);
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
