import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type CurrentAssignment,
  type MemberState,
  type ReconcilingMember,
  reconcileMember,
} from './current-assignment-builder.ts';
import type { TopicAssignment } from './server-assignor.ts';

type Epochs = Record<string, Record<string, number>>;

interface VectorMember {
  state: MemberState;
  memberEpoch: number;
  previousMemberEpoch: number;
  assignedPartitions: TopicAssignment;
  partitionsPendingRevocation: TopicAssignment;
  assignedPartitionEpochs?: Epochs;
  partitionsPendingRevocationEpochs?: Epochs;
}

interface VectorCase {
  test: string;
  member: VectorMember;
  subscribedTopics?: string[];
  subscriptionChanged?: boolean;
  targetAssignmentEpoch: number;
  targetAssignment: TopicAssignment;
  ownedTopicPartitions: TopicAssignment | null;
  currentPartitionEpochByTopic: Record<string, number>;
  expected: VectorMember | { error: string };
}

const file = new URL('../../../../conformance/vectors/current-assignment-builder.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: VectorCase[] };

function withEpochs(
  partitions: TopicAssignment,
  epochs: Epochs | undefined,
  otherwise: number,
): CurrentAssignment {
  const result: CurrentAssignment = {};
  for (const [topicId, list] of Object.entries(partitions)) {
    result[topicId] = list.map((partition) => ({
      partition,
      assignmentEpoch: epochs?.[topicId]?.[partition] ?? otherwise,
    }));
  }
  return result;
}

function memberOf(m: VectorMember): ReconcilingMember {
  return {
    state: m.state,
    memberEpoch: m.memberEpoch,
    previousMemberEpoch: m.previousMemberEpoch,
    assigned: withEpochs(m.assignedPartitions, m.assignedPartitionEpochs, m.memberEpoch),
    pendingRevocation: withEpochs(
      m.partitionsPendingRevocation,
      m.partitionsPendingRevocationEpochs,
      m.memberEpoch,
    ),
  };
}

function withoutEpochs(assignment: CurrentAssignment): TopicAssignment {
  const result: TopicAssignment = {};
  for (const [topicId, list] of Object.entries(assignment)) result[topicId] = list.map((p) => p.partition);
  return result;
}

describe('one step of a member, against recorded outputs of Kafka 4.3.1', () => {
  it('has all cases', () => expect(cases.length).toBe(31));

  it.each(cases.map((c) => [c.test, c] as const))('%s', (_test, c) => {
    const member = memberOf(c.member);
    const given = structuredClone(member);
    const next = reconcileMember({
      member,
      subscribedTopicIds: c.subscribedTopics ?? ['topicId1', 'topicId2'],
      hasSubscriptionChanged: c.subscriptionChanged ?? false,
      targetEpoch: c.targetAssignmentEpoch,
      target: c.targetAssignment,
      ...(c.ownedTopicPartitions === null ? {} : { owned: c.ownedTopicPartitions }),
      currentEpochOf: (topicId) => c.currentPartitionEpochByTopic[topicId] ?? -1,
    });
    expect(member).toEqual(given);
    if ('error' in c.expected) return expect(next).toEqual(c.expected);
    if ('error' in next) throw new Error(next.error);
    if (c.expected.assignedPartitionEpochs !== undefined) return expect(next).toEqual(memberOf(c.expected));
    expect({
      ...next,
      assigned: withoutEpochs(next.assigned),
      pendingRevocation: withoutEpochs(next.pendingRevocation),
    }).toEqual({
      state: c.expected.state,
      memberEpoch: c.expected.memberEpoch,
      previousMemberEpoch: c.expected.previousMemberEpoch,
      assigned: c.expected.assignedPartitions,
      pendingRevocation: c.expected.partitionsPendingRevocation,
    });
  });
});

describe('two members of one topic, the second joins', () => {
  type Id = 'm1' | 'm2';
  const target: Record<Id, TopicAssignment> = { m1: { t: [0, 1] }, m2: { t: [2, 3] } };
  const at = (state: MemberState, memberEpoch: number, partitions: number[]): ReconcilingMember => ({
    state,
    memberEpoch,
    previousMemberEpoch: memberEpoch,
    assigned: withEpochs(partitions.length === 0 ? {} : { t: partitions }, undefined, memberEpoch),
    pendingRevocation: {},
  });

  it('hands partitions over only after the old owner has let go', () => {
    const members: Record<Id, ReconcilingMember> = {
      m1: at('STABLE', 2, [0, 1, 2, 3]),
      m2: at('STABLE', 0, []),
    };
    const holds = (m: ReconcilingMember, partition: number) =>
      [...(m.assigned.t ?? []), ...(m.pendingRevocation.t ?? [])].some((p) => p.partition === partition);
    const beat = (id: Id, owned?: number[]) => {
      const next = reconcileMember({
        member: members[id],
        subscribedTopicIds: ['t'],
        hasSubscriptionChanged: false,
        targetEpoch: 3,
        target: target[id],
        ...(owned === undefined ? {} : { owned: { t: owned } }),
        currentEpochOf: (_t, p) => Object.values(members).find((m) => holds(m, p))?.memberEpoch ?? -1,
      });
      if ('error' in next) throw new Error(next.error);
      members[id] = next;
      return [next.state, next.memberEpoch, (next.assigned.t ?? []).map((p) => p.partition)];
    };
    expect(beat('m2', [])).toEqual(['UNRELEASED_PARTITIONS', 3, []]);
    expect(beat('m1')).toEqual(['UNREVOKED_PARTITIONS', 2, [0, 1]]);
    expect(beat('m2')).toEqual(['UNRELEASED_PARTITIONS', 3, []]);
    expect(beat('m1', [0, 1, 2, 3])).toEqual(['UNREVOKED_PARTITIONS', 2, [0, 1]]);
    expect(beat('m1', [0, 1])).toEqual(['STABLE', 3, [0, 1]]);
    expect(beat('m2')).toEqual(['STABLE', 3, [2, 3]]);
  });
});
