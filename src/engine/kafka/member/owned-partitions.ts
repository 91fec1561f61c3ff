// The partitions that a member owns: getting, stopping and giving them up. The events are the rebalance callbacks of the
// application. [src: clients/consumer/internals/SubscriptionState.java, ConsumerRebalanceListenerInvoker.java]

import { partitionOf } from '../consumer/positions.ts';
import { NO_LEADER, splitTopicPartition, type TopicPartition } from '../names.ts';
import type { MemberCtx, MemberNode, MemberPartition } from './member-state.ts';
import { generationOf, memberIdOf } from './member-state.ts';

/** By topic, then number: the order of Kafka's sorted sets of partitions. */
export function inOrder(tps: readonly TopicPartition[]): TopicPartition[] {
  return [...tps].sort((a, b) => {
    const left = splitTopicPartition(a);
    const right = splitTopicPartition(b);
    if (left.topic !== right.topic) return left.topic < right.topic ? -1 : 1;
    return left.partition - right.partition;
  });
}

/** A partition without position: its committed offset is asked for next. */
function newPartition(tp: TopicPartition): MemberPartition {
  return {
    tp,
    leader: NO_LEADER,
    leaderEpoch: -1,
    leaderAt: -1,
    position: -1,
    highWatermark: -1,
    retryAtMs: -1,
    isResetting: false,
    preferredReplica: -1,
    preferredUntilMs: -1,
    offsetEpoch: -1,
    isStopped: false,
    phase: 'initializing',
    isFrozen: false,
    bufferedTo: -1,
    bufferTail: -1,
    validatedEpoch: -1,
  };
}

/** Makes `assigned` the owned partitions; those that stay keep position and buffer. */
export function ownExactly(node: MemberNode, assigned: readonly TopicPartition[]): void {
  const { memory } = node;
  memory.tps = inOrder(assigned);
  memory.partitions = memory.tps.map((tp) => partitionOf(memory.partitions, tp) ?? newPartition(tp));
  memory.ready = memory.ready.filter((tp) => assigned.includes(tp));
}

/** Nothing is fetched or returned of these any more; they are still owned. */
export function freeze(
  node: MemberNode,
  tps: readonly TopicPartition[],
  reason: string,
  ctx: MemberCtx,
): void {
  const { partitions } = node.memory;
  const running = tps.filter((tp) => partitionOf(partitions, tp)?.isFrozen === false);
  if (running.length === 0) return;
  for (const tp of running) (partitionOf(partitions, tp) as MemberPartition).isFrozen = true;
  ctx.emit('partitions.stopped', { group: node.config['group.id'], tps: running.join(','), reason });
}

/** onPartitionsRevoked or onPartitionsLost, and they are gone. Nothing happens for none. */
export function giveUp(
  node: MemberNode,
  tps: readonly TopicPartition[],
  isLost: boolean,
  reason: string,
  ctx: MemberCtx,
): void {
  if (tps.length === 0) return;
  const { memory } = node;
  ctx.emit('partitions.revoked', {
    group: node.config['group.id'],
    member: memberIdOf(node),
    tps: inOrder(tps).join(','),
    generation: generationOf(node),
    isLost: isLost ? 1 : 0,
    reason,
  });
  ownExactly(
    node,
    memory.tps.filter((tp) => !tps.includes(tp)),
  );
}

/** onPartitionsAssigned with what is new; `owned` is everything. */
export function takeOver(
  node: MemberNode,
  owned: readonly TopicPartition[],
  added: readonly TopicPartition[],
  ctx: MemberCtx,
): void {
  ownExactly(node, owned);
  ctx.emit('partitions.assigned', {
    group: node.config['group.id'],
    member: memberIdOf(node),
    tps: inOrder(added).join(','),
    owned: node.memory.tps.join(','),
    generation: generationOf(node),
  });
}
