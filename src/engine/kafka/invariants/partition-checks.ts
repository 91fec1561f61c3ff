// I3, over all replicas of a partition: what is committed, who must have it, who has it.

import { chainContains, chainFindFirstAtLeast, LAST_OFFSET, NO_BATCH } from '../../kernel/chain-store.ts';
import type { BrokerNode, ReplicaState } from '../broker/broker-state.ts';
import { logOf, replicaOf } from '../broker/hosted.ts';
import type { ControllerNode } from '../controller/controller-state.ts';
import type { ReplicaLog } from '../log/replica-log.ts';
import { brokerKey, type PartitionRegistration } from '../metadata-records.ts';
import type { BrokerId, TopicPartition } from '../names.ts';
import { newestImage } from '../queries/newest-image.ts';
import { isExcused, isLifted, noteIfGone } from './excuses.ts';
import type { InvariantMemory, Look } from './invariant-memory.ts';

/** True when what this node adds to the newest metadata changed since it was last asked: nothing else can change it. */
export function knowsNews(memory: InvariantMemory, node: BrokerNode | ControllerNode): boolean {
  const { image } = node.memory;
  const isActive = node.kind === 'controller' && (node as ControllerNode).memory.active.isActive;
  const committed = isActive ? (node as ControllerNode).disk.highWatermark : -1;
  const known = memory.known.get(node.id);
  if (known === undefined) {
    memory.known.set(node.id, { offset: image.offset, isUp: node.isUp, isActive, committed });
    return true;
  }
  const isSame =
    known.offset === image.offset &&
    known.isUp === node.isUp &&
    known.isActive === isActive &&
    known.committed === committed;
  if (isSame) return false;
  known.offset = image.offset;
  known.isUp = node.isUp;
  known.isActive = isActive;
  known.committed = committed;
  return true;
}

/**
 * Looks at the partitions whose registration changed since the last look; notes unclean elections. While nodes that
 * knew more are down or still reading their logs, the newest image that runs is an old one: it says nothing of now.
 */
export function checkMetadata(look: Look): void {
  const { memory } = look;
  const image = newestImage(look.world);
  const isOlder =
    image.epoch < memory.imageEpoch ||
    (image.epoch === memory.imageEpoch && image.offset <= memory.imageOffset);
  if (isOlder) return;
  memory.imageOffset = image.offset;
  memory.imageEpoch = image.epoch;
  for (const tp in image.partitions) {
    const registration = image.partitions[tp] as PartitionRegistration;
    if (memory.registrations.get(tp)?.partitionEpoch === registration.partitionEpoch) continue;
    memory.registrations.set(tp, registration);
    if (registration.isRecovering) memory.unclean.add(tp);
    noteIfGone(memory, tp, registration);
    checkPartition(look, tp, registration);
  }
}

export function checkEveryPartition(look: Look): void {
  for (const [tp, registration] of look.memory.registrations) checkPartition(look, tp, registration);
}

/** The leader in the highest epoch, among running brokers. */
function newestLeader(look: Look, tp: TopicPartition): BrokerNode | undefined {
  let newest: BrokerNode | undefined;
  let epoch = -1;
  for (const key in look.brokers) {
    const node = look.brokers[key] as BrokerNode;
    const state = replicaOf(node.memory, tp);
    if (state?.role !== 'leader' || state.leaderEpoch <= epoch) continue;
    newest = node;
    epoch = state.leaderEpoch;
  }
  return newest;
}

/** Both halves of I3 for one partition. */
export function checkPartition(
  look: Look,
  tp: TopicPartition,
  registration: PartitionRegistration | undefined = look.memory.registrations.get(tp),
): void {
  const leader = newestLeader(look, tp);
  if (leader !== undefined) noteCommitted(look, leader, replicaOf(leader.memory, tp) as ReplicaState);
  if (isExcused(tp, look.facts, look.memory)) return;
  if (leader !== undefined) checkHighWatermark(look, leader, replicaOf(leader.memory, tp) as ReplicaState);
  if (registration !== undefined) checkCommitted(look, tp, registration);
}

/** Remembers what is committed: the newest leader's view. */
function noteCommitted({ store, memory }: Look, node: BrokerNode, state: ReplicaState): void {
  const { tp, highWatermark } = state;
  const known = memory.committed.get(tp);
  if (known !== undefined && highWatermark <= known.highWatermark) return;
  const tail = logOf(node.disk, tp)?.tail ?? NO_BATCH;
  const batch =
    highWatermark === 0 ? NO_BATCH : chainFindFirstAtLeast(store, tail, LAST_OFFSET, highWatermark - 1);
  // A leader that lost its data knows a high watermark beyond its own end: that tells nothing new.
  if (batch === NO_BATCH && highWatermark > 0) return;
  if (known === undefined) memory.committed.set(tp, { highWatermark, batch });
  else {
    known.highWatermark = highWatermark;
    known.batch = batch;
  }
}

/** First half: nobody in the leader's ISR ends before its high watermark. */
function checkHighWatermark(look: Look, node: BrokerNode, state: ReplicaState): void {
  const { tp, highWatermark } = state;
  for (const id of state.isr) {
    const end = logAt(look, tp, id)?.logEndOffset ?? 0;
    if (end >= highWatermark || isDamaged(look, tp, id)) continue;
    look.violations.push({
      invariant: 'I3',
      subject: tp,
      message: `high watermark ${highWatermark} on ${node.id}, but broker ${id} of the ISR ends at ${end}`,
    });
  }
}

function logAt(look: Look, tp: TopicPartition, id: BrokerId): ReplicaLog | undefined {
  const broker = look.brokers[brokerKey(id)];
  return broker === undefined ? undefined : logOf(broker.disk, tp);
}

/** Second half: every replica of ISR and ELR still has everything that was ever committed. */
function checkCommitted(look: Look, tp: TopicPartition, registration: PartitionRegistration): void {
  const known = look.memory.committed.get(tp);
  if (known === undefined || known.batch === NO_BATCH) return;
  for (const id of registration.isr) checkMember(look, tp, id, known.batch, known.highWatermark);
  for (const id of registration.elr) checkMember(look, tp, id, known.batch, known.highWatermark);
}

function checkMember(
  look: Look,
  tp: TopicPartition,
  id: BrokerId,
  batch: number,
  highWatermark: number,
): void {
  const tail = logAt(look, tp, id)?.tail ?? NO_BATCH;
  if (chainContains(look.store, tail, batch)) {
    look.memory.damaged.get(tp)?.delete(id);
    return;
  }
  if (isDamaged(look, tp, id)) return;
  look.violations.push({
    invariant: 'I3',
    subject: tp,
    message: `broker ${id} of ISR or ELR lacks what was committed below ${highWatermark}`,
  });
}

/** Its disk was lost or its power failed, and it has not caught up yet: until the controller hears of it, it counts on. */
function isDamaged(look: Look, tp: TopicPartition, id: BrokerId): boolean {
  return look.memory.damaged.get(tp)?.has(id) === true && !isLifted(look.facts, 'damage');
}
