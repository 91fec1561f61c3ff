// What happens when an entry of the queue comes up: timers, messages, connection events, process starts.

import { answerConnect, dropIfDead, findConnection, markClosed, resetPeer, wireOf } from './network.ts';
import { noteDropped as drop, note } from './note.ts';
import { kindOf, startProcess } from './process.ts';
import { pushTimer } from './queue.ts';
import { writeDelivered } from './row-writer.ts';
import type { Run, Seat, Wire } from './run-state.ts';
import { seatAt } from './seats.ts';
import { internString } from './trace.ts';
import {
  CLOSE,
  CONNECT,
  CONNECTED,
  type Connection,
  type Entry,
  MESSAGE,
  type Message,
  type NodeState,
  REFUSED,
  START,
  TIMER,
} from './world.ts';

/** Does one queue entry. True when a paused node keeps it for later. */
export function deliver(run: Run, entry: Entry): boolean {
  const seat = run.seats[entry.seat] ?? seatAt(run, entry.seat);
  const { node } = seat;
  switch (entry.kind) {
    case TIMER:
      return fireTimer(run, seat, entry);
    case MESSAGE:
      return deliverMessage(run, seat, entry);
    case START:
      if (node.startsAt === entry.at && entry.incarnation === node.incarnation)
        startProcess(run, node, entry.cause);
      return false;
    case CONNECT:
      return deliverConnect(run, node, entry);
    default:
      return deliverConnectionEvent(run, node, entry);
  }
}

function fireTimer(run: Run, seat: Seat, entry: Entry): boolean {
  const { node } = seat;
  if (!node.isUp || entry.incarnation !== node.incarnation) return false;
  const timer = node.timers[entry.conn];
  if (timer === undefined || timer.queuedAt !== entry.at) return false;
  if (node.isPaused) {
    node.inbox.push(entry);
    return true;
  }
  timer.queuedAt = -1;
  if (timer.dueAt < 0) return false;
  if (timer.dueAt > run.world.now) {
    timer.queuedAt = timer.dueAt;
    pushTimer(run, seat, entry.conn, timer.dueAt);
    return false;
  }
  timer.dueAt = -1;
  run.world.eventCount++;
  run.ctx.take(seat, timer.cause);
  seat.onTimer(node, timer.name, run.ctx);
  return false;
}

function ownIncarnation(connection: Connection, node: NodeState): number {
  return connection.client === node.id ? connection.clientIncarnation : connection.serverIncarnation;
}

/** The ordinary case first: both ends are well, the message is handled. */
function deliverMessage(run: Run, seat: Seat, entry: Entry): boolean {
  const { node } = seat;
  const wire = wireOf(run, entry.conn);
  if (wire === undefined) {
    drop(run, entry, 'the connection was closed', node.faultRow);
    return false;
  }
  const { connection } = wire;
  const isClient = seat === wire.client;
  const isOpen = isClient ? connection.isClientOpen : connection.isServerOpen;
  const incarnation = isClient ? connection.clientIncarnation : connection.serverIncarnation;
  if (!node.isHostUp || !node.isUp || !isOpen || incarnation !== node.incarnation) {
    missMessage(run, node, connection, entry);
    return false;
  }
  if (node.isPaused) {
    node.inbox.push(entry);
    return true;
  }
  const message = entry.message as Message;
  const { world } = run;
  world.eventCount++;
  const from = isClient ? wire.server : wire.client;
  const api = apiOf(run, wire, isClient, message.api);
  const row = writeDelivered(run.trace, world, seat.name, from.name, api, entry.sentAt, entry.cause);
  run.ctx.take(seat, row);
  seat.onMessage(node, entry.conn, message, run.ctx);
  return false;
}

/** String id of the API's name: nearly always that of the message before. */
function apiOf(run: Run, wire: Wire, isClient: boolean, api: string): number {
  if (isClient) {
    if (wire.answer !== api) {
      wire.answer = api;
      wire.answerId = internString(run.trace, api);
    }
    return wire.answerId;
  }
  if (wire.request !== api) {
    wire.request = api;
    wire.requestId = internString(run.trace, api);
  }
  return wire.requestId;
}

