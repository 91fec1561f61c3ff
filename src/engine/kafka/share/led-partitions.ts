// Share-partitions in the memory of their partition's leader: opened with what the share coordinator keeps, changed by
// members, dropped when another leads or nobody of the group reads here any more.
// [src: core/server/share/SharePartitionManager.java: getOrCreateSharePartition, removeSharePartitionFromCache,
// SharePartitionListener; SharePartition.java: maybeInitialize, startOffsetDuringInitialization, writeShareGroupState]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { logOf, replicaOf } from '../broker/hosted.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import { NONE, type TopicPartition } from '../names.ts';
import type { ShareGroupStateResponse } from '../share-messages.ts';
import { nextLockEnd } from './acknowledge.ts';
import { armShare, persist } from './persister.ts';
import { shareKey } from './share-key.ts';
import { type LedSharePartition, shareOf } from './share-memory.ts';
import { endChanges, openSharePartition, type SharePartition } from './share-partition.ts';
import { shareAutoOffsetReset, shareLimits } from './share-settings.ts';
import type { StateBatch } from './state-batches.ts';

/** The share-partition of a led partition; begun to be opened when it is not there. */
export function ledPartition(
  node: BrokerNode,
  group: string,
  tp: TopicPartition,
  ctx: BrokerCtx,
): LedSharePartition | undefined {
  const share = shareOf(node);
  const key = shareKey(group, tp);
  const known = share.partitions[key];
  if (known !== undefined) return known;
  const replica = replicaOf(node.memory, tp);
  if (replica === undefined || replica.role !== 'leader') return undefined;
  const led: LedSharePartition = {
    group,
    tp,
    id: share.nextId++,
    leaderEpoch: replica.leaderEpoch,
    phase: 'opening',
    stateEpoch: -1,
    partition: openSharePartition(0, []),
    lockDueMs: -1,
  };
  share.partitions[key] = led;
  const request = {
    api: 'readShareGroupStateRequest',
    correlationId: 0,
    group,
    tp,
    leaderEpoch: led.leaderEpoch,
  } as const;
  persist(node, request, { kind: 'opened', key, id: led.id }, ctx);
  return led;
}

/** The state was read: the partition is open, or why it cannot be. */
export function onOpened(
  node: BrokerNode,
  led: LedSharePartition,
  response: ShareGroupStateResponse,
  ctx: BrokerCtx,
): boolean {
  const replica = replicaOf(node.memory, led.tp);
  const log = logOf(node.disk, led.tp);
  if (response.error !== NONE || replica === undefined || log === undefined) {
    dropPartition(node, led);
    return false;
  }
  const startOffset = response.startOffset >= 0 ? response.startOffset : firstOffset(node, led, log);
  led.partition = openSharePartition(startOffset, response.batches);
  led.stateEpoch = response.stateEpoch;
  led.phase = 'open';
  ctx.emit('share.partitionOpened', {
    group: led.group,
    tp: led.tp,
    leaderEpoch: led.leaderEpoch,
    startOffset: led.partition.startOffset,
    stored: response.batches.length,
  });
  return true;
}

/** share.auto.offset.reset: the group reads this partition for the first time. */
function firstOffset(node: BrokerNode, led: LedSharePartition, log: ReplicaLog): number {
  if (shareAutoOffsetReset(node, led.group) === 'earliest') return log.logStartOffset;
  return replicaOf(node.memory, led.tp)?.highWatermark ?? 0;
}

/** Has changes kept; they count when `onStored` is called. `request` -1 = nobody waits for it. */
export function storeChanges(
  node: BrokerNode,
  led: LedSharePartition,
  changes: StateBatch[],
  what: { request: number; member: string; why: string },
  ctx: BrokerCtx,
): void {
  const key = shareKey(led.group, led.tp);
  persist(node, writeOf(led, changes), { kind: 'stored', key, id: led.id, changes, ...what }, ctx);
}

/** Has the end of locks kept; it counts already. */
export function storeExpired(
  node: BrokerNode,
  led: LedSharePartition,
  changes: StateBatch[],
  ctx: BrokerCtx,
): void {
  const key = shareKey(led.group, led.tp);
  persist(node, writeOf(led, changes), { kind: 'expired', key, id: led.id }, ctx);
}

function writeOf(led: LedSharePartition, batches: StateBatch[]) {
  return {
    api: 'writeShareGroupStateRequest',
    correlationId: 0,
    group: led.group,
    tp: led.tp,
    stateEpoch: led.stateEpoch,
    leaderEpoch: led.leaderEpoch,
    startOffset: led.partition.startOffset,
    batches,
  } as const;
}

/** Changes are kept, or could not be: they count now, or never happened. */
export function settleChanges(
  node: BrokerNode,
  led: LedSharePartition,
  changes: readonly StateBatch[],
  isStored: boolean,
  ctx: BrokerCtx,
): void {
  const limits = shareLimits(node, led.group);
  noteStart(led, ctx, () => {
    endChanges(led.partition, changes, isStored, ctx.nowMs, limits);
  });
  armLocks(node, led, ctx);
}

/** Tells when the start offset moves. */
export function noteStart(led: LedSharePartition, ctx: BrokerCtx, change: (p: SharePartition) => void): void {
  const from = led.partition.startOffset;
  change(led.partition);
  const to = led.partition.startOffset;
  if (to > from) ctx.emit('share.startMoved', { group: led.group, tp: led.tp, from, to });
}

/** The timer fires when the next lock ends. */
export function armLocks(node: BrokerNode, led: LedSharePartition, ctx: BrokerCtx): void {
  led.lockDueMs = nextLockEnd(led.partition);
  if (led.lockDueMs >= 0) armShare(node, led.lockDueMs, ctx);
}

/** The same share-partition as when something was asked about it; undefined when it was dropped meanwhile. */
export function sameLed(node: BrokerNode, key: string, id: number): LedSharePartition | undefined {
  const led = node.memory.share?.partitions[key];
  return led?.id === id ? led : undefined;
}

export function dropPartition(node: BrokerNode, led: LedSharePartition): void {
  const { partitions } = shareOf(node);
  const key = shareKey(led.group, led.tp);
  if (partitions[key] === led) delete partitions[key];
}

/** Nobody of the group reads from this broker: what it knows is read anew when somebody does. */
export function dropGroup(node: BrokerNode, group: string): void {
  const share = shareOf(node);
  for (const key in share.sessions) if (share.sessions[key]?.group === group) return;
  for (const key of Object.keys(share.partitions)) {
    if (share.partitions[key]?.group === group) delete share.partitions[key];
  }
}
