// A client's connections to the nodes it knows, as Kafka's NetworkClient keeps them: connection states, reconnect
// back-off, ApiVersions first, requests in flight, request time-outs. Used by producers, consumers, admin clients,
// and by brokers and controllers towards controllers. Plain data; the owner forwards its node callbacks to it.
// [src: clients/NetworkClient.java, ClusterConnectionStates.java, InFlightRequests.java]
// Simplification: one connection per node, shared by bootstrap and broker id; connections.max.idle.ms is not modelled.

import type { Micros, Millis } from '../../../base/units.ts';
import type { Ctx } from '../../kernel/contract.ts';
import type { Row } from '../../kernel/events.ts';
import type { Message, NodeId } from '../../kernel/world.ts';
import type { KafkaEvents } from '../events.ts';
import type { KafkaRequest } from '../messages.ts';
import { backoffMs } from './backoff.ts';
import {
  createPeer,
  dropConnection,
  earliestDeadline,
  emitRequestTimeout,
  emitSetupTimeout,
  overdue,
  wakeBy,
} from './peers.ts';

export type PeerState = 'disconnected' | 'connecting' | 'checkingApiVersions' | 'ready';

export interface InFlightRequest {
  correlationId: number;
  api: KafkaRequest['api'];
  sentAt: Micros;
  timeoutMs: Millis;
  /** Row that led to the request; for Because. */
  cause: Row;
}

export interface Peer {
  node: NodeId;
  state: PeerState;
  /** -1 when disconnected. */
  conn: number;
  /** Disconnects in a row since the last READY, for the back-off. */
  failures: number;
  /** Connection attempts in a row that never stood, for the set-up time-out. */
  connectFailures: number;
  /** Not before this (ms); -1 = at once. */
  reconnectAtMs: Millis;
  lastAttemptMs: Millis;
  connectDeadlineMs: Millis;
  /** Oldest first. */
  inFlight: InFlightRequest[];
  /** Row of the last thing heard from it, -1 none. */
  heardRow: Row;
}

export interface NetworkClientConfig {
  'reconnect.backoff.ms': number;
  'reconnect.backoff.max.ms': number;
  'socket.connection.setup.timeout.ms': number;
  'socket.connection.setup.timeout.max.ms': number;
  'request.timeout.ms': number;
  'max.in.flight.requests.per.connection': number;
}

/** Connections and counters of one client. */
export interface NetworkClient {
  config: NetworkClientConfig;
  /** In the order in which they were first needed. A client knows few: they are searched, not looked up. */
  peers: Peer[];
  nextCorrelationId: number;
  /** No time-out, set-up limit or back-off ends before this time (ms); -1 = nothing is pending. May be early. */
  wakeAtMs: Millis;
}

/** Omit that keeps the members of a union apart. */
type WithoutId<R> = R extends KafkaRequest
  ? Omit<R, 'correlationId'> & { readonly correlationId?: number }
  : never;

/**
 * A request as its sender makes it. The correlation id is filled in by `sendRequest`, which takes the object over;
 * a placeholder `correlationId: 0` keeps the object's shape and saves a copy on hot paths.
 */
export type OutgoingRequest = WithoutId<KafkaRequest>;

/** What `expireRequests` closed. */
export interface ExpiredPeer {
  node: NodeId;
  /** `request`: a request was unanswered too long. `setup`: the connection did not come up in time. */
  kind: 'request' | 'setup';
  /** Every request that was in flight, oldest first, ApiVersions left out. */
  lost: InFlightRequest[];
  /** Row of the event that told of it: the cause of what follows. */
  row: Row;
}

const NOTHING_EXPIRED: readonly ExpiredPeer[] = [];

const IN_FLIGHT = 'max.in.flight.requests.per.connection';

/**
 * A client without connections. It copies the connection settings out of its owner's; without an owner's (the process
 * is not running) they are 0 and of no use. `maxInFlight` overrides max.in.flight.requests.per.connection.
 */
