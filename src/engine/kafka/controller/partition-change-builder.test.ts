import { describe, expect, it } from 'vitest';
import file from '../../../../conformance/vectors/partition-change-builder.json' with { type: 'json' };
import {
  buildPartitionChange,
  type Election,
  electLeader,
  type PartitionChangeInput,
} from './partition-change-builder.ts';

type Case = (typeof file.cases)[number];

function inputOf(c: Case): PartitionChangeInput {
  const p = c.partition;
  return {
    partition: {
      replicas: p.replicas,
      isr: p.isr,
      elr: p.elr,
      lastKnownElr: p.lastKnownElr,
      leader: p.leader,
      isRecovering: p.leaderRecoveryState === 'RECOVERING',
      removing: p.removingReplicas,
      adding: p.addingReplicas,
    },
    isAcceptable: (id) => (c.acceptableLeaders as number[]).includes(id),
    minIsr: c.minIsr,
    election: c.election.toLowerCase() as Election,
    isElrEnabled: c.elrEnabled,
    usesLastKnownLeader: c.useLastKnownLeaderInBalancedRecovery,
    ...(c.targetIsr && { targetIsr: c.targetIsr }),
    ...(c.targetReplicas && { targetReplicas: c.targetReplicas }),
    ...(c.targetRemoving && { targetRemoving: c.targetRemoving }),
    ...(c.targetAdding && { targetAdding: c.targetAdding }),
    ...(c.uncleanShutdownReplicas && { uncleanShutdown: c.uncleanShutdownReplicas }),
    ...(c.targetLeaderRecoveryState && { targetIsRecovering: c.targetLeaderRecoveryState === 'RECOVERING' }),
  };
}

const sorted = (ids: readonly number[] | undefined) =>
  ids === undefined ? null : [...ids].sort((a, b) => a - b);

describe('the change record of a partition, against recorded outputs of Kafka 4.3.1', () => {
  it('has all cases', () => expect(file.cases.length).toBe(67));

  it.each(file.cases.map((c) => [c.name, c] as const))('%s', (_name, c) => {
    const input = inputOf(c);
    const elected = electLeader(input);
    expect({ node: elected.leader, unclean: elected.isUnclean }).toEqual(c.expectedElectLeaderOnUnbuiltInput);
    const change = buildPartitionChange(input);
    if (c.expectedRecord === null) {
      expect(change).toBeUndefined();
      return;
    }
    expect(change).toBeDefined();
    const expected = c.expectedRecord as Record<string, unknown>;
    expect({
      leader: change?.leader ?? 'NO_CHANGE',
      isr: change?.isr ?? null,
      // Kafka's order is the hash order of the ids: compared as a set.
      eligibleLeaderReplicas: sorted(change?.elr),
      lastKnownElr: sorted(change?.lastKnownElr),
      replicas: change?.replicas ?? null,
      removingReplicas: change?.removing ?? null,
      addingReplicas: change?.adding ?? null,
      leaderRecoveryState:
        change?.isRecovering === undefined ? 'NO_CHANGE' : change.isRecovering ? 'RECOVERING' : 'RECOVERED',
    }).toEqual({
      ...expected,
      eligibleLeaderReplicas: sorted((expected.eligibleLeaderReplicas as number[] | null) ?? undefined),
      lastKnownElr: sorted((expected.lastKnownElr as number[] | null) ?? undefined),
    });
  });
});
