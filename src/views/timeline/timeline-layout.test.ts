import { describe, expect, it } from 'vitest';
import { type FakeEvent, fakeReader } from '../../testing/fake-recording.ts';
import { clusterFixture, THREE_ZONES } from '../cluster-fixture.ts';
import { createTimelineData, extendTimelineData } from './timeline-data.ts';
import { timelineLayout } from './timeline-layout.ts';

const SECOND = 1_000_000;
const END = 45 * SECOND;

const elected = (at: number, tp: string, leader: number, isr: number[]): FakeEvent => ({
  at: at * SECOND,
  type: 'leader.elected',
  node: 'c2',
  fields: { tp, leader, was: 1, leaderEpoch: 5, isr, elr: [], election: 'clean', reason: '' },
});
const acked = (at: number, count: number): FakeEvent => ({
  at: at * SECOND,
  type: 'batch.acknowledged',
  node: 'p',
  fields: { count },
});

/** Zone a goes dark at 12 s; Broker 2 leads from 20.4 s on. */
const RUN: FakeEvent[] = [
  ...Array.from({ length: 12 }, (_, i) => acked(i + 0.5, 55)),
  { at: 12 * SECOND, type: 'host.lost', node: 'c1', fields: { zone: 'a' } },
  { at: 12 * SECOND, type: 'host.lost', node: 'b1', fields: { zone: 'a' } },
  elected(20.4, 'orders-0', 2, [3, 2]),
  ...Array.from({ length: 19 }, (_, i) => acked(i + 21.5, 55)),
  { at: 41 * SECOND, type: 'process.started', node: 'c1', fields: { incarnation: 2 } },
  { at: 41 * SECOND, type: 'process.started', node: 'b1', fields: { incarnation: 2 } },
];

function lanesAt(horizon: number, events = RUN, computedTo = END) {
  const data = createTimelineData({ end: END, cluster: clusterFixture({ ...THREE_ZONES, partitions: 3 }) });
  extendTimelineData(data, fakeReader(events));
  const scene = timelineLayout(data, {
    width: 900,
    horizon,
    computedTo,
    partition: undefined,
    isExpanded: false,
  });
  return { scene, lane: (id: string) => scene.lanes.find((lane) => lane.id === id) };
}

