// Admin requests that only the active controller can answer are forwarded to it.
// [src: server/ForwardingManager.java; KIP-590]

import { RESPONSE_OF } from '../forwarded-apis.ts';
import type { AdminRequest, AdminResponse } from '../messages.ts';
import type { BrokerCtx, BrokerNode } from './broker-state.ts';
import { respond } from './connections.ts';
import { submit } from './controller-channel.ts';

/** request.timeout.ms per try, and the limit in all (ms). */
const TRY_TIMEOUT_MS = 30_000;
const LIMIT_MS = 60_000;

/** Sends the request on under a ticket. */
export function forwardToController(
  node: BrokerNode,
  conn: number,
  request: AdminRequest,
  ctx: BrokerCtx,
): void {
  const outgoing = { api: request.api, body: request.body };
  const ticket = submit(node, outgoing, TRY_TIMEOUT_MS, LIMIT_MS, ctx);
  node.memory.forwarded.push({ correlationId: ticket, conn, request, deadlineMs: ctx.nowMs + LIMIT_MS });
}

/** Hands the controller's answer, or the error, to the client that asked. */
export function answerForwarded(
  node: BrokerNode,
  ticket: number,
  answer: Pick<AdminResponse, 'error' | 'quorum'>,
  ctx: BrokerCtx,
): void {
  const { forwarded } = node.memory;
  const at = forwarded.findIndex((f) => f.correlationId === ticket);
  const found = forwarded[at];
  if (found === undefined) return;
  forwarded.splice(at, 1);
  const response: AdminResponse = {
    api: RESPONSE_OF[found.request.api],
    correlationId: found.request.correlationId,
    error: answer.error,
    ...(answer.quorum !== undefined && { quorum: answer.quorum }),
  };
  respond(node, found.conn, response, ctx);
}
