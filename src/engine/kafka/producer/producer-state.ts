// What a producer is: one application thread that calls send() at seeded times, and Kafka's client behind it.
// Simplification: one producer writes to one topic.

import type { Micros, Millis } from '../../../base/units.ts';
import type { NodeId, NodeState } from '../../kernel/world.ts';
import type { TopicPartition } from '../names.ts';
import type { ClientMetadata, LedPartition } from '../net/client-metadata.ts';
import type { ClientTimers } from '../net/client-timers.ts';
import type { NetworkClient } from '../net/network-client.ts';

/** An application that hands over given records one after the other, waits until all are settled, and ends. */
export interface ProducerScript {
  /** Records in all. */
  count: number;
  /** Partitions that the application names, used in turn; empty = keys or the partitioner decide. */
  partitions: number[];
  /** Hashes of the records' keys (murmur2, sign bit cleared), used in turn; empty = no keys. */
  keyHashes: number[];
  /** Each record waits until the one before it is settled. */
  isOneByOne: boolean;
}

export interface ProducerConfig {
  /** Index among the scenario's producers: the client of the ledger. */
  client: number;
  bootstrap: NodeId[];
  topic: string;
  /** Mean records per second; gaps are exponential. */
  ratePerSecond: number;
  /** Number of distinct keys (key-0 …), 0 = records without key. */
  keys: number;
  'record.bytes': number;
  /** Records stop being made after this time (µs), -1 = never. */
  stopAt: Micros;
  /** Instead of arrivals by rate. */
  script?: ProducerScript;
  /** 0, 1, -1 (all). */
  acks: number;
  'enable.idempotence': boolean;
  'linger.ms': number;
  'batch.size': number;
  'buffer.memory': number;
  'max.block.ms': number;
  'max.request.size': number;
  retries: number;
  'retry.backoff.ms': number;
  'retry.backoff.max.ms': number;
  'delivery.timeout.ms': number;
  'request.timeout.ms': number;
  'max.in.flight.requests.per.connection': number;
  'metadata.max.age.ms': number;
  'metadata.max.idle.ms': number;
  'metadata.recovery.rebootstrap.trigger.ms': number;
  'partitioner.adaptive.partitioning.enable': boolean;
  'partitioner.ignore.keys': boolean;
  'reconnect.backoff.ms': number;
  'reconnect.backoff.max.ms': number;
  'socket.connection.setup.timeout.ms': number;
  'socket.connection.setup.timeout.max.ms': number;
}

export type BatchState = 'accumulating' | 'inFlight' | 'retrying';

export interface ProducerBatch {
  tp: TopicPartition;
  count: number;
  bytes: number;
  firstRecord: number;
  createdAt: Micros;
  lastAttemptMs: Millis;
  /** Times it was sent. Kafka's own counter is one less while it is in flight. */
  attempts: number;
  /** Leader epoch known at the last attempt. */
  leaderEpoch: number;
  /** -1 until drained with a producer id. */
  baseSequence: number;
  producerId: number;
  producerEpoch: number;
  /** An epoch bump gave it another sequence after it had been sent. */
  hasResetSequence: boolean;
  state: BatchState;
  /** Of the request that carries it, -1 = none. */
  correlationId: number;
  /** Back-off over at (ms), -1 = none. */
  retryAtMs: Millis;
  lastError: string;
  /** Newest row about this batch; -1. */
  row: number;
}

export interface PartitionQueue extends LedPartition {
  /** The partition's number: its index in `queues`. */
  readonly partition: number;
  /** A record was put into it. */
  isUsed: boolean;
  /** Number of the next record for this partition (ledger identity). */
  nextRecord: number;
  waiting: ProducerBatch[];
  inFlight: ProducerBatch[];
  nextSequence: number;
  /** -1 = none in this producer epoch. */
  lastAckedSequence: number;
  /** Producer id and epoch that its sequences count in. */
  producerId: number;
  producerEpoch: number;
  /** A repeated batch expired and may have been written: the sequence that must be next if it was; -1 = no doubt. */
  unresolvedSequence: number;
}

export interface ProducerMemory {
  net: NetworkClient;
  metadata: ClientMetadata;
  /** -1 = none yet. */
  producerId: number;
  producerEpoch: number;
  /** One per partition of `tps`, by number. */
  queues: PartitionQueue[];
  /** Names of the topic's partitions by number, as far as metadata tells. */
  tps: TopicPartition[];
  /** Numbers of the partitions with batches in `waiting`, ascending. */
  waiting: number[];
  /** Where the next drain of a node begins among `tps`. */
  drainIndex: number;
  bufferedBytes: number;
  /** Records that send() holds back (no metadata yet or buffer full). */
  blocked: { at: Micros; key: number }[];
  /** Since when the first of them has been inside send() (ms), -1 = none. */
  blockedSinceMs: Millis;
  /** Sticky partition for records without key. */
  sticky: { partition: number; producedBytes: number };
  /** Correlation id of the open InitProducerId request, -1 = none; and not before (ms). */
  idCorrelationId: number;
  idRetryAtMs: Millis;
  /** Partitions whose sequences restart with the next producer epoch. */
  epochBumps: { tp: TopicPartition; reason: string }[];
  /** No batch reaches delivery.timeout.ms before this (ms), -1 = there is none. May be early. */
  expiryMs: Millis;
  timers: ClientTimers;
  /** Records of the script that send() was called for; absent without a script. */
  handedOver?: number;
  isClosing: boolean;
  /** Flushing ends then at the latest (ms), -1 = not closing. */
  closeDeadlineMs: Millis;
  /** Settings of the client that is made after closing; absent = the process ends. */
  remakeWith?: ProducerConfig;
}

/** Of the producer's application: survives the making of a new client. */
export interface ProducerDisk {
  /** Records handed to send() so far. */
  sent: number;
  /** Number of the next record per partition: ledger identities go on across clients. */
  nextRecords: number[];
}

/** What a producer can be told from outside: make the client anew with these settings. */
export interface ProducerCommand {
  kind: 'set';
  config: ProducerConfig;
}

export type ProducerNode = NodeState<ProducerDisk, ProducerMemory> & { config: ProducerConfig };