describe('the timeline', () => {
  it('says who leads, that the named leader is unreachable until the next is elected, and the ISR', () => {
    const { lane } = lanesAt(END);
    const leader = lane('leader orders-0');
    expect(leader?.bars.map(({ look, label }) => `${look}: ${label}`)).toEqual([
      'leader: Broker 1 · leaderEpoch 4',
      'unreachable: unreachable 8.4 s',
      'leader: Broker 2 · leaderEpoch 5',
    ]);
    expect(lane('isr orders-0')?.bars.map(({ look, label }) => `${look}: ${label}`)).toEqual([
      'isr: {1,2,3}',
      'isrShrunk: {2,3}',
    ]);
  });

  it('shows one span for the zone, until its last node runs again', () => {
    const { lane } = lanesAt(END);
    expect(lane('faults')?.bars).toMatchObject([{ x: 240, width: 580, label: 'zone a down' }]);
  });

  it('gives nothing of what lies after the horizon: no mark, length, figure or scale', () => {
    for (const horizon of [11.9, 12, 16.2, 20.399, 23.4]) {
      const seen = RUN.filter((event) => event.at <= horizon * SECOND);
      expect(lanesAt(horizon * SECOND).scene).toEqual(lanesAt(horizon * SECOND, seen).scene);
    }
    const { scene } = lanesAt(16.2 * SECOND);
    expect(scene.hiddenFrom).toBe(324);
    for (const lane of scene.lanes)
      for (const bar of lane.bars) expect(bar.x + bar.width).toBeLessThanOrEqual(326);
  });

  it('is the same however often it was extended', () => {
    const whole = lanesAt(END).scene;
    const data = createTimelineData({ end: END, cluster: clusterFixture({ ...THREE_ZONES, partitions: 3 }) });
    for (let to = 0; to <= 45; to++)
      extendTimelineData(
        data,
        fakeReader(RUN, () => to * SECOND),
      );
    expect(extendTimelineData(data, fakeReader(RUN))).toBe(false);
    const options = { width: 900, horizon: END, computedTo: END, partition: undefined, isExpanded: false };
    expect(timelineLayout(data, options)).toEqual(whole);
  });

  it('counts partitions without a leader that answers and draws the rate', () => {
    const { lane } = lanesAt(END);
    expect(lane('unavailable')?.bars[0]?.title).toMatch(/^orders-0/);
    const marks = lane('acknowledged')?.line?.marks.map((mark) => mark.text);
    expect(marks).toEqual(['55/s', '0/s']);
  });

  it('tells "no leader" apart from "unreachable", and marks settings without red', () => {
    const { lane } = lanesAt(END, [
      { at: 5 * SECOND, type: 'setting.changed', node: 'p', fields: { settings: 'acks=1' } },
      {
        at: 6 * SECOND,
        type: 'leader.none',
        node: 'c2',
        fields: { tp: 'orders-0', was: 1, leaderEpoch: 5, isr: [1], elr: [], reason: '' },
      },
    ]);
    expect(lane('leader orders-0')?.bars.map((bar) => bar.look)).toEqual(['leader', 'noLeader']);
    expect(lane('faults')?.ticks).toMatchObject([{ label: 'acks=1', isFault: false }]);
    expect(lane('underMin')?.bars[0]?.title).toMatch(/^orders-0 under min.insync.replicas: since 6.0 s/);
  });

  it('says how far the run is computed', () => {
    expect(lanesAt(END, RUN, 9 * SECOND).scene).toMatchObject({ pendingFrom: 180, hiddenFrom: undefined });
  });

  it('ends isolation, pauses and slowness when they end', () => {
    const { lane } = lanesAt(END, [
      { at: SECOND, type: 'node.isolated', node: 'b1' },
      { at: 2 * SECOND, type: 'link.healed', fields: { a: 'b1', b: 'all others' } },
      { at: 3 * SECOND, type: 'process.paused', node: 'b1' },
      { at: 4 * SECOND, type: 'process.resumed', node: 'b1', fields: { waiting: 3 } },
      { at: 5 * SECOND, type: 'node.slowed', node: 'b2', fields: { factor: 10 } },
      { at: 6 * SECOND, type: 'node.slowed', node: 'b2', fields: { factor: 1 } },
      { at: 7 * SECOND, type: 'link.cut', fields: { a: 'b1', b: 'b2' } },
      { at: 8 * SECOND, type: 'link.healed', fields: { a: 'all', b: 'all others' } },
    ]);
    expect(lane('faults')?.bars.map((bar) => bar.title)).toEqual([
      'Broker 1 isolated: 1.0 s to 2.0 s, 1.0 s',
      'Broker 1 paused: 3.0 s to 4.0 s, 1.0 s',
      'Broker 2 slow ×10: 5.0 s to 6.0 s, 1.0 s',
      'b1–b2 cut: 7.0 s to 8.0 s, 1.0 s',
    ]);
    expect(lane('leader orders-0')?.bars.filter((bar) => bar.look === 'unreachable')).toHaveLength(2);
  });
});

it('says how many faults a full lane leaves without a line of their own', () => {
  const { lane } = lanesAt(
    END,
    ['b2', 'b3', 'c1', 'c2', 'c3', 'p'].map((b) => ({
      at: 10 * SECOND,
      type: 'link.slowed',
      fields: { a: 'b1', b, factor: 100 },
    })),
  );
  expect(lane('faults')?.bars.map((bar) => bar.label)).toEqual([
    'b1–b2 slow ×100',
    'b1–b3 slow ×100',
    'b1–c1 slow ×100',
    '3 more',
    '',
    '',
  ]);
});

it('puts faults that last at the same time under each other', () => {
  const { scene, lane } = lanesAt(END, [
    { at: SECOND, type: 'link.slowed', fields: { a: 'b1', b: 'b2', factor: 100 } },
    { at: SECOND, type: 'link.slowed', fields: { a: 'b1', b: 'b3', factor: 100 } },
    { at: 2 * SECOND, type: 'link.healed', fields: { a: 'b1', b: 'b2' } },
    { at: 3 * SECOND, type: 'process.crashed', node: 'b2' },
  ]);
  expect(lane('faults')?.bars.map((bar) => bar.track)).toEqual([0, 1, 0]);
  const [faults, leader] = scene.lanes;
  expect(leader?.y).toBe((faults?.y ?? 0) + (faults?.height ?? 0));
  expect(faults?.height).toBeGreaterThan(40);
});
