// The format of a recorded story: steps that were played on a real cluster, and what its clients observed after each.
// Unknown steps and keys are errors, never silence. Where the recordings come from: conformance/fixtures/README.md.

import { z } from 'zod';

// No code generation: the page's Content-Security-Policy forbids eval.
z.config({ jitless: true });

const text = z.string().min(1).max(1000);
const topicName = z.string().min(1).max(249);
const nodeId = z.int().min(0).max(100_000);
const partitionNumber = z.int().min(0).max(10_000);
const offset = z.int().min(-1);
const milliseconds = z.int().min(0).max(3_600_000);
const config = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const refused = z.strictObject({ exception: text });
const described = z.strictObject({
  partition: partitionNumber,
  leader: z.int().min(-1),
  replicas: z.array(nodeId),
  isr: z.array(nodeId),
  elr: z.array(nodeId),
  epochOfLatestOffset: z.int().min(-1),
});
const description = z.array(described);
const elected = z.strictObject({ error: z.string().nullable(), partitions: z.union([description, refused]) });
const offsets = z.array(
  z.strictObject({ partition: partitionNumber, earliest: offset, latest: offset, lastStable: offset }),
);
const produced = z.strictObject({
  acked: z.int().min(0),
  offsets: z.array(z.string()),
  errors: z.record(z.string(), z.int().min(1)),
});
const run = z.strictObject({
  baseOffset: offset,
  lastOffset: offset,
  count: z.int().min(0),
  partitionLeaderEpoch: z.int().min(-1),
  isTransactional: z.boolean(),
  isControl: z.boolean(),
});
const wireEntry = z.strictObject({
  atMs: z.number(),
  from: z.string(),
  to: z.int(),
  api: text,
  times: z.int().min(1),
  firstTookMs: z.number(),
});
const outcome = z.looseObject({ ok: z.boolean().optional() });
const partitionNames = z.array(z.string());
const group = z.strictObject({
  state: text,
  type: z.string(),
  assignor: z.string(),
  groupEpoch: z.int().optional(),
  memberIds: z.record(z.string(), z.string()),
  assignment: z.record(z.string(), partitionNames),
});
const callback = z
  .strictObject({
    assigned: partitionNames.optional(),
    revoked: partitionNames.optional(),
    lost: partitionNames.optional(),
  })
  .refine((told) => Object.keys(told).length === 1, 'a callback is assigned, revoked or lost');
/** Text: the exception that ended the member. */
const callbacks = z.record(z.string(), z.array(z.union([z.string(), callback])));

/** A step: its parameters, and what may stand under `observed` besides a refusal; every step may say how long it took. */
function step<N extends string, S extends z.ZodRawShape, O extends z.ZodType>(
  name: N,
  shape: S,
  observed: O,
) {
  return z.strictObject({
    do: z.literal(name),
    ...shape,
    observed: z.union([observed, refused]).optional(),
    tookMs: z.number().min(0).max(3_600_000).optional(),
  });
}

const nothing = z.never();
const nodes = { nodes: z.array(nodeId).min(1) };
const topicPartition = { topic: topicName, partition: partitionNumber };
const optionalPartition = { topic: topicName, partition: partitionNumber.optional() };

