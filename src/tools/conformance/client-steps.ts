// Steps of clients: a producer or a reader is made for the step, does its job, and ends.

import { consumerKeys, producerKeys } from '../../engine/kafka/config/defaults.ts';
import { readConsumerConfig } from '../../engine/kafka/config/read-config.ts';
import { readProducerConfig } from '../../engine/kafka/config/read-producer-config.ts';
import { recordBytes } from '../../engine/kafka/log/record-size.ts';
import { topicPartition } from '../../engine/kafka/names.ts';
import { hashOfText, utf8 } from '../../engine/kafka/producer/murmur2.ts';
import type { ProducerScript } from '../../engine/kafka/producer/producer-state.ts';
import { addNode, type NodeSpec } from '../../engine/kernel/run.ts';
import type { StepNamed } from '../../engine/scenario/story-schema.ts';
import { knownSettings } from './cluster.ts';
import { compareProduced, compareReads, type Produced, parseRead, producedOf } from './compare.ts';
import { isHarmless } from './harmless-settings.ts';
import { addSender, type ReadRecord } from './journal.ts';
import { pass, Refused, signalNode, waitFor } from './operator.ts';
import type { Outcome } from './outcome.ts';
import type { StartOrder } from './start-orders.ts';
import { type AckedAmongOthers, ackedOf, noteUnmodelled, type StoryState } from './story-state.ts';

/** A producer that cannot end on its own is given up after this (ms): longer than any delivery time-out in use. */
const PRODUCER_LIMIT_MS = 3_600_000;
/** default.api.timeout.ms of the recorder's consumers. */
const CONSUMER_LIMIT_MS = 60_000;
/** What the engine's producer needs for a few records: with a producer id it asks twice, 100 ms apart. */
const SEND_MS = 30;
const IDEMPOTENT_SEND_MS = 240;

/** Size of the largest record of the step. */
function largestRecord(step: StepNamed<'produce'>): number {
  const value = utf8(`${step.value}${(step.count ?? 1) - 1}`).length;
  return recordBytes(Math.max(-1, ...keysOf(step).map((key) => utf8(key).length)), value);
}

/** Starts the client's process and waits until it has ended; false when the limit was over first. */
function runToEnd(state: StoryState, spec: NodeSpec, wireName: string, limitMs: number): boolean {
  const { cluster } = state;
  addNode(cluster.run, spec);
  state.clientNames.set(spec.id, wireName);
  const node = cluster.run.world.nodes[spec.id];
  const hasEnded = waitFor(cluster, () => node?.isUp !== true, limitMs);
  if (!hasEnded) signalNode(cluster, spec.id, 'crash');
  return hasEnded;
}

function keysOf(step: StepNamed<'produce'>): string[] {
  if (step.keys !== undefined) return step.keys;
  return step.key === undefined ? [] : [step.key];
}

function scriptOf(step: StepNamed<'produce'>, recorded: Produced | undefined): ProducerScript {
  const count = step.count ?? 1;
  const keys = keysOf(step);
  let partitions = step.partition === undefined ? [] : [step.partition];
  // The sticky partitioner draws: where the recording shows what it drew, that is taken over.
  if (partitions.length === 0 && keys.length === 0 && recorded?.offsets.length === count) {
    partitions = recorded.offsets.map((text) => Number(text.split(':')[0]));
  }
  return { count, partitions, keyHashes: keys.map(hashOfText), isOneByOne: step.oneByOne === true };
}

/**
 * A recorded producer sends at the end of its step: most of it is the start of a client. So followers know no more of what
 * was sent than they did there when the next step comes. ms to wait before the engine's producer starts.
 */
function startUpMs(
  step: StepNamed<'produce'>,
  recorded: Produced | undefined,
  isIdempotent: boolean,
): number {
  const hasFailed = recorded === undefined || Object.keys(recorded.errors).length > 0;
  if (hasFailed || step.oneByOne === true) return 0;
  return Math.max(0, (step.tookMs ?? 0) - (isIdempotent ? IDEMPOTENT_SEND_MS : SEND_MS));
}

