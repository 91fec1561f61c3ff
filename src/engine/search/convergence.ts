// What a healed cluster must come to: every node runs, every broker is unfenced, every partition has a leader and its
// full ISR with equal logs, nothing waits to be sent or read.

import type { PartitionRegistration } from '../kafka/metadata-records.ts';
import type { ProducerNode } from '../kafka/producer/producer-state.ts';
import { nodesOfKind } from '../kafka/queries/cluster.ts';
import { newestImage } from '../kafka/queries/newest-image.ts';
import { clusterView } from '../kafka/queries.ts';
import type { PartitionView } from '../kafka/views.ts';
import type { World } from '../kernel/world.ts';

export const CONVERGENCE =
  'Once everything is healed, every broker is unfenced, every partition has its leader and full ISR with equal logs, and nothing waits.';

/**
 * No replica is known to have the data: ISR and ELR are empty and so is the last known leader (a changed
 * min.insync.replicas clears it, ClearElrRecord). Only an operator can ask for an unclean election then.
 */
function isLeftToOperator(registration: PartitionRegistration | undefined): boolean {
  if (registration === undefined) return false;
  const { isr, elr, lastKnownElr } = registration;
  return isr.length === 0 && elr.length === 0 && lastKnownElr.length === 0;
}

function lacksOfPartition(partition: PartitionView): string[] {
  const { tp, leader, isr, replicas } = partition;
  if (leader < 0) return [`${tp} has no leader`];
  if (isr.length < replicas.length)
    return [`${tp} has isr {${isr.join(', ')}} of ${replicas.length} replicas`];
  const end = replicas.find((r) => r.broker === leader)?.logEndOffset ?? -1;
  const behind = replicas.filter((r) => r.logEndOffset !== end || r.highWatermark !== end);
  return behind.map(
    (r) =>
      `${tp} on ${r.node} ends at ${r.logEndOffset} with high watermark ${r.highWatermark}, the leader's log at ${end}`,
  );
}

/** Records in the producer's hands. What a crashed process had is gone, and waits for nothing. */
function recordsWaiting({ memory }: ProducerNode): number {
  let n = memory.blocked.length;
  for (const tp in memory.queues) {
    for (const batch of memory.queues[tp]?.waiting ?? []) n += batch.count;
    for (const batch of memory.queues[tp]?.inFlight ?? []) n += batch.count;
  }
  return n;
}

/** What is still lacking, in words; empty once the cluster has come to rest. */
export function lackingIn(world: World): string[] {
  const cluster = clusterView(world);
  const image = newestImage(world);
  const lacks: string[] = [];
  for (const id of world.order) {
    const node = world.nodes[id];
    if (node !== undefined && !node.isUp) lacks.push(`${id} is down`);
  }
  if (cluster.activeController < 0) lacks.push('there is no active controller');
  for (const broker of cluster.brokers) if (broker.isFenced) lacks.push(`${broker.node} is fenced`);
  const stuck: string[] = [];
  for (const partition of cluster.partitions) {
    if (partition.leader < 0 && isLeftToOperator(image.partitions[partition.tp])) stuck.push(partition.tp);
    else lacks.push(...lacksOfPartition(partition));
  }
  for (const producer of nodesOfKind<ProducerNode>(world, 'producer')) {
    const waiting = recordsWaiting(producer);
    if (waiting > 0) lacks.push(`${waiting} records wait in ${producer.id}`);
  }
  for (const consumer of cluster.consumers) {
    for (const p of consumer.partitions) {
      if (p.lag > 0 && !stuck.includes(p.tp)) lacks.push(`${consumer.node} lags ${p.lag} behind in ${p.tp}`);
    }
  }
  return lacks;
}