export function createNetworkClient(
  owner: (Omit<NetworkClientConfig, typeof IN_FLIGHT> & Partial<NetworkClientConfig>) | undefined,
  maxInFlight: number = owner?.[IN_FLIGHT] ?? 0,
): NetworkClient {
  const config: NetworkClientConfig = {
    'reconnect.backoff.ms': owner?.['reconnect.backoff.ms'] ?? 0,
    'reconnect.backoff.max.ms': owner?.['reconnect.backoff.max.ms'] ?? 0,
    'socket.connection.setup.timeout.ms': owner?.['socket.connection.setup.timeout.ms'] ?? 0,
    'socket.connection.setup.timeout.max.ms': owner?.['socket.connection.setup.timeout.max.ms'] ?? 0,
    'request.timeout.ms': owner?.['request.timeout.ms'] ?? 0,
    [IN_FLIGHT]: maxInFlight,
  };
  return { config, peers: [], nextCorrelationId: 1, wakeAtMs: -1 };
}

/** What the client knows of a node; undefined before it first connects. */
export function peerOf(net: NetworkClient, node: NodeId): Peer | undefined {
  const { peers } = net;
  for (let i = 0; i < peers.length; i++) {
    const peer = peers[i] as Peer;
    if (peer.node === node) return peer;
  }
  return undefined;
}

/** READY, and fewer requests in flight than max.in.flight.requests.per.connection. */
export function isReady(net: NetworkClient, node: NodeId): boolean {
  const peer = peerOf(net, node);
  return (
    peer !== undefined &&
    peer.state === 'ready' &&
    peer.inFlight.length < net.config['max.in.flight.requests.per.connection']
  );
}

/** Not connected, not connecting, and the reconnect back-off is over. */
export function canConnect(net: NetworkClient, node: NodeId, nowMs: Millis): boolean {
  const peer = peerOf(net, node);
  return peer === undefined || (peer.state === 'disconnected' && nowMs >= peer.reconnectAtMs);
}

/** Some connection is being set up (socket or ApiVersions). */
export function isAnyConnecting(net: NetworkClient): boolean {
  for (const { state } of net.peers) {
    if (state === 'connecting' || state === 'checkingApiVersions') return true;
  }
  return false;
}

/** Some connection is READY, with room in flight or not. */
export function isAnyReady(net: NetworkClient, nodes: readonly NodeId[]): boolean {
  for (let i = 0; i < nodes.length; i++) {
    if (peerOf(net, nodes[i] as NodeId)?.state === 'ready') return true;
  }
  return false;
}

/** Starts a connection when that is allowed now. True when it is READY (room in flight is `isReady`'s question). */
export function ensureConnected(net: NetworkClient, node: NodeId, ctx: Ctx<KafkaEvents>): boolean {
  const known = peerOf(net, node);
  if (known !== undefined && known.state === 'ready') return true;
  if (!canConnect(net, node, ctx.nowMs)) return false;
  const peer = known ?? createPeer(net, node);
  const setupMs = backoffMs(
    ctx,
    'connectionSetup',
    peer.connectFailures,
    net.config['socket.connection.setup.timeout.ms'],
    net.config['socket.connection.setup.timeout.max.ms'],
  );
  peer.state = 'connecting';
  peer.lastAttemptMs = ctx.nowMs;
  peer.reconnectAtMs = -1;
  peer.connectDeadlineMs = ctx.nowMs + setupMs;
  wakeBy(net, peer.connectDeadlineMs);
  peer.conn = ctx.connect(node);
  return false;
}

/** The connection to a node if a request can go out on it now; otherwise one is started as soon as that is allowed. */
export function sendablePeer(net: NetworkClient, node: NodeId, ctx: Ctx<KafkaEvents>): Peer | undefined {
  const peer = peerOf(net, node);
  if (peer === undefined || peer.state !== 'ready') {
    ensureConnected(net, node, ctx);
    return undefined;
  }
  return peer.inFlight.length < net.config[IN_FLIGHT] ? peer : undefined;
}

/**
 * Sends a request on a READY connection and returns its correlation id. The response comes back through `onNetMessage`;
 * a produce request with acks = 0 has none and is not in flight. Throws when the connection is not READY.
 */
export function sendRequest(
  net: NetworkClient,
  node: NodeId,
  request: OutgoingRequest,
  timeoutMs: Millis,
  ctx: Ctx<KafkaEvents>,
): number {
  const peer = peerOf(net, node);
  if (peer === undefined || peer.state !== 'ready')
    throw new Error(`Faultline: ${request.api} to ${node}, which is not connected`);
  return transmit(net, peer, request, timeoutMs, ctx);
}

/**
 * The same for requests that are sent all the time: their sender has the `sendablePeer` at hand, takes the next `nextCorrelationId` itself and writes it
 * into the object when it makes it. No answer is awaited when `isAnswered` is false.
 */
