// Everything that can happen in the Kafka model, as one closed table of event kinds. Names are past facts, fields use
// Kafka's words, broker ids are Kafka's. `tp` is the partition. Sentences for people stand in sentences.ts.

import type { EventTable } from '../kernel/events.ts';

export const kafkaEvents = {
  // Log and replication (on brokers).
  'log.appended': { tp: 'str', baseOffset: 'num', count: 'num', leaderEpoch: 'num', producerId: 'num', baseSequence: 'num', client: 'num', firstRecord: 'num', batch: 'num' },
  'log.duplicateIgnored': { tp: 'str', baseOffset: 'num', count: 'num', producerId: 'num', baseSequence: 'num', client: 'num', firstRecord: 'num' },
  'log.appendRefused': { tp: 'str', error: 'str', count: 'num', isrSize: 'num', minIsr: 'num', client: 'num', firstRecord: 'num' },
  'log.replicated': { tp: 'str', fromOffset: 'num', toOffset: 'num', leader: 'num' },
  'log.truncated': { tp: 'str', toOffset: 'num', fromOffset: 'num', records: 'num', reason: 'str' },
  'log.lostOnPowerLoss': { tp: 'str', toOffset: 'num', fromOffset: 'num' },
  'highWatermark.advanced': { tp: 'str', from: 'num', to: 'num', isLeader: 'num' },
  'highWatermark.wentBack': { tp: 'str', from: 'num', to: 'num' },
  'replica.becameLeader': { tp: 'str', leaderEpoch: 'num', logEndOffset: 'num', highWatermark: 'num', isr: 'nums', tail: 'num' },
  'replica.becameFollower': { tp: 'str', leader: 'num', leaderEpoch: 'num' },
  'replica.stopped': { tp: 'str', reason: 'str' },
  'replica.diverged': { tp: 'str', leader: 'num', epoch: 'num', endOffset: 'num' },
  'fetcher.failed': { leader: 'num', reason: 'str', partitions: 'num' },
  'isr.shrinkProposed': { tp: 'str', out: 'nums', isr: 'nums' },
  'isr.expandProposed': { tp: 'str', replica: 'num', isr: 'nums' },
  'isr.proposalRefused': { tp: 'str', error: 'str' },
  'isr.changed': { tp: 'str', isr: 'nums', was: 'nums', partitionEpoch: 'num', leaderEpoch: 'num' },
  'produce.completed': { tp: 'str', error: 'str', acks: 'num', client: 'num', firstRecord: 'num', count: 'num', waitedMs: 'num' },
  'metadata.applied': { offset: 'num', records: 'num' },

  // Broker life cycle.
  'broker.registrationSent': { previousBrokerEpoch: 'num' },
  'broker.registrationRefused': { error: 'str' },
  'broker.registrationGivenUp': { waitedMs: 'num' },
  'broker.registered': { brokerEpoch: 'num' },
  'broker.becameReady': {},
  'broker.shutdownStarted': {},
  'broker.shutdownAllowed': {},
  'broker.stopped': { clean: 'num' },
  'heartbeat.failed': { reason: 'str' },

  // Controllers.
  'quorum.preVoteStarted': { epoch: 'num', leader: 'num' },
  'quorum.electionStarted': { epoch: 'num' },
  'quorum.voteAnswered': { candidate: 'num', epoch: 'num', granted: 'num', preVote: 'num' },
  'quorum.becameLeader': { epoch: 'num' },
  'quorum.becameFollower': { leader: 'num', epoch: 'num' },
  'quorum.becameUnattached': { epoch: 'num' },
  'quorum.resigned': { epoch: 'num', reason: 'str' },
  'metadataLog.truncated': { fromOffset: 'num', toOffset: 'num', leader: 'num' },
  'controller.activated': { epoch: 'num' },
  'controller.deactivated': { epoch: 'num', discarded: 'num' },
  'controller.registeredBroker': { broker: 'num', brokerEpoch: 'num', clean: 'num' },
  'controller.refusedRegistration': { broker: 'num', error: 'str' },
  'broker.fenced': { broker: 'num', brokerEpoch: 'num', lastContactMs: 'num', sessionTimeoutMs: 'num', reason: 'str' },
  'broker.unfenced': { broker: 'num', brokerEpoch: 'num' },
  'broker.inControlledShutdown': { broker: 'num', brokerEpoch: 'num' },
  'leader.elected': { tp: 'str', leader: 'num', was: 'num', leaderEpoch: 'num', isr: 'nums', elr: 'nums', election: 'str', reason: 'str' },
  'leader.none': { tp: 'str', was: 'num', leaderEpoch: 'num', isr: 'nums', elr: 'nums', reason: 'str' },
  'partition.isrRecorded': { tp: 'str', isr: 'nums', was: 'nums', elr: 'nums', partitionEpoch: 'num', reason: 'str' },
  'topic.created': { topic: 'str', partitions: 'num', replicationFactor: 'num' },
  'partitions.created': { topic: 'str', from: 'num', to: 'num' },
  'config.changed': { topic: 'str', name: 'str', value: 'str' },
  'admin.answered': { request: 'str', error: 'str' },

  // Producers. `client` is the producer's index in the scenario.
  'record.sent': { client: 'num', tp: 'str', firstRecord: 'num', count: 'num' },
  'batch.sent': { client: 'num', tp: 'str', firstRecord: 'num', count: 'num', acks: 'num', attempt: 'num', to: 'num', baseSequence: 'num' },
  'batch.acknowledged': { client: 'num', tp: 'str', firstRecord: 'num', count: 'num', baseOffset: 'num', acks: 'num', ackMs: 'num', attempts: 'num' },
  'batch.retried': { client: 'num', tp: 'str', firstRecord: 'num', count: 'num', error: 'str', attempts: 'num', backoffMs: 'num' },
  'batch.failed': { client: 'num', tp: 'str', firstRecord: 'num', count: 'num', exception: 'str', lastError: 'str', attempts: 'num' },
  'producer.idAssigned': { producerId: 'num', producerEpoch: 'num' },
  'producer.epochBumped': { producerEpoch: 'num', reason: 'str' },
  'producer.blocked': { reason: 'str' },
  'send.failed': { client: 'num', exception: 'str', reason: 'str' },
  'producer.made': { acks: 'num', idempotent: 'num' },
  'producer.closed': { reason: 'str' },

  // All clients.
  'client.connectionFailed': { peer: 'str', reason: 'str' },
  'client.requestTimedOut': { peer: 'str', api: 'str', timeoutMs: 'num', inFlight: 'num' },
  'client.metadataUpdated': { brokers: 'num', changed: 'nums' },
  'client.leaderLearned': { tp: 'str', leader: 'num', leaderEpoch: 'num', was: 'num' },
  'client.rebootstrapped': {},

  // Admin client: what became of an operator's call.
  'admin.completed': { request: 'str', error: 'str', attempts: 'num' },

  // Consumers. `client` is the consumer's index in the scenario.
  'consumer.positionSet': { client: 'num', tp: 'str', offset: 'num', reason: 'str' },
  'records.consumed': { client: 'num', tp: 'str', fromOffset: 'num', toOffset: 'num', tail: 'num', highWatermark: 'num' },
  'consumer.offsetOutOfRange': { client: 'num', tp: 'str', offset: 'num' },
} as const satisfies EventTable;

export type KafkaEvents = typeof kafkaEvents;
