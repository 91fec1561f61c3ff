// A scenario's run from the outside: the sample tells its story, why-chains end at the fault and the setting, and the
// same input gives the same trace however it is read.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  flightView,
  messagesInFlight,
  nodeDetails,
  recordsBetween,
  replicaDetails,
} from '../kafka/facts/queries.ts';
import { clusterView } from '../kafka/queries.ts';
import { explain, sentenceNames, sentenceOf } from '../kafka/sentences.ts';
import { MESSAGE } from '../kernel/world.ts';
import { judgeExpectations } from './expectations.ts';
import { runHeadless } from './headless.ts';
import { parseScenarioText } from './parse-text.ts';
import { recordScenario } from './record.ts';

const FILE = join(import.meta.dirname, '../../../content/scenarios/zone-b-goes-dark.yaml');
const parsed = parseScenarioText(readFileSync(FILE, 'utf8'));
if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
const { scenario } = parsed;
const recording = recordScenario(scenario);
recording.extendTo(scenario.until);

function firstRow(type: string): number {
  return recording.events.find(0, 1, (t) => t === type);
}

describe('why', () => {
  it('leads from the election to the zone loss and broker.session.timeout.ms', () => {
    const names = sentenceNames(recording.frameAt(30_000_000).world);
    const chain = explain(recording.events, firstRow('leader.elected'), names);
    expect(chain.map((reason) => reason.relation)).toEqual(['cause', 'setting', 'lastHeard', 'blockedBy']);
    expect(chain[0]?.text).toMatch(
      /^The controller fenced Broker 2: no heartbeat for 9\.\d s, since 1\d\.\d s/,
    );
    expect(chain[1]?.text).toContain('broker.session.timeout.ms');
    expect(chain[3]?.text).toBe(
      "Broker 2's machine went silent with zone b: nothing is refused, nothing answers.",
    );
  });

  it('leads from a client time-out to the fault and request.timeout.ms', () => {
    const chain = explain(recording.events, firstRow('client.requestTimedOut'));
    expect(chain.some((r) => r.relation === 'setting' && r.text.startsWith('request.timeout.ms'))).toBe(true);
    expect(chain.some((r) => r.relation === 'blockedBy' && r.text.includes('went silent'))).toBe(true);
  });

  it('says every event in a sentence', () => {
    for (let row = 0; row < recording.events.length; row++) {
      const text = sentenceOf(recording.events.event(row));
      expect(text, recording.events.typeOf(row)).toMatch(/[.]$/);
      expect(text).not.toMatch(/undefined|NaN|\[object/);
    }
  });
});

describe('a run', () => {
  it('gives the same hash as a recording and as a run without a trace', () => {
    const outcome = runHeadless(scenario);
    expect(outcome.hash).toMatch(/^[0-9a-f]{16}$/);
    expect(recording.hash).toBe(outcome.hash);
    expect(runHeadless(scenario, true).hash).toBe(outcome.hash);
  });

  it('meets its expectations on the recording too, asked in any order', () => {
    const results = judgeExpectations(scenario, (t) => recording.frameAt(t).world);
    expect(results.length).toBe(scenario.expect.length);
    expect(results.every((result) => result.isMet)).toBe(true);
  });
});

describe('what can be asked of a moment', () => {
  it('tells an unreachable leader from none', () => {
    const at = (t: number) => clusterView(recording.frameAt(t).world);
    const [dark] = at(18_000_000).partitions;
    expect(dark).toMatchObject({ leader: 2, isAvailable: false, leaderEpoch: 0 });
    expect(dark?.replicas.find((r) => r.broker === 2)?.status).toBe('leaderUnreachable');
    expect(at(18_000_000).brokers.find((b) => b.id === 2)).toMatchObject({
      health: 'hostLost',
      isFenced: false,
    });
    const [later] = at(30_000_000).partitions;
    expect(later).toMatchObject({ leader: 3, isAvailable: true, leaderEpoch: 1, isUnderReplicated: true });
    expect(later?.replicas.find((r) => r.broker === 2)).toMatchObject({ status: 'offline', wasLeader: true });
  });

  it("tells what a follower's fetch will change", () => {
    // From the first log.replicated on, the follower's next fetch carries the news to the leader.
    const row = recording.events.find(firstRow('log.replicated'), 1, (t) => t === 'log.replicated');
    const { world, store } = recording.frameAt(recording.events.timeOf(row) + 1);
    const fetch = messagesInFlight(world, store).find(
      (m) => m.api === 'fetchRequest' && m.tp === 'orders-0' && m.from.startsWith('b'),
    );
    const facts = Object.fromEntries((fetch?.facts ?? []).map((f) => [f.label, f.value]));
    expect(Number(facts.fetchOffset)).toBeGreaterThan(0);
    expect(Number(facts['highWatermark in the answer'])).toBeLessThan(Number(facts.fetchOffset));
    for (const entry of world.queue)
      if (entry.kind === MESSAGE) expect(flightView(world, store, entry).id).toBe(entry.seq);
  });

  it('lists records with what they are, and the state of nodes', () => {
    const { world, store } = recording.frameAt(10_000_000);
    const records = recordsBetween(store, world, 'b2', 'orders-0', 3, 8);
    expect(records.map((r) => r.offset)).toEqual([3, 4, 5, 6, 7]);
    expect(records.map((r) => r.recordNumber)).toEqual([3, 4, 5, 6, 7]);
    expect(records.every((r) => r.isCommitted && r.leaderEpoch === 0 && r.client === 0)).toBe(true);
    for (const node of world.order) expect(nodeDetails(world, node).length, node).toBeGreaterThan(2);
    expect(replicaDetails(world, store, 'b2', 'orders-0').map((f) => f.label)).toContain('isr');
  });
});
