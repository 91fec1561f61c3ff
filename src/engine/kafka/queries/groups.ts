// Consumer groups at one moment: what the coordinator holds, what each member believes, and what became of the records.

import { countWithin } from '../../../base/ranges.ts';
import { MICROS_PER_MS } from '../../../base/units.ts';
import type { World } from '../../kernel/world.ts';
import type { BrokerNode } from '../broker/broker-state.ts';
import { consumerGroupState, preferredAssignor } from '../coordinator/consumer-group-state.ts';
import type { Group } from '../coordinator/coordinator-state.ts';
import { SHARE_ASSIGNOR, shareGroupState } from '../coordinator/share-group-state.ts';
import { type GroupBook, type GroupPartitionBook, ledgerOf } from '../ledger/ledger-state.ts';
import type { MemberNode, MemberPartition } from '../member/member-state.ts';
import type { TopicPartition } from '../names.ts';
import type { ShareMemberNode } from '../share-member/share-member-state.ts';
import type {
  GroupPartitionView,
  GroupView,
  LedgerView,
  MemberPartitionView,
  MemberView,
  PartitionView,
} from '../views.ts';
import { groupNumbers, standstillOf } from './group-numbers.ts';
import { healthOf } from './health.ts';
import { type HeldGroup, viewShareGroup } from './share-groups.ts';

/** Groups of the scenario, by the names of their members' nodes, in its order. */
export function viewGroups(world: World, partitions: readonly PartitionView[]): GroupView[] {
  const byGroup = new Map<string, (MemberNode | ShareMemberNode)[]>();
  for (const id of world.order) {
    const node = world.nodes[id] as MemberNode | ShareMemberNode;
    if (node.kind !== 'member' && node.kind !== 'shareMember') continue;
    const group = node.config['group.id'];
    const members = byGroup.get(group);
    if (members === undefined) byGroup.set(group, [node]);
    else members.push(node);
  }
  return [...byGroup].map(([group, members]) => {
    const held = coordinatorOf(world, group);
    return members[0]?.kind === 'shareMember'
      ? viewShareGroup(world, group, members as ShareMemberNode[], partitions, held)
      : viewGroup(world, group, members as MemberNode[], partitions, held);
  });
}

/** The group in the memory of the coordinator in the newest leader epoch that runs. */
function coordinatorOf(world: World, group: string): HeldGroup | undefined {
  let found: HeldGroup | undefined;
  let epoch = -1;
  for (const id of world.order) {
    const node = world.nodes[id] as BrokerNode;
    if (node.kind !== 'broker' || !node.isUp) continue;
    const { shards } = node.memory.coordinator;
    for (const tp in shards) {
      const held = shards[tp]?.groups[group];
      const leaderEpoch = shards[tp]?.leaderEpoch ?? -1;
      if (held === undefined || leaderEpoch <= epoch) continue;
      found = { node: id, held };
      epoch = leaderEpoch;
    }
  }
  return found;
}

function viewGroup(
  world: World,
  group: string,
  members: readonly MemberNode[],
  partitions: readonly PartitionView[],
  found: HeldGroup | undefined,
): GroupView {
  const book = ledgerOf(world).groups[group];
  const topics = members.flatMap((m) => m.config.topics);
  const views = partitions
    .filter((p) => topics.includes(p.topic))
    .map((p) => viewPartition(world, p, members, book?.partitions[p.tp]));
  const held = found?.held;
  return {
    group,
    protocol: members[0]?.config['group.protocol'] ?? '',
    state: held === undefined ? '' : stateOf(held),
    coordinator: found?.node ?? '',
    generation: held?.type === 'classic' ? held.generation : -1,
    groupEpoch: held === undefined || held.type === 'classic' ? -1 : held.groupEpoch,
    assignmentEpoch: held === undefined || held.type === 'classic' ? -1 : held.assignmentEpoch,
    assignor: found === undefined ? '' : assignorOf(found.held, world.nodes[found.node] as BrokerNode),
    members: members.map((node) => viewMember(world, node)),
    partitions: views,
    lag: views.reduce((sum, p) => sum + p.lag, 0),
    skipped: skippedOf(members, book),
    ...groupNumbers(book, views),
  };
}

function stateOf(group: Group): string {
  if (group.type === 'share') return shareGroupState(group);
  return group.type === 'classic' ? group.state : consumerGroupState(group);
}

function assignorOf(group: Group, { config }: BrokerNode): string {
  if (group.type === 'share') return SHARE_ASSIGNOR;
  return group.type === 'classic' ? group.protocol : preferredAssignor(group, config);
}

