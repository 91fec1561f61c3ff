import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AcknowledgeType,
  acknowledge,
  expireLocks,
  nextLockEnd,
  releaseAcquired,
} from './acknowledge.ts';
import { type AcquiredRange, acquire, type FetchedBatch } from './acquire.ts';
import type { InFlightState } from './in-flight.ts';
import {
  canAcquire,
  endChanges,
  nextFetchOffset,
  openSharePartition,
  type ShareLimits,
  type SharePartition,
  startFromLog,
} from './share-partition.ts';
import { combineBatches, type StateBatch } from './state-batches.ts';

const LIMITS: ShareLimits = {
  maxDeliveryCount: 5,
  maxInFlightRecords: 2000,
  lockDurationMs: 30_000,
  isRenewEnabled: true,
};

/** Batches of the log with so many records each, from offset 0 on. */
function logOf(...sizes: number[]): FetchedBatch[] {
  let base = 0;
  return sizes.map((size) => {
    const batch = { base, last: base + size - 1 };
    base += size;
    return batch;
  });
}

interface Options {
  member?: string;
  maxRecords?: number;
  batchSize?: number;
  isRecordLimit?: boolean;
  nowMs?: number;
  limits?: ShareLimits;
}

/** What a fetch of a member gets: the log is read from the batch that holds the next offset on. */
function fetchFrom(p: SharePartition, log: readonly FetchedBatch[], o: Options = {}): AcquiredRange[] {
  const limits = o.limits ?? LIMITS;
  if (!canAcquire(p, limits)) return [];
  const fetchOffset = nextFetchOffset(p);
  const batches = log.filter((b) => b.last >= fetchOffset);
  if (batches.length === 0) return [];
  const { member = 'm1', maxRecords = 500, batchSize = 500, isRecordLimit = false, nowMs = 0 } = o;
  const request = {
    memberId: member,
    isRecordLimit,
    batchSize,
    maxRecords,
    fetchOffset,
    batches,
    nowMs,
    row: -1,
  };
  return acquire(p, request, limits);
}

function text(ranges: readonly AcquiredRange[]): string {
  return ranges.map((r) => `${r.first}-${r.last} x${r.deliveryCount}`).join(', ');
}

/** Answers and, at once, the answer of the share coordinator. */
function answer(
  p: SharePartition,
  first: number,
  last: number,
  types: AcknowledgeType | AcknowledgeType[],
  o: Options = {},
): string {
  const limits = o.limits ?? LIMITS;
  const list = typeof types === 'string' ? [types] : types;
  const { error, changes } = acknowledge(
    p,
    o.member ?? 'm1',
    [{ first, last, types: list }],
    o.nowMs ?? 0,
    limits,
  );
  endChanges(p, changes, true, o.nowMs ?? 0, limits);
  return error;
}

function states(p: SharePartition): string {
  const letter = (r: InFlightState) => `${r.state.slice(0, 3)}${r.deliveryCount}`;
  return p.batches
    .map((b) =>
      b.offsets === undefined ? `${b.first}-${b.last}:${letter(b)}` : b.offsets.map(letter).join(' '),
    )
    .join(' | ');
}

