// A share group reads partitions for the first time: before they can be assigned, the share coordinator of each must keep
// a state for it. Nobody waits for that: the beat that showed the need is answered at once, without these partitions.
// [src: group-coordinator/GroupCoordinatorService.java: shareGroupHeartbeat, persisterInitialize,
// performShareGroupStateMetadataInitialize, uninitializeShareGroupState; GroupMetadataManager.initializeShareGroupState]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { type ErrorName, NONE, splitTopicPartition, type TopicPartition, topicPartition } from '../names.ts';
import { persist } from '../share/persister.ts';
import { type Initialization, shareOf } from '../share/share-memory.ts';
import type { AfterCommit, CoordinatorShard, ShareGroup } from './coordinator-state.ts';
import { partitionsRecord } from './share-group.ts';
import { writeError, writeRecords } from './write-records.ts';

/** What is to be asked for is in the log now: the share coordinators are asked. */
export function beginInitialization(
  node: BrokerNode,
  shard: CoordinatorShard,
  after: Extract<AfterCommit, { kind: 'initializeShare' }>,
  ctx: BrokerCtx,
): void {
  const group = shard.groups[after.group];
  if (group?.type !== 'share') return;
  const share = shareOf(node);
  const tps = Object.keys(after.topics).flatMap((topic) =>
    (after.topics[topic] ?? []).map((p) => topicPartition(topic, p)),
  );
  const id = share.nextId++;
  share.initializations.push({
    id,
    group: after.group,
    shardTp: shard.tp,
    left: tps.length,
    done: [],
    failed: [],
    cause: ctx.cause,
  });
  const stateEpoch = group.groupEpoch;
  for (const tp of tps) {
    const api = 'initializeShareGroupStateRequest';
    const request = { api, correlationId: 0, group: after.group, tp, stateEpoch, startOffset: -1 } as const;
    persist(node, request, { kind: 'initialized', initialization: id, tp }, ctx);
  }
}

/** One share coordinator has answered; with the last one the group knows which partitions are ready. */
export function onInitialized(
  node: BrokerNode,
  id: number,
  tp: TopicPartition,
  error: ErrorName,
  ctx: BrokerCtx,
): void {
  const share = shareOf(node);
  const open = share.initializations.find((i) => i.id === id);
  if (open === undefined) return;
  open.left--;
  if (error === NONE) open.done.push(tp);
  else open.failed.push(tp);
  if (open.left > 0) return;
  share.initializations = share.initializations.filter((i) => i !== open);
  const shard = node.memory.coordinator.shards[open.shardTp];
  const group = shard?.groups[open.group];
  // What cannot be written now is asked for again after a while: group.share.initialize.retry.interval.ms.
  if (shard === undefined || group?.type !== 'share' || writeError(node, shard) !== NONE) return;
  takeOver(group, open);
  ctx.cause = open.cause;
  writeRecords(node, shard, open.group, [partitionsRecord(group)], {}, ctx);
}

function takeOver(group: ShareGroup, open: Initialization): void {
  const initialized = { ...group.initialized };
  const initializing = { ...group.initializing };
  for (const tp of [...open.done, ...open.failed]) {
    const { topic, partition } = splitTopicPartition(tp);
    const asked = initializing[topic];
    const left = (asked?.partitions ?? []).filter((p) => p !== partition);
    if (left.length === 0) delete initializing[topic];
    else if (asked !== undefined) initializing[topic] = { ...asked, partitions: left };
    if (open.failed.includes(tp)) continue;
    const known = initialized[topic] ?? [];
    if (!known.includes(partition)) initialized[topic] = [...known, partition].sort((a, b) => a - b);
  }
  group.initialized = initialized;
  group.initializing = initializing;
}
