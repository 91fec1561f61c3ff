// What an event made possible for share groups: a share coordinator has answered (a share-partition is open, changes count,
// a heartbeat goes on), or records were committed that somebody waits for.

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { onInitialized } from '../coordinator/share-initialize.ts';
import { type ErrorName, NONE } from '../names.ts';
import type { ShareGroupStateResponse } from '../share-messages.ts';
import { dropPartition, noteStart, onOpened, sameLed, settleChanges } from './led-partitions.ts';
import { takeAnswered } from './persister.ts';
import { answerAcknowledge } from './share-answers.ts';
import { failShareFetches, maybeAnswer, tryShareFetches } from './share-fetch.ts';
import { type Continuation, type LedSharePartition, type PersisterCall, shareOf } from './share-memory.ts';
import { moveStart } from './share-partition.ts';
import type { StateBatch } from './state-batches.ts';

/** Deals with all of it. True when there was something. */
export function resumeShares(node: BrokerNode, ctx: BrokerCtx): boolean {
  const { share } = node.memory;
  if (share === undefined || (share.answered.length === 0 && share.moved.length === 0)) return false;
  const { cause } = ctx;
  for (const { tp, cause: why } of share.moved.splice(0)) {
    ctx.cause = why;
    tryShareFetches(node, tp, ctx);
  }
  ctx.cause = cause;
  while (share.answered.length > 0) {
    const { ticket, response } = share.answered.shift() as (typeof share.answered)[number];
    const call = takeAnswered(node, ticket, response, ctx);
    if (call !== undefined) goOn(node, call, response, ctx);
    ctx.cause = cause;
  }
  return true;
}

/** What a client is told when the state of a share-partition cannot be kept. [src: SharePartition.fetchPersisterError] */
function clientError(error: ErrorName): ErrorName {
  switch (error) {
    case NONE:
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'GROUP_ID_NOT_FOUND':
      return error;
    case 'NOT_COORDINATOR':
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'COORDINATOR_LOAD_IN_PROGRESS':
    case 'NETWORK_EXCEPTION':
      return 'COORDINATOR_NOT_AVAILABLE';
    case 'FENCED_LEADER_EPOCH':
    case 'FENCED_STATE_EPOCH':
      return 'NOT_LEADER_OR_FOLLOWER';
    default:
      return 'UNKNOWN_SERVER_ERROR';
  }
}

function goOn(
  node: BrokerNode,
  call: PersisterCall,
  response: ShareGroupStateResponse,
  ctx: BrokerCtx,
): void {
  const { then } = call;
  switch (then.kind) {
    case 'initialized':
      onInitialized(node, then.initialization, then.tp, response.error, ctx);
      return;
    case 'opened': {
      const led = sameLed(node, then.key, then.id);
      if (led === undefined) return;
      if (onOpened(node, led, response, ctx)) tryShareFetches(node, led.tp, ctx);
      else failShareFetches(node, led.group, led.tp, clientError(response.error), ctx);
      return;
    }
    case 'expired': {
      const led = sameLed(node, then.key, then.id);
      if (led === undefined) return;
      noteStart(led, ctx, moveStart);
      tryShareFetches(node, led.tp, ctx);
      return;
    }
    default:
      onStored(node, then, response.error, ctx);
  }
}

function onStored(
  node: BrokerNode,
  then: Extract<Continuation, { kind: 'stored' }>,
  error: ErrorName,
  ctx: BrokerCtx,
): void {
  const led = sameLed(node, then.key, then.id);
  if (led !== undefined) {
    if (error === NONE) noteChanged(led, then, ctx);
    settleChanges(node, led, then.changes, error === NONE, ctx);
    // Somebody else leads it, or it is not known any more: what is here counts for nothing.
    if (clientError(error) === 'NOT_LEADER_OR_FOLLOWER') dropPartition(node, led);
  }
  const open = shareOf(node).open.find((o) => o.id === then.request);
  if (open !== undefined) {
    open.storing--;
    const tp = led?.tp ?? then.key.slice(open.request.group.length + 1);
    const told = led === undefined ? 'NOT_LEADER_OR_FOLLOWER' : clientError(error);
    open.acknowledged = open.acknowledged.map((a) =>
      a.tp === tp && told !== NONE ? { tp, error: told } : a,
    );
    if (open.request.api === 'shareFetchRequest') maybeAnswer(node, open, open.request, ctx);
    else if (open.storing === 0) answerAcknowledge(node, open, open.request, ctx);
  }
  if (led !== undefined) tryShareFetches(node, led.tp, ctx);
}

function noteChanged(
  led: LedSharePartition,
  then: Extract<Continuation, { kind: 'stored' }>,
  ctx: BrokerCtx,
): void {
  const changes: readonly StateBatch[] = then.changes;
  for (const { first, last, state, deliveryCount } of changes) {
    ctx.emit('share.changed', {
      group: led.group,
      tp: led.tp,
      client: then.member,
      fromOffset: first,
      toOffset: last + 1,
      state,
      deliveryCount,
      why: then.why,
    });
  }
}
