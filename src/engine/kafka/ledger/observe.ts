// Keeps the record ledger: one small step per event, driven by the events alone.

import { addRange, countOf } from '../../../base/ranges.ts';
import { MICROS_PER_MS } from '../../../base/units.ts';
import {
  BASE_OFFSET,
  type BatchId,
  type ChainStore,
  chainGet,
  NO_BATCH,
  PREV,
} from '../../kernel/chain-store.ts';
import type { FieldsOf } from '../../kernel/events.ts';
import type { Observer } from '../../kernel/trace.ts';
import type { NodeId, World } from '../../kernel/world.ts';
import type { KafkaEvents } from '../events.ts';
import type { TopicPartition } from '../names.ts';
import { addLatency } from './ack-latency.ts';
import { booksOf, leaderIn, producerIn } from './books.ts';
import { countBatch, judgeAllRisks, judgeRisk, switchTail } from './canonical-log.ts';
import { deliverBatch } from './deliveries.ts';
import { type DeliveryBook, type Ledger, UNAVAILABLE_FROM_MS } from './ledger-state.ts';
import { groupSteps, stopOwned } from './observe-groups.ts';
import { shareGroupSteps, stopSharing } from './observe-share-groups.ts';

type Fields<K extends keyof KafkaEvents> = FieldsOf<KafkaEvents[K]>;
type Step = (ledger: Ledger, world: World, store: ChainStore, node: NodeId, fields: never) => void;

function onSent(
  ledger: Ledger,
  world: World,
  _store: ChainStore,
  _node: NodeId,
  f: Fields<'record.sent'>,
): void {
  const book = producerIn(ledger, booksOf(ledger, f.tp), f.client);
  if (book === undefined) return;
  book.sent = Math.max(book.sent, f.firstRecord + f.count);
  if (book.stalledSince < 0) book.stalledSince = world.now;
}

/** Closes a wait that lasted until now. */
function endStall(ledger: Ledger, now: number, since: number): void {
  if (since < 0) return;
  const ms = Math.floor((now - since) / MICROS_PER_MS);
  if (ms >= UNAVAILABLE_FROM_MS && ms > ledger.longestStallMs) ledger.longestStallMs = ms;
}

function onAcknowledged(
  ledger: Ledger,
  world: World,
  store: ChainStore,
  _node: NodeId,
  f: Fields<'batch.acknowledged'>,
): void {
  const books = booksOf(ledger, f.tp);
  const book = producerIn(ledger, books, f.client);
  if (book === undefined) return;
  const end = f.firstRecord + f.count;
  addRange(book.acked, f.firstRecord, end);
  if (f.acks === 0) addRange(book.ackedBlindly, f.firstRecord, end);
  endStall(ledger, world.now, book.stalledSince);
  const isWaiting = countOf(book.acked) + countOf(book.failed) < book.sent;
  book.stalledSince = isWaiting ? world.now : -1;
  addLatency(ledger.ackLatency, f.ackMs, f.count);
  const ackMs = Math.floor(f.ackMs);
  if (ackMs > (ledger.slowestAckMs[f.client] ?? 0)) ledger.slowestAckMs[f.client] = ackMs;
  if (leaderIn(world, books)?.isUp !== true) judgeRisk(world, store, ledger, books, '');
}

function onFailed(
  ledger: Ledger,
  _world: World,
  _store: ChainStore,
  _node: NodeId,
  f: Fields<'batch.failed'>,
): void {
  const book = producerIn(ledger, booksOf(ledger, f.tp), f.client);
  // A failure does not end the wait: the partition still takes nothing.
  if (book !== undefined) addRange(book.failed, f.firstRecord, f.firstRecord + f.count);
}

function onAppended(
  ledger: Ledger,
  _world: World,
  store: ChainStore,
  _node: NodeId,
  f: Fields<'log.appended'>,
): void {
  const books = booksOf(ledger, f.tp);
  const book = books.partition;
  // A zombie leader writes into a log that will be cut off.
  if (f.leaderEpoch < book.leaderEpoch) return;
  if (chainGet(store, PREV, f.batch) !== book.tail) {
    switchTail(ledger, store, books, f.batch);
    return;
  }
  countBatch(ledger, store, books, f.batch, true);
  book.tail = f.batch;
}

function onBecameLeader(
  ledger: Ledger,
  world: World,
  store: ChainStore,
  node: NodeId,
  f: Fields<'replica.becameLeader'>,
): void {
  const books = booksOf(ledger, f.tp);
  const book = books.partition;
  if (f.leaderEpoch < book.leaderEpoch) return;
  // In a settled cluster nobody records the first ISR.
  if (book.leaderEpoch < 0) book.isr = [...f.isr];
  if (book.leaderNode !== node) book.previousLeaderNode = book.leaderNode;
  book.leaderNode = node;
  book.leaderEpoch = f.leaderEpoch;
  switchTail(ledger, store, books, f.tail);
  judgeRisk(world, store, ledger, books, '');
}

