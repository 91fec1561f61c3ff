// Handles of the event kinds that come with every record.

import { type KindHandle, kernelEvents } from '../kernel/events.ts';
import { type KafkaEvents, kafkaEvents } from './events.ts';

const names: readonly string[] = Object.keys({ ...kernelEvents, ...kafkaEvents });

function handleOf<K extends keyof KafkaEvents>(type: K): KindHandle<K> {
  return { type, code: names.indexOf(type) };
}

export const RECORD_SENT = handleOf('record.sent');
export const BATCH_SENT = handleOf('batch.sent');
export const BATCH_ACKNOWLEDGED = handleOf('batch.acknowledged');
export const LOG_APPENDED = handleOf('log.appended');
export const LOG_REPLICATED = handleOf('log.replicated');
export const HIGH_WATERMARK_ADVANCED = handleOf('highWatermark.advanced');
export const PRODUCE_COMPLETED = handleOf('produce.completed');
export const RECORDS_CONSUMED = handleOf('records.consumed');
export const RECORDS_POLLED = handleOf('records.polled');
export const RECORDS_PROCESSED = handleOf('records.processed');
