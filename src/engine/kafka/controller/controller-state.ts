// What a controller is: a raft voter with the metadata log on its disk and, while it leads, the active controller.

import type { BatchId } from '../../kernel/chain-store.ts';
import type { Row } from '../../kernel/events.ts';
import type { NodeId, NodeState } from '../../kernel/world.ts';
import type { EpochEntry } from '../log/replica-log.ts';
import type { KafkaResponse, RaftFetchRequest } from '../messages.ts';
import type { MetadataImage, MetadataRecord } from '../metadata-records.ts';
import type { BrokerId } from '../names.ts';
import type { NetworkClient } from '../net/network-client.ts';

export interface ControllerConfig {
  'node.id': BrokerId;
  voters: { id: BrokerId; node: NodeId }[];
  'broker.session.timeout.ms': number;
  'controller.quorum.election.timeout.ms': number;
  'controller.quorum.fetch.timeout.ms': number;
  'controller.quorum.request.timeout.ms': number;
  'controller.quorum.retry.backoff.ms': number;
  'controller.quorum.append.linger.ms': number;
  'metadata.max.idle.interval.ms': number;
  'leader.imbalance.check.interval.seconds': number;
  'auto.leader.rebalance.enable': boolean;
  'unclean.leader.election.interval.ms': number;
  'group.consumer.min.session.timeout.ms': number;
  'group.consumer.max.session.timeout.ms': number;
  'group.consumer.min.heartbeat.interval.ms': number;
  'group.consumer.max.heartbeat.interval.ms': number;
  /** Feature eligible.leader.replicas.version: 1 unless false. */
  isElrEnabled?: boolean;
  /** When a recording is replayed: who is missed first of brokers that are missed in one pass; absent = by id. */
  missedFirst?: BrokerId[];
  /** Cluster-wide default, written as a record at bootstrap. */
  'min.insync.replicas': number;
  'unclean.leader.election.enable': boolean;
}

/** Raft's stored state and log. [src: raft/QuorumState.java, ElectionState.java] */
export interface ControllerDisk {
  epoch: number;
  votedFor: BrokerId;
  leaderId: BrokerId;
  tail: BatchId;
  logEndOffset: number;
  epochs: EpochEntry[];
  /** Last known metadata high watermark. */
  highWatermark: number;
}

export type RaftRole = 'unattached' | 'follower' | 'prospective' | 'candidate' | 'leader' | 'resigned';

/** One request at a time per voter. [src: raft/RequestManager.java] */
export interface RaftRequestSlot {
  /** -1 = none open. */
  correlationId: number;
  /** Not again before this (ms), -1 = at once. */
  retryAtMs: number;
}

export interface RaftState {
  role: RaftRole;
  /** -1 unknown. */
  leaderId: BrokerId;
  hasFetchedFromLeader: boolean;
  /** Key `b<id>`: granted (1), refused (0); absent = no answer yet. */
  votes: Record<string, 0 | 1>;
  /** Leader: what it knows of the others (voters and observers), key `b<id>`. */
  followers: Record<string, { id: BrokerId; endOffset: number; lastFetchMs: number; lastCaughtUpMs: number }>;
  /** Leader: others that fetched since the check-quorum timer was last restarted. */
  fetchedVoters: BrokerId[];
  /** Open or failed request per voter, key `b<id>`; forgotten at every change of role. */
  requests: Record<string, RaftRequestSlot>;
  /** Resigned: the other voters by end offset, highest first. */
  successors: BrokerId[];
  /** Resigned: voters that know. */
  acknowledged: BrokerId[];
  /** Row of the last thing heard from the leader, -1 none. */
  heardRow: Row;
  /** A controlled stop has begun: the process ends when another leader is known. */
  isShuttingDown: boolean;
  epochStartOffset: number;
  parkedFetches: { conn: number; request: RaftFetchRequest; deadlineMs: number }[];
  net: NetworkClient;
}

/** A response that waits until the log is committed up to `offset` (exclusive end). */
export interface WaitingResponse {
  conn: number;
  offset: number;
  response: KafkaResponse;
}

export interface ActiveState {
  isActive: boolean;
  /** Sessions of brokers, memory only. Key `b<id>`. */
  contacts: Record<
    string,
    {
      brokerId: BrokerId;
      brokerEpoch: number;
      lastContactMs: number;
      heartbeatRow: number;
      appliedOffset: number;
    }
  >;
  /** Offset that others must have applied before a broker in controlled shutdown may go. Key `b<id>`. */
  shutdownOffsets: Record<string, number>;
  /** Records applied to `image` but not yet in the log (append linger). */
  unwritten: MetadataRecord[];
  waiting: WaitingResponse[];
}

export interface ControllerMemory {
  raft: RaftState;
  /** Active: includes uncommitted records. Standby: committed only. */
  image: MetadataImage;
  active: ActiveState;
  /** Changed settings: after its clean stop the process starts again with them. */
  restartWith?: ControllerConfig;
}

export type ControllerNode = NodeState<ControllerDisk, ControllerMemory> & { config: ControllerConfig };

/** What a controller can be told from outside: stop cleanly and start again with these settings. */
export interface ControllerCommand {
  kind: 'set';
  config: ControllerConfig;
}
