// Reading the fields of an event whose kind is known.

import type { KafkaEvents } from '../engine/kafka/events.ts';
import type { FieldsOf, KernelEvents, Row } from '../engine/kernel/events.ts';
import type { TraceReader } from '../engine/kernel/recording-api.ts';

type AllEvents = KafkaEvents & KernelEvents;

/** The fields of a row of kind `type`; the caller has looked at `typeOf(row)`. */
export function fieldsOf<K extends keyof AllEvents & string>(
  events: TraceReader,
  row: Row,
  _type: K,
): FieldsOf<AllEvents[K]> {
  return events.event(row).fields as unknown as FieldsOf<AllEvents[K]>;
}
