// The shapes in which diagrams, lessons and the command line see a Kafka cluster at one moment. queries.ts computes
// them from a frame's world; nothing here is stored.

import type { NodeId } from '../kernel/world.ts';
import type { BrokerId, TopicPartition } from './names.ts';

/** How a node is, in the order in which a reader wants to know it. `notStarted`: no fault, its time is still to come. */
export type NodeHealth = 'up' | 'starting' | 'paused' | 'down' | 'notStarted' | 'hostLost' | 'shuttingDown';

export interface NodeView {
  readonly node: NodeId;
  readonly id: BrokerId;
  readonly zone: string;
  readonly health: NodeHealth;
  /** Trace row of the fault that it suffers from, -1 none, and its time (µs, -1). */
  readonly faultRow: number;
  /** Other nodes it cannot reach because of a cut link. */
  readonly cutFrom: readonly NodeId[];
  readonly slowFactor: number;
}

export interface BrokerView extends NodeView {
  /** What the controller's metadata says. */
  readonly isFenced: boolean;
  readonly isRegistered: boolean;
  readonly isInControlledShutdown: boolean;
  readonly brokerEpoch: number;
  /** Broker's own state: STARTING, RECOVERY, RUNNING, …; NOT_RUNNING when down. */
  readonly state: string;
  readonly leads: number;
  readonly hosts: number;
  /** Last metadata offset it applied. */
  readonly metadataOffset: number;
}

export interface ControllerView extends NodeView {
  /** Raft role; 'down' when not running. */
  readonly role: 'unattached' | 'follower' | 'prospective' | 'candidate' | 'leader' | 'resigned' | 'down';
  readonly isActive: boolean;
  readonly epoch: number;
  readonly logEndOffset: number;
  readonly highWatermark: number;
}

export type ReplicaStatus =
  /** Leads, and its broker can be reached. */
  | 'leader'
  /** Named leader by the metadata, but its process or host is down, paused or cut off: clients cannot reach it. */
  | 'leaderUnreachable'
  | 'inSync'
  /** Outside the ISR and fetching. */
  | 'catchingUp'
  /** Outside the ISR and not fetching (alive). */
  | 'outOfSync'
  /** Its broker is down. */
  | 'offline';

export interface ReplicaView {
  readonly broker: BrokerId;
  readonly node: NodeId;
  readonly status: ReplicaStatus;
  /** It still believes that it leads (a zombie when `status` says otherwise). */
  readonly thinksItLeads: boolean;
  readonly wasLeader: boolean;
  readonly isInIsr: boolean;
  readonly isInElr: boolean;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  /** This replica's own high watermark; of a stopped one, its checkpoint. */
  readonly highWatermark: number;
  /** Leader epoch it knows. */
  readonly leaderEpoch: number;
  /** Records that the leader has and this replica lacks; 0 for the leader or without one. */
  readonly recordsBehind: number;
  readonly tail: number;
}

export interface PartitionView {
  readonly tp: TopicPartition;
  readonly topic: string;
  readonly partition: number;
  /** Index over all partitions, for colour and shape. */
  readonly index: number;
  /** By the newest committed metadata of the quorum; -1 none. */
  readonly leader: BrokerId;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly isr: readonly BrokerId[];
  readonly elr: readonly BrokerId[];
  readonly minIsr: number;
  readonly isUnderMinIsr: boolean;
  readonly isUnderReplicated: boolean;
  /** A leader is named and reachable. */
  readonly isAvailable: boolean;
  /** In assignment order. */
  readonly replicas: readonly ReplicaView[];
}

export interface ProducerView {
  readonly node: NodeId;
  readonly client: number;
  readonly health: NodeHealth;
  readonly zone: string;
  readonly topic: string;
  /** "0", "1" or "all". */
  readonly acks: string;
  readonly isIdempotent: boolean;
  readonly ratePerSecond: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly failed: number;
  /** Handed to send(), not yet acknowledged or failed. */
  readonly waiting: number;
  readonly requestsInFlight: number;
  /** Acknowledged records of this producer that no replica the log can go on from has; as in LedgerView. */
  readonly ackedLost: number;
  /** Records given up that no replica the log can go on from has. */
  readonly unackedLost: number;
  /** Longest time from send() to acknowledgement so far. */
  readonly slowestAckMs: number;
}

