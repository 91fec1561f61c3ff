// From records to share groups, and to the state of share-partitions: what a new coordinator reads in the log.
// [src: group-coordinator/GroupMetadataManager.java: replay; share-coordinator/ShareCoordinatorShard.java: replay]

import { replayShareState } from '../share/share-coordinator.ts';
import type { CoordinatorShard, Group, ShareGroup } from './coordinator-state.ts';
import type { ShareRecord } from './group-records.ts';
import { emptyShareGroup } from './share-group.ts';

/** Applies one record of a share group that was read from the log. */
export function replayShareRecord(shard: CoordinatorShard, record: ShareRecord): void {
  const { groups } = shard;
  switch (record.type) {
    case 'shareGroup': {
      const group = shareGroupOf(groups, record.group);
      group.groupEpoch = record.groupEpoch;
      group.metadataHash = record.metadataHash;
      return;
    }
    case 'shareGroupTombstone':
      delete groups[record.group];
      return;
    case 'shareGroupTarget': {
      const group = shareGroupOf(groups, record.group);
      group.assignmentEpoch = record.assignmentEpoch;
      group.computedMs = record.computedMs;
      return;
    }
    case 'shareGroupMember':
      // Records are shared by all copies of the log: the member gets a copy of its own.
      shareGroupOf(groups, record.group).members[record.member.memberId] = { ...record.member };
      return;
    case 'shareGroupMemberTombstone':
      delete shareGroupOf(groups, record.group).members[record.memberId];
      return;
    case 'shareGroupPartitions': {
      const group = shareGroupOf(groups, record.group);
      group.initialized = { ...record.initialized };
      group.initializing = { ...record.initializing };
      return;
    }
    default:
      if (shard.shareStates !== undefined) replayShareState(shard.shareStates, record);
  }
}

function shareGroupOf(groups: Record<string, Group>, groupId: string): ShareGroup {
  const known = groups[groupId];
  if (known !== undefined && known.type === 'share') return known;
  const group = emptyShareGroup(groupId);
  groups[groupId] = group;
  return group;
}
