// From a partition's registration and what is about to change to its change record: who leads, ISR, ELR, last known
// leader. Pure. [src: controller/PartitionChangeBuilder.java; KIP-966]

import type { BrokerId } from '../names.ts';
import { NO_LEADER } from '../names.ts';

export type Election = 'preferred' | 'online' | 'unclean';

export interface PartitionChangeInput {
  readonly partition: {
    readonly replicas: readonly BrokerId[];
    readonly isr: readonly BrokerId[];
    readonly elr: readonly BrokerId[];
    readonly lastKnownElr: readonly BrokerId[];
    readonly leader: BrokerId;
    readonly isRecovering: boolean;
    /** Of a reassignment under way; absent = none. */
    readonly removing?: readonly BrokerId[];
    readonly adding?: readonly BrokerId[];
  };
  /** Could this replica lead now: alive, not the one that is going. */
  readonly isAcceptable: (id: BrokerId) => boolean;
  /** Already cut to the replication factor. */
  readonly minIsr: number;
  readonly election: Election;
  /** eligible.leader.replicas.version 1; on unless false. */
  readonly isElrEnabled?: boolean;
  /** On unless false. */
  readonly usesLastKnownLeader?: boolean;
  readonly targetIsr?: readonly BrokerId[];
  readonly targetReplicas?: readonly BrokerId[];
  readonly targetRemoving?: readonly BrokerId[];
  readonly targetAdding?: readonly BrokerId[];
  /** Brokers that came back without proof of a clean stop. */
  readonly uncleanShutdown?: readonly BrokerId[];
  readonly targetIsRecovering?: boolean;
}

/** Fields of a change record; absent = unchanged. A `leader` field raises the leader epoch. */
export interface PartitionChange {
  leader?: BrokerId;
  isr?: BrokerId[];
  replicas?: BrokerId[];
  removing?: BrokerId[];
  adding?: BrokerId[];
  elr?: BrokerId[];
  lastKnownElr?: BrokerId[];
  isRecovering?: boolean;
}

export interface ElectionResult {
  /** -1 = nobody can lead. */
  readonly leader: BrokerId;
  /** Elected from outside ISR and ELR: committed records may be lost. */
  readonly isUnclean: boolean;
}

interface Target {
  replicas: readonly BrokerId[];
  isr: readonly BrokerId[];
  removing: readonly BrokerId[];
  adding: readonly BrokerId[];
  elr: readonly BrokerId[];
  lastKnownElr: readonly BrokerId[];
  isRecovering: boolean;
}

/** The change record, undefined when nothing changes. */
export function buildPartitionChange(input: PartitionChangeInput): PartitionChange | undefined {
  const target = targetOf(input);
  completeReassignment(target);
  populateElr(input, target);
  const change: PartitionChange = {};
  applyElection(input, target, change);
  const isElrEnabled = input.isElrEnabled !== false;
  const old = input.partition;
  if (change.isr === undefined && (target.isr.length > 0 || isElrEnabled) && !sameList(target.isr, old.isr)) {
    change.isr = [...target.isr];
  }
  const lostReplica = old.replicas.some((id) => !target.replicas.includes(id));
  // A broker that stops being a replica must not be able to go on under the old leader epoch.
  if (lostReplica && change.leader === undefined) change.leader = old.leader;
  if (!sameSet(target.elr, old.elr)) change.elr = [...target.elr];
  writeLastKnownElr(input, target, change);
  if (!sameList(target.replicas, old.replicas)) change.replicas = [...target.replicas];
  if (!sameList(target.removing, old.removing ?? [])) change.removing = [...target.removing];
  if (!sameList(target.adding, old.adding ?? [])) change.adding = [...target.adding];
  if (change.isRecovering === undefined && target.isRecovering !== old.isRecovering) {
    change.isRecovering = target.isRecovering;
  }
  for (const _field in change) return change;
  return undefined;
}

/** Who would lead with these targets, without completing a reassignment or filling the ELR first. */
export function electLeader(input: PartitionChangeInput): ElectionResult {
  return elect(input, targetOf(input));
}

function targetOf(input: PartitionChangeInput): Target {
  const old = input.partition;
  return {
    replicas: input.targetReplicas ?? old.replicas,
    isr: input.targetIsr ?? old.isr,
    removing: input.targetRemoving ?? old.removing ?? [],
    adding: input.targetAdding ?? old.adding ?? [],
    elr: old.elr,
    lastKnownElr: old.lastKnownElr,
    isRecovering: input.targetIsRecovering ?? old.isRecovering,
  };
}