export function sendNumbered(
  net: NetworkClient,
  peer: Peer,
  request: KafkaRequest,
  isAnswered: boolean,
  timeoutMs: Millis,
  ctx: Ctx<KafkaEvents>,
): void {
  if (isAnswered) noteInFlight(net, peer, request.api, request.correlationId, timeoutMs, ctx);
  ctx.send(peer.conn, request);
}

/** The socket is open: asks for ApiVersions. Returns [] when the connection is of this client, else undefined. */
export function onNetConnected(
  net: NetworkClient,
  conn: number,
  ctx: Ctx<KafkaEvents>,
): InFlightRequest[] | undefined {
  const peer = peerOfConnection(net, conn);
  if (peer === undefined) return undefined;
  peer.state = 'checkingApiVersions';
  peer.connectDeadlineMs = -1;
  peer.connectFailures = 0;
  transmit(net, peer, { api: 'apiVersionsRequest' }, net.config['request.timeout.ms'], ctx);
  return [];
}

/** The peer's machine refused. Returns [] (nothing was in flight yet) when it was ours, else undefined. */
export function onNetRefused(
  net: NetworkClient,
  conn: number,
  ctx: Ctx<KafkaEvents>,
): InFlightRequest[] | undefined {
  const peer = peerOfConnection(net, conn);
  if (peer === undefined) return undefined;
  ctx.cause = ctx.emit('client.connectionFailed', { peer: peer.node, reason: 'refused' });
  return dropConnection(net, peer, ctx);
}

/** The peer closed or reset it: every request in flight is lost, oldest first. undefined when not ours. */
export function onNetDisconnected(
  net: NetworkClient,
  conn: number,
  ctx: Ctx<KafkaEvents>,
): InFlightRequest[] | undefined {
  const peer = peerOfConnection(net, conn);
  if (peer === undefined) return undefined;
  ctx.cause = ctx.emit('client.connectionFailed', { peer: peer.node, reason: 'closed' });
  return dropConnection(net, peer, ctx);
}

/**
 * Takes a response in. Returns the request it answers; undefined for ApiVersions (the connection is READY now, so the
 * owner may have something to send), for connections of others and for answers nobody waits for.
 */
export function onNetMessage(
  net: NetworkClient,
  conn: number,
  message: Message,
  ctx: Ctx<KafkaEvents>,
): InFlightRequest | undefined {
  const peer = peerOfConnection(net, conn);
  if (peer === undefined) return undefined;
  peer.heardRow = ctx.cause;
  const inFlight = peer.inFlight;
  const correlationId = (message as Message & { readonly correlationId?: number }).correlationId;
  // Answers come in the order of the requests; the search covers servers that answer a long poll later.
  let at = 0;
  while (at < inFlight.length && (inFlight[at] as InFlightRequest).correlationId !== correlationId) at++;
  if (at === inFlight.length) return undefined;
  const request = inFlight[at] as InFlightRequest;
  if (at === 0) inFlight.shift();
  else inFlight.splice(at, 1);
  if (request.api !== 'apiVersionsRequest') return request;
  peer.state = 'ready';
  peer.failures = 0;
  return undefined;
}

/**
 * Closes what is overdue: connections whose oldest request is over its time-out, and set-ups that took too long.
 * To be called when `nextNetDeadline` is reached; afterwards that names the next time.
 * [src: NetworkClient.handleTimedOutRequests, handleTimedOutConnections]
 */
export function expireRequests(net: NetworkClient, ctx: Ctx<KafkaEvents>): readonly ExpiredPeer[] {
  if (net.wakeAtMs === -1 || net.wakeAtMs > ctx.nowMs) return NOTHING_EXPIRED;
  const expired: ExpiredPeer[] = [];
  const outerCause = ctx.cause;
  for (const peer of net.peers) {
    if (peer.state === 'disconnected') {
      // The back-off is over: whoever has something to send may connect.
      if (peer.reconnectAtMs !== -1 && peer.reconnectAtMs <= ctx.nowMs) peer.reconnectAtMs = -1;
      continue;
    }
    const kind = overdue(peer, ctx.nowMs);
    if (kind === 'no') continue;
    ctx.cause = kind === 'setup' ? emitSetupTimeout(peer, ctx) : emitRequestTimeout(peer, ctx);
    ctx.close(peer.conn);
    expired.push({ node: peer.node, kind, lost: dropConnection(net, peer, ctx), row: ctx.cause });
  }
  if (expired.length !== 1) ctx.cause = outerCause;
  net.wakeAtMs = earliestDeadline(net);
  return expired;
}

