// Share sessions: which partitions a member reads from this broker. A session ends with its connection, and with it
// everything that the member has is free again.
// [src: core/server/share/SharePartitionManager.java: newContext, acknowledgeSessionUpdate, releaseSession;
// server/share/session/ShareSessionCache.java: ClientConnectionDisconnectListener]

import type { BrokerCtx, BrokerNode } from '../broker/broker-state.ts';
import { type ErrorName, NONE } from '../names.ts';
import type { ShareAcknowledgeRequest, ShareFetchRequest } from '../share-messages.ts';
import { releaseAcquired } from './acknowledge.ts';
import { dropGroup, storeChanges } from './led-partitions.ts';
import { shareKey } from './share-key.ts';
import { type ShareSession, sessionKey, shareOf } from './share-memory.ts';
import { shareLimits } from './share-settings.ts';

const INITIAL_EPOCH = 0;
const FINAL_EPOCH = -1;

/** The session of a fetch: begun (epoch 0), continued and changed, or what is wrong with it. */
export function sessionOfFetch(
  node: BrokerNode,
  conn: number,
  request: ShareFetchRequest,
  ctx: BrokerCtx,
): ShareSession | ErrorName {
  const share = shareOf(node);
  const { group, memberId, clientId, sessionEpoch } = request;
  const key = sessionKey(group, memberId);
  if (sessionEpoch === INITIAL_EPOCH) {
    if (request.acknowledgements.length > 0) return 'INVALID_REQUEST';
    delete share.sessions[key];
    const session: ShareSession = {
      group,
      memberId,
      clientId,
      epoch: 1,
      conn,
      host: ctx.peerOf(conn),
      tps: [...request.partitions],
      heardRow: ctx.cause,
    };
    share.sessions[key] = session;
    share.readers = [...share.readers.filter((reader) => reader.conn !== conn), { conn, group }];
    return session;
  }
  const known = share.sessions[key];
  if (known === undefined) return 'SHARE_SESSION_NOT_FOUND';
  if (known.epoch !== sessionEpoch) return 'INVALID_SHARE_SESSION_EPOCH';
  known.tps = known.tps.filter((tp) => !request.forgotten.includes(tp));
  for (const tp of request.partitions) if (!known.tps.includes(tp)) known.tps.push(tp);
  known.epoch = known.epoch === 2147483647 ? 1 : known.epoch + 1;
  known.heardRow = ctx.cause;
  return known;
}

/** The session of answers without a fetch; -1 is its last request. */
export function sessionOfAcknowledge(
  node: BrokerNode,
  request: ShareAcknowledgeRequest,
  ctx: BrokerCtx,
): ErrorName {
  const { group, memberId, sessionEpoch } = request;
  if (sessionEpoch === INITIAL_EPOCH) return 'INVALID_SHARE_SESSION_EPOCH';
  const known = shareOf(node).sessions[sessionKey(group, memberId)];
  if (known === undefined) return 'SHARE_SESSION_NOT_FOUND';
  known.heardRow = ctx.cause;
  if (sessionEpoch === FINAL_EPOCH) return NONE;
  if (known.epoch !== sessionEpoch) return 'INVALID_SHARE_SESSION_EPOCH';
  known.epoch++;
  return NONE;
}

/** A session ends: what its member has is released, whatever it was. */
export function endSession(node: BrokerNode, session: ShareSession, reason: string, ctx: BrokerCtx): void {
  const share = shareOf(node);
  const { group, memberId, clientId } = session;
  delete share.sessions[sessionKey(group, memberId)];
  let records = 0;
  const released = session.tps.flatMap((tp) => {
    const led = share.partitions[shareKey(group, tp)];
    if (led === undefined || led.phase !== 'open') return [];
    const changes = releaseAcquired(led.partition, memberId, shareLimits(node, group));
    for (const c of changes) records += c.last - c.first + 1;
    return changes.length === 0 ? [] : [{ led, changes }];
  });
  const { cause } = ctx;
  ctx.cause = ctx.emit('share.sessionEnded', { group, member: memberId, client: clientId, reason, records });
  for (const { led, changes } of released)
    storeChanges(node, led, changes, { request: -1, member: clientId, why: 'released' }, ctx);
  ctx.cause = cause;
}

/**
 * A connection is gone: sessions on it end, requests on it are forgotten. Of a group without a session here nothing is
 * kept, however its last one ended.
 */
export function onShareDisconnected(node: BrokerNode, conn: number, ctx: BrokerCtx): void {
  const { share } = node.memory;
  if (share === undefined) return;
  share.open = share.open.filter((o) => o.conn !== conn);
  const reader = share.readers.find((known) => known.conn === conn);
  if (reader === undefined) return;
  share.readers = share.readers.filter((known) => known !== reader);
  const { cause } = ctx;
  for (const key of Object.keys(share.sessions)) {
    const session = share.sessions[key];
    if (session?.conn === conn) endSession(node, session, 'its connection is gone', ctx);
    ctx.cause = cause;
  }
  dropGroup(node, reader.group);
}
