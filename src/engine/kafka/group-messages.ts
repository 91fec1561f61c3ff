// Requests and responses of consumer groups, named after Kafka's APIs, with the fields that the model uses.
// [src: clients/src/main/resources/common/message/{FindCoordinator,JoinGroup,SyncGroup,Heartbeat,LeaveGroup,OffsetCommit,
// OffsetFetch,OffsetForLeaderEpoch,ConsumerGroupHeartbeat,DescribeGroups,ConsumerGroupDescribe}*.json]

import type { NodeId } from '../kernel/world.ts';
import type { BrokerId, ErrorName, TopicPartition } from './names.ts';
import type { ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse } from './share-messages.ts';

interface Correlated {
  readonly correlationId: number;
}

/** Who asks, as every request of a member says it. */
interface FromMember extends Correlated {
  readonly group: string;
  /** '' = not given yet. */
  readonly memberId: string;
  /** group.instance.id, '' = a dynamic member. */
  readonly instanceId: string;
}

export interface FindCoordinatorRequest extends Correlated {
  readonly api: 'findCoordinatorRequest';
  readonly group: string;
}
export interface FindCoordinatorResponse extends Correlated {
  readonly api: 'findCoordinatorResponse';
  readonly error: ErrorName;
  /** -1 on an error. */
  readonly brokerId: BrokerId;
  /** Node of that broker, '' on an error. */
  readonly node: NodeId;
}

/** A member's subscription under one assignor (ConsumerPartitionAssignor.Subscription). */
export interface Subscription {
  readonly topics: readonly string[];
  readonly ownedPartitions: readonly TopicPartition[];
  /** Generation in which it owned them, -1 = none. */
  readonly generation: number;
  /** client.rack, '' = none. */
  readonly rack: string;
  /** What the sticky assignors remember. */
  readonly userData?: { readonly ownedPartitions: readonly TopicPartition[]; readonly generation: number };
}
export interface JoinProtocol {
  /** Name of the assignor: range, roundrobin, sticky, cooperative-sticky. */
  readonly name: string;
  readonly subscription: Subscription;
}
export interface JoinGroupRequest extends FromMember {
  readonly api: 'joinGroupRequest';
  readonly clientId: string;
  readonly sessionTimeoutMs: number;
  /** max.poll.interval.ms of the member. */
  readonly rebalanceTimeoutMs: number;
  /** In order of preference. */
  readonly protocols: readonly JoinProtocol[];
  readonly reason: string;
  /** The id to be drawn for this member, when a recording is replayed; absent = the coordinator draws. */
  readonly drawnMemberId?: string;
}
export interface JoinedMember {
  readonly memberId: string;
  readonly instanceId: string;
  readonly subscription: Subscription;
}
export interface JoinGroupResponse extends Correlated {
  readonly api: 'joinGroupResponse';
  readonly error: ErrorName;
  readonly memberId: string;
  /** -1 on an error. */
  readonly generation: number;
  /** The chosen assignor, '' on an error. */
  readonly protocol: string;
  readonly leader: string;
  /** A static leader that came back keeps the stored assignment. */
  readonly skipAssignment: boolean;
  /** For the leader: every member. Empty for the others. */
  readonly members: readonly JoinedMember[];
}

export interface MemberAssignment {
  readonly memberId: string;
  readonly partitions: readonly TopicPartition[];
}
export interface SyncGroupRequest extends FromMember {
  readonly api: 'syncGroupRequest';
  readonly generation: number;
  /** From the leader; empty from the others. */
  readonly assignments: readonly MemberAssignment[];
}
export interface SyncGroupResponse extends Correlated {
  readonly api: 'syncGroupResponse';
  readonly error: ErrorName;
  readonly partitions: readonly TopicPartition[];
}

export interface HeartbeatRequest extends FromMember {
  readonly api: 'heartbeatRequest';
  readonly generation: number;
}
export interface HeartbeatResponse extends Correlated {
  readonly api: 'heartbeatResponse';
  readonly error: ErrorName;
}

export interface LeaveGroupRequest extends FromMember {
  readonly api: 'leaveGroupRequest';
  readonly reason: string;
}
export interface LeaveGroupResponse extends Correlated {
  readonly api: 'leaveGroupResponse';
  readonly error: ErrorName;
}

export interface OffsetToCommit {
  readonly tp: TopicPartition;
  /** Next offset to read. */
  readonly offset: number;
  /** Leader epoch of the last record read, -1 = unknown. */
  readonly leaderEpoch: number;
}
export interface OffsetCommitRequest extends FromMember {
  readonly api: 'offsetCommitRequest';
  /** Generation of a classic member, memberEpoch of one of the consumer protocol; -1 outside any group. */
  readonly generation: number;
  readonly offsets: readonly OffsetToCommit[];
}
export interface OffsetCommitResponse extends Correlated {
  readonly api: 'offsetCommitResponse';
  readonly results: readonly { readonly tp: TopicPartition; readonly error: ErrorName }[];
}

