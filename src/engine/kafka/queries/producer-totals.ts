// What became of a producer's records, from the ledger and from what is still on its way.

import { countDifference, countOf, countWithin } from '../../../base/ranges.ts';
import { MICROS_PER_MS } from '../../../base/units.ts';
import { type Entry, MESSAGE, type World } from '../../kernel/world.ts';
import type { BrokerNode } from '../broker/broker-state.ts';
import { ledgerOf, type ProducerBook, UNAVAILABLE_FROM_MS } from '../ledger/ledger-state.ts';
import type { ProduceRequest } from '../messages.ts';
import type { ProducerNode } from '../producer/producer-state.ts';

type Visit = (request: ProduceRequest) => void;

function visitEntries(entries: readonly Entry[], visit: Visit): void {
  for (const entry of entries) {
    if (entry.kind !== MESSAGE || entry.message === 0 || entry.message.api !== 'produceRequest') continue;
    visit(entry.message as ProduceRequest);
  }
}

/** Produce requests that were sent and not handled yet: on a link, in a socket, or waiting at a broker. */
function visitProduceRequests(world: World, visit: Visit): void {
  visitEntries(world.queue, visit);
  for (const key in world.connections) visitEntries(world.connections[key]?.held ?? [], visit);
  for (const id of world.order) {
    const node = world.nodes[id] as BrokerNode;
    visitEntries(node.inbox, visit);
    if (node.kind !== 'broker' || !node.isUp) continue;
    for (const { waiting } of node.memory.served) {
      for (const { message } of waiting) {
        if (message.api === 'produceRequest') visit(message as ProduceRequest);
      }
    }
  }
}

function isBlind(books: Readonly<Record<string, ProducerBook>> | undefined): boolean {
  for (const tp in books) if ((books[tp]?.ackedBlindly.length ?? 0) > 0) return true;
  return false;
}

/**
 * Records of acks=0 that count as acknowledged, are not in the log, and may still get there, by client. One pass over
 * all messages for all clients, since thousands may be on their way.
 */
export function blindOnTheWay(world: World): readonly number[] {
  const { producers } = ledgerOf(world);
  const records = producers.map(() => 0);
  if (!producers.some(isBlind)) return records;
  visitProduceRequests(world, (request) => {
    if (request.acks !== 0) return;
    for (const batch of request.batches) {
      const book = producers[batch.client]?.[batch.tp];
      if (book === undefined) continue;
      const end = batch.firstRecord + batch.count;
      const acked = countWithin(book.ackedBlindly, batch.firstRecord, end);
      const missing = Math.max(0, acked - countWithin(book.copies[0] ?? [], batch.firstRecord, end));
      records[batch.client] = (records[batch.client] ?? 0) + missing;
    }
  });
  return records;
}

export interface ProducerTotals {
  /** Records handed to send(). */
  readonly sent: number;
  readonly acknowledged: number;
  readonly failed: number;
  /** Neither acknowledged nor given up. */
  readonly waiting: number;
  readonly ackedLost: number;
  readonly unackedLost: number;
}

/** One producer over all partitions; who asks for many makes `onTheWay` once. */
export function producerTotals(
  world: World,
  node: ProducerNode,
  onTheWay: readonly number[] = blindOnTheWay(world),
): ProducerTotals {
  const { client } = node.config;
  const ledger = ledgerOf(world);
  const books = ledger.producers[client] ?? {};
  let sent = 0;
  let acknowledged = 0;
  let failed = 0;
  let ackedLost = -(onTheWay[client] ?? 0);
  let unackedLost = 0;
  for (const tp in books) {
    const book = books[tp];
    if (book === undefined) continue;
    const inLog = book.copies[0] ?? [];
    sent += book.sent;
    acknowledged += countOf(book.acked);
    failed += countOf(book.failed);
    ackedLost += countDifference(book.acked, inLog);
    unackedLost += countDifference(book.failed, inLog);
  }
  const failedSends = ledger.failedSends[client] ?? 0;
  failed += failedSends;
  // Records that wait for metadata or memory belong to no partition yet.
  sent += failedSends + (node.isUp ? node.memory.blocked.length : 0);
  return {
    sent,
    acknowledged,
    failed,
    waiting: sent - acknowledged - failed,
    ackedLost,
    unackedLost: unackedLost + failedSends,
  };
}

/** Longest time (ms) in which records waited for a partition and none was acknowledged, one that lasts included. */
export function longestStallMs(world: World): number {
  const ledger = ledgerOf(world);
  let longest = ledger.longestStallMs;
  for (const books of ledger.producers) {
    for (const tp in books) {
      const since = books[tp]?.stalledSince ?? -1;
      const ms = since < 0 ? 0 : Math.floor((world.now - since) / MICROS_PER_MS);
      if (ms >= UNAVAILABLE_FROM_MS && ms > longest) longest = ms;
    }
  }
  return longest;
}
