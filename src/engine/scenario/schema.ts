// The one schema of a scenario as people write it: files of this repository, pasted text and links alike.
// It describes the shape; what needs more than one place to judge (known ids, totals) is in cross-checks.ts.

import { z } from 'zod';
import { FAULT_KINDS } from '../kernel/intervention.ts';
import { COMPARISONS, LIMITS, SCENARIO_VERSION } from './scenario.ts';
import { type SettingScope, settingNames } from './settings.ts';
import { DURATION_EXAMPLES, DURATION_PATTERN, RATE_EXAMPLES, RATE_PATTERN } from './units-text.ts';

// No code generation: the page's Content-Security-Policy forbids eval.
z.config({ jitless: true });

export const NAME_PATTERN = /^[a-z][a-z0-9-]*$/;
export const NAME_RULE = `a name of lower-case letters, digits and dashes that begins with a letter, at most ${LIMITS.nameLength} characters`;
const TOPIC_PATTERN = /^[a-zA-Z][a-zA-Z0-9._-]*$/;
export const TOPIC_RULE = `a topic name of letters, digits, dots, dashes and underscores that begins with a letter, at most ${LIMITS.nameLength} characters`;

const name = z.string(NAME_RULE).regex(NAME_PATTERN, NAME_RULE).max(LIMITS.nameLength);
const topicName = z.string(TOPIC_RULE).regex(TOPIC_PATTERN, TOPIC_RULE).max(LIMITS.nameLength);
const duration = z
  .string(DURATION_EXAMPLES)
  .regex(DURATION_PATTERN, DURATION_EXAMPLES)
  .describe('A duration: 500ms, 12s, 1.5s, 2m');
const rate = z
  .string(RATE_EXAMPLES)
  .regex(RATE_PATTERN, RATE_EXAMPLES)
  .describe('Mean records per time: 20/s');
const settingValue = z.union([z.string().max(200), z.number(), z.boolean()]);

/** Kafka's settings of one kind of node or topic, each optional; any other key is an error. */
function settingsShape(scope: SettingScope) {
  const shape: Record<string, z.ZodOptional<typeof settingValue>> = {};
  for (const setting of settingNames(scope)) shape[setting] = settingValue.optional();
  return shape;
}
const settings = (scope: SettingScope) => z.strictObject(settingsShape(scope));

const broker = z.strictObject({ zone: name.optional(), config: settings('broker').optional() });
const controller = z.strictObject({
  zone: name.optional(),
  active: z.boolean().describe('Leads the quorum at the start; default: the first one').optional(),
  config: settings('controller').optional(),
});
const topic = z.strictObject({
  ...settingsShape('topic'),
  partitions: z.int().min(1).max(LIMITS.partitions).describe('Default 1').optional(),
  'replication.factor': z.int().min(1).max(LIMITS.brokers).describe('Default 1').optional(),
  replicas: z
    .array(z.array(name).min(1).max(LIMITS.brokers))
    .min(1)
    .max(LIMITS.partitions)
    .describe("Brokers of each partition, preferred leader first; instead of Kafka's own placement")
    .optional(),
});
const producer = z.strictObject({
  ...settingsShape('producer'),
  topic: topicName,
  rate: rate.optional(),
  keys: z.int().min(0).max(LIMITS.keys).describe('12 = key-0 ... key-11; 0 = records without key').optional(),
  'record.bytes': z.int().min(1).max(1_000_000).describe('Size of one record').optional(),
  stop: duration.describe('It hands over no records from this time on').optional(),
  zone: name.optional(),
});
const consumer = z.strictObject({
  ...settingsShape('consumer'),
  topic: topicName.optional(),
  topics: z.array(topicName).min(1).max(LIMITS.topics).optional(),
  zone: name.optional(),
});

