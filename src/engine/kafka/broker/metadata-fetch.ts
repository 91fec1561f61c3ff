// The broker as an observer of the metadata quorum: it fetches the metadata log from the raft leader, over and over,
// and applies what the leader says is committed. [src: raft/KafkaRaftClient.java: pollFollowerAsObserver,
// handleFetchResponse; raft/RequestManager.java]

import { MICROS_PER_MS } from '../../../base/units.ts';
import type { Message } from '../../kernel/world.ts';
import type { RaftFetchResponse } from '../messages.ts';
import {
  appendSlice,
  contradictsCommitted,
  lastEpochOf,
  METADATA_FORGOTTEN,
  truncateToDivergence,
} from '../metadata-log.ts';
import { NONE } from '../names.ts';
import {
  canConnect,
  ensureConnected,
  expireRequests,
  isReady,
  nextNetDeadline,
  onNetConnected,
  onNetDisconnected,
  onNetMessage,
  onNetRefused,
  sendRequest,
} from '../net/network-client.ts';
import { applyCommitted } from './apply-metadata.ts';
import type { BrokerCtx, BrokerNode } from './broker-state.ts';
import { pump, quorumLeaderNode } from './controller-channel.ts';

/** controller.quorum.request.timeout.ms and .retry.backoff.ms; the long poll of a metadata fetch. */
const REQUEST_TIMEOUT_MS = 2_000;
const RETRY_BACKOFF_MS = 20;
const MAX_WAIT_MS = 500;

/** Sends the next fetch of the metadata log when none is open. */
export function pollMetadata(node: BrokerNode, ctx: BrokerCtx): void {
  const { raftFetch, raftNet } = node.memory;
  if (raftFetch.correlationId < 0 && ctx.nowMs >= raftFetch.retryAtMs) {
    if (raftFetch.node === '') {
      raftFetch.node = pickVoter(node, ctx);
      raftFetch.deadlineMs = ctx.nowMs + REQUEST_TIMEOUT_MS;
    }
    if (raftFetch.node === '') raftFetch.retryAtMs = ctx.nowMs + RETRY_BACKOFF_MS;
    else if (ensureConnected(raftNet, raftFetch.node, ctx) && isReady(raftNet, raftFetch.node))
      sendFetch(node, ctx);
  }
  arm(node, ctx);
}

/** The leader, or any voter (from a random start) when none is known or it does not answer. */
function pickVoter(node: BrokerNode, ctx: BrokerCtx): string {
  const { memory } = node;
  const leader = memory.isQuorumLeaderFailing ? '' : quorumLeaderNode(node);
  if (leader !== '') return leader;
  const { voters } = node.config;
  const start = ctx.randomBelow('raftBootstrap', voters.length);
  for (let i = 0; i < voters.length; i++) {
    const voter = voters[(start + i) % voters.length];
    if (voter === undefined) continue;
    if (isReady(memory.raftNet, voter.node) || canConnect(memory.raftNet, voter.node, ctx.nowMs))
      return voter.node;
  }
  return '';
}

function sendFetch(node: BrokerNode, ctx: BrokerCtx): void {
  const { config, disk, memory } = node;
  const { metadataLog } = disk;
  memory.raftFetch.correlationId = sendRequest(
    memory.raftNet,
    memory.raftFetch.node,
    {
      api: 'raftFetchRequest',
      replicaId: config['node.id'],
      epoch: memory.quorumEpoch,
      fetchOffset: metadataLog.logEndOffset,
      lastFetchedEpoch: lastEpochOf(metadataLog),
      highWatermark: metadataLog.highWatermark,
      maxWaitMs: MAX_WAIT_MS,
    },
    REQUEST_TIMEOUT_MS,
    ctx,
  );
}

function arm(node: BrokerNode, ctx: BrokerCtx): void {
  const { raftFetch, raftNet } = node.memory;
  let next = nextNetDeadline(raftNet);
  if (raftFetch.correlationId < 0) {
    const own = raftFetch.node === '' ? raftFetch.retryAtMs : raftFetch.deadlineMs;
    if (next < 0 || own < next) next = own;
  }
  if (next < 0) ctx.cancelTimer('metadataFetch');
  else ctx.setTimer('metadataFetch', next > ctx.nowMs ? next * MICROS_PER_MS - ctx.now : MICROS_PER_MS, -1);
}

