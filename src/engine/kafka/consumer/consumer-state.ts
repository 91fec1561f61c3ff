// What a plain consumer is: assigned to every partition of its topics, no group. It polls without pause.

import type { NodeId, NodeState } from '../../kernel/world.ts';
import type { BrokerId, TopicPartition } from '../names.ts';
import type { ClientMetadata, LedPartition } from '../net/client-metadata.ts';
import type { ClientTimers } from '../net/client-timers.ts';
import type { NetworkClient } from '../net/network-client.ts';

export interface ConsumerConfig {
  /** Index among the scenario's consumers. */
  client: number;
  bootstrap: NodeId[];
  topics: string[];
  /** A job instead of polling for ever: from the beginning to the end offsets, then close. Partition -1 = all. */
  reads?: { partition: number };
  /** earliest, latest, none, or by_duration: and a duration. */
  'auto.offset.reset': string;
  'isolation.level': 'read_uncommitted' | 'read_committed';
  'client.rack': string;
  'fetch.min.bytes': number;
  'fetch.max.wait.ms': number;
  'fetch.max.bytes': number;
  'max.partition.fetch.bytes': number;
  'request.timeout.ms': number;
  'retry.backoff.ms': number;
  'retry.backoff.max.ms': number;
  'metadata.max.age.ms': number;
  'metadata.recovery.rebootstrap.trigger.ms': number;
  'reconnect.backoff.ms': number;
  'reconnect.backoff.max.ms': number;
  'socket.connection.setup.timeout.ms': number;
  'socket.connection.setup.timeout.max.ms': number;
}

export interface ConsumerPartition extends LedPartition {
  /** Offset of the next record to read, -1 until reset. */
  position: number;
  /** High watermark in the newest answer, -1 unknown: lag = highWatermark - position. */
  highWatermark: number;
  /** Not before this (ms), -1. */
  retryAtMs: number;
  /** A ListOffsets request for it is open. */
  isResetting: boolean;
  /** Nearest replica that the leader named (KIP-392), -1 = the leader itself; and until when (ms). */
  preferredReplica: number;
  preferredUntilMs: number;
  /** Leader epoch of the newest batch read, for the position. */
  offsetEpoch: number;
  /** Of a job: where it ends, absent until the leader has said so. */
  endOffset?: number;
  /** Failed with auto.offset.reset=none, or its job is done. */
  isStopped: boolean;
}

/** A request to a broker about partitions. */
export interface OpenRequest {
  correlationId: number;
  broker: BrokerId;
  kind: 'fetch' | 'listOffsets' | 'offsetForLeaderEpoch';
  tps: TopicPartition[];
}

/** What reading partitions needs of a client; plain consumers and members of groups have it. */
export interface Reader {
  readonly config: Pick<
    ConsumerConfig,
    | 'client'
    | 'isolation.level'
    | 'client.rack'
    | 'fetch.min.bytes'
    | 'fetch.max.wait.ms'
    | 'fetch.max.bytes'
    | 'max.partition.fetch.bytes'
    | 'request.timeout.ms'
    | 'retry.backoff.ms'
    | 'metadata.max.age.ms'
  >;
  readonly memory: {
    readonly net: NetworkClient;
    readonly metadata: ClientMetadata;
    readonly partitions: readonly ConsumerPartition[];
    readonly requests: OpenRequest[];
  };
}

export interface ConsumerMemory {
  net: NetworkClient;
  metadata: ClientMetadata;
  /** Assigned partitions in order. A client has few: they are searched, not looked up. */
  partitions: ConsumerPartition[];
  timers: ClientTimers;
  /** Open requests: at most one fetch per broker. */
  requests: OpenRequest[];
}

/** Of the application: where a restarted plain consumer would start. It keeps nothing. */
export interface ConsumerDisk {
  starts: number;
}

export type ConsumerNode = NodeState<ConsumerDisk, ConsumerMemory> & { config: ConsumerConfig };

/** What a consumer can be told from outside: make the client anew with these settings. */
export interface ConsumerCommand {
  kind: 'set';
  config: ConsumerConfig;
}
