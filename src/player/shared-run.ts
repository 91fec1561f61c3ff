// What a link says of a run, and how such a value is checked when it comes from outside.

import type { Micros } from '../base/units.ts';
import { FAULT_KINDS, type Intervention } from '../engine/kernel/intervention.ts';

/** Where the run comes from: a built-in scenario, text of one's own, or a run of a lesson. */
export type SharedSource =
  | { readonly kind: 'scenario'; readonly id: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'lesson'; readonly id: string; readonly run: string; readonly step: string };

export interface SharedRun {
  readonly source: SharedSource;
  /** Absent = the scenario's own. */
  readonly seed?: number;
  /** What the sharer did: faults and changed settings (`set`), in order. */
  readonly interventions: readonly Intervention[];
  /** Playhead. */
  readonly t: Micros;
  /** View that was open: "timeline", "events", … */
  readonly view: string;
  /** Number of the engine's semantics that the sharer ran. */
  readonly engine: number;
  /** First 8 hex digits of the trace hash, '' when the run was not computed to its end. */
  readonly hash: string;
}

export const MAX_SCENARIO_TEXT = 100_000;
export const MAX_INTERVENTIONS = 200;
const MAX_WORD = 200;
const MAX_TIME: Micros = 3_600_000_000;

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_WORD;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_TIME;
}

function isSetting(value: unknown): value is string | number | boolean {
  return isWord(value) || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}

const CHECKS: Record<string, (value: unknown) => boolean> = {
  at: isTime,
  do: (value) => value === 'set' || FAULT_KINDS.some((kind) => kind === value),
  node: isWord,
  zone: isWord,
  topic: isWord,
  link: (value) => Array.isArray(value) && value.length === 2 && value.every(isWord),
  how: (value) => value === 'process' || value === 'host' || value === 'power',
  factor: (value) => typeof value === 'number' && value > 0 && value <= 10_000,
  loss: (value) => typeof value === 'number' && value >= 0 && value < 1,
  config: (value) =>
    isObject(value) && Object.keys(value).length <= 50 && Object.values(value).every(isSetting),
};

/** True when the value has the shape of an intervention; whether its target exists is the scenario's matter. */
export function isIntervention(value: unknown): value is Intervention {
  if (!isObject(value) || !('at' in value) || !('do' in value)) return false;
  return Object.entries(value).every(
    ([key, field]) => Object.hasOwn(CHECKS, key) && CHECKS[key]?.(field) === true,
  );
}

function sourceOf(value: unknown, text: string): SharedSource | undefined {
  if (!isObject(value)) return undefined;
  if (value.kind === 'scenario' && isWord(value.id)) return { kind: 'scenario', id: value.id };
  if (value.kind === 'text' && text.length <= MAX_SCENARIO_TEXT) return { kind: 'text', text };
  if (value.kind === 'lesson' && isWord(value.id) && isWord(value.run) && isWord(value.step)) {
    return { kind: 'lesson', id: value.id, run: value.run, step: value.step };
  }
  return undefined;
}

/** All parts of a shared run that are sound; the rest is left out. `text` is the scenario's own text. */
export function readSharedRun(value: unknown, text: string): Partial<SharedRun> {
  if (!isObject(value)) return {};
  const source = sourceOf(value.source, text);
  const { interventions: list } = value;
  const isSound = Array.isArray(list) && list.length <= MAX_INTERVENTIONS && list.every(isIntervention);
  return {
    ...(source === undefined ? {} : { source }),
    ...(Number.isInteger(value.seed) ? { seed: value.seed as number } : {}),
    ...(isSound ? { interventions: list as Intervention[] } : {}),
    ...(isTime(value.t) ? { t: value.t } : {}),
    ...(isWord(value.view) ? { view: value.view } : {}),
    ...(Number.isInteger(value.engine) ? { engine: value.engine as number } : {}),
    ...(typeof value.hash === 'string' && /^([0-9a-f]{8})?$/.test(value.hash) ? { hash: value.hash } : {}),
  };
}

/** Whether nothing but the seed, which is optional, is missing. */
export function isComplete(run: Partial<SharedRun>): run is SharedRun {
  return (
    run.source !== undefined &&
    run.interventions !== undefined &&
    run.t !== undefined &&
    run.view !== undefined &&
    run.engine !== undefined &&
    run.hash !== undefined
  );
}
