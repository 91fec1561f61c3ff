// A member of a consumer group as a node: what its connections, timers and the operator bring.
// [src: clients/consumer/KafkaConsumer.java]

import type { NodeKind } from '../../kernel/contract.ts';
import type { Message } from '../../kernel/world.ts';
import { takeRequest } from '../consumer/fetching.ts';
import type { KafkaEvents } from '../events.ts';
import type { KafkaResponse } from '../messages.ts';
import type { ErrorName } from '../names.ts';
import { requestUpdate } from '../net/client-metadata.ts';
import { onClientTimer } from '../net/client-timers.ts';
import { onMetadataResponse } from '../net/metadata-refresh.ts';
import {
  type InFlightRequest,
  onNetConnected,
  onNetDisconnected,
  onNetMessage,
  onNetRefused,
} from '../net/network-client.ts';
import { onProcessingTimer, PROCESSING_TIMER, stall } from './application.ts';
import {
  type Outcome,
  onHeartbeatAnswer,
  onJoinAnswer,
  onMembershipError,
  onSyncAnswer,
} from './classic-answers.ts';
import { beginClosing, failMember } from './closing.ts';
import { onCommitAnswer } from './commits.ts';
import { onBeatAnswer } from './consumer-membership.ts';
import { onCoordinatorFound, takeCall } from './coordinator-link.ts';
import { onFetched } from './member-fetching.ts';
import type {
  CoordinatorCall,
  MemberCommand,
  MemberConfig,
  MemberCtx,
  MemberDisk,
  MemberNode,
} from './member-state.ts';
import { onEpochEnds, onListOffsets, onOffsetFetch } from './positions.ts';
import {
  emptyMemory,
  goOnReading,
  onCoordinatorLost,
  onDataLost,
  runMember,
  startMember,
} from './run-member.ts';

/** The node kind `member`. */
export const memberKind: NodeKind<MemberNode, KafkaEvents> = {
  boot(node, ctx) {
    node.disk.starts++;
    startMember(node, ctx);
  },
  onTimer(node, name, ctx) {
    if (name === PROCESSING_TIMER) {
      onProcessingTimer(node, ctx);
      goOnReading(node, ctx);
      return;
    }
    onClientTimer(node.memory.timers, name);
    runMember(node, ctx);
  },
  onMessage(node, conn, message, ctx) {
    const { memory } = node;
    const request = onNetMessage(memory.net, conn, message, ctx);
    if (request !== undefined) {
      onDataAnswer(node, message, ctx);
      if (request.api === 'fetchRequest') {
        goOnReading(node, ctx);
        return;
      }
    } else if (onNetMessage(memory.coordinatorNet, conn, message, ctx) !== undefined) {
      onCoordinatorAnswer(node, message, ctx);
    }
    runMember(node, ctx);
  },
  onConnected(node, conn, ctx) {
    const { memory } = node;
    if (onNetConnected(memory.net, conn, ctx) === undefined) onNetConnected(memory.coordinatorNet, conn, ctx);
    runMember(node, ctx);
  },
  onRefused(node, conn, ctx) {
    onConnectionEnd(node, conn, onNetRefused, ctx);
  },
  onDisconnected(node, conn, ctx) {
    onConnectionEnd(node, conn, onNetDisconnected, ctx);
  },
  onShutdown(node, ctx) {
    beginClosing(node, 'leave', ctx);
    runMember(node, ctx);
  },
  onCommand(node, command, ctx) {
    const told = command as MemberCommand;
    if (told.kind === 'stall') stall(node, told.ms, ctx);
    else if (told.kind === 'close') beginClosing(node, told.how, ctx);
    else if (isOnlyProcessing(node.config, told.config)) {
      node.config = told.config;
      const { 'group.id': group, processing } = told.config;
      ctx.emit('member.processingChanged', { group, microsPerRecord: processing });
    } else beginClosing(node, 'leave', ctx, told.config);
    runMember(node, ctx);
  },
  isDiskless: true,
  emptyDisk: (): MemberDisk => ({ starts: 0, idsUsed: 0 }),
  emptyMemory: () => emptyMemory(),
};

/** The application became slower or faster; its consumer stays as it is. */
function isOnlyProcessing(before: MemberConfig, after: MemberConfig): boolean {
  const strip = (config: MemberConfig) => JSON.stringify({ ...config, processing: 0, given: 0 });
  return strip(before) === strip(after);
}

function onConnectionEnd(node: MemberNode, conn: number, ended: typeof onNetRefused, ctx: MemberCtx): void {
  const { memory } = node;
  const lost: readonly InFlightRequest[] | undefined = ended(memory.net, conn, ctx);
  if (lost !== undefined) {
    requestUpdate(memory.metadata, ctx.cause);
    onDataLost(node, lost, ctx);
  } else if (ended(memory.coordinatorNet, conn, ctx) !== undefined) {
    onCoordinatorLost(node, 'its connection is gone', ctx);
  } else return;
  runMember(node, ctx);
}

/** An answer of a broker as leader, or about the cluster. */
function onDataAnswer(node: MemberNode, message: Message, ctx: MemberCtx): void {
  const { memory, config } = node;
  const response = message as KafkaResponse;
  switch (response.api) {
    case 'fetchResponse':
      if (takeRequest(memory.requests, response.correlationId) !== undefined) onFetched(node, response, ctx);
      return;
    case 'listOffsetsResponse':
      if (takeRequest(memory.requests, response.correlationId) !== undefined)
        onListOffsets(node, response, ctx);
      return;
    case 'offsetForLeaderEpochResponse':
      if (takeRequest(memory.requests, response.correlationId) !== undefined)
        onEpochEnds(node, response, ctx);
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
function onCoordinatorAnswer(node: MemberNode, message: Message, ctx: MemberCtx): void {
  const response = message as KafkaResponse;
  const call = takeCall(node, response.correlationId);
  if (call === undefined) return;
  node.memory.coordinator.heardRow = ctx.cause;
  const outcome = answer(node, call, response, ctx);
  if (outcome === '') return;
  if (outcome === 'coordinatorLost') onCoordinatorLost(node, 'it said that it is not the coordinator', ctx);
  else failMember(node, outcome.exception, ctx);
}

function answer(node: MemberNode, call: CoordinatorCall, response: KafkaResponse, ctx: MemberCtx): Outcome {
  const { membership } = node.memory;
  switch (response.api) {
    case 'offsetFetchResponse':
      onOffsetFetch(node, call, response, ctx);
      return coordinatorOutcome(response.error);
    case 'offsetCommitResponse': {
      const error = onCommitAnswer(node, call, response, ctx);
      const outcome = coordinatorOutcome(error);
      if (outcome !== '' || membership.kind !== 'classic') return outcome;
      return onMembershipError(node, membership, call, error, 'OffsetCommit', ctx);
    }
    default:
      break;
  }
  if (membership.kind === 'consumer') {
    if (response.api !== 'consumerGroupHeartbeatResponse') return '';
    return onBeatAnswer(node, membership, call, response, ctx);
  }
  switch (response.api) {
    case 'joinGroupResponse':
      return onJoinAnswer(node, membership, call, response, ctx);
    case 'syncGroupResponse':
      return onSyncAnswer(node, membership, call, response, ctx);
    case 'heartbeatResponse':
      return onHeartbeatAnswer(node, membership, call, response, ctx);
    default:
      return '';
  }
}

function coordinatorOutcome(error: ErrorName): Outcome {
  return error === 'NOT_COORDINATOR' || error === 'COORDINATOR_NOT_AVAILABLE' ? 'coordinatorLost' : '';
}
