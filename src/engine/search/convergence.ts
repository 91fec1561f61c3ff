// What a healed cluster must come to: every node runs, every broker is unfenced, every partition has a leader and its
// full ISR with equal logs, nothing waits to be sent or read.

import { MICROS_PER_MS } from '../../base/units.ts';
import { OFFSETS_TOPIC } from '../kafka/coordinator/group-records.ts';
import { coordinatorPartition } from '../kafka/groups/coordinator-partition.ts';
import { groupBook, ledgerOf } from '../kafka/ledger/ledger-state.ts';
import type { MemberNode } from '../kafka/member/member-state.ts';
import type { MetadataImage, PartitionRegistration } from '../kafka/metadata-records.ts';
import { isInternal, type TopicPartition, topicPartition } from '../kafka/names.ts';
import type { ProducerNode } from '../kafka/producer/producer-state.ts';
import { nodesOfKind } from '../kafka/queries/cluster.ts';
import { newestImage } from '../kafka/queries/newest-image.ts';
import { clusterView } from '../kafka/queries.ts';
import type { GroupView, PartitionView } from '../kafka/views.ts';
import type { World } from '../kernel/world.ts';

export const CONVERGENCE =
  'Once everything is healed, every broker is unfenced, every partition has its leader and full ISR with equal logs, every group is stable, and nothing waits.';

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
  for (const { waiting, inFlight } of memory.queues) {
    for (const batch of waiting) n += batch.count;
    for (const batch of inFlight) n += batch.count;
  }
  return n;
}

/** Partitions of internal topics: those that only an operator can bring back are added to `stuck`. */
function lacksOfInternals(image: MetadataImage, stuck: TopicPartition[]): string[] {
  const lacks: string[] = [];
  for (const tp in image.partitions) {
    const registration = image.partitions[tp];
    if (registration === undefined || !isInternal(tp)) continue;
    const { leader, isr, replicas } = registration;
    if (leader < 0 && isLeftToOperator(registration)) stuck.push(tp);
    else if (leader < 0) lacks.push(`${tp} has no leader`);
    else if (isr.length < replicas.length) lacks.push(`${tp} has isr {${isr.join(', ')}}`);
  }
  return lacks;
}

/** Partitions of a group's topics that must have an owner by now. */
function partitionsToOwn(world: World, group: GroupView, image: MetadataImage): TopicPartition[] {
  const nodes = nodesOfKind<MemberNode>(world, 'member').filter((n) => n.config['group.id'] === group.group);
  const isModern = group.protocol === 'consumer';
  const leader = nodes.find((n) => n.memory.membership.kind === 'classic' && n.memory.membership.isLeader);
  const isStatic = nodes[0]?.config['group.instance.id'] !== '';
  const { partitions } = groupBook(ledgerOf(world), group.group);
  const tps: TopicPartition[] = [];
  for (const topic of new Set(nodes.flatMap((n) => n.config.topics))) {
    // Of a classic group only the leader looks for new partitions, every metadata.max.age.ms.
    const count = isModern ? image.topics[topic] : leader?.memory.metadata.partitionCounts[topic];
    for (let i = 0; i < (count ?? 0); i++) tps.push(topicPartition(topic, i));
  }
  // A static leader that comes back takes what it sees for what was assigned: partitions that were added while it was
  // away wait for the next rebalance (ConsumerCoordinator.onLeaderElected with skipAssignment).
  return isModern || !isStatic ? tps : tps.filter((tp) => partitions[tp] !== undefined);
}

/** What one poll() returns takes longer than max.poll.interval.ms allows: such a member is thrown out for ever. */
function isTooSlow({ config }: MemberNode): boolean {
  const batchMs = (config['max.poll.records'] * config.processing) / MICROS_PER_MS;
  return batchMs >= config['max.poll.interval.ms'];
}

/** A group must be stable, own every partition once, have read it to its end and have nothing in hand. */
function lacksOfGroup(
  world: World,
  group: GroupView,
  image: MetadataImage,
  stuck: readonly TopicPartition[],
): string[] {
  const name = group.group;
  const nodes = nodesOfKind<MemberNode>(world, 'member');
  if (nodes.some((node) => node.config['group.id'] === name && isTooSlow(node))) return [];
  const count = image.topics[OFFSETS_TOPIC] ?? 0;
  if (count > 0 && stuck.includes(topicPartition(OFFSETS_TOPIC, coordinatorPartition(name, count))))
    return [];
  if (group.state !== 'Stable') return [`${name} is ${group.state === '' ? 'unknown to all' : group.state}`];
  const lacks: string[] = [];
  for (const member of group.members) {
    if (member.activity !== 'polling') lacks.push(`${member.node} is ${member.activity}`);
  }
  for (const tp of partitionsToOwn(world, group, image)) {
    const owners = group.members.filter((m) => m.partitions.some((p) => p.tp === tp));
    if (owners.length !== 1) lacks.push(`${tp} has ${owners.length} owners in ${name}`);
    const partition = group.partitions.find((p) => p.tp === tp);
    if (partition === undefined || stuck.includes(tp)) continue;
    const { position, highWatermark } = partition;
    if (position < highWatermark) lacks.push(`${name} has read ${position} of ${highWatermark} in ${tp}`);
  }
  return lacks;
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
  lacks.push(...lacksOfInternals(image, stuck));
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
  for (const group of cluster.groups) lacks.push(...lacksOfGroup(world, group, image, stuck));
  return lacks;
}
