// The one Ctx object of a run: what handlers act through. It is machinery, not state; all it changes is the world.

import { must } from '../../base/assert.ts';
import { createRng, nextUint32, type RngState } from '../../base/rng.ts';
import { MICROS_PER_MS } from '../../base/units.ts';
import type { Because } from './events.ts';
import { exponentialAt } from './latency.ts';
import { closeEnd, findConnection, openConnection, sendMessage, whySilent } from './network.ts';
import { endProcess, restartWith } from './process.ts';
import { pushTimer } from './queue.ts';
import type { KernelCtx, Run, Seat } from './run-state.ts';
import { seatOf } from './seats.ts';
import { kindNamed, writeRow } from './trace.ts';
import type { NodeState } from './world.ts';

function streamOf(run: Run, node: NodeState, purpose: string): RngState {
  let stream = node.rng[purpose];
  if (stream === undefined) {
    stream = createRng(run.world.seed, `${node.id} ${purpose}`);
    node.rng[purpose] = stream;
  }
  return stream;
}

function armTimer(run: Run, seat: Seat, name: string, delay: number, cause: number): void {
  const { node } = seat;
  const dueAt = run.world.now + Math.max(0, Math.round(delay));
  let timer = node.timers[name];
  if (timer === undefined) {
    timer = { dueAt, queuedAt: -1, cause };
    node.timers[name] = timer;
  } else {
    timer.dueAt = dueAt;
    timer.cause = cause;
  }
  // An entry that comes up earlier stays: when it does, it is put back at the new time. So moving a deadline is free.
  if (timer.queuedAt >= 0 && timer.queuedAt <= dueAt) return;
  timer.queuedAt = dueAt;
  pushTimer(run, seat, name, dueAt);
}

/** A new, unattached Ctx. */
export function createCtx(): KernelCtx {
  let run: Run;
  let seat: Seat;
  let node: NodeState;
  const ctx: KernelCtx = {
    now: 0,
    nowMs: 0,
    cause: -1,
    get store() {
      return run.store;
    },
    attach(r) {
      run = r;
    },
    enter(n, cause) {
      ctx.take(seatOf(run, n.id), cause);
    },
    take(s, cause) {
      seat = s;
      node = s.node;
      ctx.now = run.world.now;
      ctx.nowMs = Math.floor(ctx.now / MICROS_PER_MS);
      ctx.cause = cause;
    },
    allocateBatch: () => run.world.chainLength++,
    connect: (peer) => openConnection(run, seat, peer, ctx.cause),
    send: (conn, message) => sendMessage(run, node, conn, message, ctx.cause),
    close: (conn) => closeEnd(run, node, conn, 'closed', ctx.cause),
    peerOf(conn) {
      const c = must(findConnection(run, conn), `${node.id} asks for connection ${conn}, which is gone`);
      return c.client === node.id ? c.server : c.client;
    },
    listen(isListening) {
      node.isListening = isListening;
    },
    setTimer(name, delay, cause) {
      armTimer(run, seat, name, delay, cause ?? ctx.cause);
    },
    cancelTimer(name) {
      const timer = node.timers[name];
      if (timer !== undefined) timer.dueAt = -1;
    },
    hasTimer: (name) => (node.timers[name]?.dueAt ?? -1) >= 0,
    random: (purpose) => nextUint32(streamOf(run, node, purpose)),
    randomBelow: (purpose, n) => Math.floor((nextUint32(streamOf(run, node, purpose)) / 4294967296) * n),
    randomExponential: (purpose, mean) => exponentialAt(nextUint32(streamOf(run, node, purpose)), mean),
    emit(type, fields, because?: Because) {
      const kind = kindNamed(run.trace, type);
      const row = writeRow(run.trace, run.world, seat.name, kind, fields, ctx.cause, because);
      if (kind.isObserved) run.domain.observe(run.world, run.store, type, node.id, fields);
      return row;
    },
    whySilent: (peer) => whySilent(run.world, node.id, peer),
    exit(reason) {
      endProcess(run, node, reason, 'process.exited', ctx.cause);
    },
    exitAndRestart(reason, config) {
      const exiting = node;
      const row = endProcess(run, exiting, reason, 'process.exited', ctx.cause);
      restartWith(run, exiting, config, row);
    },
  };
  return ctx;
}
