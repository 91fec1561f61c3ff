// The kernel's events in words: faults, connections, messages. One table; node kinds have their own beside it.

import type { FieldsOf, KernelEvents } from './events.ts';

/** What an event is about: a fault or what people did, the control plane, records and replicas, clients. */
export type SentenceClass = 'fault' | 'control' | 'data' | 'client';
/** 1 a headline, 2 a change of state, 3 a detail or message. */
export type Importance = 1 | 2 | 3;

/** How nodes and settings are called in sentences. */
export interface Names {
  /** "Broker 1" for node b1; a client's own name. Begins a sentence as it is. */
  node(id: string): string;
  /** "Broker 1" or "Controller c1" for Kafka's node.id. */
  id(id: number): string;
  /** Value of a setting of a node as text, '' when unknown. */
  setting(node: string, name: string): string;
}

/** When and where it happened. */
export interface Place {
  readonly node: string;
  /** µs. */
  readonly at: number;
  readonly names: Names;
}

export interface SentenceRule<F> {
  readonly class: SentenceClass;
  readonly importance: Importance;
  readonly write: (fields: F, place: Place) => string;
}
export type SentenceTable<T> = {
  readonly [K in keyof T]: T[K] extends Readonly<Record<string, 'num' | 'str' | 'nums'>>
    ? SentenceRule<FieldsOf<T[K]>>
    : never;
};

/** "9 s", "1.5 s", "250 ms" for whole milliseconds. */
export function msText(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  return `${Math.round(ms / 100) / 10} s`;
}

/** "50.4 s" for a time in µs. */
export function secondsText(at: number): string {
  return `${(Math.round(at / 100_000) / 10).toFixed(1)} s`;
}

function rule<F>(
  of: SentenceClass,
  importance: Importance,
  write: (fields: F, place: Place) => string,
): SentenceRule<F> {
  return { class: of, importance, write };
}

/** A place in words: a node by its name, anything else is a zone. */
function endText(name: string, names: Names): string {
  return names.node(name);
}

export const kernelSentences: SentenceTable<KernelEvents> = {
  'run.started': rule('control', 3, (f) => `The run begins (seed ${f.seed}).`),
  'intervention.ignored': rule(
    'fault',
    2,
    (f) => `"${f.intervention} ${f.target}" changed nothing: ${f.reason}.`,
  ),
  'process.crashed': rule(
    'fault',
    1,
    (_f, p) =>
      `${p.names.node(p.node)}'s process crashed: its connections closed at once; what it had written stays on disk.`,
  ),
  'host.lost': rule(
    'fault',
    1,
    (f, p) =>
      `${p.names.node(p.node)}'s machine went silent${f.zone === '' ? '' : ` with zone ${f.zone}`}: nothing is refused, nothing answers.`,
  ),
  'power.lost': rule(
    'fault',
    1,
    (f, p) =>
      `${p.names.node(p.node)} lost power${f.zone === '' ? '' : ` with zone ${f.zone}`}: what was not flushed to disk is gone.`,
  ),
  'disk.lost': rule('fault', 1, (_f, p) => `${p.names.node(p.node)} lost its disk.`),
  'process.starting': rule(
    'fault',
    2,
    (f, p) => `${p.names.node(p.node)} is being started; its process runs in ${msText(f.startMs)}.`,
  ),
  'process.started': rule(
    'fault',
    2,
    (f, p) => `${p.names.node(p.node)}'s process runs (start number ${f.incarnation}).`,
  ),
  'process.exited': rule('fault', 2, (f, p) => `${p.names.node(p.node)}'s process ended: ${f.reason}.`),
  'process.paused': rule(
    'fault',
    1,
    (_f, p) => `${p.names.node(p.node)}'s process was paused: it does nothing, and nobody is told.`,
  ),
  'process.resumed': rule(
    'fault',
    1,
    (f, p) => `${p.names.node(p.node)}'s process goes on; ${f.waiting} things wait for it.`,
  ),
  'shutdown.requested': rule(
    'fault',
    1,
    (_f, p) => `${p.names.node(p.node)} was asked to shut down cleanly.`,
  ),
  'setting.changed': rule('fault', 1, (f, p) =>
    p.node === 'admin'
      ? `An operator sets ${f.settings}.`
      : `${p.names.node(p.node)} gets the settings ${f.settings}.`,
  ),
  'node.slowed': rule('fault', 1, (f, p) =>
    f.factor === 1
      ? `${p.names.node(p.node)} has its normal speed again.`
      : `${p.names.node(p.node)} became ${f.factor} times as slow.`,
  ),
  'link.cut': rule(
    'fault',
    1,
    (f, p) =>
      `The link between ${endText(f.a, p.names)} and ${endText(f.b, p.names)} was cut: nothing passes, neither side is told.`,
  ),
  'link.healed': rule('fault', 1, (f, p) =>
    f.a === ''
      ? 'All links work again.'
      : `The link between ${endText(f.a, p.names)} and ${endText(f.b, p.names)} works again.`,
  ),
  'link.slowed': rule(
    'fault',
    1,
    (f, p) =>
      `The link between ${endText(f.a, p.names)} and ${endText(f.b, p.names)} became ${f.factor} times as slow.`,
  ),
  'link.lossy': rule(
    'fault',
    1,
    (f, p) =>
      `The link between ${endText(f.a, p.names)} and ${endText(f.b, p.names)} loses ${Math.round(f.loss * 100)} % of its segments; TCP sends them again.`,
  ),
  'zone.isolated': rule('fault', 1, (f) => `Zone ${f.zone} was cut off from the other zones.`),
  'node.isolated': rule('fault', 1, (_f, p) => `${p.names.node(p.node)} was cut off from everything.`),
  'connection.opened': rule(
    'client',
    3,
    (f, p) => `${p.names.node(p.node)} is connected with ${p.names.node(f.peer)}.`,
  ),
  'connection.refused': rule(
    'client',
    3,
    (f, p) => `${p.names.node(f.peer)} refused a connection of ${p.names.node(p.node)}.`,
  ),
  'connection.closed': rule(
    'client',
    3,
    (f, p) => `${p.names.node(p.node)}'s connection with ${p.names.node(f.peer)} closed: ${f.reason}.`,
  ),
  'message.delivered': rule(
    'data',
    3,
    (f, p) =>
      `${p.names.node(p.node)} received ${f.api} from ${p.names.node(f.from)} (${msText(Math.round((p.at - f.sentAt) / 10) / 100)} on the way).`,
  ),
  'message.dropped': rule(
    'data',
    3,
    (f, p) => `${f.api} from ${p.names.node(f.from)} never reached ${p.names.node(p.node)}: ${f.reason}.`,
  ),
};

/** Class and importance of a rule made elsewhere, in the same shape. */
export const sentenceRule = rule;