/**
 * Time (ms) at which `expireRequests` should be called and the owner look again whether it can send: a request
 * time-out, a set-up limit or the end of a reconnect back-off. -1 = nothing pending. May be early, never late; O(1).
 */
export function nextNetDeadline(net: NetworkClient): Millis {
  return net.wakeAtMs;
}

/**
 * The node for a request that any broker can answer: from a random start the first READY one with nothing in flight,
 * else the READY one with fewest, else one that is connecting, else the one outside back-off whose last attempt is
 * longest ago, else ''. [src: NetworkClient.leastLoadedNode]
 */
export function leastLoadedNode(
  net: NetworkClient,
  nodes: readonly NodeId[],
  ctx: Ctx<KafkaEvents>,
): NodeId | '' {
  const n = nodes.length;
  if (n === 0) return '';
  const start = ctx.randomBelow('leastLoadedNode', n);
  let fewest = net.config['max.in.flight.requests.per.connection'];
  let ready: NodeId = '';
  let connecting: NodeId = '';
  let connectable: NodeId = '';
  let oldestAttemptMs = 0;
  for (let i = 0; i < n; i++) {
    const node = nodes[(start + i) % n] as NodeId;
    const peer = peerOf(net, node);
    if (peer !== undefined && peer.state === 'ready') {
      const load = peer.inFlight.length;
      if (load === 0) return node;
      if (load < fewest) {
        fewest = load;
        ready = node;
      }
    } else if (peer !== undefined && peer.state !== 'disconnected') {
      connecting = node;
    } else if (canConnect(net, node, ctx.nowMs)) {
      const attemptMs = peer === undefined ? -1 : peer.lastAttemptMs;
      if (connectable === '' || attemptMs < oldestAttemptMs) {
        oldestAttemptMs = attemptMs;
        connectable = node;
      }
    }
  }
  if (ready !== '') return ready;
  return connecting !== '' ? connecting : connectable;
}

/**
 * Closes every connection from this side and forgets all back-offs: the client is being closed or starts anew from its
 * bootstrap list. Returns what was in flight.
 */
export function closeAll(net: NetworkClient, ctx: Ctx<KafkaEvents>): InFlightRequest[] {
  const lost: InFlightRequest[] = [];
  for (const peer of net.peers) {
    if (peer.state !== 'disconnected') ctx.close(peer.conn);
    for (const request of peer.inFlight) if (request.api !== 'apiVersionsRequest') lost.push(request);
  }
  net.peers = [];
  net.wakeAtMs = -1;
  return lost;
}

/**
 * The peer whose present connection this is; undefined for a connection of another client or one given up. Found by
 * walking the few peers: a connection that just ended can no longer be asked for its other end.
 */
function peerOfConnection(net: NetworkClient, conn: number): Peer | undefined {
  const { peers } = net;
  for (let i = 0; i < peers.length; i++) {
    const peer = peers[i] as Peer;
    if (peer.conn === conn) return peer;
  }
  return undefined;
}

function transmit(
  net: NetworkClient,
  peer: Peer,
  request: OutgoingRequest,
  timeoutMs: Millis,
  ctx: Ctx<KafkaEvents>,
): number {
  const correlationId = net.nextCorrelationId++;
  let message = request as { api: KafkaRequest['api']; correlationId?: number; acks?: number };
  const { api, correlationId: given } = message;
  // An object that was sent before may still be on its way: it keeps its id, this one gets a copy.
  if (given === undefined || given === 0) message.correlationId = correlationId;
  else message = { ...message, correlationId };
  if (api !== 'produceRequest' || message.acks !== 0)
    noteInFlight(net, peer, api, correlationId, timeoutMs, ctx);
  ctx.send(peer.conn, message);
  return correlationId;
}

/** The request with that id awaits an answer from now on. */
function noteInFlight(
  net: NetworkClient,
  peer: Peer,
  api: KafkaRequest['api'],
  correlationId: number,
  timeoutMs: Millis,
  ctx: Ctx<KafkaEvents>,
): void {
  peer.inFlight.push({ correlationId, api, sentAt: ctx.now, timeoutMs, cause: ctx.cause });
  wakeBy(net, ctx.nowMs + timeoutMs);
}
