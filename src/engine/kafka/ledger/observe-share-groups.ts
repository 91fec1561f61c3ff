// Keeps the books of share groups: what their members processed, how far they are, when nobody read a partition. Several
// members may read it at once, so it stands still only when the last of them has gone.

import { addRange } from '../../../base/ranges.ts';
import { MICROS_PER_MS } from '../../../base/units.ts';
import type { ChainStore } from '../../kernel/chain-store.ts';
import type { FieldsOf } from '../../kernel/events.ts';
import type { NodeId, World } from '../../kernel/world.ts';
import type { KafkaEvents } from '../events.ts';
import type { ShareMemberNode } from '../share-member/share-member-state.ts';
import { deliverRange } from './deliveries.ts';
import { type GroupPartitionBook, groupBook, groupPartitionBook, type Ledger } from './ledger-state.ts';

type Fields<K extends keyof KafkaEvents> = FieldsOf<KafkaEvents[K]>;
type Step = (ledger: Ledger, world: World, store: ChainStore, node: NodeId, fields: never) => void;

function beginReading(book: GroupPartitionBook, node: NodeId, now: number): void {
  book.readers ??= [];
  if (book.readers.includes(node)) return;
  book.readers.push(node);
  if (book.stoppedSince >= 0) book.stoppedUs += now - book.stoppedSince;
  book.stoppedSince = -1;
}

function endReading(book: GroupPartitionBook, node: NodeId, now: number): void {
  if (book.readers?.includes(node) !== true) return;
  book.readers = book.readers.filter((reader) => reader !== node);
  if (book.readers.length === 0) book.stoppedSince = now;
}

/** A member reads these partitions from now on, and no others. */
function onAssigned(
  ledger: Ledger,
  world: World,
  _store: ChainStore,
  node: NodeId,
  f: Fields<'shareMember.assigned'>,
): void {
  const wanted = f.tps === '' ? [] : f.tps.split(',');
  const { partitions } = groupBook(ledger, f.group);
  for (const tp in partitions)
    if (!wanted.includes(tp)) endReading(partitions[tp] as GroupPartitionBook, node, world.now);
  for (const tp of wanted) beginReading(groupPartitionBook(ledger, f.group, tp), node, world.now);
}

/** The process of a member ends. Nothing for other nodes. */
export function stopSharing(ledger: Ledger, world: World, node: NodeId): void {
  const member = world.nodes[node] as ShareMemberNode | undefined;
  if (member?.kind !== 'shareMember') return;
  const { partitions } = groupBook(ledger, member.config['group.id']);
  for (const tp in partitions) endReading(partitions[tp] as GroupPartitionBook, node, world.now);
}

function onProcessed(
  ledger: Ledger,
  world: World,
  store: ChainStore,
  node: NodeId,
  f: Fields<'shareMember.processed'>,
): void {
  const book = groupPartitionBook(ledger, f.group, f.tp);
  const group = groupBook(ledger, f.group);
  group.processed += f.toOffset - f.fromOffset;
  book.reader = node;
  addRange(book.processed, f.fromOffset, f.toOffset);
  const { dupDelivered, orderInversions } = ledger;
  const madeAt = deliverRange(ledger, store, book, f.tail, f);
  group.dupDelivered += ledger.dupDelivered - dupDelivered;
  // A share group promises no order, so that another one breaks nothing. The book of the partition knows of it.
  ledger.orderInversions = orderInversions;
  if (madeAt < 0) return;
  const ageMs = Math.floor((world.now - madeAt) / MICROS_PER_MS);
  if (ageMs > group.lagTimeMaxMs) group.lagTimeMaxMs = ageMs;
}

/** Steps of the ledger. */
export const shareGroupSteps: Readonly<Record<string, Step>> = {
  'shareMember.assigned': onAssigned,
  'shareMember.processed': onProcessed,
  'share.partitionOpened': (ledger, _world, _store, _node, f: Fields<'share.partitionOpened'>) => {
    const book = groupPartitionBook(ledger, f.group, f.tp);
    if (book.firstOffset < 0) book.firstOffset = f.startOffset;
    book.committed = f.startOffset;
  },
  'share.startMoved': (ledger, _world, _store, _node, f: Fields<'share.startMoved'>) => {
    groupPartitionBook(ledger, f.group, f.tp).committed = f.to;
  },
  'share.acquired': (ledger, _world, _store, _node, f: Fields<'share.acquired'>) => {
    if (f.deliveryCount > 1) ledger.redelivered += f.toOffset - f.fromOffset;
  },
  'share.changed': (ledger, _world, _store, _node, f: Fields<'share.changed'>) => {
    if (f.state === 'ARCHIVED') ledger.archived += f.toOffset - f.fromOffset;
  },
  'share.lockExpired': (ledger, _world, _store, _node, f: Fields<'share.lockExpired'>) => {
    if (f.state === 'ARCHIVED') ledger.archived += f.toOffset - f.fromOffset;
  },
};
