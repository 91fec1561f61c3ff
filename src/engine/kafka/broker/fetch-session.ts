// Incremental fetch sessions of followers (KIP-227). A follower's first fetch on a connection names every partition, a
// later one lists what has changed; the leader keeps the rest. A fetch counts for every partition of its session: for one
// at rest - the follower in the ISR, at the log end, with the newest high watermark - the leader notes it on the session
// alone, and books it on the partition when something happens there.
// [src: core/server/FetchSession.scala: FullFetchContext, IncrementalFetchContext;
// clients/FetchSessionHandler.java: build, handleError]
// Simplification: a session lives on one connection, so the leader's cache has room for all. A change of the set of
// partitions starts a new session, where Kafka lists what is forgotten. Consumers fetch without a session.

import { contains } from '../../../base/lists.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import type { FetchPartition, FetchRequest } from '../messages.ts';
import type { BrokerCtx, BrokerNode, FetchSession, RemoteReplica, ReplicaState } from './broker-state.ts';
import { servedKey } from './connections.ts';

/** `FetchRequest.sessionEpoch` of a fetch that starts a session. */
export const FULL = 0;

/** `FetchRequest.changed` when nothing has changed; nobody writes to what was sent. */
export const NO_CHANGES: readonly number[] = [];

/** `RemoteReplica.idleIn` of a partition that is booked at every fetch. */
export const NOT_IDLE = -1;

/** The session of a connection; undefined when its fetches have none. */
export function sessionOf(node: BrokerNode, conn: number): FetchSession | undefined {
  return node.memory.served[servedKey(conn)]?.session;
}

/** A fetch arrives: it starts a session or goes on with one. What the session does not know to be at rest is active. */
export function noteFetch(
  node: BrokerNode,
  conn: number,
  request: FetchRequest,
  ctx: BrokerCtx,
): FetchSession | undefined {
  const served = node.memory.served[servedKey(conn)];
  if (request.sessionEpoch < FULL || served === undefined) return undefined;
  let { session } = served;
  const isNext = session !== undefined && request.sessionEpoch === session.epoch + 1;
  if (session === undefined || !isNext || session.brokerEpoch !== request.brokerEpoch) {
    endSession(node, conn);
    session = {
      epoch: FULL,
      brokerEpoch: request.brokerEpoch,
      active: [],
      lastFetchMs: -1,
      lastFetchRow: -1,
    };
    for (let i = 0; i < request.partitions.length; i++) session.active.push(i);
    served.session = session;
  } else {
    for (const at of request.changed) listAgain(node, conn, request, at);
  }
  session.epoch = request.sessionEpoch;
  session.lastFetchMs = ctx.nowMs;
  session.lastFetchRow = ctx.cause;
  return session;
}

/** The follower lists a partition: it may be at rest no longer. */
function listAgain(node: BrokerNode, conn: number, request: FetchRequest, at: number): void {
  const { tp } = request.partitions[at] as FetchPartition;
  const remotes = node.memory.replicas[tp]?.remotes ?? [];
  for (const remote of remotes) if (remote.idleIn === conn) rouse(node, remote);
}

/** The connection is gone, or its session starts anew: what was noted on the session is booked. */
export function endSession(node: BrokerNode, conn: number): void {
  if (sessionOf(node, conn) === undefined) return;
  const { replicas } = node.memory;
  for (const tp in replicas) {
    for (const remote of (replicas[tp] as ReplicaState).remotes)
      if (remote.idleIn === conn) rouse(node, remote);
  }
}

/** Nothing to tell the follower of this partition until something happens to it. */
export function isAtRest(
  state: ReplicaState,
  log: ReplicaLog,
  p: FetchPartition,
  request: FetchRequest,
): boolean {
  return (
    p.fetchOffset === log.logEndOffset &&
    p.highWatermark === state.highWatermark &&
    contains(state.isr, request.replicaId)
  );
}

/** Something happened to the partition: fetches of the sessions in which it was at rest are booked, it is looked at again. */
export function rousePartition(node: BrokerNode, state: ReplicaState): void {
  const { remotes } = state;
  for (let i = 0; i < remotes.length; i++) {
    const remote = remotes[i] as RemoteReplica;
    if (remote.idleIn !== NOT_IDLE) rouse(node, remote);
  }
}

function rouse(node: BrokerNode, remote: RemoteReplica): void {
  const session = sessionOf(node, remote.idleIn);
  const at = remote.idleAt;
  if (session !== undefined) {
    book(remote, session);
    const { active } = session;
    // In the order of the request, as if all had been named.
    let to = active.length;
    while (to > 0 && (active[to - 1] as number) > at) to--;
    active.splice(to, 0, at);
  }
  remote.idleIn = NOT_IDLE;
}

function book(remote: RemoteReplica, session: FetchSession): void {
  remote.lastFetchMs = session.lastFetchMs;
  remote.lastCaughtUpMs = session.lastFetchMs;
  remote.lastFetchRow = session.lastFetchRow;
}

/** When the follower was last caught up, with what is noted on its session. */
export function lastCaughtUpMs(node: BrokerNode, remote: RemoteReplica): number {
  const session = remote.idleIn === NOT_IDLE ? undefined : sessionOf(node, remote.idleIn);
  return session === undefined ? remote.lastCaughtUpMs : session.lastFetchMs;
}
