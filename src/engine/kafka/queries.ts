// What diagrams, lessons and the command line may ask of a Kafka world. Pure functions of one moment; their parts
// stand in queries/. All that is to say of one thing is asked of facts/queries.ts.

import type { Entry, World } from '../kernel/world.ts';
import type { TopicPartition } from './names.ts';
import { viewCluster, viewPartitions } from './queries/cluster.ts';
import {
  countMovedKeys,
  countPartitions,
  findPartitionOfKey,
  type KeysView,
  viewKeys,
} from './queries/keys.ts';
import { metricOf, viewLedger } from './queries/ledger-view.ts';
import { routeOf } from './queries/message-route.ts';
import type { ClusterView, GroupView, LedgerView, MessageRoute, PartitionView } from './views.ts';

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

/** The way of a message, cheap enough for a painter that walks the queue every frame. With `world`, a fetch rides the row that moved. */
export function messageRoute(entry: Entry, world?: World): MessageRoute {
  return routeOf(entry, world);
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
