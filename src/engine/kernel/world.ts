// The world: everything that a run is at one moment, as plain data (JSON in, JSON out). A missing value is an absent
// key or Kafka's own -1, never undefined, null, NaN or -0; no object has integer-like keys.

import type { RngState } from '../../base/rng.ts';
import type { Micros } from '../../base/units.ts';
import type { Row } from './events.ts';

export type NodeId = string;

/** What a message carries for the kernel; node kinds declare the rest. `api` is Kafka's API name (`produceRequest`). */
export interface Message {
  readonly api: string;
}

/** A named timer. `queuedAt` is when its entry in the queue comes up, -1 for none; it may be earlier than `dueAt`. */
export interface TimerState {
  readonly name: string;
  /** Time at which it fires, -1 when cancelled. */
  dueAt: Micros;
  queuedAt: Micros;
  cause: Row;
}

export interface NodeState<D = unknown, M = unknown> {
  readonly id: NodeId;
  /** Key into the table of node kinds: broker, controller, producer, … */
  readonly kind: string;
  /** '' = outside all zones. */
  readonly zone: string;
  /** The process runs. */
  isUp: boolean;
  /** The machine answers: with the process down it refuses connections. */
  isHostUp: boolean;
  isPaused: boolean;
  /** Its ports are open. */
  isListening: boolean;
  /** Counts process starts; a restart raises it. */
  incarnation: number;
  /** Service time is multiplied by this. 1 = healthy. */
  slowFactor: number;
  /** Trace row of the fault that keeps it from answering, -1 for none. */
  faultRow: Row;
  /** When the process is being started: time at which it runs, else -1. */
  startsAt: Micros;
  /** In the order in which they were first set; a process has few. */
  timers: TimerState[];
  rng: Record<string, RngState>;
  /** What came due while it was paused, in order. */
  inbox: Entry[];
  /** Static configuration, in the shape its kind declares. Changed by the intervention `set` only. */
  config: unknown;
  /** Survives a crash. */
  disk: D;
  /** Does not. */
  memory: M;
}

/** A TCP connection as both ends see it. `client` opened it. */
export interface Connection {
  readonly id: number;
  readonly client: NodeId;
  readonly server: NodeId;
  readonly clientIncarnation: number;
  serverIncarnation: number;
  /** Each end knows only its own: an end stays open until it closes or hears of the other's close. */
  isClientOpen: boolean;
  isServerOpen: boolean;
  /** Delivery time of the last message in each direction: order is kept. */
  lastToServer: Micros;
  lastToClient: Micros;
  /** Since when messages to a silent end go unacknowledged, -1 for none. TCP sends them again. */
  unackedSince: Micros;
  /** Messages that wait in the sender's socket because the link is cut. */
  held: Entry[];
}

export const TIMER = 0;
export const MESSAGE = 1;
export const CONNECT = 2;
export const CONNECTED = 3;
export const REFUSED = 4;
export const CLOSE = 5;
export const START = 6;

/** One entry of the event queue. One shape for all kinds, so that the queue stays monomorphic. */
export interface Entry {
  at: Micros;
  seq: number;
  /** TIMER … START. */
  kind: number;
  /** Node it is for, and that node's index in `World.order`. */
  node: NodeId;
  seat: number;
  /** Sender of a message, peer of a connection event; '' for timers. */
  from: NodeId;
  /** Connection id; of a timer its place in `NodeState.timers`; -1 for starts. */
  conn: number;
  /** Incarnation of `node` (timers, starts) that it is meant for, -1 for any. */
  incarnation: number;
  /** Reason of a close; '' otherwise. */
  name: string;
  sentAt: Micros;
  cause: Row;
  /** 0 unless a message. */
  message: Message | 0;
}

/** A directed pair of nodes with a fault on it. Absent = healthy. */
export interface LinkFault {
  /** Row of the intervention that cut it, -1 = not cut. */
  cutRow: Row;
  slowFactor: number;
  /** Chance in [0, 1) that a segment is lost and sent again. */
  loss: number;
  /** Row of the newest fault on it. */
  faultRow: Row;
}

export interface World {
  now: Micros;
  /** Sequence number of the next queue entry. */
  seq: number;
  /** Heap by (at, seq). */
  queue: Entry[];
  /** Node ids in the order of the scenario; the only order in which nodes are walked. */
  order: NodeId[];
  nodes: Record<NodeId, NodeState>;
  /** Key `k<id>`. */
  connections: Record<string, Connection>;
  nextConnection: number;
  /** How many directed links have a fault: mostly none, and then nobody looks. */
  faultyLinks: number;
  /** links[from][to]. */
  links: Record<NodeId, Record<NodeId, LinkFault>>;
  /** Latency streams, rng[from][to]. */
  linkRng: Record<NodeId, Record<NodeId, RngState>>;
  seed: number;
  /** How many interventions of the run's list have been applied. */
  interventionsApplied: number;
  /** Rows in the trace so far, and its running hash (two 32-bit lanes). */
  rows: number;
  hash: [number, number];
  /** Messages delivered and timers fired so far. */
  eventCount: number;
  /** Entries in the chain store so far. */
  chainLength: number;
  /** State of the domain's observer (the record ledger). Nodes never read it. */
  observer: unknown;
}
