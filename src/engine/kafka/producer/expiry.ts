// delivery.timeout.ms: a batch that is too old fails with a TimeoutException, wherever it is, even in flight.
// [src: producer/internals/Sender.runOnce, sendProducerData, getExpiredInflightBatches; RecordAccumulator.expiredBatches;
// KIP-91]

import { type Millis, toMillis } from '../../../base/units.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { Because } from '../../kernel/events.ts';
import type { KafkaEvents } from '../events.ts';
import { leaderOf, nodeOfBroker } from '../net/client-metadata.ts';
import { peerOf } from '../net/network-client.ts';
import { listWaiting } from './accumulator.ts';
import { failBatch } from './completion.ts';
import { markUnresolved } from './idempotence.ts';
import type { PartitionQueue, ProducerBatch, ProducerNode } from './producer-state.ts';

/** Fails every batch whose time is over. Does nothing before `memory.expiryMs`, which it sets anew. */
export function expireBatches(node: ProducerNode, ctx: Ctx<KafkaEvents>): void {
  const { memory } = node;
  if (memory.expiryMs === -1 || ctx.nowMs < memory.expiryMs) return;
  const limitMs = ctx.nowMs - node.config['delivery.timeout.ms'];
  let oldestMs = -1;
  for (const queue of memory.queues) {
    const inFlightMs = expireList(node, queue, queue.inFlight, limitMs, ctx);
    const waitingMs = expireList(node, queue, queue.waiting, limitMs, ctx);
    listWaiting(memory, queue);
    oldestMs = earlier(oldestMs, earlier(inFlightMs, waitingMs));
  }
  memory.expiryMs = oldestMs === -1 ? -1 : oldestMs + node.config['delivery.timeout.ms'];
}

/** Fails everything that is left when a close has waited long enough. */
export function abandonBatches(node: ProducerNode, ctx: Ctx<KafkaEvents>): void {
  for (const queue of node.memory.queues) {
    for (const batch of [...queue.inFlight, ...queue.waiting]) {
      failBatch(node, batch, 'KafkaException', false, ctx, { setting: 'delivery.timeout.ms' });
    }
    queue.inFlight = [];
    queue.waiting = [];
  }
  node.memory.waiting = [];
}

/** Removes what was created at `limitMs` or before; returns the creation time of the oldest that stays, -1 for none. */
function expireList(
  node: ProducerNode,
  queue: PartitionQueue,
  batches: ProducerBatch[],
  limitMs: Millis,
  ctx: Ctx<KafkaEvents>,
): Millis {
  let oldestMs = -1;
  for (let i = 0; i < batches.length; ) {
    const batch = batches[i] as ProducerBatch;
    const createdMs = toMillis(batch.createdAt);
    if (createdMs > limitMs) {
      oldestMs = earlier(oldestMs, createdMs);
      i++;
      continue;
    }
    batches.splice(i, 1);
    expire(node, queue, batch, ctx);
  }
  return oldestMs;
}

function expire(
  node: ProducerNode,
  queue: PartitionQueue,
  batch: ProducerBatch,
  ctx: Ctx<KafkaEvents>,
): void {
  const wasRepeated = batch.state === 'retrying' || batch.attempts > 1;
  const cause = ctx.cause;
  ctx.cause = batch.row;
  failBatch(node, batch, 'TimeoutException', false, ctx, whyLate(node, batch, ctx));
  ctx.cause = cause;
  if (wasRepeated && batch.baseSequence !== -1) markUnresolved(queue, batch);
}

function whyLate(node: ProducerNode, batch: ProducerBatch, ctx: Ctx<KafkaEvents>): Because {
  const { metadata, net } = node.memory;
  const setting = 'delivery.timeout.ms';
  const peer = nodeOfBroker(metadata, leaderOf(metadata, batch.tp));
  if (peer === '') return { setting };
  const blocked = ctx.whySilent(peer);
  const heard = peerOf(net, peer)?.heardRow ?? -1;
  if (heard === -1) return blocked === -1 ? { setting } : { blocked, setting };
  return blocked === -1 ? { heard, setting } : { heard, blocked, setting };
}

function earlier(a: Millis, b: Millis): Millis {
  if (a === -1) return b;
  return b === -1 ? a : Math.min(a, b);
}
