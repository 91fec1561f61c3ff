// What the leader of a classic group does between JoinGroup and SyncGroup: it runs the chosen assignor over everybody's
// subscription and its own metadata. [src: ConsumerCoordinator.java: onLeaderElected]

import type { JoinGroupResponse, MemberAssignment } from '../group-messages.ts';
import type { AssignableTopic, MemberSubscription } from '../groups/client-assignor.ts';
import { subscriptionAsRead } from '../groups/consumer-protocol.ts';
import { assignAsLeader, type ClientAssignor } from '../groups/leader-assignment.ts';
import { topicPartition } from '../names.ts';
import { requestUpdate, setTopics } from '../net/client-metadata.ts';
import type { ClassicMembership, MemberCtx, MemberNode } from './member-state.ts';

/**
 * Partitions of the topics that the member watches, its own or, of the group's leader, everybody's; with a rack of its own
 * also the racks of each partition's replicas: a broker that is gone has none. Topics that it does not know are left out.
 * [src: ConsumerCoordinator.MetadataSnapshot, PartitionRackInfo]
 */
export function watchedTopics(node: MemberNode): Record<string, string> {
  const seen: Record<string, string> = {};
  for (const topic of node.memory.metadata.topics) {
    const shape = shapeOf(node, topic);
    if (shape !== '') seen[topic] = shape;
  }
  return seen;
}

/** The topic has another shape than in the snapshot. */
export function hasChangedShape(node: MemberNode, snapshot: Readonly<Record<string, string>>): boolean {
  for (const topic of node.memory.metadata.topics) {
    if ((snapshot[topic] ?? '') !== shapeOf(node, topic)) return true;
  }
  return false;
}

/** '' for a topic that is not known. */
function shapeOf(node: MemberNode, topic: string): string {
  const count = node.memory.metadata.partitionCounts[topic];
  if (count === undefined) return '';
  if (node.config['client.rack'] === '') return String(count);
  const shapes: string[] = [];
  for (let p = 0; p < count; p++) shapes.push([...new Set(replicaRacks(node, topic, p))].sort().join());
  return shapes.join(' ');
}

/** Rack of each replica, '' for that of a broker that the metadata does not name. */
function replicaRacks(node: MemberNode, topic: string, partition: number): string[] {
  const { metadata } = node.memory;
  const replicas = metadata.partitions[topicPartition(topic, partition)]?.replicas ?? [];
  return replicas.map((id) => metadata.brokers.find((b) => b.id === id)?.rack ?? '');
}

function assignableTopics(node: MemberNode): AssignableTopic[] {
  const { metadata } = node.memory;
  return Object.keys(metadata.partitionCounts).map((name) => {
    const partitions = metadata.partitionCounts[name] ?? 0;
    const racks: string[][] = [];
    for (let p = 0; p < partitions; p++)
      racks.push(replicaRacks(node, name, p).filter((rack) => rack !== ''));
    return { name, partitions, racks };
  });
}

/**
 * The leader knows the topics of all members before it assigns: those that it does not watch itself are asked for first.
 * False while it waits for them. [src: ConsumerCoordinator.updateGroupSubscription; ConsumerNetworkClient.ensureFreshMetadata]
 */
export function knowsGroupTopics(
  node: MemberNode,
  membership: ClassicMembership,
  response: JoinGroupResponse,
  ctx: MemberCtx,
): boolean {
  const { metadata } = node.memory;
  const topics = [...node.config.topics];
  for (const { subscription } of response.members) {
    for (const topic of subscription.topics) if (!topics.includes(topic)) topics.push(topic);
  }
  if (topics.some((topic) => !metadata.topics.includes(topic))) {
    // An answer that is already on its way does not tell of them.
    membership.awaitedMetadata = metadata.version + (metadata.askedNode === '' ? 1 : 2);
    setTopics(metadata, topics, ctx.cause);
  }
  if (metadata.version >= membership.awaitedMetadata) return true;
  if (metadata.askedNode === '') requestUpdate(metadata, ctx.cause);
  return false;
}

/** Everybody's partitions, for SyncGroup. */
export function computeAssignment(
  node: MemberNode,
  membership: ClassicMembership,
  response: JoinGroupResponse,
): MemberAssignment[] {
  const members = response.members.map(({ memberId, instanceId, subscription }): MemberSubscription => {
    const { topics, ownedPartitions, generation, rack, userData } = subscription;
    return subscriptionAsRead({
      memberId,
      topics,
      ownedPartitions,
      generation,
      ...(instanceId !== '' && { instanceId }),
      ...(rack !== '' && { rack }),
      ...(userData !== undefined && { userData }),
    });
  });
  const { assignment, maxGeneration } = assignAsLeader(
    response.protocol as ClientAssignor,
    members,
    assignableTopics(node),
    membership.maxGeneration,
  );
  membership.maxGeneration = maxGeneration;
  return assignment;
}
