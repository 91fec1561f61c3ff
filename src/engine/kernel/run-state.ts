// What a run in progress is made of. The world is the state; the rest is what it was started with and what it leaves.

import type { ChainStore } from './chain-store.ts';
import type { Ctx, Domain } from './contract.ts';
import type { Intervention } from './intervention.ts';
import type { Trace } from './trace.ts';
import type { NodeState, World } from './world.ts';

/** Ctx as the kernel uses it: bound to a run, and moved from node to node. */
export interface KernelCtx extends Ctx {
  now: number;
  nowMs: number;
  attach(run: Run): void;
  /** The following calls are on behalf of `node`; events get `cause`. */
  enter(node: NodeState, cause: number): void;
}

export interface Run {
  readonly domain: Domain;
  world: World;
  store: ChainStore;
  trace: Trace;
  interventions: readonly Intervention[];
  readonly ctx: KernelCtx;
}
