// The broker: which handler gets which message, timer and connection event. All state stands in the node.

import type { NodeKind } from '../../kernel/contract.ts';
import type { Message } from '../../kernel/world.ts';
import { completeWrites } from '../coordinator/committed.ts';
import { onCoordinatorTimer } from '../coordinator/coordinator-timer.ts';
import { onOffsetsTopicAnswered } from '../coordinator/find-coordinator.ts';
import { serveGroupRequest } from '../coordinator/serve-group.ts';
import type { KafkaEvents } from '../events.ts';
import type { KafkaMessage, KafkaResponse } from '../messages.ts';
import { answerApiVersions } from '../net/api-versions.ts';
import { resumeShares } from '../share/persisted.ts';
import {
  onPersisterConnected,
  onPersisterLost,
  onPersisterMessage,
  onStateTopicAnswered,
} from '../share/persister.ts';
import { onShareDisconnected } from '../share/sessions.ts';
import { handleShareAcknowledge } from '../share/share-answers.ts';
import { serveShareState } from '../share/share-coordinator.ts';
import { handleShareFetch } from '../share/share-fetch.ts';
import { onShareTimer } from '../share/share-timer.ts';
import { onAlterPartitionResponse, onAlterPartitionTimer } from './alter-partition.ts';
import { bootBroker, emptyDisk, emptyMemory } from './boot.ts';
import type { BrokerCommand, BrokerCtx, BrokerNode, ChannelEntry } from './broker-state.ts';
import { handleDescribeTopicPartitions, handleListOffsets, handleMetadata } from './client-requests.ts';
import { admit, closeServed, nextWaiting, openServed, release } from './connections.ts';
import { onChannelConnected, onChannelLost, onChannelMessage, onChannelTimer } from './controller-channel.ts';
import { handleFetch } from './fetch.ts';
import { onFetchResponse, onListOffsetsResponse } from './fetch-response.ts';
import { answerForwarded, forwardToController } from './forwarding.ts';
import { onShrinkTimer } from './isr.ts';
import {
  onHeartbeatResponse,
  onLifecycleRequestGivenUp,
  onLifecycleTimer,
  onRecoveryTimer,
  onRegistrationResponse,
  onRegistrationTimeout,
  onShutdownRequested,
  onShutdownWaitTimer,
} from './lifecycle.ts';
import { onMetadataFetchTimer, onRaftConnected, onRaftLost, onRaftMessage } from './metadata-fetch.ts';
import { handleProduce } from './produce.ts';
import { handleInitProducerId, onProducerIdsAllocated } from './producer-ids.ts';
import { fetcherOf, onFetcherFailed, onFetchersTimer, runFetcher } from './replica-fetcher.ts';
import { onCheckpointTimer, onPowerLoss } from './storage-tasks.ts';
import { onPurgatoryTimer } from './wake.ts';

/** A broker of a Kafka cluster in KRaft mode. */
export const brokerKind: NodeKind<BrokerNode, KafkaEvents> = {
  boot: bootBroker,

  onMessage(node, conn, message, ctx) {
    handleMessage(node, conn, message as KafkaMessage, ctx);
    resumeConnections(node, ctx);
  },

  onTimer(node, name, ctx) {
    handleTimer(node, name, ctx);
    resumeConnections(node, ctx);
  },

  onConnected(node, conn, ctx) {
    const fetcher = fetcherOf(node, conn);
    if (fetcher !== undefined) {
      fetcher.state = 'ready';
      runFetcher(node, fetcher, ctx);
    } else if (!onRaftConnected(node, conn, ctx) && !onPersisterConnected(node, conn, ctx)) {
      onChannelConnected(node, conn, ctx);
    }
  },

  onRefused(node, conn, ctx) {
    connectionLost(node, conn, true, ctx);
  },

  onAccepted(node, conn) {
    openServed(node, conn);
  },

  onDisconnected(node, conn, ctx) {
    connectionLost(node, conn, false, ctx);
    resumeConnections(node, ctx);
  },

  onShutdown(node, ctx) {
    delete node.memory.restartWith;
    onShutdownRequested(node, ctx);
  },
  onCommand(node, command, ctx) {
    node.memory.restartWith = (command as BrokerCommand).config;
    onShutdownRequested(node, ctx);
  },
  onPowerLoss,
  emptyDisk,
  emptyMemory,
};

