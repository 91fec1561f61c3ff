import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TopicAssignment } from './server-assignor.ts';
import { assignSimple } from './simple-assignor.ts';

interface VectorCase {
  members: { id: string; currentTarget: TopicAssignment }[];
  assignable: Record<string, number[]>;
  expected: Record<string, TopicAssignment>;
}

const file = new URL('../../../../conformance/vectors/server-assignor-simple.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: VectorCase[] };

function sorted(target: TopicAssignment): TopicAssignment {
  const copy: TopicAssignment = {};
  for (const [topicId, partitions] of Object.entries(target))
    copy[topicId] = [...partitions].sort((a, b) => a - b);
  return copy;
}

describe('SimpleAssignor', () => {
  test.each(cases.map((c, i) => ({ c, i })))('case $i', ({ c }) => {
    const members = c.members.map((m) => ({
      memberId: m.id,
      subscribedTopicIds: Object.keys(c.assignable),
      target: m.currentTarget,
    }));
    const got = assignSimple({ members, assignable: c.assignable });
    expect(Object.fromEntries(got.map((t) => [t.memberId, sorted(t.target)]))).toEqual(c.expected);
  });

  test('was tried on many groups', () => {
    expect(cases.length).toBeGreaterThan(100);
  });
});
