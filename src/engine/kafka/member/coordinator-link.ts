// A member's link to its group coordinator: finding it, its connection, the open requests, and losing it.
// [src: clients/consumer/internals/AbstractCoordinator.java: ensureCoordinatorReady, lookupCoordinator,
// markCoordinatorUnknown; CoordinatorRequestManager.java]

import type { Millis } from '../../../base/units.ts';
import type { FindCoordinatorResponse } from '../group-messages.ts';
import { NONE } from '../names.ts';
import { backoffMs } from '../net/backoff.ts';
import { requestUpdate } from '../net/client-metadata.ts';
import {
  closeAll,
  type InFlightRequest,
  leastLoadedNode,
  type OutgoingRequest,
  sendablePeer,
  sendRequest,
} from '../net/network-client.ts';
import type { CallKind, CoordinatorCall, LinkedClient, MemberCtx } from './member-state.ts';

/** Asks a broker who coordinates the group, when that is unknown and nothing forbids it now. */
export function lookupCoordinator(node: LinkedClient, ctx: MemberCtx): void {
  const { memory, config } = node;
  const { coordinator, metadata, net } = memory;
  if (coordinator.node !== '' || coordinator.correlationId >= 0) return;
  if (metadata.lastSuccessMs < 0 || coordinator.retryAtMs > ctx.nowMs) return;
  const broker = leastLoadedNode(net, metadata.nodes, ctx);
  if (broker === '') return;
  if (sendablePeer(net, broker, ctx) === undefined) return;
  coordinator.correlationId = sendRequest(
    net,
    broker,
    { api: 'findCoordinatorRequest', correlationId: 0, group: config['group.id'] },
    config['request.timeout.ms'],
    ctx,
  );
}

/** FindCoordinator is answered: the coordinator is known, or it is asked for again after a back-off. */
export function onCoordinatorFound(
  node: LinkedClient,
  response: FindCoordinatorResponse,
  ctx: MemberCtx,
): void {
  const { coordinator } = node.memory;
  coordinator.correlationId = -1;
  if (response.error !== NONE) {
    retryLookup(node, ctx);
    return;
  }
  coordinator.node = response.node;
  coordinator.id = response.brokerId;
  coordinator.attempts = 0;
  coordinator.retryAtMs = -1;
  ctx.cause = ctx.emit('member.coordinatorFound', {
    group: node.config['group.id'],
    coordinator: response.brokerId,
  });
}

/** The look-up itself failed: once more, after a back-off. */
export function retryLookup(node: LinkedClient, ctx: MemberCtx): void {
  const { coordinator } = node.memory;
  const { config } = node;
  coordinator.correlationId = -1;
  coordinator.retryAtMs =
    ctx.nowMs +
    backoffMs(
      ctx,
      'coordinatorBackoff',
      coordinator.attempts++,
      config['retry.backoff.ms'],
      config['retry.backoff.max.ms'],
    );
}

/** True when requests can go to the coordinator now; otherwise what is missing is set in motion. */
export function isCoordinatorReady(node: LinkedClient, ctx: MemberCtx): boolean {
  const { coordinator, coordinatorNet } = node.memory;
  if (coordinator.node === '') {
    lookupCoordinator(node, ctx);
    return false;
  }
  return sendablePeer(coordinatorNet, coordinator.node, ctx) !== undefined;
}

/** Sends a request to the coordinator, which must be ready. */
export function callCoordinator(
  node: LinkedClient,
  kind: CallKind,
  request: OutgoingRequest,
  ctx: MemberCtx,
  more: Partial<Pick<CoordinatorCall, 'isBlocking' | 'reason' | 'tps'>> = {},
  timeoutMs: Millis = node.config['request.timeout.ms'],
): void {
  const { coordinator, coordinatorNet, calls, membership } = node.memory;
  const correlationId = sendRequest(coordinatorNet, coordinator.node, request, timeoutMs, ctx);
  calls.push({
    correlationId,
    kind,
    generation: membership.kind === 'classic' ? membership.generation : membership.memberEpoch,
    memberId: membership.memberId,
    isBlocking: more.isBlocking ?? false,
    reason: more.reason ?? '',
    tps: more.tps ?? [],
  });
}

/** The open request that an answer belongs to, taken off the list; undefined for none. */
export function takeCall(node: LinkedClient, correlationId: number): CoordinatorCall | undefined {
  const { calls } = node.memory;
  const at = calls.findIndex((c) => c.correlationId === correlationId);
  if (at < 0) return undefined;
  const call = calls[at];
  calls.splice(at, 1);
  return call;
}

/**
 * The coordinator is unknown from now on: it said that it is none, was silent too long, or its connection is gone.
 * Returns the requests that were open there. [src: AbstractCoordinator.markCoordinatorUnknown]
 */
export function loseCoordinator(node: LinkedClient, reason: string, ctx: MemberCtx): CoordinatorCall[] {
  const { memory } = node;
  const { coordinator } = memory;
  if (coordinator.node === '') return [];
  ctx.cause = ctx.emit('member.coordinatorLost', {
    group: node.config['group.id'],
    coordinator: coordinator.id,
    reason,
  });
  coordinator.node = '';
  coordinator.id = -1;
  coordinator.attempts = 0;
  // Looked for after a pause, so that a coordinator that is just moving is not flooded.
  coordinator.retryAtMs = ctx.nowMs + node.config['retry.backoff.ms'];
  closeAll(memory.coordinatorNet, ctx);
  requestUpdate(memory.metadata, ctx.cause);
  const lost = memory.calls;
  memory.calls = [];
  return lost;
}

/** True when the lost request on the data connections was the look-up. */
export function isLookup(node: LinkedClient, lost: InFlightRequest): boolean {
  return lost.correlationId === node.memory.coordinator.correlationId;
}
