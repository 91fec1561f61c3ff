// Bad input: every error names its path, line, value and what is allowed, several at once; good input is the same from
// text and from a value.

import { describe, expect, it } from 'vitest';
import { parseScenarioText } from './parse-text.ts';
import { type ParseResult, parseScenarioValue } from './parse-value.ts';
import type { ScenarioError } from './problems.ts';
import { LIMITS } from './scenario.ts';

const SAMPLE = `v: 1
title: Zone a goes dark
seed: 7
zones: [a, b, c]
brokers: { b1: { zone: a }, b2: { zone: b }, b3: { zone: c, config: { replica.lag.time.max.ms: 20000 } } }
controllers: { c1: { zone: a }, c2: { zone: b, active: true }, c3: { zone: c } }
topics: { orders: { partitions: 3, replication.factor: 3, min.insync.replicas: 2 } }
producers: { order-service: { topic: orders, acks: all, rate: 20/s, keys: 12 } }
consumers: { audit: { topic: orders } }
timeline:
  - { at: 40s, do: restart, zone: a }
  - { at: 12s, do: crash, zone: a }
expect:
  - { at: end, that: ackedLost, equals: 0 }
  - { at: 24s, that: leader, partition: orders-0, not: 1 }
`;

function scenarioOf(result: ParseResult) {
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.scenario;
}

function errorsOf(text: string): readonly ScenarioError[] {
  const result = parseScenarioText(text);
  return result.ok ? [] : result.errors;
}

/** The sample with a change. */
function changed(from: string, to: string): string {
  expect(SAMPLE).toContain(from);
  return SAMPLE.replace(from, to);
}

describe('a good scenario', () => {
  const scenario = scenarioOf(parseScenarioText(SAMPLE));

  it('has its defaults filled in', () => {
    expect(scenario.until).toBe(70_000_000);
    expect(scenario.isCold).toBe(false);
    expect(scenario.controllers.map((c) => c.isActive)).toEqual([false, true, false]);
    expect(scenario.producers[0]).toMatchObject({
      ratePerSecond: 20,
      keys: 12,
      stopAt: -1,
      config: { acks: 'all' },
    });
    expect(scenarioOf(parseScenarioText('v: 1\ntitle: t\nbrokers: 3')).until).toBe(60_000_000);
  });

  it('has its timeline in order and its broker ids as names', () => {
    expect(scenario.timeline.map((i) => i.at)).toEqual([12_000_000, 40_000_000]);
    expect(scenario.expect[1]).toMatchObject({ at: 24_000_000, compare: 'not', value: 'b1' });
    expect(scenario.expect[0]?.at).toBe(-1);
  });

  it('is plain data, the same from text and from a value', () => {
    const value = { v: 1, title: 't', brokers: 2, topics: { orders: { partitions: 2 } } };
    const fromText = parseScenarioText(JSON.stringify(value));
    expect(fromText).toEqual(parseScenarioValue(value));
    expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
  });

  it('spreads numbered nodes over the zones in turn', () => {
    const text = 'v: 1\ntitle: t\nzones: [a, b]\nbrokers: 3\ncontrollers: 1';
    const { brokers, controllers } = scenarioOf(parseScenarioText(text));
    expect(brokers.map((b) => `${b.name} ${b.zone}`)).toEqual(['b1 a', 'b2 b', 'b3 a']);
    expect(controllers).toMatchObject([{ name: 'c1', zone: 'a', isActive: true }]);
  });
});

