// Recorded calls of Kafka's client library against the engine's own functions: assignors, murmur2, coordinator partition.

import type { MemberSubscription } from '../../engine/kafka/groups/client-assignor.ts';
import { stickyUserData } from '../../engine/kafka/groups/consumer-protocol.ts';
import { coordinatorPartition } from '../../engine/kafka/groups/coordinator-partition.ts';
import { assignAsLeader } from '../../engine/kafka/groups/leader-assignment.ts';
import { murmur2, utf8 } from '../../engine/kafka/producer/murmur2.ts';
import type { RecordedCalls } from '../../engine/scenario/recorded-calls-schema.ts';
import { differs } from './compare.ts';
import { AGREES, DISAGREES } from './outcome.ts';

type Round = RecordedCalls['cases'][number]['rounds'][number];
type Key = RecordedCalls['keys'][number];

/** Differences that are printed; the rest is counted. */
const SHOWN = 20;

/** Members as they joined: those of the round before own what they were given then. */
function membersOf(round: Round): MemberSubscription[] {
  return Object.entries(round.subscriptions).map(([memberId, topics]) => {
    const ownedPartitions = round.owned[memberId] ?? [];
    const generation = memberId in round.owned ? round.generation - 1 : -1;
    const userData = stickyUserData(ownedPartitions, generation);
    return { memberId, topics, ownedPartitions, generation, userData };
  });
}

function judgeCase(c: RecordedCalls['cases'][number], at: number, differences: string[]): void {
  c.rounds.forEach((round, i) => {
    const topics = Object.entries(round.topics).map(([name, partitions]) => ({ name, partitions }));
    const { assignment } = assignAsLeader(c.assignor, membersOf(round), topics);
    const ours = new Map(assignment.map((a) => [a.memberId, a.partitions]));
    for (const [member, recorded] of Object.entries(round.assignment)) {
      const got = ours.get(member) ?? [];
      if (got.join() !== recorded.join())
        differences.push(differs(`case ${at} (${c.assignor}), round ${i + 1}, ${member}`, recorded, got));
    }
    if (ours.size !== Object.keys(round.assignment).length)
      differences.push(
        differs(`case ${at}, round ${i + 1}, members`, Object.keys(round.assignment), [...ours.keys()]),
      );
  });
}

function judgeKey(k: Key, differences: string[]): void {
  const hash = murmur2(utf8(k.key));
  if (hash !== k.murmur2) differences.push(differs(`murmur2 of ${JSON.stringify(k.key)}`, k.murmur2, hash));
  const of = { 1: k.of1, 3: k.of3, 6: k.of6, 8: k.of8, 12: k.of12, 50: k.of50 };
  for (const [n, recorded] of Object.entries(of)) {
    const ours = (hash & 0x7fffffff) % Number(n);
    if (ours !== recorded)
      differences.push(differs(`${JSON.stringify(k.key)} of ${n} partitions`, recorded, ours));
  }
}

/** Compares every call; nothing to compare is no agreement. */
export function judgeRecordedCalls(calls: RecordedCalls): { exit: number; report: string } {
  const differences: string[] = [];
  calls.cases.forEach((c, i) => {
    judgeCase(c, i, differences);
  });
  for (const key of calls.keys) judgeKey(key, differences);
  for (const { groupId, offsetsPartitionOf50 } of calls.groups) {
    const ours = coordinatorPartition(groupId, 50);
    if (ours !== offsetsPartitionOf50)
      differences.push(differs(`group ${groupId}`, offsetsPartitionOf50, ours));
  }
  const rounds = calls.cases.reduce((n, c) => n + c.rounds.length, 0);
  const compared = rounds + calls.keys.length + calls.groups.length;
  const lines = [
    `${calls.source}: ${rounds} assignments, ${calls.keys.length} keys, ${calls.groups.length} groups compared`,
    ...differences.slice(0, SHOWN).map((line) => `  DISAGREES  ${line}`),
    `  ${differences.length === 0 ? 'all agree' : `${differences.length} differences`}`,
  ];
  return { exit: differences.length > 0 || compared === 0 ? DISAGREES : AGREES, report: lines.join('\n') };
}
