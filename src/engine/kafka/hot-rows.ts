// Hand-made encoders for the event kinds that come with every record. They put the fields of events.ts into the open row,
// in its order; a test holds each of them against the table.

import type { FieldsOf } from '../kernel/events.ts';
import { row } from '../kernel/row-writer.ts';
import type { RowEncoder } from '../kernel/trace.ts';
import type { KafkaEvents } from './events.ts';

type Hot<K extends keyof KafkaEvents> = (f: FieldsOf<KafkaEvents[K]>) => number;

const recordSent: Hot<'record.sent'> = (f) => {
  row[0] = f.client;
  row[1] = f.tp;
  row[2] = f.firstRecord;
  row[3] = f.count;
  return 4;
};

const batchSent: Hot<'batch.sent'> = (f) => {
  row[0] = f.client;
  row[1] = f.tp;
  row[2] = f.firstRecord;
  row[3] = f.count;
  row[4] = f.acks;
  row[5] = f.attempt;
  row[6] = f.to;
  row[7] = f.baseSequence;
  return 8;
};

const batchAcknowledged: Hot<'batch.acknowledged'> = (f) => {
  row[0] = f.client;
  row[1] = f.tp;
  row[2] = f.firstRecord;
  row[3] = f.count;
  row[4] = f.baseOffset;
  row[5] = f.acks;
  row[6] = f.ackMs;
  row[7] = f.attempts;
  return 8;
};

const logAppended: Hot<'log.appended'> = (f) => {
  row[0] = f.tp;
  row[1] = f.baseOffset;
  row[2] = f.count;
  row[3] = f.leaderEpoch;
  row[4] = f.producerId;
  row[5] = f.baseSequence;
  row[6] = f.client;
  row[7] = f.firstRecord;
  row[8] = f.batch;
  return 9;
};

const logReplicated: Hot<'log.replicated'> = (f) => {
  row[0] = f.tp;
  row[1] = f.fromOffset;
  row[2] = f.toOffset;
  row[3] = f.leader;
  return 4;
};

const highWatermarkAdvanced: Hot<'highWatermark.advanced'> = (f) => {
  row[0] = f.tp;
  row[1] = f.from;
  row[2] = f.to;
  row[3] = f.isLeader;
  return 4;
};

const produceCompleted: Hot<'produce.completed'> = (f) => {
  row[0] = f.tp;
  row[1] = f.error;
  row[2] = f.acks;
  row[3] = f.client;
  row[4] = f.firstRecord;
  row[5] = f.count;
  row[6] = f.waitedMs;
  return 7;
};

const recordsConsumed: Hot<'records.consumed'> = (f) => {
  row[0] = f.client;
  row[1] = f.tp;
  row[2] = f.fromOffset;
  row[3] = f.toOffset;
  row[4] = f.tail;
  row[5] = f.highWatermark;
  return 6;
};

const recordsPolled: Hot<'records.polled'> = (f) => {
  row[0] = f.group;
  row[1] = f.tp;
  row[2] = f.fromOffset;
  row[3] = f.toOffset;
  row[4] = f.highWatermark;
  return 5;
};

const recordsProcessed: Hot<'records.processed'> = (f) => {
  row[0] = f.group;
  row[1] = f.tp;
  row[2] = f.fromOffset;
  row[3] = f.toOffset;
  row[4] = f.tail;
  return 5;
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