describe('errors', () => {
  it('name path, line, column, value and what is allowed, for several mistakes at once', () => {
    const text = changed('zone: c, config', 'zone: d, config')
      .replace('do: crash', 'do: crush')
      .replace('rate: 20/s', 'rate: 20');
    const found = errorsOf(text);
    expect(found.map((e) => [e.path, e.line, e.value])).toEqual([
      ['brokers.b3.zone', 5, '"d"'],
      ['producers.order-service.rate', 8, '20'],
      ['timeline[1].do', 12, '"crush"'],
    ]);
    expect(found.every((e) => e.column > 1 && e.allowed !== '' && e.message !== '')).toBe(true);
    expect(found[0]?.allowed).toContain('known: a, b, c');
    expect(found[2]?.allowed).toContain('did you mean crash?');
  });

  const cases: [string, string, string, string, string][] = [
    ['an unknown key', 'seed: 7', 'sed: 7', 'sed', 'did you mean seed?'],
    [
      'a group without topic',
      'seed: 7',
      'groups: { work: { members: 2 } }',
      'groups.work',
      'topics: [names]',
    ],
    ['an unknown setting', 'acks: all', 'ack: all', 'producers.order-service.ack', 'did you mean acks?'],
    ['a wrong setting', 'acks: all', 'acks: 2', 'producers.order-service.acks', 'all, -1, 0, 1'],
    [
      'settings in conflict',
      'acks: all',
      'acks: 1, enable.idempotence: true',
      'producers.order-service.acks',
      'idempotent',
    ],
    [
      'an unknown topic',
      'audit: { topic: orders }',
      'audit: { topic: oders }',
      'consumers.audit.topic',
      'orders',
    ],
    [
      'too many replicas',
      'replication.factor: 3',
      'replication.factor: 4',
      'topics.orders.replication.factor',
      'b1',
    ],
    ['too many partitions', 'partitions: 3', 'partitions: 61', 'topics.orders.partitions', 'at most 60'],
    ['an even quorum', 'c3: { zone: c }', 'c3: { zone: c }, c4: { zone: c }', 'controllers', '1, 3 or 5'],
    ['an unknown target', 'do: crash, zone: a', 'do: crash, node: b7', 'timeline[1].node', 'b1'],
    ['no target', 'do: crash, zone: a', 'do: crash', 'timeline[1]', 'node: name or zone: name'],
    ['two targets', 'do: crash, zone: a', 'do: crash, zone: a, node: b1', 'timeline[1].zone', 'one of'],
    ['an unknown link end', 'do: crash, zone: a', 'do: cut, link: [b1, x]', 'timeline[1].link[1]', 'b2'],
    ['a missing factor', 'do: crash, zone: a', 'do: slow, node: b1', 'timeline[1].factor', 'factor'],
    ['a late expectation', '{ at: 24s', '{ at: 71s', 'expect[1].at', 'at most 70s'],
    ['an unknown metric', 'that: ackedLost', 'that: lost', 'expect[0].that', 'ackedLost'],
    ['an unknown partition', 'orders-0', 'orders-3', 'expect[1].partition', 'orders-0'],
    ['nothing to compare', ', equals: 0', '', 'expect[0]', 'equals, not, atLeast, atMost'],
    ['a name used twice', 'audit:', 'b1:', 'consumers.b1', 'of its own'],
    ['an integer-like name', 'audit:', '"1":', 'consumers.1', 'begins with a letter'],
    ['a name of JavaScript', 'audit:', 'constructor:', 'consumers.constructor', 'any other name'],
    [
      'a flat broker setting',
      'b1: { zone: a }',
      'b1: { zone: a, request.timeout.ms: 3 }',
      'brokers.b1.request.timeout.ms',
      'config: {',
    ],
    ['a newer version', 'v: 1', 'v: 2', 'v', 'v: 1'],
  ];
  it.each(cases)('for %s', (_name, from, to, path, allowed) => {
    const found = errorsOf(changed(from, to)).find((e) => e.path === path);
    expect(found, JSON.stringify(errorsOf(changed(from, to)))).toBeDefined();
    expect(found?.allowed).toContain(allowed);
    expect(found?.line).toBeGreaterThan(0);
  });

  it('judge expectations by an end that was given', () => {
    const result = parseScenarioText(SAMPLE, { until: 20_000_000 });
    expect(result.ok ? [] : result.errors.map((e) => e.path)).toEqual(['expect[1].at']);
  });
});

describe('hostile input is refused quickly', () => {
  const cases: [string, string][] = [
    ['oversized text', `title: ${'x'.repeat(LIMITS.text)}`],
    ['an alias bomb', 'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]'],
    ['a cycle', 'a: &a\n  b: *a'],
    ['deep brackets', '['.repeat(40_000)],
    ['deep dashes', '- '.repeat(40_000)],
    ['endless keys', `{${Array.from({ length: 15_000 }, (_, i) => `k${i}`).join(',')}}`],
    ['broken YAML', 'a: [b\nc: }'],
    ['a key twice', 'v: 1\nv: 1\ntitle: t\nbrokers: 1'],
    ['nothing', ''],
    ['a list', '[1, 2]'],
  ];
  it.each(cases)('%s', (_name, text) => {
    const start = performance.now();
    const found = errorsOf(text);
    expect(performance.now() - start).toBeLessThan(1_500);
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThanOrEqual(LIMITS.errors);
  });

  it('say that there is nothing, instead of what kind of nothing', () => {
    for (const text of ['', '  \n', '\n\n'])
      expect(errorsOf(text).map(({ line, message }) => [line, message])).toEqual([[1, 'is empty']]);
  });

  it('values of any kind', () => {
    for (const value of [
      null,
      undefined,
      3,
      'x',
      [],
      { v: 1 },
      { v: Number.NaN },
      { v: 1, title: 't', brokers: -1 },
    ]) {
      expect(parseScenarioValue(value).ok).toBe(false);
    }
  });
});
