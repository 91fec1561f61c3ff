import { expect, it } from 'vitest';
import { fakeReader } from '../../testing/fake-recording.ts';
import { clusterFixture } from '../cluster-fixture.ts';
import { stripLayout } from './strip-layout.ts';
import { createTimelineData, extendTimelineData } from './timeline-data.ts';

const SECOND = 1_000_000;
const END = 68 * SECOND;
const EVENTS = [
  { at: 12 * SECOND, type: 'link.cut', fields: { a: 'b1', b: 'b2' } },
  {
    at: 45 * SECOND,
    type: 'partition.isrRecorded',
    node: 'c1',
    fields: { tp: 'orders-0', isr: [1, 3], was: [1, 2, 3] },
  },
  { at: 52 * SECOND, type: 'process.crashed', node: 'b1' },
];

function stripAt(horizon: number, width = 330) {
  const data = createTimelineData({ end: END, cluster: clusterFixture() });
  extendTimelineData(data, fakeReader(EVENTS));
  return stripLayout(data, { width, horizon, computedTo: END, partition: 'orders-0' });
}

it('shows the ISR over time with faults as ticks and their times in words', () => {
  const scene = stripAt(END);
  expect(scene.bars.map(({ label, isShrunk }) => [label, isShrunk])).toEqual([
    ['{1,2,3}', false],
    ['{1,3}', true],
  ]);
  expect(scene.ticks.map((tick) => Math.round(tick.x))).toEqual([58, 252]);
  expect(scene.notes.map((note) => note.text)).toContain('12.0 s b1–b2 cut');
});

it('holds nothing of what comes after the horizon', () => {
  const scene = stripAt(51 * SECOND);
  expect(scene.ticks).toHaveLength(1);
  expect(scene.hiddenFrom).toBe(247.5);
  expect(JSON.stringify(scene)).not.toMatch(/52|down/);
});

it('never lets notes overlap', () => {
  for (const width of [120, 200, 330, 600]) {
    const { notes } = stripAt(END, width);
    for (let i = 1; i < notes.length; i++)
      expect((notes[i]?.x ?? 0) - (notes[i - 1]?.x ?? 0)).toBeGreaterThan(40);
  }
});
