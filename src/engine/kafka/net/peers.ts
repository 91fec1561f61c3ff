// The bookkeeping of one connection inside a client: its end, its back-off, its deadlines, and the events that tell of
// time-outs. [src: clients/ClusterConnectionStates.java, InFlightRequests.java]

import { type Millis, toMillis } from '../../../base/units.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { Because, Row } from '../../kernel/events.ts';
import type { NodeId } from '../../kernel/world.ts';
import type { KafkaEvents } from '../events.ts';
import { backoffMs } from './backoff.ts';
import type { InFlightRequest, NetworkClient, Peer } from './network-client.ts';

/** A peer that was never connected. */
export function createPeer(net: NetworkClient, node: NodeId): Peer {
  const peer: Peer = {
    node,
    state: 'disconnected',
    conn: -1,
    failures: 0,
    connectFailures: 0,
    reconnectAtMs: -1,
    lastAttemptMs: -1,
    connectDeadlineMs: -1,
    inFlight: [],
    heardRow: -1,
  };
  net.peers.push(peer);
  return peer;
}

/** The connection is gone: reconnect back-off begins. [src: ClusterConnectionStates.disconnected] */
export function dropConnection(net: NetworkClient, peer: Peer, ctx: Ctx<KafkaEvents>): InFlightRequest[] {
  if (peer.state === 'connecting') peer.connectFailures++;
  else peer.connectFailures = 0;
  const waitMs = backoffMs(
    ctx,
    'reconnect',
    peer.failures,
    net.config['reconnect.backoff.ms'],
    net.config['reconnect.backoff.max.ms'],
  );
  peer.failures++;
  peer.state = 'disconnected';
  peer.conn = -1;
  peer.connectDeadlineMs = -1;
  peer.lastAttemptMs = ctx.nowMs;
  peer.reconnectAtMs = ctx.nowMs + waitMs;
  wakeBy(net, peer.reconnectAtMs);
  const lost = withoutApiVersions(peer.inFlight);
  peer.inFlight = [];
  return lost;
}

/** What the owner of the client asked for: ApiVersions is the client's own. */
function withoutApiVersions(requests: InFlightRequest[]): InFlightRequest[] {
  return requests.filter((r) => r.api !== 'apiVersionsRequest');
}

/** Makes sure that the client is looked at by then (ms). */
export function wakeBy(net: NetworkClient, atMs: Millis): void {
  if (net.wakeAtMs === -1 || atMs < net.wakeAtMs) net.wakeAtMs = atMs;
}

/** When the oldest request of the connection is over its time-out (ms); long polls may have longer ones than later requests. */
function requestDeadline(peer: Peer): Millis {
  let earliest = -1;
  for (let i = 0; i < peer.inFlight.length; i++) {
    const request = peer.inFlight[i] as InFlightRequest;
    const deadline = toMillis(request.sentAt) + request.timeoutMs;
    if (earliest === -1 || deadline < earliest) earliest = deadline;
  }
  return earliest;
}

/** Which limit of the connection is over, if any. */
export function overdue(peer: Peer, nowMs: Millis): 'no' | 'setup' | 'request' {
  if (peer.state === 'connecting') return nowMs >= peer.connectDeadlineMs ? 'setup' : 'no';
  const deadline = requestDeadline(peer);
  return deadline !== -1 && nowMs >= deadline ? 'request' : 'no';
}

/** Earliest time (ms) at which a limit or a back-off ends, -1 = nothing pending. Walks all connections. */
export function earliestDeadline(net: NetworkClient): Millis {
  let earliest = -1;
  for (const peer of net.peers) {
    const at =
      peer.state === 'disconnected'
        ? peer.reconnectAtMs
        : peer.state === 'connecting'
          ? peer.connectDeadlineMs
          : requestDeadline(peer);
    if (at !== -1 && (earliest === -1 || at < earliest)) earliest = at;
  }
  return earliest;
}

function silence(peer: Peer, setting: string, ctx: Ctx<KafkaEvents>): Because {
  const blocked = ctx.whySilent(peer.node);
  if (peer.heardRow === -1) return blocked === -1 ? { setting } : { blocked, setting };
  return blocked === -1 ? { heard: peer.heardRow, setting } : { heard: peer.heardRow, blocked, setting };
}

/** The connection did not stand in time: names the silence that caused it. */
export function emitSetupTimeout(peer: Peer, ctx: Ctx<KafkaEvents>): Row {
  const because = silence(peer, 'socket.connection.setup.timeout.ms', ctx);
  return ctx.emit('client.connectionFailed', { peer: peer.node, reason: 'set-up timed out' }, because);
}

/** The oldest request went unanswered too long: its cause leads, the silence explains. */
export function emitRequestTimeout(peer: Peer, ctx: Ctx<KafkaEvents>): Row {
  const inFlight = peer.inFlight.length;
  const oldest = peer.inFlight.find((r) => toMillis(r.sentAt) + r.timeoutMs <= ctx.nowMs) as InFlightRequest;
  ctx.cause = oldest.cause;
  const fields = { peer: peer.node, api: oldest.api, timeoutMs: oldest.timeoutMs, inFlight };
  return ctx.emit('client.requestTimedOut', fields, silence(peer, 'request.timeout.ms', ctx));
}
