// Keeps the books of consumer groups: what was processed, what is committed, when nobody read a partition.

import { addRange } from '../../../base/ranges.ts';
import { MICROS_PER_MS } from '../../../base/units.ts';
import type { ChainStore } from '../../kernel/chain-store.ts';
import type { FieldsOf } from '../../kernel/events.ts';
import type { NodeId, World } from '../../kernel/world.ts';
import type { BrokerNode } from '../broker/broker-state.ts';
import { replicaOf } from '../broker/hosted.ts';
import type { KafkaEvents } from '../events.ts';
import type { MemberNode } from '../member/member-state.ts';
import type { TopicPartition } from '../names.ts';
import { booksOf, groupIn, leaderIn } from './books.ts';
import { deliverRange } from './deliveries.ts';
import { groupBook, groupPartitionBook, type Ledger } from './ledger-state.ts';

type Fields<K extends keyof KafkaEvents> = FieldsOf<KafkaEvents[K]>;
type Step = (ledger: Ledger, world: World, store: ChainStore, node: NodeId, fields: never) => void;

function onProcessed(
  ledger: Ledger,
  world: World,
  store: ChainStore,
  _node: NodeId,
  f: Fields<'records.processed'>,
): void {
  const { whole: group, book } = groupIn(ledger, booksOf(ledger, f.tp), f.group);
  group.processed += f.toOffset - f.fromOffset;
  addRange(book.processed, f.fromOffset, f.toOffset);
  const { dupDelivered, orderInversions } = ledger;
  const madeAt = deliverRange(ledger, store, book, f.tail, f);
  group.dupDelivered += ledger.dupDelivered - dupDelivered;
  group.orderInversions += ledger.orderInversions - orderInversions;
  if (madeAt < 0) return;
  const ageMs = Math.floor((world.now - madeAt) / MICROS_PER_MS);
  if (ageMs > group.lagTimeMaxMs) group.lagTimeMaxMs = ageMs;
}

/** What waited in all partitions when poll() took some of it. */
function onPolled(
  ledger: Ledger,
  world: World,
  _store: ChainStore,
  _node: NodeId,
  f: Fields<'records.polled'>,
): void {
  const books = booksOf(ledger, f.tp);
  const { whole: group, book } = groupIn(ledger, books, f.group);
  // The high watermark that came with the records may be old by now: the leader's own counts.
  const leader = leaderIn(world, books) as BrokerNode | undefined;
  const known = leader === undefined ? undefined : replicaOf(leader.memory, f.tp);
  const end = Math.max(known?.highWatermark ?? 0, f.highWatermark, f.toOffset);
  group.behind += end - f.fromOffset - book.behind;
  if (group.behind > group.lagMax) group.lagMax = group.behind;
  book.behind = end - f.toOffset;
  group.behind -= f.toOffset - f.fromOffset;
}

function onStarted(
  ledger: Ledger,
  world: World,
  _store: ChainStore,
  node: NodeId,
  f: Fields<'partition.started'>,
): void {
  const book = groupPartitionBook(ledger, f.group, f.tp);
  if (book.firstOffset < 0) book.firstOffset = f.offset;
  if (book.stoppedSince >= 0) book.stoppedUs += world.now - book.stoppedSince;
  book.stoppedSince = -1;
  if (book.reader !== '' && book.reader !== node) book.moves++;
  book.reader = node;
}

/** The group's commits have to be looked at again. */
function noteChange(ledger: Ledger, group: string): void {
  groupBook(ledger, group).changes++;
  ledger.groupNews++;
}

function noteAssignment(ledger: Ledger, group: string): void {
  groupBook(ledger, group).assignments++;
  ledger.groupNews++;
}

/** Nobody reads these from now on, unless somebody else does already. */
function stop(ledger: Ledger, world: World, group: string, tps: readonly string[], node: NodeId): void {
  for (const tp of tps) {
    const book = groupPartitionBook(ledger, group, tp);
    if (book.stoppedSince < 0 && book.reader === node) book.stoppedSince = world.now;
  }
}

/** A member's process ends, or it is taken out of its group: what it read stands still. Nothing for other nodes. */
export function stopOwned(ledger: Ledger, world: World, node: NodeId): void {
  const member = world.nodes[node] as MemberNode | undefined;
  if (member?.kind !== 'member') return;
  noteChange(ledger, member.config['group.id']);
  stop(ledger, world, member.config['group.id'], member.memory.tps, node);
}

function listOf(tps: string): TopicPartition[] {
  return tps === '' ? [] : tps.split(',');
}

/** Further steps of the ledger. */
export const groupSteps: Readonly<Record<string, Step>> = {
  'records.processed': onProcessed,
  'records.polled': onPolled,
  'partition.started': onStarted,
  'partitions.stopped': (ledger, world, _store, node, f: Fields<'partitions.stopped'>) => {
    stop(ledger, world, f.group, listOf(f.tps), node);
  },
  'partitions.revoked': (ledger, world, _store, node, f: Fields<'partitions.revoked'>) => {
    const tps = listOf(f.tps);
    groupBook(ledger, f.group).revoked += tps.length;
    stop(ledger, world, f.group, tps, node);
  },
  // Simulated clients are called after their nodes.
  'group.memberRemoved': (ledger, world, _store, _node, f: Fields<'group.memberRemoved'>) => {
    stopOwned(ledger, world, f.client);
  },
  'group.stabilized': (ledger, _world, _store, _node, f: Fields<'group.stabilized'>) => {
    noteAssignment(ledger, f.group);
  },
  'group.memberReconciled': (ledger, _world, _store, _node, f: Fields<'group.memberReconciled'>) => {
    noteAssignment(ledger, f.group);
  },
  'offset.committed': (ledger, _world, _store, _node, f: Fields<'offset.committed'>) => {
    noteChange(ledger, f.group);
    const book = groupPartitionBook(ledger, f.group, f.tp);
    // A member's own commits may overtake each other, on two connections one after the other.
    if (f.offset < book.committed && f.member !== book.committer) book.rewoundFrom = book.committed;
    book.committed = f.offset;
    book.committer = f.member;
  },
  'offset.expired': (ledger, _world, _store, _node, f: Fields<'offset.expired'>) => {
    groupPartitionBook(ledger, f.group, f.tp).committed = -1;
  },
};
