// What may be asked of one thing in a Kafka world that somebody looks at closely: all that is to say of a message, a
// node, a replica, a setting. Apart from queries.ts, which pictures need at once: this is loaded when it is asked for.

import type { ChainStore } from '../../kernel/chain-store.ts';
import type { Entry, NodeId, World } from '../../kernel/world.ts';
import type { TopicPartition } from '../names.ts';
import { factsOfNode, factsOfReplica } from '../queries/details.ts';
import type { Fact } from '../queries/fact.ts';
import { viewFlight, viewFlights } from '../queries/flights.ts';
import { fatesOf, type RecordFates } from '../queries/record-fates.ts';
import { viewRecords } from '../queries/records.ts';
import {
  problemOfSetting,
  type SettingChoice,
  type SettingTarget,
  viewSettings,
} from '../queries/settings-now.ts';
import { type SettingView, viewTopicConfig } from '../queries/topic-config.ts';
import type { FlightView, PartitionView, RecordView } from '../views.ts';

/** All messages on their way, by arrival time, with their facts. */
export function messagesInFlight(world: World, _store: ChainStore): FlightView[] {
  return viewFlights(world);
}

/** One message with its facts; `entry` is a queue entry of kind MESSAGE. */
export function flightView(world: World, _store: ChainStore, entry: Entry): FlightView {
  return viewFlight(world, entry);
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

/** What became of every record: by producer, and by reader. */
export function recordFates(world: World): RecordFates {
  return fatesOf(world);
}

/** When the record at `offset` was appended to its leader's log, µs; undefined when it is not there. */
export function appendedAt(
  world: World,
  store: ChainStore,
  partition: PartitionView,
  offset: number,
): number | undefined {
  const leader = partition.replicas.find((replica) => replica.broker === partition.leader);
  if (leader === undefined) return undefined;
  return viewRecords(store, world, leader.node, partition.tp, offset, offset + 1)[0]?.appendedAt;
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
