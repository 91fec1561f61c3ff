// What the clients of a story saw: records in the order of sending, how each ended, and what readers got. The engine
// keeps no contents; a record's text is known from who sent it and as which.

import type { KafkaEvents } from '../../engine/kafka/events.ts';
import { CLIENT, COUNT, FIRST_RECORD } from '../../engine/kafka/log/batch-columns.ts';
import { splitTopicPartition } from '../../engine/kafka/names.ts';
import {
  BASE_OFFSET,
  type BatchId,
  type ChainStore,
  chainGet,
  NO_BATCH,
  PREV,
} from '../../engine/kernel/chain-store.ts';
import type { FieldsOf } from '../../engine/kernel/events.ts';

type Fields<K extends keyof KafkaEvents> = FieldsOf<KafkaEvents[K]>;

/** How a sent record ended. `offset` -1 with acks = 0. */
export type Fate = { readonly partition: number; readonly offset: number } | { readonly exception: string };

/** One producer of the story; its number is the `client` of its batches. */
export interface Sender {
  readonly topic: string;
  /** What the i-th record is called where it is read: "key=value3", "value3". */
  readonly textOf: (i: number) => string;
  /** Calls of send() so far. */
  sent: number;
  /** Per partition: the n-th record there was the i-th of all. */
  readonly order: Map<string, number[]>;
  /** By number of the record. */
  readonly fates: Fate[];
}

/** A record as a reader got it. */
export interface ReadRecord {
  readonly partition: number;
  readonly offset: number;
  readonly text: string;
}

/** What a rebalance listener was told, or, as text, the exception that ended the member. */
export type Callback = Readonly<Record<string, readonly string[]>> | string;

export interface Journal {
  readonly senders: Sender[];
  /** By node of the reader. */
  readonly reads: Map<string, ReadRecord[]>;
  /** By node of the member, in order. */
  readonly callbacks: Map<string, Callback[]>;
}

export function createJournal(): Journal {
  return { senders: [], reads: new Map(), callbacks: new Map() };
}

/** Adds a producer and returns its number. */
export function addSender(journal: Journal, topic: string, textOf: (i: number) => string): number {
  journal.senders.push({ topic, textOf, sent: 0, order: new Map(), fates: [] });
  return journal.senders.length - 1;
}

/** What a client's application would know of. */
export const JOURNAL_EVENTS: ReadonlySet<string> = new Set<keyof KafkaEvents>([
  'record.sent',
  'batch.acknowledged',
  'batch.failed',
  'send.failed',
  'records.consumed',
  'records.processed',
  'shareMember.processed',
  'partitions.assigned',
  'partitions.revoked',
  'member.failed',
]);

/** Takes an event over if it is one that a client's application would know of. */
export function noteInJournal(
  journal: Journal,
  store: ChainStore,
  type: string,
  node: string,
  fields: Readonly<Record<string, unknown>>,
): void {
  switch (type) {
    case 'record.sent':
      noteSent(journal, fields as Fields<'record.sent'>);
      return;
    case 'batch.acknowledged':
      noteAcknowledged(journal, fields as Fields<'batch.acknowledged'>);
      return;
    case 'batch.failed': {
      const { client, tp, firstRecord, count, exception } = fields as Fields<'batch.failed'>;
      for (const i of recordsOf(journal, client, tp, firstRecord, count))
        setFate(journal, client, i, { exception });
      return;
    }
    case 'send.failed': {
      const { client, exception } = fields as Fields<'send.failed'>;
      const sender = journal.senders[client];
      if (sender !== undefined) sender.fates[sender.sent++] = { exception };
      return;
    }
    case 'records.consumed':
      noteConsumed(journal, store, node, fields as Fields<'records.consumed'>);
      return;
    case 'records.processed':
      noteConsumed(journal, store, node, fields as Fields<'records.processed'>);
      return;
    case 'shareMember.processed': {
      const { deliveryCount, answer, ...range } = fields as Fields<'shareMember.processed'>;
      noteConsumed(journal, store, node, range, ` delivery ${deliveryCount} ${answer}`);
      return;
    }
    case 'partitions.assigned':
      noteCallback(journal, node, { assigned: listOf((fields as Fields<'partitions.assigned'>).tps) });
      return;
    case 'partitions.revoked': {
      const { tps, isLost } = fields as Fields<'partitions.revoked'>;
      noteCallback(journal, node, { [isLost === 1 ? 'lost' : 'revoked']: listOf(tps) });
      return;
    }
    case 'member.failed':
      noteCallback(journal, node, (fields as Fields<'member.failed'>).exception);
      return;
    default:
  }
}

function listOf(tps: string): string[] {
  return tps === '' ? [] : tps.split(',');
}

/** Keeps what a member's listener was told. */
export function noteCallback(journal: Journal, node: string, callback: Callback): void {
  const list = journal.callbacks.get(node) ?? [];
  journal.callbacks.set(node, list);
  list.push(callback);
}

function noteSent(journal: Journal, fields: Fields<'record.sent'>): void {
  const sender = journal.senders[fields.client];
  if (sender === undefined) return;
  const order = sender.order.get(fields.tp) ?? [];
  sender.order.set(fields.tp, order);
  for (let k = 0; k < fields.count; k++) order[fields.firstRecord + k] = sender.sent++;
}

function recordsOf(journal: Journal, client: number, tp: string, first: number, count: number): number[] {
  return journal.senders[client]?.order.get(tp)?.slice(first, first + count) ?? [];
}

function setFate(journal: Journal, client: number, i: number, fate: Fate): void {
  const sender = journal.senders[client];
  if (sender !== undefined) sender.fates[i] = fate;
}

function noteAcknowledged(journal: Journal, fields: Fields<'batch.acknowledged'>): void {
  const { client, tp, firstRecord, count, baseOffset } = fields;
  const { partition } = splitTopicPartition(tp);
  recordsOf(journal, client, tp, firstRecord, count).forEach((i, k) => {
    setFate(journal, client, i, { partition, offset: baseOffset < 0 ? -1 : baseOffset + k });
  });
}

function noteConsumed(
  journal: Journal,
  store: ChainStore,
  node: string,
  fields: Pick<Fields<'records.consumed'>, 'tp' | 'fromOffset' | 'toOffset' | 'tail'>,
  ending = '',
): void {
  const { partition } = splitTopicPartition(fields.tp);
  const reads = journal.reads.get(node) ?? [];
  journal.reads.set(node, reads);
  const batches: BatchId[] = [];
  for (let at = fields.tail; at !== NO_BATCH; at = chainGet(store, PREV, at)) {
    batches.push(at);
    if (chainGet(store, BASE_OFFSET, at) <= fields.fromOffset) break;
  }
  for (const batch of batches.reverse()) {
    const client = chainGet(store, CLIENT, batch);
    const sender = journal.senders[client];
    const first = chainGet(store, FIRST_RECORD, batch);
    const base = chainGet(store, BASE_OFFSET, batch);
    for (let k = 0; k < chainGet(store, COUNT, batch); k++) {
      const offset = base + k;
      if (sender === undefined || offset < fields.fromOffset || offset >= fields.toOffset) continue;
      const i = sender.order.get(fields.tp)?.[first + k];
      if (i !== undefined) reads.push({ partition, offset, text: `${sender.textOf(i)}${ending}` });
    }
  }
}
