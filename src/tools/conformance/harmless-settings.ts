// Settings that the engine does not have and need not have: whatever their value, no client of a story sees a difference
// (sizes of buffers and thread pools, compression, flushing, things of transactions in stories without them).

const client = [
  'client.dns.lookup',
  'enable.metrics.push',
  'metrics.num.samples',
  'metrics.recording.level',
  'metrics.sample.window.ms',
  'receive.buffer.bytes',
  'send.buffer.bytes',
];

const compression = [
  'compression.gzip.level',
  'compression.lz4.level',
  'compression.type',
  'compression.zstd.level',
];

const producer = [...client, ...compression, 'partitioner.availability.timeout.ms'];

const member = [...client, 'allow.auto.create.topics', 'check.crcs', 'exclude.internal.topics'];

/** A reader has its partitions assigned, ends by itself, and commits nothing. */
const reader = [
  ...member,
  'auto.commit.interval.ms',
  'enable.auto.commit',
  'heartbeat.interval.ms',
  'max.poll.interval.ms',
  'max.poll.records',
  'partition.assignment.strategy',
  'session.timeout.ms',
];

const topic = [
  ...compression,
  'file.delete.delay.ms',
  'flush.messages',
  'flush.ms',
  'index.interval.bytes',
  'message.timestamp.type',
  'preallocate',
  'segment.index.bytes',
];

const broker = [
  ...compression,
  'background.threads',
  // The player itself asks for that many.
  'default.replication.factor',
  'delete.topic.enable',
  'group.coordinator.threads',
  'leader.imbalance.per.broker.percentage',
  'log.flush.interval.messages',
  'log.flush.interval.ms',
  'log.flush.scheduler.interval.ms',
  'log.message.timestamp.type',
  'num.io.threads',
  'num.network.threads',
  'num.partitions',
  'num.recovery.threads.per.data.dir',
  'offset.metadata.max.bytes',
  'offsets.load.buffer.size',
  'offsets.topic.segment.bytes',
  'queued.max.requests',
  'share.coordinator.threads',
  'socket.receive.buffer.bytes',
  'socket.send.buffer.bytes',
];

const NAMES = { broker, member, producer, reader, topic } as const;

/** Transactions have their own steps; a story with one is not played to its end. */
const OF_TRANSACTIONS = /^(transaction\.|transactional\.id\.|producer\.id\.expiration\.)/;

export function isHarmless(whose: keyof typeof NAMES, name: string): boolean {
  return NAMES[whose].includes(name) || (whose === 'broker' && OF_TRANSACTIONS.test(name));
}
