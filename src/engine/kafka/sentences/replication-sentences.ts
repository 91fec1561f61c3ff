// Logs, replicas, leaders and brokers in words.

import { msText, sentenceRule as rule, type SentenceTable } from '../../kernel/sentences.ts';
import type { KafkaEvents } from '../events.ts';

type Kinds = Pick<
  KafkaEvents,
  | 'log.appended'
  | 'log.duplicateIgnored'
  | 'log.appendRefused'
  | 'log.replicated'
  | 'log.truncated'
  | 'log.lostOnPowerLoss'
  | 'highWatermark.advanced'
  | 'highWatermark.wentBack'
  | 'replica.becameLeader'
  | 'replica.becameFollower'
  | 'replica.stopped'
  | 'replica.diverged'
  | 'fetcher.failed'
  | 'isr.shrinkProposed'
  | 'isr.expandProposed'
  | 'isr.proposalRefused'
  | 'isr.changed'
  | 'produce.completed'
  | 'metadata.applied'
  | 'broker.registrationSent'
  | 'broker.registrationRefused'
  | 'broker.registrationGivenUp'
  | 'broker.registered'
  | 'broker.becameReady'
  | 'broker.shutdownStarted'
  | 'broker.shutdownAllowed'
  | 'broker.stopped'
  | 'heartbeat.failed'
>;

/** "record 17", "records 17 to 19" */
export function offsetsText(from: number, count: number, word = 'offset'): string {
  return count === 1 ? `${word} ${from}` : `${word}s ${from} to ${from + count - 1}`;
}

/** "{1, 2}" */
export function setText(ids: readonly number[]): string {
  return ids.length === 0 ? '{} (empty)' : `{${ids.join(', ')}}`;
}

function countText(count: number): string {
  return count === 1 ? '1 record' : `${count} records`;
}

