// Checks of consumer groups. I7, by what the members themselves believe (two of one generation or memberEpoch never own
// the same partition; a member that was thrown out goes on under its old generation until it hears of it, that is why
// generations exist) and by what the coordinator gave out. G1 to G3: what was committed.

import type { NodeState, World } from '../../kernel/world.ts';
import type { BrokerNode } from '../broker/broker-state.ts';
import type { ConsumerGroup } from '../coordinator/coordinator-state.ts';
import { OFFSETS_TOPIC } from '../coordinator/group-records.ts';
import { coordinatorPartition } from '../groups/coordinator-partition.ts';
import { type GroupBook, type GroupPartitionBook, ledgerOf } from '../ledger/ledger-state.ts';
import { generationOf, type MemberNode } from '../member/member-state.ts';
import { type TopicPartition, topicPartition } from '../names.ts';
import { skippedIn } from '../queries/groups.ts';
import { newestImage } from '../queries/newest-image.ts';
import { isExcused, isLifted } from './excuses.ts';
import type { Look } from './invariant-memory.ts';

/** Looks at a member whose partitions or generation changed since the last look. */
export function checkOwner(look: Look, node: MemberNode): void {
  const { world, memory, violations } = look;
  if (!node.isUp) {
    memory.owned.delete(node.id);
    return;
  }
  const generation = generationOf(node);
  const { tps } = node.memory;
  const seen = memory.owned.get(node.id);
  if (seen !== undefined && seen.tps === tps && seen.generation === generation) return;
  memory.owned.set(node.id, { tps, generation });
  // A group that is forgotten counts its generations anew.
  if (generation < 0 || isForgotten(look, node.config['group.id'])) return;
  for (const id of world.order) {
    const other = world.nodes[id] as MemberNode;
    if (other.kind !== 'member' || other === node || !other.isUp) continue;
    if (other.config['group.id'] !== node.config['group.id'] || generationOf(other) !== generation) continue;
    for (const tp of tps) {
      if (!other.memory.tps.includes(tp)) continue;
      const message = `${node.id} and ${id} both own it in generation ${generation}`;
      violations.push({ invariant: 'I7', subject: tp, message });
    }
  }
}

/** After an event on a node: the groups in whose books something changed, and what this node, a broker, gave out. */
export function checkGroups(look: Look, node: NodeState): void {
  const { groups, groupNews } = ledgerOf(look.world);
  if (groupNews === look.memory.groupNews) return;
  look.memory.groupNews = groupNews;
  for (const name in groups) {
    const book = groups[name] as GroupBook;
    let seen = look.memory.groups.get(name);
    if (seen === undefined) {
      seen = { changes: 0, assignments: 0 };
      look.memory.groups.set(name, seen);
    }
    if (seen.changes !== book.changes) {
      seen.changes = book.changes;
      checkGroup(look, name, book);
    }
    if (seen.assignments !== book.assignments) {
      seen.assignments = book.assignments;
      if (node.kind === 'broker') checkGivenOut(look, node as BrokerNode, name);
    }
  }
}

/** Every group: after something was done to the cluster, which may have taken away what a member had in hand. */
export function checkEveryGroup(look: Look): void {
  const { groups } = ledgerOf(look.world);
  for (const name in groups) {
    checkGroup(look, name, groups[name] as GroupBook);
    for (const key in look.brokers) checkGivenOut(look, look.brokers[key] as BrokerNode, name);
  }
}

function checkGroup(look: Look, name: string, book: GroupBook): void {
  const members = membersOf(look.world, name);
  const hasForgotten = isForgotten(look, name);
  for (const tp in book.partitions) {
    const partition = book.partitions[tp] as GroupPartitionBook;
    checkLimit(look, name, tp, partition);
    if (hasForgotten || isExcused(tp, look.facts, look.memory)) continue;
    checkRewind(look, name, tp, partition);
    checkProcessed(look, name, tp, partition, members);
  }
}

function membersOf(world: World, group: string): MemberNode[] {
  const members: MemberNode[] = [];
  for (const id of world.order) {
    const node = world.nodes[id] as MemberNode;
    if (node.kind === 'member' && node.config['group.id'] === group) members.push(node);
  }
  return members;
}

/** The partition that holds the group's commits lost committed data for a reason: the group counts from the start. */
function isForgotten({ world, facts, memory }: Look, group: string): boolean {
  const { gone, unclean } = memory;
  if (facts.hasMetadataLoss || facts.uncleanTopics.includes('*')) return true;
  if (gone.size === 0 && unclean.size === 0) return false;
  const count = newestImage(world).topics[OFFSETS_TOPIC] ?? 0;
  if (count === 0) return true;
  const tp = topicPartition(OFFSETS_TOPIC, coordinatorPartition(group, count));
  return gone.has(tp) || unclean.has(tp);
}

/** G3 */
function checkLimit(look: Look, group: string, tp: TopicPartition, { committed }: GroupPartitionBook): void {
  if (committed <= 0) return;
  const limit = look.memory.readable.get(tp) ?? 0;
  if (committed <= limit) return;
  const message = `${group} committed ${committed}, beyond the high watermark ${limit}`;
  look.violations.push({ invariant: 'G3', subject: tp, message, group });
}

/** G2 */
function checkRewind(look: Look, group: string, tp: TopicPartition, book: GroupPartitionBook): void {
  if (book.rewoundFrom < 0) return;
  const message = `${group} had committed ${book.rewoundFrom}, then ${book.committer} an earlier offset`;
  look.violations.push({ invariant: 'G2', subject: tp, message, group });
}

/** G1 */
function checkProcessed(
  look: Look,
  group: string,
  tp: TopicPartition,
  book: GroupPartitionBook,
  members: readonly MemberNode[],
): void {
  const { earliestGroups, atLeastOnceGroups } = look.facts;
  const judged = isLifted(look.facts, 'commitBefore') ? earliestGroups : atLeastOnceGroups;
  if (!judged.includes(group)) return;
  const skipped = skippedIn(members, tp, book);
  if (skipped === 0) return;
  const message = `${group} committed ${book.committed}, but ${skipped} records before it were never processed`;
  look.violations.push({ invariant: 'G1', subject: tp, message, group });
}

/** I7 by the coordinator's own books: no partition is given to two members at once. */
function checkGivenOut(look: Look, node: BrokerNode, name: string): void {
  if (!node.isUp) return;
  const { shards } = node.memory.coordinator;
  for (const shard in shards) {
    const group = shards[shard]?.groups[name];
    if (group === undefined) continue;
    const holders = new Map<string, string>();
    const give = (partition: string, member: string): void => {
      const holder = holders.get(partition);
      holders.set(partition, member);
      if (holder === undefined) return;
      const message = `${node.id} gave ${partition} to ${holder} and ${member}`;
      look.violations.push({ invariant: 'I7', subject: name, message });
    };
    if (group.type === 'consumer') forEachHeld(group, give);
    else if (group.type === 'classic' && group.state === 'Stable')
      for (const id in group.members) for (const tp of group.members[id]?.assignment ?? []) give(tp, id);
  }
}

/** What members of the consumer protocol have, or still have to give up. */
function forEachHeld(group: ConsumerGroup, give: (partition: string, member: string) => void): void {
  for (const id in group.members) {
    const current = group.members[id]?.current;
    for (const held of [current?.assigned, current?.pendingRevocation]) {
      for (const topic in held)
        for (const { partition } of held[topic] ?? []) give(`${topic}-${partition}`, id);
    }
  }
}
