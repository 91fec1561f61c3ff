// What a broker holds as group coordinator: per led partition of `__consumer_offsets` the groups and committed offsets
// that its records say, and the requests that wait. All of it is memory: a new coordinator reads it from the log.
// [src: group-coordinator/GroupCoordinatorShard.java, classic/ClassicGroup.java, modern/consumer/ConsumerGroup.java;
// coordinator-common/runtime/CoordinatorRuntime.java]

import type { Row } from '../../kernel/events.ts';
import type { NodeId } from '../../kernel/world.ts';
import type { GroupResponse, JoinProtocol } from '../group-messages.ts';
import type { ReconcilingMember } from '../groups/current-assignment-builder.ts';
import type { TopicAssignment } from '../groups/server-assignor.ts';
import type { TopicPartition } from '../names.ts';
import type { StateBatch } from '../share/state-batches.ts';
import type { ShareGroupStateResponse } from '../share-messages.ts';
import type { GroupRecord } from './group-records.ts';

/** Settings of the broker that the coordinator goes by; times in ms. */
export interface CoordinatorConfig {
  'offsets.topic.num.partitions': number;
  'offsets.topic.replication.factor': number;
  'offsets.commit.timeout.ms': number;
  'offsets.retention.minutes': number;
  'offsets.retention.check.interval.ms': number;
  'group.initial.rebalance.delay.ms': number;
  'group.min.session.timeout.ms': number;
  'group.max.session.timeout.ms': number;
  'group.max.size': number;
  'group.consumer.session.timeout.ms': number;
  'group.consumer.heartbeat.interval.ms': number;
  'group.consumer.assignment.interval.ms': number;
  'group.consumer.max.size': number;
  'group.consumer.assignors': string;
  'group.share.session.timeout.ms': number;
  'group.share.heartbeat.interval.ms': number;
  'group.share.assignment.interval.ms': number;
  'group.share.max.size': number;
  'group.share.delivery.count.limit': number;
  'group.share.record.lock.duration.ms': number;
  'group.share.partition.max.record.locks': number;
  'share.coordinator.state.topic.num.partitions': number;
  'share.coordinator.state.topic.replication.factor': number;
  'share.coordinator.state.topic.min.isr': number;
  'share.coordinator.write.timeout.ms': number;
  'share.coordinator.snapshot.update.records.per.snapshot': number;
  /** When a recording is replayed: replicas of each partition of the offsets topic; absent = the controller places them. */
  offsetsTopicReplicas?: number[][];
  /** The same for the share state topic. */
  shareStateReplicas?: number[][];
}

/** [src: classic/ClassicGroupState.java] */
export type ClassicGroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

/** A JoinGroup or SyncGroup that waits for its answer. */
export interface ParkedRequest {
  conn: number;
  correlationId: number;
  cause: Row;
}

export interface ClassicMember {
  memberId: string;
  /** group.instance.id, '' = dynamic. */
  instanceId: string;
  clientId: string;
  /** Node it speaks from. */
  host: NodeId;
  rebalanceTimeoutMs: number;
  sessionTimeoutMs: number;
  protocols: readonly JoinProtocol[];
  assignment: readonly TopicPartition[];
  /** Has never been in a completed join: its session does not protect it while it waits. */
  isNew: boolean;
  join?: ParkedRequest;
  sync?: ParkedRequest;
  /** End of its session (ms), -1 = not running. */
  sessionDeadlineMs: number;
  /** Row of the last request heard from it, -1. */
  heardRow: Row;
}

export interface ClassicGroup {
  type: 'classic';
  groupId: string;
  state: ClassicGroupState;
  previousState: ClassicGroupState;
  stateSinceMs: number;
  generation: number;
  /** 'consumer', or '' for a group that only commits offsets. */
  protocolType: string;
  /** Chosen assignor, '' = none. */
  protocol: string;
  /** Member id, '' = none. */
  leader: string;
  /** In order of joining. */
  members: Record<string, ClassicMember>;
  /** Ids that were given out and not joined with: end of their session (ms). */
  pendingMembers: Record<string, number>;
  /** Members of this generation whose SyncGroup has not come. */
  pendingSync: string[];
  isMemberAdded: boolean;
  /** Delay of an initial rebalance: length of the present wait and what remains after it (ms); -1 = not initial. */
  initialDelayMs: number;
  initialRemainingMs: number;
  /** End of the join phase and of the wait for SyncGroups (ms), -1 = not running. */
  joinDeadlineMs: number;
  syncDeadlineMs: number;
}

/** A member of the consumer protocol, as its records keep it. */
export interface ConsumerGroupMember {
  memberId: string;
  instanceId: string;
  clientId: string;
  host: NodeId;
  rackId: string;
  rebalanceTimeoutMs: number;
  subscribedTopics: readonly string[];
  /** '' = the default of the coordinator. */
  serverAssignor: string;
  /** Progress towards the target; memberEpoch -2 = left for a while (static). */
  current: ReconcilingMember;
  target: TopicAssignment;
}

