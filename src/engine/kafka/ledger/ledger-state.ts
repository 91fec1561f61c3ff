// The record ledger: the fate of every produced record, as ranges. It is the observer's state: nodes never read it.
// Plain data, a few numbers per producer and partition however many records there are.

import type { RangeSet } from '../../../base/ranges.ts';
import type { Micros } from '../../../base/units.ts';
import type { BatchId } from '../../kernel/chain-store.ts';
import type { NodeId, World } from '../../kernel/world.ts';
import type { BrokerId, TopicPartition } from '../names.ts';

/** A wait shorter than this is latency (the first request of a client may take that long), not unavailability. */
export const UNAVAILABLE_FROM_MS = 250;

/** What became of one producer's records for one partition. Records are numbered from 0 in the order of send(). */
export interface ProducerBook {
  /** Records handed to send(): 0 … sent - 1. */
  sent: number;
  acked: RangeSet;
  /** Given up: the application got an exception. */
  failed: RangeSet;
  /** Of these, acks=0: acknowledged means handed to the network. */
  ackedBlindly: RangeSet;
  /** copies[0]: records with at least one copy in the log, copies[1]: at least two, … */
  copies: RangeSet[];
  /** Since when records wait and none was acknowledged, -1 when none waits. */
  stalledSince: Micros;
}

/** What one consumer got from one partition. */
export interface DeliveryBook {
  /** By producer index: [0] records delivered at least once, [1] at least twice, … */
  delivered: RangeSet[][];
  /** Pairs of records delivered against the order of their sending; absent = none. */
  inversions?: number;
}

/** What a group did with one partition. */
export interface GroupPartitionBook extends DeliveryBook {
  /** Offsets that some member processed. */
  processed: RangeSet;
  /** Committed records that poll() had not returned when it was last called. */
  behind: number;
  /** Where the group began to read, -1 = not yet. */
  firstOffset: number;
  /** -1 = none. Of a share group: its start offset. */
  committed: number;
  /** Member id that committed it, '' = none. */
  committer: string;
  /** What was committed before another member's commit that lies further back, -1 = that never happened. */
  rewoundFrom: number;
  /** Node that read it last, '' = none. */
  reader: NodeId;
  /** Of a share group: nodes that read it. Absent in others, and until somebody did. */
  readers?: NodeId[];
  /** Since when nobody reads it (µs), -1 = somebody does, or nobody has yet; and for how long in all before that. */
  stoppedSince: Micros;
  stoppedUs: Micros;
  /** How often another member took it over. */
  moves: number;
}

export interface GroupBook {
  partitions: Record<TopicPartition, GroupPartitionBook>;
  /** Records processed, repeats included. */
  processed: number;
  /** Of these, repeats, and pairs of one producer's records in one partition that came in another order. */
  dupDelivered: number;
  orderInversions: number;
  /** Records of all partitions that waited for poll(), and the most that ever did. */
  behind: number;
  lagMax: number;
  /** Age of the oldest record when it was processed, ms. */
  lagTimeMaxMs: number;
  /** Partitions in onPartitionsRevoked and onPartitionsLost. */
  revoked: number;
  /** Grows with everything after which the commits have to be looked at again: commits, members that go. */
  changes: number;
  /** The same for what the coordinator gives out. */
  assignments: number;
}

export interface PartitionBook {
  /** The log that counts is the newest leader's: its epoch, the node it stood on ('' before the first), its last batch. */
  leaderEpoch: number;
  leaderNode: NodeId;
  /** Node that led before it, '' none. */
  previousLeaderNode: NodeId;
  tail: BatchId;
  /** Newest ISR that a controller recorded. */
  isr: BrokerId[];
  /** Acknowledged records of that log that no running replica holds while its leader does not run. */
  atRisk: number;
}

