// Consumer groups in words: their coordinators and their members.

import { msText, sentenceRule as rule, type SentenceTable } from '../../kernel/sentences.ts';
import type { KafkaEvents } from '../events.ts';
import { offsetsText } from './replication-sentences.ts';

type Kinds = Pick<
  KafkaEvents,
  | 'coordinator.loadStarted'
  | 'coordinator.loaded'
  | 'coordinator.resigned'
  | 'coordinator.writeFailed'
  | 'offsetsTopic.requested'
  | 'group.created'
  | 'group.memberIdGiven'
  | 'group.memberAdded'
  | 'group.memberRemoved'
  | 'group.memberReplaced'
  | 'group.rebalanceStarted'
  | 'group.joinCompleted'
  | 'group.stabilized'
  | 'group.emptied'
  | 'group.removed'
  | 'group.requestRefused'
  | 'group.epochBumped'
  | 'group.targetComputed'
  | 'group.memberReconciled'
  | 'offset.committed'
  | 'offset.expired'
  | 'member.started'
  | 'member.coordinatorFound'
  | 'member.coordinatorLost'
  | 'member.joining'
  | 'member.joined'
  | 'member.rebalanceNoticed'
  | 'member.epochReached'
  | 'member.left'
  | 'member.pollTimedOut'
  | 'member.generationReset'
  | 'member.failed'
  | 'member.stalled'
  | 'member.processingChanged'
  | 'partitions.stopped'
  | 'partitions.revoked'
  | 'partitions.assigned'
  | 'partition.started'
  | 'partition.truncationDetected'
  | 'commit.sent'
  | 'commit.failed'
  | 'records.polled'
  | 'records.processed'
>;

function membersText(count: number): string {
  return count === 1 ? '1 member' : `${count} members`;
}

/** "orders-0, orders-1", or "no partition". */
function partitionsText(tps: string): string {
  return tps === '' ? 'no partition' : tps.split(',').join(', ');
}

/** A member id is long and random: where the client is known, its name says more. */
function who(client: string, member: string): string {
  return client === '' ? `member ${member}` : client;
}

/** " in generation 3", nothing outside one. */
function inGeneration(generation: number): string {
  return generation < 0 ? '' : ` in generation ${generation}`;
}

function processingText(microsPerRecord: number): string {
  return microsPerRecord < 1_000 ? `${microsPerRecord} µs` : msText(microsPerRecord / 1_000);
}

