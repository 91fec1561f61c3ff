import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { murmur2 } from '../producer/murmur2.ts';
import type { MemberSubscription } from './client-assignor.ts';
import { stickyUserData } from './consumer-protocol.ts';
import { assignAsLeader, CLIENT_ASSIGNORS, type ClientAssignor } from './leader-assignment.ts';

interface Round {
  topics: Record<string, number>;
  subscriptions: Record<string, string[]>;
  owned: Record<string, string[]>;
  assignment: Record<string, string[]>;
  generation: number;
}

interface Recorded {
  cases: { assignor: ClientAssignor; rounds: Round[] }[];
  keys: ({ key: string; murmur2: number } & Record<`of${number}`, number>)[];
}

const file = new URL('../../../../conformance/fixtures/clients/assign.json', import.meta.url);
const recorded = JSON.parse(readFileSync(file, 'utf8')) as Recorded;

/** Members as they joined: those of the round before own what they were given then. */
function membersOf(round: Round): MemberSubscription[] {
  return Object.entries(round.subscriptions).map(([memberId, topics]) => {
    const ownedPartitions = round.owned[memberId] ?? [];
    const generation = memberId in round.owned ? round.generation - 1 : -1;
    return {
      memberId,
      topics,
      ownedPartitions,
      generation,
      userData: stickyUserData(ownedPartitions, generation),
    };
  });
}

describe('assignments over four rounds, against kafka-clients 4.3.1', () => {
  it('has all cases', () => {
    expect(recorded.cases.length).toBe(120);
    expect(recorded.cases.flatMap((c) => c.rounds).length).toBe(480);
    for (const name of CLIENT_ASSIGNORS) {
      expect(recorded.cases.filter((c) => c.assignor === name).length).toBe(30);
    }
  });

  it.each(recorded.cases.map((c, i) => [i, c.assignor, c] as const))('case %i: %s', (_i, assignor, c) => {
    for (const round of c.rounds) {
      const topics = Object.entries(round.topics).map(([name, partitions]) => ({ name, partitions }));
      const { assignment } = assignAsLeader(assignor, membersOf(round), topics);
      const shares = new Map(assignment.map((a) => [a.memberId, a.partitions]));
      expect(shares).toEqual(new Map(Object.entries(round.assignment)));
    }
  });

  it('hashes the recorded keys and places them', () => {
    expect(recorded.keys.length).toBe(400);
    for (const k of recorded.keys) {
      const hash = murmur2(new TextEncoder().encode(k.key));
      expect(hash).toBe(k.murmur2);
      for (const n of [1, 3, 6, 8, 12, 50] as const) expect((hash & 0x7fffffff) % n).toBe(k[`of${n}`]);
    }
  });
});
