// Producer ids for idempotent producers: each broker hands them out from a block of 1000 that the active controller
// gives it. [src: transaction-coordinator/RPCProducerIdManager.java]

import type {
  AllocateProducerIdsResponse,
  InitProducerIdRequest,
  InitProducerIdResponse,
} from '../messages.ts';
import { NONE } from '../names.ts';
import type { BrokerCtx, BrokerNode } from './broker-state.ts';
import { respond } from './connections.ts';
import { submit } from './controller-channel.ts';

/** Ids per block; from this share of it on the next block is asked for (RPCProducerIdManager.PREFETCH_THRESHOLD). */
const BLOCK = 1_000;
const PREFETCH_LEFT = BLOCK / 10;
/** Pause after a failed request for a block (ms). */
const RETRY_MS = 50;
const REQUEST_TIMEOUT_MS = 30_000;

/** Answers with the next id. Without a block: COORDINATOR_LOAD_IN_PROGRESS, and the block is asked for. */
export function handleInitProducerId(
  node: BrokerNode,
  conn: number,
  request: InitProducerIdRequest,
  ctx: BrokerCtx,
): void {
  const block = node.memory.producerIdBlock;
  if (block.next >= block.end && block.spareStart >= 0) takeSpare(block);
  const hasId = block.next < block.end;
  const producerId = hasId ? block.next++ : -1;
  if (block.end - block.next <= PREFETCH_LEFT && block.spareStart < 0) askForBlock(node, ctx);
  const response: InitProducerIdResponse = {
    api: 'initProducerIdResponse',
    correlationId: request.correlationId,
    error: hasId ? NONE : 'COORDINATOR_LOAD_IN_PROGRESS',
    producerId,
    producerEpoch: hasId ? 0 : -1,
  };
  respond(node, conn, response, ctx);
}

function askForBlock(node: BrokerNode, ctx: BrokerCtx): void {
  const { config, memory } = node;
  const block = memory.producerIdBlock;
  if (block.isAsked || ctx.nowMs < block.retryAtMs) return;
  block.isAsked = true;
  submit(
    node,
    { api: 'allocateProducerIdsRequest', brokerId: config['node.id'], brokerEpoch: memory.brokerEpoch },
    REQUEST_TIMEOUT_MS,
    -1,
    ctx,
  );
}

/** A block has come: it is used at once, or when the present one is used up. */
export function onProducerIdsAllocated(
  node: BrokerNode,
  response: AllocateProducerIdsResponse,
  ctx: BrokerCtx,
): void {
  const block = node.memory.producerIdBlock;
  block.isAsked = false;
  if (response.error !== NONE) {
    block.retryAtMs = ctx.nowMs + RETRY_MS;
    return;
  }
  block.spareStart = response.producerIdStart;
  block.spareEnd = response.producerIdStart + response.producerIdLength;
  if (block.next >= block.end) takeSpare(block);
}

function takeSpare(block: BrokerNode['memory']['producerIdBlock']): void {
  block.next = block.spareStart;
  block.end = block.spareEnd;
  block.spareStart = -1;
  block.spareEnd = -1;
}
