// How event kinds are declared, and the events that the kernel itself emits (faults, connections, messages).
// A kind is a name (`noun.verbed`) and its fields; types, storage and hash all follow from that one table.

/** `num`: a number. `str`: a string. `nums`: a list of numbers (node ids, offsets). */
export type FieldKind = 'num' | 'str' | 'nums';
export type EventTable = Readonly<Record<string, Readonly<Record<string, FieldKind>>>>;

/** The TypeScript shape of an event's fields, derived from its declaration. */
export type FieldsOf<S extends Readonly<Record<string, FieldKind>>> = {
  readonly [K in keyof S]: S[K] extends 'num' ? number : S[K] extends 'str' ? string : readonly number[];
};

/** An event kind by its name and its place in the table of a run: for the few that come with every record. */
export interface KindHandle<K extends string = string> {
  readonly type: K;
  readonly code: number;
}

/** Number of a row of the trace: 0 is the first event of the run, -1 none. */
export type Row = number;

/**
 * Why an event fired by absence came: the last thing heard, the intervention that kept the next from coming,
 * and the setting whose time was over. Each may be missing.
 */
export interface Because {
  readonly heard?: Row;
  readonly blocked?: Row;
  readonly setting?: string;
}

/** One event as it is read from a trace. */
export type TraceEvent<T extends EventTable = EventTable, K extends keyof T & string = keyof T & string> = {
  readonly row: Row;
  readonly at: number;
  readonly type: K;
  /** Node that it happened on; '' for interventions on links and zones. */
  readonly node: string;
  /** Row of the event that led to it, -1 for none. */
  readonly cause: Row;
  readonly because?: Because;
  readonly fields: FieldsOf<T[K]>;
};

/** Events of the kernel. `row` of an intervention is what `blocked` of later events points to. */
export const kernelEvents = {
  'run.started': { seed: 'num' },
  'intervention.ignored': { intervention: 'str', target: 'str', reason: 'str' },
  'process.crashed': {},
  'host.lost': { zone: 'str' },
  'power.lost': { zone: 'str' },
  'disk.lost': {},
  'process.starting': { startMs: 'num' },
  'process.started': { incarnation: 'num' },
  'process.exited': { reason: 'str' },
  'process.paused': {},
  'process.resumed': { waiting: 'num' },
  'shutdown.requested': {},
  'setting.changed': { settings: 'str' },
  'node.slowed': { factor: 'num' },
  'link.cut': { a: 'str', b: 'str' },
  'link.healed': { a: 'str', b: 'str' },
  'link.slowed': { a: 'str', b: 'str', factor: 'num' },
  'link.lossy': { a: 'str', b: 'str', loss: 'num' },
  'zone.isolated': { zone: 'str' },
  'node.isolated': {},
  'connection.opened': { peer: 'str' },
  'connection.refused': { peer: 'str' },
  'connection.closed': { peer: 'str', reason: 'str' },
  'message.delivered': { from: 'str', api: 'str', sentAt: 'num' },
  'message.dropped': { from: 'str', api: 'str', sentAt: 'num', reason: 'str' },
} as const satisfies EventTable;

export type KernelEvents = typeof kernelEvents;
