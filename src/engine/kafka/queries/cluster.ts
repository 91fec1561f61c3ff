// The whole cluster at one moment.

import type { NodeState, World } from '../../kernel/world.ts';
import type { BrokerNode } from '../broker/broker-state.ts';
import type { ConsumerNode } from '../consumer/consumer-state.ts';
import type { ControllerNode } from '../controller/controller-state.ts';
import { ledgerOf } from '../ledger/ledger-state.ts';
import { brokerKey, type MetadataImage } from '../metadata-records.ts';
import { isInternal } from '../names.ts';
import type { NetworkClient } from '../net/network-client.ts';
import type { ProducerNode } from '../producer/producer-state.ts';
import type {
  BrokerView,
  ClusterView,
  ConsumerView,
  ControllerView,
  PartitionView,
  ProducerView,
} from '../views.ts';
import { viewGroups } from './groups.ts';
import { healthOf, nodeView } from './health.ts';
import { activeController, newestImage } from './newest-image.ts';
import { brokerNodes, viewPartition } from './partitions.ts';
import { blindOnTheWay, producerTotals } from './producer-totals.ts';

export function nodesOfKind<N extends NodeState>(world: World, kind: string): N[] {
  const found: N[] = [];
  for (const id of world.order) {
    const node = world.nodes[id];
    if (node !== undefined && node.kind === kind) found.push(node as N);
  }
  return found;
}

function viewBroker(world: World, image: MetadataImage, node: BrokerNode): BrokerView {
  const id = node.config['node.id'];
  const registration = image.brokers[brokerKey(id)];
  let leads = 0;
  let hosts = 0;
  for (const tp in image.partitions) {
    const partition = image.partitions[tp];
    if (partition === undefined || isInternal(tp)) continue;
    if (partition.leader === id) leads++;
    if (partition.replicas.includes(id)) hosts++;
  }
  return {
    ...nodeView(world, node.id, id),
    isFenced: registration?.isFenced ?? true,
    isRegistered: registration !== undefined,
    isInControlledShutdown: registration?.isInControlledShutdown ?? false,
    brokerEpoch: registration?.brokerEpoch ?? -1,
    state: node.isUp ? node.memory.state : 'NOT_RUNNING',
    leads,
    hosts,
    metadataOffset: node.isUp ? node.memory.image.offset : -1,
  };
}

function viewController(world: World, node: ControllerNode): ControllerView {
  return {
    ...nodeView(world, node.id, node.config['node.id']),
    role: node.isUp ? node.memory.raft.role : 'down',
    isActive: node.isUp && node.memory.active.isActive,
    epoch: node.disk.epoch,
    logEndOffset: node.disk.logEndOffset,
    highWatermark: node.disk.highWatermark,
  };
}

/** Read here and not asked of the network client, whose code the page would have to load before it shows anything. */
function producesInFlight(net: NetworkClient): number {
  let count = 0;
  for (const peer of net.peers)
    for (const request of peer.inFlight) if (request.api === 'produceRequest') count++;
  return count;
}

function viewProducer(world: World, node: ProducerNode, onTheWay: readonly number[]): ProducerView {
  const totals = producerTotals(world, node, onTheWay);
  return {
    node: node.id,
    client: node.config.client,
    health: healthOf(node),
    zone: node.zone,
    topic: node.config.topic,
    acks: node.config.acks === -1 ? 'all' : String(node.config.acks),
    isIdempotent: node.config['enable.idempotence'],
    ratePerSecond: node.config.ratePerSecond,
    sent: totals.sent,
    acknowledged: totals.acknowledged,
    failed: totals.failed,
    waiting: totals.waiting,
    requestsInFlight: node.isUp ? producesInFlight(node.memory.net) : 0,
    ackedLost: totals.ackedLost,
    unackedLost: totals.unackedLost,
    slowestAckMs: ledgerOf(world).slowestAckMs[node.config.client] ?? 0,
  };
}

/** High watermark of a partition's leader; -1 when there is none that runs. */
function leaderHighWatermark(partitions: readonly PartitionView[], tp: string): number {
  const partition = partitions.find((p) => p.tp === tp);
  const leader = partition?.replicas.find((r) => r.broker === partition.leader);
  return leader === undefined || !leader.thinksItLeads ? -1 : leader.highWatermark;
}

function viewConsumer(world: World, node: ConsumerNode, partitions: readonly PartitionView[]): ConsumerView {
  const assigned = Object.values(node.memory.partitions).map((p) => {
    const known = leaderHighWatermark(partitions, p.tp);
    const highWatermark = known >= 0 ? known : p.highWatermark;
    const lag = p.position < 0 || highWatermark < 0 ? 0 : Math.max(0, highWatermark - p.position);
    return { tp: p.tp, position: p.position, highWatermark, lag };
  });
  return {
    node: node.id,
    client: node.config.client,
    health: healthOf(node),
    zone: node.zone,
    partitions: assigned,
    consumed: ledgerOf(world).consumed[node.config.client] ?? 0,
    lag: assigned.reduce((sum, p) => sum + p.lag, 0),
  };
}

function zonesOf(world: World): string[] {
  const zones: string[] = [];
  for (const id of world.order) {
    const zone = world.nodes[id]?.zone ?? '';
    if (zone !== '' && !zones.includes(zone)) zones.push(zone);
  }
  return zones.sort();
}

/** All partitions, in the order in which their topics were created. Kafka's own are numbered after the others. */
export function viewPartitions(world: World): PartitionView[] {
  const image = newestImage(world);
  const nodes = brokerNodes(world);
  const tps = Object.keys(image.partitions);
  let next = 0;
  let nextInternal = tps.filter((tp) => !isInternal(tp)).length;
  return tps.map((tp) => {
    const index = isInternal(tp) ? nextInternal++ : next++;
    return viewPartition(world, image, nodes, tp, index);
  });
}

export function viewCluster(world: World): ClusterView {
  const image = newestImage(world);
  const nodes = brokerNodes(world);
  const partitions = Object.keys(image.partitions)
    .filter((tp) => !isInternal(tp))
    .map((tp, index) => viewPartition(world, image, nodes, tp, index));
  const controllers = nodesOfKind<ControllerNode>(world, 'controller');
  const active = activeController(world);
  const onTheWay = blindOnTheWay(world);
  return {
    zones: zonesOf(world),
    brokers: nodesOfKind<BrokerNode>(world, 'broker').map((node) => viewBroker(world, image, node)),
    controllers: controllers.map((node) => viewController(world, node)),
    activeController: active?.config['node.id'] ?? -1,
    controllerEpoch: Math.max(-1, ...controllers.map((node) => node.disk.epoch)),
    votersAlive: controllers.filter((node) => node.isUp).length,
    partitions,
    producers: nodesOfKind<ProducerNode>(world, 'producer').map((node) =>
      viewProducer(world, node, onTheWay),
    ),
    consumers: nodesOfKind<ConsumerNode>(world, 'consumer').map((node) =>
      viewConsumer(world, node, partitions),
    ),
    groups: viewGroups(world, partitions),
  };
}
