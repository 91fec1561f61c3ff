// A run watched by its invariants from beginning to end: what broke first and why that may be, which settings and faults
// may break what by now. A run of its own beside the one that is shown, on which it has no influence.

import type { Micros } from '../../base/units.ts';
import {
  createExcuseLog,
  type Excuse,
  excusesFor,
  noteExcuses,
  noteLostDisks,
} from '../kafka/invariants/excuse-log.ts';
import { createInvariantMemory, type Exemption } from '../kafka/invariants/invariant-memory.ts';
import type { InvariantName } from '../kafka/invariants/sentences.ts';
import {
  checkAfterEvent,
  checkInvariants,
  type InvariantFacts,
  type Violation,
} from '../kafka/invariants.ts';
import type { ProducerNode } from '../kafka/producer/producer-state.ts';
import type { Intervention } from '../kernel/intervention.ts';
import { stepOne } from '../kernel/run.ts';
import type { World } from '../kernel/world.ts';
import { groupFactsOf, nextNode, noteLastIntervention } from './checked-run.ts';
import type { Scenario } from './scenario.ts';
import { startRun } from './start.ts';

/** The first moment at which a sentence was not true. */
export interface InvariantBreak {
  readonly invariant: InvariantName;
  /** µs. */
  readonly at: Micros;
  /** Partition or node that it is about. */
  readonly subject: string;
  readonly message: string;
  /** What may legitimately break it; empty = the model itself is wrong. */
  readonly excuses: readonly Excuse[];
}

export interface InvariantReport {
  /** µs; what comes later is not known yet. */
  readonly checkedTo: Micros;
  readonly isDone: boolean;
  readonly excuses: readonly Excuse[];
  /** At most one per invariant: the first, or the first without an excuse. */
  readonly breaks: readonly InvariantBreak[];
}

const ALL: readonly Exemption[] = [
  'unclean',
  'minIsr',
  'dataLoss',
  'damage',
  'acks',
  'idempotence',
  'commitBefore',
];

/** Nothing is excused beforehand: the sentences are taken at their word, and each break is explained afterwards. */
const AT_THEIR_WORD: InvariantFacts = {
  hasMetadataLoss: false,
  uncleanTopics: [],
  // What a dead producer had buffered is nobody's to count; I8 has no lamp.
  hasProducerLoss: true,
  acksAllClients: [],
  safeTopics: [],
  // A commit before processing is explained afterwards like all the rest.
  atLeastOnceGroups: [],
  earliestGroups: [],
  lifted: ALL,
};

export interface InvariantWatch {
  /** Goes on for `maxEvents` at most, or to the end of the run. */
  advance(maxEvents: number): InvariantReport;
}

/** acks=0 waits for no answer: nobody has promised anything when it counts a record as sent. */
function isPromised(violation: Violation, world: World): boolean {
  if (violation.invariant !== 'I1') return true;
  const producer = world.order
    .map((id) => world.nodes[id] as ProducerNode)
    .find((node) => node.kind === 'producer' && node.config.client === violation.client);
  return producer === undefined || producer.config.acks !== 0;
}

/** The run of this scenario with these interventions (its own timeline among them), watched from t = 0. */
export function watchInvariants(
  scenario: Scenario,
  seed: number,
  interventions: readonly Intervention[],
): InvariantWatch {
  const run = startRun(scenario, seed, interventions, 'count');
  const { world, store } = run;
  const memory = createInvariantMemory();
  const log = createExcuseLog();
  // What a group that begins anywhere else passes over is nobody's loss.
  const { earliestGroups } = groupFactsOf(scenario, interventions);
  const facts: InvariantFacts = { ...AT_THEIR_WORD, earliestGroups };
  const breaks = new Map<InvariantName, InvariantBreak>();
  let isDone = false;

  function look(node: string): void {
    if (node === '') noteLostDisks(log, world, noteLastIntervention(run, memory));
    const found =
      node === ''
        ? checkInvariants(world, store, facts, memory)
        : checkAfterEvent(world, store, facts, memory, node);
    noteExcuses(log, world, memory, node);
    for (const violation of found) noteBreak(violation);
  }

  function noteBreak(violation: Violation): void {
    const { invariant, subject, message } = violation;
    const known = breaks.get(invariant);
    if (known?.excuses.length === 0 || !isPromised(violation, world)) return;
    const excuses = excusesFor(log, violation, world, memory);
    if (known === undefined || excuses.length === 0)
      breaks.set(invariant, { invariant, at: world.now, subject, message, excuses });
  }

  look('');
  return {
    advance(maxEvents) {
      for (let n = 0; n < maxEvents && !isDone; n++) {
        const node = nextNode(run);
        if (stepOne(run, scenario.until)) look(node);
        else isDone = true;
      }
      return {
        checkedTo: isDone ? scenario.until : world.now,
        isDone,
        excuses: [...log.excuses],
        breaks: [...breaks.values()],
      };
    },
  };
}
