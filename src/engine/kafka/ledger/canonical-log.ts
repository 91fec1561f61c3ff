// Which log of a partition counts: the newest leader's. When a leader with another history takes over, the ledger walks
// both chains back to where they part, takes away what is gone and adds what is there instead.

import { countWithin } from '../../../base/ranges.ts';
import { smallInt } from '../../../base/small-int.ts';
import {
  type BatchId,
  type ChainStore,
  chainContains,
  chainGet,
  DEPTH,
  NO_BATCH,
  PREV,
} from '../../kernel/chain-store.ts';
import type { NodeId, World } from '../../kernel/world.ts';
import type { BrokerNode } from '../broker/broker-state.ts';
import { logOf } from '../broker/hosted.ts';
import { CLIENT, COUNT, FIRST_RECORD } from '../log/batch-columns.ts';
import { type Books, booksOf, leaderIn, producerIn } from './books.ts';
import { addCopies, removeCopies } from './copies.ts';
import type { Ledger } from './ledger-state.ts';

/** Counts a batch in, or (`isIn` false) out of the log that counts. */
export function countBatch(
  ledger: Ledger,
  store: ChainStore,
  books: Books,
  batch: BatchId,
  isIn: boolean,
): void {
  const client = chainGet(store, CLIENT, batch);
  const book = client < 0 ? undefined : producerIn(ledger, books, client);
  if (book === undefined) return;
  const first = smallInt(chainGet(store, FIRST_RECORD, batch));
  const end = first + smallInt(chainGet(store, COUNT, batch));
  if (isIn) ledger.dupInLog += addCopies(book.copies, first, end);
  else ledger.dupInLog -= removeCopies(book.copies, first, end);
}

function depthOf(store: ChainStore, batch: BatchId): number {
  return batch === NO_BATCH ? -1 : chainGet(store, DEPTH, batch);
}

/** Makes the chain that ends in `tail` the log that counts. */
export function switchTail(ledger: Ledger, store: ChainStore, books: Books, tail: BatchId): void {
  const book = books.partition;
  let old = book.tail;
  let now = tail;
  const added: BatchId[] = [];
  while (old !== now) {
    if (depthOf(store, old) >= depthOf(store, now)) {
      countBatch(ledger, store, books, old, false);
      old = chainGet(store, PREV, old);
    } else {
      added.push(now);
      now = chainGet(store, PREV, now);
    }
  }
  for (let i = added.length - 1; i >= 0; i--) countBatch(ledger, store, books, added[i] as BatchId, true);
  book.tail = tail;
}

function ackedInBatch(ledger: Ledger, store: ChainStore, books: Books, batch: BatchId): number {
  const client = chainGet(store, CLIENT, batch);
  const book = client < 0 ? undefined : producerIn(ledger, books, client);
  if (book === undefined) return 0;
  const first = chainGet(store, FIRST_RECORD, batch);
  return countWithin(book.acked, first, first + chainGet(store, COUNT, batch));
}

/** Acknowledged records of the log that counts which are not in the chain that ends in `tail`. */
function ackedMissing(ledger: Ledger, store: ChainStore, books: Books, from: BatchId, tail: BatchId): number {
  let missing = 0;
  for (let at = from; at !== NO_BATCH && !chainContains(store, tail, at); at = chainGet(store, PREV, at)) {
    missing += ackedInBatch(ledger, store, books, at);
  }
  return missing;
}

/** Acknowledged records of the log that counts that no running replica holds; `ending` does not run any more. */
function leastMissing(world: World, store: ChainStore, ledger: Ledger, books: Books, ending: NodeId): number {
  const { tail } = books.partition;
  let least = -1;
  for (const id of world.order) {
    const node = world.nodes[id] as BrokerNode;
    if (node.kind !== 'broker' || !node.isUp || id === ending) continue;
    const log = logOf(node.disk, books.tp);
    if (log === undefined) continue;
    const missing = ackedMissing(ledger, store, books, tail, log.tail);
    if (least < 0 || missing < least) least = missing;
  }
  return least < 0 ? ackedMissing(ledger, store, books, tail, NO_BATCH) : least;
}

/**
 * Judges again what is at risk in a partition: nothing while its leader runs. Walks only where histories differ.
 * `ending` is a node whose process is just ending, '' for none.
 */
export function judgeRisk(
  world: World,
  store: ChainStore,
  ledger: Ledger,
  books: Books,
  ending: NodeId,
): void {
  const book = books.partition;
  const { leaderNode } = book;
  const isSafe = leaderNode === '' || (leaderNode !== ending && leaderIn(world, books)?.isUp === true);
  const atRisk = isSafe ? 0 : leastMissing(world, store, ledger, books, ending);
  if (atRisk === 0 && book.atRisk > 0) ledger.risks--;
  if (atRisk > 0 && book.atRisk === 0) ledger.risks++;
  book.atRisk = atRisk;
}

/** The same for every partition: after a process went or came. */
export function judgeAllRisks(world: World, store: ChainStore, ledger: Ledger, ending: NodeId): void {
  for (const tp in ledger.partitions) judgeRisk(world, store, ledger, booksOf(ledger, tp), ending);
}
