// What diagrams, lessons and the command line may ask of a Kafka world. Pure functions of one moment; their parts
// stand in queries/.

import type { ChainStore } from '../kernel/chain-store.ts';
import type { Entry, NodeId, World } from '../kernel/world.ts';
import type { TopicPartition } from './names.ts';
import { viewCluster, viewPartitions } from './queries/cluster.ts';
import { factsOfNode, factsOfReplica } from './queries/details.ts';
import type { Fact } from './queries/fact.ts';
import { viewFlight, viewFlights } from './queries/flights.ts';
import {
  countMovedKeys,
  countPartitions,
  findPartitionOfKey,
  type KeysView,
  viewKeys,
} from './queries/keys.ts';
import { metricOf, viewLedger } from './queries/ledger-view.ts';
import { routeOf } from './queries/message-route.ts';
import { viewRecords } from './queries/records.ts';
import {
  problemOfSetting,
  type SettingChoice,
  type SettingTarget,
  viewSettings,
} from './queries/settings-now.ts';
import { type SettingView, viewTopicConfig } from './queries/topic-config.ts';
import type {
  ClusterView,
  FlightView,
  GroupView,
  LedgerView,
  MessageRoute,
  PartitionView,
  RecordView,
} from './views.ts';

/** The whole cluster. Partitions by the newest committed metadata that a running node holds. */
export function clusterView(world: World): ClusterView {
  return viewCluster(world);
}

/** One partition ("orders-0"); undefined when there is none. */
export function partitionView(world: World, tp: TopicPartition): PartitionView | undefined {
  return viewPartitions(world).find((partition) => partition.tp === tp);
}

/** One consumer group by its name; undefined when the scenario has no members of it. */
export function groupView(world: World, group: string): GroupView | undefined {
  return viewCluster(world).groups.find((g) => g.group === group);
}

/** The record ledger in numbers; `cluster` spares work where the view of the same world is at hand. */
export function ledgerView(world: World, cluster?: ClusterView): LedgerView {
  return viewLedger(world, cluster);
}

/** Any metric of the ledger by its name (metric-names.ts); throws for an unknown one. */
export function metric(world: World, name: string): number {
  return metricOf(world, name);
}

/** All messages on their way, by arrival time, with their facts. */
export function messagesInFlight(world: World, _store: ChainStore): FlightView[] {
  return viewFlights(world);
}

/** One message with its facts; `entry` is a queue entry of kind MESSAGE. */
export function flightView(world: World, _store: ChainStore, entry: Entry): FlightView {
  return viewFlight(world, entry);
}

/** The cheap part of it, for a painter that walks the queue every frame. With `world`, a fetch rides the row that moved. */
export function messageRoute(entry: Entry, world?: World): MessageRoute {
  return routeOf(entry, world);
}

/** Records of one replica's log, offsets [from, to), at most 5,000. */
export function recordsBetween(
  store: ChainStore,
  world: World,
  node: NodeId,
  tp: TopicPartition,
  from: number,
  to: number,
): RecordView[] {
  return viewRecords(store, world, node, tp, from, to);
}

/** Settings of a topic as they count now. */
export function topicConfig(world: World, topic: string): SettingView[] {
  return viewTopicConfig(world, topic);
}

/** The full state of a node in Kafka's words. */
export function nodeDetails(world: World, node: NodeId): Fact[] {
  return factsOfNode(world, node);
}

/** The full state of one replica in Kafka's words. */
export function replicaDetails(world: World, store: ChainStore, node: NodeId, tp: TopicPartition): Fact[] {
  return factsOfReplica(world, store, node, tp);
}

/** Settings of a node or topic as they could be changed now: names, present values, what is allowed. */
export function settingsOf(world: World, target: SettingTarget): SettingChoice[] {
  return viewSettings(world, target);
}

/** What Kafka says to a new value beside the settings that are given already; undefined when it takes it. */
export function settingProblem(
  world: World,
  target: SettingTarget,
  name: string,
  value: string | number | boolean,
): string | undefined {
  return problemOfSetting(world, target, name, value);
}

/** How many partitions a topic has; 0 when there is no such topic. */
export function partitionCount(world: World, topic: string): number {
  return countPartitions(world, topic);
}

/** The partition of a record key, as a producer that knows all partitions computes it; undefined without the topic. */
export function partitionOfKey(world: World, topic: string, key: string): TopicPartition | undefined {
  return findPartitionOfKey(world, topic, key);
}

/** How many of key-0, key-1, … (so many) belong elsewhere after a change of the number of partitions. */
export function movedKeys(keys: number, from: number, to: number): number {
  return countMovedKeys(keys, from, to);
}

/** Every partition with the keys that belong there. */
export function keysByPartition(world: World): KeysView[] {
  return viewKeys(world);
}
