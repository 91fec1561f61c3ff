// Proposals of ISR changes to the controller: batched, one request at a time, repeated for ever, because metadata
// decides in the end. [src: core/server/AlterPartitionManager.scala; core/cluster/Partition.scala:
// handleAlterPartitionError, handleAlterPartitionUpdate]

import { MICROS_PER_MS } from '../../../base/units.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import type { AlterPartitionProposal, AlterPartitionResponse } from '../messages.ts';
import { type BrokerId, NONE, type TopicPartition } from '../names.ts';
import type { BrokerCtx, BrokerNode, ReplicaState } from './broker-state.ts';
import { submit } from './controller-channel.ts';
import { maybeAdvanceHighWatermark } from './high-watermark.ts';
import { replicaOf } from './hosted.ts';
import { remoteOf } from './replicas.ts';
import { wakeAll } from './wake.ts';

/** Pause after an error of a whole request (ms). */
const RETRY_MS = 50;
/** request.timeout.ms of the broker's channel. */
const REQUEST_TIMEOUT_MS = 30_000;

type PartitionAnswer = AlterPartitionResponse['partitions'][number];

/** The replica's pending ISR is to be proposed. */
export function submitAlterPartition(node: BrokerNode, tp: TopicPartition, ctx: BrokerCtx): void {
  const { alterPartition } = node.memory;
  if (!alterPartition.waiting.includes(tp)) alterPartition.waiting.push(tp);
  sendProposals(node, ctx);
}

/** Sends what waits, unless a request is open or an error is too fresh. */
function sendProposals(node: BrokerNode, ctx: BrokerCtx): void {
  const { alterPartition } = node.memory;
  if (alterPartition.inFlight.length > 0 || alterPartition.waiting.length === 0) return;
  if (alterPartition.retryAtMs > ctx.nowMs) return;
  const partitions: AlterPartitionProposal[] = [];
  for (const tp of alterPartition.waiting) {
    const state = replicaOf(node.memory, tp);
    if (state === undefined || state.role !== 'leader' || state.pending === undefined) continue;
    state.pending.isSent = true;
    partitions.push(proposalOf(node, state, state.pending.isr));
  }
  alterPartition.waiting.length = 0;
  if (partitions.length === 0) return;
  alterPartition.inFlight = partitions;
  submit(
    node,
    {
      api: 'alterPartitionRequest',
      brokerId: node.config['node.id'],
      brokerEpoch: node.memory.brokerEpoch,
      partitions,
    },
    REQUEST_TIMEOUT_MS,
    -1,
    ctx,
  );
}

function proposalOf(node: BrokerNode, state: ReplicaState, isr: readonly BrokerId[]): AlterPartitionProposal {
  return {
    tp: state.tp,
    leaderEpoch: state.leaderEpoch,
    partitionEpoch: state.partitionEpoch,
    newIsr: isr.map((brokerId) => ({
      brokerId,
      brokerEpoch:
        brokerId === node.config['node.id']
          ? node.memory.brokerEpoch
          : (remoteOf(state, brokerId)?.brokerEpoch ?? -1),
    })),
    isRecovering: false,
  };
}

/** The controller has answered. */
export function onAlterPartitionResponse(
  node: BrokerNode,
  response: AlterPartitionResponse,
  ctx: BrokerCtx,
): void {
  const { alterPartition } = node.memory;
  const sent = alterPartition.inFlight;
  alterPartition.inFlight = [];
  if (response.error !== NONE) {
    for (const proposal of sent) {
      if (!alterPartition.waiting.includes(proposal.tp)) alterPartition.waiting.push(proposal.tp);
    }
    alterPartition.retryAtMs = ctx.nowMs + RETRY_MS;
    ctx.setTimer('alterPartition', RETRY_MS * MICROS_PER_MS);
    return;
  }
  for (const answer of response.partitions) {
    const state = replicaOf(node.memory, answer.tp);
    const proposal = sent.find((p) => p.tp === answer.tp);
    // Metadata may have replaced the proposal meanwhile; then the answer is ignored.
    if (state?.pending === undefined || proposal === undefined) continue;
    if (state.role !== 'leader' || state.leaderEpoch !== proposal.leaderEpoch) continue;
    if (state.partitionEpoch !== proposal.partitionEpoch) continue;
    if (answer.error === NONE) onAccepted(node, state, answer, ctx);
    else onRefused(node, state, answer.error, ctx);
  }
  sendProposals(node, ctx);
}

/** The pause after an error is over. */
export function onAlterPartitionTimer(node: BrokerNode, ctx: BrokerCtx): void {
  sendProposals(node, ctx);
}

function onAccepted(node: BrokerNode, state: ReplicaState, answer: PartitionAnswer, ctx: BrokerCtx): void {
  if (answer.leaderEpoch !== state.leaderEpoch || answer.partitionEpoch < state.partitionEpoch) return;
  const { cause } = ctx;
  commitIsr(node, state, answer.isr, answer.partitionEpoch, ctx);
  ctx.cause = cause;
}

/** The ISR that the controller has recorded, learnt from its answer or from metadata; leader only. */
export function commitIsr(
  node: BrokerNode,
  state: ReplicaState,
  isr: readonly BrokerId[],
  partitionEpoch: number,
  ctx: BrokerCtx,
): void {
  const was = state.isr;
  delete state.pending;
  state.isr = [...isr];
  state.partitionEpoch = partitionEpoch;
  if (!sameMembers(was, isr)) {
    const { tp, leaderEpoch } = state;
    ctx.cause = ctx.emit('isr.changed', { tp, isr: state.isr, was, partitionEpoch, leaderEpoch });
  }
  maybeAdvanceHighWatermark(node, state, node.disk.logs[state.log] as ReplicaLog, ctx);
  wakeAll(node, state, ctx);
}

function onRefused(node: BrokerNode, state: ReplicaState, error: string, ctx: BrokerCtx): void {
  ctx.emit('isr.proposalRefused', { tp: state.tp, error });
  switch (error) {
    case 'OPERATION_NOT_ATTEMPTED':
    case 'INELIGIBLE_REPLICA':
      // Back to what is committed; the next fetch or the next task tests again.
      delete state.pending;
      return;
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'UNKNOWN_TOPIC_ID':
    case 'FENCED_LEADER_EPOCH':
    case 'INVALID_UPDATE_VERSION':
    case 'INVALID_REQUEST':
    case 'NEW_LEADER_ELECTED':
      // Stays pending: metadata is on its way.
      return;
    default:
      if (!node.memory.alterPartition.waiting.includes(state.tp))
        node.memory.alterPartition.waiting.push(state.tp);
  }
}

/** Are both lists the same set? The order of an ISR means nothing. */
export function sameMembers(a: readonly BrokerId[], b: readonly BrokerId[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id));
}
