// Faults as stretches of time: what was broken from when to when. A stretch ends when the thing works again.

import type { ClusterView } from '../../engine/kafka/views.ts';
import type { TraceReader } from '../../engine/kernel/recording-api.ts';
import { formatNumber, formatPercent } from '../../ui/format.ts';
import { nodeName } from '../stage/stage-words.ts';
import { OPEN, type Span } from './timeline-span.ts';

export interface FaultSpan extends Span {
  /** Nodes, pair or zone it is on; several nodes of one zone share a span. */
  readonly key: string;
  readonly label: string;
  /** Row of the intervention. */
  readonly row: number;
  /** Nodes that are still down in it. */
  readonly nodes: Set<string>;
}

/** Something done at one moment that is over at once: a lost disk, a changed setting. */
export interface Tick {
  readonly at: number;
  readonly label: string;
  readonly row: number;
  readonly isFault: boolean;
}

export interface FaultTrack {
  readonly cluster: ClusterView;
  readonly spans: FaultSpan[];
  readonly ticks: Tick[];
  /** Spans that last, by key. */
  readonly open: Map<string, FaultSpan>;
  /** When each node could be reached by nobody, in order of time. */
  readonly silent: Map<string, Span[]>;
}

export function startFaults(cluster: ClusterView): FaultTrack {
  return { cluster, spans: [], ticks: [], open: new Map(), silent: new Map() };
}

function open(track: FaultTrack, key: string, at: number, row: number, label: string, node = ''): void {
  const there = track.open.get(key);
  if (there !== undefined) {
    if (node !== '') there.nodes.add(node);
    return;
  }
  const span: FaultSpan = { key, label, row, from: at, to: OPEN, nodes: new Set(node === '' ? [] : [node]) };
  track.open.set(key, span);
  track.spans.push(span);
}

function close(track: FaultTrack, key: string, at: number): void {
  const span = track.open.get(key);
  if (span === undefined) return;
  span.to = at;
  track.open.delete(key);
}

function silence(track: FaultTrack, node: string, at: number): void {
  const spans = track.silent.get(node) ?? [];
  track.silent.set(node, spans);
  if (spans.at(-1)?.to !== OPEN) spans.push({ from: at, to: OPEN });
}

function speakAgain(track: FaultTrack, node: string, at: number): void {
  const last = track.silent.get(node)?.at(-1);
  if (last?.to === OPEN) last.to = at;
}

type Handler = (track: FaultTrack, at: number, node: string, row: number, fields: Fields) => void;
type Fields = Readonly<Record<string, string | number>>;

const goesDown: Handler = (track, at, node, row, { zone = '' }) => {
  silence(track, node, at);
  // The machine is lost under a process that had crashed or was paused before: one span, not two.
  close(track, `pause ${node}`, at);
  if (zone === '') open(track, `down ${node}`, at, row, `${nodeName(track.cluster, node)} down`, node);
  else open(track, `down zone ${zone}`, at, row, `zone ${zone} down`, node);
};

const comesBack: Handler = (track, at, node) => {
  for (const span of [...track.open.values()]) {
    if (!span.key.startsWith('down') || !span.nodes.delete(node)) continue;
    if (span.nodes.size === 0) close(track, span.key, at);
  }
  // A controller or a client answers as soon as it runs; a broker once it says that it is ready.
  if (!track.cluster.brokers.some((broker) => broker.node === node)) speakAgain(track, node, at);
};

const pairKey = (a: string | number, b: string | number) => (a < b ? `${a} ${b}` : `${b} ${a}`);
const placeOf = (a: string | number, b: string | number) => (b === 'all others' ? `${a}` : `${a}–${b}`);

const heals: Handler = (track, at, _node, _row, { a = '', b = '' }) => {
  const pair = pairKey(a, b);
  for (const key of [...track.open.keys()]) {
    const isLink = key.startsWith('cut ') || key.startsWith('slowLink ') || key.startsWith('lossy ');
    if (!isLink || (a !== 'all' && key.slice(key.indexOf(' ') + 1) !== pair)) continue;
    if (b === 'all others' || a === 'all') endIsolation(track, key, at);
    close(track, key, at);
  }
};

