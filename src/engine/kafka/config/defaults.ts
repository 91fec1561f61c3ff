// The settings that the model acts on, with the defaults of Apache Kafka 4.3.1.
// [src: ProducerConfig, ConsumerConfig, AdminClientConfig, ReplicationConfigs, ServerConfigs, KRaftConfigs, QuorumConfig,
// LogConfig]

import { BY_DURATION } from '../consumer/offset-reset.ts';
import { SERVER_ASSIGNOR_CLASSES, SERVER_ASSIGNORS } from '../groups/server-assignor.ts';
import type { ConfigKey, ConfigTable } from './config-key.ts';

const MAX_LONG = Number.MAX_SAFE_INTEGER;

function int(defaultValue: number, min = 0, max = 2147483647): ConfigKey {
  return { type: 'int', default: defaultValue, min, max };
}
function bool(defaultValue: boolean): ConfigKey {
  return { type: 'boolean', default: defaultValue };
}
function list(defaultValue: string, choices: readonly string[]): ConfigKey {
  return { type: 'list', default: defaultValue, choices };
}
function choice(defaultValue: string, choices: readonly string[]): ConfigKey {
  return { type: 'choice', default: defaultValue, choices };
}

/** Class name of the selector that lets a consumer read from the nearest replica (KIP-392). */
export const RACK_AWARE_SELECTOR = 'org.apache.kafka.common.replica.RackAwareReplicaSelector';

/** How every client connects and asks for metadata. */
const clientKeys = {
  'request.timeout.ms': int(30000),
  'retry.backoff.ms': int(100),
  'retry.backoff.max.ms': int(1000),
  'metadata.max.age.ms': int(300000),
  'metadata.recovery.rebootstrap.trigger.ms': int(300000),
  'reconnect.backoff.ms': int(50),
  'reconnect.backoff.max.ms': int(1000),
  'socket.connection.setup.timeout.ms': int(10000),
  'socket.connection.setup.timeout.max.ms': int(30000),
} as const satisfies ConfigTable;

export const producerKeys = {
  acks: choice('all', ['all', '-1', '0', '1']),
  'enable.idempotence': bool(true),
  retries: int(2147483647),
  'max.in.flight.requests.per.connection': int(5, 1),
  'batch.size': int(16384),
  'linger.ms': int(5),
  'buffer.memory': int(33554432, 0, MAX_LONG),
  'max.block.ms': int(60000),
  'max.request.size': int(1048576),
  'delivery.timeout.ms': int(120000),
  'metadata.max.idle.ms': int(300000, 5000),
  'partitioner.adaptive.partitioning.enable': bool(true),
  'partitioner.ignore.keys': bool(false),
  ...clientKeys,
} as const satisfies ConfigTable;

export const consumerKeys = {
  'auto.offset.reset': {
    ...choice('latest', ['earliest', 'latest', 'none']),
    form: { pattern: BY_DURATION, says: 'by_duration:PnDTnHnMn.nS' },
  },
  'isolation.level': choice('read_uncommitted', ['read_uncommitted', 'read_committed']),
  'fetch.min.bytes': int(1),
  'fetch.max.wait.ms': int(500),
  'fetch.max.bytes': int(52428800),
  'max.partition.fetch.bytes': int(1048576),
  ...clientKeys,
} as const satisfies ConfigTable;

/** Client-side assignors by their names in JoinGroup. Kafka's setting has class names; both are understood. */
export const ASSIGNOR_CLASSES = {
  range: 'org.apache.kafka.clients.consumer.RangeAssignor',
  roundrobin: 'org.apache.kafka.clients.consumer.RoundRobinAssignor',
  sticky: 'org.apache.kafka.clients.consumer.StickyAssignor',
  'cooperative-sticky': 'org.apache.kafka.clients.consumer.CooperativeStickyAssignor',
} as const;

