// The broker's way to the active controller: registration, heartbeats, ISR changes, producer-id blocks, forwarded admin
// requests. Each purpose has a connection of its own with one request on its way at a time, repeated until it is answered or
// too old. A controller that is silent holds up each for as long as that purpose waits: a heartbeat for one interval,
// the others for controller.socket.timeout.ms. [src: server/NodeToControllerRequestThread.java,
// NodeToControllerChannelManagerImpl.java; core/server/BrokerServer.scala, AlterPartitionManager.scala]

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
import type { BrokerCtx, BrokerNode, ChannelEntry, ControllerChannel } from './broker-state.ts';

/** Pause before the raft client is asked again for the active controller (ms). */
const ASK_AGAIN_MS = 100;

/** Places in `BrokerMemory.channels`. */
const LIFECYCLE = 0;
const ALTER_PARTITION = 1;
const FORWARDING = 2;

function channelFor(api: OutgoingRequest['api']): number {
  if (api === 'brokerRegistrationRequest' || api === 'brokerHeartbeatRequest') return LIFECYCLE;
  return api === 'alterPartitionRequest' ? ALTER_PARTITION : FORWARDING;
}

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
  learnController(node);
  const channel = node.memory.channels[channelFor(request.api)] as ControllerChannel;
  const ticket = node.memory.nextTicket++;
  const giveUpAtMs = giveUpMs < 0 ? -1 : ctx.nowMs + giveUpMs;
  channel.net.config['request.timeout.ms'] = timeoutMs;
  channel.entries.push({
    ticket,
    request,
    timeoutMs,
    giveUpAtMs,
    sentTo: '',
    correlationId: -1,
    cause: ctx.cause,
  });
  pumpChannel(node, channel, ctx);
  arm(node, ctx);
  return ticket;
}

/** Node of the raft leader that this broker knows, '' for none. */
export function quorumLeaderNode(node: BrokerNode): string {
  const { quorumLeader } = node.memory;
  if (quorumLeader < 0) return '';
  for (const voter of node.config.voters) if (voter.id === quorumLeader) return voter.node;
  return '';
}

/** A channel without a controller takes the one that is known, whether it has something to send or not, and keeps to it. */
function learnController(node: BrokerNode): void {
  for (const channel of node.memory.channels) {
    if (channel.active === '' && channel.entries.length === 0) channel.active = quorumLeaderNode(node);
  }
}

/** The controller that heartbeats go to, '' for none. */
export function askedController(node: BrokerNode): string {
  const { active } = node.memory.channels[LIFECYCLE] as ControllerChannel;
  return active !== '' ? active : quorumLeaderNode(node);
}

/** Sends what can be sent, and arms the timer. */
export function pump(node: BrokerNode, ctx: BrokerCtx): void {
  learnController(node);
  for (const channel of node.memory.channels) pumpChannel(node, channel, ctx);
  arm(node, ctx);
}

function pumpChannel(node: BrokerNode, channel: ControllerChannel, ctx: BrokerCtx): void {
  if (channel.entries.length === 0) return;
  if (channel.active === '') channel.active = quorumLeaderNode(node);
  if (channel.active !== '' && ensureConnected(channel.net, channel.active, ctx)) sendEntries(channel, ctx);
}

function sendEntries(channel: ControllerChannel, ctx: BrokerCtx): void {
  const { cause } = ctx;
  for (const entry of channel.entries) {
    if (entry.correlationId >= 0) continue;
    if (!isReady(channel.net, channel.active)) break;
    ctx.cause = entry.cause;
    entry.sentTo = channel.active;
    entry.correlationId = sendRequest(channel.net, channel.active, entry.request, entry.timeoutMs, ctx);
  }
  ctx.cause = cause;
}

function arm(node: BrokerNode, ctx: BrokerCtx): void {
  let next = -1;
  for (const channel of node.memory.channels) {
    const own = nextOf(channel, ctx.nowMs);
    if (own >= 0 && (next < 0 || own < next)) next = own;
  }
  if (next < 0) ctx.cancelTimer('controllerChannel');
  else
    ctx.setTimer('controllerChannel', next > ctx.nowMs ? next * MICROS_PER_MS - ctx.now : MICROS_PER_MS, -1);
}

