// Registration of brokers, and the end of their sessions.
// [src: controller/ClusterControlManager.registerBroker; BrokerHeartbeatTracker.java; ReplicationControlManager
// .maybeFenceOneStaleBroker, handleBrokerFenced, handleUncleanBrokerShutdown]

import type { Because } from '../../kernel/events.ts';
import type { BrokerRegistrationRequest, BrokerRegistrationResponse } from '../messages.ts';
import { brokerOf } from '../metadata-image.ts';
import { type BrokerRegistration, brokerKey, type MetadataRecord } from '../metadata-records.ts';
import { type BrokerId, NO_LEADER, NONE } from '../names.ts';
import { type ControllerCtx, nextOffset, respondWhenCommitted, writeRecords } from './active-writer.ts';
import type { ControllerNode } from './controller-state.ts';
import { emitUpdates, type PartitionUpdate, recordsOf, updatesFor } from './leader-updates.ts';

/** The old process may still be alive: its last heartbeat is not older than broker.session.timeout.ms. */
function hasValidSession(node: ControllerNode, broker: BrokerRegistration, nowMs: number): boolean {
  const contact = node.memory.active.contacts[brokerKey(broker.brokerId)];
  if (contact === undefined || contact.brokerEpoch !== broker.brokerEpoch) return false;
  return nowMs <= contact.lastContactMs + node.config['broker.session.timeout.ms'];
}

/** Registers a process start of a broker, or refuses while the session of its predecessor lasts. */
export function handleBrokerRegistration(
  node: ControllerNode,
  conn: number,
  request: BrokerRegistrationRequest,
  ctx: ControllerCtx,
): void {
  const existing = brokerOf(node.memory.image, request.brokerId);
  const isSameProcess = existing?.incarnationId === request.incarnationId;
  if (existing !== undefined && !isSameProcess && hasValidSession(node, existing, ctx.nowMs)) {
    const error = 'DUPLICATE_BROKER_REGISTRATION';
    ctx.emit(
      'controller.refusedRegistration',
      { broker: request.brokerId, error },
      sessionStillValid(node, existing),
    );
    respondWhenCommitted(node, ctx, conn, answer(request, error, -1));
    return;
  }
  if (existing !== undefined && isSameProcess) {
    respondWhenCommitted(node, ctx, conn, answer(request, NONE, existing.brokerEpoch));
    return;
  }
  const isClean = existing === undefined || existing.brokerEpoch === request.previousBrokerEpoch;
  const updates = existing === undefined ? [] : cleanUpUpdates(node, request.brokerId, isClean);
  const records: MetadataRecord[] = recordsOf(updates);
  const brokerEpoch = nextOffset(node) + records.length;
  const { brokerId, node: host, rack, incarnationId } = request;
  records.push({
    type: 'registerBroker',
    brokerId,
    node: host,
    rack,
    incarnationId,
    brokerEpoch,
    fenced: true,
  });
  writeRecords(node, ctx, records);
  delete node.memory.active.shutdownOffsets[brokerKey(brokerId)];
  ctx.cause = ctx.emit('controller.registeredBroker', {
    broker: brokerId,
    brokerEpoch,
    clean: isClean ? 1 : 0,
  });
  emitUpdates(ctx, updates, isClean ? 'restart' : 'unclean restart');
  respondWhenCommitted(node, ctx, conn, answer(request, NONE, brokerEpoch));
}

function answer(
  request: BrokerRegistrationRequest,
  error: string,
  brokerEpoch: number,
): BrokerRegistrationResponse {
  return { api: 'brokerRegistrationResponse', correlationId: request.correlationId, error, brokerEpoch };
}

function sessionStillValid(node: ControllerNode, broker: BrokerRegistration): Because {
  const heard = node.memory.active.contacts[brokerKey(broker.brokerId)]?.heartbeatRow ?? -1;
  return { ...(heard !== -1 && { heard }), setting: 'broker.session.timeout.ms' };
}

