// A made-up cluster at one moment, for layout tests only: any shape, any state, no engine.

import type {
  BrokerView,
  ClusterView,
  ConsumerView,
  ControllerView,
  GroupView,
  NodeHealth,
  PartitionView,
  ProducerView,
  ReplicaView,
} from '../engine/kafka/views.ts';

export interface ClusterShape {
  readonly zones: readonly string[];
  readonly brokersPerZone: number;
  readonly controllersPerZone: number;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly producers: number;
  readonly consumers: number;
  /** Groups, each with that many members that share all partitions. */
  readonly groups: number;
  readonly members: number;
  /** Offset about which the logs end. */
  readonly end: number;
  /** Index of a broker that is down, -1 for none. */
  readonly down: number;
  readonly health: NodeHealth;
  readonly isFenced: boolean;
  /** Node pairs with a cut link. */
  readonly cuts: readonly (readonly [string, string])[];
  readonly topic: string;
  /** Records that a third replica has more than the leader (it was replaced and does not know) or lacks (below 0). */
  readonly drift: number;
}

export const THREE_ZONES: ClusterShape = {
  zones: ['a', 'b', 'c'],
  brokersPerZone: 1,
  controllersPerZone: 1,
  partitions: 3,
  replicationFactor: 3,
  producers: 2,
  consumers: 1,
  groups: 0,
  members: 0,
  end: 447,
  down: -1,
  health: 'hostLost',
  isFenced: false,
  cuts: [],
  topic: 'orders',
  drift: 0,
};

function nodeView(shape: ClusterShape, node: string, id: number, zone: string, health: NodeHealth) {
  const cutFrom = shape.cuts.flatMap(([a, b]) => (a === node ? [b] : b === node ? [a] : []));
  return { node, id, zone, health, faultRow: health === 'up' ? -1 : 3, cutFrom, slowFactor: 1 };
}

function followerStatus(drift: number): ReplicaView['status'] {
  if (drift === 0) return 'inSync';
  return drift > 0 ? 'outOfSync' : 'catchingUp';
}

function replicaView(
  shape: ClusterShape,
  partition: number,
  slot: number,
  broker: BrokerView,
  leader: number,
): ReplicaView {
  const isDown = broker.health !== 'up';
  const behind = isDown ? Math.floor(shape.end / 2) : slot === 2 && partition % 2 === 1 ? 1 : 0;
  const drift = slot === 2 && !isDown && broker.id !== leader ? shape.drift : 0;
  const logEndOffset = Math.max(0, shape.end + partition - behind + drift);
  return {
    broker: broker.id,
    node: broker.node,
    status:
      broker.id === leader
        ? isDown
          ? 'leaderUnreachable'
          : 'leader'
        : isDown
          ? 'offline'
          : followerStatus(drift),
    thinksItLeads: broker.id === leader || drift > 0,
    wasLeader: isDown && slot === 0,
    isInIsr: !isDown,
    isInElr: false,
    logStartOffset: 0,
    logEndOffset,
    highWatermark: Math.max(0, logEndOffset - 1 - (partition % 2)),
    leaderEpoch: 4,
    recordsBehind: behind + Math.max(0, -drift),
    tail: 0,
  };
}

function partitionView(shape: ClusterShape, index: number, brokers: readonly BrokerView[]): PartitionView {
  const rf = Math.min(shape.replicationFactor, brokers.length);
  const assigned = Array.from({ length: rf }, (_, i) => brokers[(index + i) % brokers.length] as BrokerView);
  const alive = assigned.filter((broker) => broker.health === 'up');
  const leader = shape.isFenced ? (alive[0]?.id ?? -1) : (assigned[0]?.id ?? -1);
  return {
    tp: `${shape.topic}-${index}`,
    topic: shape.topic,
    partition: index,
    index,
    leader,
    leaderEpoch: 4,
    partitionEpoch: 7,
    isr: (shape.isFenced ? alive : assigned).map((broker) => broker.id),
    elr: [],
    minIsr: 2,
    isUnderMinIsr: alive.length < 2,
    isUnderReplicated: alive.length < rf,
    isAvailable: brokers.some((broker) => broker.id === leader && broker.health === 'up'),
    replicas: assigned.map((broker, slot) => replicaView(shape, index, slot, broker, leader)),
  };
}

