// The lanes are read from the trace, the ledger counts on its own: both must tell the same story of the same groups.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clusterView, ledgerView } from '../../engine/kafka/queries.ts';
import { recordText } from '../../testing/scenario-dsl.ts';
import { extendGroupData } from './group-data.ts';
import { groupLayout } from './group-layout.ts';
import { momentsOf, stoppedAt, stoppedFor, sumsOf, windowsOf } from './group-sums.ts';
import { createGroupData } from './group-track.ts';
import { lagAt, lagLayout } from './lag-layout.ts';

const CONTENT = join(import.meta.dirname, '../../../content');
const SECOND = 1_000_000;

function readRun(file: string) {
  const recording = recordText(readFileSync(join(CONTENT, file), 'utf8'));
  const data = createGroupData(recording.end, structuredClone(clusterView(recording.frameAt(0).world)));
  extendGroupData(data, recording.events as never);
  return { recording, data };
}

const { recording, data } = readRun('scenarios/member-crash.yaml');
const [eager, cooperative] = data.groups;
if (eager === undefined || cooperative === undefined) throw new Error('two groups are expected');
const ALL = { from: 0, to: recording.end };

it('agrees with the world about owners, stops, commits and lag at any moment', () => {
  for (let t = SECOND; t < recording.end; t += 1.7 * SECOND) {
    const view = clusterView(recording.frameAt(t).world);
    for (const group of view.groups) {
      const track = data.byName.get(group.group);
      if (track === undefined) throw new Error(group.group);
      expect(stoppedAt(track, t), `${group.group} at ${t}`).toBe(
        group.partitions.filter((p) => p.stoppedSince >= 0).length,
      );
      for (const p of group.partitions) {
        const lane = track.partitions.get(p.tp);
        if (lane === undefined) throw new Error(p.tp);
        const where = `${group.group} ${p.tp} at ${t}`;
        expect(Math.round(stoppedFor(lane, { from: 0, to: t }) / 1000), where).toBe(p.stoppedMs);
        const values = lagAt(data, lane, t);
        expect(values.committed, where).toBe(p.committed);
        // The curve keeps one point per bucket of time.
        expect(Math.abs(values.lag - p.lag), where).toBeLessThanOrEqual(4);
      }
    }
  }
});

it('adds up to what the ledger counted', () => {
  const ledger = ledgerView(recording.frameAt(recording.end).world);
  let stopped = 0;
  let moved = 0;
  for (const group of data.groups)
    for (const lane of group.partitions.values()) {
      stopped += stoppedFor(lane, ALL);
      moved += lane.spans.filter((span) => span.isMoved).length;
    }
  expect(Math.abs(stopped / 1000 - ledger.pausedPartitionMs)).toBeLessThan(12);
  expect(moved).toBe(ledger.partitionsMoved);
});

it('tells what the protocols cost', () => {
  const stopped = data.groups.map((group) => sumsOf(data, group, ALL)[0]?.value);
  expect(stopped).toEqual(['6 of 6', '3 of 6']);
});

const layout = (group: typeof eager, horizon = recording.end, width = 700) =>
  groupLayout(data, group, {
    width,
    window: { from: 0, to: recording.end },
    horizon,
    computedTo: recording.end,
    selected: 'orders-0',
  });

it('never gives a partition two owners at once, nor leaves a gap without a cause', () => {
  for (const group of data.groups) {
    for (const lane of group.partitions.values()) {
      lane.spans.forEach((span, i) => {
        const next = lane.spans[i + 1];
        if (next !== undefined) expect(span.to).toBe(next.from);
        if (span.owner === '') expect(span.why).not.toBe('');
      });
    }
    for (const row of layout(group).rows) expect(row.words).toContain(row.tp);
  }
});

it('names whom a partition waits for', () => {
  const labels = layout(eager).rows.flatMap((row) => row.bands.map((band) => band.label));
  expect(labels).toContain('waits for the session of m3');
  const titles = layout(eager).rows.flatMap((row) => row.bands.map((band) => band.title));
  expect(titles.some((title) => title.endsWith('waits for m2'))).toBe(true);
});