/**
 * What the old incarnation still holds is taken from it before the new one is registered; without ELR it is as if it had
 * been fenced. [src: ReplicationControlManager.handleBrokerShutdown]
 */
function cleanUpUpdates(node: ControllerNode, broker: BrokerId, isClean: boolean): PartitionUpdate[] {
  if (isClean || node.config.isElrEnabled === false) {
    return updatesFor(node, { removed: broker, added: NO_LEADER, unclean: NO_LEADER }, (p) =>
      p.isr.includes(broker),
    );
  }
  return updatesFor(
    node,
    { removed: NO_LEADER, added: NO_LEADER, unclean: broker },
    (p) => p.isr.includes(broker) || p.elr.includes(broker),
  );
}

/**
 * Looks for one broker whose session is over and fences it. True when an expired entry was found: then the task looks
 * again in 10 ms. Simplification: ascending broker id, where Kafka takes hash order.
 */
export function fenceOneStaleBroker(node: ControllerNode, ctx: ControllerCtx): boolean {
  const { active, image } = node.memory;
  const timeoutMs = node.config['broker.session.timeout.ms'];
  let stale: (typeof active.contacts)[string] | undefined;
  for (const key in active.contacts) {
    const contact = active.contacts[key];
    if (contact === undefined || ctx.nowMs <= contact.lastContactMs + timeoutMs) continue;
    if (stale === undefined || isMissedFirst(node, contact.brokerId, stale.brokerId)) stale = contact;
  }
  if (stale === undefined) return false;
  delete active.contacts[brokerKey(stale.brokerId)];
  const broker = brokerOf(image, stale.brokerId);
  if (broker === undefined || broker.brokerEpoch !== stale.brokerEpoch) return true;
  if (broker.isFenced) {
    writeRecords(node, ctx, [fenceRecord(broker)]);
    return true;
  }
  const blocked = ctx.whySilent(broker.node);
  fenceBroker(node, ctx, broker, 'session timed out', ctx.nowMs - stale.lastContactMs, {
    ...(stale.heartbeatRow !== -1 && { heard: stale.heartbeatRow }),
    ...(blocked !== -1 && { blocked }),
    setting: 'broker.session.timeout.ms',
  });
  return true;
}

function isMissedFirst({ config }: ControllerNode, id: BrokerId, than: BrokerId): boolean {
  const { missedFirst } = config;
  const isListed = missedFirst?.includes(id) === true && missedFirst.includes(than);
  return isListed ? missedFirst.indexOf(id) < missedFirst.indexOf(than) : id < than;
}

/** Takes a broker out of every ISR, moves its leaderships, then fences it: one atomic set of records. */
export function fenceBroker(
  node: ControllerNode,
  ctx: ControllerCtx,
  broker: BrokerRegistration,
  reason: string,
  lastContactMs: number,
  because?: Because,
): void {
  const { brokerId, brokerEpoch } = broker;
  const updates = updatesFor(node, { removed: brokerId, added: NO_LEADER, unclean: NO_LEADER }, (p) =>
    p.isr.includes(brokerId),
  );
  writeRecords(node, ctx, [...recordsOf(updates), fenceRecord(broker)]);
  delete node.memory.active.shutdownOffsets[brokerKey(brokerId)];
  const sessionTimeoutMs = node.config['broker.session.timeout.ms'];
  const fields = { broker: brokerId, brokerEpoch, lastContactMs, sessionTimeoutMs, reason };
  ctx.cause = ctx.emit('broker.fenced', fields, because);
  emitUpdates(ctx, updates, 'broker fenced');
}

export function fenceRecord(broker: BrokerRegistration): MetadataRecord {
  const { brokerId, brokerEpoch } = broker;
  return { type: 'brokerRegistrationChange', brokerId, brokerEpoch, fenced: 1, inControlledShutdown: 0 };
}
