// Settings of a group: its own (a dynamic config of the group), else those of the coordinator's broker.
// [src: group-coordinator/GroupMetadataManager.java: consumerGroupSessionTimeoutMs, consumerGroupHeartbeatIntervalMs,
// consumerGroupAssignmentIntervalMs]

import type { BrokerNode } from '../broker/broker-state.ts';
import type { groupKeys } from '../config/defaults.ts';

/** The value that counts for this group now, ms. */
export function groupSetting(node: BrokerNode, group: string, name: keyof typeof groupKeys): number {
  const own = node.memory.image.groupConfigs[group]?.[name];
  return own === undefined ? node.config[`group.${name}`] : Number(own);
}
