// Producers and consumers in words.

import { msText, sentenceRule as rule, type SentenceTable } from '../../kernel/sentences.ts';
import type { KafkaEvents } from '../events.ts';
import { offsetsText } from './replication-sentences.ts';

type Kinds = Pick<
  KafkaEvents,
  | 'record.sent'
  | 'batch.sent'
  | 'batch.acknowledged'
  | 'batch.retried'
  | 'batch.failed'
  | 'producer.idAssigned'
  | 'producer.epochBumped'
  | 'producer.blocked'
  | 'send.failed'
  | 'producer.made'
  | 'producer.closed'
  | 'client.connectionFailed'
  | 'client.requestTimedOut'
  | 'client.metadataUpdated'
  | 'client.leaderLearned'
  | 'client.rebootstrapped'
  | 'consumer.positionSet'
  | 'records.consumed'
  | 'consumer.offsetOutOfRange'
>;

/** Records of one producer for one partition are numbered in the order of send(). */
function recordsText(first: number, count: number): string {
  return offsetsText(first, count, 'record');
}

export const clientSentences: SentenceTable<Kinds> = {
  'record.sent': rule(
    'client',
    3,
    (f, p) => `${p.names.node(p.node)} hands ${recordsText(f.firstRecord, f.count)} for ${f.tp} to send().`,
  ),
  'batch.sent': rule(
    'client',
    3,
    (f, p) =>
      `${p.names.node(p.node)} sends ${recordsText(f.firstRecord, f.count)} of ${f.tp} to ${p.names.id(f.to)}${f.attempt > 1 ? ` (attempt ${f.attempt})` : ''}.`,
  ),
  'batch.acknowledged': rule('client', 3, (f, p) =>
    f.acks === 0
      ? `${p.names.node(p.node)} counts ${recordsText(f.firstRecord, f.count)} of ${f.tp} as sent: acks=0 waits for no answer.`
      : `${p.names.node(p.node)} got ${recordsText(f.firstRecord, f.count)} of ${f.tp} acknowledged after ${msText(f.ackMs)}${f.attempts > 1 ? ` and ${f.attempts} attempts` : ''}.`,
  ),
  'batch.retried': rule(
    'client',
    2,
    (f, p) =>
      `${p.names.node(p.node)} will send ${recordsText(f.firstRecord, f.count)} of ${f.tp} again${f.backoffMs > 0 ? ` in ${msText(f.backoffMs)}` : ''}: ${f.error}.`,
  ),
  'batch.failed': rule(
    'client',
    1,
    (f, p) =>
      `${p.names.node(p.node)} gave up ${recordsText(f.firstRecord, f.count)} of ${f.tp}: ${f.exception} after ${f.attempts} ${f.attempts === 1 ? 'attempt' : 'attempts'}${f.lastError === '' || f.lastError === 'NONE' ? '' : ` (last error ${f.lastError})`}.`,
  ),
  'producer.idAssigned': rule(
    'client',
    3,
    (f, p) => `${p.names.node(p.node)} got producer id ${f.producerId} (producerEpoch ${f.producerEpoch}).`,
  ),
  'producer.epochBumped': rule(
    'client',
    2,
    (f, p) => `${p.names.node(p.node)} goes on with producerEpoch ${f.producerEpoch}: ${f.reason}.`,
  ),
  'producer.blocked': rule('client', 2, (f, p) => `send() of ${p.names.node(p.node)} blocks: ${f.reason}.`),
  'send.failed': rule(
    'client',
    1,
    (f, p) => `send() of ${p.names.node(p.node)} failed with ${f.exception}: ${f.reason}.`,
  ),
  'producer.made': rule(
    'client',
    2,
    (f, p) =>
      `${p.names.node(p.node)} is a new producer client: acks=${f.acks === -1 ? 'all' : f.acks}, ${f.idempotent === 1 ? 'idempotent' : 'not idempotent'}.`,
  ),
  'producer.closed': rule('client', 2, (f, p) => `${p.names.node(p.node)} closed its client: ${f.reason}.`),
  'client.connectionFailed': rule(
    'client',
    3,
    (f, p) => `${p.names.node(p.node)} has no connection with ${p.names.node(f.peer)}: ${f.reason}.`,
  ),
  'client.requestTimedOut': rule(
    'client',
    1,
    (f, p) =>
      `${p.names.node(p.node)} gave up waiting for ${p.names.node(f.peer)}: ${f.api} unanswered for ${msText(f.timeoutMs)}; the connection is dropped with ${f.inFlight} requests.`,
  ),
  'client.metadataUpdated': rule(
    'client',
    3,
    (f, p) => `${p.names.node(p.node)} got new metadata (${f.brokers} brokers).`,
  ),
  'client.leaderLearned': rule('client', 2, (f, p) =>
    f.leader < 0
      ? `${p.names.node(p.node)} learned that ${f.tp} has no leader.`
      : `${p.names.node(p.node)} learned that ${p.names.id(f.leader)} leads ${f.tp} (leaderEpoch ${f.leaderEpoch}).`,
  ),
  'client.rebootstrapped': rule(
    'client',
    2,
    (_f, p) => `${p.names.node(p.node)} goes back to its bootstrap servers.`,
  ),
  'consumer.positionSet': rule(
    'client',
    3,
    (f, p) => `${p.names.node(p.node)} reads ${f.tp} from offset ${f.offset} on (${f.reason}).`,
  ),
  'records.consumed': rule(
    'client',
    3,
    (f, p) =>
      `${p.names.node(p.node)} read ${offsetsText(f.fromOffset, f.toOffset - f.fromOffset)} of ${f.tp}.`,
  ),
  'consumer.offsetOutOfRange': rule(
    'client',
    1,
    (f, p) => `${p.names.node(p.node)}'s position ${f.offset} of ${f.tp} is outside the leader's log.`,
  ),
};
