// The settings of a share group as a broker sees them: the group's own in the metadata, else the broker's.
// [src: group-coordinator/modern/share/ShareGroupConfigProvider.java; GroupConfig.java]

import type { BrokerNode } from '../broker/broker-state.ts';
import type { ShareLimits } from './share-partition.ts';

function given(node: BrokerNode, group: string, name: string): string | undefined {
  return node.memory.image.groupConfigs[group]?.[name];
}

function numberOf(node: BrokerNode, group: string, name: string, fallback: number): number {
  const own = given(node, group, name);
  return own === undefined ? fallback : Number(own);
}

export function shareLimits(node: BrokerNode, group: string): ShareLimits {
  const { config } = node;
  return {
    maxDeliveryCount: numberOf(
      node,
      group,
      'share.delivery.count.limit',
      config['group.share.delivery.count.limit'],
    ),
    maxInFlightRecords: numberOf(
      node,
      group,
      'share.partition.max.record.locks',
      config['group.share.partition.max.record.locks'],
    ),
    lockDurationMs: numberOf(
      node,
      group,
      'share.record.lock.duration.ms',
      config['group.share.record.lock.duration.ms'],
    ),
    isRenewEnabled: given(node, group, 'share.renew.acknowledge.enable') !== 'false',
  };
}

/** The setting that decides how long a lock lasts: the group's own, or the broker's. */
export function lockSetting(node: BrokerNode, group: string): string {
  const own = 'share.record.lock.duration.ms';
  return given(node, group, own) === undefined ? `group.${own}` : own;
}

/** Where a group begins to read a partition that it has never read. */
export function shareAutoOffsetReset(node: BrokerNode, group: string): 'earliest' | 'latest' {
  return given(node, group, 'share.auto.offset.reset') === 'earliest' ? 'earliest' : 'latest';
}

export function shareSessionTimeoutMs(node: BrokerNode, group: string): number {
  return numberOf(node, group, 'share.session.timeout.ms', node.config['group.share.session.timeout.ms']);
}

export function shareHeartbeatIntervalMs(node: BrokerNode, group: string): number {
  return numberOf(
    node,
    group,
    'share.heartbeat.interval.ms',
    node.config['group.share.heartbeat.interval.ms'],
  );
}

export function shareAssignmentIntervalMs(node: BrokerNode, group: string): number {
  return numberOf(
    node,
    group,
    'share.assignment.interval.ms',
    node.config['group.share.assignment.interval.ms'],
  );
}
