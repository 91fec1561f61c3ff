// The full state of one selected thing at one moment, in Kafka's words, and the newest events about it.

import {
  flightView,
  nodeDetails,
  recordsBetween,
  replicaDetails,
  topicConfig,
} from '../../engine/kafka/facts/queries.ts';
import { partitionView } from '../../engine/kafka/queries.ts';
import { classOfEvent, importanceOf, sentenceNames, sentenceOf } from '../../engine/kafka/sentences.ts';
import type { ClusterView, RecordView } from '../../engine/kafka/views.ts';
import type { Frame } from '../../engine/kernel/recording-api.ts';
import type { PlayerState, Selection } from '../../player/player-types.ts';
import { formatDuration, formatTime } from '../../ui/format.ts';
import { clusterOfFrame } from '../cluster-of-frame.ts';
import { nodeName } from '../stage/stage-words.ts';
import { eventNodes, partitionSettings, partitionState, zoneNodes } from './inspector-facts.ts';
import { groupLagFacts, lagFacts } from './lag-facts.ts';

export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

/** Another thing that belongs to this one: a press inspects it. */
export interface Related {
  readonly selection: Selection;
  readonly title: string;
  readonly note: string;
}

export interface RecentEvent {
  readonly row: number;
  readonly at: number;
  readonly about: 'fault' | 'control' | 'data' | 'client';
  readonly text: string;
}

export interface Inspection {
  readonly title: string;
  readonly subtitle: string;
  /** Index of the partition whose mark stands beside the title, -1 none. */
  readonly partition: number;
  /** A sentence above the facts. */
  readonly note: string;
  readonly facts: readonly Fact[];
  readonly records: readonly RecordView[];
  readonly related: readonly Related[];
  readonly events: readonly RecentEvent[];
}

const MOST_EVENTS = 8;
/** How many rows back an event is looked for. */
const LONGEST_SEARCH = 6_000;
const MOST_RECORDS = 8;

/** What the inspector shows for a selection; undefined when it is not there at this moment. */
export function inspect(frame: Frame, state: PlayerState, selection: Selection): Inspection | undefined {
  const cluster = clusterOfFrame(frame);
  const found = describeSelection(frame, state, cluster, selection);
  if (found === undefined) return undefined;
  const about = eventNodes(cluster, selection);
  return {
    ...found,
    events: selection.kind === 'event' ? [] : recentEvents(frame, state, about.nodes, about.tp),
  };
}

type Described = Omit<Inspection, 'events'>;

const NOTHING = { partition: -1, note: '', facts: [], records: [], related: [] };

function describeSelection(
  frame: Frame,
  state: PlayerState,
  cluster: ClusterView,
  selection: Selection,
): Described | undefined {
  switch (selection.kind) {
    case 'node':
      return describeNode(frame, cluster, selection.node);
    case 'replica':
    case 'record':
      return describeReplica(frame, cluster, selection);
    case 'partition':
      return describePartition(frame, cluster, selection.tp);
    case 'zone':
      return zoneNodes(cluster, selection.zone);
    case 'link':
      return describeLink(frame, cluster, selection.a, selection.b);
    case 'message':
      return describeMessage(frame, state, cluster, selection.id);
    case 'event':
      return describeEvent(frame, state, selection.row);
  }
}

function describeNode(frame: Frame, cluster: ClusterView, node: string): Described | undefined {
  const kind = frame.world.nodes[node]?.kind;
  if (kind === undefined) return undefined;
  return {
    ...NOTHING,
    title: nodeName(cluster, node),
    subtitle: `${kind} ${node}`,
    facts: [...nodeDetails(frame.world, node), ...lagFacts(frame, cluster, node)],
  };
}

function describeReplica(
  frame: Frame,
  cluster: ClusterView,
  selection: Selection & { readonly kind: 'replica' | 'record' },
): Described | undefined {
  const { node, tp } = selection;
  const partition = partitionView(frame.world, tp);
  const replica = partition?.replicas.find((r) => r.node === node);
  if (partition === undefined || replica === undefined) return undefined;
  const end = selection.kind === 'record' ? selection.offset + 1 : replica.logEndOffset;
  const from = Math.max(replica.logStartOffset, end - (selection.kind === 'record' ? 1 : MOST_RECORDS));
  return {
    ...NOTHING,
    title: tp,
    subtitle: `replica on ${nodeName(cluster, node)}`,
    partition: partition.index,
    facts: replicaDetails(frame.world, frame.store, node, tp),
    records: recordsBetween(frame.store, frame.world, node, tp, from, end),
    related: [{ selection: { kind: 'partition', tp }, title: `Partition ${tp}`, note: 'all replicas' }],
  };
}

