// Requests and responses, named after Kafka's APIs, with the fields that the model uses. `correlationId` pairs a
// response with its request on one connection. All of it is plain data.

import type { BatchId } from '../kernel/chain-store.ts';
import type { NodeId } from '../kernel/world.ts';
import type { GroupRequest, GroupResponse } from './group-messages.ts';
import type { BrokerId, ErrorName, TopicPartition } from './names.ts';
import type { ShareRequest, ShareResponse } from './share-messages.ts';

interface Correlated {
  readonly correlationId: number;
}

// --- clients and brokers -----------------------------------------------------------------------------------------

export interface ApiVersionsRequest extends Correlated {
  readonly api: 'apiVersionsRequest';
}
export interface ApiVersionsResponse extends Correlated {
  readonly api: 'apiVersionsResponse';
}

export interface MetadataRequest extends Correlated {
  readonly api: 'metadataRequest';
  /** Topics asked for; an empty list asks for brokers only. */
  readonly topics: readonly string[];
}
export interface PartitionMetadata {
  readonly partition: number;
  readonly error: ErrorName;
  readonly leader: BrokerId;
  readonly leaderEpoch: number;
  readonly replicas: readonly BrokerId[];
  readonly isr: readonly BrokerId[];
}
export interface BrokerEndpoint {
  readonly id: BrokerId;
  readonly node: NodeId;
  readonly rack: string;
}
export interface MetadataResponse extends Correlated {
  readonly api: 'metadataResponse';
  /** Unfenced brokers only. */
  readonly brokers: readonly BrokerEndpoint[];
  readonly topics: readonly {
    readonly topic: string;
    readonly error: ErrorName;
    readonly partitions: readonly PartitionMetadata[];
  }[];
}

