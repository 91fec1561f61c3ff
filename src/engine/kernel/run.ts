// One run: the world at t = 0, and the loop that takes events off the queue.
// f(scenario, seed, interventions), nothing else.

import { assert } from '../../base/assert.ts';
import type { Micros } from '../../base/units.ts';
import { createChainStore } from './chain-store.ts';
import type { Domain, NodeKind } from './contract.ts';
import { createCtx } from './ctx.ts';
import { deliver } from './delivery.ts';
import { type EventTable, kernelEvents } from './events.ts';
import { applyIntervention } from './faults.ts';
import type { Intervention } from './intervention.ts';
import { startProcess } from './process.ts';
import { beginTop, endTop, reuse } from './queue.ts';
import { writeRow } from './row-writer.ts';
import type { KernelCtx, Run } from './run-state.ts';
import { lookUpAnew } from './seats.ts';
import { createTrace, internString, type Keeping, kindNamed } from './trace.ts';
import type { Entry, NodeState, World } from './world.ts';

/** Events at one single microsecond; more means a loop between nodes. */
export const MAX_EVENTS_AT_ONE_TIME = 1_000_000;

/** A node as the scenario wants it. */
export interface NodeSpec {
  readonly id: string;
  readonly kind: string;
  readonly zone: string;
  readonly config: unknown;
}

/** Tables that were put together already: a search makes thousands of runs. */
const TABLES = new WeakMap<EventTable, EventTable>();

/** All event kinds of a run with this domain. */
export function eventTableOf(domain: Domain): EventTable {
  let table = TABLES.get(domain.events);
  if (table === undefined) {
    table = { ...kernelEvents, ...domain.events };
    TABLES.set(domain.events, table);
  }
  return table;
}

function emptyWorld(seed: number, observer: unknown): World {
  return {
    now: 0,
    seq: 0,
    queue: [],
    order: [],
    nodes: {},
    connections: {},
    nextConnection: 0,
    faultyLinks: 0,
    links: {},
    linkRng: {},
    seed,
    interventionsApplied: 0,
    rows: 0,
    hash: [0x6a09e667, 0xbb67ae85 | 0],
    eventCount: 0,
    chainLength: 0,
    observer,
  };
}

/**
 * A copy of a configuration as a checkpoint would give it back. Objects put together from tables of settings have each
 * their own layout in the engine's eyes, and every access to a setting would be a search; those that the JSON reader
 * makes share one.
 */
function plainCopy(config: unknown): unknown {
  return JSON.parse(JSON.stringify(config));
}

function nodeOf(spec: NodeSpec, kind: NodeKind): NodeState {
  const config = plainCopy(spec.config);
  return {
    id: spec.id,
    kind: spec.kind,
    zone: spec.zone,
    isUp: false,
    isHostUp: true,
    isPaused: false,
    isListening: false,
    incarnation: 0,
    slowFactor: 1,
    faultRow: -1,
    startsAt: -1,
    timers: [],
    rng: {},
    inbox: [],
    config,
    disk: kind.emptyDisk(config),
    memory: kind.emptyMemory(),
  };
}

export interface RunOptions {
  readonly domain: Domain;
  readonly nodes: readonly NodeSpec[];
  readonly seed: number;
  /** In order; stably sorted by time here. */
  readonly interventions: readonly Intervention[];
  /** Free columns of the batch store. */
  readonly storeColumns: number;
  /** First state of the domain's observer, plain data. */
  readonly observer: unknown;
  /**
   * Called once all nodes exist with their empty disks, before any process has been booted; says which nodes to boot
   * as a fresh process (true) and which it has settled itself by `settleNode` (false).
   */
  readonly settle?: (run: Run) => void;
  /** False: only the hash is kept (no rows to read); `count`: not even that. Default true. */
  readonly keepTrace?: Keeping;
}

/** Makes the world at t = 0. Without `settle` every process boots from an empty disk. */
export function createRun(options: RunOptions): Run {
  const world = emptyWorld(options.seed, options.observer);
  const store = createChainStore(options.storeColumns);
  const trace = createTrace(eventTableOf(options.domain), options.keepTrace ?? true, options.domain);
  const run: Run = {
    domain: options.domain,
    world,
    store,
    trace,
    interventions: sortInterventions(options.interventions),
    ctx: createCtx(),
    seats: [],
    wires: [],
    wiredWorld: world,
    isHandling: false,
    fresh: [],
    freshCount: 0,
    spare: [],
    spareCount: 0,
  };
  run.ctx.attach(run);
  for (const spec of options.nodes) {
    const kind = options.domain.kinds[spec.kind];
    assert(kind !== undefined, `no node kind ${spec.kind}`);
    assert(world.nodes[spec.id] === undefined, `two nodes are called ${spec.id}`);
    world.nodes[spec.id] = nodeOf(spec, kind);
    world.order.push(spec.id);
  }
  writeRow(
    trace,
    world,
    internString(trace, ''),
    kindNamed(trace, 'run.started'),
    { seed: options.seed },
    -1,
    undefined,
  );
  if (options.settle !== undefined) options.settle(run);
  else for (const id of world.order) startProcess(run, world.nodes[id] as NodeState, -1);
  return run;
}

