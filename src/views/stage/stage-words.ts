// States in words, short enough for the diagram and long enough for a screen reader. One place, so that picture,
// cards and names say the same.

import type {
  BrokerView,
  ClusterView,
  ConsumerView,
  ControllerView,
  GroupView,
  MemberView,
  NodeHealth,
  NodeView,
  PartitionView,
  ProducerView,
  ReplicaView,
} from '../../engine/kafka/views.ts';
import type { NodeId } from '../../engine/kernel/world.ts';
import { formatCount, formatList, formatNumber, formatSet } from '../../ui/format.ts';

export interface StateWords {
  readonly text: string;
  readonly tone: 'muted' | 'fault' | 'warning' | 'down' | 'body';
}

/** "Broker 1". */
export function brokerName(broker: { readonly id: number }): string {
  return `Broker ${broker.id}`;
}

/** "C1" for c1; longer names stay as they are. */
export function controllerName(controller: { readonly node: NodeId }): string {
  return /^c\d+$/.test(controller.node) ? controller.node.toUpperCase() : controller.node;
}

/** The name under which any node appears in the picture. */
export function nodeName(cluster: ClusterView, node: NodeId): string {
  const broker = cluster.brokers.find((b) => b.node === node);
  if (broker !== undefined) return brokerName(broker);
  const controller = cluster.controllers.find((c) => c.node === node);
  return controller === undefined ? node : controllerName(controller);
}

const HEALTH: Record<NodeHealth, string> = {
  up: 'up',
  starting: 'starting',
  paused: 'paused',
  down: 'down',
  notStarted: 'not started',
  hostLost: 'unreachable',
  shuttingDown: 'shutting down',
};

/** A member in a few words: what it reads, or why it reads nothing. */
export function memberWords({ health, partitions }: MemberView): string {
  if (health !== 'up') return HEALTH[health];
  return partitions.length === 0 ? 'nothing to read' : `reads ${formatList(partitions.map(({ tp }) => tp))}`;
}

/** Whether the node has no process: it is gone, or was never started. */
export function isDown(node: { readonly health: NodeHealth }): boolean {
  return node.health === 'down' || node.health === 'hostLost' || node.health === 'notStarted';
}

/** A broker's state in a word or two: the worst thing first. */
export function brokerState(broker: BrokerView, partitions: number): StateWords {
  if (isDown(broker)) {
    if (broker.isFenced) return { text: 'fenced', tone: 'fault' };
    return { text: HEALTH[broker.health], tone: 'fault' };
  }
  if (broker.health === 'paused')
    return { text: broker.isFenced ? 'paused, fenced' : 'paused', tone: 'fault' };
  if (broker.health === 'starting') return { text: 'starting', tone: 'warning' };
  if (broker.health === 'shuttingDown' || broker.isInControlledShutdown)
    return { text: 'shutting down', tone: 'warning' };
  if (broker.isFenced) return { text: 'fenced', tone: 'fault' };
  if (broker.slowFactor > 1) return { text: `slow ×${formatNumber(broker.slowFactor)}`, tone: 'fault' };
  return { text: `leads ${broker.leads} of ${partitions}`, tone: 'muted' };
}

/** A controller's role in a word or two. */
export function controllerState(controller: ControllerView): StateWords {
  if (isDown(controller)) return { text: HEALTH[controller.health], tone: 'down' };
  if (controller.health !== 'up') return { text: HEALTH[controller.health], tone: 'warning' };
  if (controller.isActive) return { text: 'active controller', tone: 'body' };
  if (controller.role === 'follower') return { text: 'voter', tone: 'body' };
  return { text: controller.role, tone: 'body' };
}

/** What a replica is, in a word or two. */
export function replicaState(replica: ReplicaView, partition: PartitionView): StateWords {
  switch (replica.status) {
    case 'leader':
      return { text: 'leader', tone: 'body' };
    case 'leaderUnreachable':
      return { text: 'unreachable', tone: 'fault' };
    case 'inSync':
      return replica.thinksItLeads
        ? { text: 'thinks it leads', tone: 'warning' }
        : { text: 'in sync', tone: 'muted' };
    case 'catchingUp':
      return { text: 'catching up', tone: 'warning' };
    case 'outOfSync':
      return replica.thinksItLeads
        ? { text: 'thinks it leads', tone: 'warning' }
        : { text: 'out of sync', tone: 'warning' };
    case 'offline':
      return {
        text: replica.wasLeader && partition.leader !== replica.broker ? 'was leader' : 'offline',
        tone: 'down',
      };
  }
}

