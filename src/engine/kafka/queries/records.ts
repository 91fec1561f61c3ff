// Records of one replica's log, cell by cell.

import {
  BASE_OFFSET,
  type BatchId,
  type ChainStore,
  chainFindLastBelow,
  chainGet,
  LAST_OFFSET,
  NO_BATCH,
  PREV,
} from '../../kernel/chain-store.ts';
import type { NodeId, World } from '../../kernel/world.ts';
import type { BrokerNode } from '../broker/broker-state.ts';
import { logOf, replicaOf } from '../broker/hosted.ts';
import { APPENDED_AT, CLIENT, FIRST_RECORD, LEADER_EPOCH, PRODUCER_ID } from '../log/batch-columns.ts';
import type { TopicPartition } from '../names.ts';
import type { RecordView } from '../views.ts';

/** Cells that one call returns at most. */
export const MAX_RECORDS = 5_000;

/** Offsets [from, to) of the log of `tp` on `node`, lowest first; what it does not have is left out. */
export function viewRecords(
  store: ChainStore,
  world: World,
  node: NodeId,
  tp: TopicPartition,
  from: number,
  to: number,
): RecordView[] {
  const broker = world.nodes[node] as BrokerNode | undefined;
  const log = broker?.kind === 'broker' ? logOf(broker.disk, tp) : undefined;
  if (broker === undefined || log === undefined) return [];
  const state = broker.isUp ? replicaOf(broker.memory, tp) : undefined;
  const highWatermark = state?.highWatermark ?? broker.disk.highWatermarkCheckpoint[tp] ?? 0;
  const first = Math.max(from, log.logStartOffset);
  const end = Math.min(to, log.logEndOffset, first + MAX_RECORDS);
  const batches: BatchId[] = [];
  // The last batch that begins below `end`.
  let at = chainFindLastBelow(store, log.tail, BASE_OFFSET, end);
  while (at !== NO_BATCH && chainGet(store, LAST_OFFSET, at) >= first) {
    batches.push(at);
    at = chainGet(store, PREV, at);
  }
  const records: RecordView[] = [];
  for (const batch of batches.reverse()) {
    const base = chainGet(store, BASE_OFFSET, batch);
    const last = chainGet(store, LAST_OFFSET, batch);
    for (let offset = Math.max(base, first); offset <= last && offset < end; offset++) {
      records.push({
        offset,
        batch,
        leaderEpoch: chainGet(store, LEADER_EPOCH, batch),
        client: chainGet(store, CLIENT, batch),
        recordNumber: chainGet(store, FIRST_RECORD, batch) + offset - base,
        isCommitted: offset < highWatermark,
        appendedAt: chainGet(store, APPENDED_AT, batch),
        producerId: chainGet(store, PRODUCER_ID, batch),
      });
    }
  }
  return records;
}
