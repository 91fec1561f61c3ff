// Connections that others opened to this broker. Requests of one connection are handled one at a time and in order: the
// socket server mutes a channel until its answer is on its way, so a parked produce holds back what was sent after it.
// [src: core/network/SocketServer.scala: Processor.processCompletedReceives (mute), RequestChannel.sendResponse]

import { removeAt } from '../../../base/lists.ts';
import type { Message } from '../../kernel/world.ts';
import type { BrokerCtx, BrokerNode, ServedConnection } from './broker-state.ts';

/** A power of two. A broker serves a few dozen connections, with ids that are nearly consecutive. */
const HINTS = 64;

/** No connection was found yet. */
export function noHints(): number[] {
  return new Array<number>(HINTS).fill(0);
}

/** Place of the connection in the list, or that of the first one with a higher id. */
function placeOfServed(served: readonly ServedConnection[], conn: number): number {
  let low = 0;
  let high = served.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((served[middle] as ServedConnection).conn < conn) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What is known of a connection, undefined when nothing came on it yet and nobody opened it. */
export function servedOf(node: BrokerNode, conn: number): ServedConnection | undefined {
  const { served, servedHints } = node.memory;
  // Asked three times for every request: where it was the last time it mostly is.
  const hint = servedHints[conn & (HINTS - 1)] as number;
  if (hint < served.length) {
    const hinted = served[hint] as ServedConnection;
    if (hinted.conn === conn) return hinted;
  }
  const place = placeOfServed(served, conn);
  if (place === served.length) return undefined;
  const found = served[place] as ServedConnection;
  if (found.conn !== conn) return undefined;
  servedHints[conn & (HINTS - 1)] = place;
  return found;
}

/** A peer has connected. */
export function openServed(node: BrokerNode, conn: number): ServedConnection {
  const { served } = node.memory;
  const opened: ServedConnection = { conn, isBusy: false, waiting: [], places: [], currentAt: -1 };
  served.splice(placeOfServed(served, conn), 0, opened);
  return opened;
}

/** A peer has gone: what it waited for is forgotten, since nobody would read the answer. */
export function closeServed(node: BrokerNode, conn: number): void {
  const { memory } = node;
  const place = placeOfServed(memory.served, conn);
  if (memory.served[place]?.conn === conn) removeAt(memory.served, place);
  for (let i = memory.parkedFetches.length - 1; i >= 0; i--) {
    if (memory.parkedFetches[i]?.conn === conn) memory.parkedFetches.splice(i, 1);
  }
  for (let i = memory.parkedProduces.length - 1; i >= 0; i--) {
    if (memory.parkedProduces[i]?.conn === conn) memory.parkedProduces.splice(i, 1);
  }
  for (let i = memory.forwarded.length - 1; i >= 0; i--) {
    if (memory.forwarded[i]?.conn === conn) memory.forwarded.splice(i, 1);
  }
}

/** True when the request may be handled now; otherwise it waits behind the one being handled. */
export function admit(node: BrokerNode, conn: number, message: Message, ctx: BrokerCtx): boolean {
  const served = servedOf(node, conn) ?? openServed(node, conn);
  if (served.isBusy) {
    served.waiting.push({ message, cause: ctx.cause });
    return false;
  }
  served.isBusy = true;
  return true;
}

/** The handled request is done: the next one of its connection is due before this event ends. */
export function release(node: BrokerNode, conn: number): void {
  const served = servedOf(node, conn);
  if (served === undefined) return;
  served.isBusy = false;
  if (served.waiting.length > 0) node.memory.resumable.push(conn);
}

/** Sends the answer of the handled request. */
export function respond(node: BrokerNode, conn: number, response: Message, ctx: BrokerCtx): void {
  ctx.send(conn, response);
  release(node, conn);
}

/** Takes the next waiting request of `conn`, marking the connection busy; undefined when there is none. */
export function nextWaiting(node: BrokerNode, conn: number): ServedConnection['waiting'][number] | undefined {
  const served = servedOf(node, conn);
  if (served === undefined || served.isBusy) return undefined;
  const next = served.waiting.shift();
  if (next !== undefined) served.isBusy = true;
  return next;
}
