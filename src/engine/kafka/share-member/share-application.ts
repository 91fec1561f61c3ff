// The application thread of a share member: poll(), process what it returned record by record, answer for each, poll()
// again. Records that take longer than their lock are somebody else's before they are done.
// Simplification: processing time is the same for every record; records that take less than 1 ms are processed in
// steps of 1 ms.

import type { Micros } from '../../../base/units.ts';
import { MICROS_PER_MS } from '../../../base/units.ts';
import type {
  Answer,
  DeliveredRange,
  GivenAnswers,
  ShareMemberCtx,
  ShareMemberNode,
} from './share-member-state.ts';

export const PROCESSING_TIMER = 'processing';

/** Takes what was fetched, at most max.poll.records; true when the application has something to do now. */
export function takeDelivered(node: ShareMemberNode, ctx: ShareMemberCtx): boolean {
  const { memory, config } = node;
  const { application } = memory;
  application.polledMs = ctx.nowMs;
  let room = config['max.poll.records'];
  const polled: DeliveredRange[] = [];
  while (room > 0) {
    const range = memory.buffer[0];
    if (range === undefined) break;
    const to = Math.min(range.to, range.next + room);
    room -= to - range.next;
    polled.push({ ...range, to });
    const { tp, deliveryCount, next } = range;
    ctx.emit('shareMember.polled', {
      group: config['group.id'],
      tp,
      fromOffset: next,
      toOffset: to,
      deliveryCount,
    });
    if (to === range.to) memory.buffer.shift();
    else range.next = to;
  }
  if (polled.length === 0) return false;
  application.batch = polled;
  application.phase = 'processing';
  startChunk(node, ctx);
  return true;
}

/** Time that one record takes now (µs). */
function perRecord(node: ShareMemberNode): Micros {
  return Math.round(node.config.processing * node.slowFactor);
}

/** Begins with the next records; with none left, the application polls again. */
function startChunk(node: ShareMemberNode, ctx: ShareMemberCtx): void {
  const { application } = node.memory;
  for (;;) {
    const range = application.batch[0];
    if (range === undefined) {
      application.phase = node.config.commitsSync ? 'committing' : 'polling';
      return;
    }
    const each = perRecord(node);
    const left = range.to - range.next;
    application.chunk = each === 0 ? left : Math.min(left, Math.max(1, Math.ceil(MICROS_PER_MS / each)));
    if (each > 0) {
      ctx.setTimer(PROCESSING_TIMER, each * application.chunk);
      return;
    }
    completeChunk(node, range, ctx);
  }
}

/** Key of `answerTo`. */
export function deliveryKey(tp: string, offset: number, deliveryCount: number): string {
  return `${tp}@${offset} ${deliveryCount}`;
}

/** What the application answers for its n-th delivery. */
function answerOf(
  node: ShareMemberNode,
  { tp, deliveryCount }: DeliveredRange,
  offset: number,
  n: number,
): Answer {
  const { answers, answerTo } = node.config;
  const inTurn = answers[n % answers.length] ?? 'accept';
  return answerTo === undefined ? inTurn : (answerTo[deliveryKey(tp, offset, deliveryCount)] ?? inTurn);
}

function completeChunk(node: ShareMemberNode, range: DeliveredRange, ctx: ShareMemberCtx): void {
  const { memory } = node;
  const { application } = memory;
  const end = range.next + application.chunk;
  while (range.next < end) {
    const type = answerOf(node, range, range.next, application.processed);
    const first = range.next;
    let count = 1;
    while (
      first + count < end &&
      answerOf(node, range, first + count, application.processed + count) === type
    )
      count++;
    ctx.emit('shareMember.processed', {
      group: node.config['group.id'],
      tp: range.tp,
      fromOffset: first,
      toOffset: first + count,
      deliveryCount: range.deliveryCount,
      answer: type,
      tail: range.tail,
    });
    give(memory.given, { tp: range.tp, peer: range.peer, first, last: first + count - 1, type });
    application.processed += count;
    range.next += count;
  }
  if (range.next >= range.to) application.batch.shift();
}

/** Neighbours with the same answer are one entry. */
function give(given: GivenAnswers[], answer: GivenAnswers): void {
  const before = given[given.length - 1];
  const isNext =
    before !== undefined &&
    before.tp === answer.tp &&
    before.peer === answer.peer &&
    before.type === answer.type &&
    before.last + 1 === answer.first;
  if (isNext) before.last = answer.last;
  else given.push(answer);
}

/** The records being worked on are done, or the handler is no longer stuck. */
export function onProcessingTimer(node: ShareMemberNode, ctx: ShareMemberCtx): void {
  const { application } = node.memory;
  if (application.phase === 'stalled') {
    application.stalledUntil = -1;
    if (application.batch.length === 0) {
      application.phase = 'polling';
      return;
    }
    application.phase = 'processing';
    startChunk(node, ctx);
    return;
  }
  const range = application.batch[0];
  if (application.phase !== 'processing' || range === undefined) return;
  completeChunk(node, range, ctx);
  if (application.stalledUntil > ctx.now) stick(node, ctx);
  else startChunk(node, ctx);
}

function stick(node: ShareMemberNode, ctx: ShareMemberCtx): void {
  const { application } = node.memory;
  application.phase = 'stalled';
  ctx.setTimer(PROCESSING_TIMER, application.stalledUntil - ctx.now);
}

/** The handler is stuck for so long (ms) from now on, or from the end of the present record on. */
export function stallShare(node: ShareMemberNode, ms: number, ctx: ShareMemberCtx): void {
  const { application } = node.memory;
  ctx.cause = ctx.emit('member.stalled', { group: node.config['group.id'], forMs: ms });
  application.stalledUntil = ctx.now + ms * MICROS_PER_MS;
  if (application.phase === 'polling' || application.phase === 'stalled') stick(node, ctx);
}

/** A job has got what it wanted, or its time is over. */
export function isShareJobOver(node: ShareMemberNode, nowMs: number): boolean {
  const { job } = node.config;
  if (job === undefined) return false;
  const { processed, startedMs } = node.memory.application;
  return (job.max >= 0 && processed >= job.max) || nowMs - startedMs >= job.forMs;
}
