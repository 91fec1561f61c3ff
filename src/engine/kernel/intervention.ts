// Interventions: faults and changed settings with a time. They are input, kept in their own order, and come before
// all events of their time.

import type { Micros } from '../../base/units.ts';

export const FAULT_KINDS = [
  'crash',
  'restart',
  'shutdown',
  'pause',
  'resume',
  'loseDisk',
  'cut',
  'heal',
  'isolate',
  'slow',
  'lossy',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** How a crash is felt: `process` closes its connections at once, `host` is silence, `power` also loses unflushed data. */
export type CrashHow = 'process' | 'host' | 'power';

/** Exactly one of `node`, `zone`, `link`, `topic` names the target (`heal` without one heals every link). */
export interface Intervention {
  at: Micros;
  do: FaultKind | 'set';
  node?: string;
  zone?: string;
  /** Two nodes, two zones, or one of each. */
  link?: [string, string];
  /** Target of `set` for a topic's configuration. */
  topic?: string;
  /** Of `crash`. Default: process for a node, host for a zone. */
  how?: CrashHow;
  /** Of `slow`: latency or service time times this. 1 heals. */
  factor?: number;
  /** Of `lossy`: chance in [0, 1) that a segment is lost and sent again. 0 heals. */
  loss?: number;
  /** Of `set`: Kafka's own names and values. */
  config?: Record<string, string | number | boolean>;
}

/** One line for people: "crash zone b". */
export function describeIntervention(i: Intervention): string {
  const target = targetOf(i);
  const setting =
    i.config === undefined
      ? ''
      : ` ${Object.entries(i.config)
          .map(([k, v]) => `${k}=${v}`)
          .join(', ')}`;
  const how = i.how === undefined ? '' : ` (${i.how})`;
  const factor = i.factor === undefined ? '' : ` ×${i.factor}`;
  const loss = i.loss === undefined ? '' : ` ${Math.round(i.loss * 100)} %`;
  return `${i.do} ${target}${how}${factor}${loss}${setting}`;
}

/** The target in words: "zone b", "b1", "link b1–b2", "topic orders", "everything". */
export function targetOf(i: Intervention): string {
  if (i.zone !== undefined) return `zone ${i.zone}`;
  if (i.link !== undefined) return `link ${i.link[0]}–${i.link[1]}`;
  if (i.topic !== undefined) return `topic ${i.topic}`;
  return i.node ?? 'everything';
}