it('names the old self of a member that came back as another one', () => {
  const run = readRun('lessons/consuming-and-delivery/rebalance-internals/static-restart.yaml');
  const dynamic = run.data.byName.get('dynamic');
  if (dynamic === undefined) throw new Error('a group without names is expected');
  const { end } = run.recording;
  const { rows } = groupLayout(run.data, dynamic, {
    width: 900,
    window: { from: 0, to: end },
    horizon: end,
    computedTo: end,
    selected: 'orders-0',
  });
  const waiting = rows.map((row) => row.bands.find((band) => band.title.includes('waits for'))?.title);
  for (const title of waiting) expect(title).toContain('waits for the session of m2');
  expect(waiting).toHaveLength(6);
  // A member with a name is back before its session is over; until then nobody can know.
  const named = run.data.byName.get('static');
  if (named === undefined) throw new Error('a group with names is expected');
  const titles = (horizon: number) =>
    groupLayout(run.data, named, {
      width: 900,
      window: { from: 0, to: end },
      horizon,
      computedTo: end,
      selected: undefined,
    }).rows.flatMap((row) => row.bands.flatMap((band) => (band.member < 0 ? [band.title] : [])));
  expect(titles(30 * SECOND).every((title) => title.endsWith('waits for the session of m2'))).toBe(true);
  expect(titles(end).every((title) => title.endsWith('waits for m2'))).toBe(true);
  expect(titles(end)).toHaveLength(2);
});

it('holds nothing of what comes after the horizon', () => {
  const horizon = 30 * SECOND;
  const scene = layout(eager, horizon);
  expect(scene.ticks.every((tick) => tick.at <= horizon)).toBe(true);
  expect(JSON.stringify(scene)).not.toMatch(/generation 2|session over|rejoins|taken over/);
  expect(
    Math.max(...scene.rows.flatMap((row) => row.bands.map((band) => band.x + band.width))),
  ).toBeLessThanOrEqual((scene.hiddenFrom ?? 0) + 0.01);
  expect(momentsOf(data, horizon).every((t) => t <= horizon)).toBe(true);
  expect(windowsOf(data, horizon)).toHaveLength(2);
});

it('draws the lag of a partition up to the limit only', () => {
  const lane = eager.partitions.get('orders-4');
  if (lane === undefined) throw new Error('no orders-4');
  const window = { from: 0, to: recording.end };
  const all = lagLayout(data, eager, lane, { width: 200, height: 90, window, limit: recording.end });
  expect(all.largest.lag).toBeGreaterThan(100);
  const early = lagLayout(data, eager, lane, { width: 200, height: 90, window, limit: 11 * SECOND });
  expect(early.largest.lag).toBeLessThan(all.largest.lag);
  expect(early.steps).toHaveLength(1);
});

it('adds up to what is shown, whatever window that is', () => {
  for (const group of data.groups)
    for (let from = 0; from < recording.end; from += 7.3 * SECOND) {
      const window = { from, to: Math.min(recording.end, from + 11 * SECOND) };
      const scene = groupLayout(data, group, {
        width: 700,
        window,
        horizon: recording.end,
        computedTo: recording.end,
        selected: undefined,
      });
      const isGap = (width: number, member: number) => member < 0 && width > 0;
      const withGap = scene.rows.filter((row) => row.bands.some((b) => isGap(b.width, b.member)));
      expect(scene.sums[0]?.amount, `${group.group} from ${from}`).toBe(withGap.length);
      for (const row of scene.rows) expect(row.stopped === '–').toBe(!withGap.includes(row));
      const edges = scene.rows.flatMap((row) => row.bands.filter((b) => b.isMoved));
      expect(scene.sums[0]?.label).toBe(`stopped, ${edges.length} moved`);
    }
  const halves = [0, 30 * SECOND].map((from) => ({ from, to: from + 30 * SECOND }));
  const amount = (window: { from: number; to: number }, id: string) =>
    sumsOf(data, eager, window).find((sum) => sum.id === id)?.amount ?? 0;
  for (const id of ['seconds', 'waited'])
    expect(halves.reduce((sum, half) => sum + amount(half, id), 0)).toBe(
      amount({ from: 0, to: 60 * SECOND }, id),
    );
});

it.each(['no-barrier', 'share-group'])('agrees with the world about the state of groups in %s', (name) => {
  const run = readRun(`lessons/consuming-and-delivery/rebalance-internals/${name}.yaml`);
  let reconciling = 0;
  for (let t = SECOND; t < run.recording.end; t += 0.7 * SECOND)
    for (const view of clusterView(run.recording.frameAt(t).world).groups) {
      const phase = run.data.byName.get(view.group)?.phases.findLast((one) => one.from <= t);
      expect(phase?.state ?? '', `${view.group} at ${t}`).toBe(view.state);
      if (view.state === 'Reconciling') reconciling++;
    }
  expect(reconciling).toBeGreaterThan(0);
});
