// Answers of a run to questions about replicas, logs and keys.

import {
  clusterView,
  movedKeys,
  partitionCount,
  partitionOfKey,
  partitionView,
} from '../engine/kafka/queries.ts';
import type { World } from '../engine/kernel/world.ts';
import type { Answer, Evidence } from './grading.ts';
import type { Ask } from './lesson-schema.ts';
import type { LogQuestion } from './log-questions.ts';

type Partition = NonNullable<ReturnType<typeof partitionView>>;
type Replica = Partition['replicas'][number];

/** Events that say which ISR the controller has written down. */
const ISR_EVENTS = ['partition.isrRecorded', 'leader.elected', 'leader.none'];

/** Asks the run. Throws when the question names what is not there. */
export function logAnswerOf(ask: Ask & { readonly that: LogQuestion }, evidence: Evidence): Answer {
  const { world } = evidence;
  switch (ask.that) {
    case 'elr':
      return `{${partitionAsked(ask, world).elr.join(',')}}`;
    case 'highWatermark':
      return replicaAsked(ask, world).highWatermark;
    case 'aboveHighWatermark': {
      const { logEndOffset, highWatermark } = replicaAsked(ask, world);
      return logEndOffset - highWatermark;
    }
    case 'recordsBehind':
      return replicaAsked(ask, world).recordsBehind;
    case 'leftIsrAt':
      return isrChangeOf(ask, evidence, false);
    case 'joinedIsrAt':
      return isrChangeOf(ask, evidence, true);
    case 'lastFailure':
      return lastFailureOf(ask, evidence);
    default:
      return topicAnswerOf(ask, ask.that, world);
  }
}

function topicAnswerOf(ask: Ask, that: LogQuestion, world: World): Answer {
  const { keys, from, key } = ask;
  if (that === 'movedKeys') {
    const to = ask.to ?? partitionCount(world, ask.topic ?? '');
    if (keys === undefined || from === undefined || to === 0)
      throw new Error('"movedKeys" needs keys and from, and a topic of the run or to');
    return movedKeys(keys, from, to);
  }
  const logs = clusterView(world).partitions.filter((one) => one.topic === ask.topic);
  if (logs.length === 0) throw new Error(`"${that}" needs a topic of the run, not "${ask.topic}"`);
  const lengths = logs.map((one) => Math.max(...one.replicas.map((replica) => replica.logEndOffset)));
  switch (that) {
    case 'longestLog':
      return logs[lengths.indexOf(Math.max(...lengths))]?.tp as string;
    case 'partitionsUsed':
      return lengths.filter((length) => length > 0).length;
    case 'partitionCount':
      return logs.length;
    case 'keysBeside': {
      const others = Array.from({ length: keys ?? 0 }, (_, i) => `key-${i}`).filter((one) => one !== key);
      const placeOf = (one: string) => partitionOfKey(world, ask.topic as string, one);
      return others.filter((one) => placeOf(one) === placeOf(key ?? '')).length;
    }
    default: {
      const tp = key === undefined ? undefined : partitionOfKey(world, ask.topic as string, key);
      if (tp === undefined) throw new Error(`"${that}" needs a key`);
      return tp;
    }
  }
}

function partitionAsked(ask: Ask, world: World): Partition {
  const view = ask.partition === undefined ? undefined : partitionView(world, ask.partition);
  if (view === undefined)
    throw new Error(`"${ask.that}" needs a partition of the run, not "${ask.partition}"`);
  return view;
}

/** The replica on the named node, else the leader's. */
function replicaAsked(ask: Ask, world: World): Replica {
  const { replicas, leader } = partitionAsked(ask, world);
  const replica = replicas.find((one) =>
    ask.node === undefined ? one.broker === leader : one.node === ask.node,
  );
  if (replica === undefined) throw new Error(`"${ask.that}": no replica on "${ask.node ?? 'a leader'}"`);
  return replica;
}

/** Time of the newest change (ms) that brought the replica into the ISR, or took it out; -1 without one. */
function isrChangeOf(ask: Ask, { world, events, rows }: Evidence, isJoin: boolean): number {
  const { broker } = replicaAsked(ask, world);
  let changedAt = -1;
  let wasIn = true;
  const isIsrEvent = (type: string) => ISR_EVENTS.includes(type);
  for (let row = events.find(0, 1, isIsrEvent); row >= 0 && row < rows; ) {
    const { fields } = events.event(row);
    if (fields.tp === ask.partition) {
      const isIn = (fields.isr as readonly number[]).includes(broker);
      if (isIn !== wasIn && isIn === isJoin) changedAt = Math.floor(events.timeOf(row) / 1000);
      wasIn = isIn;
    }
    row = events.find(row + 1, 1, isIsrEvent);
  }
  return changedAt;
}

/** What the application saw last, which may be long after the broker's answers. */
function lastFailureOf(ask: Ask, { world, events, rows }: Evidence): string {
  const producer = clusterView(world).producers.find((one) => one.node === ask.producer);
  if (producer === undefined) throw new Error(`"${ask.that}": no producer "${ask.producer}" in the run`);
  const isFailure = (type: string) => type === 'batch.failed' || type === 'send.failed';
  for (let row = events.find(rows - 1, -1, isFailure); row >= 0; row = events.find(row - 1, -1, isFailure)) {
    const { fields } = events.event(row);
    if (Number(fields.client) === producer.client) return String(fields.exception);
  }
  return 'NONE';
}
