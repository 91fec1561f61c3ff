// The fates of records agree with the sums of the ledger, over scenarios in which records come again or are lost.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordFates } from '../kafka/facts/queries.ts';
import { ledgerView } from '../kafka/queries.ts';
import { runTo } from '../kernel/run.ts';
import { parseScenarioText } from './parse-text.ts';
import { startRun } from './start.ts';

const FOLDER = join(import.meta.dirname, '../../../content/scenarios');

function fatesAtEnd(name: string) {
  const result = parseScenarioText(readFileSync(join(FOLDER, `${name}.yaml`), 'utf8'));
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  const { scenario } = result;
  const run = startRun(scenario, scenario.seed, scenario.timeline, false);
  runTo(run, scenario.until);
  return { fates: recordFates(run.world), ledger: ledgerView(run.world) };
}

describe('the fates of records', () => {
  for (const name of ['member-crash', 'zombie-leader', 'unclean-election', 'three-zones']) {
    it(`agree with the ledger of ${name}`, () => {
      const { fates, ledger } = fatesAtEnd(name);
      const sum = (key: 'sent' | 'acknowledged' | 'waiting' | 'failed' | 'lost') =>
        fates.producers.reduce((n, one) => n + one[key], 0);
      expect(sum('sent')).toBe(ledger.sent);
      expect(sum('acknowledged')).toBe(ledger.acknowledged);
      expect(sum('waiting')).toBe(ledger.waiting);
      expect(sum('lost')).toBe(ledger.ackedLost);
      const inversions = fates.readers.reduce((n, one) => n + one.inversions, 0);
      expect(inversions).toBe(ledger.orderInversions);
      const again = fates.readers.flatMap((one) => one.fates).reduce((n, fate) => n + fate.again, 0);
      expect(again > 0).toBe(ledger.dupDelivered > 0);
      expect(again).toBeLessThanOrEqual(ledger.dupDelivered);
      for (const { fates: list } of fates.readers)
        for (const fate of list) {
          const producer = fates.producers.find((one) => one.node === fate.producer);
          expect(fate.delivered).toBeLessThanOrEqual(producer?.sent ?? 0);
          expect(fate.mostTimes).toBe(fate.again > 0 ? Math.max(2, fate.mostTimes) : 1);
        }
    });
  }

  it('know that a share group promises no order, and count none as broken', () => {
    const { fates, ledger } = fatesAtEnd('share-group-join');
    const share = fates.readers.find((one) => one.kind === 'share group');
    expect(share?.reader).toBe('share');
    expect(share?.inversions).toBeGreaterThan(0);
    expect(fates.readers.filter((one) => one !== share).map((one) => one.inversions)).toEqual([0, 0]);
    expect(ledger.orderInversions).toBe(0);
  });

  it('show what a crash between processing and commit does', () => {
    const { fates } = fatesAtEnd('member-crash');
    const group = fates.readers.find((one) => one.kind === 'group');
    expect(group?.fates[0]?.again).toBeGreaterThan(0);
    expect(group?.skipped).toBe(0);
  });
});
