// Every event of a Kafka run in words: for Events, the command line, narration and screen readers alike.

import type { KernelEvents, TraceEvent } from '../kernel/events.ts';
import type { TraceReader } from '../kernel/recording-api.ts';
import {
  type Importance,
  kernelSentences,
  type Names,
  type SentenceClass,
  type SentenceRule,
  type SentenceTable,
} from '../kernel/sentences.ts';
import type { World } from '../kernel/world.ts';
import type { KafkaEvents } from './events.ts';
import { clientSentences } from './sentences/client-sentences.ts';
import { controlSentences } from './sentences/control-sentences.ts';
import { chainOf, type Reason } from './sentences/explain.ts';
import { groupSentences } from './sentences/group-sentences.ts';
import { namesOfWorld, PLAIN_NAMES } from './sentences/names.ts';
import { replicationSentences } from './sentences/replication-sentences.ts';
import { shareSentences } from './sentences/share-sentences.ts';

/** The one table: a kind without a sentence does not compile. */
const SENTENCES: SentenceTable<KernelEvents & KafkaEvents> = {
  ...kernelSentences,
  ...replicationSentences,
  ...controlSentences,
  ...clientSentences,
  ...groupSentences,
  ...shareSentences,
};

function ruleOf(type: string): SentenceRule<unknown> | undefined {
  return Object.hasOwn(SENTENCES, type)
    ? (SENTENCES as Record<string, SentenceRule<unknown>>)[type]
    : undefined;
}

/** How nodes are called, taken from a world: better than the plain names where nodes have names of their own. */
export function sentenceNames(world: World): Names {
  return namesOfWorld(world);
}

/** One event as a sentence. */
export function sentenceOf(event: TraceEvent, names: Names = PLAIN_NAMES): string {
  const rule = ruleOf(event.type);
  if (rule === undefined) return `${event.type}.`;
  return rule.write(event.fields, { node: event.node, at: event.at, names });
}

/** What an event kind is about. Unknown kinds are details about data. */
export function classOfEvent(type: string): SentenceClass {
  return ruleOf(type)?.class ?? 'data';
}

/** 1 headline, 2 change of state, 3 detail or message. */
export function importanceOf(type: string): Importance {
  return ruleOf(type)?.importance ?? 3;
}

/** Why it happened: the chain of causes, newest first, back to the fault and the setting involved; at most 12 entries. */
export function explain(events: TraceReader, row: number, names: Names = PLAIN_NAMES): Reason[] {
  return chainOf(
    events,
    row,
    (event) => sentenceOf(event, names),
    (node, setting) => {
      const value = names.setting(node, setting);
      return value === '' ? setting : `${setting} = ${value}`;
    },
  );
}
