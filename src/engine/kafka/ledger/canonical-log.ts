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
import type { TopicPartition } from '../names.ts';
import { addCopies, removeCopies } from './copies.ts';
import { type Ledger, type PartitionBook, producerBook } from './ledger-state.ts';

/** Counts a batch in, or (`isIn` false) out of the log that counts. */
export function countBatch(
  ledger: Ledger,
  store: ChainStore,
  tp: TopicPartition,
  batch: BatchId,
  isIn: boolean,
): void {
  const client = chainGet(store, CLIENT, batch);
  const book = client < 0 ? undefined : producerBook(ledger, client, tp);
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
export function switchTail(
  ledger: Ledger,
  store: ChainStore,
  tp: TopicPartition,
  book: PartitionBook,
  tail: BatchId,
): void {
  let old = book.tail;
  let now = tail;
  const added: BatchId[] = [];
  while (old !== now) {
    if (depthOf(store, old) >= depthOf(store, now)) {
      countBatch(ledger, store, tp, old, false);
      old = chainGet(store, PREV, old);
    } else {
      added.push(now);
      now = chainGet(store, PREV, now);
    }
  }
  for (let i = added.length - 1; i >= 0; i--) countBatch(ledger, store, tp, added[i] as BatchId, true);
  book.tail = tail;
}

function ackedInBatch(ledger: Ledger, store: ChainStore, tp: TopicPartition, batch: BatchId): number {
  const client = chainGet(store, CLIENT, batch);
  const book = client < 0 ? undefined : producerBook(ledger, client, tp);
  if (book === undefined) return 0;
  const first = chainGet(store, FIRST_RECORD, batch);
  return countWithin(book.acked, first, first + chainGet(store, COUNT, batch));
}

/** Acknowledged records of the log that counts which are not in the chain that ends in `tail`. */
function ackedMissing(
  ledger: Ledger,
  store: ChainStore,
  tp: TopicPartition,
  from: BatchId,
  tail: BatchId,
): number {
  let missing = 0;
  for (let at = from; at !== NO_BATCH && !chainContains(store, tail, at); at = chainGet(store, PREV, at)) {
    missing += ackedInBatch(ledger, store, tp, at);
  }
  return missing;
}

/** True when the node that leads by the ledger's knowledge runs. */
export function isLeaderRunning(world: World, node: NodeId): boolean {
  return node !== '' && world.nodes[node]?.isUp === true;
}

/**
 * Judges again what is at risk in a partition: nothing while its leader runs. Walks only where histories differ.
 * `ending` is a node whose process is just ending, '' for none.
 */
export function judgeRisk(
  world: World,
  store: ChainStore,
  ledger: Ledger,
  tp: TopicPartition,
  book: PartitionBook,
  ending: NodeId,
): void {
  const { leaderNode } = book;
  if (leaderNode === '' || (leaderNode !== ending && isLeaderRunning(world, leaderNode))) {
    book.atRisk = 0;
    return;
  }
  let least = -1;
  for (const id of world.order) {
    const node = world.nodes[id] as BrokerNode;
    if (node.kind !== 'broker' || !node.isUp || id === ending) continue;
    const log = logOf(node.disk, tp);
    if (log === undefined) continue;
    const missing = ackedMissing(ledger, store, tp, book.tail, log.tail);
    if (least < 0 || missing < least) least = missing;
  }
  book.atRisk = least < 0 ? ackedMissing(ledger, store, tp, book.tail, NO_BATCH) : least;
}

/** The same for every partition: after a process went or came. */
export function judgeAllRisks(world: World, store: ChainStore, ledger: Ledger, ending: NodeId): void {
  for (const tp in ledger.partitions)
    judgeRisk(world, store, ledger, tp, ledger.partitions[tp] as PartitionBook, ending);
}