/** Everything the strip shows, for a screen reader. */
export function replicaSentence(replica: ReplicaView, partition: PartitionView): string {
  const role =
    replica.status === 'leader'
      ? 'leader'
      : replica.status === 'leaderUnreachable'
        ? 'named leader, but unreachable'
        : replicaState(replica, partition).text;
  const behind = replica.recordsBehind > 0 ? `, ${formatCount(replica.recordsBehind, 'record')} behind` : '';
  const isr = replica.isInIsr ? 'in the ISR' : 'outside the ISR';
  return `${partition.tp} on Broker ${replica.broker}: ${role}, ${isr}, logEndOffset ${replica.logEndOffset}, highWatermark ${replica.highWatermark}${behind}`;
}

/** Facts of a partition that stand once, in the row's header. */
export function partitionSentence(partition: PartitionView): string {
  const leader =
    partition.leader < 0
      ? 'no leader'
      : partition.isAvailable
        ? `leader Broker ${partition.leader}`
        : `leader Broker ${partition.leader}, unreachable`;
  const minIsr = partition.isUnderMinIsr
    ? `, fewer in sync than min.insync.replicas ${partition.minIsr}`
    : '';
  return `${partition.tp}: ${leader}, leaderEpoch ${partition.leaderEpoch}, ISR ${formatSet(partition.isr)}${minIsr}`;
}

/** What a broker or controller is cut off from: "cut from Broker 2", "isolated". What a client is cut off from stands with the client. */
export function cutWords(cluster: ClusterView, node: NodeView): string | undefined {
  if (isIsolated(cluster, node)) return 'isolated';
  const others = [...cluster.brokers, ...cluster.controllers].filter((other) =>
    node.cutFrom.includes(other.node),
  );
  if (others.length === 0) return undefined;
  return `cut from ${formatList(others.map((other) => nodeName(cluster, other.node)))}`;
}

/** Cut off from every other broker and controller. */
export function isIsolated(cluster: ClusterView, node: NodeView): boolean {
  const others = [...cluster.brokers, ...cluster.controllers].filter((other) => other.node !== node.node);
  return others.length > 0 && others.every((other) => node.cutFrom.includes(other.node));
}

/** A broker, for a screen reader. */
export function brokerSentence(cluster: ClusterView, broker: BrokerView): string {
  const zone = broker.zone === '' ? '' : `, zone ${broker.zone}`;
  const cut = cutWords(cluster, broker);
  return `${brokerName(broker)}${zone}: ${brokerState(broker, cluster.partitions.length).text}${cut === undefined ? '' : `, ${cut}`}`;
}

/** A controller, for a screen reader. */
export function controllerSentence(cluster: ClusterView, controller: ControllerView): string {
  const zone = controller.zone === '' ? '' : `, zone ${controller.zone}`;
  const cut = cutWords(cluster, controller);
  return `Controller ${controllerName(controller)}${zone}: ${controllerState(controller).text}${cut === undefined ? '' : `, ${cut}`}`;
}

/** A producer, for a screen reader. */
export function producerSentence(producer: ProducerView): string {
  const down = producer.health === 'up' ? '' : `, ${HEALTH[producer.health]}`;
  return `Producer ${producer.node}: acks=${producer.acks}, ${formatNumber(producer.acknowledged)} acknowledged, ${formatNumber(producer.waiting)} waiting${down}`;
}

/** A consumer, for a screen reader. */
export function consumerSentence(consumer: ConsumerView): string {
  const down = consumer.health === 'up' ? '' : `, ${HEALTH[consumer.health]}`;
  return `Consumer ${consumer.node}: lag ${formatNumber(consumer.lag)}, ${formatNumber(consumer.consumed)} consumed${down}`;
}

/** "Stable, generation 7"; "group epoch 4" in a group of the consumer protocol. */
export function generationWords(group: GroupView): string {
  const number = group.generation >= 0 ? `generation ${group.generation}` : `group epoch ${group.groupEpoch}`;
  if (group.generation < 0 && group.groupEpoch < 0) return 'no coordinator';
  return group.state === '' ? number : `${group.state}, ${number}`;
}

/** A member of a group, for a screen reader. */
export function memberSentence(group: GroupView, member: MemberView): string {
  if (member.health !== 'up')
    return `Member ${member.node} of group ${group.group}: ${HEALTH[member.health]}`;
  const owned = member.partitions.map((p) => p.tp);
  const lag = group.partitions.reduce((sum, p) => sum + (owned.includes(p.tp) ? p.lag : 0), 0);
  const reads = owned.length === 0 ? 'has no partition' : `reads ${owned.join(', ')}`;
  return `Member ${member.node} of group ${group.group}: ${reads}, lag ${formatNumber(lag)}, ${formatNumber(member.processed)} processed`;
}

/** The member with that node and its group. */
export function memberIn(
  cluster: ClusterView,
  node: string,
): { readonly group: GroupView; readonly member: MemberView } | undefined {
  for (const group of cluster.groups) {
    const member = group.members.find((one) => one.node === node);
    if (member !== undefined) return { group, member };
  }
  return undefined;
}
