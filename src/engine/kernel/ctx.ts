// The one Ctx object of a run: what handlers act through. It is machinery, not state; all it changes is the world.

import { createRng, nextBelow, nextUint32, type RngState } from '../../base/rng.ts';
import { MICROS_PER_MS, type Micros } from '../../base/units.ts';
import type { BatchId, ChainStore } from './chain-store.ts';
import type { Because, KindHandle, Row } from './events.ts';
import { exponentialAt } from './latency.ts';
import { closeEnd, findConnection, openConnection, sendMessage, whySilent } from './network.ts';
import { endProcess, restartWith } from './process.ts';
import { pushTimer } from './queue.ts';
import { writeRow } from './row-writer.ts';
import type { KernelCtx, Run, Seat } from './run-state.ts';
import { seatOf } from './seats.ts';
import { type EventKindInfo, kindNamed } from './trace.ts';
import type { Message, NodeId, NodeState, TimerState } from './world.ts';

/** Up to here whole milliseconds can be had by the division of small integers. */
const MAX_INT = 0x7fffffff;

// Before the first event it acts for nobody.
const NO_RUN = undefined as unknown as Run;
const NO_SEAT = { node: undefined } as unknown as Seat;

function streamOf(run: Run, node: NodeState, purpose: string): RngState {
  let stream = node.rng[purpose];
  if (stream === undefined) {
    stream = createRng(run.world.seed, `${node.id} ${purpose}`);
    node.rng[purpose] = stream;
  }
  return stream;
}

/** Where the timer stands in `node.timers`; one that was never set is put there. */
function placeOfTimer({ timers }: NodeState, name: string): number {
  const n = timers.length;
  for (let i = 0; i < n; i++) if ((timers[i] as TimerState).name === name) return i;
  timers.push({ name, dueAt: -1, queuedAt: -1, cause: -1 });
  return n;
}

function armTimer(run: Run, seat: Seat, name: string, delay: number, cause: number): void {
  const { node } = seat;
  const dueAt = run.world.now + Math.max(0, Math.round(delay));
  const place = placeOfTimer(node, name);
  const timer = node.timers[place] as TimerState;
  timer.dueAt = dueAt;
  timer.cause = cause;
  // An entry that comes up earlier stays: when it does, it is put back at the new time. So moving a deadline is free.
  if (timer.queuedAt >= 0 && timer.queuedAt <= dueAt) return;
  timer.queuedAt = dueAt;
  pushTimer(run, seat, place, dueAt);
}

/**
 * A class, because every handler asks this object many times per event: methods of a prototype are known to the compiler,
 * closures and accessors made anew for each run are searched for at every call.
 */
class RunCtx implements KernelCtx {
  now = 0;
  nowMs = 0;
  cause: Row = -1;
  private run: Run;
  private seat: Seat;
  private node: NodeState;

  constructor() {
    this.run = NO_RUN;
    this.seat = NO_SEAT;
    this.node = NO_SEAT.node;
  }

  get store(): ChainStore {
    return this.run.store;
  }

  attach(run: Run): void {
    this.run = run;
  }

  enter(node: NodeState, cause: Row): void {
    this.take(seatOf(this.run, node.id), cause);
  }

  take(seat: Seat, cause: Row): void {
    this.seat = seat;
    this.node = seat.node;
    const { now } = this.run.world;
    this.now = now;
    this.nowMs = now <= MAX_INT ? (now / MICROS_PER_MS) | 0 : Math.floor(now / MICROS_PER_MS);
    this.cause = cause;
  }

  allocateBatch(): BatchId {
    return this.run.world.chainLength++;
  }

  connect(peer: NodeId): number {
    return openConnection(this.run, this.seat, peer, this.cause);
  }

  send(conn: number, message: Message): void {
    sendMessage(this.run, this.node, conn, message, this.cause);
  }

  close(conn: number): void {
    closeEnd(this.run, this.node, conn, 'closed', this.cause);
  }

  peerOf(conn: number): NodeId {
    const c = findConnection(this.run, conn);
    if (c === undefined)
      throw new Error(`Faultline: ${this.node.id} asks for connection ${conn}, which is gone`);
    return c.client === this.node.id ? c.server : c.client;
  }

  listen(isListening: boolean): void {
    this.node.isListening = isListening;
  }

  setTimer(name: string, delay: Micros, cause: Row = this.cause): void {
    armTimer(this.run, this.seat, name, delay, cause);
  }

  cancelTimer(name: string): void {
    for (const timer of this.node.timers) if (timer.name === name) timer.dueAt = -1;
  }

  hasTimer(name: string): boolean {
    return this.node.timers.some((timer) => timer.name === name && timer.dueAt >= 0);
  }

  random(purpose: string): number {
    return nextUint32(streamOf(this.run, this.node, purpose));
  }

  randomBelow(purpose: string, n: number): number {
    return nextBelow(streamOf(this.run, this.node, purpose), n);
  }

  randomExponential(purpose: string, mean: Micros): Micros {
    return exponentialAt(nextUint32(streamOf(this.run, this.node, purpose)), mean);
  }

  emit<K extends string>(type: K, fields: Readonly<Record<string, unknown>>, because?: Because): Row {
    return this.write(kindNamed(this.run.trace, type), fields, because);
  }

  emitHot<K extends string>(
    { type, code }: KindHandle<K>,
    fields: Readonly<Record<string, unknown>>,
    because?: Because,
  ): Row {
    const { trace } = this.run;
    const kind = trace.kinds[code];
    // A domain may have another table.
    return this.write(
      kind !== undefined && kind.name === type ? kind : kindNamed(trace, type),
      fields,
      because,
    );
  }

  private write(
    kind: EventKindInfo,
    fields: Readonly<Record<string, unknown>>,
    because: Because | undefined,
  ): Row {
    const { run, seat } = this;
    const { trace, world } = run;
    const row = writeRow(trace, world, seat.name, kind, fields, this.cause, because);
    const { observe } = kind;
    if (observe !== undefined)
      observe(world.observer as never, world, run.store, seat.node.id, fields as never);
    return row;
  }

  whySilent(peer: NodeId): Row {
    return whySilent(this.run.world, this.node.id, peer);
  }

  exit(reason: string): void {
    endProcess(this.run, this.node, reason, 'process.exited', this.cause);
  }

  exitAndRestart(reason: string, config: unknown): void {
    const exiting = this.node;
    const row = endProcess(this.run, exiting, reason, 'process.exited', this.cause);
    restartWith(this.run, exiting, config, row);
  }
}

/** A new, unattached Ctx. */
export function createCtx(): KernelCtx {
  return new RunCtx();
}