export const groupSentences: SentenceTable<Kinds> = {
  'coordinator.loadStarted': rule(
    'control',
    2,
    (f, p) =>
      `${p.names.node(p.node)} became group coordinator for ${f.tp} and reads its ${f.records === 1 ? '1 record' : `${f.records} records`} first.`,
  ),
  'coordinator.loaded': rule(
    'control',
    2,
    (f, p) =>
      `${p.names.node(p.node)} has loaded ${f.tp}: it coordinates ${f.groups === 1 ? '1 group' : `${f.groups} groups`} there.`,
  ),
  'coordinator.resigned': rule(
    'control',
    2,
    (f, p) =>
      `${p.names.node(p.node)} is no longer group coordinator for ${f.tp}: members must find the new one.`,
  ),
  'coordinator.writeFailed': rule(
    'control',
    2,
    (f, p) => `${p.names.node(p.node)} could not store a change of group ${f.group}: ${f.error}.`,
  ),
  'offsetsTopic.requested': rule(
    'control',
    2,
    (f, p) =>
      `${p.names.node(p.node)} asks the controller to create ${f.topic} with ${f.partitions === 1 ? '1 partition' : `${f.partitions} partitions`}.`,
  ),
  'group.created': rule(
    'control',
    2,
    (f, p) => `${p.names.node(p.node)} opens group ${f.group} (${f.protocol} protocol).`,
  ),
  'group.memberIdGiven': rule(
    'control',
    3,
    (f, p) =>
      `${p.names.node(p.node)} gives ${f.client} a member id and asks it to join group ${f.group} with it.`,
  ),
  'group.memberAdded': rule(
    'control',
    2,
    (f) =>
      `${f.client}${f.instance === '' ? '' : ` (group.instance.id ${f.instance})`} joins group ${f.group}: ${membersText(f.members)}.`,
  ),
  'group.memberRemoved': rule(
    'control',
    1,
    (f) =>
      `${who(f.client, f.member)} is out of group ${f.group}: ${f.reason}. ${membersText(f.members)} left.`,
  ),
  'group.memberReplaced': rule(
    'control',
    2,
    (f) =>
      `The member with group.instance.id ${f.instance} came back to group ${f.group}: ${f.isRebalancing === 1 ? 'the group rebalances' : 'it keeps its partitions and nobody rebalances'}.`,
  ),
  'group.rebalanceStarted': rule(
    'control',
    1,
    (f) =>
      `Group ${f.group} prepares a rebalance after generation ${f.generation}: ${f.reason}.${f.delayMs > 0 ? ` It waits ${msText(f.delayMs)} for more members.` : ''}`,
  ),
  'group.joinCompleted': rule(
    'control',
    2,
    (f) =>
      `All ${membersText(f.members)} of group ${f.group} have joined: generation ${f.generation} begins (${f.protocol}), ${f.leader} assigns.`,
  ),
  'group.stabilized': rule(
    'control',
    1,
    (f) => `Group ${f.group} is Stable in generation ${f.generation} with ${membersText(f.members)}.`,
  ),
  'group.emptied': rule(
    'control',
    2,
    (f) => `Group ${f.group} has no members left (generation ${f.generation}).`,
  ),
  'group.removed': rule('control', 2, (f) => `Group ${f.group} is gone: ${f.reason}.`),
  'group.requestRefused': rule(
    'control',
    2,
    (f, p) => `${p.names.node(p.node)} answers ${f.api} of group ${f.group} with ${f.error}.`,
  ),
  'group.epochBumped': rule(
    'control',
    1,
    (f) => `Group ${f.group} is at groupEpoch ${f.groupEpoch}: ${f.reason}.`,
  ),
  'group.targetComputed': rule(
    'control',
    2,
    (f, p) =>
      `${p.names.node(p.node)} computes the target of group ${f.group} for ${membersText(f.members)} (${f.assignor}, assignmentEpoch ${f.assignmentEpoch}).`,
  ),
  'group.memberReconciled': rule(
    'control',
    2,
    (f) =>
      `${who(f.client, f.member)} of group ${f.group} is ${f.state} at memberEpoch ${f.memberEpoch}: it may have ${partitionsText(f.assigned)}${f.revoking === '' ? '' : ` and must give up ${partitionsText(f.revoking)}`}.`,
  ),
  'offset.committed': rule(
    'data',
    3,
    (f) =>
      `Group ${f.group} has committed offset ${f.offset} of ${f.tp}${f.was < 0 ? '' : ` (was ${f.was})`}.`,
  ),
  'offset.expired': rule(
    'data',
    2,
    (f) => `The committed offset ${f.offset} of group ${f.group} for ${f.tp} expired.`,
  ),
  'member.started': rule(
    'client',
    2,
    (f, p) => `${p.names.node(p.node)} starts as a member of group ${f.group} (${f.protocol} protocol).`,
  ),
  'member.coordinatorFound': rule(
    'client',
    3,
    (f, p) =>
      `${p.names.node(p.node)} learns that ${p.names.id(f.coordinator)} coordinates group ${f.group}.`,
  ),
  'member.coordinatorLost': rule(
    'client',
    2,
    (f, p) => `${p.names.node(p.node)} looks for the coordinator of group ${f.group} again: ${f.reason}.`,
  ),
  'member.joining': rule(
    'client',
    2,
    (f, p) => `${p.names.node(p.node)} asks to join group ${f.group}: ${f.reason}.`,
  ),
  'member.joined': rule(
    'client',
    2,
    (f, p) =>
      `${p.names.node(p.node)} is in generation ${f.generation} of group ${f.group}${f.isLeader === 1 ? ' and assigns the partitions as its leader' : ''}.`,
  ),
  'member.rebalanceNoticed': rule(
    'client',
    2,
    (f, p) =>
      `${p.names.node(p.node)} hears with its heartbeat that group ${f.group} rebalances; it will join at its next poll().`,
  ),
  'member.epochReached': rule(
    'client',
    2,
    (f, p) => `${p.names.node(p.node)} is at memberEpoch ${f.memberEpoch} of group ${f.group}.`,
  ),
  'member.left': rule('client', 1, (f, p) => `${p.names.node(p.node)} leaves group ${f.group}: ${f.reason}.`),
  'member.pollTimedOut': rule(
    'client',
    1,
    (f, p) =>
      `${p.names.node(p.node)} has not called poll() for ${msText(f.sinceMs)}, max.poll.interval.ms allows ${msText(f.intervalMs)}: it drops out of group ${f.group}.`,
  ),
  'member.generationReset': rule(
    'client',
    2,
    (f, p) =>
      `${p.names.node(p.node)} is no longer in its generation of group ${f.group} (${f.error}): it must join again.`,
  ),
  'member.failed': rule('client', 1, (f, p) => `${p.names.node(p.node)} ends with ${f.exception}.`),
  'member.stalled': rule(
    'client',
    1,
    (f, p) =>
      `${p.names.node(p.node)} is stuck in its handler for ${msText(f.forMs)}: it does not call poll(), its heartbeats go on.`,
  ),
  'member.processingChanged': rule(
    'client',
    2,
    (f, p) => `${p.names.node(p.node)} takes ${processingText(f.microsPerRecord)} per record from now on.`,
  ),
  'partitions.stopped': rule(
    'client',
    2,
    (f, p) => `${p.names.node(p.node)} stops reading ${partitionsText(f.tps)}: ${f.reason}.`,
  ),
  'partitions.revoked': rule('client', 1, (f, p) =>
    f.isLost === 1
      ? `${p.names.node(p.node)} has lost ${partitionsText(f.tps)} of group ${f.group}: ${f.reason}.`
      : `${p.names.node(p.node)} gives up ${partitionsText(f.tps)}${inGeneration(f.generation)}: ${f.reason}.`,
  ),
  'partitions.assigned': rule('client', 1, (f, p) =>
    f.tps === ''
      ? `${p.names.node(p.node)} gets nothing new${inGeneration(f.generation)}; it has ${partitionsText(f.owned)}.`
      : `${p.names.node(p.node)} gets ${partitionsText(f.tps)}${inGeneration(f.generation)}.`,
  ),
  'partition.started': rule(
    'client',
    3,
    (f, p) => `${p.names.node(p.node)} reads ${f.tp} from offset ${f.offset} on (${f.from}).`,
  ),
  'partition.truncationDetected': rule(
    'client',
    2,
    (f, p) =>
      `${p.names.node(p.node)} stood at offset ${f.position} of ${f.tp}, but that history ended at ${f.endOffset}.`,
  ),
  'commit.sent': rule(
    'client',
    3,
    (f, p) =>
      `${p.names.node(p.node)} commits the positions of ${f.partitions === 1 ? '1 partition' : `${f.partitions} partitions`} (${f.reason}).`,
  ),
  'commit.failed': rule(
    'client',
    2,
    (f, p) =>
      `A commit of ${p.names.node(p.node)} failed: ${f.error}${f.isRetried === 1 ? '; it tries again' : ''}.`,
  ),
  'records.polled': rule(
    'client',
    3,
    (f, p) =>
      `${p.names.node(p.node)} got ${offsetsText(f.fromOffset, f.toOffset - f.fromOffset)} of ${f.tp} from poll().`,
  ),
  'records.processed': rule(
    'client',
    3,
    (f, p) =>
      `${p.names.node(p.node)} processed ${offsetsText(f.fromOffset, f.toOffset - f.fromOffset)} of ${f.tp}.`,
  ),
};
