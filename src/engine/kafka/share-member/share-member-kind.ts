// A member of a share group as a node: what its connections, timers and the operator bring.
// [src: clients/consumer/KafkaShareConsumer.java]

import type { NodeKind } from '../../kernel/contract.ts';
import type { Message, NodeId } from '../../kernel/world.ts';
import type { KafkaEvents } from '../events.ts';
import { onCoordinatorFound, takeCall } from '../member/coordinator-link.ts';
import type { KafkaResponse } from '../messages.ts';
import { onClientTimer } from '../net/client-timers.ts';
import { onMetadataResponse } from '../net/metadata-refresh.ts';
import {
  type NetworkClient,
  onNetConnected,
  onNetDisconnected,
  onNetMessage,
  onNetRefused,
} from '../net/network-client.ts';
import { onShareAcknowledged, onShareFetched } from './leader-requests.ts';
import {
  beginShareClosing,
  emptyShareMemory,
  failShareMember,
  onShareCoordinatorLost,
  onShareDataLost,
  runShareMember,
  startShareMember,
} from './run-share-member.ts';
import { onProcessingTimer, PROCESSING_TIMER, stallShare } from './share-application.ts';
import type {
  ShareMemberCommand,
  ShareMemberConfig,
  ShareMemberCtx,
  ShareMemberDisk,
  ShareMemberNode,
} from './share-member-state.ts';
import { onShareBeatAnswer } from './share-membership.ts';

/** The node kind `shareMember`. */
export const shareMemberKind: NodeKind<ShareMemberNode, KafkaEvents> = {
  boot(node, ctx) {
    node.disk.starts++;
    startShareMember(node, ctx);
  },
  onTimer(node, name, ctx) {
    if (name === PROCESSING_TIMER) onProcessingTimer(node, ctx);
    else onClientTimer(node.memory.timers, name);
    runShareMember(node, ctx);
  },
  onMessage(node, conn, message, ctx) {
    const { memory } = node;
    if (onNetMessage(memory.net, conn, message, ctx) !== undefined) onDataAnswer(node, message, ctx);
    else if (onNetMessage(memory.coordinatorNet, conn, message, ctx) !== undefined)
      onCoordinatorAnswer(node, message, ctx);
    runShareMember(node, ctx);
  },
  onConnected(node, conn, ctx) {
    const { memory } = node;
    if (onNetConnected(memory.net, conn, ctx) === undefined) onNetConnected(memory.coordinatorNet, conn, ctx);
    runShareMember(node, ctx);
  },
  onRefused(node, conn, ctx) {
    onConnectionEnd(node, conn, onNetRefused, ctx);
  },
  onDisconnected(node, conn, ctx) {
    onConnectionEnd(node, conn, onNetDisconnected, ctx);
  },
  onShutdown(node, ctx) {
    beginShareClosing(node, ctx);
    runShareMember(node, ctx);
  },
  onCommand(node, command, ctx) {
    const told = command as ShareMemberCommand;
    if (told.kind === 'stall') stallShare(node, told.ms, ctx);
    else if (told.kind === 'close') beginShareClosing(node, ctx);
    else if (isOnlyProcessing(node.config, told.config)) {
      node.config = told.config;
      const { 'group.id': group, processing } = told.config;
      ctx.emit('member.processingChanged', { group, microsPerRecord: processing });
    } else beginShareClosing(node, ctx, told.config);
    runShareMember(node, ctx);
  },
  isDiskless: true,
  emptyDisk: (): ShareMemberDisk => ({ starts: 0, idsUsed: 0 }),
  emptyMemory: () => emptyShareMemory(),
};

/** The application became slower or faster; its consumer stays as it is. */
function isOnlyProcessing(before: ShareMemberConfig, after: ShareMemberConfig): boolean {
  const strip = (config: ShareMemberConfig) => JSON.stringify({ ...config, processing: 0, given: 0 });
  return strip(before) === strip(after);
}

function peerOn(net: NetworkClient, conn: number): NodeId {
  for (const peer of net.peers) if (peer.conn === conn) return peer.node;
  return '';
}

function onConnectionEnd(
  node: ShareMemberNode,
  conn: number,
  ended: typeof onNetRefused,
  ctx: ShareMemberCtx,
): void {
  const { memory } = node;
  const peer = peerOn(memory.net, conn);
  const lost = ended(memory.net, conn, ctx);
  if (lost !== undefined) onShareDataLost(node, peer, lost, ctx);
  else if (ended(memory.coordinatorNet, conn, ctx) === undefined) return;
  else onShareCoordinatorLost(node, 'its connection is gone', ctx);
  runShareMember(node, ctx);
}

/** An answer of a broker as leader, or about the cluster. */
function onDataAnswer(node: ShareMemberNode, message: Message, ctx: ShareMemberCtx): void {
  const { memory, config } = node;
  const response = message as KafkaResponse;
  switch (response.api) {
    case 'shareFetchResponse':
      onShareFetched(node, response, ctx);
      return;
    case 'shareAcknowledgeResponse':
      onShareAcknowledged(node, response, ctx);
      return;
    case 'findCoordinatorResponse':
      if (response.correlationId === memory.coordinator.correlationId)
        onCoordinatorFound(node, response, ctx);
      return;
    case 'metadataResponse':
      if (response.correlationId === memory.metadata.correlationId)
        onMetadataResponse(memory.metadata, response, config, ctx);
      return;
    default:
      return;
  }
}

/** An answer of the coordinator. */
function onCoordinatorAnswer(node: ShareMemberNode, message: Message, ctx: ShareMemberCtx): void {
  const response = message as KafkaResponse;
  const call = takeCall(node, response.correlationId);
  if (call === undefined || response.api !== 'shareGroupHeartbeatResponse') return;
  node.memory.coordinator.heardRow = ctx.cause;
  const outcome = onShareBeatAnswer(node, call.kind === 'leave', response, ctx);
  if (outcome === '') return;
  if (outcome === 'coordinatorLost')
    onShareCoordinatorLost(node, 'it said that it is not the coordinator', ctx);
  else failShareMember(node, outcome.exception, ctx);
}
