// The application thread: poll(), process what it returned record by record, commit as told, poll() again. While it
// processes it takes no part in rebalances; that is what max.poll.interval.ms is about.
// Simplification: processing time is the same for every record; records that take less than 1 ms are processed in
// steps of 1 ms.

import type { Micros } from '../../../base/units.ts';
import { MICROS_PER_MS } from '../../../base/units.ts';
import { RECORDS_PROCESSED } from '../hot-kinds.ts';
import { failMember } from './closing.ts';
import { beginCommit, commitAsync } from './commits.ts';
import { takeFetched } from './member-fetching.ts';
import type { Application, MemberCtx, MemberNode, PolledRange } from './member-state.ts';

export const PROCESSING_TIMER = 'processing';

/** Records that wait for the other thread of an application that hands them over; with more, nothing is taken. */
const MOST_HANDED_OVER = 10_000;

/** Takes what was fetched; true when the application has something to do now. */
export function takePoll(node: MemberNode, ctx: MemberCtx): boolean {
  const { memory, config } = node;
  const { application } = memory;
  application.polledMs = ctx.nowMs;
  if (memory.ready.length === 0 || recordsInHand(application) >= MOST_HANDED_OVER) return false;
  const polled = takeFetched(node, ctx);
  if (polled.length === 0) return false;
  if (config.commit === 'handover') {
    handOver(node, polled, ctx);
    return true;
  }
  application.batch = polled;
  application.phase = 'processing';
  const { job } = config;
  if (config.commit === 'before' || job?.commit === 'before') {
    application.phase = 'committing';
    beginCommit(node, 'before', config['default.api.timeout.ms'], ctx);
  } else {
    startChunk(node, ctx);
  }
  return true;
}

function recordsInHand({ batch }: Application): number {
  return batch.length === 0 ? 0 : batch.reduce((sum, range) => sum + range.to - range.next, 0);
}

/** Another thread processes them, one after the other; this one goes on polling, and committing. */
function handOver(node: MemberNode, polled: readonly PolledRange[], ctx: MemberCtx): void {
  const { application } = node.memory;
  const isIdle = application.batch.length === 0 && application.stalledUntil <= ctx.now;
  application.batch.push(...polled);
  if (isIdle) startChunk(node, ctx);
}

/** The other thread is done with what it was working on, or no longer stuck. */
function onHandedOver(node: MemberNode, ctx: MemberCtx): void {
  const { application } = node.memory;
  const range = application.batch[0];
  if (range !== undefined && application.chunk > 0) completeChunk(node, range, ctx);
  application.chunk = 0;
  if (application.stalledUntil > ctx.now) {
    ctx.setTimer(PROCESSING_TIMER, application.stalledUntil - ctx.now);
    return;
  }
  application.stalledUntil = -1;
  startChunk(node, ctx);
}

/** Time that one record takes now (µs). */
function perRecord(node: MemberNode): Micros {
  return Math.round(node.config.processing * node.slowFactor);
}

/** Begins with the next records, or, when the batch is done, with what follows it. */
function startChunk(node: MemberNode, ctx: MemberCtx): void {
  const { application } = node.memory;
  for (;;) {
    const range = application.batch[0];
    if (range === undefined || isJobDone(node)) {
      endBatch(node, ctx);
      return;
    }
    const each = perRecord(node);
    const room = roomOfJob(node);
    const left = Math.min(range.to - range.next, room);
    application.chunk = each === 0 ? left : Math.min(left, Math.max(1, Math.ceil(MICROS_PER_MS / each)));
    if (each > 0) {
      ctx.setTimer(PROCESSING_TIMER, each * application.chunk);
      return;
    }
    completeChunk(node, range, ctx);
  }
}

function completeChunk(node: MemberNode, range: PolledRange, ctx: MemberCtx): void {
  const { application } = node.memory;
  const { tp, next, tail } = range;
  const toOffset = next + application.chunk;
  ctx.emitHot(RECORDS_PROCESSED, {
    group: node.config['group.id'],
    tp,
    fromOffset: next,
    toOffset,
    tail,
  });
  application.processed += application.chunk;
  if (node.config.job !== undefined) application.done[tp] = toOffset;
  range.next = toOffset;
  if (toOffset >= range.to) application.batch.shift();
}

