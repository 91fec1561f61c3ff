// Finding the books of a partition: one look-up by name per event, instead of one for each table of the ledger. Not
// state: all of it points into a ledger, can be made again from it, and goes with it.

import { createTextTable, type TextTable, textAdd, textGet } from '../../../base/text-table.ts';
import type { NodeState, World } from '../../kernel/world.ts';
import type { TopicPartition } from '../names.ts';
import {
  type GroupBook,
  type GroupPartitionBook,
  groupBook,
  groupPartitionBook,
  type Ledger,
  type PartitionBook,
  type ProducerBook,
  partitionBook,
  producerBook,
} from './ledger-state.ts';

/** What the ledger has on one partition, as far as somebody asked for it. */
export interface Books {
  readonly tp: TopicPartition;
  readonly partition: PartitionBook;
  /** By index of the producer. */
  readonly producers: (ProducerBook | undefined)[];
  readonly groups: GroupShelf[];
  /** Node that leads by the ledger's knowledge, when it was last asked for. */
  leader: NodeState | undefined;
}

/** The books of one group: on all of it, and on the partition. */
export interface GroupShelf {
  readonly name: string;
  readonly whole: GroupBook;
  readonly book: GroupPartitionBook;
}

/** By ledger and partition. */
const SHELVES = new WeakMap<Ledger, TextTable<Books>>();
/** The one in use: a run is observed many times in a row. */
let openLedger: Ledger | undefined;
let shelf = createTextTable<Books>();

function openShelf(ledger: Ledger): void {
  let found = SHELVES.get(ledger);
  if (found === undefined) {
    found = createTextTable<Books>();
    SHELVES.set(ledger, found);
  }
  openLedger = ledger;
  shelf = found;
}

/** The books of a partition; made when they are first asked for. */
export function booksOf(ledger: Ledger, tp: TopicPartition): Books {
  if (openLedger !== ledger) openShelf(ledger);
  const known = textGet(shelf, tp);
  if (known !== undefined) return known;
  const partition = partitionBook(ledger, tp);
  const books: Books = { tp, partition, producers: [], groups: [], leader: undefined };
  textAdd(shelf, tp, books);
  return books;
}

/** undefined for records that no producer of the scenario made. */
export function producerIn(ledger: Ledger, books: Books, client: number): ProducerBook | undefined {
  const { producers } = books;
  if (client >= 0 && client < producers.length) {
    const known = producers[client];
    if (known !== undefined) return known;
  }
  const book = producerBook(ledger, client, books.tp);
  if (book === undefined) return undefined;
  while (producers.length <= client) producers.push(undefined);
  producers[client] = book;
  return book;
}

export function groupIn(ledger: Ledger, books: Books, name: string): GroupShelf {
  const { groups } = books;
  for (let i = 0; i < groups.length; i++) {
    const known = groups[i] as GroupShelf;
    if (known.name === name) return known;
  }
  const made: GroupShelf = {
    name,
    whole: groupBook(ledger, name),
    book: groupPartitionBook(ledger, name, books.tp),
  };
  groups.push(made);
  return made;
}

/** The node that leads by the ledger's knowledge; undefined before the first leader. */
export function leaderIn(world: World, books: Books): NodeState | undefined {
  const name = books.partition.leaderNode;
  if (name === '') return undefined;
  if (books.leader?.id !== name) books.leader = world.nodes[name];
  return books.leader;
}