describe('a share-partition', () => {
  test('hands out whole batches, more than asked for, and counts the delivery', () => {
    const p = openSharePartition(0, []);
    expect(text(fetchFrom(p, logOf(3, 3, 3), { maxRecords: 4 }))).toBe('0-5 x1');
    expect([p.startOffset, p.endOffset, nextFetchOffset(p)]).toEqual([0, 5, 6]);
    expect(text(fetchFrom(p, logOf(3, 3, 3), { member: 'm2' }))).toBe('6-8 x1');
  });

  test('record_limit takes exactly as many as asked for; the rest of the batch stays free', () => {
    const p = openSharePartition(0, []);
    expect(text(fetchFrom(p, logOf(5), { maxRecords: 2, isRecordLimit: true }))).toBe('0-1 x1');
    expect(text(fetchFrom(p, logOf(5), { member: 'm2', maxRecords: 2, isRecordLimit: true }))).toBe('2-3 x1');
  });

  test('accepted and rejected records are done, released ones come again with a higher count', () => {
    const p = openSharePartition(0, []);
    fetchFrom(p, logOf(6));
    expect(answer(p, 0, 5, ['accept', 'release', 'reject', 'accept', 'release', 'reject'])).toBe('NONE');
    expect(p.startOffset).toBe(1);
    expect(text(fetchFrom(p, logOf(6), { member: 'm2' }))).toBe('1-1 x2, 4-4 x2');
    expect(answer(p, 1, 1, 'accept', { member: 'm2' })).toBe('NONE');
    expect(p.startOffset).toBe(4);
    expect(answer(p, 4, 4, 'accept', { member: 'm2' })).toBe('NONE');
    expect([p.startOffset, p.batches.length, nextFetchOffset(p)]).toEqual([6, 0, 6]);
  });

  test('an answer of another member, a late or a second one changes nothing', () => {
    const p = openSharePartition(0, []);
    fetchFrom(p, logOf(3));
    expect(answer(p, 0, 2, 'accept', { member: 'm2' })).toBe('INVALID_RECORD_STATE');
    expect(answer(p, 0, 9, 'accept')).toBe('INVALID_REQUEST');
    expect(answer(p, 1, 1, 'reject')).toBe('NONE');
    expect(answer(p, 0, 2, 'accept')).toBe('INVALID_RECORD_STATE');
    expect(states(p)).toBe('ACQ1 ARC1 ACQ1');
    expireLocks(p, 30_000, LIMITS);
    expect(answer(p, 2, 2, 'accept', { nowMs: 30_000 })).toBe('INVALID_RECORD_STATE');
  });

  test('a lock that runs out frees the records; at the limit they are archived', () => {
    const limits = { ...LIMITS, maxDeliveryCount: 2 };
    const p = openSharePartition(0, []);
    fetchFrom(p, logOf(2), { limits });
    expect(nextLockEnd(p)).toBe(30_000);
    expect(expireLocks(p, 29_999, limits)).toEqual([]);
    expect(expireLocks(p, 30_000, limits)[0]).toMatchObject({
      memberId: 'm1',
      ranges: [{ first: 0, last: 1, state: 'AVAILABLE', deliveryCount: 1 }],
    });
    expect(text(fetchFrom(p, logOf(2), { limits, nowMs: 30_000, member: 'm2' }))).toBe('0-1 x2');
    expect(expireLocks(p, 60_000, limits)[0]?.ranges[0]?.state).toBe('ARCHIVED');
  });

  test('renewing begins the lock anew and stores nothing', () => {
    const p = openSharePartition(0, []);
    fetchFrom(p, logOf(2));
    const { error, changes } = acknowledge(
      p,
      'm1',
      [{ first: 0, last: 1, types: ['renew'] }],
      20_000,
      LIMITS,
    );
    expect([error, changes, nextLockEnd(p)]).toEqual(['NONE', [], 50_000]);
  });

  test('the end of a session frees what the member has, and keeps the counts', () => {
    const p = openSharePartition(0, []);
    fetchFrom(p, logOf(2, 2), { maxRecords: 2, batchSize: 2 });
    fetchFrom(p, logOf(2, 2), { member: 'm2' });
    const changes = releaseAcquired(p, 'm1', LIMITS);
    expect(changes).toEqual([{ first: 0, last: 1, state: 'AVAILABLE', deliveryCount: 1 }]);
    // Until that is stored nobody gets them.
    expect(nextFetchOffset(p)).toBe(4);
    endChanges(p, changes, true, 0, LIMITS);
    expect(text(fetchFrom(p, logOf(2, 2), { member: 'm3' }))).toBe('0-1 x2');
    expect(states(p)).toBe('0-1:ACQ2 | 2-3:ACQ1');
  });

  test('what could not be stored is as before, or free when its lock ran out meanwhile', () => {
    const p = openSharePartition(0, []);
    fetchFrom(p, logOf(2));
    const first = acknowledge(p, 'm1', [{ first: 0, last: 1, types: ['accept'] }], 0, LIMITS);
    endChanges(p, first.changes, false, 10, LIMITS);
    expect(states(p)).toBe('0-1:ACQ1');
    const second = acknowledge(p, 'm1', [{ first: 0, last: 1, types: ['accept'] }], 29_000, LIMITS);
    endChanges(p, second.changes, false, 31_000, LIMITS);
    expect(states(p)).toBe('0-1:AVA1');
    expect(nextFetchOffset(p)).toBe(0);
  });

  test('records with many deliveries come in smaller parts, the last time alone', () => {
    const p = openSharePartition(0, []);
    const log = logOf(8);
    const parts: string[] = [];
    for (let round = 0; round < 5; round++) {
      parts.push(text(fetchFrom(p, log)));
      endChanges(p, releaseAcquired(p, 'm1', LIMITS), true, 0, LIMITS);
    }
    expect(parts).toEqual(['0-7 x1', '0-7 x2', '0-7 x3', '0-3 x4', '0-0 x5']);
  });

  test('no more records are handed out than may be locked, but free ones below the end are', () => {
    const limits = { ...LIMITS, maxInFlightRecords: 4 };
    const p = openSharePartition(0, []);
    const log = logOf(2, 2, 2);
    fetchFrom(p, log, { limits, maxRecords: 2, batchSize: 2 });
    fetchFrom(p, log, { limits });
    expect(canAcquire(p, limits)).toBe(false);
    answer(p, 2, 3, 'release', { limits });
    expect(text(fetchFrom(p, log, { limits, member: 'm2' }))).toBe('2-3 x2');
    expect(canAcquire(p, limits)).toBe(false);
  });

  test('a new leader knows what was stored; what was only acquired is handed out again from the first delivery on', () => {
    const stored: StateBatch[] = [{ first: 4, last: 5, state: 'ACKNOWLEDGED', deliveryCount: 1 }];
    const p = openSharePartition(2, stored);
    const log = logOf(2, 2, 2, 2);
    expect([p.startOffset, p.endOffset, nextFetchOffset(p)]).toEqual([2, 5, 2]);
    expect(text(fetchFrom(p, log))).toBe('2-3 x1, 6-7 x1');
    answer(p, 2, 3, 'accept');
    expect([p.startOffset, p.endOffset]).toEqual([6, 7]);
  });

  test('the log begins later: free records before that are archived', () => {
    const p = openSharePartition(0, []);
    fetchFrom(p, logOf(4));
    answer(p, 0, 3, 'release');
    startFromLog(p, 2);
    expect(states(p)).toBe('ARC1 ARC1 AVA1 AVA1');
    expect([p.startOffset, nextFetchOffset(p)]).toEqual([2, 2]);
  });
});

