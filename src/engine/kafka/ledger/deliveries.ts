// Records of the log reach a reader: which of them again, and which behind later ones. A reader is a plain consumer or
// a whole group.

import { addRange, countWithin, type RangeSet } from '../../../base/ranges.ts';
import { smallInt } from '../../../base/small-int.ts';
import {
  BASE_OFFSET,
  type BatchId,
  type ChainStore,
  chainFindFirstAtLeast,
  chainGet,
  LAST_OFFSET,
  NO_BATCH,
} from '../../kernel/chain-store.ts';
import { CLIENT, COUNT, CREATED_AT, FIRST_RECORD } from '../log/batch-columns.ts';
import { addCopies } from './copies.ts';
import type { DeliveryBook, Ledger } from './ledger-state.ts';

/** Records [first, end) of one producer reach a consumer: which of them again, and which after later ones. */
function deliver(ledger: Ledger, book: DeliveryBook, client: number, first: number, end: number): void {
  while (book.delivered.length <= client) book.delivered.push([[]]);
  const times = book.delivered[client] as RangeSet[];
  const set = times[0] as RangeSet;
  // The common case: it follows everything that came before.
  if (set.length === 0 || first >= (set[set.length - 1] as number)) {
    addRange(set, first, end);
    return;
  }
  const later = countWithin(set, end, Number.MAX_SAFE_INTEGER);
  const again = addCopies(times, first, end);
  ledger.dupDelivered += again;
  const inversions = (end - first - again) * later;
  if (inversions === 0) return;
  ledger.orderInversions += inversions;
  book.inversions = (book.inversions ?? 0) + inversions;
}

/** The part of one batch that lies between the offsets. */
export function deliverBatch(
  ledger: Ledger,
  store: ChainStore,
  book: DeliveryBook,
  batch: BatchId,
  f: { readonly fromOffset: number; readonly toOffset: number },
): void {
  const client = chainGet(store, CLIENT, batch);
  if (client < 0) return;
  const base = smallInt(chainGet(store, BASE_OFFSET, batch));
  const first = smallInt(chainGet(store, FIRST_RECORD, batch));
  const from = Math.max(base, f.fromOffset) - base;
  const to = Math.min(smallInt(chainGet(store, COUNT, batch)), f.toOffset - base);
  if (to > from) deliver(ledger, book, client, first + from, first + to);
}

/** Offsets [from, to) of the log that ends in `tail` reach a reader. Returns when the first was made (µs), -1 for nobody's. */
export function deliverRange(
  ledger: Ledger,
  store: ChainStore,
  book: DeliveryBook,
  tail: BatchId,
  range: { readonly fromOffset: number; readonly toOffset: number },
): number {
  let madeAt = -1;
  let at = range.fromOffset;
  while (at < range.toOffset) {
    const batch = chainFindFirstAtLeast(store, tail, LAST_OFFSET, at);
    if (batch === NO_BATCH) return madeAt;
    if (madeAt < 0) madeAt = chainGet(store, CREATED_AT, batch);
    deliverBatch(ledger, store, book, batch, range);
    at = chainGet(store, LAST_OFFSET, batch) + 1;
  }
  return madeAt;
}
