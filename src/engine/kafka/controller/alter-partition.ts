// A leader proposes a new ISR; the controller checks it and decides.
// [src: controller/ReplicationControlManager.alterPartition, validateAlterPartitionData]

import type { AlterPartitionProposal, AlterPartitionRequest, AlterPartitionResponse } from '../messages.ts';
import { brokerOf, mergePartition } from '../metadata-image.ts';
import type { PartitionRegistration } from '../metadata-records.ts';
import { type BrokerId, NO_LEADER, NONE } from '../names.ts';
import { type ControllerCtx, respondWhenCommitted, writeRecords } from './active-writer.ts';
import type { ControllerNode } from './controller-state.ts';
import { emitUpdates, recordsOf, updateOf } from './leader-updates.ts';

type PartitionAnswer = AlterPartitionResponse['partitions'][number];

/** Answers each proposal; the answers leave when what was decided is committed. */
export function handleAlterPartition(
  node: ControllerNode,
  conn: number,
  request: AlterPartitionRequest,
  ctx: ControllerCtx,
): void {
  const { correlationId, brokerId } = request;
  const sender = brokerOf(node.memory.image, brokerId);
  if (sender === undefined || sender.brokerEpoch !== request.brokerEpoch) {
    const error = 'STALE_BROKER_EPOCH';
    respondWhenCommitted(node, ctx, conn, {
      api: 'alterPartitionResponse',
      correlationId,
      error,
      partitions: [],
    });
    return;
  }
  const partitions = request.partitions.map((proposal) => alterOne(node, ctx, brokerId, proposal));
  respondWhenCommitted(node, ctx, conn, {
    api: 'alterPartitionResponse',
    correlationId,
    error: NONE,
    partitions,
  });
}

function alterOne(
  node: ControllerNode,
  ctx: ControllerCtx,
  sender: BrokerId,
  proposal: AlterPartitionProposal,
): PartitionAnswer {
  const { tp } = proposal;
  const old = node.memory.image.partitions[tp];
  if (old === undefined) return refused(tp, 'UNKNOWN_TOPIC_OR_PARTITION', undefined);
  const error = validateProposal(node, sender, old, proposal);
  if (error !== NONE) return refused(tp, error, old);
  const update = updateOf(node, tp, old, {
    targetIsr: proposal.newIsr.map((member) => member.brokerId),
    targetIsRecovering: proposal.isRecovering,
  });
  if (update === undefined) return accepted(tp, NONE, old);
  const records = recordsOf([update]);
  writeRecords(node, ctx, records);
  emitUpdates(ctx, [update], 'proposed by the leader');
  const now = mergePartition(old, { type: 'partitionChange', tp, ...update.change });
  return accepted(tp, now.leader === old.leader ? NONE : 'NEW_LEADER_ELECTED', now);
}

/** The checks in Kafka's order; NONE when the proposal may be carried out. */
function validateProposal(
  node: ControllerNode,
  sender: BrokerId,
  old: PartitionRegistration,
  proposal: AlterPartitionProposal,
): string {
  const { leaderEpoch, partitionEpoch } = proposal;
  if (leaderEpoch > old.leaderEpoch || partitionEpoch > old.partitionEpoch) return 'NOT_CONTROLLER';
  if (leaderEpoch < old.leaderEpoch) return 'FENCED_LEADER_EPOCH';
  if (sender !== old.leader) return 'INVALID_REQUEST';
  if (partitionEpoch < old.partitionEpoch) return 'INVALID_UPDATE_VERSION';
  const isr = proposal.newIsr.map((member) => member.brokerId);
  const isSound =
    isr.every((id, i) => old.replicas.includes(id) && isr.indexOf(id) === i) && isr.includes(sender);
  if (!isSound) return 'INVALID_REQUEST';
  if (proposal.isRecovering && (isr.length > 1 || !old.isRecovering)) return 'INVALID_REQUEST';
  for (const { brokerId, brokerEpoch } of proposal.newIsr) {
    const member = brokerOf(node.memory.image, brokerId);
    if (member === undefined || member.isFenced || member.isInControlledShutdown) return 'INELIGIBLE_REPLICA';
    if (brokerEpoch !== -1 && brokerEpoch !== member.brokerEpoch) return 'INELIGIBLE_REPLICA';
  }
  return NONE;
}

function refused(tp: string, error: string, partition: PartitionRegistration | undefined): PartitionAnswer {
  if (partition !== undefined) return accepted(tp, error, partition);
  return { tp, error, leader: NO_LEADER, leaderEpoch: -1, partitionEpoch: -1, isr: [] };
}

function accepted(tp: string, error: string, partition: PartitionRegistration): PartitionAnswer {
  const { leader, leaderEpoch, partitionEpoch, isr } = partition;
  return { tp, error, leader, leaderEpoch, partitionEpoch, isr };
}
