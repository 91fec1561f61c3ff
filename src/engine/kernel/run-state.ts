// What a run in progress is made of. The world is the state; the rest is what it was started with and what it leaves.

import type { RngState } from '../../base/rng.ts';
import type { ChainStore } from './chain-store.ts';
import type { Ctx, Domain } from './contract.ts';
import type { Intervention } from './intervention.ts';
import type { Quantiles } from './latency.ts';
import type { Trace } from './trace.ts';
import type { Connection, NodeState, World } from './world.ts';

/** Ctx as the kernel uses it: bound to a run, and moved from node to node. */
export interface KernelCtx extends Ctx {
  now: number;
  nowMs: number;
  attach(run: Run): void;
  /** The following calls are on behalf of `node`; events get `cause`. */
  enter(node: NodeState, cause: number): void;
}

/**
 * Look-ups for one connection, made when first needed. Not state: all of it points into the world, and is forgotten
 * when the world is replaced.
 */
export interface Wire {
  readonly connection: Connection;
  readonly client: NodeState;
  readonly server: NodeState;
  /** String ids of the two names in the trace. */
  readonly clientName: number;
  readonly serverName: number;
  readonly latency: Quantiles;
  /** Latency streams of the two directions. */
  toServer: RngState | undefined;
  toClient: RngState | undefined;
}

export interface Run {
  readonly domain: Domain;
  world: World;
  store: ChainStore;
  trace: Trace;
  interventions: readonly Intervention[];
  readonly ctx: KernelCtx;
  /** By connection id, for the world in `wiredWorld`. */
  readonly wires: Map<number, Wire>;
  wiredWorld: World;
}
