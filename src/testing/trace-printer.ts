// Prints a trace for golden tests and for eyes: one line per event, time in seconds, node, kind, fields.

import { importanceOf } from '../engine/kafka/sentences.ts';
import type { TraceEvent } from '../engine/kernel/events.ts';
import type { TraceReader } from '../engine/kernel/recording-api.ts';

function fieldText(value: unknown): string {
  return Array.isArray(value) ? `{${value.join(',')}}` : String(value);
}

/** "20.664 c2 broker.fenced broker=1 …" */
export function printEvent(event: TraceEvent): string {
  const fields = Object.entries(event.fields).map(([name, value]) => `${name}=${fieldText(value)}`);
  return [
    (event.at / 1_000_000).toFixed(3),
    event.node === '' ? '-' : event.node,
    event.type,
    ...fields,
  ].join(' ');
}

/** Lines of all events that `accepts`; by default headlines and changes of state. */
export function printTrace(
  events: TraceReader,
  accepts: (event: TraceEvent) => boolean = (event) => importanceOf(event.type) <= 2,
): string[] {
  const lines: string[] = [];
  for (let row = 0; row < events.length; row++) {
    const event = events.event(row);
    if (accepts(event)) lines.push(printEvent(event));
  }
  return lines;
}
