// What a run answers about a consumer group: who owns a partition, what is committed, for how long nobody read.

import { groupView } from '../engine/kafka/queries.ts';
import type { Answer, Evidence } from './grading.ts';
import type { GroupQuestion } from './group-questions.ts';

// The shapes are those of the query: lessons know no others of the engine.
type GroupView = NonNullable<ReturnType<typeof groupView>>;
type GroupPartitionView = GroupView['partitions'][number];
type MemberView = GroupView['members'][number];

/** A question with the names that it needs. */
export interface GroupAsk {
  readonly that: GroupQuestion;
  readonly group?: string | undefined;
  readonly partition?: string | undefined;
  /** Node of a member. */
  readonly member?: string | undefined;
}

/** Asks the run; `nobody` is its word for no node. Throws when the question names what is not there. */
export function groupAnswerOf(ask: GroupAsk, evidence: Evidence, nobody: string): Answer {
  const view = ask.group === undefined ? undefined : groupView(evidence.world, ask.group);
  if (view === undefined) throw new Error(`"${ask.that}" needs a group of the run, not "${ask.group}"`);
  switch (ask.that) {
    case 'owner':
      return partitionOf(ask, view).owner || nobody;
    case 'coordinator':
      return view.coordinator || nobody;
    case 'groupLeader':
      return view.members.find((member) => member.isLeader)?.node ?? nobody;
    case 'generation':
      return view.generation;
    case 'committedOffset':
      return partitionOf(ask, view).committed;
    case 'position':
      return partitionOf(ask, view).position;
    case 'startOffset':
      return startOffset(partitionOf(ask, view), view, evidence);
    case 'lag':
      return ask.partition === undefined ? view.lag : partitionOf(ask, view).lag;
    case 'pausedMs':
      return ask.partition === undefined
        ? view.partitions.reduce((sum, one) => sum + one.stoppedMs, 0)
        : partitionOf(ask, view).stoppedMs;
    case 'unreadPartition':
      return longestUnread(view) ?? nobody;
    case 'idleMembers':
      return view.members.filter((one) => one.state === 'STABLE' && one.partitions.length === 0).length;
    case 'owned':
      return memberOf(ask, view).partitions.length;
    case 'revoked':
      return revokedCount(view, evidence);
    case 'processed':
      return view.processed;
  }
}

function partitionOf(ask: GroupAsk, view: GroupView): GroupPartitionView {
  const partition = view.partitions.find((one) => one.tp === ask.partition);
  if (partition === undefined)
    throw new Error(`"${ask.that}" needs a partition of ${view.group}, not "${ask.partition}"`);
  return partition;
}

/** The partition that nobody reads now, of several the one for longest. */
function longestUnread(view: GroupView): string | undefined {
  let found: GroupPartitionView | undefined;
  for (const one of view.partitions) {
    if (one.stoppedSince < 0) continue;
    if (found === undefined || one.stoppedSince < found.stoppedSince) found = one;
  }
  return found?.tp;
}

function memberOf(ask: GroupAsk, view: GroupView): MemberView {
  const member = view.members.find((one) => one.node === ask.member);
  if (member === undefined)
    throw new Error(`"${ask.that}" needs a member of ${view.group}, not "${ask.member}"`);
  return member;
}

/** The offset from which a member last began to read the partition; -1 when none did. */
function startOffset({ tp }: GroupPartitionView, { group }: GroupView, evidence: Evidence): number {
  for (const fields of eventsBackwards(evidence, 'partition.started')) {
    if (fields.group === group && fields.tp === tp) return Number(fields.offset);
  }
  return -1;
}

/** Partitions that members gave up or lost so far, each as often as it happened. */
function revokedCount({ group }: GroupView, evidence: Evidence): number {
  let count = 0;
  for (const fields of eventsBackwards(evidence, 'partitions.revoked')) {
    if (fields.group === group && fields.tps !== '') count += String(fields.tps).split(',').length;
  }
  return count;
}

function* eventsBackwards(
  { events, rows }: Evidence,
  type: string,
): Generator<Readonly<Record<string, unknown>>> {
  const isOfType = (one: string) => one === type;
  for (let row = events.find(rows - 1, -1, isOfType); row >= 0; row = events.find(row - 1, -1, isOfType)) {
    yield events.event(row).fields;
  }
}
