// Checks the invariants after every event of the built-in scenarios, and that the checks can fail.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BrokerNode } from '../kafka/broker/broker-state.ts';
import { logOf, replicaOf } from '../kafka/broker/hosted.ts';
import { createInvariantMemory } from '../kafka/invariants/invariant-memory.ts';
import { checkInvariants } from '../kafka/invariants.ts';
import { ledgerOf } from '../kafka/ledger/ledger-state.ts';
import { runTo } from '../kernel/run.ts';
import { describeViolation, invariantFactsOf, runChecked } from './checked-run.ts';
import { parseScenarioText } from './parse-text.ts';
import type { Scenario } from './scenario.ts';
import { startRun } from './start.ts';

const FOLDER = join(import.meta.dirname, '../../../content/scenarios');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

function read(name: string): Scenario {
  const result = parseScenarioText(readFileSync(join(FOLDER, name), 'utf8'));
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.scenario;
}

describe('invariants', () => {
  for (const name of files) {
    it(`hold after every event of ${name}`, () => {
      const { broken, checks } = runChecked(read(name));
      expect(broken?.violations.map(describeViolation) ?? []).toEqual([]);
      expect(checks).toBeGreaterThan(1_000);
    });
  }

  it('are checked in the run that would be recorded: only its rows are not kept', () => {
    const scenario = read('leader-crash.yaml');
    const { world } = runChecked(scenario).run;
    const recorded = startRun(scenario, scenario.seed, scenario.timeline, true);
    runTo(recorded, scenario.until);
    expect(recorded.world.rows).toBe(recorded.trace.blocks.reduce((sum, block) => sum + block.count, 0));
    expect({ ...world, hash: [0, 0] }).toEqual({ ...recorded.world, hash: [0, 0] });
  });

  it('notice a second leader, a lost record and a cut log', () => {
    const scenario = read('leader-crash.yaml');
    const run = startRun(scenario, scenario.seed, [], false);
    const memory = createInvariantMemory();
    const facts = invariantFactsOf(scenario, []);
    runTo(run, 5_000_000);
    expect(checkInvariants(run.world, run.store, facts, memory)).toEqual([]);
    const follower = run.world.nodes.b2 as BrokerNode;
    const state = replicaOf(follower.memory, 'orders-0');
    const log = logOf(follower.disk, 'orders-0');
    const book = ledgerOf(run.world).producers[0]?.['orders-0'];
    if (state === undefined || log === undefined || book === undefined)
      throw new Error('the scenario has another shape');
    state.role = 'leader';
    log.tail = -1;
    log.logEndOffset = 0;
    book.copies = [[]];
    const found = checkInvariants(run.world, run.store, facts, memory).map((v) => v.invariant);
    expect(new Set(found)).toEqual(new Set(['I1', 'I2', 'I3']));
  });
});
