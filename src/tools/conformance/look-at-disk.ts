// The step `dumpLog`: the one look that is not a client's. It reads a replica's log as Kafka's DumpLogSegments would.

import type { BrokerNode } from '../../engine/kafka/broker/broker-state.ts';
import { logOf } from '../../engine/kafka/broker/hosted.ts';
import { COUNT, LEADER_EPOCH } from '../../engine/kafka/log/batch-columns.ts';
import {
  BASE_OFFSET,
  type BatchId,
  chainGet,
  LAST_OFFSET,
  NO_BATCH,
  PREV,
} from '../../engine/kernel/chain-store.ts';
import type { LogRun } from '../../engine/scenario/story-schema.ts';
import { type Cluster, nodeName } from './cluster.ts';

/** Neighbouring batches of one leader epoch as one run, oldest first. Without a log: none. */
export function logRuns(cluster: Cluster, broker: number, tp: string): LogRun[] {
  const { world, store } = cluster.run;
  const node = world.nodes[nodeName(broker)] as BrokerNode | undefined;
  const log = node === undefined ? undefined : logOf(node.disk, tp);
  if (log === undefined) return [];
  const batches: BatchId[] = [];
  for (let at = log.tail; at !== NO_BATCH; at = chainGet(store, PREV, at)) batches.push(at);
  const runs: LogRun[] = [];
  for (const batch of batches.reverse()) {
    const baseOffset = chainGet(store, BASE_OFFSET, batch);
    const lastOffset = chainGet(store, LAST_OFFSET, batch);
    const count = chainGet(store, COUNT, batch);
    const partitionLeaderEpoch = chainGet(store, LEADER_EPOCH, batch);
    const last = runs[runs.length - 1];
    const continues =
      last !== undefined &&
      last.partitionLeaderEpoch === partitionLeaderEpoch &&
      last.lastOffset + 1 === baseOffset;
    if (continues) {
      last.lastOffset = lastOffset;
      last.count += count;
    } else {
      runs.push({
        baseOffset,
        lastOffset,
        count,
        partitionLeaderEpoch,
        isTransactional: false,
        isControl: false,
      });
    }
  }
  return runs;
}
