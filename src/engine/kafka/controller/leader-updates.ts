// Partition updates that follow from broker events: who leaves which ISR and ELR, who leads next.
// [src: controller/ReplicationControlManager.generateLeaderAndIsrUpdates]

import { effectiveMinIsr, isActiveBroker, topicSetting } from '../metadata-image.ts';
import type { MetadataImage, MetadataRecord, PartitionRegistration } from '../metadata-records.ts';
import { type BrokerId, NO_LEADER, splitTopicPartition, type TopicPartition } from '../names.ts';
import type { ControllerCtx } from './active-writer.ts';
import type { ControllerNode } from './controller-state.ts';
import { buildPartitionChange, type Election, type PartitionChange } from './partition-change-builder.ts';

/** A decided change of one partition, with what it was before: for the record and for the events. */
export interface PartitionUpdate {
  readonly tp: TopicPartition;
  readonly old: PartitionRegistration;
  readonly change: PartitionChange;
  readonly election: Election;
}

/** What a broker event means for partitions; -1 = no broker in that role. */
export interface BrokerChange {
  /** Leaves every ISR (fenced, stopping). */
  readonly removed: BrokerId;
  /** Was just unfenced: may lead although the image does not say so yet. */
  readonly added: BrokerId;
  /** Came back without proof of a clean stop: leaves ISR and ELR. */
  readonly unclean: BrokerId;
}

/** Clean candidates only, unless the topic allows unclean election. */
export function electionFor(node: ControllerNode, tp: TopicPartition): Election {
  return isUncleanAllowed(node, tp) ? 'unclean' : 'online';
}

export function isUncleanAllowed(node: ControllerNode, tp: TopicPartition): boolean {
  const { topic } = splitTopicPartition(tp);
  const fallback = String(node.config['unclean.leader.election.enable']);
  return (
    topicSetting(node.memory.image, topic, 'unclean.leader.election.enable', fallback).toLowerCase() ===
    'true'
  );
}

export function minIsrOf(node: ControllerNode, tp: TopicPartition): number {
  return effectiveMinIsr(node.memory.image, tp, node.config['min.insync.replicas']);
}

/** Updates of every partition that `concerns` picks, in the order of the image. */
export function updatesFor(
  node: ControllerNode,
  what: BrokerChange,
  concerns: (partition: PartitionRegistration) => boolean,
): PartitionUpdate[] {
  const { image } = node.memory;
  const updates: PartitionUpdate[] = [];
  for (const tp in image.partitions) {
    const partition = image.partitions[tp] as PartitionRegistration;
    if (!concerns(partition)) continue;
    const update = updateOf(node, tp, partition, {
      targetIsr: partition.isr.filter((id) => id !== what.removed && id !== what.unclean),
      isAcceptable: (id) => isAcceptable(image, what, id),
      ...(what.unclean !== NO_LEADER && { uncleanShutdown: [what.unclean] }),
    });
    if (update !== undefined) updates.push(update);
  }
  return updates;
}

/** One partition's update with the given targets; undefined when nothing changes. */
export function updateOf(
  node: ControllerNode,
  tp: TopicPartition,
  old: PartitionRegistration,
  options: {
    readonly targetIsr?: readonly BrokerId[];
    readonly isAcceptable?: (id: BrokerId) => boolean;
    readonly uncleanShutdown?: readonly BrokerId[];
    readonly election?: Election;
    readonly targetIsRecovering?: boolean;
  },
): PartitionUpdate | undefined {
  const election = options.election ?? electionFor(node, tp);
  const isAcceptable = options.isAcceptable ?? ((id: BrokerId) => isActiveBroker(node.memory.image, id));
  const change = buildPartitionChange({
    ...options,
    partition: old,
    isAcceptable,
    minIsr: minIsrOf(node, tp),
    election,
    ...(node.config.isElrEnabled === false && { isElrEnabled: false }),
  });
  return change === undefined ? undefined : { tp, old, change, election };
}

function isAcceptable(image: MetadataImage, what: BrokerChange, id: BrokerId): boolean {
  if (id === what.removed || id === what.unclean) return false;
  return id === what.added || isActiveBroker(image, id);
}

/** The change records, ready for the log. */
export function recordsOf(updates: readonly PartitionUpdate[]): MetadataRecord[] {
  return updates.map(({ tp, change }) => {
    // Simplification: reassignment is not modelled, so these two are never set.
    const { removing: _removing, adding: _adding, ...fields } = change;
    return { type: 'partitionChange', tp, ...fields };
  });
}

/** Tells of each update: a new leader or none, a changed ISR or ELR. To be called once the records are written. */
export function emitUpdates(ctx: ControllerCtx, updates: readonly PartitionUpdate[], reason: string): void {
  for (const update of updates) {
    const { tp, old, change } = update;
    const isr = change.isr ?? old.isr;
    const elr = change.elr ?? old.elr;
    const leaderEpoch = change.leader === undefined ? old.leaderEpoch : old.leaderEpoch + 1;
    if (change.leader === NO_LEADER) {
      ctx.emit('leader.none', { tp, was: old.leader, leaderEpoch, isr, elr, reason });
    } else if (change.leader !== undefined) {
      const election = kindOf(update);
      ctx.emit('leader.elected', {
        tp,
        leader: change.leader,
        was: old.leader,
        leaderEpoch,
        isr,
        elr,
        election,
        reason,
      });
    }
    if (change.isr !== undefined || change.elr !== undefined) {
      const partitionEpoch = old.partitionEpoch + 1;
      ctx.emit('partition.isrRecorded', { tp, isr, was: old.isr, elr, partitionEpoch, reason });
    }
  }
}

/** In which way the leader was found: preferred, clean (from the ISR), elr, lastKnownLeader, unclean. */
function kindOf({ old, change, election }: PartitionUpdate): string {
  const leader = change.leader as BrokerId;
  if (
    change.isRecovering === true ||
    (change.isr?.length === 1 && !old.isr.includes(leader) && !old.elr.includes(leader))
  ) {
    const isLastKnown = old.lastKnownElr.length === 1 && old.lastKnownElr[0] === leader;
    return isLastKnown ? 'lastKnownLeader' : 'unclean';
  }
  if (!old.isr.includes(leader)) return 'elr';
  return election === 'preferred' && leader === old.replicas[0] ? 'preferred' : 'clean';
}
