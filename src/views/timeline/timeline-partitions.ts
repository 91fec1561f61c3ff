// Who leads each partition and who is in its ISR, over time, by what the active controller decided.

import type { ClusterView, PartitionView } from '../../engine/kafka/views.ts';
import type { TraceReader } from '../../engine/kernel/recording-api.ts';
import { fieldsOf } from '../trace-fields.ts';
import { OPEN, type Span, type TimelineStart } from './timeline-span.ts';

export interface LeaderSpan extends Span {
  /** Broker id, -1 none. */
  readonly leader: number;
  readonly leaderEpoch: number;
}

export interface IsrSpan extends Span {
  readonly isr: readonly number[];
  /** Fewer than the replicas assigned. */
  readonly isShrunk: boolean;
}

export interface PartitionLanes {
  readonly tp: string;
  readonly index: number;
  readonly topic: string;
  readonly replicas: number;
  minIsr: number;
  readonly leaders: LeaderSpan[];
  readonly isr: IsrSpan[];
  /** Fewer members than min.insync.replicas asks for: acks=all is refused. */
  readonly underMin: Span[];
}

export interface PartitionTrack {
  readonly list: PartitionLanes[];
  readonly byName: Map<string, PartitionLanes>;
  readonly describe: TimelineStart['describe'];
  /** What `describe` said last: partitions made together are described together. */
  described: { readonly at: number; readonly cluster: ClusterView | undefined } | undefined;
}

/** How the names of Kafka's own topics begin (Topic.INTERNAL_TOPICS). */
const INTERNAL = '__';

export function startPartitions({ cluster, describe }: TimelineStart): PartitionTrack {
  const track: PartitionTrack = { list: [], byName: new Map(), describe, described: undefined };
  for (const view of cluster.partitions) addPartition(track, view, 0);
  return track;
}

function addPartition(track: PartitionTrack, view: PartitionView, at: number): PartitionLanes {
  const isr = [...view.isr].sort((a, b) => a - b);
  const lanes: PartitionLanes = {
    tp: view.tp,
    index: view.index,
    topic: view.topic,
    replicas: view.replicas.length,
    minIsr: view.minIsr,
    leaders: [{ from: at, to: OPEN, leader: view.leader, leaderEpoch: view.leaderEpoch }],
    isr: [{ from: at, to: OPEN, isr, isShrunk: isr.length < view.replicas.length }],
    underMin: [],
  };
  judgeMinIsr(lanes, at);
  track.list.push(lanes);
  track.byName.set(view.tp, lanes);
  return lanes;
}

/** A partition that was made during the run. */
function newPartition(track: PartitionTrack, tp: string, at: number): PartitionLanes | undefined {
  // Kafka's own topics are no rows of the picture, and to look at another time costs two seeks.
  if (tp === '' || tp.startsWith(INTERNAL)) return undefined;
  if (track.described?.at !== at) track.described = { at, cluster: track.describe?.(at) };
  const view = track.described.cluster?.partitions.find((one) => one.tp === tp);
  return view === undefined ? undefined : addPartition(track, view, at);
}

function setLeader(lanes: PartitionLanes, at: number, leader: number, leaderEpoch: number): void {
  const last = lanes.leaders.at(-1);
  if (last !== undefined) {
    if (last.leader === leader && last.leaderEpoch === leaderEpoch) return;
    if (last.from === at) lanes.leaders.pop();
    else last.to = at;
  }
  lanes.leaders.push({ from: at, to: OPEN, leader, leaderEpoch });
}

function setIsr(lanes: PartitionLanes, at: number, isr: readonly number[]): void {
  const last = lanes.isr.at(-1);
  const sorted = [...isr].sort((a, b) => a - b);
  if (last !== undefined) {
    if (last.isr.join() === sorted.join()) return;
    if (last.from === at) lanes.isr.pop();
    else last.to = at;
  }
  lanes.isr.push({ from: at, to: OPEN, isr: sorted, isShrunk: sorted.length < lanes.replicas });
  judgeMinIsr(lanes, at);
}

function judgeMinIsr(lanes: PartitionLanes, at: number): void {
  const isUnder = (lanes.isr.at(-1)?.isr.length ?? 0) < Math.min(lanes.minIsr, lanes.replicas);
  const last = lanes.underMin.at(-1);
  const isOpen = last?.to === OPEN;
  if (isUnder && !isOpen) lanes.underMin.push({ from: at, to: OPEN });
  else if (!isUnder && isOpen) last.to = at;
}

const KINDS = new Set([
  'leader.elected',
  'leader.none',
  'partition.isrRecorded',
  'config.changed',
  'replica.becameLeader',
]);

/** Takes one row into account. */
export function trackPartitions(track: PartitionTrack, events: TraceReader, row: number, type: string): void {
  if (!KINDS.has(type)) return;
  const at = events.timeOf(row);
  if (type === 'config.changed') {
    const { topic, name, value } = fieldsOf(events, row, type);
    if (name !== 'min.insync.replicas') return;
    for (const lanes of track.list) {
      if (topic !== '' && lanes.topic !== topic) continue;
      lanes.minIsr = Number(value);
      judgeMinIsr(lanes, at);
    }
    return;
  }
  if (type === 'replica.becameLeader') {
    // Of partitions that are there already the controller has told; a new one is known once somebody leads it.
    const { tp } = fieldsOf(events, row, type);
    if (!track.byName.has(tp)) newPartition(track, tp, at);
    return;
  }
  // The three other kinds agree in these fields; a recorded ISR leaves the leader as it is.
  const { tp, isr } = fieldsOf(events, row, 'partition.isrRecorded');
  const lanes = track.byName.get(tp) ?? newPartition(track, tp, at);
  if (lanes === undefined) return;
  if (type === 'leader.elected') {
    const { leader, leaderEpoch } = fieldsOf(events, row, type);
    setLeader(lanes, at, leader, leaderEpoch);
  } else if (type === 'leader.none') setLeader(lanes, at, -1, fieldsOf(events, row, type).leaderEpoch);
  setIsr(lanes, at, isr);
}
