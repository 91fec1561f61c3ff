// The answers that a run gives about a group, each from one short run with two groups.

import { describe, expect, it } from 'vitest';
import { recordScenario } from '../engine/scenario/record.ts';
import { at, scenario } from '../testing/scenario-dsl.ts';
import { type Answer, answerOf, NOBODY } from './grading.ts';
import type { Ask } from './lesson-schema.ts';

const SECOND = 1_000_000;
const recording = recordScenario(
  scenario({
    topics: { t: { partitions: 4, 'replication.factor': 3 } },
    producers: { p: { topic: 't', rate: '10/s', keys: 20, stop: '50s' } },
    consumers: {},
    groups: {
      g: {
        topic: 't',
        'auto.offset.reset': 'earliest',
        'partition.assignment.strategy': 'range',
        'session.timeout.ms': 6000,
        members: 5,
        running: 2,
      },
      other: { topic: 't', members: 1 },
    },
    until: '60s',
    timeline: [
      at('20s', 'restart', { node: 'g-3' }),
      at('20s', 'restart', { node: 'g-4' }),
      at('20s', 'restart', { node: 'g-5' }),
      at('35s', 'crash', { node: 'g-1' }),
    ],
  }),
);
recording.extendTo(recording.end);

function ask(that: Ask['that'], seconds: number, more: Partial<Ask> = {}): Answer {
  const { world, rows } = recording.frameAt(seconds * SECOND);
  return answerOf({ that, group: 'g', ...more }, { world, rows, events: recording.events });
}

describe('questions about a group', () => {
  it('who owns a partition, and nobody while its owner is dead', () => {
    expect(ask('owner', 15, { partition: 't-0' })).toBe('g-1');
    expect(ask('owner', 36, { partition: 't-0' })).toBe(NOBODY);
    expect(ask('owner', 58, { partition: 't-0' })).not.toBe(NOBODY);
  });

  it('how many members have nothing, and what was given up', () => {
    expect(ask('idleMembers', 15)).toBe(0);
    expect(ask('idleMembers', 33)).toBe(1);
    expect(ask('owned', 15, { member: 'g-2' })).toBe(2);
    expect(ask('owned', 15, { member: 'g-3' })).toBe(0);
    expect(ask('revoked', 19)).toBe(0);
    expect(ask('revoked', 19, { group: 'other' })).toBe(0);
    // Eager: both members give up both partitions, each time somebody joins after the group was stable.
    expect(Number(ask('revoked', 33)) % 4).toBe(0);
    expect(ask('revoked', 33)).toBeGreaterThanOrEqual(4);
  });

  it('generation, leader and coordinator', () => {
    expect(ask('generation', 15)).toBe(1);
    expect(ask('generation', 58)).toBeGreaterThan(2);
    expect(['g-1', 'g-2']).toContain(ask('groupLeader', 15));
    expect(['b1', 'b2', 'b3']).toContain(ask('coordinator', 15));
  });

  it('offsets: where a member began, how far it read, what is committed, what is left', () => {
    expect(ask('startOffset', 1, { partition: 't-0' })).toBe(-1);
    expect(ask('startOffset', 15, { partition: 't-0' })).toBe(0);
    const committed = Number(ask('committedOffset', 19, { partition: 't-0' }));
    const position = Number(ask('position', 19, { partition: 't-0' }));
    expect(committed).toBeGreaterThan(0);
    expect(position).toBeGreaterThanOrEqual(committed);
    expect(ask('lag', 19)).toBeGreaterThan(0);
    expect(ask('lag', 59)).toBe(0);
    expect(ask('committedOffset', 59, { partition: 't-0' })).toBe(
      ask('logEndOffset', 59, { partition: 't-0' }),
    );
    expect(ask('processed', 59)).toBeGreaterThanOrEqual(Number(ask('sent', 59)));
  });

  it('for how long nobody read, of one partition or of all', () => {
    expect(ask('pausedMs', 15)).toBe(0);
    const one = Number(ask('pausedMs', 38, { partition: 't-0' }));
    expect(one).toBeGreaterThanOrEqual(3000);
    expect(ask('pausedMs', 38)).toBeGreaterThanOrEqual(one);
  });

  it('which partition nobody reads', () => {
    expect(ask('unreadPartition', 15)).toBe(NOBODY);
    expect(String(ask('unreadPartition', 36))).toMatch(/^t-/);
  });

  it('refuses what is not there', () => {
    expect(() => ask('owner', 15, { group: 'nope', partition: 't-0' })).toThrow(/needs a group/);
    expect(() => ask('owned', 15, { member: 'p' })).toThrow(/needs a member/);
    expect(() => ask('owner', 15, { partition: 'x-9' })).toThrow(/needs a partition/);
  });
});
