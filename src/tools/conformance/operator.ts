// Time, faults and the admin client of a played story: everything that the recorder's operator did.

import type { AdminCommand, AdminNode, AdminResult } from '../../engine/kafka/admin/admin-state.ts';
import { type ErrorName, NONE, topicPartition } from '../../engine/kafka/names.ts';
import { exceptionOf } from '../../engine/kafka/net/errors.ts';
import { applyIntervention } from '../../engine/kernel/faults.ts';
import type { FaultKind } from '../../engine/kernel/intervention.ts';
import { commandNode, runTo } from '../../engine/kernel/run.ts';
import type { DescribedPartition, PartitionOffsets } from '../../engine/scenario/story-schema.ts';
import { ADMIN, type Cluster, nodeName } from './cluster.ts';

/** How often it is looked whether something has happened, µs. */
const LOOK_US = 1_000;
/** Longer than any call of the admin client takes, ms. */
const CALL_LIMIT_MS = 25_000;

/** A call was refused with an exception of that simple name. */
export class Refused extends Error {
  readonly exception: string;
  constructor(exception: string) {
    super(exception);
    this.exception = exception;
  }
}

/** The engine does not do what the step asks for. */
export class NotModelled extends Error {}

/** Lets `ms` milliseconds pass. */
export function pass(cluster: Cluster, ms: number): void {
  runTo(cluster.run, cluster.run.world.now + Math.round(ms * 1000));
}

/** Lets time pass until `isTrue`, at most `limitMs`; tells whether it became true. */
export function waitFor(cluster: Cluster, isTrue: () => boolean, limitMs: number): boolean {
  const { run } = cluster;
  const end = run.world.now + limitMs * 1000;
  while (!isTrue()) {
    const { now, queue } = run.world;
    if (now >= end) return false;
    // Nothing changes between events: looks at which there was none are left out.
    const untilNext = (queue[0]?.at ?? end) - now;
    const looks = Math.max(1, Math.ceil(Math.min(untilNext, end - now) / LOOK_US));
    runTo(run, now + looks * LOOK_US);
  }
  return true;
}

export function isUp(cluster: Cluster, id: number): boolean {
  return cluster.run.world.nodes[nodeName(id)]?.isUp === true;
}

/** Neither running nor being started. */
export function isDown(cluster: Cluster, id: number): boolean {
  const node = cluster.run.world.nodes[nodeName(id)];
  return node !== undefined && !node.isUp && node.startsAt < 0;
}

/** A fault or a start, now. One that changes nothing is ignored, as a signal to a dead process is. */
export function signal(cluster: Cluster, id: number, what: FaultKind): void {
  signalNode(cluster, nodeName(id), what);
}

/** The same for a node by its name in the world. */
export function signalNode(cluster: Cluster, node: string, what: FaultKind): void {
  const { run } = cluster;
  applyIntervention(run, { at: run.world.now, do: what, node });
}

/** Carries a call out and waits for its end. Throws `Refused` with the exception that the program would see. */
export function call(cluster: Cluster, command: AdminCommand): AdminResult {
  const result = tryCall(cluster, command);
  if (result.error !== NONE) throw new Refused(exceptionOf(result.error));
  return result;
}

/** The same, with the error as data. */
export function tryCall(cluster: Cluster, command: AdminCommand): AdminResult {
  const ticket = cluster.nextTicket++;
  const admin = cluster.run.world.nodes[ADMIN] as AdminNode;
  commandNode(cluster.run, ADMIN, { ...command, ticket });
  let found: AdminResult | undefined;
  waitFor(
    cluster,
    () => {
      found = admin.memory.results.find((r) => r.ticket === ticket);
      return found !== undefined;
    },
    CALL_LIMIT_MS,
  );
  return found ?? { ticket, error: 'REQUEST_TIMED_OUT' };
}

/** Partitions of a topic; throws `Refused`, for an unknown topic say. */
export function describeTopic(cluster: Cluster, topic: string) {
  return call(cluster, { kind: 'describeTopic', topic }).topic?.partitions ?? [];
}

/** What the step `describe` observes: partitions, and the leader epoch that each leader names for its latest offset. */
export function describePartitions(cluster: Cluster, topic: string): DescribedPartition[] {
  const partitions = describeTopic(cluster, topic);
  const led = partitions.filter((p) => p.leader >= 0).map((p) => topicPartition(topic, p.partition));
  const latest = led.length === 0 ? [] : list(cluster, led, -1, 'read_uncommitted');
  return partitions.map((p) => {
    const epoch = latest.find((l) => l.tp === topicPartition(topic, p.partition) && l.error === NONE);
    return {
      partition: p.partition,
      leader: p.leader,
      replicas: [...p.replicas],
      isr: [...p.isr].sort(byNumber),
      elr: [...p.elr].sort(byNumber),
      epochOfLatestOffset: epoch?.leaderEpoch ?? -1,
    };
  });
}

type Isolation = 'read_uncommitted' | 'read_committed';
interface Listed {
  readonly tp: string;
  readonly error: ErrorName;
  readonly offset: number;
  readonly leaderEpoch: number;
}

function list(
  cluster: Cluster,
  tps: readonly string[],
  timestamp: -1 | -2,
  isolation: Isolation,
): readonly Listed[] {
  return tryCall(cluster, { kind: 'listOffsets', tps, timestamp, isolation }).offsets ?? [];
}

/** What the step `offsets` observes. Throws `Refused` when one is not answered. */
export function offsetsOf(cluster: Cluster, topic: string): PartitionOffsets[] {
  const partitions = describeTopic(cluster, topic);
  const tps = partitions.map((p) => topicPartition(topic, p.partition));
  const ask = (timestamp: -1 | -2, isolation: Isolation) => {
    const found = list(cluster, tps, timestamp, isolation);
    const failed = found.find((l) => l.error !== NONE);
    if (failed !== undefined) throw new Refused(exceptionOf(failed.error));
    return found;
  };
  const earliest = ask(-2, 'read_uncommitted');
  const latest = ask(-1, 'read_uncommitted');
  const stable = ask(-1, 'read_committed');
  return partitions.map(({ partition }, i) => ({
    partition,
    earliest: earliest[i]?.offset ?? -1,
    latest: latest[i]?.offset ?? -1,
    lastStable: stable[i]?.offset ?? -1,
  }));
}

function byNumber(a: number, b: number): number {
  return a - b;
}
