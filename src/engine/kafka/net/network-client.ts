// A client's connections to the nodes it knows, as Kafka's NetworkClient keeps them: connection states, reconnect
// back-off, ApiVersions first, requests in flight, request time-outs. Used by producers, consumers, admin clients,
// and by brokers and controllers towards controllers. Plain data; the owner forwards its node callbacks to it.
// [src: clients/NetworkClient.java, ClusterConnectionStates.java, InFlightRequests.java]

import type { Micros, Millis } from '../../../base/units.ts';
import type { Row } from '../../kernel/events.ts';
import type { NodeId } from '../../kernel/world.ts';
import type { KafkaRequest } from '../messages.ts';

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
  /** Failures in a row, for the back-off. */
  failures: number;
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
  /** Key = node id. */
  peers: Record<NodeId, Peer>;
  nextCorrelationId: number;
}

// Functions (implemented below; signatures are the contract):
//   createNetworkClient(config): NetworkClient
//   isReady(net, node): boolean                                   READY and room in flight
//   canConnect(net, node, nowMs): boolean
//   ensureConnected(net, node, ctx): boolean                      starts a connection when allowed; true when READY
//   sendRequest(net, node, request without correlationId, timeoutMs, ctx): number   correlation id
//   onNetConnected / onNetRefused / onNetDisconnected(net, conn, ctx): lost requests of that connection, or undefined if not ours
//   onNetMessage(net, conn, message, ctx): the matched InFlightRequest, undefined for ApiVersions and strangers
//   expireRequests(net, ctx): peers whose first request is over its time-out or whose set-up took too long (closed here), with what was lost
//   nextNetDeadline(net): earliest time (ms) at which expireRequests or a reconnect has something to do, -1 none
//   leastLoadedNode(net, nodes, ctx): NodeId | ''                 random start, Kafka's order of preference
//   backoffMs(ctx, purpose, attempt, firstMs, maxMs): number      x0.8 to 1.2, one draw