export function playProduce(state: StoryState, step: StepNamed<'produce'>, how?: StartOrder): Outcome {
  const { cluster } = state;
  const unknown: string[] = [];
  const isKnown = (name: string) => isHarmless('producer', name);
  const given = knownSettings(producerKeys, step.config ?? {}, isKnown, unknown);
  for (const name of unknown) noteUnmodelled(state, `producer setting ${name}`);
  const recorded = step.observed !== undefined && 'acked' in step.observed ? step.observed : undefined;
  const keys = keysOf(step);
  const textOf = (i: number) => {
    const key = keys.length === 0 ? '' : `${keys[i % keys.length]}=`;
    return `${key}${step.value}${i}`;
  };
  const client = addSender(cluster.journal, step.topic, textOf);
  const { config, errors } = readProducerConfig(given, {
    client,
    bootstrap: [...cluster.bootstrap],
    topic: step.topic,
    ratePerSecond: 0,
    keys: 0,
    'record.bytes': largestRecord(step),
    stopAt: -1,
  });
  if (errors.length > 0) throw new Refused('ConfigException');
  pass(cluster, how?.lagMs ?? startUpMs(step, recorded, config['enable.idempotence']));
  const spec = { id: `producer-${client}`, kind: 'producer', zone: '' };
  runToEnd(
    state,
    { ...spec, config: { ...config, script: scriptOf(step, recorded) } },
    'producer',
    PRODUCER_LIMIT_MS,
  );
  const fates = cluster.journal.senders[client]?.fates ?? [];
  const ours = producedOf(fates);
  remember(state, step, recorded, ours);
  fates.forEach((fate, i) => {
    if ('exception' in fate) state.givenUp.add(textOf(i));
  });
  if (recorded === undefined) return { ours, differences: [] };
  rememberRecordedFailures(state, recorded, textOf, step.count ?? 1);
  const isCountOnly = step.partition === undefined && keys.length === 0;
  return {
    ours,
    differences: compareProduced(recorded, ours, isCountOnly, (p) => ackedIfUncertain(state, step.topic, p)),
  };
}

/** Books acknowledged offsets of both sides. */
function remember(
  state: StoryState,
  step: StepNamed<'produce'>,
  recorded: Produced | undefined,
  ours: Produced,
): void {
  const book = (list: readonly string[], side: 'ours' | 'recorded') => {
    for (const text of list) {
      const [partition, offset] = text.split(':').map(Number) as [number, number];
      if (offset >= 0) ackedOf(state, topicPartition(step.topic, partition))[side].add(offset);
    }
  };
  book(ours.offsets, 'ours');
  book(recorded?.offsets ?? [], 'recorded');
  const failed = [ours.errors, recorded?.errors ?? {}].flatMap((errors) => Object.values(errors));
  const before = state.uncertain.get(step.topic) ?? 0;
  if (failed.length > 0) state.uncertain.set(step.topic, before + failed.reduce((sum, n) => sum + n, 0));
}

/** Which records the recording's producer gave up on: all, or, when only some failed, any of them. */
function rememberRecordedFailures(
  state: StoryState,
  recorded: Produced,
  textOf: (i: number) => string,
  count: number,
): void {
  if (Object.keys(recorded.errors).length === 0) return;
  for (let i = 0; i < count; i++) state.givenUp.add(textOf(i));
}

/** What was acknowledged in a partition, when given-up records may lie between. */
export function ackedIfUncertain(
  state: StoryState,
  topic: string,
  partition: number,
): AckedAmongOthers | undefined {
  const givenUp = state.uncertain.get(topic);
  return givenUp === undefined ? undefined : { ...ackedOf(state, topicPartition(topic, partition)), givenUp };
}

export function playConsume(state: StoryState, step: StepNamed<'consume'>): Outcome {
  const { cluster } = state;
  const unknown: string[] = [];
  const { 'client.rack': rack = '', 'default.api.timeout.ms': limit, ...rest } = step.config ?? {};
  const given = knownSettings(
    consumerKeys,
    {
      ...rest,
      'auto.offset.reset': 'earliest',
      ...(step.isolation !== undefined && { 'isolation.level': step.isolation }),
    },
    (name) => isHarmless('reader', name),
    unknown,
  );
  for (const name of unknown) noteUnmodelled(state, `consumer setting ${name}`);
  const identity = {
    client: -1,
    bootstrap: [...cluster.bootstrap],
    topics: [step.topic],
    'client.rack': String(rack),
  };
  const { config, errors } = readConsumerConfig(given, identity);
  if (errors.length > 0) throw new Refused('ConfigException');
  const id = `reader-${state.clientNames.size}`;
  const reads = { partition: step.partition ?? -1 };
  const spec = { id, kind: 'consumer', zone: '', config: { ...config, reads } };
  const limitMs = Math.min(CONSUMER_LIMIT_MS, Number(limit ?? CONSUMER_LIMIT_MS));
  if (!runToEnd(state, spec, 'reader', limitMs)) throw new Refused('TimeoutException');
  const ours: ReadRecord[] = cluster.journal.reads.get(id) ?? [];
  const text = ours.map((r) => `${r.partition}:${r.offset}:${r.text}`);
  if (!Array.isArray(step.observed)) return { ours: text, differences: [] };
  return { ours: text, differences: compareReads(step.observed.map(parseRead), ours, state.givenUp) };
}
