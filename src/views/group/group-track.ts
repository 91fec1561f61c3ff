// What the trace tells of one consumer group: who read which partition, who stopped and why, its generations or epochs.
// Pure data; a layout cuts it at the horizon.

import type { ClusterView, GroupView } from '../../engine/kafka/views.ts';
import type { Span } from '../timeline/timeline-span.ts';

/** Owner of a stretch in which members of a share group read a partition: `readers` says which. */
export const SHARED = '*';

/** A stretch in which a member of a share group reads a partition, perhaps beside others. */
export interface Reader extends Span {
  readonly node: string;
  /** Which of the lanes of the row it has: as few as there are readers at a time. */
  readonly lane: number;
}

export interface OwnerSpan extends Span {
  /** Node that reads it; '' = nobody does; SHARED in a share group. */
  readonly owner: string;
  /** Another member than before took it over. */
  readonly isMoved: boolean;
  /** Of a gap: who read it before, why that ended, and the row of that event. */
  readonly before: string;
  readonly why: string;
  readonly row: number;
  /** Of a gap: the process that read it is gone, and its session has not ended yet. */
  readonly isCrash: boolean;
  /** High watermark of the leader when it began, and when it ended (-1 while it lasts). */
  readonly endOffset: number;
  endOffsetAfter: number;
}

/** Something that ended a member's reading. */
export interface Stop {
  readonly at: number;
  readonly row: number;
  readonly node: string;
  readonly why: string;
  readonly isCrash: boolean;
}

export interface Commit {
  readonly at: number;
  readonly offset: number;
}

export interface PartitionTrack {
  readonly tp: string;
  readonly index: number;
  readonly spans: OwnerSpan[];
  /** Of a share group; empty in others. */
  readonly readers: Reader[];
  /** Of a share group: how its start offset moved. */
  readonly commits: Commit[];
  /** Where the group began to read it, -1 = nobody did yet: lag counts from there until the first commit. */
  firstOffset: number;
}

export interface Phase extends Span {
  /** Generation or group epoch; 0 before the first. */
  readonly number: number;
  readonly state: string;
  /** A rebalance is open. */
  readonly isOpen: boolean;
}

export interface GroupTick {
  readonly at: number;
  readonly row: number;
  /** Node of the member, '' = the coordinator's own doing. */
  readonly node: string;
  readonly verb: string;
  readonly isFault: boolean;
}

/** What a tick says of a member whose session has ended. */
export const SESSION_OVER = 'out: session over';

export interface GroupTrack {
  readonly group: string;
  readonly protocol: string;
  assignor: string;
  /** Nodes, in the scenario's order. */
  readonly members: readonly string[];
  readonly partitions: Map<string, PartitionTrack>;
  readonly phases: Phase[];
  readonly ticks: GroupTick[];
  /** All members have joined: the barrier opens. `last` is who came last. */
  readonly barriers: { readonly at: number; readonly last: string }[];
  /** A member was taken out. */
  readonly removals: { readonly at: number; readonly node: string }[];
  /** Stretches of at least a second in which a member was inside its handler. */
  readonly busy: Map<string, Span[]>;
  /** Member ids of who is in it (consumer protocol), and of those at the newest epoch. */
  readonly present: Set<string>;
  readonly atEpoch: Set<string>;
  /** Who asked to join last. */
  lastJoiner: string;
  /** Poll that is being processed, by node: its time, and the last record's. */
  readonly polls: Map<string, { from: number; to: number }>;
}

/** An empty track of a group as it is at the start of a run. */
function startGroup(view: GroupView, indexOf: (tp: string) => number): GroupTrack {
  const partitions = view.partitions.map(({ tp }): [string, PartitionTrack] => [
    tp,
    { tp, index: indexOf(tp), spans: [], readers: [], commits: [], firstOffset: -1 },
  ]);
  return {
    group: view.group,
    protocol: view.protocol,
    assignor: view.assignor,
    members: view.members.map((member) => member.node),
    partitions: new Map(partitions),
    phases: [],
    ticks: [],
    barriers: [],
    removals: [],
    busy: new Map(),
    present: new Set(),
    atEpoch: new Set(),
    lastJoiner: '',
    polls: new Map(),
  };
}

/** How far a partition's committed part went, at most one point per bucket of time. */
export interface EndOffsets {
  readonly at: number[];
  readonly offset: number[];
}

export interface GroupData {
  readonly end: number;
  /** Rows of the trace read so far. */
  rows: number;
  /** Rises whenever something was added. */
  version: number;
  readonly groups: readonly GroupTrack[];
  /** Group of a member's node. */
  readonly byMember: ReadonlyMap<string, GroupTrack>;
  readonly byName: ReadonlyMap<string, GroupTrack>;
  /** High watermark of the leader over time, by partition. */
  readonly endOffsets: Map<string, EndOffsets>;
}

/** Empty tracks of the groups of a cluster. */
export function createGroupData(end: number, cluster: ClusterView): GroupData {
  const indexes = new Map(cluster.partitions.map((p) => [p.tp, p.index]));
  const groups = cluster.groups.map((view) => startGroup(view, (tp) => indexes.get(tp) ?? 0));
  return {
    end,
    rows: 0,
    version: 0,
    groups,
    byMember: new Map(groups.flatMap((group) => group.members.map((node) => [node, group] as const))),
    byName: new Map(groups.map((group) => [group.group, group])),
    endOffsets: new Map(),
  };
}

/** High watermark as of the last row read. */
export function newestEnd(data: GroupData, tp: string): number {
  return data.endOffsets.get(tp)?.offset.at(-1) ?? 0;
}

/** A stretch in which the member is inside its handler. */
export function addBusy(group: GroupTrack, node: string, span: Span): void {
  const spans = group.busy.get(node);
  if (spans === undefined) group.busy.set(node, [span]);
  else spans.push(span);
}

/** The track of a partition. Partitions that are added to a topic later get a row when somebody reads them. */
export function trackOf(group: GroupTrack | undefined, tp: string): PartitionTrack | undefined {
  if (group === undefined) return undefined;
  let track = group.partitions.get(tp);
  if (track === undefined) {
    track = { tp, index: group.partitions.size, spans: [], readers: [], commits: [], firstOffset: -1 };
    group.partitions.set(tp, track);
  }
  return track;
}

/** Ends what lasts, before something else begins. */
export function closeSpan(data: GroupData, track: PartitionTrack, at: number): void {
  const last = track.spans.at(-1);
  if (last === undefined) return;
  last.to = at;
  last.endOffsetAfter = newestEnd(data, track.tp);
}