function handleMessage(node: BrokerNode, conn: number, message: KafkaMessage, ctx: BrokerCtx): void {
  switch (message.api) {
    case 'fetchRequest':
      if (admit(node, conn, message, ctx)) handleFetch(node, conn, message, ctx);
      return;
    case 'produceRequest':
      if (admit(node, conn, message, ctx)) handleProduce(node, conn, message, ctx);
      return;
    case 'fetchResponse': {
      const fetcher = fetcherOf(node, conn);
      if (fetcher !== undefined) onFetchResponse(node, fetcher, message, ctx);
      return;
    }
    case 'listOffsetsResponse': {
      const fetcher = fetcherOf(node, conn);
      if (fetcher !== undefined) onListOffsetsResponse(node, fetcher, message, ctx);
      return;
    }
    case 'raftFetchResponse':
      onRaftMessage(node, conn, message, ctx);
      return;
    case 'apiVersionsResponse':
      // Either client may have asked; each ignores connections of the other.
      onRaftMessage(node, conn, message, ctx);
      onChannelMessage(node, conn, message, ctx);
      onPersisterMessage(node, conn, message, ctx);
      return;
    case 'brokerRegistrationResponse':
    case 'brokerHeartbeatResponse':
    case 'alterPartitionResponse':
    case 'allocateProducerIdsResponse':
    case 'createTopicsResponse':
    case 'createPartitionsResponse':
    case 'incrementalAlterConfigsResponse':
    case 'electLeadersResponse':
    case 'describeQuorumResponse': {
      const entry = onChannelMessage(node, conn, message, ctx);
      if (entry !== undefined) onControllerAnswer(node, entry, message, ctx);
      return;
    }
    case 'initializeShareGroupStateResponse':
    case 'readShareGroupStateResponse':
    case 'writeShareGroupStateResponse':
      onPersisterMessage(node, conn, message, ctx);
      return;
    default:
      if (admit(node, conn, message, ctx)) serve(node, conn, message, ctx);
  }
}

/** Handles one request of a client or follower. Each branch answers, parks, or closes. */
function serve(node: BrokerNode, conn: number, message: Message, ctx: BrokerCtx): void {
  const request = message as KafkaMessage;
  switch (request.api) {
    case 'produceRequest':
      handleProduce(node, conn, request, ctx);
      return;
    case 'fetchRequest':
      handleFetch(node, conn, request, ctx);
      return;
    case 'listOffsetsRequest':
      handleListOffsets(node, conn, request, ctx);
      return;
    case 'metadataRequest':
      handleMetadata(node, conn, request, ctx);
      return;
    case 'initProducerIdRequest':
      handleInitProducerId(node, conn, request, ctx);
      return;
    case 'describeTopicPartitionsRequest':
      handleDescribeTopicPartitions(node, conn, request, ctx);
      return;
    case 'createTopicsRequest':
    case 'createPartitionsRequest':
    case 'incrementalAlterConfigsRequest':
    case 'electLeadersRequest':
    case 'describeQuorumRequest':
      forwardToController(node, conn, request, ctx);
      return;
    case 'findCoordinatorRequest':
    case 'joinGroupRequest':
    case 'syncGroupRequest':
    case 'heartbeatRequest':
    case 'leaveGroupRequest':
    case 'offsetCommitRequest':
    case 'offsetFetchRequest':
    case 'offsetForLeaderEpochRequest':
    case 'consumerGroupHeartbeatRequest':
    case 'shareGroupHeartbeatRequest':
    case 'describeGroupsRequest':
    case 'consumerGroupDescribeRequest':
      serveGroupRequest(node, conn, request, ctx);
      return;
    case 'shareFetchRequest':
      handleShareFetch(node, conn, request, ctx);
      return;
    case 'shareAcknowledgeRequest':
      handleShareAcknowledge(node, conn, request, ctx);
      return;
    case 'initializeShareGroupStateRequest':
    case 'readShareGroupStateRequest':
    case 'writeShareGroupStateRequest':
      serveShareState(node, { conn, ticket: -1 }, request, ctx);
      return;
    default:
      answerApiVersions(conn, message, ctx);
      release(node, conn);
  }
}

/** What the event made possible: coordinator writes that are committed now, requests behind answered ones. */
function resumeConnections(node: BrokerNode, ctx: BrokerCtx): void {
  const { resumable, coordinator } = node.memory;
  for (;;) {
    if (coordinator.moved.length > 0) completeWrites(node, ctx);
    if (resumeShares(node, ctx)) continue;
    if (resumable.length === 0) return;
    const conn = resumable.shift() as number;
    const next = nextWaiting(node, conn);
    if (next === undefined) continue;
    ctx.cause = next.cause;
    serve(node, conn, next.message, ctx);
  }
}

