// Steps of the operator: topics, elections, looks at the cluster, signals to its processes.

import { topicKeys } from '../../engine/kafka/config/defaults.ts';
import type { ControllerConfig } from '../../engine/kafka/controller/controller-state.ts';
import { NO_LEADER, topicPartition } from '../../engine/kafka/names.ts';
import { exceptionOf } from '../../engine/kafka/net/errors.ts';
import type { FaultKind } from '../../engine/kernel/intervention.ts';
import type { DescribedPartition, StepNamed } from '../../engine/scenario/story-schema.ts';
import { ackedIfUncertain } from './client-steps.ts';
import { type Cluster, nodeName } from './cluster.ts';
import { compareDescriptions, compareLogs, compareOffsets, differs, sameSet } from './compare.ts';
import { isHarmless } from './harmless-settings.ts';
import { logRuns } from './look-at-disk.ts';
import {
  call,
  describePartitions,
  describeTopic,
  isDown,
  isUp,
  offsetsOf,
  pass,
  Refused,
  signal,
  tryCall,
  waitFor,
} from './operator.ts';
import { DONE, type Outcome } from './outcome.ts';
import type { StartOrder } from './start-orders.ts';
import { noteUnmodelled, ourId, recordedId, rename, type StoryState } from './story-state.ts';

/** The recorder's own times, ms. */
const POLL_MS = 250;
const AWAIT_LIMIT_MS = 60_000;
const AFTER_AWAIT_MS = 1_000;
const AFTER_CHANGE_MS = 1_500;
const AFTER_CONFIG_MS = 1_000;

function settingsText(given: Readonly<Record<string, unknown>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(given ?? {}).map(([name, value]) => [name, String(value)]));
}

/** Settings of a topic that the engine stores but does not act on. */
function noteTopicSettings(state: StoryState, config: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(config)) {
    const isDefault = name === 'cleanup.policy' && value === 'delete';
    if (!Object.hasOwn(topicKeys, name) && !isHarmless('topic', name) && !isDefault)
      noteUnmodelled(state, `topic setting ${name}`);
  }
}

/** Replicas by partition number as a list; a gap makes it [], which the controller refuses as Kafka does. */
function assignmentOf(step: StepNamed<'createTopic'>): number[][] | undefined {
  const { replicas, observed } = step;
  if (replicas === undefined) {
    return Array.isArray(observed) ? observed.map((p) => p.replicas) : undefined;
  }
  const numbers = Object.keys(replicas).map(Number);
  const list: number[][] = [];
  for (let p = 0; p < numbers.length; p++) list.push(replicas[String(p)] ?? []);
  return list.some((ids) => ids.length === 0) ? [] : list;
}

/** What a topic gets that does not say: the controllers' setting, else 1. */
function givenDefault({ story }: StoryState, name: string): number {
  return Number(story.controllerConfig?.[name] ?? story.brokerConfig?.[name] ?? 1);
}

export function playCreateTopic(state: StoryState, step: StepNamed<'createTopic'>): Outcome {
  const { cluster } = state;
  const config = settingsText(step.config);
  const assignment = assignmentOf(step);
  call(cluster, {
    kind: 'createTopic',
    topic: step.topic,
    partitions: step.partitions ?? givenDefault(state, 'num.partitions'),
    replicationFactor: step.replicationFactor ?? givenDefault(state, 'default.replication.factor'),
    ...(assignment !== undefined && { assignment }),
    config,
  });
  state.topics.add(step.topic);
  noteTopicSettings(state, config);
  pollUntil(state, () => isInSync(state, step.topic), AWAIT_LIMIT_MS);
  return described(state, step.topic, step.observed);
}

function isInSync(state: StoryState, topic: string): boolean {
  return describeTopic(state.cluster, topic).every((p) => sameSet(p.isr, p.replicas));
}