function viewMember(world: World, node: MemberNode): MemberView {
  const { memory, config } = node;
  const { membership, application } = memory;
  const isAway = node.isUp && application.phase !== 'polling' && application.phase !== 'ended';
  return {
    node: node.id,
    health: healthOf(node),
    zone: node.zone,
    memberId: membership.memberId,
    instanceId: config['group.instance.id'],
    state: node.isUp ? membership.state : '',
    generation: !node.isUp
      ? -1
      : membership.kind === 'classic'
        ? membership.generation
        : membership.memberEpoch,
    isLeader: membership.kind === 'classic' && membership.isLeader,
    activity: node.isUp ? application.phase : '',
    awayMs: isAway ? Math.floor(world.now / MICROS_PER_MS) - application.polledMs : 0,
    partitions: node.isUp ? memory.partitions.map(viewOwned) : [],
    processed: application.processed,
  };
}

function viewOwned({ tp, position, bufferTail, bufferedTo, isFrozen }: MemberPartition): MemberPartitionView {
  return { tp, position, buffered: bufferTail === -1 ? 0 : bufferedTo - position, isStopped: isFrozen };
}

function viewPartition(
  world: World,
  partition: PartitionView,
  members: readonly MemberNode[],
  book: GroupPartitionBook | undefined,
): GroupPartitionView {
  const { tp } = partition;
  const owner = ownerOf(members, tp);
  const leader = partition.replicas.find((r) => r.broker === partition.leader && r.thinksItLeads);
  const highWatermark = leader?.highWatermark ?? -1;
  const committed = book?.committed ?? -1;
  const from = committed >= 0 ? committed : (book?.firstOffset ?? -1);
  return {
    tp,
    owner: owner?.id ?? '',
    committed,
    position: owner === undefined ? -1 : (owner.memory.partitions.find((p) => p.tp === tp)?.position ?? -1),
    highWatermark,
    lag: from < 0 || highWatermark < 0 ? 0 : Math.max(0, highWatermark - from),
    ...standstillOf(world, book),
    moves: book?.moves ?? 0,
  };
}

/** Of several that believe so (one of them was thrown out), the one in the newest generation. */
function ownerOf(members: readonly MemberNode[], tp: TopicPartition): MemberNode | undefined {
  let owner: MemberNode | undefined;
  for (const node of members) {
    if (!node.isUp || !node.memory.tps.includes(tp)) continue;
    if (owner === undefined || generationOf(node) > generationOf(owner)) owner = node;
  }
  return owner;
}

function generationOf(node: MemberNode): number {
  const { membership } = node.memory;
  return membership.kind === 'classic' ? membership.generation : membership.memberEpoch;
}

function skippedOf(members: readonly MemberNode[], book: GroupBook | undefined): number {
  let skipped = 0;
  for (const tp in book?.partitions)
    skipped += skippedIn(members, tp, book?.partitions[tp] as GroupPartitionBook);
  return skipped;
}

/** Offsets between where the group began and what it committed that nobody processed, nor holds to process. */
export function skippedIn(
  members: readonly MemberNode[],
  tp: TopicPartition,
  { firstOffset, committed, processed }: GroupPartitionBook,
): number {
  if (firstOffset < 0 || committed <= firstOffset) return 0;
  let skipped = committed - firstOffset - countWithin(processed, firstOffset, committed);
  for (const node of members) skipped -= inHands(node, tp, committed);
  return Math.max(0, skipped);
}

function inHands(node: MemberNode, tp: TopicPartition, committed: number): number {
  if (!node.isUp) return 0;
  let count = 0;
  for (const range of node.memory.application.batch) {
    if (range.tp === tp) count += Math.max(0, Math.min(range.to, committed) - range.next);
  }
  return count;
}

/** Sums over all groups for the ledger, and the worst of them. */
export function groupTotals(
  groups: readonly GroupView[],
): Pick<
  LedgerView,
  'processed' | 'skipped' | 'pausedPartitionMs' | 'partitionsMoved' | 'revoked' | 'lagMax' | 'lagTimeMax'
> {
  const sum = (of: (group: GroupView) => number) => groups.reduce((total, group) => total + of(group), 0);
  return {
    processed: sum((g) => g.processed),
    skipped: sum((g) => g.skipped),
    pausedPartitionMs: sum((g) => g.pausedPartitionMs),
    partitionsMoved: sum((g) => g.partitionsMoved),
    revoked: sum((g) => g.revoked),
    lagMax: Math.max(0, ...groups.map((g) => g.lagMax)),
    lagTimeMax: Math.max(0, ...groups.map((g) => g.lagTimeMax)),
  };
}
