// The node contract: what a node kind is, and what it may do to the world. A handler changes only its own node and
// acts on the rest through `ctx`. No handler keeps a reference to `ctx` or to another node.

import type { Micros, Millis } from '../../base/units.ts';
import type { BatchId, ChainStore } from './chain-store.ts';
import type { Because, EventTable, FieldsOf, KindHandle, Row } from './events.ts';
import type { Intervention } from './intervention.ts';
import type { Observer, RowEncoder } from './trace.ts';
import type { Message, NodeId, NodeState, World } from './world.ts';

/** What a handler acts through. One object, reused for every event; valid only during the call. */
export interface Ctx<T extends EventTable = EventTable> {
  readonly now: Micros;
  /** Kafka's clock: floor(now / 1000). */
  readonly nowMs: Millis;
  /** Append-only store of batches, shared by all logs. */
  readonly store: ChainStore;
  /** Id for a new entry of the store; the caller writes it with `chainLink` at once. */
  allocateBatch(): BatchId;
  /** Row that led to this call; events emitted and messages sent get it as their cause. -1 for none. */
  cause: Row;
  /** Opens a connection and returns its id; later `onConnected`, `onRefused`, or silence. */
  connect(peer: NodeId): number;
  /** Sends on a connection of this node. On a closed one it does nothing (a peer's reset was or will be reported). */
  send(conn: number, message: Message): void;
  /** Closes this node's end; the peer hears of it (`onDisconnected`) unless it is silent. This node does not. */
  close(conn: number): void;
  /** Node at the other end. */
  peerOf(conn: number): NodeId;
  /** Opens or closes this node's ports. A booted process starts with closed ports. */
  listen(isListening: boolean): void;
  /** (Re-)arms the named timer to fire `delay` from now. `cause` defaults to the current one; -1 for periodic work. */
  setTimer(name: string, delay: Micros, cause?: Row): void;
  cancelTimer(name: string): void;
  hasTimer(name: string): boolean;
  /** Uniform integer in [0, 2^32) from this node's stream for `purpose`. */
  random(purpose: string): number;
  /** Uniform integer in [0, n). */
  randomBelow(purpose: string, n: number): number;
  /** Exponentially distributed with that mean, from a quantile table (no logarithm). */
  randomExponential(purpose: string, mean: Micros): Micros;
  /** Records that something happened on this node; returns its row. */
  emit<K extends keyof T & string>(type: K, fields: FieldsOf<T[K]>, because?: Because): Row;
  /** The same without looking the kind up by its name. */
  emitHot<K extends keyof T & string>(kind: KindHandle<K>, fields: FieldsOf<T[K]>, because?: Because): Row;
  /** Row of the fault that keeps messages of `peer` from reaching this node now (either way), -1 for none. */
  whySilent(peer: NodeId): Row;
  /** Ends this process (connections close, memory goes). Call it last. */
  exit(reason: string): void;
  /** Like `exit`, then the process is started again with another static configuration. */
  exitAndRestart(reason: string, config: unknown): void;
}

/** The functions of a node kind. All data lives in the node; these hold none. */
export interface NodeKind<N extends NodeState = NodeState, T extends EventTable = EventTable> {
  /** The process has started: build `memory` from `disk`. Also called at t = 0. */
  boot(node: N, ctx: Ctx<T>): void;
  onMessage(node: N, conn: number, message: Message, ctx: Ctx<T>): void;
  onTimer(node: N, name: string, ctx: Ctx<T>): void;
  /** A connection that this node opened stands. */
  onConnected?(node: N, conn: number, ctx: Ctx<T>): void;
  /** The peer's machine refused it: the process is not there or its ports are closed. */
  onRefused?(node: N, conn: number, ctx: Ctx<T>): void;
  /** A peer opened a connection to this node. */
  onAccepted?(node: N, conn: number, ctx: Ctx<T>): void;
  /** The other end closed or reset it. */
  onDisconnected?(node: N, conn: number, ctx: Ctx<T>): void;
  /** The operator asks for a clean stop; kinds without this exit at once. */
  onShutdown?(node: N, ctx: Ctx<T>): void;
  /** An instruction from outside (a changed setting, an admin command); data in the kind's own shape. */
  onCommand?(node: N, command: unknown, ctx: Ctx<T>): void;
  /** What power loss keeps of the disk. Default: everything. */
  onPowerLoss?(disk: N['disk'], store: ChainStore): void;
  /**
   * It keeps nothing on a disk of its own: what the model has in `disk` is what outlives a process in the world around
   * it (how many records the application has made), and cannot be lost.
   */
  readonly isDiskless?: true;
  /** An empty disk, as before the first start. */
  emptyDisk(config: unknown): N['disk'];
  /** What a stopped process leaves in `memory`. */
  emptyMemory(): N['memory'];
}

/** What a whole system adds to the kernel: its kinds, its events, its observer, the meaning of `set`. */
export interface Domain {
  readonly kinds: Readonly<Record<string, NodeKind>>;
  /** Kernel events are added by the kernel. */
  readonly events: EventTable;
  /** Hand-made writers for the kinds that come most often. */
  readonly encoders?: Readonly<Record<string, RowEncoder>>;
  /** Who keeps the books on events of this kind, if anybody. */
  readonly observerOf?: (type: string) => Observer | undefined;
  /** Carries out `set`: returns commands for nodes, or the reason why nothing changes. */
  applySet(
    world: World,
    intervention: Intervention,
  ): { commands: { node: NodeId; command: unknown }[] } | { ignored: string };
}