export interface InitProducerIdRequest extends Correlated {
  readonly api: 'initProducerIdRequest';
}
export interface InitProducerIdResponse extends Correlated {
  readonly api: 'initProducerIdResponse';
  readonly error: ErrorName;
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** One batch as a producer sends it. */
export interface ProduceBatch {
  readonly tp: TopicPartition;
  readonly count: number;
  readonly bytes: number;
  /** -1 without idempotence. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  /**
   * For the ledger: index of the producing client in the scenario, and number of the batch's first record among all
   * records of that client for this partition. (client, tp, first + i) is a record's identity.
   */
  readonly client: number;
  readonly firstRecord: number;
  /** When the first of its records was handed to send(), in µs. */
  readonly createdAt: number;
}
export interface ProduceRequest extends Correlated {
  readonly api: 'produceRequest';
  /** 0, 1, or -1 for all. */
  readonly acks: number;
  /** request.timeout.ms of the producer: how long the broker waits for the ISR. */
  readonly timeoutMs: number;
  readonly batches: readonly ProduceBatch[];
}
export interface ProduceResult {
  readonly tp: TopicPartition;
  readonly error: ErrorName;
  /** -1 on an error. */
  readonly baseOffset: number;
  readonly logStartOffset: number;
  /** With NOT_LEADER_OR_FOLLOWER / FENCED_LEADER_EPOCH: the leader the broker knows, -1 if none. */
  readonly currentLeader: BrokerId;
  readonly currentLeaderEpoch: number;
}
export interface ProduceResponse extends Correlated {
  readonly api: 'produceResponse';
  readonly results: readonly ProduceResult[];
  readonly endpoints: readonly BrokerEndpoint[];
}

export interface FetchPartition {
  readonly tp: TopicPartition;
  readonly fetchOffset: number;
  /** -1 = not checked. */
  readonly currentLeaderEpoch: number;
  /** -1 from a consumer or an empty log. */
  readonly lastFetchedEpoch: number;
  /** Of the follower's log; -1 from a consumer. */
  readonly logStartOffset: number;
  /** The follower's own high watermark, informational; -1 from a consumer. */
  readonly highWatermark: number;
}
export interface FetchRequest extends Correlated {
  readonly api: 'fetchRequest';
  /** -1 = a consumer. */
  readonly replicaId: BrokerId;
  readonly brokerEpoch: number;
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly maxPartitionBytes: number;
  readonly isolation: 'read_uncommitted' | 'read_committed';
  readonly rack: string;
  readonly partitions: readonly FetchPartition[];
}
/** A stretch of a leader's log: from the asked offset to `endOffset` (exclusive), last batch `tail`. */
export interface LogSlice {
  readonly tail: BatchId;
  readonly endOffset: number;
  readonly bytes: number;
}
export interface FetchResult {
  readonly tp: TopicPartition;
  readonly error: ErrorName;
  readonly fetchOffset: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  /** tail -1 = no records. */
  readonly records: LogSlice;
  /** Set when the follower's log has to be cut first; epoch -1 = none. */
  readonly divergingEpoch: number;
  readonly divergingEndOffset: number;
  readonly preferredReadReplica: BrokerId;
  readonly currentLeader: BrokerId;
  readonly currentLeaderEpoch: number;
}
export interface FetchResponse extends Correlated {
  readonly api: 'fetchResponse';
  readonly results: readonly FetchResult[];
  readonly endpoints: readonly BrokerEndpoint[];
}

export interface ListOffsetsRequest extends Correlated {
  readonly api: 'listOffsetsRequest';
  /** -1 = a client; followers ask with their id and see up to the log end offset. */
  readonly replicaId: BrokerId;
  readonly isolation: 'read_uncommitted' | 'read_committed';
  /** timestamp -1 = latest, -2 = earliest, else ms: the first record that is not older. */
  readonly partitions: readonly {
    readonly tp: TopicPartition;
    readonly timestamp: number;
    readonly currentLeaderEpoch: number;
  }[];
}
export interface ListOffsetsResponse extends Correlated {
  readonly api: 'listOffsetsResponse';
  readonly results: readonly {
    readonly tp: TopicPartition;
    readonly error: ErrorName;
    /** -1 on an error, and when no record is as young as was asked for. */
    readonly offset: number;
    readonly leaderEpoch: number;
  }[];
}

/** Admin calls that only the active controller can answer; a broker forwards them. */
export type ForwardedApi =
  | 'createTopicsRequest'
  | 'createPartitionsRequest'
  | 'incrementalAlterConfigsRequest'
  | 'electLeadersRequest'
  | 'describeQuorumRequest';
export interface AdminRequest extends Correlated {
  readonly api: ForwardedApi;
  readonly body: AdminBody;
}
export type AdminBody =
  | {
      readonly kind: 'alterConfigs';
      readonly topic: string /** '' as a value removes the setting */;
      readonly config: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'alterGroupConfigs';
      readonly group: string;
      readonly config: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'electLeaders'; readonly election: 'preferred' | 'unclean'; readonly tp: TopicPartition }
  | CreateTopicBody
  | CreatePartitionsBody
  | { readonly kind: 'describeQuorum' };
export interface CreateTopicBody {
  readonly kind: 'createTopic';
  readonly topic: string;
  /** Both are ignored where `assignment` says it. */
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Replicas of partition 0, 1, …, preferred leader first; absent = the controller places them. */
  readonly assignment?: readonly (readonly BrokerId[])[];
  readonly config: Readonly<Record<string, string>>;
}
export interface CreatePartitionsBody {
  readonly kind: 'createPartitions';
  readonly topic: string;
  /** Partitions that the topic shall have afterwards. */
  readonly count: number;
  /** Replicas of each new partition; absent = the controller places them. */
  readonly assignment?: readonly (readonly BrokerId[])[];
}
export interface AdminResponse extends Correlated {
  readonly api:
    | 'createTopicsResponse'
    | 'createPartitionsResponse'
    | 'incrementalAlterConfigsResponse'
    | 'electLeadersResponse'
    | 'describeQuorumResponse';
  readonly error: ErrorName;
  /** Of describeQuorum. */
  readonly quorum?: QuorumDescription;
}
export interface QuorumDescription {
  readonly leaderId: BrokerId;
  readonly leaderEpoch: number;
  readonly voters: readonly BrokerId[];
}

/** What a broker knows of topics, eligible leader replicas included (KIP-966). */
export interface DescribeTopicPartitionsRequest extends Correlated {
  readonly api: 'describeTopicPartitionsRequest';
  readonly topics: readonly string[];
}
export interface PartitionDescription extends PartitionMetadata {
  readonly elr: readonly BrokerId[];
  readonly lastKnownElr: readonly BrokerId[];
}
export interface TopicDescription {
  readonly topic: string;
  readonly error: ErrorName;
  readonly partitions: readonly PartitionDescription[];
}
export interface DescribeTopicPartitionsResponse extends Correlated {
  readonly api: 'describeTopicPartitionsResponse';
  readonly topics: readonly TopicDescription[];
}

// --- brokers and the active controller ----------------------------------------------------------------------------

export interface BrokerRegistrationRequest extends Correlated {
  readonly api: 'brokerRegistrationRequest';
  readonly brokerId: BrokerId;
  readonly node: NodeId;
  readonly rack: string;
  /** Drawn anew at every process start. */
  readonly incarnationId: number;
  /** From the clean-shutdown file, -1 if there is none. */
  readonly previousBrokerEpoch: number;
}
export interface BrokerRegistrationResponse extends Correlated {
  readonly api: 'brokerRegistrationResponse';
  readonly error: ErrorName;
  readonly brokerEpoch: number;
}
export interface BrokerHeartbeatRequest extends Correlated {
  readonly api: 'brokerHeartbeatRequest';
  readonly brokerId: BrokerId;
  readonly brokerEpoch: number;
  readonly currentMetadataOffset: number;
  readonly wantFence: boolean;
  readonly wantShutDown: boolean;
}
export interface BrokerHeartbeatResponse extends Correlated {
  readonly api: 'brokerHeartbeatResponse';
  readonly error: ErrorName;
  readonly isCaughtUp: boolean;
  readonly isFenced: boolean;
  readonly shouldShutDown: boolean;
}
export interface AlterPartitionProposal {
  readonly tp: TopicPartition;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly newIsr: readonly { readonly brokerId: BrokerId; readonly brokerEpoch: number }[];
  readonly isRecovering: boolean;
}
export interface AlterPartitionRequest extends Correlated {
  readonly api: 'alterPartitionRequest';
  readonly brokerId: BrokerId;
  readonly brokerEpoch: number;
  readonly partitions: readonly AlterPartitionProposal[];
}
export interface AlterPartitionResponse extends Correlated {
  readonly api: 'alterPartitionResponse';
  /** Of the whole request. */
  readonly error: ErrorName;
  readonly partitions: readonly {
    readonly tp: TopicPartition;
    readonly error: ErrorName;
    readonly leader: BrokerId;
    readonly leaderEpoch: number;
    readonly partitionEpoch: number;
    readonly isr: readonly BrokerId[];
  }[];
}
export interface AllocateProducerIdsRequest extends Correlated {
  readonly api: 'allocateProducerIdsRequest';
  readonly brokerId: BrokerId;
  readonly brokerEpoch: number;
}
export interface AllocateProducerIdsResponse extends Correlated {
  readonly api: 'allocateProducerIdsResponse';
  readonly error: ErrorName;
  readonly producerIdStart: number;
  readonly producerIdLength: number;
}

// --- raft ---------------------------------------------------------------------------------------------------------

export interface RaftFetchRequest extends Correlated {
  readonly api: 'raftFetchRequest';
  /** Kafka's Fetch for the metadata log. Voter or observer. */
  readonly replicaId: BrokerId;
  /** -1 = the sender knows no epoch yet. */
  readonly epoch: number;
  readonly fetchOffset: number;
  readonly lastFetchedEpoch: number;
  readonly highWatermark: number;
  readonly maxWaitMs: number;
}
export interface RaftFetchResponse extends Correlated {
  readonly api: 'raftFetchResponse';
  readonly error: ErrorName;
  readonly leaderId: BrokerId;
  readonly leaderEpoch: number;
  readonly highWatermark: number;
  readonly records: LogSlice;
  readonly divergingEpoch: number;
  readonly divergingEndOffset: number;
}
export interface VoteRequest extends Correlated {
  readonly api: 'voteRequest';
  readonly candidateId: BrokerId;
  readonly epoch: number;
  readonly preVote: boolean;
  readonly lastOffsetEpoch: number;
  readonly lastOffset: number;
}
export interface VoteResponse extends Correlated {
  readonly api: 'voteResponse';
  readonly error: ErrorName;
  readonly voterId: BrokerId;
  readonly leaderId: BrokerId;
  readonly leaderEpoch: number;
  readonly voteGranted: boolean;
  readonly preVote: boolean;
}
export interface BeginQuorumEpochRequest extends Correlated {
  readonly api: 'beginQuorumEpochRequest';
  readonly leaderId: BrokerId;
  readonly leaderEpoch: number;
}
export interface EndQuorumEpochRequest extends Correlated {
  readonly api: 'endQuorumEpochRequest';
  readonly leaderId: BrokerId;
  readonly leaderEpoch: number;
  /** By end offset, highest first. */
  readonly preferredSuccessors: readonly BrokerId[];
}
export interface QuorumEpochResponse extends Correlated {
  readonly api: 'beginQuorumEpochResponse' | 'endQuorumEpochResponse';
  readonly error: ErrorName;
  readonly leaderId: BrokerId;
  readonly leaderEpoch: number;
}

export type KafkaRequest =
  | ApiVersionsRequest
  | MetadataRequest
  | InitProducerIdRequest
  | ProduceRequest
  | FetchRequest
  | ListOffsetsRequest
  | AdminRequest
  | DescribeTopicPartitionsRequest
  | BrokerRegistrationRequest
  | BrokerHeartbeatRequest
  | AlterPartitionRequest
  | AllocateProducerIdsRequest
  | RaftFetchRequest
  | VoteRequest
  | BeginQuorumEpochRequest
  | EndQuorumEpochRequest
  | GroupRequest
  | ShareRequest;

export type KafkaResponse =
  | ApiVersionsResponse
  | MetadataResponse
  | InitProducerIdResponse
  | ProduceResponse
  | FetchResponse
  | ListOffsetsResponse
  | AdminResponse
  | DescribeTopicPartitionsResponse
  | BrokerRegistrationResponse
  | BrokerHeartbeatResponse
  | AlterPartitionResponse
  | AllocateProducerIdsResponse
  | RaftFetchResponse
  | VoteResponse
  | QuorumEpochResponse
  | GroupResponse
  | ShareResponse;

export type KafkaMessage = KafkaRequest | KafkaResponse;