/** A consumer that is a member of a group. */
export const memberKeys = {
  ...consumerKeys,
  'group.protocol': choice('classic', ['classic', 'consumer']),
  // The class's default is null: the coordinator decides.
  'group.remote.assignor': choice('', ['', 'uniform', 'range']),
  'partition.assignment.strategy': list('range,cooperative-sticky', [
    ...Object.keys(ASSIGNOR_CLASSES),
    ...Object.values(ASSIGNOR_CLASSES),
  ]),
  'session.timeout.ms': int(45000, 1),
  'heartbeat.interval.ms': int(3000, 1),
  'max.poll.interval.ms': int(300000, 1),
  'max.poll.records': int(500, 1),
  'enable.auto.commit': bool(true),
  'auto.commit.interval.ms': int(5000),
  'default.api.timeout.ms': int(60000),
} as const satisfies ConfigTable;

/** Settings of a share group, kept in the metadata; what is not given comes from the broker. [src: GroupConfig.java] */
export const shareGroupKeys = {
  'share.session.timeout.ms': int(45000, 45000, 60000),
  'share.heartbeat.interval.ms': int(5000, 5000, 15000),
  'share.assignment.interval.ms': int(1000, 0, 15000),
  'share.record.lock.duration.ms': int(30000, 15000, 60000),
  'share.delivery.count.limit': int(5, 2, 10),
  'share.partition.max.record.locks': int(2000, 100, 4000),
  'share.auto.offset.reset': choice('latest', ['latest', 'earliest']),
  'share.renew.acknowledge.enable': bool(true),
} as const satisfies ConfigTable;

/** A share consumer: a member of a share group. [src: ConsumerConfig.java, ShareConsumerImpl.java] */
export const shareMemberKeys = {
  'share.acknowledgement.mode': choice('implicit', ['implicit', 'explicit']),
  'share.acquire.mode': choice('BATCH_OPTIMIZED', [
    'BATCH_OPTIMIZED',
    'RECORD_LIMIT',
    'batch_optimized',
    'record_limit',
  ]),
  'max.poll.records': int(500, 1),
  'max.poll.interval.ms': int(300000, 1),
  'fetch.min.bytes': int(1),
  'fetch.max.wait.ms': int(500),
  'fetch.max.bytes': int(52428800),
  'default.api.timeout.ms': int(60000),
  ...clientKeys,
} as const satisfies ConfigTable;

export const adminKeys = {
  'default.api.timeout.ms': int(60000),
  'request.timeout.ms': int(30000),
  'retry.backoff.ms': int(100),
  'retry.backoff.max.ms': int(1000),
  'reconnect.backoff.ms': int(50),
  'reconnect.backoff.max.ms': int(1000),
  'socket.connection.setup.timeout.ms': int(10000),
  'socket.connection.setup.timeout.max.ms': int(30000),
} as const satisfies ConfigTable;

/** Between them the two settings below must lie, the cluster's and a group's own. */
const consumerGroupBounds = {
  'group.consumer.min.session.timeout.ms': int(45000, 1),
  'group.consumer.max.session.timeout.ms': int(60000, 1),
  'group.consumer.min.heartbeat.interval.ms': int(5000, 1),
  'group.consumer.max.heartbeat.interval.ms': int(15000, 1),
} as const satisfies ConfigTable;

