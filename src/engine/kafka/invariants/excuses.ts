// Why committed data of a partition may be gone in a correct run: unclean elections, and the loss of what every member
// of ISR and ELR had. [src: KIP-966, "data loss" in its motivation; Kafka's documentation, Unclean leader election]

import type { NodeId, World } from '../../kernel/world.ts';
import type { BrokerNode } from '../broker/broker-state.ts';
import type { InvariantFacts } from '../invariants.ts';
import type { PartitionRegistration } from '../metadata-records.ts';
import { splitTopicPartition, type TopicPartition } from '../names.ts';
import type { Exemption, InvariantMemory } from './invariant-memory.ts';

/** True when that excuse does not count in this run. */
export function isLifted(facts: InvariantFacts, exemption: Exemption): boolean {
  return facts.lifted?.includes(exemption) === true;
}

/** Partitions in which committed data may be gone for a reason. */
export function isExcused(tp: TopicPartition, facts: InvariantFacts, memory: InvariantMemory): boolean {
  if (facts.hasMetadataLoss) return true;
  if (memory.gone.has(tp) && !isLifted(facts, 'dataLoss')) return true;
  if (isLifted(facts, 'unclean')) return false;
  if (memory.unclean.has(tp) || facts.uncleanTopics.includes('*')) return true;
  return facts.uncleanTopics.length > 0 && facts.uncleanTopics.includes(splitTopicPartition(tp).topic);
}

/** The disks of `nodes` were lost, or the power failed: what their replicas hold is no longer certain. */
export function noteDataLoss(world: World, memory: InvariantMemory, nodes: readonly NodeId[]): void {
  for (const id of nodes) {
    const node = world.nodes[id] as BrokerNode | undefined;
    if (node?.kind !== 'broker') continue;
    const broker = node.config['node.id'];
    // By the metadata that was seen last: perhaps no node runs that could tell.
    for (const [tp, registration] of memory.registrations) {
      if (!registration.replicas.includes(broker)) continue;
      const damaged = memory.damaged.get(tp);
      if (damaged === undefined) memory.damaged.set(tp, new Set([broker]));
      else damaged.add(broker);
      noteIfGone(memory, tp, registration);
    }
  }
}

/** Remembers a partition of which no member of ISR and ELR is sure to have everything. */
export function noteIfGone(
  memory: InvariantMemory,
  tp: TopicPartition,
  registration: PartitionRegistration,
): void {
  const damaged = memory.damaged.get(tp);
  if (damaged === undefined || damaged.size === 0) return;
  for (const id of registration.isr) if (!damaged.has(id)) return;
  for (const id of registration.elr) if (!damaged.has(id)) return;
  memory.gone.add(tp);
}
