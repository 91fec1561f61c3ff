import { describe, expect, it } from 'vitest';
import recorded from '../../../../conformance/fixtures/clients/assign.json' with { type: 'json' };
import file from '../../../../conformance/vectors/coordinator-partition.json' with { type: 'json' };
import { coordinatorPartition, shareCoordinatorKey } from './coordinator-partition.ts';
import { javaStringHash } from './java-hash.ts';

describe('coordinator partition, against recorded outputs of Kafka 4.3.1', () => {
  it('has all cases', () => {
    expect(file.cases.length).toBe(22);
    expect(recorded.groups.length).toBe(60);
  });

  it.each(file.cases.map((c) => [c.key, c] as const))('of %j', (_key, c) => {
    expect(javaStringHash(c.key)).toBe(c.javaStringHashCode);
    expect(coordinatorPartition(c.key, 50)).toBe(c.partitionOf50);
  });

  it.each(recorded.groups.map((g) => [g.groupId, g.offsetsPartitionOf50] as const))(
    'of group %j',
    (id, p) => {
      expect(coordinatorPartition(id, 50)).toBe(p);
    },
  );

  it('of the share partition that the last case names', () => {
    expect(shareCoordinatorKey('orders-share', 'AAAAAAAAAAAAAAAAAAAAAQ', 1)).toBe(file.cases.at(-1)?.key);
  });
});
