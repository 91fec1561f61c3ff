// From records of the offsets topic to groups and offsets: what a new coordinator does with the log it took over.
// [src: group-coordinator/GroupMetadataManager.java: replay; OffsetMetadataManager.java: replay]

import type { ChainStore } from '../../kernel/chain-store.ts';
import { BASE_OFFSET, type BatchId, chainGet, NO_BATCH, PREV } from '../../kernel/chain-store.ts';
import type { TopicPartition } from '../names.ts';
import type {
  ClassicGroup,
  ClassicMember,
  ConsumerGroup,
  CoordinatorShard,
  Group,
} from './coordinator-state.ts';
import type { GroupRecord, RecordedMember } from './group-records.ts';
import { replayShareRecord } from './share-replay.ts';

/** Calls `visit` for each batch of the chain that ends in `tail`, oldest first. */
export function forEachBatch(
  store: ChainStore,
  tail: BatchId,
  visit: (records: readonly GroupRecord[], endOffset: number) => void,
): void {
  const ids: BatchId[] = [];
  for (let id = tail; id !== NO_BATCH; id = chainGet(store, PREV, id)) ids.push(id);
  for (let i = ids.length - 1; i >= 0; i--) {
    const id = ids[i] as BatchId;
    const records = store.payloads.get(id) as readonly GroupRecord[] | undefined;
    if (records !== undefined) visit(records, chainGet(store, BASE_OFFSET, id) + records.length);
  }
}

/** A committed offset becomes visible. Returns the one before, -1 for none. */
export function storeOffset(
  shard: CoordinatorShard,
  record: Extract<GroupRecord, { type: 'offsetCommit' }>,
): number {
  let offsets = shard.offsets[record.group];
  if (offsets === undefined) {
    offsets = {};
    shard.offsets[record.group] = offsets;
  }
  const was = offsets[record.tp]?.offset ?? -1;
  const { offset, leaderEpoch, commitMs } = record;
  offsets[record.tp] = { offset, leaderEpoch, commitMs };
  return was;
}

/** A committed offset is gone. */
export function dropOffset(shard: CoordinatorShard, group: string, tp: TopicPartition): void {
  const offsets = shard.offsets[group];
  if (offsets === undefined) return;
  delete offsets[tp];
  if (Object.keys(offsets).length === 0) delete shard.offsets[group];
}

/** Applies one record of a group (not of an offset) that was read from the log. */
export function replayGroupRecord(shard: CoordinatorShard, record: GroupRecord, nowMs: number): void {
  const { groups } = shard;
  switch (record.type) {
    case 'offsetCommit':
      // A group that only commits offsets is known by them.
      if (groups[record.group] === undefined) groups[record.group] = emptyClassicGroup(record.group, nowMs);
      return;
    case 'groupMetadata':
      groups[record.group] = classicFromRecord(record);
      return;
    case 'groupTombstone':
    case 'consumerGroupTombstone':
      delete groups[record.group];
      return;
    case 'consumerGroup': {
      const group = consumerGroupOf(groups, record.group);
      group.groupEpoch = record.groupEpoch;
      group.metadataHash = record.metadataHash;
      return;
    }
    case 'consumerGroupTarget': {
      const group = consumerGroupOf(groups, record.group);
      group.assignmentEpoch = record.assignmentEpoch;
      group.computedMs = record.computedMs;
      return;
    }
    case 'consumerGroupMember':
      // Records are shared by all copies of the log: the member gets a copy of its own.
      consumerGroupOf(groups, record.group).members[record.member.memberId] = { ...record.member };
      return;
    case 'consumerGroupMemberTombstone':
      delete consumerGroupOf(groups, record.group).members[record.memberId];
      return;
    case 'offsetTombstone':
      return;
    default:
      replayShareRecord(shard, record);
  }
}

/** A classic group without members. */
export function emptyClassicGroup(groupId: string, nowMs: number): ClassicGroup {
  return {
    type: 'classic',
    groupId,
    state: 'Empty',
    previousState: 'Empty',
    stateSinceMs: nowMs,
    generation: 0,
    protocolType: '',
    protocol: '',
    leader: '',
    members: {},
    pendingMembers: {},
    pendingSync: [],
    isMemberAdded: false,
    initialDelayMs: -1,
    initialRemainingMs: -1,
    joinDeadlineMs: -1,
    syncDeadlineMs: -1,
  };
}

/** A group of the consumer protocol without members: group epoch 1, no target yet. */
export function emptyConsumerGroup(groupId: string): ConsumerGroup {
  return {
    type: 'consumer',
    groupId,
    groupEpoch: 1,
    assignmentEpoch: 0,
    computedMs: -1,
    metadataHash: '',
    members: {},
    sessions: {},
  };
}

function consumerGroupOf(groups: Record<string, Group>, groupId: string): ConsumerGroup {
  const known = groups[groupId];
  if (known !== undefined && known.type === 'consumer') return known;
  const group = emptyConsumerGroup(groupId);
  groups[groupId] = group;
  return group;
}

function classicFromRecord(record: Extract<GroupRecord, { type: 'groupMetadata' }>): ClassicGroup {
  const group = emptyClassicGroup(record.group, record.stateSinceMs);
  group.state = record.members.length === 0 ? 'Empty' : 'Stable';
  group.previousState = group.state;
  group.generation = record.generation;
  group.protocolType = record.protocolType;
  group.protocol = record.protocol;
  group.leader = record.leader;
  for (const member of record.members) group.members[member.memberId] = memberFromRecord(member);
  return group;
}

function memberFromRecord(member: RecordedMember): ClassicMember {
  return { ...member, isNew: false, sessionDeadlineMs: -1, heardRow: -1 };
}