/** The records being worked on are done, or the handler is no longer stuck. */
export function onProcessingTimer(node: MemberNode, ctx: MemberCtx): void {
  const { application } = node.memory;
  if (node.config.commit === 'handover') {
    onHandedOver(node, ctx);
    return;
  }
  if (application.phase === 'stalled') {
    application.stalledUntil = -1;
    resumeBatch(node, ctx);
    return;
  }
  const range = application.batch[0];
  if (application.phase !== 'processing' || range === undefined) return;
  completeChunk(node, range, ctx);
  if (application.stalledUntil > ctx.now) stick(node, ctx);
  else startChunk(node, ctx);
}

function resumeBatch(node: MemberNode, ctx: MemberCtx): void {
  const { application } = node.memory;
  if (application.batch.length === 0) {
    application.phase = 'polling';
    return;
  }
  application.phase = 'processing';
  startChunk(node, ctx);
}

function stick(node: MemberNode, ctx: MemberCtx): void {
  const { application } = node.memory;
  application.phase = 'stalled';
  ctx.setTimer(PROCESSING_TIMER, application.stalledUntil - ctx.now);
}

/** The handler is stuck for so long (ms) from now on, or from the end of the present record on. */
export function stall(node: MemberNode, ms: number, ctx: MemberCtx): void {
  const { application } = node.memory;
  ctx.cause = ctx.emit('member.stalled', { group: node.config['group.id'], forMs: ms });
  application.stalledUntil = ctx.now + ms * MICROS_PER_MS;
  if (node.config.commit === 'handover') {
    // Only the other thread is stuck.
    if (application.chunk === 0) ctx.setTimer(PROCESSING_TIMER, ms * MICROS_PER_MS);
    return;
  }
  if (application.phase === 'polling' || application.phase === 'stalled') stick(node, ctx);
}

/** The commit that the application waited for is over, one way or the other. */
export function afterCommit(node: MemberNode, ctx: MemberCtx): void {
  const { memory } = node;
  const { reason, exception } = memory.blocking ?? {};
  delete memory.blocking;
  if (exception !== undefined && node.config.job !== undefined) {
    memory.application.batch = [];
    failMember(node, exception, ctx);
  } else if (reason === 'before') {
    memory.application.phase = 'processing';
    startChunk(node, ctx);
  } else {
    memory.application.phase = 'polling';
  }
}

/** Everything that poll() returned is processed. */
function endBatch(node: MemberNode, ctx: MemberCtx): void {
  const { memory, config } = node;
  const { application } = memory;
  application.chunk = 0;
  if (application.phase === 'processing') application.phase = 'polling';
  if (config.job !== undefined) return;
  if (config.commit === 'sync') {
    application.phase = 'committing';
    beginCommit(node, 'sync', config['default.api.timeout.ms'], ctx);
  } else if (config.commit === 'async') {
    commitAsync(node, ctx);
  }
}

/** Records that a job may still process. */
function roomOfJob(node: MemberNode): number {
  const { job } = node.config;
  if (job === undefined || job.processOnly < 0) return Number.MAX_SAFE_INTEGER;
  return job.processOnly - node.memory.application.processed;
}

/** A job has processed what it may, or its time is over. */
export function isJobDone(node: MemberNode): boolean {
  const { job } = node.config;
  if (job === undefined) return false;
  const { processed } = node.memory.application;
  return (job.max >= 0 && processed >= job.max) || (job.processOnly >= 0 && processed >= job.processOnly);
}

/** A job's time is over (it ends at the next poll). */
export function isJobLate(node: MemberNode, nowMs: number): boolean {
  const { job } = node.config;
  return job !== undefined && nowMs - node.memory.application.startedMs >= job.forMs;
}
