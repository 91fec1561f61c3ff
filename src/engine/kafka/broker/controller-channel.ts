// The broker's way to the active controller: registration, heartbeats, ISR changes, producer-id blocks, forwarded admin
// requests. A request is repeated until it is answered or too old. [src: server/NodeToControllerRequestThread.java;
// core/server/NodeToControllerChannelManagerImpl]
// Simplification: one connection for all of them; Kafka opens one per purpose.

import { MICROS_PER_MS } from '../../../base/units.ts';
import type { Message } from '../../kernel/world.ts';
import {
  ensureConnected,
  expireRequests,
  type InFlightRequest,
  isReady,
  nextNetDeadline,
  type OutgoingRequest,
  onNetConnected,
  onNetDisconnected,
  onNetMessage,
  onNetRefused,
  sendRequest,
} from '../net/network-client.ts';
import type { BrokerCtx, BrokerNode, ChannelEntry } from './broker-state.ts';

/** Pause before the raft client is asked again for the active controller (ms). */
const ASK_AGAIN_MS = 100;

/**
 * Sends a request as soon as the active controller is known and connected. `timeoutMs` per try; given up after
 * `giveUpMs` in all (-1 = never). Returns its ticket.
 */
export function submit(
  node: BrokerNode,
  request: OutgoingRequest,
  timeoutMs: number,
  giveUpMs: number,
  ctx: BrokerCtx,
): number {
  const { channel } = node.memory;
  const ticket = channel.nextTicket++;
  const giveUpAtMs = giveUpMs < 0 ? -1 : ctx.nowMs + giveUpMs;
  channel.entries.push({
    ticket,
    request,
    timeoutMs,
    giveUpAtMs,
    sentTo: '',
    correlationId: -1,
    cause: ctx.cause,
  });
  pump(node, ctx);
  return ticket;
}

/** Node of the raft leader that this broker knows, '' for none. */
export function quorumLeaderNode(node: BrokerNode): string {
  const { quorumLeader } = node.memory;
  if (quorumLeader < 0) return '';
  for (const voter of node.config.voters) if (voter.id === quorumLeader) return voter.node;
  return '';
}

/** Sends what can be sent, and arms the channel's timer. */
export function pump(node: BrokerNode, ctx: BrokerCtx): void {
  const { channel, controllerNet } = node.memory;
  if (channel.entries.length > 0) {
    if (channel.active === '') channel.active = quorumLeaderNode(node);
    if (channel.active !== '' && ensureConnected(controllerNet, channel.active, ctx)) sendEntries(node, ctx);
  }
  arm(node, ctx);
}

function sendEntries(node: BrokerNode, ctx: BrokerCtx): void {
  const { channel, controllerNet } = node.memory;
  const { cause } = ctx;
  for (const entry of channel.entries) {
    if (entry.correlationId >= 0) continue;
    if (!isReady(controllerNet, channel.active)) break;
    ctx.cause = entry.cause;
    entry.sentTo = channel.active;
    entry.correlationId = sendRequest(controllerNet, channel.active, entry.request, entry.timeoutMs, ctx);
  }
  ctx.cause = cause;
}

function arm(node: BrokerNode, ctx: BrokerCtx): void {
  const { channel, controllerNet } = node.memory;
  let next = nextNetDeadline(controllerNet);
  for (const entry of channel.entries) {
    if (entry.correlationId >= 0) continue;
    if (entry.giveUpAtMs >= 0 && (next < 0 || entry.giveUpAtMs < next)) next = entry.giveUpAtMs;
    if (channel.active === '' && (next < 0 || ctx.nowMs + ASK_AGAIN_MS < next))
      next = ctx.nowMs + ASK_AGAIN_MS;
  }
  if (next < 0) ctx.cancelTimer('controllerChannel');
  else
    ctx.setTimer('controllerChannel', next > ctx.nowMs ? next * MICROS_PER_MS - ctx.now : MICROS_PER_MS, -1);
}

/** Requests that got no answer in their time: taken out and returned, for their owners to hear of. */
function takeGivenUp(node: BrokerNode, nowMs: number): ChannelEntry[] {
  const { entries } = node.memory.channel;
  const given: ChannelEntry[] = [];
  for (let i = 0; i < entries.length; ) {
    const entry = entries[i] as ChannelEntry;
    if (entry.correlationId < 0 && entry.giveUpAtMs >= 0 && entry.giveUpAtMs <= nowMs) {
      entries.splice(i, 1);
      given.push(entry);
    } else {
      i++;
    }
  }
  return given;
}

/** The connection is gone: what was on it is sent again, to the leader that the raft client then knows. */
function requeue(node: BrokerNode, peer: string, lost: readonly InFlightRequest[]): void {
  const { channel } = node.memory;
  if (channel.active === peer) channel.active = '';
  for (const request of lost) {
    for (const entry of channel.entries) {
      if (entry.sentTo === peer && entry.correlationId === request.correlationId) entry.correlationId = -1;
    }
  }
}

/** The timer of the channel: time-outs, reconnects, requests that are too old (returned). */
export function onChannelTimer(node: BrokerNode, ctx: BrokerCtx): ChannelEntry[] {
  for (const peer of expireRequests(node.memory.controllerNet, ctx)) requeue(node, peer.node, peer.lost);
  const given = takeGivenUp(node, ctx.nowMs);
  pump(node, ctx);
  return given;
}

/** True when the connection is the channel's. */
export function onChannelConnected(node: BrokerNode, conn: number, ctx: BrokerCtx): boolean {
  if (onNetConnected(node.memory.controllerNet, conn, ctx) === undefined) return false;
  arm(node, ctx);
  return true;
}

/** A refused or lost connection; the requests given up with it, or undefined when it is not the channel's. */
export function onChannelLost(
  node: BrokerNode,
  conn: number,
  isRefused: boolean,
  ctx: BrokerCtx,
): ChannelEntry[] | undefined {
  const { controllerNet } = node.memory;
  const peer = ctx.peerOf(conn);
  const lost = isRefused
    ? onNetRefused(controllerNet, conn, ctx)
    : onNetDisconnected(controllerNet, conn, ctx);
  if (lost === undefined) return undefined;
  requeue(node, peer, lost);
  const given = takeGivenUp(node, ctx.nowMs);
  pump(node, ctx);
  return given;
}

/**
 * A response on one of the channel's connections: the request it answers, or undefined (ApiVersions, a stranger, or
 * NOT_CONTROLLER, after which the request is sent again to whom the raft client then knows).
 */
export function onChannelMessage(
  node: BrokerNode,
  conn: number,
  message: Message,
  ctx: BrokerCtx,
): ChannelEntry | undefined {
  const { channel, controllerNet } = node.memory;
  const peer = ctx.peerOf(conn);
  const answered = onNetMessage(controllerNet, conn, message, ctx);
  if (answered === undefined) {
    pump(node, ctx);
    return undefined;
  }
  const at = channel.entries.findIndex(
    (e) => e.sentTo === peer && e.correlationId === answered.correlationId,
  );
  const entry = channel.entries[at];
  if (entry === undefined) return undefined;
  if ((message as Message & { readonly error?: string }).error === 'NOT_CONTROLLER') {
    // Asked again after a pause, so that a controller that has just resigned is not flooded.
    entry.correlationId = -1;
    channel.active = '';
    arm(node, ctx);
    return undefined;
  }
  channel.entries.splice(at, 1);
  arm(node, ctx);
  return entry;
}

/** Forgets every request: the broker is stopping. */
export function clearChannel(node: BrokerNode): void {
  node.memory.channel.entries.length = 0;
}