/** Looks every 250 ms; a call that fails counts as "not yet". */
function pollUntil(state: StoryState, isTrue: () => boolean, limitMs: number): boolean {
  const { world } = state.cluster.run;
  const end = world.now + limitMs * 1000;
  for (;;) {
    try {
      if (isTrue()) return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
    if (world.now >= end) return false;
    pass(state.cluster, POLL_MS);
  }
}

function described(state: StoryState, topic: string, observed: unknown, only?: number): Outcome {
  const ours = describePartitions(state.cluster, topic);
  if (!Array.isArray(observed)) return { ours, differences: [] };
  return { ours, differences: compareDescriptions(observed as DescribedPartition[], ours, only) };
}

export function playDescribe(state: StoryState, step: StepNamed<'describe'>): Outcome {
  return described(state, step.topic, step.observed);
}

export function playAwaitAllInSync(state: StoryState): Outcome {
  const isTrue = pollUntil(
    state,
    () => [...state.topics].every((topic) => isInSync(state, topic)),
    AWAIT_LIMIT_MS,
  );
  return isTrue ? DONE : { differences: ['not everything was in sync within 60 s'] };
}

function holds(until: StepNamed<'await'>['until'], p: DescribedPartition | undefined): boolean {
  if (p === undefined) return false;
  if (until.leader !== undefined && p.leader !== until.leader) return false;
  if (until.leaderNot !== undefined && (p.leader === until.leaderNot || p.leader === NO_LEADER)) return false;
  if (until.isr !== undefined && !sameSet(until.isr, p.isr)) return false;
  return until.isrSize === undefined || p.isr.length === until.isrSize;
}

export function playAwait(state: StoryState, step: StepNamed<'await'>): Outcome {
  const { cluster } = state;
  const partition = step.partition ?? 0;
  const isTrue = pollUntil(
    state,
    () =>
      holds(
        step.until,
        describePartitions(cluster, step.topic).find((p) => p.partition === partition),
      ),
    step.timeoutMs ?? AWAIT_LIMIT_MS,
  );
  const { observed } = step;
  const hasTimedOut = observed !== undefined && 'timedOut' in observed;
  if (!isTrue) {
    if (!hasTimedOut) return { differences: [`it did not come true: ${JSON.stringify(step.until)}`] };
    return compareDescribed(observed.partitions, describedOrRefused(state, step.topic), partition);
  }
  if (hasTimedOut) return { differences: [`it came true: ${JSON.stringify(step.until)}`] };
  pass(cluster, AFTER_AWAIT_MS);
  return described(state, step.topic, observed, partition);
}

export function playOffsets(state: StoryState, step: StepNamed<'offsets'>): Outcome {
  const ours = offsetsOf(state.cluster, step.topic);
  if (!Array.isArray(step.observed)) return { ours, differences: [] };
  const acked = (p: number) => ackedIfUncertain(state, step.topic, p);
  return { ours, differences: compareOffsets(step.observed, ours, acked) };
}

export function playDumpLog(state: StoryState, step: StepNamed<'dumpLog'>): Outcome {
  const ours = logRuns(state.cluster, step.node, topicPartition(step.topic, step.partition));
  if (!Array.isArray(step.observed)) return { ours, differences: [] };
  const acked = ackedIfUncertain(state, step.topic, step.partition);
  return { ours, differences: compareLogs(step.observed, ours, acked) };
}

type Described = readonly DescribedPartition[] | { readonly exception: string };

function compareDescribed(recorded: Described, ours: Described, only?: number): Outcome {
  if (Array.isArray(recorded) && Array.isArray(ours))
    return { ours, differences: compareDescriptions(recorded, ours, only) };
  const isSame = JSON.stringify(recorded) === JSON.stringify(ours);
  return { ours, differences: isSame ? [] : [differs('partitions', recorded, ours)] };
}

/** What `describe` would observe. */
function describedOrRefused(state: StoryState, topic: string): Described {
  try {
    return describePartitions(state.cluster, topic);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { exception: error.exception };
  }
}

export function playElection(
  state: StoryState,
  step: StepNamed<'electPreferred'> | StepNamed<'electUnclean'>,
): Outcome {
  const { cluster } = state;
  const tp = topicPartition(step.topic, step.partition);
  const election = step.do === 'electPreferred' ? 'preferred' : 'unclean';
  const { error } = tryCall(cluster, { kind: 'electLeaders', election, tp });
  if (error === 'REQUEST_TIMED_OUT') throw new Refused(exceptionOf(error));
  pass(cluster, AFTER_CHANGE_MS);
  const ours = describedOrRefused(state, step.topic);
  const { observed } = step;
  if (observed === undefined || !('error' in observed)) return { ours, differences: [] };
  // The recorder may write an error by Kafka's name or by its exception's.
  const names: (string | null)[] = error === 'NONE' ? [null] : [error, exceptionOf(error)];
  const differences = names.includes(observed.error) ? [] : [differs('error', observed.error, names[0])];
  const { partitions } = observed;
  if (Array.isArray(partitions) && Array.isArray(ours))
    differences.push(...compareDescriptions(partitions, ours));
  else if (JSON.stringify(partitions) !== JSON.stringify(ours))
    differences.push(differs('partitions', partitions, ours));
  return { ours, differences };
}

export function playAlterTopic(state: StoryState, step: StepNamed<'alterTopic'>): Outcome {
  const config = settingsText(step.config);
  call(state.cluster, { kind: 'alterConfigs', topic: step.topic, config });
  noteTopicSettings(state, config);
  pass(state.cluster, AFTER_CONFIG_MS);
  return DONE;
}

export function playAddPartitions(state: StoryState, step: StepNamed<'addPartitions'>): Outcome {
  const { cluster } = state;
  const present = describeTopic(cluster, step.topic).length;
  const { observed } = step;
  const assignment = Array.isArray(observed) ? observed.slice(present).map((p) => p.replicas) : undefined;
  call(cluster, {
    kind: 'createPartitions',
    topic: step.topic,
    count: step.to,
    ...(assignment !== undefined && { assignment }),
  });
  pass(cluster, AFTER_CHANGE_MS);
  return described(state, step.topic, observed);
}

export function playQuorum(state: StoryState, step: StepNamed<'quorum'>): Outcome {
  const { cluster } = state;
  const { quorum } = call(cluster, { kind: 'describeQuorum' });
  if (quorum === undefined) throw new Refused('TimeoutException');
  const { leaderId, leaderEpoch } = quorum;
  const voters = quorum.voters.map((id) => recordedId(state, id));
  const before = state.quorum;
  state.quorum = { leader: leaderId, epoch: leaderEpoch };
  const ours = { leader: recordedId(state, leaderId), epoch: leaderEpoch, voters };
  const { observed } = step;
  if (observed === undefined || !('voters' in observed)) return { ours, differences: [] };
  const differences: string[] = [];
  if (!sameSet(observed.voters, voters)) differences.push(differs('voters', observed.voters, voters));
  if (!quorum.voters.includes(leaderId)) differences.push(differs('leader', observed.leader, ours.leader));
  else if (!isUp(cluster, leaderId)) differences.push(`the leader ${ours.leader} is dead`);
  if (before !== undefined && before.leader !== leaderId && leaderEpoch <= before.epoch)
    differences.push(`another leader in epoch ${leaderEpoch}, which is not above ${before.epoch}`);
  return { ours, differences };
}

export function playKillController(state: StoryState, step: StepNamed<'killController'>): Outcome {
  const { cluster } = state;
  const { quorum } = call(cluster, { kind: 'describeQuorum' });
  if (quorum === undefined) throw new Refused('TimeoutException');
  const { observed } = step;
  if (observed !== undefined && 'node' in observed) rename(state, observed.node, quorum.leaderId);
  signal(cluster, quorum.leaderId, 'crash');
  return DONE;
}

export function playStartAll(state: StoryState, step: StepNamed<'startAll'>, how?: StartOrder): Outcome {
  const { cluster } = state;
  const down = [...cluster.controllers, ...cluster.brokers].filter((id) => isDown(cluster, id));
  signalAll(state, down, 'restart', how);
  const ours = down.map((id) => recordedId(state, id));
  if (!Array.isArray(step.observed) || sameSet(step.observed, ours)) return { ours, differences: [] };
  return { ours, differences: [differs('launched', step.observed, ours)] };
}

type Signal = 'kill' | 'terminate' | 'pause' | 'resume' | 'start';
const SIGNALS = {
  kill: 'crash',
  terminate: 'shutdown',
  pause: 'pause',
  resume: 'resume',
  start: 'restart',
} as const;
/** How long the recorder waits for a stopping process, ms. */
const STOP_LIMIT_MS = 330_000;

/** Should the controllers miss several of them in one pass, it is in this order. */
function missInOrder({ run, controllers }: Cluster, ids: readonly number[]): void {
  for (const id of controllers) {
    const config = run.world.nodes[nodeName(id)]?.config as ControllerConfig;
    config.missedFirst = [...ids];
  }
}

/** To all nodes at once, or one after the other in the order that is tried. */
function signalAll(state: StoryState, ids: readonly number[], what: FaultKind, how?: StartOrder): void {
  const order = how?.order.length === ids.length ? how.order : ids.map((_, i) => i);
  pass(state.cluster, how?.lagMs ?? 0);
  if (order.length > 1)
    missInOrder(
      state.cluster,
      order.map((at) => ids[at] as number),
    );
  order.forEach((at, i) => {
    if (i > 0 && how !== undefined) pass(state.cluster, how.gapMs);
    signal(state.cluster, ids[at] as number, what);
  });
}

export function playSignal(state: StoryState, step: StepNamed<Signal>, how?: StartOrder): Outcome {
  const { cluster } = state;
  const ids = step.nodes.map((id) => ourId(state, id));
  for (const id of ids) {
    if (cluster.run.world.nodes[`n${id}`] === undefined) return { differences: [`there is no node ${id}`] };
  }
  signalAll(state, ids, SIGNALS[step.do], how);
  if (step.do === 'terminate') waitFor(cluster, () => ids.every((id) => !isUp(cluster, id)), STOP_LIMIT_MS);
  return DONE;
}