/** The asked voter is lost to us: after the back-off any voter is asked. */
function onFailed(node: BrokerNode, ctx: BrokerCtx): void {
  const { memory } = node;
  memory.isQuorumLeaderFailing = true;
  memory.raftFetch.node = '';
  memory.raftFetch.correlationId = -1;
  memory.raftFetch.retryAtMs = ctx.nowMs + RETRY_BACKOFF_MS;
}

/** Time-outs, reconnects, the end of a back-off. */
export function onMetadataFetchTimer(node: BrokerNode, ctx: BrokerCtx): void {
  const { raftFetch, raftNet } = node.memory;
  for (const peer of expireRequests(raftNet, ctx)) if (peer.node === raftFetch.node) onFailed(node, ctx);
  // A voter that does not even accept the connection is given up like a request that is not answered.
  if (raftFetch.node !== '' && raftFetch.correlationId < 0 && ctx.nowMs >= raftFetch.deadlineMs)
    onFailed(node, ctx);
  pollMetadata(node, ctx);
}

/** True when the connection is the observer's. */
export function onRaftConnected(node: BrokerNode, conn: number, ctx: BrokerCtx): boolean {
  if (onNetConnected(node.memory.raftNet, conn, ctx) === undefined) return false;
  arm(node, ctx);
  return true;
}

/** A refused or lost connection; false when it is not the observer's. */
export function onRaftLost(node: BrokerNode, conn: number, isRefused: boolean, ctx: BrokerCtx): boolean {
  const { raftFetch, raftNet } = node.memory;
  const peer = ctx.peerOf(conn);
  const lost = isRefused ? onNetRefused(raftNet, conn, ctx) : onNetDisconnected(raftNet, conn, ctx);
  if (lost === undefined) return false;
  if (peer === raftFetch.node) onFailed(node, ctx);
  pollMetadata(node, ctx);
  return true;
}

/** Any response on one of the observer's connections. */
export function onRaftMessage(node: BrokerNode, conn: number, message: Message, ctx: BrokerCtx): void {
  const { raftFetch, raftNet } = node.memory;
  const answered = onNetMessage(raftNet, conn, message, ctx);
  if (answered !== undefined && answered.correlationId === raftFetch.correlationId) {
    raftFetch.correlationId = -1;
    raftFetch.heardRow = ctx.cause;
    const response = message as RaftFetchResponse;
    if (response.error === NONE && contradictsCommitted(ctx.store, node.disk.metadataLog, response)) {
      ctx.exit(METADATA_FORGOTTEN);
      return;
    }
    onFetched(node, response, ctx);
  }
  pollMetadata(node, ctx);
}

function onFetched(node: BrokerNode, response: RaftFetchResponse, ctx: BrokerCtx): void {
  const { memory } = node;
  const { metadataLog } = node.disk;
  const asked = memory.raftFetch.node;
  learnLeader(node, response);
  if (response.error !== NONE) {
    const leader = quorumLeaderNode(node);
    memory.isQuorumLeaderFailing = leader === '';
    memory.raftFetch.node = '';
    // Another voter is named: it is asked at once. Otherwise only after the back-off.
    memory.raftFetch.retryAtMs = leader === '' || leader === asked ? ctx.nowMs + RETRY_BACKOFF_MS : ctx.nowMs;
  } else {
    memory.isQuorumLeaderFailing = false;
    memory.raftFetch.deadlineMs = ctx.nowMs + REQUEST_TIMEOUT_MS;
    if (response.divergingEpoch >= 0) {
      truncateToDivergence(ctx.store, metadataLog, response.divergingEpoch, response.divergingEndOffset);
    } else {
      appendSlice(ctx.store, metadataLog, response.records);
      const committed = Math.min(response.highWatermark, metadataLog.logEndOffset);
      if (committed > metadataLog.highWatermark) metadataLog.highWatermark = committed;
      applyCommitted(node, ctx);
    }
  }
  pump(node, ctx);
}

/** Takes over the leader that a voter names, unless it is of an older epoch. */
function learnLeader(node: BrokerNode, response: RaftFetchResponse): void {
  const { memory } = node;
  if (response.leaderEpoch < memory.quorumEpoch) return;
  if (response.leaderEpoch > memory.quorumEpoch) memory.quorumLeader = -1;
  memory.quorumEpoch = response.leaderEpoch;
  if (response.leaderId >= 0) memory.quorumLeader = response.leaderId;
}
