// What the leader of a classic group does between JoinGroup and SyncGroup: it runs the chosen assignor over everybody's
// subscription and its own metadata. [src: ConsumerCoordinator.java: onLeaderElected]

import type { JoinGroupResponse, MemberAssignment } from '../group-messages.ts';
import type { AssignableTopic, MemberSubscription } from '../groups/client-assignor.ts';
import { subscriptionAsRead } from '../groups/consumer-protocol.ts';
import { assignAsLeader, type ClientAssignor } from '../groups/leader-assignment.ts';
import { topicPartition } from '../names.ts';
import { requestUpdate, setTopics } from '../net/client-metadata.ts';
import type { ClassicMembership, MemberCtx, MemberNode } from './member-state.ts';

/** Partitions of the topics that the member watches, its own or, of the group's leader, everybody's. Topics that it does not know are left out. */
export function topicCounts(node: MemberNode): Record<string, number> {
  const counts: Record<string, number> = {};
  const { partitionCounts } = node.memory.metadata;
  for (const topic of node.memory.metadata.topics) {
    const count = partitionCounts[topic];
    if (count !== undefined) counts[topic] = count;
  }
  return counts;
}

function assignableTopics(node: MemberNode): AssignableTopic[] {
  const { metadata } = node.memory;
  return Object.keys(metadata.partitionCounts).map((name) => {
    const partitions = metadata.partitionCounts[name] ?? 0;
    const racks: string[][] = [];
    for (let p = 0; p < partitions; p++) {
      const replicas = metadata.partitions[topicPartition(name, p)]?.replicas ?? [];
      const of = replicas.map((id) => metadata.brokers.find((b) => b.id === id)?.rack ?? '');
      racks.push(of.filter((rack) => rack !== ''));
    }
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