export const replicationSentences: SentenceTable<Kinds> = {
  'log.appended': rule(
    'data',
    3,
    (f, p) => `${p.names.node(p.node)}, leader of ${f.tp}, appended ${offsetsText(f.baseOffset, f.count)}.`,
  ),
  'log.duplicateIgnored': rule(
    'data',
    2,
    (f, p) =>
      `${p.names.node(p.node)} had this batch for ${f.tp} already at ${offsetsText(f.baseOffset, f.count)}: the sequence number ${f.baseSequence} gave it away, no copy is written.`,
  ),
  'log.appendRefused': rule('data', 2, (f, p) =>
    f.error === 'NOT_ENOUGH_REPLICAS'
      ? `${p.names.node(p.node)} refused ${countText(f.count)} for ${f.tp}: the ISR has ${f.isrSize} members, min.insync.replicas asks for ${f.minIsr}.`
      : `${p.names.node(p.node)} refused ${countText(f.count)} for ${f.tp}: ${f.error}.`,
  ),
  'log.replicated': rule(
    'data',
    3,
    (f, p) =>
      `${p.names.node(p.node)} copied ${offsetsText(f.fromOffset, f.toOffset - f.fromOffset)} of ${f.tp} from ${p.names.id(f.leader)}.`,
  ),
  'log.truncated': rule(
    'data',
    1,
    (f, p) =>
      `${p.names.node(p.node)} cut its log of ${f.tp} from offset ${f.fromOffset} back to ${f.toOffset}: ${countText(f.records)} gone (${f.reason}).`,
  ),
  'log.lostOnPowerLoss': rule(
    'data',
    1,
    (f, p) =>
      `${p.names.node(p.node)}'s log of ${f.tp} came back at offset ${f.toOffset} instead of ${f.fromOffset}: the rest had not been flushed.`,
  ),
  'highWatermark.advanced': rule(
    'data',
    3,
    (f, p) =>
      `${p.names.node(p.node)}${f.isLeader === 1 ? ', leader of' : ': its high watermark of'} ${f.tp}${f.isLeader === 1 ? ', moved the high watermark' : ' moved'} from ${f.from} to ${f.to}.`,
  ),
  'highWatermark.wentBack': rule(
    'data',
    2,
    (f, p) => `${p.names.node(p.node)}'s high watermark of ${f.tp} is ${f.to} now, it was ${f.from}.`,
  ),
  'replica.becameLeader': rule(
    'data',
    2,
    (f, p) =>
      `${p.names.node(p.node)} leads ${f.tp} from now on (leaderEpoch ${f.leaderEpoch}, logEndOffset ${f.logEndOffset}, ISR ${setText(f.isr)}).`,
  ),
  'replica.becameFollower': rule('data', 3, (f, p) =>
    f.leader < 0
      ? `${p.names.node(p.node)} follows ${f.tp}, which has no leader.`
      : `${p.names.node(p.node)} follows ${p.names.id(f.leader)} for ${f.tp} (leaderEpoch ${f.leaderEpoch}).`,
  ),
  'replica.stopped': rule(
    'data',
    2,
    (f, p) => `${p.names.node(p.node)} stopped copying ${f.tp}: ${f.reason}.`,
  ),
  'replica.diverged': rule(
    'data',
    2,
    (f, p) =>
      `${p.names.node(p.node)}'s log of ${f.tp} differs from ${p.names.id(f.leader)}'s: leaderEpoch ${f.epoch} ends at offset ${f.endOffset} there.`,
  ),
  'fetcher.failed': rule(
    'data',
    2,
    (f, p) =>
      `${p.names.node(p.node)} could not fetch from ${p.names.id(f.leader)}: ${f.reason} (${f.partitions} ${f.partitions === 1 ? 'partition waits' : 'partitions wait'}).`,
  ),
  'isr.shrinkProposed': rule(
    'data',
    2,
    (f, p) =>
      `${p.names.node(p.node)} wants ${f.out.map((id) => p.names.id(id)).join(' and ')} out of the ISR of ${f.tp}: not caught up for too long.`,
  ),
  'isr.expandProposed': rule(
    'data',
    2,
    (f, p) =>
      `${p.names.node(p.node)} wants ${p.names.id(f.replica)} back in the ISR of ${f.tp}: it has caught up.`,
  ),
  'isr.proposalRefused': rule(
    'data',
    2,
    (f, p) => `${p.names.node(p.node)}'s proposed ISR of ${f.tp} was refused: ${f.error}.`,
  ),
  'isr.changed': rule(
    'data',
    3,
    (f, p) =>
      `${p.names.node(p.node)} works with the ISR ${setText(f.isr)} of ${f.tp} (was ${setText(f.was)}).`,
  ),
  'produce.completed': rule(
    'data',
    3,
    (f, p) =>
      `${p.names.node(p.node)} answers the produce request for ${f.tp}${f.error === 'NONE' ? '' : ` with ${f.error}`} after ${msText(f.waitedMs)}.`,
  ),
  'metadata.applied': rule(
    'control',
    3,
    (f, p) => `${p.names.node(p.node)} applied the metadata up to offset ${f.offset}.`,
  ),
  'broker.registrationSent': rule(
    'control',
    3,
    (f, p) =>
      `${p.names.node(p.node)} asks to be registered${f.previousBrokerEpoch < 0 ? '' : ' and proves that it had stopped cleanly'}.`,
  ),
  'broker.registrationRefused': rule(
    'control',
    2,
    (f, p) =>
      `${p.names.node(p.node)} was not registered: ${f.error}${f.error === 'DUPLICATE_BROKER_REGISTRATION' ? ', the session of its old process still runs' : ''}.`,
  ),
  'broker.registrationGivenUp': rule(
    'control',
    1,
    (f, p) => `${p.names.node(p.node)} gave up registering after ${msText(f.waitedMs)}.`,
  ),
  'broker.registered': rule(
    'control',
    2,
    (f, p) => `${p.names.node(p.node)} is registered (brokerEpoch ${f.brokerEpoch}).`,
  ),
  'broker.becameReady': rule(
    'control',
    2,
    (_f, p) => `${p.names.node(p.node)} is unfenced and opens its ports.`,
  ),
  'broker.shutdownStarted': rule(
    'control',
    2,
    (_f, p) => `${p.names.node(p.node)} begins its controlled shutdown: leaders move first.`,
  ),
  'broker.shutdownAllowed': rule('control', 2, (_f, p) => `The controller lets ${p.names.node(p.node)} go.`),
  'broker.stopped': rule('control', 1, (f, p) =>
    f.clean === 1
      ? `${p.names.node(p.node)} stopped cleanly.`
      : `${p.names.node(p.node)} stopped without a clean-shutdown file.`,
  ),
  'heartbeat.failed': rule(
    'control',
    2,
    (f, p) => `A heartbeat of ${p.names.node(p.node)} failed: ${f.reason}.`,
  ),
};
