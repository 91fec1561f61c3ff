// Hand-made writers for the event kinds that come with every record. They write the fields of events.ts in its order;
// a test holds each of them against the table.

import type { FieldsOf } from '../kernel/events.ts';
import { num, str } from '../kernel/row-writer.ts';
import type { RowEncoder } from '../kernel/trace.ts';
import type { KafkaEvents } from './events.ts';

type Hot<K extends keyof KafkaEvents> = (f: FieldsOf<KafkaEvents[K]>) => void;

const recordSent: Hot<'record.sent'> = (f) => {
  num(f.client);
  str(f.tp);
  num(f.firstRecord);
  num(f.count);
};

const batchSent: Hot<'batch.sent'> = (f) => {
  num(f.client);
  str(f.tp);
  num(f.firstRecord);
  num(f.count);
  num(f.acks);
  num(f.attempt);
  num(f.to);
  num(f.baseSequence);
};

const batchAcknowledged: Hot<'batch.acknowledged'> = (f) => {
  num(f.client);
  str(f.tp);
  num(f.firstRecord);
  num(f.count);
  num(f.baseOffset);
  num(f.acks);
  num(f.ackMs);
  num(f.attempts);
};

const logAppended: Hot<'log.appended'> = (f) => {
  str(f.tp);
  num(f.baseOffset);
  num(f.count);
  num(f.leaderEpoch);
  num(f.producerId);
  num(f.baseSequence);
  num(f.client);
  num(f.firstRecord);
  num(f.batch);
};

const logReplicated: Hot<'log.replicated'> = (f) => {
  str(f.tp);
  num(f.fromOffset);
  num(f.toOffset);
  num(f.leader);
};

const highWatermarkAdvanced: Hot<'highWatermark.advanced'> = (f) => {
  str(f.tp);
  num(f.from);
  num(f.to);
  num(f.isLeader);
};

const produceCompleted: Hot<'produce.completed'> = (f) => {
  str(f.tp);
  str(f.error);
  num(f.acks);
  num(f.client);
  num(f.firstRecord);
  num(f.count);
  num(f.waitedMs);
};

const recordsConsumed: Hot<'records.consumed'> = (f) => {
  num(f.client);
  str(f.tp);
  num(f.fromOffset);
  num(f.toOffset);
  num(f.tail);
  num(f.highWatermark);
};

const recordsPolled: Hot<'records.polled'> = (f) => {
  str(f.group);
  str(f.tp);
  num(f.fromOffset);
  num(f.toOffset);
  num(f.highWatermark);
};

const recordsProcessed: Hot<'records.processed'> = (f) => {
  str(f.group);
  str(f.tp);
  num(f.fromOffset);
  num(f.toOffset);
  num(f.tail);
};

/** By event kind. */
export const hotRows: Readonly<Record<string, RowEncoder>> = {
  'record.sent': recordSent,
  'batch.sent': batchSent,
  'batch.acknowledged': batchAcknowledged,
  'log.appended': logAppended,
  'log.replicated': logReplicated,
  'highWatermark.advanced': highWatermarkAdvanced,
  'produce.completed': produceCompleted,
  'records.consumed': recordsConsumed,
  'records.polled': recordsPolled,
  'records.processed': recordsProcessed,
};