export const brokerKeys = {
  'broker.heartbeat.interval.ms': int(2000, 1),
  'initial.broker.registration.timeout.ms': int(60000),
  'replica.lag.time.max.ms': int(30000, 1),
  'replica.fetch.wait.max.ms': int(500),
  'replica.fetch.min.bytes': int(1),
  'replica.fetch.max.bytes': int(1048576),
  'replica.fetch.response.max.bytes': int(10485760),
  'replica.fetch.backoff.ms': int(1000),
  'replica.socket.timeout.ms': int(30000),
  'replica.high.watermark.checkpoint.interval.ms': int(5000, 1),
  // The class's default is null: no selector.
  'replica.selector.class': choice('', ['', RACK_AWARE_SELECTOR]),
  'request.timeout.ms': int(30000),
  'message.max.bytes': int(1048588),
  // Group coordinator.
  'offsets.topic.num.partitions': int(50, 1, 50),
  'offsets.topic.replication.factor': int(3, 1, 32767),
  'offsets.commit.timeout.ms': int(5000, 1),
  'offsets.retention.minutes': int(10080, 1),
  'offsets.retention.check.interval.ms': int(600000, 1),
  'group.initial.rebalance.delay.ms': int(3000),
  'group.min.session.timeout.ms': int(6000),
  'group.max.session.timeout.ms': int(1800000),
  'group.max.size': int(2147483647, 1),
  'group.consumer.session.timeout.ms': int(45000, 1),
  'group.consumer.heartbeat.interval.ms': int(5000, 1),
  ...consumerGroupBounds,
  'group.consumer.assignment.interval.ms': int(1000, 0, 15000),
  'group.consumer.max.size': int(2147483647, 1),
  'group.consumer.assignors': list('uniform,range', [...SERVER_ASSIGNORS, ...SERVER_ASSIGNOR_CLASSES]),
  // Share groups: the group coordinator, the leaders of partitions, the share coordinator.
  'group.share.session.timeout.ms': int(45000, 45000, 60000),
  'group.share.heartbeat.interval.ms': int(5000, 5000, 15000),
  'group.share.assignment.interval.ms': int(1000, 0, 15000),
  'group.share.max.size': int(200, 1, 1000),
  'group.share.delivery.count.limit': int(5, 2, 10),
  'group.share.record.lock.duration.ms': int(30000, 1000, 3600000),
  'group.share.partition.max.record.locks': int(2000, 100, 10000),
  'share.coordinator.state.topic.num.partitions': int(50, 1, 50),
  'share.coordinator.state.topic.replication.factor': int(3, 1, 32767),
  'share.coordinator.state.topic.min.isr': int(2, 1, 32767),
  'share.coordinator.write.timeout.ms': int(5000, 1),
  'share.coordinator.snapshot.update.records.per.snapshot': int(500, 0, 500),
} as const satisfies ConfigTable;

/** How long a stopping broker waits to be let go (BrokerServer's shutdown time-out); not a setting. */
export const CONTROLLED_SHUTDOWN_MAX_WAIT_MS = 300000;

export const controllerKeys = {
  'broker.session.timeout.ms': int(9000, 1),
  'controller.quorum.election.timeout.ms': int(1000, 1),
  'controller.quorum.fetch.timeout.ms': int(2000, 1),
  'controller.quorum.request.timeout.ms': int(2000, 1),
  'controller.quorum.retry.backoff.ms': int(20),
  'controller.quorum.append.linger.ms': int(25),
  'metadata.max.idle.interval.ms': int(500),
  'leader.imbalance.check.interval.seconds': int(300, 1),
  'auto.leader.rebalance.enable': bool(true),
  'unclean.leader.election.interval.ms': int(300000, 1),
  // Checks of a group's own settings.
  ...consumerGroupBounds,
  // Cluster-wide defaults of topic settings, kept in the metadata log.
  'min.insync.replicas': int(1, 1),
  'unclean.leader.election.enable': bool(false),
} as const satisfies ConfigTable;

/** Settings of one group that the coordinator acts on; what is not given comes from its broker. */
export const groupKeys = {
  'consumer.session.timeout.ms': int(45000, 1),
  'consumer.heartbeat.interval.ms': int(5000, 1),
  'consumer.assignment.interval.ms': int(1000, 0, 15000),
} as const satisfies ConfigTable;

/** Settings of one topic; what is not given comes from the cluster. */
export const topicKeys = {
  'min.insync.replicas': int(1, 1),
  'unclean.leader.election.enable': bool(false),
  'max.message.bytes': int(1048588),
} as const satisfies ConfigTable;