export interface OffsetFetchRequest extends Correlated {
  readonly api: 'offsetFetchRequest';
  readonly group: string;
  /** '' and -1 = not as a member (classic members and tools). */
  readonly memberId: string;
  readonly memberEpoch: number;
  /** Absent = all that the group has committed. */
  readonly tps?: readonly TopicPartition[];
}
export interface OffsetFetchResponse extends Correlated {
  readonly api: 'offsetFetchResponse';
  /** Of the whole request. */
  readonly error: ErrorName;
  readonly offsets: readonly {
    readonly tp: TopicPartition;
    /** -1 = none committed. */
    readonly offset: number;
    readonly leaderEpoch: number;
  }[];
}

export interface OffsetForLeaderEpochRequest extends Correlated {
  readonly api: 'offsetForLeaderEpochRequest';
  readonly partitions: readonly {
    readonly tp: TopicPartition;
    /** Leader epoch that the client knows, -1 = not checked. */
    readonly currentLeaderEpoch: number;
    /** Epoch whose end is asked for. */
    readonly leaderEpoch: number;
  }[];
}
export interface OffsetForLeaderEpochResponse extends Correlated {
  readonly api: 'offsetForLeaderEpochResponse';
  readonly results: readonly {
    readonly tp: TopicPartition;
    readonly error: ErrorName;
    /** Largest epoch of the log <= the asked one, and where it ends; -1 and -1 = the log cannot say. */
    readonly leaderEpoch: number;
    readonly endOffset: number;
  }[];
}

/** KIP-848. Absent fields have not changed since the last one. */
export interface ConsumerGroupHeartbeatRequest extends FromMember {
  readonly api: 'consumerGroupHeartbeatRequest';
  readonly clientId: string;
  /** 0 joins, -1 leaves, -2 leaves for a while (static), else the member's epoch. */
  readonly memberEpoch: number;
  readonly rackId?: string;
  /** max.poll.interval.ms of the member. */
  readonly rebalanceTimeoutMs?: number;
  readonly subscribedTopics?: readonly string[];
  /** group.remote.assignor, '' = the coordinator's default. */
  readonly serverAssignor?: string;
  /** What the member owns now. */
  readonly owned?: readonly TopicPartition[];
}
export interface ConsumerGroupHeartbeatResponse extends Correlated {
  readonly api: 'consumerGroupHeartbeatResponse';
  readonly error: ErrorName;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly heartbeatIntervalMs: number;
  /** Absent = no news. */
  readonly assignment?: readonly TopicPartition[];
}

/** DescribeGroups (classic groups) and ConsumerGroupDescribe (KIP-848). */
export interface DescribeGroupRequest extends Correlated {
  readonly api: 'describeGroupsRequest' | 'consumerGroupDescribeRequest';
  readonly group: string;
}
export interface DescribedMember {
  readonly memberId: string;
  readonly instanceId: string;
  readonly clientId: string;
  readonly assignment: readonly TopicPartition[];
  /** Consumer protocol: target assignment and memberEpoch; empty and -1 in a classic group. */
  readonly target: readonly TopicPartition[];
  readonly memberEpoch: number;
}
export interface DescribeGroupResponse extends Correlated {
  readonly api: 'describeGroupsResponse' | 'consumerGroupDescribeResponse';
  readonly error: ErrorName;
  /** Empty, PreparingRebalance, …, or Kafka's Dead for a group that does not exist; '' on an error. */
  readonly state: string;
  /** Classic: the chosen protocol. */
  readonly assignor: string;
  /** Consumer protocol, -1 in a classic group. */
  readonly groupEpoch: number;
  readonly assignmentEpoch: number;
  readonly members: readonly DescribedMember[];
}

export type GroupRequest =
  | FindCoordinatorRequest
  | JoinGroupRequest
  | SyncGroupRequest
  | HeartbeatRequest
  | LeaveGroupRequest
  | OffsetCommitRequest
  | OffsetFetchRequest
  | OffsetForLeaderEpochRequest
  | ConsumerGroupHeartbeatRequest
  | ShareGroupHeartbeatRequest
  | DescribeGroupRequest;

export type GroupResponse =
  | FindCoordinatorResponse
  | JoinGroupResponse
  | SyncGroupResponse
  | HeartbeatResponse
  | LeaveGroupResponse
  | OffsetCommitResponse
  | OffsetFetchResponse
  | OffsetForLeaderEpochResponse
  | ConsumerGroupHeartbeatResponse
  | ShareGroupHeartbeatResponse
  | DescribeGroupResponse;