export const storyStep = z.discriminatedUnion('do', [
  step(
    'createTopic',
    {
      topic: topicName,
      replicas: z.record(z.string().regex(/^\d+$/), z.array(nodeId)).optional(),
      partitions: z.int().optional(),
      replicationFactor: z.int().optional(),
      config: config.optional(),
    },
    description,
  ),
  step(
    'produce',
    {
      ...optionalPartition,
      value: z.string(),
      count: z.int().min(1).max(100_000).optional(),
      key: z.string().optional(),
      keys: z.array(z.string()).min(1).optional(),
      config: config.optional(),
      oneByOne: z.boolean().optional(),
    },
    produced,
  ),
  step('kill', nodes, nothing),
  step('terminate', nodes, nothing),
  step('pause', nodes, nothing),
  step('resume', nodes, nothing),
  step('start', nodes, nothing),
  step('startAll', {}, z.array(nodeId)),
  step('killController', {}, z.strictObject({ node: nodeId })),
  step('awaitAllInSync', {}, nothing),
  step('sleep', { ms: milliseconds }, nothing),
  step(
    'await',
    {
      ...optionalPartition,
      until: z
        .strictObject({
          leader: z.int().min(-1).optional(),
          leaderNot: z.int().min(-1).optional(),
          isr: z.array(nodeId).optional(),
          isrSize: z.int().min(0).optional(),
        })
        .refine((until) => Object.keys(until).length > 0, 'must say what to wait for'),
      timeoutMs: milliseconds.optional(),
    },
    z.union([
      description,
      z.strictObject({ timedOut: z.literal(true), partitions: z.union([description, refused]) }),
    ]),
  ),
  step('describe', { topic: topicName }, description),
  step('offsets', { topic: topicName }, offsets),
  step(
    'consume',
    {
      ...optionalPartition,
      isolation: z.enum(['read_uncommitted', 'read_committed']).optional(),
      config: config.optional(),
    },
    z.array(z.string()),
  ),
  step('dumpLog', { node: nodeId, ...topicPartition }, z.array(run)),
  step('electPreferred', topicPartition, elected),
  step('electUnclean', topicPartition, elected),
  step('alterTopic', { topic: topicName, config }, nothing),
  step('groupConfig', { group: text, config }, nothing),
  step('reassign', { ...topicPartition, replicas: z.array(nodeId).min(1) }, description),
  step('addPartitions', { topic: topicName, to: z.int() }, description),
  step('deleteRecords', { ...topicPartition, before: offset }, offsets),
  step(
    'quorum',
    {},
    z.strictObject({ leader: z.int().min(-1), epoch: z.int().min(-1), voters: z.array(nodeId) }),
  ),
  step(
    'join',
    {
      group: text,
      member: text,
      topics: z.array(topicName).min(1),
      assignor: z.string().optional(),
      protocol: z.enum(['classic', 'consumer']).optional(),
      instanceId: text.optional(),
      config: config.optional(),
    },
    nothing,
  ),
  step('leave', { member: text, how: z.enum(['leave', 'vanish']).optional() }, nothing),
  step('stall', { member: text, ms: milliseconds }, nothing),
  step(
    'awaitGroup',
    { group: text, members: z.int().min(0), timeoutMs: milliseconds.optional() },
    z.strictObject({ timedOut: z.literal(true).optional(), group, callbacks: callbacks.optional() }),
  ),
  step('describeGroup', { group: text }, group),
  step('callbacks', { group: text }, callbacks),
  step(
    'work',
    {
      group: text,
      topic: topicName,
      max: z.int().min(0).optional(),
      processOnly: z.int().min(0).optional(),
      commit: z.enum(['before', 'after', 'none']).optional(),
      end: z.enum(['leave', 'vanish']).optional(),
      config: config.optional(),
      forMs: milliseconds.optional(),
    },
    z.strictObject({ processed: z.array(z.string()) }),
  ),
  step('groupOffsets', { group: text }, z.record(z.string(), z.int())),
  step('killCoordinator', { group: text }, z.strictObject({ node: nodeId })),
  step('txnInit', { producer: text, transactionalId: text, config: config.optional() }, outcome),
  step('txnBegin', { producer: text }, outcome),
  step(
    'txnSend',
    {
      producer: text,
      ...optionalPartition,
      value: z.string(),
      count: z.int().min(1).optional(),
      key: z.string().optional(),
      keys: z.array(z.string()).min(1).optional(),
    },
    outcome,
  ),
  step('txnCommit', { producer: text }, outcome),
  step('txnAbort', { producer: text }, outcome),
  step('txnSendOffsets', { producer: text, group: text, ...optionalPartition, offset: z.int() }, outcome),
  step(
    'share',
    {
      group: text,
      topic: topicName,
      answers: z
        .array(
          z.string().regex(/^(accept|release|reject|renew)$/i, 'must be accept, release, reject or renew'),
        )
        .optional(),
      max: z.int().min(0).optional(),
      forMs: milliseconds.optional(),
      config: config.optional(),
    },
    z.looseObject({ delivered: z.array(z.string()) }),
  ),
  step('wire', { client: z.string().optional() }, z.array(wireEntry)),
  step('cli', { main: text, args: z.array(z.string()) }, z.string()),
]);

export const storySchema = z
  .strictObject({
    name: text,
    why: z.string(),
    brokers: z
      .array(z.strictObject({ id: nodeId, rack: z.string().optional() }))
      .min(1)
      .max(30),
    controllers: z.int().min(1).max(5),
    brokerConfig: config.optional(),
    controllerConfig: config.optional(),
    features: z.record(z.string(), z.union([z.string(), z.int()])).optional(),
    kafka: text,
    steps: z.array(storyStep).min(1).max(1000),
  })
  .refine((story) => new Set(story.brokers.map((b) => b.id)).size === story.brokers.length, {
    path: ['brokers'],
    message: 'two brokers have the same id',
  });

export type Story = z.infer<typeof storySchema>;
export type StoryStep = z.infer<typeof storyStep>;
export type StepNamed<N extends StoryStep['do']> = Extract<StoryStep, { do: N }>;
export type DescribedPartition = z.infer<typeof described>;
export type LogRun = z.infer<typeof run>;
export type WireEntry = z.infer<typeof wireEntry>;
export type PartitionOffsets = z.infer<typeof offsets>[number];
export type DescribedGroup = z.infer<typeof group>;
export type Callbacks = z.infer<typeof callbacks>;
