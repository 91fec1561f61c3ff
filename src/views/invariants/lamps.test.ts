import { describe, expect, it } from 'vitest';
import type { Excuse } from '../../engine/kafka/invariants/excuse-log.ts';
import type { InvariantReport } from '../../engine/scenario/invariant-watch.ts';
import { type Lamp, lampNames, lampsAt as lampsOf, summaryOf } from './lamps.ts';

const S = 1_000_000;
const END = 60 * S;
const acks: Excuse = {
  reason: 'acks',
  breaks: ['I1'],
  subject: 'order-service',
  setting: 'acks=1',
  since: 5 * S,
};
const report: InvariantReport = {
  checkedTo: END,
  isDone: true,
  excuses: [acks],
  breaks: [{ invariant: 'I1', at: 18 * S, subject: 'orders-0', message: '83 are missing', excuses: [acks] }],
};

const NAMES = lampNames([]);
const lampsAt = (of: InvariantReport | undefined, t: number, horizon: number) =>
  lampsOf(of, t, horizon, NAMES);
const named = (lamps: readonly Lamp[], name: string) => lamps.find((lamp) => lamp.name === name);

describe('lamps', () => {
  it('hold, may break, are broken, as the playhead goes on', () => {
    expect(lampsAt(report, 0, END).map(({ name }) => name)).toEqual([
      'I1',
      'I2',
      'I3',
      'I4',
      'I5',
      'I6',
      'I7',
    ]);
    expect(named(lampsAt(report, 0, END), 'I1')).toMatchObject({ state: 'holds', excuses: [] });
    expect(named(lampsAt(report, 5 * S, END), 'I1')).toMatchObject({
      state: 'excused',
      brokenAt: 18 * S,
      excuses: ['acks=1 of order-service'],
    });
    expect(named(lampsAt(report, 18 * S, END), 'I1')).toMatchObject({
      state: 'broken',
      says: 'broken at 18.0 s',
      message: 'orders-0: 83 are missing',
      excuses: ['acks=1 of order-service'],
    });
    expect(named(lampsAt(report, END, END), 'I2')?.state).toBe('holds');
  });

  it('tell nothing of what lies beyond the horizon', () => {
    const known = lampsAt(report, 4 * S, 10 * S);
    const unaware = lampsAt({ ...report, excuses: [], breaks: [] }, 4 * S, 10 * S);
    expect(known).toEqual(unaware);
    expect(JSON.stringify(lampsAt(report, 30 * S, 10 * S))).not.toContain('18');
  });

  it('tell apart what no setting explains', () => {
    const [first] = report.breaks;
    if (first === undefined) throw new Error('no break');
    const wrong = { ...report, breaks: [{ ...first, excuses: [] }] };
    expect(named(lampsAt(wrong, END, END), 'I1')?.state).toBe('wrong');
  });

  it('say what was not checked yet', () => {
    expect(new Set(lampsAt(undefined, 0, END).map(({ state }) => state))).toEqual(new Set(['unknown']));
    expect(named(lampsAt({ ...report, checkedTo: 20 * S }, 30 * S, END), 'I2')?.state).toBe('unknown');
    expect(named(lampsAt({ ...report, checkedTo: 20 * S }, 30 * S, END), 'I1')?.state).toBe('broken');
  });

  it('are those of what the run has', () => {
    const kinds = (...protocols: string[]) =>
      lampNames(protocols.map((protocol) => ({ protocol }))).join(' ');
    expect(kinds()).toBe('I1 I2 I3 I4 I5 I6 I7');
    expect(kinds('classic', 'consumer')).toBe('I1 I2 I3 I4 I5 I6 I7 G1 G2 G3');
    expect(kinds('share')).toBe('I1 I2 I3 I4 I5 I6 I7 S1 S2 S3');
    expect(kinds('share', 'classic')).toBe('I1 I2 I3 I4 I5 I6 I7 G1 G2 G3 S1 S2 S3');
  });

  it('are summed up in words', () => {
    expect(summaryOf(lampsAt(undefined, 0, END))).toBe('being checked');
    expect(summaryOf(lampsAt(report, 0, END))).toBe('all hold');
    expect(summaryOf(lampsAt(report, 6 * S, END))).toBe('1 may break');
    expect(summaryOf(lampsAt(report, 20 * S, END))).toBe('I1 broken');
  });
});
