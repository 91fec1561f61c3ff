// Share groups at one moment: what the coordinator holds, what each member believes, and what the leaders know of single
// records.

import { countWithin } from '../../../base/ranges.ts';
import { MICROS_PER_MS } from '../../../base/units.ts';
import type { NodeId, World } from '../../kernel/world.ts';
import type { BrokerNode } from '../broker/broker-state.ts';
import type { Group } from '../coordinator/coordinator-state.ts';
import { SHARE_ASSIGNOR, shareGroupState } from '../coordinator/share-group-state.ts';
import { type GroupBook, type GroupPartitionBook, ledgerOf } from '../ledger/ledger-state.ts';
import { shareKey } from '../share/share-key.ts';
import type { SharePartition } from '../share/share-partition.ts';
import type { ShareMemberNode } from '../share-member/share-member-state.ts';
import type {
  GroupPartitionView,
  GroupView,
  MemberView,
  PartitionView,
  SharePartitionView,
  ShareRunView,
} from '../views.ts';
import { groupNumbers, standstillOf } from './group-numbers.ts';
import { healthOf } from './health.ts';

/** A group in the memory of its coordinator. */
export interface HeldGroup {
  readonly node: NodeId;
  readonly held: Group;
}

export function viewShareGroup(
  world: World,
  group: string,
  members: readonly ShareMemberNode[],
  partitions: readonly PartitionView[],
  found: HeldGroup | undefined,
): GroupView {
  const book = ledgerOf(world).groups[group];
  const held = found?.held.type === 'share' ? found.held : undefined;
  const topics = members.flatMap((m) => m.config.topics);
  const views = partitions
    .filter((p) => topics.includes(p.topic))
    .map((p) => viewPartition(world, group, p, members, book?.partitions[p.tp]));
  return {
    group,
    protocol: 'share',
    state: held === undefined ? '' : shareGroupState(held),
    coordinator: found?.node ?? '',
    generation: -1,
    groupEpoch: held?.groupEpoch ?? -1,
    assignmentEpoch: held?.assignmentEpoch ?? -1,
    assignor: held === undefined ? '' : SHARE_ASSIGNOR,
    members: members.map((node) => viewMember(world, node)),
    partitions: views,
    lag: views.reduce((sum, p) => sum + p.lag, 0),
    ...groupNumbers(book, views),
    skipped: skippedOf(members, book),
  };
}

function viewMember(world: World, node: ShareMemberNode): MemberView {
  const { memory } = node;
  const { membership, application } = memory;
  const isAway = node.isUp && application.phase !== 'polling' && application.phase !== 'ended';
  return {
    node: node.id,
    health: healthOf(node),
    zone: node.zone,
    memberId: membership.memberId,
    instanceId: '',
    state: node.isUp ? membership.state : '',
    generation: node.isUp ? membership.memberEpoch : -1,
    isLeader: false,
    activity: node.isUp ? application.phase : '',
    awayMs: isAway ? Math.floor(world.now / MICROS_PER_MS) - application.polledMs : 0,
    partitions: node.isUp
      ? memory.tps.map((tp) => ({
          tp,
          position: -1,
          buffered: memory.buffer.reduce((n, r) => n + (r.tp === tp ? r.to - r.next : 0), 0),
          isStopped: false,
        }))
      : [],
    processed: application.processed,
  };
}

/** The leader's own memory of the share-partition; undefined while it is not open. */
function openOn(world: World, group: string, partition: PartitionView): [NodeId, SharePartition] | undefined {
  const leader = partition.replicas.find((r) => r.broker === partition.leader && r.thinksItLeads);
  const node = leader === undefined ? undefined : (world.nodes[leader.node] as BrokerNode | undefined);
  if (node?.kind !== 'broker' || !node.isUp) return undefined;
  const led = node.memory.share?.partitions[shareKey(group, partition.tp)];
  return led?.phase === 'open' ? [node.id, led.partition] : undefined;
}