function onControllerAnswer(
  node: BrokerNode,
  entry: ChannelEntry,
  response: KafkaResponse,
  ctx: BrokerCtx,
): void {
  switch (response.api) {
    case 'brokerRegistrationResponse':
      onRegistrationResponse(node, response, ctx);
      return;
    case 'brokerHeartbeatResponse':
      onHeartbeatResponse(node, response, ctx);
      return;
    case 'alterPartitionResponse':
      onAlterPartitionResponse(node, response, ctx);
      return;
    case 'allocateProducerIdsResponse':
      onProducerIdsAllocated(node, response, ctx);
      return;
    case 'createTopicsResponse':
    case 'createPartitionsResponse':
    case 'incrementalAlterConfigsResponse':
    case 'electLeadersResponse':
    case 'describeQuorumResponse':
      if (!onOwnTopicAnswered(node, entry.ticket)) answerForwarded(node, entry.ticket, response, ctx);
      return;
    default:
      return;
  }
}

/** The broker itself asked for an internal topic. */
function onOwnTopicAnswered(node: BrokerNode, ticket: number): boolean {
  return onOffsetsTopicAnswered(node, ticket) || onStateTopicAnswered(node, ticket);
}

/** Requests to the controller that got no answer in their time. */
function onGivenUp(node: BrokerNode, given: readonly ChannelEntry[], ctx: BrokerCtx): void {
  for (const entry of given) {
    ctx.cause = entry.cause;
    switch (entry.request.api) {
      case 'brokerRegistrationRequest':
      case 'brokerHeartbeatRequest':
        onLifecycleRequestGivenUp(node, ctx);
        break;
      case 'createTopicsRequest':
      case 'createPartitionsRequest':
      case 'incrementalAlterConfigsRequest':
      case 'electLeadersRequest':
      case 'describeQuorumRequest':
        if (!onOwnTopicAnswered(node, entry.ticket))
          answerForwarded(node, entry.ticket, { error: 'REQUEST_TIMED_OUT' }, ctx);
        break;
      default:
        break;
    }
  }
}

function handleTimer(node: BrokerNode, name: string, ctx: BrokerCtx): void {
  switch (name) {
    case 'purgatory':
      onPurgatoryTimer(node, ctx);
      return;
    case 'fetchers':
      onFetchersTimer(node, ctx);
      return;
    case 'metadataFetch':
      onMetadataFetchTimer(node, ctx);
      return;
    case 'controllerChannel':
      onGivenUp(node, onChannelTimer(node, ctx), ctx);
      return;
    case 'lifecycle':
      onLifecycleTimer(node, ctx);
      return;
    case 'recovery':
      onRecoveryTimer(node, ctx);
      return;
    case 'registrationTimeout':
      onRegistrationTimeout(node, ctx);
      return;
    case 'shutdownWait':
      onShutdownWaitTimer(node, ctx);
      return;
    case 'alterPartition':
      onAlterPartitionTimer(node, ctx);
      return;
    case 'isrShrink':
      onShrinkTimer(node, ctx);
      return;
    case 'coordinator':
      onCoordinatorTimer(node, ctx);
      return;
    case 'share':
      onShareTimer(node, ctx);
      return;
    case 'checkpoint':
      onCheckpointTimer(node, ctx);
      return;
    default:
      throw new Error(`Faultline: a broker knows no timer ${name}`);
  }
}

/** A connection was refused or closed by the other end: a fetcher's, a controller client's, or a served one. */
function connectionLost(node: BrokerNode, conn: number, isRefused: boolean, ctx: BrokerCtx): void {
  const fetcher = fetcherOf(node, conn);
  if (fetcher !== undefined) {
    onFetcherFailed(node, fetcher, isRefused ? 'refused' : 'disconnected', undefined, ctx);
    return;
  }
  if (onRaftLost(node, conn, isRefused, ctx) || onPersisterLost(node, conn, isRefused, ctx)) return;
  const given = onChannelLost(node, conn, isRefused, ctx);
  if (given !== undefined) onGivenUp(node, given, ctx);
  else {
    closeServed(node, conn);
    onShareDisconnected(node, conn, ctx);
  }
}
