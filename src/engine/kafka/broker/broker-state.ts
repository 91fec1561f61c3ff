// What a broker is: static configuration, disk, memory. Views, ledger and invariants read these shapes through
// queries.ts; only the files of this folder write them.

import type { BatchId } from '../../kernel/chain-store.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { Row } from '../../kernel/events.ts';
import type { Message, NodeId, NodeState } from '../../kernel/world.ts';
import type { CoordinatorConfig, CoordinatorMemory } from '../coordinator/coordinator-state.ts';
import type { KafkaEvents } from '../events.ts';
import type { EpochEntry, ReplicaLog } from '../log/replica-log.ts';
import type {
  AdminRequest,
  AlterPartitionProposal,
  FetchPartition,
  FetchRequest,
  ProduceRequest,
  ProduceResult,
} from '../messages.ts';
import type { MetadataImage } from '../metadata-records.ts';
import type { BrokerId, TopicPartition } from '../names.ts';
import type { NetworkClient, OutgoingRequest } from '../net/network-client.ts';
import type { ShareMemory } from '../share/share-memory.ts';

/** What a broker's handlers act through. */
export type BrokerCtx = Ctx<KafkaEvents>;

/** Kafka's names; times in ms. Defaults in config/defaults.ts. */
export interface BrokerConfig extends CoordinatorConfig {
  'node.id': BrokerId;
  'broker.rack': string;
  /** Controllers, in id order. */
  voters: { id: BrokerId; node: NodeId }[];
  'broker.heartbeat.interval.ms': number;
  'initial.broker.registration.timeout.ms': number;
  'replica.lag.time.max.ms': number;
  'replica.fetch.wait.max.ms': number;
  'replica.fetch.min.bytes': number;
  'replica.fetch.max.bytes': number;
  'replica.fetch.response.max.bytes': number;
  'replica.fetch.backoff.ms': number;
  'replica.socket.timeout.ms': number;
  'replica.high.watermark.checkpoint.interval.ms': number;
  'request.timeout.ms': number;
  'controlled.shutdown.max.wait.ms': number;
  'message.max.bytes': number;
  'replica.selector.class': string;
}

/** The broker's own copy of the metadata log; it survives restarts. */
export interface MetadataLog {
  tail: BatchId;
  logEndOffset: number;
  highWatermark: number;
  epochs: EpochEntry[];
}

export interface BrokerDisk {
  /** In the order in which they were made; see hosted.ts. */
  logs: ReplicaLog[];
  logAt: Record<TopicPartition, number>;
  metadataLog: MetadataLog;
  /** replication-offset-checkpoint, written every 5 s and at a clean stop. */
  highWatermarkCheckpoint: Record<TopicPartition, number>;
  /** Broker epoch in the clean-shutdown file, -1 = there is none. */
  cleanShutdownEpoch: number;
}

/** What a leader knows of a follower. [src: server/replica/ReplicaState.java] */
export interface RemoteReplica {
  brokerId: BrokerId;
  /** -1 = unknown until its first fetch in this leader epoch. */
  logEndOffset: number;
  logStartOffset: number;
  lastFetchMs: number;
  lastFetchLeaderLogEndOffset: number;
  lastCaughtUpMs: number;
  /** Broker epoch of its last fetch, -1 = unknown. */
  brokerEpoch: number;
  /** Trace row of its last fetch, -1 none: what `because.heard` points to. */
  lastFetchRow: Row;
}

export interface PendingIsr {
  kind: 'expand' | 'shrink';
  isr: BrokerId[];
  isSent: boolean;
}

/** Last batch of a producer in a leader's log; the window of five is walked from it. */
export interface ProducerEntry {
  producerEpoch: number;
  lastSequence: number;
  /** Up to five last batches as [firstSequence, lastSequence, baseOffset], oldest first. */
  window: [number, number, number][];
}