function viewPartition(
  world: World,
  group: string,
  partition: PartitionView,
  members: readonly ShareMemberNode[],
  book: GroupPartitionBook | undefined,
): GroupPartitionView {
  const { tp } = partition;
  const leader = partition.replicas.find((r) => r.broker === partition.leader && r.thinksItLeads);
  const highWatermark = leader?.highWatermark ?? -1;
  const open = openOn(world, group, partition);
  const share = viewShare(tp, open, members);
  const startOffset = share.startOffset >= 0 ? share.startOffset : (book?.committed ?? -1);
  const isKnown = startOffset >= 0 && highWatermark >= 0;
  return {
    tp,
    owner: '',
    committed: startOffset,
    position: share.endOffset,
    highWatermark,
    lag: isKnown ? Math.max(0, highWatermark - startOffset - share.done) : 0,
    ...standstillOf(world, book),
    moves: 0,
    share,
  };
}

/** A share-partition in the memory of `leader`, by the nodes of the members that have its records. */
export function sharePartitionOf(
  world: World,
  leader: NodeId,
  partition: SharePartition,
): SharePartitionView {
  const members: ShareMemberNode[] = [];
  for (const id of world.order) {
    const node = world.nodes[id] as ShareMemberNode;
    if (node.kind === 'shareMember') members.push(node);
  }
  return viewShare('', [leader, partition], members);
}

function viewShare(
  tp: string,
  open: [NodeId, SharePartition] | undefined,
  members: readonly ShareMemberNode[],
): SharePartitionView {
  const readers = members.filter((m) => m.isUp && m.memory.tps.includes(tp)).map((m) => m.id);
  const names = new Map(members.map((m) => [m.memory.membership.memberId, m.id]));
  const runs = open === undefined ? [] : runsOf(open[1], names);
  const acquired = new Map<NodeId, number>();
  let available = 0;
  let done = 0;
  let maxDeliveryCount = 0;
  for (const { from, to, state, deliveryCount, node } of runs) {
    if (state === 'ACQUIRED') acquired.set(node, (acquired.get(node) ?? 0) + to - from);
    else if (state === 'AVAILABLE') available += to - from;
    else done += to - from;
    const isDone = state === 'ACKNOWLEDGED' || state === 'ARCHIVED';
    if (!isDone && deliveryCount > maxDeliveryCount) maxDeliveryCount = deliveryCount;
  }
  return {
    leader: open?.[0] ?? '',
    startOffset: open?.[1].startOffset ?? -1,
    endOffset: open?.[1].endOffset ?? -1,
    members: readers,
    acquired: [...acquired].map(([node, records]) => ({ node, records })),
    available,
    done,
    maxDeliveryCount,
    runs,
  };
}

/** Runs of equal state, member and delivery count from the start offset on. */
function runsOf(partition: SharePartition, names: ReadonlyMap<string, NodeId>): ShareRunView[] {
  const runs: ShareRunView[] = [];
  const add = (
    from: number,
    to: number,
    r: { state: ShareRunView['state']; deliveryCount: number; memberId: string },
  ) => {
    const start = Math.max(from, partition.startOffset);
    if (start >= to) return;
    const node = r.memberId === '' ? '' : (names.get(r.memberId) ?? '');
    const before = runs[runs.length - 1];
    const isSame =
      before !== undefined &&
      before.to === start &&
      before.state === r.state &&
      before.node === node &&
      before.deliveryCount === r.deliveryCount;
    if (isSame) runs[runs.length - 1] = { ...before, to };
    else runs.push({ from: start, to, state: r.state, deliveryCount: r.deliveryCount, node });
  };
  for (const batch of partition.batches) {
    if (batch.offsets === undefined) add(batch.first, batch.last + 1, batch);
    else
      batch.offsets.forEach((record, o) => {
        add(batch.first + o, batch.first + o + 1, record);
      });
  }
  return runs;
}

/** Offsets between where the group began and its start offset that nobody processed: archived unread. */
function skippedOf(members: readonly ShareMemberNode[], book: GroupBook | undefined): number {
  if (book === undefined || members.length === 0) return 0;
  let skipped = 0;
  for (const tp in book.partitions) {
    const { firstOffset, committed, processed } = book.partitions[tp] as GroupPartitionBook;
    if (firstOffset < 0 || committed <= firstOffset) continue;
    skipped += committed - firstOffset - countWithin(processed, firstOffset, committed);
  }
  return Math.max(0, skipped);
}