function endIsolation(track: FaultTrack, key: string, at: number): void {
  for (const node of track.open.get(key)?.nodes ?? []) speakAgain(track, node, at);
}

function linkFault(
  kind: 'slowLink' | 'lossy',
  isOver: (f: Fields) => boolean,
  words: (f: Fields) => string,
): Handler {
  return (track, at, _node, row, fields) => {
    const key = `${kind} ${pairKey(fields.a ?? '', fields.b ?? '')}`;
    close(track, key, at);
    if (!isOver(fields))
      open(track, key, at, row, `${placeOf(fields.a ?? '', fields.b ?? '')} ${words(fields)}`);
  };
}

function tick(label: (node: string, fields: Fields) => string, isFault: boolean): Handler {
  return (track, at, node, row, fields) => {
    const text = label(node === '' ? '' : nodeName(track.cluster, node), fields);
    const last = track.ticks.at(-1);
    // One intervention may touch several nodes at its moment: one mark.
    if (last?.at !== at || last.label !== text) track.ticks.push({ at, row, isFault, label: text });
  };
}

const HANDLERS: Readonly<Record<string, Handler>> = {
  'process.crashed': goesDown,
  'host.lost': goesDown,
  'power.lost': goesDown,
  'shutdown.requested': (track, at, node, row) =>
    open(track, `down ${node}`, at, row, `${nodeName(track.cluster, node)} shut down`, node),
  'process.exited': (track, at, node) => silence(track, node, at),
  'broker.stopped': (track, at, node) => silence(track, node, at),
  'process.started': comesBack,
  'broker.becameReady': (track, at, node) => speakAgain(track, node, at),
  'replica.becameLeader': (track, at, node) => {
    if (!track.open.has(`pause ${node}`)) speakAgain(track, node, at);
  },
  'process.paused'(track, at, node, row) {
    silence(track, node, at);
    open(track, `pause ${node}`, at, row, `${nodeName(track.cluster, node)} paused`, node);
  },
  'process.resumed'(track, at, node) {
    close(track, `pause ${node}`, at);
    speakAgain(track, node, at);
  },
  'node.slowed'(track, at, node, row, { factor = 1 }) {
    close(track, `slow ${node}`, at);
    const words = `${nodeName(track.cluster, node)} slow ×${formatNumber(Number(factor))}`;
    if (factor !== 1) open(track, `slow ${node}`, at, row, words, node);
  },
  'node.isolated'(track, at, node, row) {
    silence(track, node, at);
    const words = `${nodeName(track.cluster, node)} isolated`;
    open(track, `cut ${pairKey(node, 'all others')}`, at, row, words, node);
  },
  'zone.isolated': (track, at, _node, row, { zone = '' }) =>
    open(track, `cut ${pairKey(`zone ${zone}`, 'all others')}`, at, row, `zone ${zone} isolated`),
  'link.cut': (track, at, _node, row, { a = '', b = '' }) =>
    open(track, `cut ${pairKey(a, b)}`, at, row, `${placeOf(a, b)} cut`),
  'link.healed': heals,
  'link.slowed': linkFault(
    'slowLink',
    (f) => f.factor === 1,
    (f) => `slow ×${formatNumber(Number(f.factor))}`,
  ),
  'link.lossy': linkFault(
    'lossy',
    (f) => f.loss === 0,
    (f) => `loses ${formatPercent(Number(f.loss))}`,
  ),
  'disk.lost': tick((name) => `${name} lost its disk`, true),
  'setting.changed': tick((_name, { settings = '' }) => `${settings}`, false),
};

/** Takes one row into account. */
export function trackFaults(track: FaultTrack, events: TraceReader, row: number, type: string): void {
  const handler = HANDLERS[type];
  if (handler === undefined) return;
  const event = events.event(row);
  handler(track, event.at, event.node, row, event.fields as unknown as Fields);
}
