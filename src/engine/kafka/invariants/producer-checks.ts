// Checks of what producers were promised. I1: what was acknowledged is in the log that counts. I8: the producer's own
// count of what waits agrees with the ledger.

import { countDifference, countOf } from '../../../base/ranges.ts';
import { chainContains, NO_BATCH } from '../../kernel/chain-store.ts';
import type { World } from '../../kernel/world.ts';
import type { InvariantFacts, Violation } from '../invariants.ts';
import { ledgerOf } from '../ledger/ledger-state.ts';
import { effectiveMinIsr } from '../metadata-image.ts';
import { splitTopicPartition, type TopicPartition } from '../names.ts';
import { queueOf } from '../producer/accumulator.ts';
import type { ProducerBatch, ProducerNode } from '../producer/producer-state.ts';
import { newestImage } from '../queries/newest-image.ts';
import { isExcused, isLifted } from './excuses.ts';
import type { InvariantMemory, Look } from './invariant-memory.ts';

function recordsIn(batches: readonly ProducerBatch[]): number {
  let n = 0;
  for (const batch of batches) n += batch.count;
  return n;
}

/** I8 */
export function checkSent(world: World, node: ProducerNode, violations: Violation[]): void {
  if (!node.isUp) return;
  const books = ledgerOf(world).producers[node.config.client] ?? {};
  let sent = 0;
  for (const tp in books) {
    const book = books[tp];
    if (book === undefined) continue;
    const queue = queueOf(node.memory, tp);
    const waiting = queue === undefined ? 0 : recordsIn(queue.waiting) + recordsIn(queue.inFlight);
    const settled = countOf(book.acked) + countOf(book.failed);
    sent += book.sent;
    if (book.sent !== settled + waiting) {
      violations.push({
        invariant: 'I8',
        subject: node.id,
        message: `${tp}: ${book.sent} sent, but ${settled} settled and ${waiting} waiting`,
      });
    }
  }
  if (sent !== node.disk.sent) {
    violations.push({
      invariant: 'I8',
      subject: node.id,
      message: `${node.disk.sent} records in batches so far, ${sent} in the ledger`,
    });
  }
}

/** Acknowledged records of one producer that the log of `tp` lacks, and no reason for it: I1. */
function checkBook(
  world: World,
  facts: InvariantFacts,
  memory: InvariantMemory,
  client: number,
  tp: TopicPartition,
  violations: Violation[],
): void {
  const book = ledgerOf(world).producers[client]?.[tp];
  if (book === undefined) return;
  const missing = countDifference(book.acked, book.copies[0] ?? []);
  if (missing === 0 || isExcused(tp, facts, memory)) return;
  if (!isLifted(facts, 'acks') && !facts.acksAllClients.includes(client)) return;
  if (!isLifted(facts, 'minIsr')) {
    if (!facts.safeTopics.includes(splitTopicPartition(tp).topic)) return;
    if (effectiveMinIsr(newestImage(world), tp, 1) < 2) return;
  }
  violations.push({
    invariant: 'I1',
    subject: tp,
    message: `${missing} acknowledged records are missing`,
    client,
  });
}

/** I1 for one producer: what it was told last. */
export function checkAcknowledged(
  world: World,
  facts: InvariantFacts,
  memory: InvariantMemory,
  client: number,
  violations: Violation[],
): void {
  for (const tp in ledgerOf(world).producers[client]) checkBook(world, facts, memory, client, tp, violations);
}

export function checkAllAcknowledged(
  world: World,
  facts: InvariantFacts,
  memory: InvariantMemory,
  violations: Violation[],
): void {
  const { producers } = ledgerOf(world);
  for (let client = 0; client < producers.length; client++)
    checkAcknowledged(world, facts, memory, client, violations);
}

/** I1 for one partition, when the log that counts is not the one before with more at its end. */
export function checkLogThatCounts(look: Look, tp: TopicPartition): void {
  const { world, store, memory } = look;
  const ledger = ledgerOf(world);
  const tail = ledger.partitions[tp]?.tail ?? NO_BATCH;
  const judged = memory.judgedTails.get(tp) ?? NO_BATCH;
  if (tail === judged) return;
  memory.judgedTails.set(tp, tail);
  if (chainContains(store, tail, judged)) return;
  for (let client = 0; client < ledger.producers.length; client++)
    checkBook(world, look.facts, memory, client, tp, look.violations);
}