/** Marks a node as running at t = 0 without a boot and lets `fill` put it into its settled state. */
export function settleNode(run: Run, id: string, fill: (node: NodeState, ctx: KernelCtx) => void): void {
  const node = run.world.nodes[id];
  assert(node !== undefined, `no node ${id}`);
  node.isUp = true;
  node.incarnation = 1;
  run.ctx.enter(node, -1);
  fill(node, run.ctx);
}

/**
 * Adds a node to a world that runs and starts its process at once: a client that a tool makes while it plays. Such a
 * run is no recording: replaying its interventions would not make the node.
 */
export function addNode(run: Run, spec: NodeSpec): void {
  const { world } = run;
  const kind = run.domain.kinds[spec.kind];
  assert(kind !== undefined, `no node kind ${spec.kind}`);
  assert(world.nodes[spec.id] === undefined, `two nodes are called ${spec.id}`);
  const node = nodeOf(spec, kind);
  world.nodes[spec.id] = node;
  world.order.push(spec.id);
  startProcess(run, node, -1);
}

/** Tells a node something from outside, now: what an operator types, or a tool in his place. */
export function commandNode(run: Run, id: string, command: unknown): void {
  const node = run.world.nodes[id];
  assert(node?.isUp === true, `no running node ${id}`);
  run.ctx.enter(node, -1);
  run.domain.kinds[node.kind]?.onCommand?.(node, command, run.ctx);
}

/** Stable by time: interventions keep their own order. */
export function sortInterventions(list: readonly Intervention[]): Intervention[] {
  return list
    .map((item, i) => ({ item, i }))
    .sort((a, b) => a.item.at - b.item.at || a.i - b.i)
    .map((x) => x.item);
}

/** Time of the next thing to happen, -1 if nothing is left. */
export function nextTime(run: Run): Micros {
  const { world, interventions } = run;
  const intervention = interventions[world.interventionsApplied];
  const entry = world.queue[0];
  if (intervention !== undefined && (entry === undefined || intervention.at <= entry.at))
    return intervention.at;
  return entry === undefined ? -1 : entry.at;
}

/**
 * Does everything up to and including time `t`; afterwards `now` is `t`. With `maxEvents` it stops earlier, once that
 * many messages and timers have been handled, but never between two things of the same time.
 */
export function runTo(run: Run, t: Micros, maxEvents = Number.MAX_SAFE_INTEGER): void {
  lookUpAnew(run);
  const world = run.world;
  const queue = world.queue;
  const stopAt = world.eventCount + maxEvents;
  let sameTime = 0;
  let nextIntervention = run.interventions[world.interventionsApplied];
  for (;;) {
    const head = queue[0];
    if (world.eventCount >= stopAt && (head === undefined || head.at > world.now)) return;
    if (nextIntervention !== undefined && nextIntervention.at <= t) {
      if (head === undefined || nextIntervention.at <= head.at) {
        world.now = Math.max(world.now, nextIntervention.at);
        world.interventionsApplied++;
        applyIntervention(run, nextIntervention);
        nextIntervention = run.interventions[world.interventionsApplied];
        continue;
      }
    }
    if (head === undefined || head.at > t) break;
    sameTime = head.at === world.now ? sameTime + 1 : 0;
    if (sameTime > MAX_EVENTS_AT_ONE_TIME) {
      throw new Error(
        `Faultline: more than ${MAX_EVENTS_AT_ONE_TIME} events at ${world.now} µs (seed ${world.seed})`,
      );
    }
    world.now = head.at;
    handle(run, head);
  }
  if (t > world.now) world.now = t;
}

/** Does the first entry of the queue. Nobody holds on to it afterwards, unless its node was paused. */
function handle(run: Run, head: Entry): void {
  beginTop(run);
  const isKept = deliver(run, head);
  endTop(run);
  if (!isKept) reuse(run, head);
}

/** Does exactly one thing (an intervention or a queue entry); false when nothing is left until `until`. */
export function stepOne(run: Run, until: Micros): boolean {
  const at = nextTime(run);
  if (at < 0 || at > until) return false;
  lookUpAnew(run);
  const world = run.world;
  const intervention = run.interventions[world.interventionsApplied];
  const head = world.queue[0];
  world.now = Math.max(world.now, at);
  if (intervention !== undefined && (head === undefined || intervention.at <= head.at)) {
    world.interventionsApplied++;
    applyIntervention(run, intervention);
  } else if (head !== undefined) {
    handle(run, head);
  }
  return true;
}
