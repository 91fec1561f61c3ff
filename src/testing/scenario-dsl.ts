// Scenarios for tests in a few words: a small cluster over three zones, changed where the test says so.

import { parseScenarioText } from '../engine/scenario/parse-text.ts';
import { parseScenarioValue } from '../engine/scenario/parse-value.ts';
import { recordScenario } from '../engine/scenario/record.ts';
import type { Scenario } from '../engine/scenario/scenario.ts';

/** Three brokers and three controllers in zones za, zb, zc; topic t, one partition led by b1; producer p, consumer rd. */
const BASE = {
  v: 1,
  title: 'a test',
  seed: 1,
  zones: ['za', 'zb', 'zc'],
  brokers: { b1: { zone: 'za' }, b2: { zone: 'zb' }, b3: { zone: 'zc' } },
  controllers: { c1: { zone: 'za' }, c2: { zone: 'zb', active: true }, c3: { zone: 'zc' } },
  topics: { t: { replicas: [['b1', 'b2', 'b3']], 'min.insync.replicas': 2 } },
  producers: { p: { topic: 't', acks: 'all', rate: '10/s' } },
  consumers: { rd: { topic: 't' } },
  until: '60s',
};

/** The base with other top-level parts; throws with all errors when it is not a scenario. */
export function scenario(changes: Readonly<Record<string, unknown>> = {}): Scenario {
  const result = parseScenarioValue({ ...BASE, ...changes });
  if (!result.ok) throw new Error(JSON.stringify(result.errors, null, 2));
  return result.scenario;
}

/** The run of a scenario in a file's text, recorded to its end. */
export function recordText(text: string) {
  const parsed = parseScenarioText(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed, null, 2));
  const recording = recordScenario(parsed.scenario);
  recording.extendTo(recording.end);
  return recording;
}

/** One entry of a timeline: `at('12s', 'crash', { node: 'b1' })`. */
export function at(
  time: string,
  action: string,
  details: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return { at: time, do: action, ...details };
}