function onReplicated(
  ledger: Ledger,
  world: World,
  store: ChainStore,
  _node: NodeId,
  f: Fields<'log.replicated'>,
): void {
  if (ledger.risks === 0) return;
  const books = booksOf(ledger, f.tp);
  if (books.partition.atRisk > 0) judgeRisk(world, store, ledger, books, '');
}

function deliveryBook(ledger: Ledger, client: number, tp: TopicPartition): DeliveryBook | undefined {
  const books = ledger.consumers[client];
  if (books === undefined) return undefined;
  let book = books[tp];
  if (book === undefined) {
    book = { delivered: [] };
    books[tp] = book;
  }
  return book;
}

function onConsumed(
  ledger: Ledger,
  _world: World,
  store: ChainStore,
  _node: NodeId,
  f: Fields<'records.consumed'>,
): void {
  const book = deliveryBook(ledger, f.client, f.tp);
  if (book === undefined) return;
  ledger.consumed[f.client] = (ledger.consumed[f.client] ?? 0) + (f.toOffset - f.fromOffset);
  if (f.tail === NO_BATCH) return;
  if (chainGet(store, BASE_OFFSET, f.tail) <= f.fromOffset) {
    deliverBatch(ledger, store, book, f.tail, f);
    return;
  }
  const batches: BatchId[] = [];
  let at = f.tail;
  while (at !== NO_BATCH) {
    batches.push(at);
    if (chainGet(store, BASE_OFFSET, at) <= f.fromOffset) break;
    at = chainGet(store, PREV, at);
  }
  for (let i = batches.length - 1; i >= 0; i--) deliverBatch(ledger, store, book, batches[i] as BatchId, f);
}

/** A controller recorded a new ISR: counts who left and who came. */
function noteIsr(ledger: Ledger, f: { readonly tp: TopicPartition; readonly isr: readonly number[] }): void {
  const book = booksOf(ledger, f.tp).partition;
  if (book.isr.some((id) => !f.isr.includes(id))) ledger.isrShrinks++;
  if (f.isr.some((id) => !book.isr.includes(id))) ledger.isrExpands++;
  book.isr = [...f.isr];
}

function onElected(
  ledger: Ledger,
  _world: World,
  _store: ChainStore,
  _node: NodeId,
  f: Fields<'leader.elected'>,
): void {
  if (f.leader !== f.was) ledger.elections++;
  noteIsr(ledger, f);
}

const noteIsrStep: Step = (ledger, _world, _store, _node, fields) => noteIsr(ledger, fields);
/** The node of the event is still marked as running while it is told of its end. */
const endStep: Step = (ledger, world, store, node) => {
  judgeAllRisks(world, store, ledger, node);
  stopOwned(ledger, world, node);
  stopSharing(ledger, world, node);
};
const startStep: Step = (ledger, world, store) => judgeAllRisks(world, store, ledger, '');

const STEPS: Readonly<Record<string, Step>> = {
  ...groupSteps,
  ...shareGroupSteps,
  'record.sent': onSent,
  'batch.acknowledged': onAcknowledged,
  'batch.failed': onFailed,
  'log.appended': onAppended,
  'log.replicated': onReplicated,
  'records.consumed': onConsumed,
  'replica.becameLeader': onBecameLeader,
  'leader.elected': onElected,
  'leader.none': noteIsrStep,
  'partition.isrRecorded': noteIsrStep,
  'send.failed': (ledger, _world, _store, _node, f: Fields<'send.failed'>) => {
    ledger.failedSends[f.client] = (ledger.failedSends[f.client] ?? 0) + 1;
  },
  'log.truncated': (ledger, _world, _store, _node, f: Fields<'log.truncated'>) => {
    ledger.truncated += f.records;
  },
  'log.appendRefused': (ledger, _world, _store, _node, f: Fields<'log.appendRefused'>) => {
    if (f.error === 'NOT_ENOUGH_REPLICAS') ledger.notEnoughReplicas++;
  },
  'process.crashed': endStep,
  'process.exited': endStep,
  'process.started': startStep,
  'host.lost': endStep,
  'power.lost': endStep,
  'disk.lost': endStep,
};

/** What the ledger does with events of this kind; undefined for those that its books do not depend on. */
export function ledgerStepOf(type: string): Observer | undefined {
  return STEPS[type];
}