export interface ConsumerGroup {
  type: 'consumer';
  groupId: string;
  groupEpoch: number;
  assignmentEpoch: number;
  /** When the target was computed (ms), -1 never. */
  computedMs: number;
  metadataHash: string;
  /** In order of joining. */
  members: Record<string, ConsumerGroupMember>;
  /** By member id: end of the session, and of the time for revoking (ms), -1 = not running; row of the last beat. */
  sessions: Record<string, { deadlineMs: number; revokeDeadlineMs: number; heardRow: Row }>;
}

/** A member of a share group, as its records keep it. [src: modern/share/ShareGroupMember.java] */
export interface ShareGroupMember {
  memberId: string;
  clientId: string;
  host: NodeId;
  rackId: string;
  subscribedTopics: readonly string[];
  memberEpoch: number;
  previousMemberEpoch: number;
  /** What it may read: the target of its epoch, at once. */
  assigned: TopicAssignment;
  target: TopicAssignment;
}

/** [src: modern/share/ShareGroup.java; GroupMetadataManager.ShareGroupStatePartitionMetadataInfo] */
export interface ShareGroup {
  type: 'share';
  groupId: string;
  groupEpoch: number;
  assignmentEpoch: number;
  /** When the target was computed (ms), -1 never. */
  computedMs: number;
  metadataHash: string;
  /** In order of joining. */
  members: Record<string, ShareGroupMember>;
  /** By member id. */
  sessions: Record<string, { deadlineMs: number; heardRow: Row }>;
  /** Topic to the partitions whose state the share coordinator keeps: only these can be assigned. */
  initialized: Record<string, readonly number[]>;
  /** Those that it was asked for, and since when (ms). */
  initializing: Record<string, { partitions: readonly number[]; sinceMs: number }>;
}

export type Group = ClassicGroup | ConsumerGroup | ShareGroup;

/** What a share coordinator keeps of one share-partition. [src: share-coordinator/ShareGroupOffset.java] */
export interface ShareState {
  group: string;
  tp: TopicPartition;
  stateEpoch: number;
  leaderEpoch: number;
  /** -1 = not decided yet. */
  startOffset: number;
  batches: readonly StateBatch[];
  /** Updates since the last snapshot. */
  updates: number;
}

export interface CommittedOffset {
  offset: number;
  leaderEpoch: number;
  commitMs: number;
}

/** What happens when a write is committed. */
export type AfterCommit =
  /** SyncGroup of the leader: the assignment counts, everybody is answered. */
  | {
      kind: 'storeAssignment';
      group: string;
      generation: number;
      assignment: Record<string, readonly TopicPartition[]>;
    }
  /** A static member came back: it is told the stored generation. */
  | { kind: 'answerStaticJoin'; group: string; memberId: string }
  /** A share group has new partitions: the share coordinators are asked to keep their state. */
  | { kind: 'initializeShare'; group: string; topics: Record<string, readonly number[]> }
  /** This broker asked itself as share coordinator. */
  | { kind: 'persisted'; ticket: number; response: ShareGroupStateResponse };

/** A write on its way: it counts when the high watermark has passed it. */
export interface PendingWrite {
  /** Offset behind its last record. */
  endOffset: number;
  /** Given up then (ms), -1 = never. */
  deadlineMs: number;
  group: string;
  /** Becomes visible then. */
  records: readonly GroupRecord[];
  /** Who is answered then. */
  conn: number;
  response?: GroupResponse | ShareGroupStateResponse;
  after?: AfterCommit;
  cause: Row;
}

/** One led partition of the offsets topic, or of the share groups' state topic. */
export interface CoordinatorShard {
  tp: TopicPartition;
  leaderEpoch: number;
  /** End of loading (ms), -1 = active. */
  loadingUntilMs: number;
  groups: Record<string, Group>;
  /** By group, then partition. */
  offsets: Record<string, Record<TopicPartition, CommittedOffset>>;
  /** In order of their offsets. */
  pending: PendingWrite[];
  /** Of the state topic: by share-partition. */
  shareStates?: Record<string, ShareState>;
}

export interface CoordinatorMemory {
  shards: Record<TopicPartition, CoordinatorShard>;
  /** Writes that wait, over all shards: nothing is looked for while it is 0. */
  pendingWrites: number;
  /** When the timer `coordinator` is set for (ms), -1 = not. */
  dueMs: number;
  /** Partitions whose high watermark moved during this event. Empty between events. */
  moved: TopicPartition[];
  /** Next scan for expired offsets (ms). */
  expiryMs: number;
  /** A request to create the offsets topic is on its way: its ticket, -1 = none. */
  creationTicket: number;
}

/** A coordinator of nothing. */
export function emptyCoordinator(): CoordinatorMemory {
  return { shards: {}, pendingWrites: 0, moved: [], dueMs: -1, expiryMs: -1, creationTicket: -1 };
}