export interface ConsumerView {
  readonly node: NodeId;
  readonly client: number;
  readonly health: NodeHealth;
  readonly zone: string;
  readonly partitions: readonly {
    readonly tp: TopicPartition;
    /** -1 until it has one. */
    readonly position: number;
    readonly highWatermark: number;
    /** highWatermark of the leader - position. */
    readonly lag: number;
  }[];
  readonly consumed: number;
  readonly lag: number;
}

/** What keeps a member's partition from being read. */
export interface MemberPartitionView {
  readonly tp: TopicPartition;
  /** Next record that poll() returns, -1 until it has one. */
  readonly position: number;
  /** Fetched and waiting for poll(). */
  readonly buffered: number;
  /** About to be given up: nothing is returned. */
  readonly isStopped: boolean;
}

export interface MemberView {
  readonly node: NodeId;
  readonly health: NodeHealth;
  readonly zone: string;
  readonly memberId: string;
  /** group.instance.id, '' = dynamic. */
  readonly instanceId: string;
  /** What the client believes: UNJOINED, PREPARING_REBALANCE, STABLE, JOINING, RECONCILING, … */
  readonly state: string;
  /** Classic: generation; consumer protocol: memberEpoch; -1 none. */
  readonly generation: number;
  readonly isLeader: boolean;
  /** The application: polling, processing, committing, stalled. */
  readonly activity: string;
  /** Time since its last poll() while it is busy, ms; 0 while it polls. */
  readonly awayMs: number;
  readonly partitions: readonly MemberPartitionView[];
  readonly processed: number;
}

export interface GroupPartitionView {
  readonly tp: TopicPartition;
  /** Node that owns it by its own belief, '' = nobody. */
  readonly owner: NodeId;
  /** -1 = none. */
  readonly committed: number;
  readonly position: number;
  readonly highWatermark: number;
  /** highWatermark - committed; from where the group began without a commit; 0 before that. */
  readonly lag: number;
  /** Since when nobody reads it (µs), -1 = it is read, or never was; for how long in all, ms. */
  readonly stoppedSince: number;
  readonly stoppedMs: number;
  /** How often another member took it over. */
  readonly moves: number;
  /** Of a share group: what its leader knows of single records; `owner` is '' then, `committed` the start offset. */
  readonly share?: SharePartitionView;
}

/** A partition as its leader holds it for a share group. */
export interface SharePartitionView {
  /** Node of the leader that has it open, '' = none. */
  readonly leader: NodeId;
  /** SPSO: everything below is done; SPEO: last offset handed out. -1 and -1 while it is not open. */
  readonly startOffset: number;
  readonly endOffset: number;
  /** Members that may read it, in the scenario's order. */
  readonly members: readonly NodeId[];
  /** Records locked per member, those with any. */
  readonly acquired: readonly { readonly node: NodeId; readonly records: number }[];
  /** Handed out before and free again. */
  readonly available: number;
  /** Done, but behind a record that is not. */
  readonly done: number;
  /** Highest delivery count of a record that is not done, 0 = none. */
  readonly maxDeliveryCount: number;
  /** Runs of offsets of equal state, from the start offset on. */
  readonly runs: readonly ShareRunView[];
}

/** Neighbouring offsets of one state. */
export interface ShareRunView {
  readonly from: number;
  /** Not included. */
  readonly to: number;
  readonly state: 'AVAILABLE' | 'ACQUIRED' | 'ACKNOWLEDGED' | 'ARCHIVED';
  readonly deliveryCount: number;
  /** Node of the member that has them, '' = nobody. */
  readonly node: NodeId;
}

export interface GroupView {
  readonly group: string;
  /** classic, consumer or share. */
  readonly protocol: string;
  /** By its coordinator: Empty, PreparingRebalance, …; '' while there is none. */
  readonly state: string;
  /** Node of the coordinator, '' = none. */
  readonly coordinator: NodeId;
  /** Classic generation, -1 in a group of the consumer protocol. */
  readonly generation: number;
  /** Consumer protocol, -1 in a classic group. */
  readonly groupEpoch: number;
  readonly assignmentEpoch: number;
  /** The chosen assignor, '' = none. */
  readonly assignor: string;
  /** By node, in the scenario's order. */
  readonly members: readonly MemberView[];
  readonly partitions: readonly GroupPartitionView[];
  readonly lag: number;
  readonly processed: number;
  /** Records behind a committed offset that no member processed or is about to. */
  readonly skipped: number;
  /** As in LedgerView, of this group alone. */
  readonly dupDelivered: number;
  readonly orderInversions: number;
  readonly lagMax: number;
  readonly lagTimeMax: number;
  readonly pausedPartitionMs: number;
  readonly partitionsMoved: number;
  readonly revoked: number;
}

