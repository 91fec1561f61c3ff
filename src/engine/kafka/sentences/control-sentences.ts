// The quorum and the active controller in words.

import { msText, sentenceRule as rule, type SentenceTable, secondsText } from '../../kernel/sentences.ts';
import type { KafkaEvents } from '../events.ts';
import { setText } from './replication-sentences.ts';

type Kinds = Pick<
  KafkaEvents,
  | 'quorum.preVoteStarted'
  | 'quorum.electionStarted'
  | 'quorum.voteAnswered'
  | 'quorum.becameLeader'
  | 'quorum.becameFollower'
  | 'quorum.becameUnattached'
  | 'quorum.resigned'
  | 'metadataLog.truncated'
  | 'controller.activated'
  | 'controller.deactivated'
  | 'controller.registeredBroker'
  | 'controller.refusedRegistration'
  | 'broker.fenced'
  | 'broker.unfenced'
  | 'broker.inControlledShutdown'
  | 'leader.elected'
  | 'leader.none'
  | 'partition.isrRecorded'
  | 'topic.created'
  | 'partitions.created'
  | 'config.changed'
  | 'admin.answered'
  | 'admin.completed'
>;

const ELECTIONS: Readonly<Record<string, string>> = {
  clean: 'a member of the ISR',
  preferred: 'the preferred leader',
  elr: 'an eligible leader replica: outside the ISR, but it has everything that was committed',
  lastKnownLeader: 'the last known leader, since ISR and ELR were empty',
  unclean: 'an unclean election: records may be missing',
};

export const controlSentences: SentenceTable<Kinds> = {
  'quorum.preVoteStarted': rule(
    'control',
    2,
    (f, p) =>
      `${p.names.node(p.node)} asks the other controllers whether it could lead the quorum (pre-vote in epoch ${f.epoch}).`,
  ),
  'quorum.electionStarted': rule(
    'control',
    2,
    (f, p) => `${p.names.node(p.node)} stands for election in epoch ${f.epoch}.`,
  ),
  'quorum.voteAnswered': rule(
    'control',
    3,
    (f, p) =>
      `${p.names.node(p.node)} ${f.granted === 1 ? 'gave' : 'refused'} ${p.names.id(f.candidate)} its ${f.preVote === 1 ? 'pre-vote' : 'vote'} in epoch ${f.epoch}.`,
  ),
  'quorum.becameLeader': rule(
    'control',
    1,
    (f, p) => `${p.names.node(p.node)} leads the quorum in epoch ${f.epoch}.`,
  ),
  'quorum.becameFollower': rule(
    'control',
    3,
    (f, p) => `${p.names.node(p.node)} follows ${p.names.id(f.leader)} in the quorum (epoch ${f.epoch}).`,
  ),
  'quorum.becameUnattached': rule(
    'control',
    3,
    (f, p) => `${p.names.node(p.node)} knows no leader of the quorum in epoch ${f.epoch}.`,
  ),
  'quorum.resigned': rule(
    'control',
    1,
    (f, p) => `${p.names.node(p.node)} gave up the lead of the quorum in epoch ${f.epoch}: ${f.reason}.`,
  ),
  'metadataLog.truncated': rule(
    'control',
    2,
    (f, p) =>
      `${p.names.node(p.node)} cut its metadata log from offset ${f.fromOffset} back to ${f.toOffset} to agree with ${p.names.id(f.leader)}.`,
  ),
  'controller.activated': rule(
    'control',
    1,
    (f, p) =>
      `${p.names.node(p.node)} is the active controller (epoch ${f.epoch}); every unfenced broker gets a fresh session.`,
  ),
  'controller.deactivated': rule(
    'control',
    2,
    (f, p) =>
      `${p.names.node(p.node)} is no longer the active controller${f.discarded > 0 ? `; ${f.discarded} records that were not committed are gone` : ''}.`,
  ),
  'controller.registeredBroker': rule(
    'control',
    2,
    (f, p) =>
      `The controller registered ${p.names.id(f.broker)} (brokerEpoch ${f.brokerEpoch})${f.clean === 1 ? '' : ': its old process did not stop cleanly, so it leaves every ISR and ELR'}.`,
  ),
  'controller.refusedRegistration': rule(
    'control',
    2,
    (f, p) => `The controller did not register ${p.names.id(f.broker)}: ${f.error}.`,
  ),
  'broker.fenced': rule('control', 1, (f, p) =>
    f.reason === 'session timed out'
      ? `The controller fenced ${p.names.id(f.broker)}: no heartbeat for ${msText(f.lastContactMs)}, since ${secondsText(p.at - f.lastContactMs * 1_000)}; a session lasts ${msText(f.sessionTimeoutMs)}.`
      : `The controller fenced ${p.names.id(f.broker)}: ${f.reason}.`,
  ),
  'broker.unfenced': rule(
    'control',
    1,
    (f, p) => `The controller unfenced ${p.names.id(f.broker)}: it may lead and join ISRs again.`,
  ),
  'broker.inControlledShutdown': rule(
    'control',
    2,
    (f, p) =>
      `The controller takes ${p.names.id(f.broker)} out of every ISR and moves its leaders: it wants to shut down.`,
  ),
  'leader.elected': rule(
    'control',
    1,
    (f, p) =>
      `${p.names.id(f.leader)} was made leader of ${f.tp}${f.was < 0 || f.was === f.leader ? '' : ` in place of ${p.names.id(f.was)}`} (leaderEpoch ${f.leaderEpoch}, ISR ${setText(f.isr)}): ${ELECTIONS[f.election] ?? f.election}. Why now: ${f.reason}.`,
  ),
  'leader.none': rule(
    'control',
    1,
    (f, p) =>
      `${f.tp} has no leader${f.was < 0 ? '' : ` (${p.names.id(f.was)} was)`}: nobody in the ISR ${setText(f.isr)} or ELR ${setText(f.elr)} is alive (${f.reason}).`,
  ),
  'partition.isrRecorded': rule(
    'control',
    1,
    (f) =>
      `The ISR of ${f.tp} is ${setText(f.isr)} now, it was ${setText(f.was)}${f.elr.length > 0 ? `; ELR ${setText(f.elr)}` : ''} (${f.reason}).`,
  ),
  'topic.created': rule(
    'control',
    2,
    (f) =>
      `Topic ${f.topic} was created: ${f.partitions} partitions, replication factor ${f.replicationFactor}.`,
  ),
  'partitions.created': rule(
    'control',
    2,
    (f) => `Topic ${f.topic} has ${f.to} partitions now, it had ${f.from}.`,
  ),
  'config.changed': rule(
    'control',
    1,
    (f) =>
      `${f.topic === '' ? "The cluster's" : `Topic ${f.topic}'s`} ${f.name} ${f.value === '' ? 'is back to its default' : `is ${f.value} now`}.`,
  ),
  'admin.answered': rule(
    'control',
    3,
    (f) => `The controller answered ${f.request}${f.error === 'NONE' ? '' : `: ${f.error}`}.`,
  ),
  'admin.completed': rule(
    'control',
    2,
    (f) => `The operator's ${f.request} ${f.error === 'NONE' ? 'was carried out' : `failed: ${f.error}`}.`,
  ),
};