const group = z.strictObject({
  ...settingsShape('member'),
  ...settingsShape('shareMember'),
  ...settingsShape('shareGroup'),
  type: z
    .literal('share')
    .describe('A share group: members get single records and answer for each; default: a group of consumers')
    .optional(),
  answers: z
    .array(z.enum(['accept', 'release', 'reject']))
    .min(1)
    .max(100)
    .describe('Of a share group with share.acknowledgement.mode explicit: answers in turn; default: accept')
    .optional(),
  topic: topicName.optional(),
  topics: z.array(topicName).min(1).max(LIMITS.topics).optional(),
  members: z
    .int()
    .min(1)
    .max(LIMITS.clients)
    .describe('Members <group>-1, <group>-2, ...; default 1')
    .optional(),
  running: z
    .int()
    .min(0)
    .max(LIMITS.clients)
    .describe('Members that run from the start; default: all')
    .optional(),
  zone: name.optional(),
  zones: z.array(name).min(1).max(LIMITS.zones).describe('Zones of the members, in turn').optional(),
  processing: duration.describe('Time that one record takes; default 1ms').optional(),
  commit: z
    .enum(['auto', 'handover', 'sync', 'async', 'before'])
    .describe(
      'When the application commits; handover: another thread processes, auto commit does not wait for it',
    )
    .optional(),
  'group.instance.id': name.describe('Static members: <this>-1, <this>-2, ...').optional(),
});

const timelineEntry = z.strictObject({
  at: duration,
  do: z.enum([...FAULT_KINDS, 'set']),
  node: z.string().describe('Target: a node').optional(),
  zone: z.string().describe('Target: all nodes of a zone').optional(),
  link: z.tuple([z.string(), z.string()]).describe('Target: what lies between two nodes or zones').optional(),
  topic: z.string().describe('Target of `set`: a topic').optional(),
  how: z.enum(['process', 'host', 'power']).describe('Of `crash`').optional(),
  factor: z.number().min(1).max(100_000).describe('Of `slow`: times as slow; 1 heals').optional(),
  loss: z.number().min(0).max(0.99).describe('Of `lossy`: chance that a segment is lost; 0 heals').optional(),
  config: z.record(z.string(), settingValue).describe('Of `set`: settings and their new values').optional(),
});

const expectedValue = z.union([z.number(), z.string(), z.array(z.union([z.string(), z.number()]))]);
const expectation = z.strictObject({
  at: z.union([z.literal('end'), duration]).describe('A time, or `end`'),
  that: z.string().describe('A metric of the ledger, or a fact about a partition'),
  partition: z.string().describe('topic-number, for a fact about a partition').optional(),
  node: z.string().describe('Whose replica').optional(),
  group: z.string().describe('A consumer group, for its facts and for metrics of it alone').optional(),
  ...Object.fromEntries(COMPARISONS.map((c) => [c, expectedValue.optional()])),
});

/** A scenario as it is written. */
export const scenarioSchema = z
  .strictObject({
    v: z.literal(SCENARIO_VERSION).describe('Version of the format'),
    title: z.string().min(1).max(200),
    description: z.string().max(5_000).optional(),
    seed: z.int().min(0).max(4_294_967_295).optional(),
    zones: z.array(name).max(LIMITS.zones).optional(),
    brokers: z.union([z.int().min(1).max(LIMITS.brokers), z.record(name, broker)]),
    controllers: z.union([z.int().min(1).max(LIMITS.controllers), z.record(name, controller)]).optional(),
    topics: z.record(topicName, topic).optional(),
    producers: z.record(name, producer).optional(),
    consumers: z.record(name, consumer).optional(),
    groups: z.record(name, group).optional(),
    until: duration.optional(),
    timeline: z.array(timelineEntry).max(LIMITS.timeline).optional(),
    expect: z.array(expectation).max(LIMITS.expectations).optional(),
    cold: z.boolean().describe('Everything boots from empty disks at t = 0').optional(),
  })
  .describe('A Faultline scenario');

/** What passes the schema. */
export type ScenarioInput = z.infer<typeof scenarioSchema>;

/** The JSON Schema that editors use. */
export function scenarioJsonSchema(): unknown {
  return z.toJSONSchema(scenarioSchema, { target: 'draft-7', io: 'input' });
}

const SHAPES: Record<string, { shape: object }> = {
  '': scenarioSchema,
  'brokers.*': broker,
  'brokers.*.config': settings('broker'),
  'controllers.*': controller,
  'controllers.*.config': settings('controller'),
  'topics.*': topic,
  'producers.*': producer,
  'consumers.*': consumer,
  'groups.*': group,
  'timeline.*': timelineEntry,
  'expect.*': expectation,
};

/** The keys that may stand in the map at `path`. */
export function knownKeysAt(path: readonly (string | number)[]): string[] {
  const pattern = path.map((step, i) => (i === 1 ? '*' : String(step))).join('.');
  return Object.keys(SHAPES[pattern]?.shape ?? {});
}
