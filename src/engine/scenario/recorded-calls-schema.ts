// The format of recorded calls of Kafka's client library: assignors round by round, hashes of keys, partitions of groups.

import { z } from 'zod';

z.config({ jitless: true });

const name = z.string().min(1).max(1000);
const byMember = z.record(name, z.array(name));
const round = z.strictObject({
  event: z.string().optional(),
  topics: z.record(name, z.int().min(0)),
  subscriptions: byMember,
  owned: byMember,
  assignment: byMember,
  generation: z.int(),
});
const key = z.strictObject({
  key: z.string(),
  murmur2: z.int(),
  of1: z.int(),
  of3: z.int(),
  of6: z.int(),
  of8: z.int(),
  of12: z.int(),
  of50: z.int(),
});

export const recordedCallsSchema = z.strictObject({
  source: z.string(),
  cases: z.array(
    z.strictObject({
      assignor: z.enum(['range', 'roundrobin', 'sticky', 'cooperative-sticky']),
      topics: z.record(name, z.int().min(0)),
      rounds: z.array(round).min(1),
    }),
  ),
  keys: z.array(key),
  groups: z.array(z.strictObject({ groupId: z.string(), offsetsPartitionOf50: z.int() })),
});

export type RecordedCalls = z.infer<typeof recordedCallsSchema>;
