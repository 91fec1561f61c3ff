// The lanes of a share group are read from the trace; the world knows on its own who reads what.

import { expect, it } from 'vitest';
import { clusterView, ledgerView } from '../../engine/kafka/queries.ts';
import { recordText } from '../../testing/scenario-dsl.ts';
import { extendGroupData } from './group-data.ts';
import { groupLayout } from './group-layout.ts';
import { stoppedAt, sumsOf } from './group-sums.ts';
import { createGroupData } from './group-track.ts';
import { lagAt } from './lag-layout.ts';

const SECOND = 1_000_000;
const TEXT = `
v: 1
title: A share group
brokers: 1
topics: { t: { partitions: 2 } }
producers: { p: { topic: t, rate: 20/s } }
groups: { g: { type: share, topic: t, members: 3, running: 2, processing: 20ms } }
until: 60s
timeline:
  - { at: 15s, do: restart, node: g-3 }
  - { at: 30s, do: crash, node: g-1 }
  - { at: 32s, do: crash, node: g-2 }
  - { at: 34s, do: crash, node: g-3 }
`;

function recordGroups(text: string) {
  const recording = recordText(text);
  const data = createGroupData(recording.end, structuredClone(clusterView(recording.frameAt(0).world)));
  extendGroupData(data, recording.events as never);
  return { recording, data };
}

const { recording, data } = recordGroups(TEXT);
const group = data.byName.get('g');
if (group === undefined) throw new Error('a group is expected');

it('agrees with the world about who reads what and where the start offset is', () => {
  for (let t = SECOND; t < recording.end; t += 1.3 * SECOND) {
    const view = clusterView(recording.frameAt(t).world).groups[0];
    for (const p of view?.partitions ?? []) {
      const track = group.partitions.get(p.tp);
      if (track === undefined) throw new Error(p.tp);
      const readers = track.readers.filter((one) => one.from <= t && one.to > t).map((one) => one.node);
      expect(readers.sort(), `${p.tp} at ${t}`).toEqual([...(p.share?.members ?? [])]);
      if (p.committed >= 0) expect(lagAt(data, track, t).committed, `${p.tp} at ${t}`).toBe(p.committed);
    }
  }
});

it('gives each reader a lane, tells nothing that is still to come, and shows when nobody is left', () => {
  const at = (horizon: number) =>
    groupLayout(data, group, {
      width: 600,
      window: { from: 0, to: recording.end },
      horizon,
      computedTo: recording.end,
      selected: undefined,
    });
  // One reader each until the third member is there.
  for (const row of at(14 * SECOND).rows) expect(row.bands.map((band) => band.height)).toEqual([row.height]);
  const shared = at(29 * SECOND).rows.filter((row) => new Set(row.bands.map((band) => band.y)).size > 1);
  expect(shared.length).toBeGreaterThan(0);
  for (const row of shared) expect(row.height).toBeGreaterThan(15);
  expect(stoppedAt(group, 29 * SECOND)).toBe(0);
  expect(stoppedAt(group, 35 * SECOND)).toBe(2);
  const end = at(recording.end);
  expect(end.rows.every((row) => row.bands.some((band) => band.member < 0))).toBe(true);
  expect(end.rows[0]?.words).toContain('nobody reads it since 3');
  expect(end.steps.every((step) => !step.isOpen)).toBe(true);
});

it('adds up to what the ledger counted', () => {
  const { world } = recording.frameAt(recording.end);
  const ledger = ledgerView(world);
  const view = clusterView(world).groups[0];
  const sums = new Map(
    sumsOf(data, group, { from: 0, to: recording.end }).map((sum) => [sum.id, sum.amount]),
  );
  const unread = view?.partitions.filter((p) => p.stoppedMs > 0) ?? [];
  expect(unread).toHaveLength(2);
  expect(sums.get('stopped')).toBe(unread.length);
  // One lost its last reader at 32 s, the other at 34 s.
  expect(unread.map((p) => p.stoppedMs).sort()).toEqual([26_000, 28_000]);
  expect(ledger.pausedPartitionMs).toBe(54_000);
  expect(sums.get('seconds')).toBe(54 * SECOND);
  expect(sums.get('longest')).toBe(28 * SECOND);
  // All that came in since then waits, and nothing else.
  const waits = unread.reduce((sum, { tp, highWatermark, stoppedSince }) => {
    const then = clusterView(recording.frameAt(stoppedSince).world).groups[0]?.partitions;
    return sum + highWatermark - (then?.find((p) => p.tp === tp)?.highWatermark ?? 0);
  }, 0);
  expect(waits).toBeGreaterThan(400);
  expect(sums.get('waited')).toBe(waits);
});

it('draws who is inside a handler in the lane of that member', () => {
  const long = recordGroups(
    TEXT.replace('processing: 20ms', 'processing: 400ms, max.poll.records: 5').replace(
      'rate: 20/s',
      'rate: 60/s',
    ),
  );
  const track = long.data.byName.get('g');
  if (track === undefined) throw new Error('a group is expected');
  const { rows } = groupLayout(long.data, track, {
    width: 600,
    window: { from: 0, to: 29 * SECOND },
    horizon: 29 * SECOND,
    computedTo: recording.end,
    selected: undefined,
  });
  const lines = rows.flatMap((row) => row.busy.map((line) => ({ row, line })));
  expect(lines.length).toBeGreaterThan(5);
  for (const { row, line } of lines) {
    const lane = row.bands.find((b) => b.member === line.member && b.y < line.y && line.y < b.y + b.height);
    expect(lane, `${row.tp} ${line.x}`).toBeDefined();
    expect(line.x).toBeGreaterThanOrEqual((lane?.x ?? 0) - 0.1);
  }
});