/** Nobody is there for the message: its machine is silent, or resets the sender's end. */
function missMessage(run: Run, node: NodeState, connection: Connection, entry: Entry): void {
  if (!node.isHostUp) {
    if (connection.unackedSince < 0) connection.unackedSince = entry.sentAt;
    drop(run, entry, 'the machine does not answer', node.faultRow);
    return;
  }
  drop(run, entry, node.isUp ? 'the connection was closed' : 'the process is down', node.faultRow);
  const peerOpen = connection.client === node.id ? connection.isServerOpen : connection.isClientOpen;
  // A process that ended has closed its end already; only a machine that came back must reset.
  if (peerOpen && ownIncarnation(connection, node) !== node.incarnation) {
    resetPeer(run, connection, node, entry.from, run.world.now, entry.cause);
  }
}

/** A connection attempt reaches the machine: its system accepts (also for a paused process), refuses, or is silent. */
function deliverConnect(run: Run, node: NodeState, entry: Entry): boolean {
  const connection = findConnection(run, entry.conn);
  if (connection === undefined || !connection.isClientOpen) return false;
  if (!node.isHostUp) {
    connection.unackedSince = entry.sentAt;
    return false;
  }
  const isAccepted = node.isUp && node.isListening;
  answerConnect(run, connection, node, isAccepted, entry.cause);
  if (!isAccepted) return false;
  if (node.isPaused) {
    node.inbox.push(entry);
    return true;
  }
  run.ctx.enter(node, entry.cause);
  kindOf(run, node).onAccepted?.(node, entry.conn, run.ctx);
  return false;
}

function deliverConnectionEvent(run: Run, node: NodeState, entry: Entry): boolean {
  const connection = findConnection(run, entry.conn);
  if (connection === undefined || !node.isHostUp) return false;
  if (!node.isUp || ownIncarnation(connection, node) !== node.incarnation) {
    markClosed(connection, node.id);
    dropIfDead(run, connection);
    return false;
  }
  if (node.isPaused) {
    node.inbox.push(entry);
    return true;
  }
  const isOpen = connection.client === node.id ? connection.isClientOpen : connection.isServerOpen;
  if (!isOpen) {
    if (entry.kind !== CONNECTED) markClosed(connection, node.id);
  } else handleConnectionEvent(run, node, connection, entry);
  dropIfDead(run, connection);
  return false;
}

function handleConnectionEvent(run: Run, node: NodeState, connection: Connection, entry: Entry): void {
  const kind = kindOf(run, node);
  if (entry.kind === CONNECTED) {
    run.ctx.enter(node, note(run, node.id, 'connection.opened', { peer: entry.from }, entry.cause));
    kind.onConnected?.(node, entry.conn, run.ctx);
    return;
  }
  markClosed(connection, node.id);
  const blocked = (run.world.nodes[entry.from] as NodeState).faultRow;
  if (entry.kind === REFUSED) {
    run.ctx.enter(node, note(run, node.id, 'connection.refused', { peer: entry.from }, entry.cause, blocked));
    kind.onRefused?.(node, entry.conn, run.ctx);
    return;
  }
  if (entry.kind !== CLOSE) return;
  const fields = { peer: entry.from, reason: entry.name };
  run.ctx.enter(node, note(run, node.id, 'connection.closed', fields, entry.cause, blocked));
  kind.onDisconnected?.(node, entry.conn, run.ctx);
}

/** A resumed process works off what came meanwhile, in order of arrival, all at this moment. */
export function drainInbox(run: Run, node: NodeState): void {
  const waiting = node.inbox;
  node.inbox = [];
  for (const entry of waiting) {
    if (entry.kind === TIMER) {
      fireTimer(run, seatAt(run, entry.seat), entry);
    } else if (entry.kind === CONNECT) {
      run.ctx.enter(node, entry.cause);
      kindOf(run, node).onAccepted?.(node, entry.conn, run.ctx);
    } else deliver(run, entry);
    if (!node.isUp) return;
  }
}
