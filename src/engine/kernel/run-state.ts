// What a run in progress is made of. The world is the state; the rest is what it was started with and what it leaves.

import type { RngState } from '../../base/rng.ts';
import type { ChainStore } from './chain-store.ts';
import type { Ctx, Domain, NodeKind } from './contract.ts';
import type { Intervention } from './intervention.ts';
import type { Draw } from './quantiles.ts';
import type { Trace } from './trace.ts';
import type { Connection, Entry, NodeState, World } from './world.ts';

/** Ctx as the kernel uses it: bound to a run, and moved from node to node. */
export interface KernelCtx extends Ctx {
  now: number;
  nowMs: number;
  attach(run: Run): void;
  /** The following calls are on behalf of `node`; events get `cause`. */
  enter(node: NodeState, cause: number): void;
  /** The same for whoever has the node's seat at hand. */
  take(seat: Seat, cause: number): void;
}

// Seats and wires are look-ups, made when first needed. They are not state: all of it points into the world, can be
// made again from it, and is forgotten when the world is replaced.

/** What the kernel needs of a node with every event, without asking tables by name. */
export interface Seat {
  readonly node: NodeState;
  /** Index in `world.order`. */
  readonly index: number;
  /** String id of its name in the trace. */
  readonly name: number;
  readonly onMessage: NodeKind['onMessage'];
  readonly onTimer: NodeKind['onTimer'];
}

/** One connection. */
export interface Wire {
  readonly connection: Connection;
  readonly client: Seat;
  readonly server: Seat;
  readonly latency: Draw;
  /** Latency streams of the two directions. */
  toServer: RngState | undefined;
  toClient: RngState | undefined;
  /** What last came to the server and to the client, with its string id: mostly the same again. */
  request: string;
  requestId: number;
  answer: string;
  answerId: number;
}

export interface Run {
  readonly domain: Domain;
  world: World;
  store: ChainStore;
  trace: Trace;
  interventions: readonly Intervention[];
  readonly ctx: KernelCtx;
  /** By index in `world.order`, and by connection id; for the world in `wiredWorld`. */
  seats: Seat[];
  wires: (Wire | undefined)[];
  wiredWorld: World;
  /** The first entry of the queue is being handled, and what was queued meanwhile: `fresh`, [0, freshCount) (queue.ts). */
  isHandling: boolean;
  readonly fresh: Entry[];
  freshCount: number;
  /** Entries that were handled, to be used again: [0, spareCount). */
  readonly spare: Entry[];
  spareCount: number;
}
