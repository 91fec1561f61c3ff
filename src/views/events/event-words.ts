// An event as a line of the list.

import { classOfEvent, sentenceOf } from '../../engine/kafka/sentences.ts';
import type { TraceReader } from '../../engine/kernel/recording-api.ts';
import type { EventClass } from './event-index.ts';

export type EventNames = NonNullable<Parameters<typeof sentenceOf>[1]>;

export interface EventLine {
  readonly row: number;
  readonly at: number;
  readonly about: EventClass;
  readonly text: string;
}

/** What an event is about, in words beside its colour. */
export const ABOUT_WORDS: Readonly<Record<EventClass, string>> = {
  fault: 'fault',
  control: 'control plane',
  data: 'records',
  client: 'client',
};

/** How a reason stands to what it explains. */
export const RELATION_WORDS = {
  cause: 'because',
  lastHeard: 'last heard',
  blockedBy: 'kept from coming by',
  setting: 'setting that ran out',
} as const;

export function eventLine(events: TraceReader, row: number, names: EventNames): EventLine {
  const event = events.event(row);
  return { row, at: event.at, about: classOfEvent(event.type), text: sentenceOf(event, names) };
}
