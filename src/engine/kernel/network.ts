// Connections and messages. TCP in short: order is kept in each direction, nothing is lost on a live connection (loss
// is delay), a dead process is reported by its machine at once, a dead machine by nobody.

import { must } from '../../base/assert.ts';
import type { Micros } from '../../base/units.ts';
import type { Row } from './events.ts';
import { latencyTable, linkStream, nextRetransmit, travelTime } from './latency.ts';
import { noteDropped } from './note.ts';
import { enqueue, spareEntry } from './queue.ts';
import type { Run, Seat, Wire } from './run-state.ts';
import { lookUpAnew, seatOf } from './seats.ts';
import { internString } from './trace.ts';
import {
  CLOSE,
  CONNECT,
  CONNECTED,
  type Connection,
  type Entry,
  type LinkFault,
  MESSAGE,
  type Message,
  type NodeId,
  type NodeState,
  REFUSED,
  type World,
} from './world.ts';

/** Is the way from one node to the other cut? */
export function isCut(world: World, from: NodeId, to: NodeId): boolean {
  if (world.faultyLinks === 0) return false;
  const fault = world.links[from]?.[to];
  return fault !== undefined && fault.cutRow >= 0;
}

/** Row of the fault that keeps `peer` and `node` from hearing each other now, -1 for none. */
export function whySilent(world: World, node: NodeId, peer: NodeId): Row {
  const other = world.nodes[peer];
  if (other !== undefined && other.faultRow >= 0) return other.faultRow;
  const there = world.links[peer]?.[node];
  const back = world.links[node]?.[peer];
  if (there !== undefined && there.cutRow >= 0) return there.cutRow;
  if (back !== undefined && back.cutRow >= 0) return back.cutRow;
  if (other !== undefined && other.slowFactor !== 1) return other.faultRow;
  return Math.max(there?.faultRow ?? -1, back?.faultRow ?? -1);
}

/** An entry on its way from one seat to another; `travel` sets when it arrives. */
function entryFor(run: Run, kind: number, to: Seat, from: Seat, conn: number, cause: Row): Entry {
  const entry = spareEntry(run);
  const { world } = run;
  entry.at = 0;
  entry.seq = world.seq++;
  entry.kind = kind;
  entry.node = to.node.id;
  entry.seat = to.index;
  entry.from = from.node.id;
  entry.conn = conn;
  entry.incarnation = -1;
  entry.name = '';
  entry.sentAt = world.now;
  entry.cause = cause;
  return entry;
}

function connectionKey(id: number): string {
  return `k${id}`;
}

/** The look-ups of a connection, undefined once both its ends are closed. */
export function wireOf(run: Run, id: number): Wire | undefined {
  return run.wires[id] ?? findWire(run, id);
}

function findWire(run: Run, id: number): Wire | undefined {
  lookUpAnew(run);
  const { world, wires } = run;
  const connection = world.connections[connectionKey(id)];
  if (connection === undefined) return undefined;
  const client = seatOf(run, connection.client);
  const server = seatOf(run, connection.server);
  const noApi = internString(run.trace, '');
  const wire: Wire = {
    connection,
    client,
    server,
    latency: latencyTable(client.node, server.node),
    toServer: undefined,
    toClient: undefined,
    request: '',
    requestId: noApi,
    answer: '',
    answerId: noApi,
  };
  // Ids only grow: filled up, the array keeps no holes.
  while (wires.length <= id) wires.push(undefined);
  wires[id] = wire;
  return wire;
}

/** The connection with that id, undefined once both ends are closed. */
export function findConnection(run: Run, id: number): Connection | undefined {
  return wireOf(run, id)?.connection;
}

/** Draws how long a message takes on this connection, in the direction of its server or of its client. */
function drawTravel(world: World, wire: Wire, isToServer: boolean): Micros {
  const from = isToServer ? wire.client.node : wire.server.node;
  let stream = isToServer ? wire.toServer : wire.toClient;
  if (stream === undefined) {
    stream = linkStream(world, from.id, isToServer ? wire.server.node.id : wire.client.node.id);
    if (isToServer) wire.toServer = stream;
    else wire.toClient = stream;
  }
  const fault = world.faultyLinks === 0 ? undefined : linkFault(world, wire, isToServer);
  return travelTime(stream, wire.latency, from, fault);
}

function linkFault(world: World, wire: Wire, isToServer: boolean): LinkFault | undefined {
  const { client, server } = wire;
  return isToServer
    ? world.links[client.node.id]?.[server.node.id]
    : world.links[server.node.id]?.[client.node.id];
}

/** Puts an entry on its way along a connection, keeping the order; holds it back when the link is cut. */
function travel(run: Run, wire: Wire, isToServer: boolean, entry: Entry): void {
  const world = run.world;
  const arrival = world.now + drawTravel(world, wire, isToServer);
  if (world.faultyLinks !== 0 && isCut(world, entry.from, entry.node)) {
    entry.at = arrival;
    wire.connection.held.push(entry);
    return;
  }
  schedule(run, wire.connection, isToServer, entry, arrival);
}

function schedule(
  run: Run,
  connection: Connection,
  isToServer: boolean,
  entry: Entry,
  arrival: Micros,
): void {
  if (isToServer) {
    entry.at = Math.max(arrival, connection.lastToServer);
    connection.lastToServer = entry.at;
  } else {
    entry.at = Math.max(arrival, connection.lastToClient);
    connection.lastToClient = entry.at;
  }
  enqueue(run, entry);
}