export interface ClusterView {
  readonly zones: readonly string[];
  readonly brokers: readonly BrokerView[];
  readonly controllers: readonly ControllerView[];
  /** -1 none. */
  readonly activeController: BrokerId;
  /** Raft epoch. */
  readonly controllerEpoch: number;
  readonly votersAlive: number;
  readonly partitions: readonly PartitionView[];
  readonly producers: readonly ProducerView[];
  readonly consumers: readonly ConsumerView[];
  readonly groups: readonly GroupView[];
}

/** A message on its way: drawn at (t - sentAt) / (deliverAt - sentAt). */
export interface FlightView {
  /** Unique in the run. */
  readonly id: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly api: string;
  readonly isResponse: boolean;
  /** Metadata, heartbeats, raft, registration: the control plane. */
  readonly isControlPlane: boolean;
  readonly sentAt: number;
  readonly deliverAt: number;
  /** Partition whose row it rides; '' for the control plane and client bookkeeping. */
  readonly tp: TopicPartition;
  readonly others: readonly TopicPartition[];
  /** Facts for the card: label, value, note. All in Kafka's words. */
  readonly facts: readonly { readonly label: string; readonly value: string; readonly note: string }[];
  /** One or two sentences on what it changes. */
  readonly note: string;
}

/** The part of a FlightView that the painter needs, without any text: computed once per message, not once per frame. */
export interface MessageRoute {
  readonly isResponse: boolean;
  readonly isControlPlane: boolean;
  /** As in FlightView. */
  readonly tp: TopicPartition;
}

/** A record in a log, for its cell. */
export interface RecordView {
  readonly offset: number;
  readonly batch: number;
  readonly leaderEpoch: number;
  readonly client: number;
  readonly recordNumber: number;
  readonly isCommitted: boolean;
  readonly appendedAt: number;
  readonly producerId: number;
}

/** The ledger in numbers: metric names as in the headless API. */
export interface LedgerView {
  readonly sent: number;
  readonly acknowledged: number;
  readonly failed: number;
  readonly waiting: number;
  readonly consumed: number;
  /** Records processed by members of groups, repeats included. */
  readonly processed: number;
  /** Records behind a committed offset that no member processed. */
  readonly skipped: number;
  /** Time in which partitions of groups were read by nobody, summed over partitions. */
  readonly pausedPartitionMs: number;
  /** Partitions that another member took over. */
  readonly partitionsMoved: number;
  /** Partitions in onPartitionsRevoked and onPartitionsLost. */
  readonly revoked: number;
  /** Records that share groups handed out again. */
  readonly redelivered: number;
  /** Records that share groups gave up: rejected, or delivered too often. */
  readonly archived: number;
  readonly ackedLost: number;
  /** Acknowledged records that are in no log of a live leader while the partition has none: not judged yet. */
  readonly ackedAtRisk: number;
  readonly unackedLost: number;
  readonly dupInLog: number;
  readonly dupDelivered: number;
  /** Pairs of one producer's records in one partition that came in another order. Share groups promise none and do not count. */
  readonly orderInversions: number;
  readonly underReplicated: number;
  readonly underMinIsr: number;
  readonly offlinePartitions: number;
  readonly lag: number;
  /** The most records that ever waited for poll() in one group. */
  readonly lagMax: number;
  /** Age of the oldest record that a group processed, when it did, ms. */
  readonly lagTimeMax: number;
  readonly slowestAckMs: number;
  readonly p50AckMs: number;
  readonly p99AckMs: number;
  readonly elections: number;
  readonly isrShrinks: number;
  readonly isrExpands: number;
  readonly truncated: number;
  readonly notEnoughReplicas: number;
  readonly writeUnavailMs: number;
}
