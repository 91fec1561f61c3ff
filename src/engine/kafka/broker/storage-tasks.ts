// What a broker writes to its disk now and then: the high watermark checkpoint every 5 s, and what the operating system
// writes back meanwhile. [src: core/server/ReplicaManager.scala: checkpointHighWatermarks;
// storage/internals/checkpoint/OffsetCheckpointFile.java]

import { MICROS_PER_MS } from '../../../base/units.ts';
import type { ChainStore } from '../../kernel/chain-store.ts';
import { cutToFlushed, flushAll, tickWriteBack } from '../log/flush.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import type { BrokerCtx, BrokerDisk, BrokerNode } from './broker-state.ts';
import { logOf } from './hosted.ts';

/** The timer of replica.high.watermark.checkpoint.interval.ms. */
export function onCheckpointTimer(node: BrokerNode, ctx: BrokerCtx): void {
  ctx.setTimer(
    'checkpoint',
    node.config['replica.high.watermark.checkpoint.interval.ms'] * MICROS_PER_MS,
    -1,
  );
  checkpointHighWatermarks(node);
  const { logs } = node.disk;
  for (const log of logs) tickWriteBack(log, ctx.nowMs);
}

/** Stores the high watermark of every replica. */
export function checkpointHighWatermarks(node: BrokerNode): void {
  const { highWatermarkCheckpoint } = node.disk;
  for (const { tp, highWatermark } of node.memory.replicas) highWatermarkCheckpoint[tp] = highWatermark;
}

/** A clean stop: checkpoint, flush, and last the clean-shutdown file with the broker epoch. */
export function closeLogs(node: BrokerNode): void {
  checkpointHighWatermarks(node);
  for (const log of node.disk.logs) flushAll(log);
  node.disk.cleanShutdownEpoch = node.memory.brokerEpoch;
}

/** Power loss: every log is cut to what was flushed. Checkpoint files are synced when written. */
export function onPowerLoss(disk: BrokerDisk, store: ChainStore): void {
  for (const log of disk.logs) cutToFlushed(log, store);
}

/** At start: says what a power loss took. */
export function reportLost(node: BrokerNode, ctx: BrokerCtx): void {
  for (const tp in node.disk.logAt) {
    const log = logOf(node.disk, tp) as ReplicaLog;
    if (log.lostFrom === undefined) continue;
    ctx.emit('log.lostOnPowerLoss', { tp, toOffset: log.logEndOffset, fromOffset: log.lostFrom });
    delete log.lostFrom;
  }
}
