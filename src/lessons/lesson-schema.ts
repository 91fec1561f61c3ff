// What may stand in a lesson file: front matter, and one `step` block per section. Read at build time and by tests;
// the browser gets the result as data and only the types of this file.

import * as z from 'zod';
import { DURATION_EXAMPLES, parseDuration } from '../engine/scenario/units-text.ts';
import { GROUP_ASKABLE } from './group-questions.ts';
import { LOG_ASKABLE } from './log-questions.ts';
import type { Block, Inline } from './prose.ts';

z.config({ jitless: true });

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'ids are lower-case words joined by dashes');
const duration = z.string().transform((text, ctx) => {
  const micros = parseDuration(text);
  if (micros === undefined) {
    ctx.addIssue({ code: 'custom', message: `"${text}" is not ${DURATION_EXAMPLES}` });
    return z.NEVER;
  }
  return micros;
});

/** Questions that a run can answer. Numbers are the ledger's; with `producer`, of that producer alone. */
export const ASKABLE = [
  'leader',
  'isr',
  'leaderEpoch',
  'ackedLost',
  'acknowledged',
  'failed',
  'sent',
  'waiting',
  'slowestAckMs',
  'lastError',
  'activeController',
  'truncated',
  'notEnoughReplicas',
  'dupDelivered',
  'skipped',
  'logEndOffset',
  'orderInversions',
  'isrShrinks',
  'isrExpands',
  'consumed',
  'underMinIsr',
  ...GROUP_ASKABLE,
  ...LOG_ASKABLE,
] as const;

/** A query on the run. */
export const askSchema = z.strictObject({
  that: z.enum(ASKABLE),
  partition: z.string().optional(),
  producer: id.optional(),
  group: id.optional(),
  /** Node of a member of the group. */
  member: id.optional(),
  /** Whose replica. */
  node: id.optional(),
  topic: z.string().optional(),
  key: z.string().optional(),
  /** Of `movedKeys`: how many keys, from how many partitions to how many; `to` is what the topic has then. */
  keys: z.number().int().positive().optional(),
  from: z.number().int().positive().optional(),
  to: z.number().int().positive().optional(),
});

const comparison = {
  equals: z.union([z.string(), z.number()]).optional(),
  not: z.union([z.string(), z.number()]).optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
};

const choiceSchema = z
  .strictObject({
    id,
    /** Plain words: it stands on buttons too. */
    text: z.string().regex(/^[^`*[\]]+$/, 'a choice is plain words, without code, emphasis or links'),
    /** Why this choice is right or wrong, or what it would have cost. `{value}` is the run's answer. */
    why: z.string(),
    ...comparison,
  })
  .refine((c) => c.equals !== undefined || c.atLeast !== undefined || c.atMost !== undefined, {
    message: 'a choice says which answers of the run it stands for: equals, atLeast or atMost',
  });

const predictionSchema = z.strictObject({
  id,
  question: z.string(),
  /** `diagram`: the choices are nodes, and are picked in the picture (or from a list). */
  on: z.enum(['list', 'diagram']).default('list'),
  ask: askSchema,
  /** When the run is asked. Nothing after the step's own time can be seen before. */
  until: duration,
  choices: z.array(choiceSchema).min(2).max(6),
  /** What the run did, in words. `{value}` is its answer, `{right}` the text of the choice that it bears out. */
  outcome: z.string(),
  /** The unit of `{value}` when it is a number; `time` is a moment of the run, asked in ms. */
  unit: z.enum(['records', 'ms', 'time', 'none']).default('none'),
  /** Kinds of events that tell the story, oldest first. */
  show: z.array(z.string()).default([]),
});

const claimSchema = z
  .strictObject({
    text: z.string(),
    run: id.optional(),
    at: duration.optional(),
    ask: askSchema.optional(),
    ...comparison,
    source: z.string().optional(),
  })
  .refine((c) => (c.ask !== undefined && c.at !== undefined) || c.source !== undefined, {
    message: 'a claim is tied to a moment of a run (ask and at) or to a source',
  });

/** One number or name in two futures. */
const comparisonSchema = z.strictObject({
  text: z.string(),
  ask: askSchema,
  unit: z.enum(['records', 'ms', 'time', 'none']).default('none'),
  /** As the lesson runs. */
  was: z.strictObject(comparison),
  /** With the change. */
  becomes: z.strictObject(comparison),
});

const changeSchema = z.strictObject({
  label: z.string(),
  at: duration,
  /** How far to play the new future before comparing. */
  until: duration,
  node: id.optional(),
  topic: z.string().optional(),
  config: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** What differs at `until`, each checked in both futures. Without any it is the records lost: some, then none. */
  compare: z.array(comparisonSchema).default([]),
});

export const stepSchema = z.strictObject({
  id,
  run: id,
  at: duration,
  /** Plays on to here by itself; the learner can stop it. */
  play: duration.optional(),
  focus: z.string().optional(),
  partition: z.string().optional(),
  view: z.enum(['timeline', 'group', 'events']).default('timeline'),
  /** The stretch of the run that the groups show at first; the whole run when left out. */
  window: z.strictObject({ from: duration, to: duration }).optional(),
  /** Which groups the table shows; all of them when left out. */
  groups: z.array(id).min(1).optional(),
  /** Beside the text: the fate of each producer's records, who reads what in each group, and how far, or which keys are where. */
  table: z.enum(['producers', 'groups', 'keys']).optional(),
  prediction: predictionSchema.optional(),
  change: changeSchema.optional(),
  claims: z.array(claimSchema).default([]),
});

const sourceSchema = z.strictObject({
  id,
  text: z.string(),
  href: z.url({ protocol: /^https$/ }).optional(),
});

export const frontMatterSchema = z.strictObject({
  id,
  revision: z.number().int().positive(),
  title: z.string(),
  summary: z.string(),
  level: z.enum(['junior', 'mid', 'senior']),
  minutes: z.number().int().positive(),
  /** Runs by id: a scenario file beside the lesson. */
  runs: z.record(id, z.string().regex(/^[a-z0-9-]+\.yaml$/)),
  sources: z.array(sourceSchema),
  /** Mechanisms of the fidelity page whose simplifications matter here, in the order in which they are told. */
  simplified: z.array(id).min(1),
});

export type Ask = z.infer<typeof askSchema>;
export type Choice = z.infer<typeof choiceSchema>;
export type Prediction = z.infer<typeof predictionSchema>;
export type Claim = z.infer<typeof claimSchema>;
export type Change = z.infer<typeof changeSchema>;

/** One departure from the real thing, as the fidelity page tells it. */
export interface Simplification {
  readonly mechanism: string;
  readonly name: string;
  readonly says: string;
}

/** One step: a moment of a run, words about it, perhaps a question. Times are in microseconds. */
export interface Step extends z.infer<typeof stepSchema> {
  readonly title: readonly Inline[];
  readonly body: readonly Block[];
  /** Shown once the prediction is judged. */
  readonly after: readonly Block[];
  /** A correction of common wisdom. */
  readonly factCheck: readonly Block[];
}

export interface Lesson extends z.infer<typeof frontMatterSchema> {
  readonly module: string;
  readonly steps: readonly Step[];
}
