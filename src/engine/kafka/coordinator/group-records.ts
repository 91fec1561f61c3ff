// Records of `__consumer_offsets`: everything that a group coordinator knows is the replay of one of its partitions.
// A batch of them is one entry of the chain store; the records are its payload.
// [src: group-coordinator/src/main/resources/common/message/{OffsetCommit,GroupMetadata,ConsumerGroup*}{Key,Value}.json;
// GroupCoordinatorRecordHelpers.java]

import type { NodeId } from '../../kernel/world.ts';
import type { JoinProtocol } from '../group-messages.ts';
import type { TopicPartition } from '../names.ts';
import type { ConsumerGroupMember } from './coordinator-state.ts';

/** The internal topic of committed offsets and groups. */
export const OFFSETS_TOPIC = '__consumer_offsets';

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
  | { readonly type: 'consumerGroupMemberTombstone'; readonly group: string; readonly memberId: string };

/** Teaching constant: the size of one record of the offsets topic in bytes. */
export const GROUP_RECORD_BYTES = 100;
