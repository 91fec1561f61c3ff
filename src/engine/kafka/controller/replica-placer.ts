// Where a new topic's replicas go: leaders rotate over racks, then brokers; followers go to other racks while they
// can; fenced brokers come last and never lead. [src: metadata/placement/StripedReplicaPlacer.java]

import type { BrokerId } from '../names.ts';

/** A broker that may hold replicas: registered and not in controlled shutdown. Rack '' = none. */
export interface UsableBroker {
  readonly id: BrokerId;
  readonly rack: string;
  readonly isFenced: boolean;
}

export type Placement =
  | { readonly assignments: BrokerId[][] }
  | { readonly error: 'INVALID_PARTITIONS' | 'INVALID_REPLICATION_FACTOR'; readonly message: string };

interface BrokerList {
  brokers: BrokerId[];
  epoch: number;
  index: number;
  offset: number;
}

interface Rack {
  name: string;
  fenced: BrokerList;
  unfenced: BrokerList;
}

/**
 * Assigns `partitions` partitions of `replicationFactor` replicas each; the first of each is the preferred leader.
 * `draw(n)` gives a uniform integer in [0, n); draws come in Kafka's order.
 */
export function placeReplicas(
  brokers: readonly UsableBroker[],
  partitions: number,
  replicationFactor: number,
  draw: (n: number) => number,
): Placement {
  if (partitions <= 0) return { error: 'INVALID_PARTITIONS', message: `${partitions} partitions` };
  const racks = buildRacks(brokers, draw);
  // Racks are walked in name order, "no rack" first; '' sorts before every name.
  const names = racks.map((_, i) => i).sort((a, b) => compareText(nameOf(racks, a), nameOf(racks, b)));
  let rackOffset = racks.length === 0 ? 0 : draw(racks.length);
  const unfenced = brokers.filter((b) => !b.isFenced).length;
  const problem = problemWith(replicationFactor, brokers.length, unfenced);
  if (problem !== '') return { error: 'INVALID_REPLICATION_FACTOR', message: problem };
  let epoch = 0;
  const assignments: BrokerId[][] = [];
  for (let p = 0; p < partitions; p++) {
    if (epoch === unfenced && unfenced > 1) {
      shuffle(names, draw);
      for (const rack of racks) {
        shuffle(rack.fenced.brokers, draw);
        shuffle(rack.unfenced.brokers, draw);
      }
      epoch = 0;
    }
    if (rackOffset === racks.length) rackOffset = 0;
    assignments.push(placeOne(racks, names, replicationFactor, epoch, rackOffset));
    epoch++;
    rackOffset++;
  }
  return { assignments };
}

function problemWith(replicationFactor: number, usable: number, unfenced: number): string {
  if (replicationFactor <= 0) return `replication factor ${replicationFactor}`;
  if (unfenced === 0) return 'all brokers are fenced';
  if (replicationFactor > usable) return `replication factor ${replicationFactor} with ${usable} brokers`;
  return '';
}

function placeOne(
  racks: Rack[],
  names: number[],
  replicationFactor: number,
  epoch: number,
  start: number,
): BrokerId[] {
  const n = names.length;
  const rackAt = (i: number) => racks[names[i] as number] as Rack;
  const replicas: BrokerId[] = [];
  let leaderRack = -1;
  let i = start;
  // Some rack has an unfenced broker (checked by the caller), so this ends.
  while (replicas.length === 0) {
    const leader = next(rackAt(i).unfenced, epoch);
    if (leader !== undefined) {
      leaderRack = i;
      replicas.push(leader);
    }
    i = (i + 1) % n;
  }
  i = start;
  while (replicas.length < replicationFactor) {
    if (i === leaderRack) leaderRack = -1;
    else {
      const rack = rackAt(i);
      const replica = next(rack.unfenced, epoch) ?? next(rack.fenced, epoch);
      if (replica !== undefined) replicas.push(replica);
    }
    i = (i + 1) % n;
  }
  return replicas;
}

/** Racks in Java's hash order of their names, each with its lists and their first draws. */
function buildRacks(brokers: readonly UsableBroker[], draw: (n: number) => number): Rack[] {
  const names: string[] = [];
  for (const broker of brokers) if (!names.includes(broker.rack)) names.push(broker.rack);
  return hashOrder(names).map((name) => {
    const idsOf = (isFenced: boolean) =>
      brokers
        .filter((b) => b.rack === name && b.isFenced === isFenced)
        .map((b) => b.id)
        .sort((a, b) => a - b);
    const fenced = createList(idsOf(true), draw);
    const unfenced = createList(idsOf(false), draw);
    return { name, fenced, unfenced };
  });
}

function createList(brokers: BrokerId[], draw: (n: number) => number): BrokerList {
  return { brokers, epoch: 0, index: 0, offset: brokers.length === 0 ? 0 : draw(brokers.length) };
}

function next(list: BrokerList, epoch: number): BrokerId | undefined {
  const n = list.brokers.length;
  if (n === 0) return undefined;
  if (list.epoch !== epoch) {
    list.epoch = epoch;
    list.index = 0;
    list.offset = (list.offset + 1) % n;
  }
  if (list.index >= n) return undefined;
  return list.brokers[(list.index++ + list.offset) % n];
}

function shuffle<T>(list: T[], draw: (n: number) => number): void {
  for (let i = list.length; i >= 2; i--) {
    const j = draw(i);
    const moved = list[i - 1] as T;
    list[i - 1] = list[j] as T;
    list[j] = moved;
  }
}

/** Iteration order of a java.util.HashMap filled with these keys in this order; '' stands for an absent rack. */
function hashOrder(names: readonly string[]): string[] {
  let capacity = 16;
  while (names.length > capacity * 0.75) capacity *= 2;
  const buckets = names.map((name, i) => ({ name, i, bucket: spreadHash(name) & (capacity - 1) }));
  return buckets.sort((a, b) => a.bucket - b.bucket || a.i - b.i).map((entry) => entry.name);
}

function spreadHash(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h = (Math.imul(31, h) + text.charCodeAt(i)) | 0;
  return h ^ (h >>> 16);
}

function nameOf(racks: Rack[], i: number): string {
  return (racks[i] as Rack).name;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