export interface ReplicaState {
  tp: TopicPartition;
  /** Its place in `BrokerMemory.replicas`, and that of its log in `BrokerDisk.logs`. */
  place: number;
  log: number;
  role: 'leader' | 'follower' | 'none';
  leader: BrokerId;
  leaderEpoch: number;
  partitionEpoch: number;
  replicas: BrokerId[];
  /** Committed ISR as this broker knows it. */
  isr: BrokerId[];
  /** min(min.insync.replicas, replication factor), kept up to date with the metadata. */
  effectiveMinIsr: number;
  /** max.message.bytes of the topic; absent if it never had one of its own. */
  maxMessageBytes?: number;
  /** This replica's own high watermark. */
  highWatermark: number;
  // Leader only:
  leaderEpochStartOffset: number;
  /** In the order of `replicas`, without this broker. */
  remotes: RemoteReplica[];
  pending?: PendingIsr;
  isRecovering: boolean;
  /** Key `p<producerId>`. */
  producers: Record<string, ProducerEntry>;
  // Follower only:
  /** Delay after an error: do not fetch before this time (ms), -1 = none. */
  delayedUntilMs: number;
  /** FENCED_LEADER_EPOCH with an unchanged epoch: no fetching until metadata brings a higher one. */
  isFailed: boolean;
}

/** One fetcher per leader: one blocking request at a time. */
export interface Fetcher {
  leader: BrokerId;
  node: NodeId;
  conn: number;
  state: 'idle' | 'connecting' | 'ready' | 'waiting';
  correlationId: number;
  sentAtMs: number;
  /** Whole fetcher is delayed until then after a failed request, -1 = not. */
  backoffUntilMs: number;
  partitions: TopicPartition[];
  /** What the last fetch asked for: an answer is used only if offset and leader epoch did not change since. */
  sent: readonly FetchPartition[];
  /** `sent` is also what the next fetch asks for: nothing has changed, but for what answers brought. */
  isSentCurrent: boolean;
  /** Row that led to the request that it waits for, -1. */
  cause: Row;
  /** Row of the last answer of the leader, -1 none. */
  heardRow: Row;
  /** Partitions whose offset was out of the leader's range: its offsets are asked for before the next fetch. */
  outOfRange: TopicPartition[];
  /** ListOffsets that it waits for instead of a fetch: -1 latest, -2 earliest, 0 = none. */
  listing: number;
}

/** A client's or follower's connection: one request of it is handled at a time, in order. */
export interface ServedConnection {
  conn: number;
  isBusy: boolean;
  /** Requests behind the one being handled, each with the row that brought it. */
  waiting: { message: Message; cause: Row }[];
  /** Places of the replicas that its last fetch asked for, in that order: where to look first the next time. */
  places: number[];
  /** Offset of the metadata image by which the follower behind it was last found to be of its present life, -1 never. */
  currentAt: number;
}

export interface ParkedProduce {
  conn: number;
  request: ProduceRequest;
  deadlineMs: number;
  arrivedMs: number;
  /** `required` -1 = decided already. */
  partitions: { tp: TopicPartition; leaderEpoch: number; required: number; result: ProduceResult }[];
  /** Row of the request, the cause of what its deadline brings. */
  cause: Row;
}

export interface ParkedFetch {
  conn: number;
  request: FetchRequest;
  isFollower: boolean;
  /** Places of the replicas that it asks for; `asks` has a bit for each (place modulo 32): most fetches are told by it. */
  places: readonly number[];
  asks: number;
  deadlineMs: number;
  /** Row of the request. */
  cause: Row;
}

/** One request on its way to the active controller, kept until it is answered or given up. */
export interface ChannelEntry {
  /** Names it towards the part of the broker that asked. */
  ticket: number;
  request: OutgoingRequest;
  /** Per try, ms. */
  timeoutMs: number;
  /** Given up then (ms) when no try is open, -1 = never. */
  giveUpAtMs: number;
  /** Controller it was sent to, '' = not sent. */
  sentTo: NodeId;
  /** -1 = not sent. */
  correlationId: number;
  cause: Row;
}

