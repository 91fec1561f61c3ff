// Committed metadata records become this broker's image, and the image decides which replicas lead and follow.
// [src: image/loader/MetadataLoader.java; core/server/metadata/BrokerMetadataPublisher.scala;
// core/server/ReplicaManager.scala: applyDelta]

import { updateCoordinators } from '../coordinator/shard.ts';
import { applyRecord } from '../metadata-image.ts';
import { forEachRecord } from '../metadata-log.ts';
import type { MetadataRecord, PartitionRegistration } from '../metadata-records.ts';
import type { TopicPartition } from '../names.ts';
import { dropUnled } from '../share/unled.ts';
import type { BrokerCtx, BrokerNode } from './broker-state.ts';
import { applyRegistration, updateTopicSettings } from './partition.ts';
import { runFetchers } from './replica-fetcher.ts';

/** Applies what is committed and not applied yet. A batch of no-op records leaves no event. */
export function applyCommitted(node: BrokerNode, ctx: BrokerCtx): void {
  const { memory } = node;
  const { metadataLog } = node.disk;
  const from = memory.image.offset + 1;
  if (metadataLog.highWatermark <= from) return;
  const changed: TopicPartition[] = [];
  let records = 0;
  let isConfigChanged = false;
  let isEveryPartition = false;
  forEachRecord(ctx.store, metadataLog.tail, from, metadataLog.highWatermark, (record, offset, epoch) => {
    applyRecord(memory.image, record, offset, epoch);
    if (record.type === 'noOp') return;
    records++;
    if (record.type === 'config') isConfigChanged = true;
    if (record.type === 'clearElr') isEveryPartition = true;
    noteChanged(changed, record);
  });
  if (records === 0) return;
  const { cause } = ctx;
  ctx.cause = ctx.emit('metadata.applied', { offset: memory.image.offset, records });
  if (memory.isPublished) {
    if (isConfigChanged) for (const state of memory.replicas) updateTopicSettings(node, state);
    // Partitions that are new in the same batches have no replica here yet.
    if (isEveryPartition) for (const { tp } of memory.replicas) if (!changed.includes(tp)) changed.push(tp);
    applyPartitions(node, changed, ctx);
  }
  ctx.cause = cause;
}

/** The first publication after a start: every partition of the image takes its role. */
export function publishImage(node: BrokerNode, ctx: BrokerCtx): void {
  node.memory.isPublished = true;
  applyPartitions(node, Object.keys(node.memory.image.partitions), ctx);
}

function noteChanged(changed: TopicPartition[], record: MetadataRecord): void {
  if (record.type !== 'partition' && record.type !== 'partitionChange') return;
  if (!changed.includes(record.tp)) changed.push(record.tp);
}

/** Leaders first, then followers, then the fetchers start. */
function applyPartitions(node: BrokerNode, tps: readonly TopicPartition[], ctx: BrokerCtx): void {
  const { partitions } = node.memory.image;
  const self = node.config['node.id'];
  for (const isLeading of [true, false]) {
    for (const tp of tps) {
      const registration = partitions[tp] as PartitionRegistration | undefined;
      if (registration === undefined || (registration.leader === self) !== isLeading) continue;
      applyRegistration(node, tp, registration, ctx);
    }
  }
  updateCoordinators(node, tps, ctx);
  if (node.memory.share !== undefined) dropUnled(node, tps, ctx);
  runFetchers(node, ctx);
}
