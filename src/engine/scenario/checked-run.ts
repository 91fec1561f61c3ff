// A run whose invariants are checked after every event: what tests and searches use.

import { noteDataLoss } from '../kafka/invariants/excuses.ts';
import { createInvariantMemory, type InvariantMemory } from '../kafka/invariants/invariant-memory.ts';
import { INVARIANTS, type InvariantName } from '../kafka/invariants/sentences.ts';
import {
  checkAfterEvent,
  checkInvariants,
  type InvariantFacts,
  type Violation,
} from '../kafka/invariants.ts';
import { targetNodes } from '../kernel/faults.ts';
import type { Intervention } from '../kernel/intervention.ts';
import { stepOne } from '../kernel/run.ts';
import type { Run } from '../kernel/run-state.ts';
import { memberOf } from './nodes.ts';
import type { Scenario, Settings } from './scenario.ts';
import { startRun } from './start.ts';

const UNCLEAN = 'unclean.leader.election.enable';
const MIN_ISR = 'min.insync.replicas';

function isTrue(value: unknown): boolean {
  return String(value) === 'true';
}

/** All settings that a topic, or a node, ever has in the run. */
function settingsOver(
  first: Settings,
  interventions: readonly Intervention[],
  isFor: (i: Intervention) => boolean,
): Settings[] {
  const later = interventions.filter((i) => i.do === 'set' && isFor(i)).map((i) => i.config ?? {});
  return [first, ...later];
}

/** True when the intervention is done to one of `nodes`, by name or by zone. */
function hits(i: Intervention, nodes: readonly { name: string; zone: string }[]): boolean {
  return nodes.some((node) => node.name === i.node || (i.zone !== undefined && node.zone === i.zone));
}

/** Which invariants a run of this scenario may break for a reason. */
export function invariantFactsOf(scenario: Scenario, interventions: readonly Intervention[]): InvariantFacts {
  const uncleanTopics = scenario.topics
    .filter((t) =>
      settingsOver(t.config, interventions, (i) => i.topic === t.name).some((s) => isTrue(s[UNCLEAN])),
    )
    .map((t) => t.name);
  const isUncleanCluster = scenario.controllers.some((c) =>
    settingsOver(c.config, interventions, (i) => i.node === c.name).some((s) => isTrue(s[UNCLEAN])),
  );
  if (isUncleanCluster) uncleanTopics.push('*');
  return {
    hasMetadataLoss: interventions.some((i) => i.do === 'loseDisk' && hits(i, scenario.controllers)),
    uncleanTopics,
    hasProducerLoss: interventions.some(
      (i) => ['crash', 'shutdown'].includes(i.do) && hits(i, scenario.producers),
    ),
    acksAllClients: scenario.producers.flatMap((p, client) =>
      settingsOver(p.config, interventions, (i) => i.node === p.name).every((s) =>
        ['all', '-1', undefined].includes(s.acks === undefined ? undefined : String(s.acks)),
      )
        ? [client]
        : [],
    ),
    safeTopics: scenario.topics
      .filter((t) =>
        settingsOver(t.config, interventions, (i) => i.topic === t.name).every((s, n) =>
          s[MIN_ISR] === undefined ? n > 0 : Number(s[MIN_ISR]) >= 2,
        ),
      )
      .map((t) => t.name),
    ...groupFactsOf(scenario, interventions),
  };
}

/** Which groups read from the start, and which of them promise at-least-once. */
export function groupFactsOf(
  scenario: Scenario,
  interventions: readonly Intervention[],
): Pick<InvariantFacts, 'earliestGroups' | 'atLeastOnceGroups'> {
  const earliest = scenario.groups.filter((group) => {
    const isOfGroup = (i: Intervention) =>
      i.node !== undefined && memberOf(scenario, i.node)?.group === group;
    return settingsOver(group.config, interventions, isOfGroup).every((s, n) => {
      const reset = s['auto.offset.reset'];
      return reset === undefined ? n > 0 : reset === 'earliest';
    });
  });
  return {
    earliestGroups: earliest.map((g) => g.name),
    atLeastOnceGroups: earliest
      .filter((g) => g.commit !== 'before' && g.commit !== 'handover')
      .map((g) => g.name),
  };
}

/** The first moment at which something was violated. */
export interface Broken {
  /** µs. */
  readonly at: number;
  readonly violations: readonly Violation[];
}

export interface CheckedRun {
  readonly run: Run;
  readonly broken: Broken | undefined;
  /** How many times it was checked. */
  readonly checks: number;
}

export interface CheckOptions {
  readonly facts?: InvariantFacts;
  /** Judges these invariants only. */
  readonly judged?: readonly InvariantName[];
  /** Every node is looked at after every event, not only the one that it happened on. */
  readonly isThorough?: boolean;
}

/** A run that is checked as it goes on. */
export interface RunChecker extends CheckedRun {
  /** Goes on to time `t` (µs), at most to the first violation. */
  advance(t: number): void;
}

/** Node that the next step changes, '' when it is an intervention. */
export function nextNode(run: Run): string {
  const head = run.world.queue[0];
  const intervention = run.interventions[run.world.interventionsApplied];
  return head === undefined || (intervention !== undefined && intervention.at <= head.at) ? '' : head.node;
}

/** Remembers what the intervention that came last did to disks; returns the nodes whose disks it emptied or cut. */
export function noteLastIntervention({ world, interventions }: Run, memory: InvariantMemory): string[] {
  const done = interventions[world.interventionsApplied - 1];
  if (done === undefined || (done.do !== 'loseDisk' && done.how !== 'power')) return [];
  const nodes = targetNodes(world, done);
  noteDataLoss(world, memory, nodes);
  return nodes;
}

/** A run at t = 0, to be checked after every event: what is remembered would miss what came and went in between. */
export function createRunChecker(
  scenario: Scenario,
  interventions: readonly Intervention[] = scenario.timeline,
  options: CheckOptions = {},
): RunChecker {
  const run = startRun(scenario, scenario.seed, interventions, 'count');
  const facts = options.facts ?? invariantFactsOf(scenario, interventions);
  const memory = createInvariantMemory();
  const { world, store } = run;
  let checks = 0;
  let broken: Broken | undefined;
  check('');

  function check(node: string): void {
    let violations: Violation[];
    if (node !== '' && options.isThorough !== true)
      violations = checkAfterEvent(world, store, facts, memory, node);
    else {
      if (node === '') noteLastIntervention(run, memory);
      violations = checkInvariants(world, store, facts, memory);
    }
    checks++;
    if (violations.length === 0) return;
    const { judged } = options;
    if (judged !== undefined) violations = violations.filter((v) => judged.includes(v.invariant));
    if (violations.length > 0) broken = { at: world.now, violations };
  }

  return {
    run,
    get broken() {
      return broken;
    },
    get checks() {
      return checks;
    },
    advance(t) {
      while (broken === undefined) {
        const node = nextNode(run);
        if (!stepOne(run, t)) return;
        check(node);
      }
    },
  };
}

/** Runs to `until`, at most to the first violation. */
export function runChecked(
  scenario: Scenario,
  interventions: readonly Intervention[] = scenario.timeline,
  options: CheckOptions = {},
): CheckedRun {
  const checker = createRunChecker(scenario, interventions, options);
  checker.advance(scenario.until);
  return checker;
}

/** "I2 (A partition has at most one leader per leader epoch.) orders-0: b1 and b2 led in leaderEpoch 3" */
export function describeViolation(violation: Violation): string {
  return `${violation.invariant} (${INVARIANTS[violation.invariant]}) ${violation.subject}: ${violation.message}`;
}