export interface Ledger {
  partitions: Record<TopicPartition, PartitionBook>;
  /** By index of the producer in the scenario. */
  producers: Record<TopicPartition, ProducerBook>[];
  /** By index of the consumer in the scenario. */
  consumers: Record<TopicPartition, DeliveryBook>[];
  /** By name of the group. */
  groups: Record<string, GroupBook>;
  /** Grows with `changes` and `assignments` of any of them. */
  groupNews: number;
  /** Partitions in which something is at risk. */
  risks: number;
  /** Records that share groups handed out again, and those that they gave up. */
  redelivered: number;
  archived: number;
  /** By index of the consumer: records that poll() returned. */
  consumed: number[];
  /** Sparse histogram of ack latencies: [bucket, count, …], buckets rising; see ack-latency.ts. */
  ackLatency: number[];
  /** By index of the producer: longest time from send() to an acknowledgement, ms. */
  slowestAckMs: number[];
  /** By index of the producer: records whose send() failed before they had a partition. */
  failedSends: number[];
  /** Longest time in which records of a producer waited for a partition and none was acknowledged, ms. */
  longestStallMs: number;
  dupInLog: number;
  dupDelivered: number;
  orderInversions: number;
  elections: number;
  isrShrinks: number;
  isrExpands: number;
  truncated: number;
  notEnoughReplicas: number;
}

/** An empty ledger for a scenario with so many clients. */
export function createLedger(producers: number, consumers: number): Ledger {
  return {
    partitions: {},
    producers: Array.from({ length: producers }, () => ({})),
    consumers: Array.from({ length: consumers }, () => ({})),
    groups: {},
    groupNews: 0,
    risks: 0,
    redelivered: 0,
    archived: 0,
    consumed: Array.from({ length: consumers }, () => 0),
    ackLatency: [],
    slowestAckMs: Array.from({ length: producers }, () => 0),
    failedSends: Array.from({ length: producers }, () => 0),
    longestStallMs: 0,
    dupInLog: 0,
    dupDelivered: 0,
    orderInversions: 0,
    elections: 0,
    isrShrinks: 0,
    isrExpands: 0,
    truncated: 0,
    notEnoughReplicas: 0,
  };
}

/** The ledger of a world. */
export function ledgerOf(world: World): Ledger {
  return world.observer as Ledger;
}

export function partitionBook(ledger: Ledger, tp: TopicPartition): PartitionBook {
  let book = ledger.partitions[tp];
  if (book === undefined) {
    book = { leaderEpoch: -1, leaderNode: '', previousLeaderNode: '', tail: -1, isr: [], atRisk: 0 };
    ledger.partitions[tp] = book;
  }
  return book;
}

/** undefined for records that no producer of the scenario made. */
export function producerBook(ledger: Ledger, client: number, tp: TopicPartition): ProducerBook | undefined {
  const books = ledger.producers[client];
  if (books === undefined) return undefined;
  let book = books[tp];
  if (book === undefined) {
    book = { sent: 0, acked: [], failed: [], ackedBlindly: [], copies: [[]], stalledSince: -1 };
    books[tp] = book;
  }
  return book;
}

/** The book of a group's partition; made when it is first asked for. */
export function groupPartitionBook(ledger: Ledger, group: string, tp: TopicPartition): GroupPartitionBook {
  const { partitions } = groupBook(ledger, group);
  let book = partitions[tp];
  if (book === undefined) {
    book = {
      delivered: [],
      processed: [],
      behind: 0,
      firstOffset: -1,
      committed: -1,
      committer: '',
      rewoundFrom: -1,
      reader: '',
      stoppedSince: -1,
      stoppedUs: 0,
      moves: 0,
    };
    partitions[tp] = book;
  }
  return book;
}

export function groupBook(ledger: Ledger, group: string): GroupBook {
  let book = ledger.groups[group];
  if (book === undefined) {
    book = {
      partitions: {},
      processed: 0,
      dupDelivered: 0,
      orderInversions: 0,
      behind: 0,
      lagMax: 0,
      lagTimeMaxMs: 0,
      revoked: 0,
      changes: 0,
      assignments: 0,
    };
    ledger.groups[group] = book;
  }
  return book;
}
