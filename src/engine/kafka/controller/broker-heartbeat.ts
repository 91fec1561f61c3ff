// Heartbeats of brokers: sessions, fencing and unfencing, controlled shutdown.
// [src: controller/BrokerHeartbeatManager.calculateNextBrokerState; ReplicationControlManager.processBrokerHeartbeat,
// handleBrokerUnfenced, handleBrokerInControlledShutdown, handleBrokerShutdown]

import type { BrokerHeartbeatRequest, BrokerHeartbeatResponse } from '../messages.ts';
import { brokerOf } from '../metadata-image.ts';
import { type BrokerRegistration, brokerKey, type PartitionRegistration } from '../metadata-records.ts';
import { type BrokerId, NO_LEADER, NONE } from '../names.ts';
import { type ControllerCtx, respondWhenCommitted, writeRecords } from './active-writer.ts';
import { fenceBroker, fenceRecord } from './broker-registration.ts';
import type { ControllerNode } from './controller-state.ts';
import { emitUpdates, recordsOf, updatesFor } from './leader-updates.ts';

export type BrokerControlState = 'fenced' | 'unfenced' | 'controlledShutdown' | 'shutdownNow';

/** Takes a heartbeat in: the session first, whatever state the broker is in; then what it wants. */
export function handleBrokerHeartbeat(
  node: ControllerNode,
  conn: number,
  request: BrokerHeartbeatRequest,
  ctx: ControllerCtx,
): void {
  const { brokerId, brokerEpoch } = request;
  const broker = brokerOf(node.memory.image, brokerId);
  const staleEpoch = broker === undefined || broker.brokerEpoch !== brokerEpoch;
  touch(node, request, ctx, staleEpoch);
  if (staleEpoch) {
    respondWhenCommitted(node, ctx, conn, answer(request, 'STALE_BROKER_EPOCH', false, true, false));
    return;
  }
  const current = currentState(node, broker);
  const next = nextState(node, broker, request, current);
  carryOut(node, ctx, broker, current, next);
  const isCaughtUp = request.currentMetadataOffset >= brokerEpoch;
  const isFenced = next === 'fenced' || next === 'shutdownNow';
  respondWhenCommitted(node, ctx, conn, answer(request, NONE, isCaughtUp, isFenced, next === 'shutdownNow'));
}

function touch(
  node: ControllerNode,
  request: BrokerHeartbeatRequest,
  ctx: ControllerCtx,
  isStale: boolean,
): void {
  const { contacts } = node.memory.active;
  const key = brokerKey(request.brokerId);
  const contact = contacts[key];
  if (contact !== undefined && contact.brokerEpoch === request.brokerEpoch) {
    contact.lastContactMs = ctx.nowMs;
    contact.heartbeatRow = ctx.cause;
    contact.appliedOffset = request.currentMetadataOffset;
    return;
  }
  // An older process must not push the session of its successor away.
  if (isStale && contact !== undefined) return;
  contacts[key] = {
    brokerId: request.brokerId,
    brokerEpoch: request.brokerEpoch,
    lastContactMs: ctx.nowMs,
    heartbeatRow: ctx.cause,
    appliedOffset: request.currentMetadataOffset,
  };
}

function answer(
  request: BrokerHeartbeatRequest,
  error: string,
  isCaughtUp: boolean,
  isFenced: boolean,
  shouldShutDown: boolean,
): BrokerHeartbeatResponse {
  const { correlationId } = request;
  return { api: 'brokerHeartbeatResponse', correlationId, error, isCaughtUp, isFenced, shouldShutDown };
}

function currentState(node: ControllerNode, broker: BrokerRegistration): BrokerControlState {
  if (node.memory.active.shutdownOffsets[brokerKey(broker.brokerId)] !== undefined)
    return 'controlledShutdown';
  return broker.isFenced ? 'fenced' : 'unfenced';
}

