// Records of `__consumer_offsets`: everything that a group coordinator knows is the replay of one of its partitions.
// A batch of them is one entry of the chain store; the records are its payload.
// [src: group-coordinator/src/main/resources/common/message/{OffsetCommit,GroupMetadata,ConsumerGroup*}{Key,Value}.json;
// GroupCoordinatorRecordHelpers.java]

import type { NodeId } from '../../kernel/world.ts';
import type { JoinProtocol } from '../group-messages.ts';
import type { TopicPartition } from '../names.ts';
import type { StateBatch } from '../share/state-batches.ts';
import type { ConsumerGroupMember, ShareGroup, ShareGroupMember, ShareState } from './coordinator-state.ts';

/** The internal topic of committed offsets and groups. */
export const OFFSETS_TOPIC = '__consumer_offsets';
/** The internal topic of share coordinators: what became of the records that share groups read. */
export const SHARE_STATE_TOPIC = '__share_group_state';

/** A member of a classic group as its group's record keeps it. */
export interface RecordedMember {
  readonly memberId: string;
  readonly instanceId: string;
  readonly clientId: string;
  readonly host: NodeId;
  readonly rebalanceTimeoutMs: number;
  readonly sessionTimeoutMs: number;
  /** Under the chosen protocol only. */
  readonly protocols: readonly JoinProtocol[];
  readonly assignment: readonly TopicPartition[];
}

export type GroupRecord =
  | {
      readonly type: 'offsetCommit';
      readonly group: string;
      readonly tp: TopicPartition;
      readonly offset: number;
      readonly leaderEpoch: number;
      readonly commitMs: number;
      /** Who committed, for the event; '' and -1 = nobody's generation. */
      readonly member: string;
      readonly generation: number;
    }
  | { readonly type: 'offsetTombstone'; readonly group: string; readonly tp: TopicPartition }
  | {
      readonly type: 'groupMetadata';
      readonly group: string;
      readonly protocolType: string;
      readonly generation: number;
      /** '' in an empty group. */
      readonly protocol: string;
      readonly leader: string;
      readonly stateSinceMs: number;
      readonly members: readonly RecordedMember[];
    }
  | { readonly type: 'groupTombstone'; readonly group: string }
  | {
      readonly type: 'consumerGroup';
      readonly group: string;
      readonly groupEpoch: number;
      /** Of the subscribed topics, when the epoch was last raised. */
      readonly metadataHash: string;
    }
  | { readonly type: 'consumerGroupTombstone'; readonly group: string }
  | {
      readonly type: 'consumerGroupTarget';
      readonly group: string;
      readonly assignmentEpoch: number;
      readonly computedMs: number;
    }
  | { readonly type: 'consumerGroupMember'; readonly group: string; readonly member: ConsumerGroupMember }
  | { readonly type: 'consumerGroupMemberTombstone'; readonly group: string; readonly memberId: string }
  | ShareRecord;

/** Of share groups: in the offsets topic the group, in the state topic its partitions. [src: ShareGroup*, ShareSnapshot*, ShareUpdate* .json] */
export type ShareRecord =
  | {
      readonly type: 'shareGroup';
      readonly group: string;
      readonly groupEpoch: number;
      readonly metadataHash: string;
    }
  | { readonly type: 'shareGroupTombstone'; readonly group: string }
  | {
      readonly type: 'shareGroupTarget';
      readonly group: string;
      readonly assignmentEpoch: number;
      readonly computedMs: number;
    }
  | { readonly type: 'shareGroupMember'; readonly group: string; readonly member: ShareGroupMember }
  | { readonly type: 'shareGroupMemberTombstone'; readonly group: string; readonly memberId: string }
  | {
      readonly type: 'shareGroupPartitions';
      readonly group: string;
      readonly initialized: ShareGroup['initialized'];
      readonly initializing: ShareGroup['initializing'];
    }
  | ({ readonly type: 'shareSnapshot' } & Readonly<ShareState>)
  | {
      readonly type: 'shareUpdate';
      readonly group: string;
      readonly tp: TopicPartition;
      readonly leaderEpoch: number;
      /** -1 = as before. */
      readonly startOffset: number;
      readonly batches: readonly StateBatch[];
    };

/** Teaching constant: the size of one record of the offsets topic in bytes. */
export const GROUP_RECORD_BYTES = 100;
