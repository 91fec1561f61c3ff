// I8: the producer's own count of what waits agrees with the ledger.

import { countOf } from '../../../base/ranges.ts';
import type { World } from '../../kernel/world.ts';
import type { Violation } from '../invariants.ts';
import { ledgerOf } from '../ledger/ledger-state.ts';
import type { ProducerNode } from '../producer/producer-state.ts';

export function checkSent(world: World, node: ProducerNode, violations: Violation[]): void {
  if (!node.isUp) return;
  const ledger = ledgerOf(world);
  const { client } = node.config;
  const books = ledger.producers[client] ?? {};
  let sent = 0;
  for (const tp in books) {
    const book = books[tp];
    if (book === undefined) continue;
    const queue = node.memory.queues[tp];
    const batches = queue === undefined ? [] : [...queue.waiting, ...queue.inFlight];
    const waiting = batches.reduce((sum, batch) => sum + batch.count, 0);
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