/** Starts a connection: a segment goes to the peer's machine, which answers or not. */
export function openConnection(run: Run, { node }: Seat, peer: NodeId, cause: Row): number {
  const world = run.world;
  must(world.nodes[peer], `${node.id} connects to ${peer}, which does not exist`);
  const connection: Connection = {
    id: world.nextConnection++,
    client: node.id,
    server: peer,
    clientIncarnation: node.incarnation,
    serverIncarnation: -1,
    isClientOpen: true,
    isServerOpen: false,
    lastToServer: 0,
    lastToClient: 0,
    unackedSince: -1,
    held: [],
  };
  world.connections[connectionKey(connection.id)] = connection;
  const wire = wireOf(run, connection.id) as Wire;
  travel(run, wire, true, entryFor(run, CONNECT, wire.server, wire.client, connection.id, cause));
  return connection.id;
}

/** Sends from `node` on its end. On a connection that its own end has lost it does nothing. */
export function sendMessage(run: Run, node: NodeState, conn: number, message: Message, cause: Row): void {
  const wire = wireOf(run, conn);
  if (wire === undefined) return;
  const { connection, client, server } = wire;
  const isToServer = node === client.node;
  if (!(isToServer ? connection.isClientOpen : connection.isServerOpen)) return;
  const entry = entryFor(
    run,
    MESSAGE,
    isToServer ? server : client,
    isToServer ? client : server,
    conn,
    cause,
  );
  entry.message = message;
  travel(run, wire, isToServer, entry);
}

/** Forgets a connection that neither end knows any more, and what still waited in its sockets. */
export function dropIfDead(run: Run, connection: Connection): void {
  if (connection.isClientOpen || connection.isServerOpen) return;
  delete run.world.connections[connectionKey(connection.id)];
  if (connection.id < run.wires.length) run.wires[connection.id] = undefined;
  for (const entry of connection.held) {
    if (entry.kind !== MESSAGE) continue;
    const blocked = run.world.links[entry.from]?.[entry.node]?.cutRow ?? -1;
    noteDropped(run, entry, 'the connection was given up while the link was cut', blocked);
  }
  connection.held = [];
}

/** Closes one end. The peer gets a CLOSE in order behind what was sent before. */
export function closeEnd(run: Run, node: NodeState, conn: number, reason: string, cause: Row): void {
  const wire = wireOf(run, conn);
  if (wire === undefined) return;
  const { connection } = wire;
  const isClient = connection.client === node.id;
  if (isClient) connection.isClientOpen = false;
  else connection.isServerOpen = false;
  const isPeerOpen = isClient
    ? connection.isServerOpen || connection.serverIncarnation < 0
    : connection.isClientOpen;
  if (isPeerOpen) {
    const { client, server } = wire;
    const entry = entryFor(run, CLOSE, isClient ? server : client, isClient ? client : server, conn, cause);
    entry.name = reason;
    travel(run, wire, isClient, entry);
  }
  dropIfDead(run, connection);
}

/** A reset of the sender's end: what a machine answers for a connection that its process does not know. */
export function resetPeer(
  run: Run,
  connection: Connection,
  from: NodeState,
  to: NodeId,
  at: Micros,
  cause: Row,
): void {
  const world = run.world;
  const wire = wireOf(run, connection.id) as Wire;
  const isToServer = to === connection.server;
  const { client, server } = wire;
  const [sender, receiver] = isToServer ? [client, server] : [server, client];
  const entry = entryFor(run, CLOSE, receiver, sender, connection.id, cause);
  entry.name = 'reset';
  if (isCut(world, from.id, to)) {
    connection.held.push(entry);
    return;
  }
  const delay = drawTravel(world, wire, isToServer);
  schedule(run, connection, isToServer, entry, Math.max(at, world.now) + delay);
}

/** The peer's machine answers a connection attempt: accepted (`isAccepted`) or refused. */
export function answerConnect(
  run: Run,
  connection: Connection,
  server: NodeState,
  isAccepted: boolean,
  cause: Row,
): void {
  if (isAccepted) {
    connection.isServerOpen = true;
    connection.serverIncarnation = server.incarnation;
  }
  const kind = isAccepted ? CONNECTED : REFUSED;
  const wire = wireOf(run, connection.id) as Wire;
  travel(run, wire, false, entryFor(run, kind, wire.client, wire.server, connection.id, cause));
}

/** An end hears that the other is gone. The connection stays until `dropIfDead`, so that handlers can ask for its peer. */
export function markClosed(connection: Connection, node: NodeId): void {
  if (connection.client === node) connection.isClientOpen = false;
  else connection.isServerOpen = false;
  if (connection.client === node && connection.serverIncarnation < 0) connection.isServerOpen = false;
}

/** All connections that have `node` at an end, in the order in which they were opened. */
export function connectionsOf(world: World, node: NodeId): Connection[] {
  const list: Connection[] = [];
  for (const key in world.connections) {
    const connection = world.connections[key] as Connection;
    if (connection.client === node || connection.server === node) list.push(connection);
  }
  return list;
}

/** A link works again: what waited in sockets goes out when TCP next tries. */
export function releaseHeld(run: Run, a: NodeId, b: NodeId): void {
  const world = run.world;
  for (const connection of connectionsOf(world, a)) {
    if ((connection.client !== b && connection.server !== b) || connection.held.length === 0) continue;
    const waiting = connection.held;
    connection.held = [];
    for (const entry of waiting) {
      if (isCut(world, entry.from, entry.node)) {
        connection.held.push(entry);
        continue;
      }
      const isToServer = entry.node === connection.server;
      const delay = drawTravel(world, wireOf(run, connection.id) as Wire, isToServer);
      schedule(run, connection, isToServer, entry, nextRetransmit(entry.sentAt, world.now) + delay);
    }
  }
}