/** [src: PartitionReassignmentReplicas.maybeCompleteReassignment] */
function completeReassignment(target: Target): void {
  if (target.removing.length === 0 && target.adding.length === 0) return;
  const replicas = target.replicas.filter((id) => !target.removing.includes(id));
  const isr = target.isr.filter((id) => !target.removing.includes(id));
  if (isr.length === 0 || !target.adding.every((id) => isr.includes(id))) return;
  if (target.adding.length < target.removing.length && !replicas.every((id) => isr.includes(id))) return;
  target.replicas = replicas;
  target.isr = isr;
  target.removing = [];
  target.adding = [];
}

function populateElr(input: PartitionChangeInput, target: Target): void {
  const old = input.partition;
  if (input.isElrEnabled === false) {
    target.elr = [];
    target.lastKnownElr = [];
    return;
  }
  if (target.isr.length >= Math.min(input.minIsr, target.replicas.length)) {
    target.elr = [];
    target.lastKnownElr = [];
    return;
  }
  const isr = target.isr;
  const unclean = input.uncleanShutdown ?? [];
  const candidates = union(old.elr, old.isr);
  const elr = candidates.filter((id) => !isr.includes(id) && !unclean.includes(id));
  target.elr = elr;
  target.lastKnownElr = union(candidates, old.lastKnownElr).filter(
    (id) => !isr.includes(id) && !elr.includes(id),
  );
}

function elect(input: PartitionChangeInput, target: Target): ElectionResult {
  const { isAcceptable, partition } = input;
  const isValid = (id: BrokerId) =>
    isAcceptable(id) && (target.isr.includes(id) || (target.isr.length === 0 && target.elr.includes(id)));
  const preferred = target.replicas[0];
  if (input.election === 'preferred' && preferred !== undefined && isValid(preferred))
    return clean(preferred);
  if (partition.leader !== NO_LEADER && isValid(partition.leader)) return clean(partition.leader);
  // Assignment order, never ISR order.
  const next = target.replicas.find(isValid);
  if (next !== undefined) return clean(next);
  if (canElectLastKnownLeader(input, target)) {
    return { leader: partition.lastKnownElr[0] as BrokerId, isUnclean: true };
  }
  const anyAlive = input.election === 'unclean' ? target.replicas.find(isAcceptable) : undefined;
  return anyAlive === undefined ? clean(NO_LEADER) : { leader: anyAlive, isUnclean: true };
}

function clean(leader: BrokerId): ElectionResult {
  return { leader, isUnclean: false };
}

/** The last holder of the lead may come back with what it has, even with unclean election off. */
function canElectLastKnownLeader(input: PartitionChangeInput, target: Target): boolean {
  if (input.isElrEnabled === false || input.usesLastKnownLeader === false) return false;
  if (target.isr.length > 0 || target.elr.length > 0) return false;
  const last = input.partition.lastKnownElr;
  return last.length === 1 && input.isAcceptable(last[0] as BrokerId);
}

function applyElection(input: PartitionChangeInput, target: Target, change: PartitionChange): void {
  const result = elect(input, target);
  if (result.leader === input.partition.leader) return;
  change.leader = result.leader;
  if (result.leader === NO_LEADER) return;
  if (result.isUnclean) {
    target.isr = [result.leader];
    target.elr = [];
    target.lastKnownElr = [];
    target.isRecovering = true;
    change.isr = [result.leader];
  } else if (!target.isr.includes(result.leader)) {
    target.isr = [result.leader];
    target.elr = target.elr.filter((id) => id !== result.leader);
    target.lastKnownElr = target.lastKnownElr.filter((id) => id !== result.leader);
  }
}

function writeLastKnownElr(input: PartitionChangeInput, target: Target, change: PartitionChange): void {
  const old = input.partition;
  if (input.isElrEnabled === false) {
    if (old.lastKnownElr.length > 0) change.lastKnownElr = [];
    return;
  }
  if (input.usesLastKnownLeader === false) {
    if (!sameSet(target.lastKnownElr, old.lastKnownElr)) change.lastKnownElr = [...target.lastKnownElr];
    return;
  }
  if (change.leader === NO_LEADER) {
    if (old.lastKnownElr.length === 0 && old.leader !== NO_LEADER) change.lastKnownElr = [old.leader];
  } else if (change.leader !== undefined && old.lastKnownElr.length > 0) {
    change.lastKnownElr = [];
  }
}

function union(a: readonly BrokerId[], b: readonly BrokerId[]): BrokerId[] {
  const all = [...a];
  for (const id of b) if (!all.includes(id)) all.push(id);
  return all;
}

function sameList(a: readonly BrokerId[], b: readonly BrokerId[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

function sameSet(a: readonly BrokerId[], b: readonly BrokerId[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id));
}
