// Partitions and their replicas as diagrams show them: what the metadata says beside what each replica has and knows.

import type { World } from '../../kernel/world.ts';
import type { BrokerNode, ReplicaState } from '../broker/broker-state.ts';
import { logOf, replicaOf } from '../broker/hosted.ts';
import { ledgerOf } from '../ledger/ledger-state.ts';
import { effectiveMinIsr } from '../metadata-image.ts';
import { brokerKey, type MetadataImage, type PartitionRegistration } from '../metadata-records.ts';
import { type BrokerId, splitTopicPartition, type TopicPartition } from '../names.ts';
import type { PartitionView, ReplicaStatus, ReplicaView } from '../views.ts';
import { isReachable } from './health.ts';

/** Node of each broker id, by `brokerKey`: a scenario's brokers in order. */
export function brokerNodes(world: World): Record<string, BrokerNode> {
  const nodes: Record<string, BrokerNode> = {};
  for (const id of world.order) {
    const node = world.nodes[id] as BrokerNode;
    if (node.kind === 'broker') nodes[brokerKey(node.config['node.id'])] = node;
  }
  return nodes;
}

function isFetching(node: BrokerNode, tp: TopicPartition, leader: BrokerId): boolean {
  const fetcher = node.memory.fetchers.find((f) => f.leader === leader);
  if (fetcher === undefined || fetcher.backoffUntilMs >= 0) return false;
  return fetcher.partitions.includes(tp) && fetcher.state !== 'connecting';
}

function statusOf(
  world: World,
  node: BrokerNode,
  tp: TopicPartition,
  registration: PartitionRegistration,
): ReplicaStatus {
  const id = node.config['node.id'];
  if (registration.leader === id) return isReachable(world, node.id) ? 'leader' : 'leaderUnreachable';
  if (!node.isUp) return 'offline';
  if (registration.isr.includes(id)) return 'inSync';
  return !node.isPaused && isFetching(node, tp, registration.leader) ? 'catchingUp' : 'outOfSync';
}

function replicaView(
  world: World,
  node: BrokerNode,
  tp: TopicPartition,
  registration: PartitionRegistration,
  leaderEnd: number,
): ReplicaView {
  const id = node.config['node.id'];
  const log = logOf(node.disk, tp);
  const state: ReplicaState | undefined = node.isUp ? replicaOf(node.memory, tp) : undefined;
  const isLeader = registration.leader === id;
  const logEndOffset = log?.logEndOffset ?? 0;
  return {
    broker: id,
    node: node.id,
    status: statusOf(world, node, tp, registration),
    thinksItLeads: state?.role === 'leader',
    wasLeader: !isLeader && wasLeader(world, node.id, tp),
    isInIsr: registration.isr.includes(id),
    isInElr: registration.elr.includes(id),
    logStartOffset: log?.logStartOffset ?? 0,
    logEndOffset,
    highWatermark: state?.highWatermark ?? node.disk.highWatermarkCheckpoint[tp] ?? 0,
    leaderEpoch: state?.leaderEpoch ?? log?.epochs.at(-1)?.epoch ?? -1,
    recordsBehind: isLeader || leaderEnd < 0 ? 0 : Math.max(0, leaderEnd - logEndOffset),
    tail: log?.tail ?? -1,
  };
}

/** It led last, or before the one that does now. */
function wasLeader(world: World, node: string, tp: TopicPartition): boolean {
  const book = ledgerOf(world).partitions[tp];
  return book !== undefined && (book.leaderNode === node || book.previousLeaderNode === node);
}

/** One partition by the given metadata. */
export function viewPartition(
  world: World,
  image: MetadataImage,
  nodes: Readonly<Record<string, BrokerNode>>,
  tp: TopicPartition,
  index: number,
): PartitionView {
  const registration = image.partitions[tp] as PartitionRegistration;
  const { topic, partition } = splitTopicPartition(tp);
  const leader = nodes[brokerKey(registration.leader)];
  const leaderEnd = leader === undefined ? -1 : (logOf(leader.disk, tp)?.logEndOffset ?? -1);
  const minIsr = effectiveMinIsr(image, tp, 1);
  const replicas: ReplicaView[] = [];
  for (const id of registration.replicas) {
    const node = nodes[brokerKey(id)];
    if (node !== undefined) replicas.push(replicaView(world, node, tp, registration, leaderEnd));
  }
  return {
    tp,
    topic,
    partition,
    index,
    leader: registration.leader,
    leaderEpoch: registration.leaderEpoch,
    partitionEpoch: registration.partitionEpoch,
    isr: [...registration.isr],
    elr: [...registration.elr],
    minIsr,
    isUnderMinIsr: registration.isr.length < minIsr,
    isUnderReplicated: registration.isr.length < registration.replicas.length,
    isAvailable: leader !== undefined && isReachable(world, leader.id),
    replicas,
  };
}
