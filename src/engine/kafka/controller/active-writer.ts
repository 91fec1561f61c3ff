// How the active controller changes metadata: records take effect in its own image at once, reach the log after the
// append linger, and requests are answered when the log is committed that far.
// [src: controller/QuorumController.java ControllerWriteEvent; deferred/DeferredEventQueue.java]

import { fromMillis } from '../../../base/units.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { KafkaEvents } from '../events.ts';
import type { KafkaResponse } from '../messages.ts';
import { applyRecord } from '../metadata-image.ts';
import { forEachRecord, lastEpochOf } from '../metadata-log.ts';
import { emptyImage, type MetadataRecord } from '../metadata-records.ts';
import type { ActiveState, ControllerNode } from './controller-state.ts';

export type ControllerCtx = Ctx<KafkaEvents>;

/** Timer that closes the batch being collected. */
export const APPEND_LINGER = 'appendLinger';

export function emptyActive(): ActiveState {
  return { isActive: false, contacts: {}, shutdownOffsets: {}, unwritten: [], waiting: [] };
}

/** Offset that the next record will get. */
export function nextOffset(node: ControllerNode): number {
  return node.disk.logEndOffset + node.memory.active.unwritten.length;
}

/** Decides `records`: applies them to the image and hands them to the log. Returns the offset behind the last. */
export function writeRecords(
  node: ControllerNode,
  ctx: ControllerCtx,
  records: readonly MetadataRecord[],
): number {
  const { active, image } = node.memory;
  if (records.length > 0 && active.unwritten.length === 0) {
    ctx.setTimer(APPEND_LINGER, fromMillis(node.config['controller.quorum.append.linger.ms']));
  }
  for (const record of records) {
    applyRecord(image, record, nextOffset(node), node.disk.epoch);
    active.unwritten.push(record);
  }
  return nextOffset(node);
}

/** Answers once everything decided so far is committed; at once when it is. */
export function respondWhenCommitted(
  node: ControllerNode,
  ctx: ControllerCtx,
  conn: number,
  response: KafkaResponse,
): void {
  const offset = nextOffset(node);
  if (offset <= node.disk.highWatermark) ctx.send(conn, response);
  else node.memory.active.waiting.push({ conn, offset, response });
}

/** The high watermark moved: what waited for it is answered, in order. */
export function completeWaiting(node: ControllerNode, ctx: ControllerCtx): void {
  const { waiting } = node.memory.active;
  let done = 0;
  for (const entry of waiting) {
    if (entry.offset > node.disk.highWatermark) break;
    ctx.send(entry.conn, entry.response);
    done++;
  }
  if (done > 0) waiting.splice(0, done);
}

/** A standby, or a leader that is not active yet, replays what is committed. */
export function applyCommitted(node: ControllerNode, ctx: ControllerCtx): void {
  const { image } = node.memory;
  forEachRecord(
    ctx.store,
    node.disk.tail,
    image.offset + 1,
    node.disk.highWatermark,
    (record, offset, epoch) => applyRecord(image, record, offset, epoch),
  );
}

/** Throws away what was decided but not committed: the image as the committed log gives it. */
export function rebuildImage(node: ControllerNode, ctx: ControllerCtx): void {
  node.memory.image = emptyImage();
  applyCommitted(node, ctx);
}

/** The lead is lost: everything uncommitted goes, and who waited for it hears NOT_CONTROLLER. */
export function renounce(node: ControllerNode, ctx: ControllerCtx): void {
  const { active } = node.memory;
  if (!active.isActive) return;
  const discarded = nextOffset(node) - node.disk.highWatermark;
  // The last record of a leader's log is of its own epoch; the stored epoch may be a later one already.
  ctx.emit('controller.deactivated', { epoch: lastEpochOf(node.disk), discarded });
  for (const { conn, response } of active.waiting)
    ctx.send(conn, { ...response, error: 'NOT_CONTROLLER' } as KafkaResponse);
  node.memory.active = emptyActive();
  rebuildImage(node, ctx);
}
