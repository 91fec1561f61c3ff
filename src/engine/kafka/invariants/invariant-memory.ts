// What the checks of the invariants remember between events: plain maps outside the world.

import type { BatchId, ChainStore } from '../../kernel/chain-store.ts';
import type { NodeId, World } from '../../kernel/world.ts';
import type { BrokerNode, ReplicaState } from '../broker/broker-state.ts';
import type { InvariantFacts, Violation } from '../invariants.ts';
import type { PartitionRegistration } from '../metadata-records.ts';
import type { BrokerId, TopicPartition } from '../names.ts';
import type { SeenShare } from './share-checks.ts';

/** Reasons for which a correct run may break an invariant. A search lifts one to prove that its invariant fires. */
export type Exemption =
  /** unclean.leader.election.enable, and the election of the last known leader: I1 and I3. */
  | 'unclean'
  /** Effective min.insync.replicas of 1: I1. */
  | 'minIsr'
  /** Every member of ISR and ELR lost its data: I1 and I3. */
  | 'dataLoss'
  /** One replica lost its data, and has not got all of it back: I3. */
  | 'damage'
  /** acks other than all: I1. */
  | 'acks'
  /** enable.idempotence=false: I6. */
  | 'idempotence'
  /** The application commits what it has not processed yet: G1. */
  | 'commitBefore';

/** A replica as it was when it was last looked at. */
export interface SeenReplica {
  isLeader: boolean;
  leaderEpoch: number;
  highWatermark: number;
  isr: readonly BrokerId[];
  tail: BatchId;
}

/** The replicas of one broker: by partition, and by place in `of`, the list of the process that runs. */
export interface SeenReplicas {
  readonly all: Map<TopicPartition, SeenReplica>;
  of: readonly ReplicaState[];
  placed: SeenReplica[];
}

/** What a broker or controller knew of the metadata when it was last looked at. */
export interface KnownMetadata {
  offset: number;
  isUp: boolean;
  /** Of a controller; `committed` is its high watermark while it is active, else -1. */
  isActive: boolean;
  committed: number;
}

export interface InvariantMemory {
  readonly known: Map<NodeId, KnownMetadata>;
  /** `tp@leaderEpoch` to the node that led in it. */
  readonly leaders: Map<string, NodeId>;
  readonly seen: Map<NodeId, SeenReplicas>;
  /** Highest high watermark that a newest leader of the partition had, and the batch below it. */
  readonly committed: Map<TopicPartition, { highWatermark: number; batch: BatchId }>;
  /** Highest high watermark of any leader, a deposed one that does not know it included: what readers may have seen. */
  readonly readable: Map<TopicPartition, number>;
  /** Partitions with an unclean election (that of the last known leader counts). */
  readonly unclean: Set<TopicPartition>;
  /** Replicas that lost data and have not got all of it back. */
  readonly damaged: Map<TopicPartition, Set<BrokerId>>;
  /** Partitions of which every member of ISR and ELR was damaged at one moment. */
  readonly gone: Set<TopicPartition>;
  /** Partitions in the metadata that was looked at last, and its place in the metadata log. */
  readonly registrations: Map<TopicPartition, PartitionRegistration>;
  imageOffset: number;
  imageEpoch: number;
  /** Last batch of the log that counts, when acknowledged records were last looked for in it. */
  readonly judgedTails: Map<TopicPartition, BatchId>;
  /** What each member of a group owned, and in which generation, when it was last looked at. */
  readonly owned: Map<NodeId, { tps: readonly TopicPartition[]; generation: number }>;
  /** By group: `changes` and `assignments` of its book in the ledger when it was last looked at. */
  readonly groups: Map<string, { changes: number; assignments: number }>;
  /** `groupNews` of the ledger at that time. */
  groupNews: number;
  /** By share-partition. */
  readonly shares: Map<string, SeenShare>;
  /** What the last look looked at and with. */
  look: Look | undefined;
}

export function createInvariantMemory(): InvariantMemory {
  return {
    known: new Map(),
    leaders: new Map(),
    seen: new Map(),
    committed: new Map(),
    readable: new Map(),
    unclean: new Set(),
    damaged: new Map(),
    gone: new Set(),
    registrations: new Map(),
    imageOffset: -1,
    imageEpoch: -1,
    judgedTails: new Map(),
    owned: new Map(),
    groups: new Map(),
    groupNews: 0,
    shares: new Map(),
    look: undefined,
  };
}

/** One look at a world: everything that a check needs, and where it puts what it finds. */
export interface Look {
  readonly world: World;
  readonly store: ChainStore;
  readonly facts: InvariantFacts;
  readonly memory: InvariantMemory;
  /** By key. Node objects stay the same in a run. */
  readonly brokers: Readonly<Record<string, BrokerNode>>;
  violations: Violation[];
}
