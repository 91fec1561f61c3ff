// A labelled value with a remark: what cards and inspectors list.

import { NONE } from '../names.ts';

export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}
/** What a message says, and what it will change. */
export interface FlightFacts {
  readonly facts: readonly Fact[];
  readonly note: string;
}

export function fact(label: string, value: string | number | boolean, note = ''): Fact {
  return { label, value: String(value), note };
}

/** The error of an answer, nothing when there is none. */
export function errorFacts(error: string): Fact[] {
  return error === NONE ? [] : [fact('error', error)];
}

/** "{1, 2}" */
export function setText(ids: readonly number[]): string {
  return ids.length === 0 ? '{}' : `{${ids.join(', ')}}`;
}
