// What is always true of a correct Kafka cluster, as named sentences, each with the settings and faults under which a
// correct run may break it. Checked after every event in tests and searches; what has to be remembered from event to
// event stands in a plain object outside the world.

import { countDifference } from '../../base/ranges.ts';
import type { ChainStore } from '../kernel/chain-store.ts';
import type { World } from '../kernel/world.ts';
import {
  checkCommitted,
  checkHighWatermark,
  checkLog,
  checkOneLeader,
  checkProducerOrder,
  checkReaders,
} from './invariants/log-checks.ts';
import { checkSent } from './invariants/producer-checks.ts';
import { ledgerOf } from './ledger/ledger-state.ts';
import { effectiveMinIsr } from './metadata-image.ts';
import type { MetadataImage } from './metadata-records.ts';
import { splitTopicPartition, type TopicPartition } from './names.ts';
import type { ProducerNode } from './producer/producer-state.ts';
import { nodesOfKind } from './queries/cluster.ts';
import { newestImage } from './queries/newest-image.ts';

export const INVARIANTS = {
  I1: 'No record acknowledged under acks=all with the ISR at min.insync.replicas or above is missing from the log.',
  I2: 'A partition has at most one leader per leader epoch.',
  I3: "The leader's high watermark is at most the smallest log end offset of the ISR, and nothing below it is ever removed from a replica in the ISR or ELR.",
  I4: 'Consumers never see offsets at or above the high watermark.',
  I5: 'Offsets in a log strictly increase.',
  I6: 'Per partition and producer session the log order is the send order when the producer is idempotent.',
  I8: 'Every record handed to send() is acknowledged, failed, buffered or in flight.',
} as const;
export type InvariantName = keyof typeof INVARIANTS;

/** What may legitimately break one: known from the scenario before the run. */
export interface InvariantFacts {
  /** A disk is lost or the power goes, so that a replica may come back without what it had. */
  readonly hasDataLoss: boolean;
  /** Topics that allow unclean leader election at some time ('*' = all). */
  readonly uncleanTopics: readonly string[];
  /** A producer process ends, which takes what it had buffered. */
  readonly hasProducerLoss: boolean;
  /** Indexes of producers that use acks=all throughout. */
  readonly acksAllClients: readonly number[];
  /** Topics whose min.insync.replicas is 2 or more throughout. */
  readonly safeTopics: readonly string[];
}

export interface Violation {
  readonly invariant: InvariantName;
  /** Partition or node that it is about. */
  readonly subject: string;
  readonly message: string;
}

/** What is remembered between events. */
export interface InvariantMemory {
  /** `tp@leaderEpoch` to the node that led in it. */
  leaders: Map<string, string>;
  /** `node/tp` to the last batch seen there. */
  tails: Map<string, number>;
  /** Highest high watermark that any leader of the partition had, and the batch below it. */
  committed: Map<TopicPartition, { highWatermark: number; batch: number }>;
  /** Partitions with an unclean election (that of the last known leader counts). */
  unclean: Set<TopicPartition>;
}

export function createInvariantMemory(): InvariantMemory {
  return { leaders: new Map(), tails: new Map(), committed: new Map(), unclean: new Set() };
}

/** Partitions in which acknowledged data may be gone for a reason. */
export function isExcused(tp: TopicPartition, facts: InvariantFacts, memory: InvariantMemory): boolean {
  if (facts.hasDataLoss || memory.unclean.has(tp) || facts.uncleanTopics.includes('*')) return true;
  return facts.uncleanTopics.includes(splitTopicPartition(tp).topic);
}

function checkAcknowledged(
  world: World,
  image: MetadataImage,
  facts: InvariantFacts,
  memory: InvariantMemory,
): Violation[] {
  const violations: Violation[] = [];
  ledgerOf(world).producers.forEach((books, client) => {
    if (!facts.acksAllClients.includes(client)) return;
    for (const tp in books) {
      const book = books[tp];
      const { topic } = splitTopicPartition(tp);
      if (book === undefined || !facts.safeTopics.includes(topic) || isExcused(tp, facts, memory)) continue;
      if (effectiveMinIsr(image, tp, 1) < 2) continue;
      const lost = countDifference(book.acked, book.copies[0] ?? []);
      if (lost > 0)
        violations.push({
          invariant: 'I1',
          subject: tp,
          message: `${lost} acknowledged records are missing`,
        });
    }
  });
  return violations;
}

/** All violations at this moment. `memory` is kept up to date. */
export function checkInvariants(
  world: World,
  store: ChainStore,
  facts: InvariantFacts,
  memory: InvariantMemory,
): Violation[] {
  const image = newestImage(world);
  for (const tp in image.partitions) if (image.partitions[tp]?.isRecovering === true) memory.unclean.add(tp);
  const violations: Violation[] = [];
  const isFree = (tp: TopicPartition) => isExcused(tp, facts, memory);
  checkOneLeader(world, memory, violations);
  checkLog(world, store, memory, violations);
  checkProducerOrder(world, store, violations);
  checkHighWatermark(world, store, memory, isFree, violations);
  checkCommitted(world, store, image, memory, isFree, violations);
  checkReaders(world, memory, violations);
  if (!facts.hasProducerLoss)
    for (const node of nodesOfKind<ProducerNode>(world, 'producer')) checkSent(world, node, violations);
  violations.push(...checkAcknowledged(world, image, facts, memory));
  return violations;
}
