// What is always true of a correct Kafka cluster, as named sentences, each with the settings and faults under which a
// correct run may break it. Checked after every event in tests and searches; what has to be remembered from event to
// event stands in a plain object outside the world. A handler changes only its own node, so after an event only that
// node has to be looked at: a search spends its time on the run, not on the checks.

import type { ChainStore } from '../kernel/chain-store.ts';
import type { NodeId, World } from '../kernel/world.ts';
import type { BrokerNode } from './broker/broker-state.ts';
import type { ConsumerNode } from './consumer/consumer-state.ts';
import type { ControllerNode } from './controller/controller-state.ts';
import { checkEveryGroup, checkGroups, checkOwner } from './invariants/group-checks.ts';
import type { Exemption, InvariantMemory, Look } from './invariants/invariant-memory.ts';
import { checkReader, checkReplicas } from './invariants/log-checks.ts';
import { checkEveryPartition, checkMetadata, knowsNews } from './invariants/partition-checks.ts';
import { checkAcknowledged, checkAllAcknowledged, checkSent } from './invariants/producer-checks.ts';
import type { InvariantName } from './invariants/sentences.ts';
import { checkShares } from './invariants/share-checks.ts';
import type { MemberNode } from './member/member-state.ts';
import type { ProducerNode } from './producer/producer-state.ts';
import { brokerNodes } from './queries/partitions.ts';

/** What may legitimately break one: known from the scenario before the run. */
export interface InvariantFacts {
  /** A controller loses its disk: a quorum may forget what it had agreed on (replicated logs need their disks). */
  readonly hasMetadataLoss: boolean;
  /** Topics that allow unclean leader election at some time ('*' = all). */
  readonly uncleanTopics: readonly string[];
  /** A producer process ends, which takes what it had buffered. */
  readonly hasProducerLoss: boolean;
  /** Indexes of producers that use acks=all throughout. */
  readonly acksAllClients: readonly number[];
  /** Topics whose min.insync.replicas is 2 or more throughout. */
  readonly safeTopics: readonly string[];
  /** Groups that begin at the start of a log and commit only what they have processed, throughout. */
  readonly atLeastOnceGroups: readonly string[];
  /** Groups that begin at the start of a log, whatever they commit. */
  readonly earliestGroups: readonly string[];
  /** Excuses that do not count in this run: what a weakened setting must then break. Absent = all count. */
  readonly lifted?: readonly Exemption[];
}

export interface Violation {
  readonly invariant: InvariantName;
  /** Partition or node that it is about. */
  readonly subject: string;
  readonly message: string;
  /** Index of the producer that it is about; absent when it is not about one. */
  readonly client?: number;
  /** Group that it is about; absent when it is not about one. */
  readonly group?: string;
}

/** Violations after an event (or intervention) on `id` alone. `memory` is kept up to date. */
export function checkAfterEvent(
  world: World,
  store: ChainStore,
  facts: InvariantFacts,
  memory: InvariantMemory,
  id: NodeId,
): Violation[] {
  const look = lookAt(world, store, facts, memory);
  const { violations } = look;
  const node = world.nodes[id];
  switch (node?.kind) {
    case 'broker': {
      if (knowsNews(memory, node as BrokerNode)) checkMetadata(look);
      checkReplicas(look, node as BrokerNode);
      checkGroups(look, node);
      checkShares(look, node as BrokerNode);
      break;
    }
    case 'controller':
      if (knowsNews(memory, node as ControllerNode)) checkMetadata(look);
      break;
    case 'producer': {
      const producer = node as ProducerNode;
      if (!facts.hasProducerLoss) checkSent(world, producer, violations);
      checkAcknowledged(world, facts, memory, producer.config.client, violations);
      break;
    }
    case 'consumer':
      checkReader(node as ConsumerNode, memory, violations);
      break;
    case 'member':
      checkOwner(look, node as MemberNode);
      if (!node.isUp) checkGroups(look, node);
      checkReader(node as MemberNode, memory, violations);
      break;
  }
  return violations;
}

/** All violations at this moment: every node, every partition. `memory` is kept up to date. */
export function checkInvariants(
  world: World,
  store: ChainStore,
  facts: InvariantFacts,
  memory: InvariantMemory,
): Violation[] {
  const look = lookAt(world, store, facts, memory);
  const { violations } = look;
  checkMetadata(look);
  for (const id of world.order) {
    const node = world.nodes[id];
    if (node?.kind === 'broker') {
      checkReplicas(look, node as BrokerNode);
      checkShares(look, node as BrokerNode);
    } else if (node?.kind === 'consumer') checkReader(node as ConsumerNode, memory, violations);
    else if (node?.kind === 'member') {
      checkOwner(look, node as MemberNode);
      checkReader(node as MemberNode, memory, violations);
    } else if (node?.kind === 'producer' && !facts.hasProducerLoss)
      checkSent(world, node as ProducerNode, violations);
  }
  checkEveryPartition(look);
  checkEveryGroup(look);
  checkAllAcknowledged(world, facts, memory, violations);
  return violations;
}

/** A look that has found nothing yet. The last one is used again if it is at the same things. */
function lookAt(world: World, store: ChainStore, facts: InvariantFacts, memory: InvariantMemory): Look {
  const last = memory.look;
  if (last === undefined || last.world !== world || last.store !== store || last.facts !== facts) {
    const look: Look = { world, store, facts, memory, brokers: brokerNodes(world), violations: [] };
    memory.look = look;
    return look;
  }
  if (last.violations.length > 0) last.violations = [];
  return last;
}