function describePartition(frame: Frame, cluster: ClusterView, tp: string): Described | undefined {
  const partition = partitionView(frame.world, tp);
  if (partition === undefined) return undefined;
  return {
    ...NOTHING,
    title: tp,
    subtitle: 'partition',
    partition: partition.index,
    facts: [
      ...partitionState(partition),
      ...groupLagFacts(frame, cluster, partition),
      ...partitionSettings(topicConfig(frame.world, partition.topic)),
    ],
    related: partition.replicas.map((replica) => ({
      selection: { kind: 'replica', node: replica.node, tp },
      title: nodeName(cluster, replica.node),
      note: `logEndOffset ${replica.logEndOffset}, highWatermark ${replica.highWatermark}`,
    })),
  };
}

function describeLink(frame: Frame, cluster: ClusterView, a: string, b: string): Described {
  const facts = [
    [a, b],
    [b, a],
  ].map(([from = '', to = '']) => {
    const fault = frame.world.links[from]?.[to];
    const words = [
      fault !== undefined && fault.cutRow >= 0 ? 'cut' : '',
      fault !== undefined && fault.slowFactor !== 1 ? `latency ×${fault.slowFactor}` : '',
      fault !== undefined && fault.loss > 0 ? `${Math.round(fault.loss * 100)} % of segments lost` : '',
    ].filter((word) => word !== '');
    const label = `${nodeName(cluster, from)} to ${nodeName(cluster, to)}`;
    return { label, value: words.join(', ') || 'healthy', note: '' };
  });
  const related = [a, b].map((node) => ({
    selection: { kind: 'node', node } as const,
    title: nodeName(cluster, node),
    note: '',
  }));
  return {
    ...NOTHING,
    title: `${nodeName(cluster, a)} – ${nodeName(cluster, b)}`,
    subtitle: 'link',
    facts,
    related,
  };
}

function describeMessage(
  frame: Frame,
  state: PlayerState,
  cluster: ClusterView,
  id: number,
): Described | undefined {
  const entry = frame.world.queue.find((e) => e.seq === id && e.message !== 0);
  if (entry === undefined) return undefined;
  const flight = flightView(frame.world, frame.store, entry);
  const index = cluster.partitions.find((p) => p.tp === flight.tp)?.index ?? -1;
  return {
    ...NOTHING,
    title: flight.api,
    subtitle: `${nodeName(cluster, flight.from)} to ${nodeName(cluster, flight.to)}`,
    partition: flight.isControlPlane ? -1 : index,
    note: flight.note,
    facts: [
      ...flight.facts,
      ...(flight.others.length > 0 ? [{ label: 'also for', value: flight.others.join(', '), note: '' }] : []),
      { label: 'sent at', value: formatTime(flight.sentAt), note: '' },
      {
        label: 'arrives at',
        value: formatTime(flight.deliverAt),
        note: `in ${formatDuration(flight.deliverAt - state.t)}`,
      },
    ],
    related: [flight.from, flight.to].map((node) => ({
      selection: { kind: 'node', node } as const,
      title: nodeName(cluster, node),
      note: node === flight.from ? 'sender' : 'receiver',
    })),
  };
}

function describeEvent(frame: Frame, state: PlayerState, row: number): Described | undefined {
  const { events } = state.recording;
  if (row < 0 || row >= frame.rows) return undefined;
  const event = events.event(row);
  const facts: Fact[] = Object.entries(event.fields).map(([label, value]) => ({
    label,
    value: Array.isArray(value) ? `{${value.join(', ')}}` : String(value),
    note: '',
  }));
  return {
    ...NOTHING,
    title: event.type,
    subtitle: formatTime(event.at),
    note: sentenceOf(event, sentenceNames(frame.world)),
    facts: event.node === '' ? facts : [{ label: 'node', value: event.node, note: '' }, ...facts],
  };
}

/** The newest events on these nodes, or about this partition, that change or matter; messages are left out. */
function recentEvents(
  frame: Frame,
  state: PlayerState,
  nodes: ReadonlySet<string>,
  tp: string,
): RecentEvent[] {
  const { events } = state.recording;
  const names = sentenceNames(frame.world);
  const found: RecentEvent[] = [];
  const last = Math.max(0, frame.rows - LONGEST_SEARCH);
  for (let row = frame.rows - 1; row >= last && found.length < MOST_EVENTS; row -= 1) {
    const type = events.typeOf(row);
    if (importanceOf(type) > 2 || (nodes.size > 0 && !nodes.has(events.nodeOf(row)))) continue;
    const event = events.event(row);
    if (tp !== '' && 'tp' in event.fields && (event.fields as { tp?: unknown }).tp !== tp) continue;
    if (tp !== '' && !('tp' in event.fields) && classOfEvent(type) !== 'fault') continue;
    found.push({ row, at: event.at, about: classOfEvent(type), text: sentenceOf(event, names) });
  }
  return found;
}