/** The table of broker states. */
function nextState(
  node: ControllerNode,
  broker: BrokerRegistration,
  request: BrokerHeartbeatRequest,
  current: BrokerControlState,
): BrokerControlState {
  if (current === 'fenced') {
    if (request.wantShutDown) return 'shutdownNow';
    return !request.wantFence && request.currentMetadataOffset >= broker.brokerEpoch ? 'unfenced' : 'fenced';
  }
  if (current === 'unfenced') {
    if (request.wantFence) return request.wantShutDown ? 'shutdownNow' : 'fenced';
    if (!request.wantShutDown) return 'unfenced';
    return leadsAny(node, broker.brokerId) ? 'controlledShutdown' : 'shutdownNow';
  }
  if (leadsAny(node, broker.brokerId)) return 'controlledShutdown';
  const offset = node.memory.active.shutdownOffsets[brokerKey(broker.brokerId)] ?? -1;
  return offset <= lowestActiveOffset(node) ? 'shutdownNow' : 'controlledShutdown';
}

function carryOut(
  node: ControllerNode,
  ctx: ControllerCtx,
  broker: BrokerRegistration,
  current: BrokerControlState,
  next: BrokerControlState,
): void {
  const isShuttingDown = next === 'shutdownNow';
  if (next === 'unfenced' && current === 'fenced') unfence(node, ctx, broker);
  else if (next === 'controlledShutdown' && current === 'unfenced')
    startControlledShutdown(node, ctx, broker);
  else if (next === 'fenced' && current === 'unfenced')
    fenceBroker(node, ctx, broker, 'asked for by the broker', 0);
  else if (isShuttingDown && current === 'fenced') writeRecords(node, ctx, [fenceRecord(broker)]);
  else if (isShuttingDown) fenceBroker(node, ctx, broker, 'controlled shutdown', 0);
}

function unfence(node: ControllerNode, ctx: ControllerCtx, broker: BrokerRegistration): void {
  const { brokerId, brokerEpoch } = broker;
  const updates = updatesFor(
    node,
    { removed: NO_LEADER, added: brokerId, unclean: NO_LEADER },
    (p) => p.leader === NO_LEADER,
  );
  writeRecords(node, ctx, [
    { type: 'brokerRegistrationChange', brokerId, brokerEpoch, fenced: -1, inControlledShutdown: 0 },
    ...recordsOf(updates),
  ]);
  ctx.cause = ctx.emit('broker.unfenced', { broker: brokerId, brokerEpoch });
  emitUpdates(ctx, updates, 'broker unfenced');
}

function startControlledShutdown(node: ControllerNode, ctx: ControllerCtx, broker: BrokerRegistration): void {
  const { brokerId, brokerEpoch } = broker;
  const updates = updatesFor(node, { removed: brokerId, added: NO_LEADER, unclean: NO_LEADER }, (p) =>
    p.isr.includes(brokerId),
  );
  const end = writeRecords(node, ctx, [
    { type: 'brokerRegistrationChange', brokerId, brokerEpoch, fenced: 0, inControlledShutdown: 1 },
    ...recordsOf(updates),
  ]);
  node.memory.active.shutdownOffsets[brokerKey(brokerId)] = end - 1;
  ctx.cause = ctx.emit('broker.inControlledShutdown', { broker: brokerId, brokerEpoch });
  emitUpdates(ctx, updates, 'controlled shutdown');
}

function leadsAny(node: ControllerNode, broker: BrokerId): boolean {
  const { partitions } = node.memory.image;
  for (const tp in partitions) if ((partitions[tp] as PartitionRegistration).leader === broker) return true;
  return false;
}

/** Lowest offset that an active broker has reported as applied; no active broker: all have. */
function lowestActiveOffset(node: ControllerNode): number {
  const { active, image } = node.memory;
  let lowest = Number.MAX_SAFE_INTEGER;
  for (const key in image.brokers) {
    const broker = image.brokers[key] as BrokerRegistration;
    if (broker.isFenced || broker.isInControlledShutdown) continue;
    lowest = Math.min(lowest, active.contacts[key]?.appliedOffset ?? -1);
  }
  return lowest;
}
