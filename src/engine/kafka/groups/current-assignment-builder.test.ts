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