describe('stored batches', () => {
  test('the higher delivery count wins, then the later state; what is done with is dropped', () => {
    const known: StateBatch[] = [{ first: 0, last: 9, state: 'AVAILABLE', deliveryCount: 1 }];
    const added: StateBatch[] = [
      { first: 2, last: 3, state: 'ACKNOWLEDGED', deliveryCount: 1 },
      { first: 5, last: 12, state: 'AVAILABLE', deliveryCount: 2 },
    ];
    expect(combineBatches(known, added, 3)).toEqual([
      { first: 3, last: 3, state: 'ACKNOWLEDGED', deliveryCount: 1 },
      { first: 4, last: 4, state: 'AVAILABLE', deliveryCount: 1 },
      { first: 5, last: 12, state: 'AVAILABLE', deliveryCount: 2 },
    ]);
  });
});

const MEMBERS = ['m1', 'm2', 'm3'];
const step = fc.record({
  do: fc.constantFrom('fetch', 'answer', 'leave', 'expire', 'store', 'fail'),
  member: fc.constantFrom(...MEMBERS),
  at: fc.nat(30),
  length: fc.nat(4),
  type: fc.constantFrom<AcknowledgeType>('accept', 'release', 'reject', 'renew'),
  isRecordLimit: fc.boolean(),
  max: fc.integer({ min: 1, max: 8 }),
});

test('whatever happens: the start never goes back, nothing done comes again, nobody gets more than the limit', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 10 }),
      fc.array(step, { maxLength: 60 }),
      (sizes, steps) => {
        const log = logOf(...sizes);
        const limits = { ...LIMITS, maxDeliveryCount: 3, maxInFlightRecords: 12 };
        const p = openSharePartition(0, []);
        const done = new Set<number>();
        const held = new Map<number, string>();
        const counts = new Map<number, number>();
        let nowMs = 0;
        let pending: StateBatch[] = [];
        const settle = (isStored: boolean) => {
          const before = p.startOffset;
          endChanges(p, pending, isStored, nowMs, limits);
          if (isStored)
            for (const c of pending)
              for (let o = c.first; o <= c.last; o++) if (c.state !== 'AVAILABLE') done.add(o);
          pending = [];
          expect(p.startOffset).toBeGreaterThanOrEqual(before);
        };
        for (const s of steps) {
          nowMs += 7_000;
          if (s.do === 'store' || s.do === 'fail') settle(s.do === 'store');
          else if (pending.length > 0) continue;
          else if (s.do === 'fetch') {
            const o = {
              member: s.member,
              maxRecords: s.max,
              batchSize: s.max,
              isRecordLimit: s.isRecordLimit,
              nowMs,
              limits,
            };
            for (const range of fetchFrom(p, log, o)) {
              for (let at = range.first; at <= range.last; at++) {
                expect(done.has(at)).toBe(false);
                expect(held.has(at)).toBe(false);
                expect(range.deliveryCount).toBe((counts.get(at) ?? 0) + 1);
                expect(range.deliveryCount).toBeLessThanOrEqual(3);
                held.set(at, s.member);
                counts.set(at, range.deliveryCount);
              }
            }
          } else if (s.do === 'answer') {
            const answers = [{ first: s.at, last: s.at + s.length, types: [s.type] }];
            pending = acknowledge(p, s.member, answers, nowMs, limits).changes;
          } else if (s.do === 'leave') pending = releaseAcquired(p, s.member, limits);
          else
            for (const e of expireLocks(p, nowMs, limits))
              for (const c of e.ranges)
                for (let o = c.first; o <= c.last; o++) if (c.state !== 'AVAILABLE') done.add(o);
          held.clear();
          for (const b of p.batches)
            (b.offsets ?? [b]).forEach((r, i) => {
              const last = b.offsets === undefined ? b.last : b.first + i;
              for (let o = b.first + i; o <= last; o++) if (r.state === 'ACQUIRED') held.set(o, r.memberId);
            });
        }
      },
    ),
    { numRuns: 300 },
  );
});