/** When the channel has to be looked at next (ms), -1 = never. */
function nextOf(channel: ControllerChannel, nowMs: number): number {
  let next = nextNetDeadline(channel.net);
  for (const entry of channel.entries) {
    if (entry.correlationId >= 0) continue;
    if (entry.giveUpAtMs >= 0 && (next < 0 || entry.giveUpAtMs < next)) next = entry.giveUpAtMs;
    if (channel.active === '' && (next < 0 || nowMs + ASK_AGAIN_MS < next)) next = nowMs + ASK_AGAIN_MS;
  }
  return next;
}

/** Requests that got no answer in their time: taken out and returned, for their owners to hear of. */
function takeGivenUp(node: BrokerNode, nowMs: number): ChannelEntry[] {
  const given: ChannelEntry[] = [];
  for (const { entries } of node.memory.channels) {
    for (let i = 0; i < entries.length; ) {
      const entry = entries[i] as ChannelEntry;
      if (entry.correlationId < 0 && entry.giveUpAtMs >= 0 && entry.giveUpAtMs <= nowMs) {
        entries.splice(i, 1);
        given.push(entry);
      } else {
        i++;
      }
    }
  }
  return given;
}

/** The connection is gone: what was on it is sent again, to the leader that the raft client then knows. */
function requeue(channel: ControllerChannel, peer: string, lost: readonly InFlightRequest[]): void {
  if (channel.active === peer) channel.active = '';
  for (const request of lost) {
    for (const entry of channel.entries) {
      if (entry.sentTo === peer && entry.correlationId === request.correlationId) entry.correlationId = -1;
    }
  }
}

/** The timer of the channels: time-outs, reconnects, requests that are too old (returned). */
export function onChannelTimer(node: BrokerNode, ctx: BrokerCtx): ChannelEntry[] {
  for (const channel of node.memory.channels) {
    for (const peer of expireRequests(channel.net, ctx)) requeue(channel, peer.node, peer.lost);
  }
  const given = takeGivenUp(node, ctx.nowMs);
  pump(node, ctx);
  return given;
}

/** True when the connection is one of the channels'. */
export function onChannelConnected(node: BrokerNode, conn: number, ctx: BrokerCtx): boolean {
  for (const { net } of node.memory.channels) {
    if (onNetConnected(net, conn, ctx) === undefined) continue;
    arm(node, ctx);
    return true;
  }
  return false;
}

/** A refused or lost connection; the requests given up with it, or undefined when it is not one of the channels'. */
export function onChannelLost(
  node: BrokerNode,
  conn: number,
  isRefused: boolean,
  ctx: BrokerCtx,
): ChannelEntry[] | undefined {
  const peer = ctx.peerOf(conn);
  for (const channel of node.memory.channels) {
    const lost = isRefused ? onNetRefused(channel.net, conn, ctx) : onNetDisconnected(channel.net, conn, ctx);
    if (lost === undefined) continue;
    requeue(channel, peer, lost);
    const given = takeGivenUp(node, ctx.nowMs);
    pump(node, ctx);
    return given;
  }
  return undefined;
}

/**
 * A response on one of the channels' connections: the request it answers, or undefined (ApiVersions, a stranger, or
 * NOT_CONTROLLER, after which the request is sent again to whom the raft client then knows).
 */
export function onChannelMessage(
  node: BrokerNode,
  conn: number,
  message: Message,
  ctx: BrokerCtx,
): ChannelEntry | undefined {
  for (const channel of node.memory.channels) {
    const answered = onNetMessage(channel.net, conn, message, ctx);
    if (answered === undefined) continue;
    return onAnswered(node, channel, ctx.peerOf(conn), answered.correlationId, message, ctx);
  }
  pump(node, ctx);
  return undefined;
}

function onAnswered(
  node: BrokerNode,
  channel: ControllerChannel,
  peer: string,
  correlationId: number,
  message: Message,
  ctx: BrokerCtx,
): ChannelEntry | undefined {
  const at = channel.entries.findIndex((e) => e.sentTo === peer && e.correlationId === correlationId);
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
  // There is room on the connection for the next one.
  pumpChannel(node, channel, ctx);
  arm(node, ctx);
  return entry;
}

/** Forgets every request: the broker is stopping. */
export function clearChannels(node: BrokerNode): void {
  for (const { entries } of node.memory.channels) entries.length = 0;
}