/** The cluster of a shape. */
export function clusterFixture(shape: ClusterShape = THREE_ZONES): ClusterView {
  const zones = shape.zones.length > 0 ? shape.zones : [''];
  let id = 0;
  const brokers: BrokerView[] = zones.flatMap((zone) =>
    Array.from({ length: shape.brokersPerZone }, () => {
      id += 1;
      const health = id - 1 === shape.down ? shape.health : 'up';
      return {
        ...nodeView(shape, `b${id}`, id, zone, health),
        isFenced: health !== 'up' && shape.isFenced,
        isRegistered: true,
        isInControlledShutdown: false,
        brokerEpoch: 12,
        state: health === 'up' ? 'RUNNING' : 'NOT_RUNNING',
        leads: 1,
        hosts: shape.partitions,
        metadataOffset: 40,
      };
    }),
  );
  let number = 0;
  const controllers: ControllerView[] = zones.flatMap((zone) =>
    Array.from({ length: shape.controllersPerZone }, () => {
      number += 1;
      const health = shape.down >= 0 && zone === brokers[shape.down]?.zone ? shape.health : 'up';
      return {
        ...nodeView(shape, `c${number}`, 1000 + number, zone, health),
        role: health === 'up' ? (number === 2 ? 'leader' : 'follower') : 'down',
        isActive: health === 'up' && number === 2,
        epoch: 12,
        logEndOffset: 90,
        highWatermark: 90,
      };
    }),
  );
  const partitions = Array.from({ length: shape.partitions }, (_, i) => partitionView(shape, i, brokers));
  return {
    zones: shape.zones,
    brokers,
    controllers,
    activeController: 1002,
    controllerEpoch: 12,
    votersAlive: controllers.filter((c) => c.health === 'up').length,
    partitions,
    producers: Array.from({ length: shape.producers }, (_, i) => producerView(shape, i)),
    consumers: Array.from({ length: shape.consumers }, (_, i) => consumerView(i, partitions)),
    groups: Array.from({ length: shape.groups }, (_, i) => groupView(shape, i, partitions)),
  };
}

function producerView(shape: ClusterShape, i: number): ProducerView {
  return {
    node: i === 0 ? 'order-service' : `payments-${i}`,
    client: i,
    health: 'up',
    zone: '',
    topic: shape.topic,
    acks: i === 0 ? 'all' : '1',
    isIdempotent: i === 0,
    ratePerSecond: 45,
    sent: 1300,
    acknowledged: 1284,
    failed: 0,
    waiting: 16,
    requestsInFlight: 1,
    ackedLost: 0,
    unackedLost: 0,
    slowestAckMs: 12,
  };
}

function consumerView(i: number, partitions: readonly PartitionView[]): ConsumerView {
  return {
    node: `audit-${i + 1}`,
    client: i,
    health: 'up',
    zone: '',
    partitions: partitions.map((p) => ({ tp: p.tp, position: 435, highWatermark: 447, lag: 12 })),
    consumed: 435,
    lag: 12 * partitions.length,
  };
}

function groupView(shape: ClusterShape, i: number, partitions: readonly PartitionView[]): GroupView {
  const group = i === 0 ? 'order-processing' : `billing-and-invoices-${i}`;
  const nodes = Array.from({ length: shape.members }, (_, n) => `${group}-${n + 1}`);
  // The last one is down while a broker is.
  const healthOf = (n: number): NodeHealth =>
    shape.down >= 0 && n === shape.members - 1 ? shape.health : 'up';
  return {
    group,
    protocol: 'classic',
    state: shape.down >= 0 ? 'PreparingRebalance' : 'Stable',
    coordinator: 'b1',
    generation: 7,
    groupEpoch: -1,
    assignmentEpoch: -1,
    assignor: 'range',
    members: nodes.map((node, n) => ({
      node,
      health: healthOf(n),
      zone: '',
      memberId: `${node}-id`,
      instanceId: '',
      state: 'STABLE',
      generation: 7,
      isLeader: n === 0,
      activity: 'polling',
      awayMs: 0,
      partitions: partitions
        .filter((p) => p.index % shape.members === n)
        .map((p) => ({ tp: p.tp, position: shape.end, buffered: 0, isStopped: false })),
      processed: 435,
    })),
    partitions: partitions.map((p) => ({
      tp: p.tp,
      owner: nodes[p.index % Math.max(1, shape.members)] ?? '',
      committed: Math.max(0, shape.end - 12),
      position: shape.end,
      highWatermark: shape.end,
      lag: Math.min(12, shape.end),
      stoppedSince: shape.down >= 0 ? 12 : -1,
      stoppedMs: 0,
      moves: 0,
    })),
    dupDelivered: 0,
    orderInversions: 0,
    lagMax: 0,
    lagTimeMax: 0,
    pausedPartitionMs: 0,
    partitionsMoved: 0,
    revoked: 0,
    lag: 12,
    processed: 435,
    skipped: 0,
  };
}