/** Requests of one purpose to the active controller. [src: server/NodeToControllerRequestThread.java] */
export interface ControllerChannel {
  net: NetworkClient;
  /** Controller believed to be active, '' = ask the raft client. */
  active: NodeId;
  entries: ChannelEntry[];
}

export interface BrokerMemory {
  /** STARTING … SHUTTING_DOWN. [src: server/BrokerState.java] */
  state:
    | 'NOT_RUNNING'
    | 'STARTING'
    | 'RECOVERY'
    | 'RUNNING'
    | 'PENDING_CONTROLLED_SHUTDOWN'
    | 'SHUTTING_DOWN';
  incarnationId: number;
  brokerEpoch: number;
  previousBrokerEpoch: number;
  startedMs: number;
  isReady: boolean;
  isFencedByController: boolean;
  image: MetadataImage;
  /** In the order in which they were made; see hosted.ts. */
  replicas: ReplicaState[];
  replicaAt: Record<TopicPartition, number>;
  /** One per leader, in the order in which they were needed. */
  fetchers: Fetcher[];
  /** By connection id, ascending; `servedHints` says where one was found the last time (see connections.ts). */
  served: ServedConnection[];
  servedHints: number[];
  parkedProduces: ParkedProduce[];
  parkedFetches: ParkedFetch[];
  /** Raft leader that this broker knows, -1 none. */
  quorumLeader: BrokerId;
  quorumEpoch: number;
  /** Connections to controllers for the metadata fetch; everything else goes over `channels`. */
  raftNet: NetworkClient;
  alterPartition: { inFlight: AlterPartitionProposal[]; waiting: TopicPartition[]; retryAtMs: number };
  /** Ids left, [next, end), and the block fetched ahead (spareStart -1 = none). */
  producerIdBlock: {
    next: number;
    end: number;
    spareStart: number;
    spareEnd: number;
    isAsked: boolean;
    retryAtMs: number;
  };
  /** `correlationId` is the request's ticket. */
  forwarded: { correlationId: number; conn: number; request: AdminRequest; deadlineMs: number }[];
  /** One per purpose, at the places that controller-channel.ts names. */
  channels: ControllerChannel[];
  /** Number of the next request on any of them. */
  nextTicket: number;
  /** The leader that the broker follows does not answer: any voter is asked. */
  isQuorumLeaderFailing: boolean;
  /** Fetch of the metadata log: correlation id (-1 = not sent), node asked ('' = none), its end, earliest time of the next (ms). */
  raftFetch: { correlationId: number; node: NodeId; deadlineMs: number; retryAtMs: number; heardRow: Row };
  /** The first metadata image is published: partitions are led and followed from then on. */
  isPublished: boolean;
  /** Answers to heartbeats that did not let the broker go during controlled shutdown. */
  shutdownAnswers: number;
  /** Row of the last answer to a heartbeat, -1. */
  heartbeatRow: Row;
  /** A heartbeat is on its way; the next one is due at once after its answer. */
  isHeartbeatOpen: boolean;
  isHeartbeatDue: boolean;
  /** When the purgatory timer is armed for (ms), -1 = not. */
  purgatoryDueMs: number;
  /** The same of the fetchers' timer. */
  fetchersDueMs: number;
  /** Connections whose answer went out during this event: their next request is due. Empty between events. */
  resumable: number[];
  /** Group coordinator: what the led partitions of the offsets topic say. */
  coordinator: CoordinatorMemory;
  /** Share groups: nothing until the first request of one comes. */
  share?: ShareMemory;
  /** Changed settings: after its controlled shutdown the process starts again with them. */
  restartWith?: BrokerConfig;
}

/** What a broker can be told from outside: stop cleanly and start again with these settings. */
export interface BrokerCommand {
  kind: 'set';
  config: BrokerConfig;
}

export type BrokerNode = NodeState<BrokerDisk, BrokerMemory> & { config: BrokerConfig };
