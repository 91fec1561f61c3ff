// The replicas of a broker and their logs. Both stand in lists; a record tells the place of each partition. Whoever asks
// for the same partitions again and again (a fetch) keeps the places and finds them without asking by name.

import type { ReplicaLog } from '../log/replica-log.ts';
import type { TopicPartition } from '../names.ts';
import type { BrokerDisk, BrokerMemory, ReplicaState } from './broker-state.ts';

/** Place of a partition that is not here. */
const NOWHERE = -1;

/** The replica of `tp` on this broker, undefined when it has none. */
export function replicaOf(memory: BrokerMemory, tp: TopicPartition): ReplicaState | undefined {
  const place = memory.replicaAt[tp];
  return place === undefined ? undefined : memory.replicas[place];
}

/** The log of `tp` on this disk, undefined when there is none. */
export function logOf(disk: BrokerDisk, tp: TopicPartition): ReplicaLog | undefined {
  const place = disk.logAt[tp];
  return place === undefined ? undefined : disk.logs[place];
}

/**
 * The place of `tp` in the list of replicas, -1 when it is not here. `places[i]` is where it was found the last time, if
 * there is one, and is brought up to date; it must not lie beyond the end.
 */
export function placeOf(memory: BrokerMemory, tp: TopicPartition, places: number[], i: number): number {
  if (i < places.length) {
    const guess = places[i] as number;
    if (guess !== NOWHERE && memory.replicas[guess]?.tp === tp) return guess;
  }
  const place = memory.replicaAt[tp] ?? NOWHERE;
  places[i] = place;
  return place;
}

/** Puts a log on the disk. Logs are never taken away while the disk lives. */
export function addLog(disk: BrokerDisk, tp: TopicPartition, log: ReplicaLog): number {
  const place = disk.logs.length;
  disk.logs.push(log);
  disk.logAt[tp] = place;
  return place;
}

/** Puts a replica into memory. Replicas are never taken away while the process lives. */
export function addReplica(memory: BrokerMemory, state: ReplicaState): void {
  state.place = memory.replicas.length;
  memory.replicaAt[state.tp] = state.place;
  memory.replicas.push(state);
}
