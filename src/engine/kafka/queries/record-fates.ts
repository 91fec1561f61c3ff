// What became of every record, from the ledger: what each producer was told of its own, and how often each reader got
// them. A reader is a consumer or a whole group.

import { countOf, type RangeSet } from '../../../base/ranges.ts';
import type { NodeId, World } from '../../kernel/world.ts';
import type { ConsumerNode } from '../consumer/consumer-state.ts';
import { type DeliveryBook, ledgerOf } from '../ledger/ledger-state.ts';
import type { ProducerNode } from '../producer/producer-state.ts';
import { nodesOfKind, viewPartitions } from './cluster.ts';
import { viewGroups } from './groups.ts';
import { blindOnTheWay, producerTotals } from './producer-totals.ts';

export interface ProducerFate {
  readonly node: NodeId;
  /** "0", "1" or "all". */
  readonly acks: string;
  readonly sent: number;
  readonly acknowledged: number;
  readonly failed: number;
  readonly waiting: number;
  /** Acknowledged, and in no log that counts. */
  readonly lost: number;
  /** Records that stand in the log more than once. */
  readonly twiceInLog: number;
}

/** A share group divides single records among its members: it promises no order. */
export type ReaderKind = 'consumer' | 'group' | 'share group';

export interface ReaderFate {
  /** Node of a consumer, name of a group. */
  readonly reader: string;
  readonly kind: ReaderKind;
  /** Whose records they are. */
  readonly producer: NodeId;
  /** Records that came at least once. */
  readonly delivered: number;
  /** Records that came more than once, and how often the one came that came most. */
  readonly again: number;
  readonly mostTimes: number;
}

export interface ReaderSum {
  readonly reader: string;
  readonly kind: ReaderKind;
  /** Records behind a committed offset that no member processed. */
  readonly skipped: number;
  /** Pairs of one partition that came against the order of their sending: keys keep their order when there are none. */
  readonly inversions: number;
  /** By producer. */
  readonly fates: readonly ReaderFate[];
}

export interface RecordFates {
  readonly producers: readonly ProducerFate[];
  readonly readers: readonly ReaderSum[];
}

type Books = Readonly<Record<string, DeliveryBook>>;

function timesOf(books: Books, client: number): { delivered: number; again: number; mostTimes: number } {
  let delivered = 0;
  let again = 0;
  let mostTimes = 0;
  for (const tp in books) {
    const levels: readonly RangeSet[] = books[tp]?.delivered[client] ?? [];
    delivered += countOf(levels[0] ?? []);
    again += countOf(levels[1] ?? []);
    const most = levels.filter((set) => set.length > 0).length;
    if (most > mostTimes) mostTimes = most;
  }
  return { delivered, again, mostTimes };
}

function inversionsOf(books: Books): number {
  let sum = 0;
  for (const tp in books) sum += books[tp]?.inversions ?? 0;
  return sum;
}

function twiceInLog(world: World, client: number): number {
  const books = ledgerOf(world).producers[client] ?? {};
  let sum = 0;
  for (const tp in books) sum += countOf(books[tp]?.copies[1] ?? []);
  return sum;
}

export function fatesOf(world: World): RecordFates {
  const ledger = ledgerOf(world);
  const nodes = nodesOfKind<ProducerNode>(world, 'producer');
  const onTheWay = blindOnTheWay(world);
  const producers = nodes.map((node): ProducerFate => {
    const { sent, acknowledged, failed, waiting, ackedLost } = producerTotals(world, node, onTheWay);
    const acks = node.config.acks === -1 ? 'all' : String(node.config.acks);
    const twice = twiceInLog(world, node.config.client);
    return { node: node.id, acks, sent, acknowledged, failed, waiting, lost: ackedLost, twiceInLog: twice };
  });
  const readerOf = (reader: string, kind: ReaderKind, books: Books, skipped: number): ReaderSum => ({
    reader,
    kind,
    skipped,
    inversions: inversionsOf(books),
    fates: nodes
      .map((node) => ({ reader, kind, producer: node.id, ...timesOf(books, node.config.client) }))
      .filter(({ delivered }) => delivered > 0),
  });
  const consumers = nodesOfKind<ConsumerNode>(world, 'consumer').map((node) =>
    readerOf(node.id, 'consumer', ledger.consumers[node.config.client] ?? {}, 0),
  );
  const groups = viewGroups(world, viewPartitions(world)).map((group) =>
    readerOf(
      group.group,
      group.protocol === 'share' ? 'share group' : 'group',
      ledger.groups[group.group]?.partitions ?? {},
      group.skipped,
    ),
  );
  return { producers, readers: [...consumers, ...groups] };
}
