import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClusterShape, clusterFixture, THREE_ZONES } from '../cluster-fixture.ts';
import { labelBox } from './stage-labels.ts';
import { stageLayout } from './stage-layout.ts';
import { pointOn, routeBetween } from './stage-routes.ts';
import type { Box, Label, ReplicaScene, StageScene } from './stage-scene.ts';

const SIZE = { width: 993, height: 430 };

const TROUBLED = [
  { a: 'b1', b: 'c1', text: 'slow ×100' },
  { a: 'b1', b: 'b3', text: 'lossy 5 %' },
  { a: 'audit-1', b: 'b2', text: 'slow ×10, lossy 30 %' },
  { a: 'b3', b: 'order-service', text: 'slow ×1,000' },
];

function layout(
  shape: Partial<ClusterShape> = {},
  size = SIZE,
  maxCells = 6,
  troubled: typeof TROUBLED = [],
): StageScene {
  const cluster = clusterFixture({ ...THREE_ZONES, ...shape });
  return stageLayout({ cluster, timeOfRow: () => 12_000_000, troubled, maxCells }, size);
}

function allLabels(scene: StageScene): Label[] {
  return [
    ...scene.captions,
    ...scene.links.flatMap((link) => (link.label === undefined ? [] : [link.label])),
    ...scene.zones.flatMap((zone) => zone.labels),
    ...scene.nodes.flatMap((node) => node.labels),
    ...scene.partitions.flatMap((row) => row.labels),
    ...scene.replicas.flatMap((replica) => replica.labels),
  ];
}

function intersect(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The bar of the high watermark, and the line from the log to its port. */
function linesOf({ barX, barY, stub }: ReplicaScene): Box[] {
  const lines: Box[] = [];
  if (barX >= 0) lines.push({ x: barX - 1, y: barY[0], width: 2, height: barY[1] - barY[0] });
  const [x = 0, y = 0, to = 0] = stub?.match(/[\d.]+/g)?.map(Number) ?? [];
  if (stub !== undefined) lines.push({ x, y: y - 0.5, width: to - x, height: 1 });
  return lines;
}

function collisions(scene: StageScene): string[] {
  const found: string[] = [];
  const labels = allLabels(scene).map((label) => ({ text: label.text, box: labelBox(label) }));
  for (const [i, a] of labels.entries()) {
    for (const b of labels.slice(i + 1))
      if (intersect(a.box, b.box)) found.push(`"${a.text}" and "${b.text}"`);
    for (const row of scene.partitions) {
      if (intersect(a.box, row.channel)) found.push(`"${a.text}" in the channel of ${row.tp}`);
    }
    if (a.box.x < -0.5 || a.box.x + a.box.width > scene.width + 0.5) found.push(`"${a.text}" outside`);
  }
  for (const replica of scene.replicas) {
    const { strip } = replica;
    const cells = {
      x: strip.x,
      y: strip.y,
      width: (strip.start + strip.count) * strip.pitch - 2,
      height: strip.height,
    };
    for (const row of scene.partitions)
      if (intersect(cells, row.channel)) found.push(`log of ${replica.tp} in a channel`);
    for (const label of labels) {
      if (intersect(cells, label.box)) found.push(`"${label.text}" on the log of ${replica.node}`);
      for (const line of linesOf(replica))
        if (intersect(line, label.box))
          found.push(`"${label.text}" on a line of ${replica.node} ${replica.tp}`);
    }
  }
  return found;
}

const shapes = fc.record<ClusterShape>({
  zones: fc.constantFrom(
    [],
    ['a'],
    ['a', 'b'],
    ['a', 'b', 'c'],
    ['eu-central-1a', 'eu-central-1b', 'eu-central-1c', 'd', 'e'],
  ),
  brokersPerZone: fc.integer({ min: 1, max: 3 }),
  controllersPerZone: fc.integer({ min: 0, max: 2 }),
  partitions: fc.integer({ min: 1, max: 14 }),
  replicationFactor: fc.integer({ min: 1, max: 3 }),
  producers: fc.integer({ min: 0, max: 4 }),
  consumers: fc.integer({ min: 0, max: 3 }),
  groups: fc.integer({ min: 0, max: 2 }),
  members: fc.integer({ min: 1, max: 6 }),
  end: fc.constantFrom(0, 1, 5, 447, 99_998, 1_234_567),
  down: fc.integer({ min: -1, max: 2 }),
  health: fc.constantFrom('down', 'notStarted', 'hostLost', 'paused', 'starting', 'shuttingDown'),
  isFenced: fc.boolean(),
  cuts: fc.constantFrom(
    [],
    [['b1', 'b2']],
    [
      ['b1', 'b2'],
      ['b1', 'b3'],
      ['b1', 'c2'],
    ],
    [
      ['b1', 'order-service'],
      ['b1', 'audit-1'],
    ],
  ),
  topic: fc.constantFrom('orders', 'payments-and-refunds-of-the-whole-year'),
  drift: fc.constantFrom(0, 0, 111, -3, -200),
});

describe('stageLayout', () => {
  it('lets nothing overlap, whatever the cluster', () => {
    fc.assert(
      fc.property(
        shapes,
        fc.integer({ min: 640, max: 1500 }),
        fc.integer({ min: 260, max: 900 }),
        (shape, width, height) => {
          expect(collisions(layout(shape, { width, height }, 6, shape.isFenced ? TROUBLED : []))).toEqual([]);
        },
      ),
      { numRuns: 150, seed: 7 },
    );
  });

  it('shows the last six records of three zones at full size', () => {
    const scene = layout();
    const replica = scene.replicas.find((r) => r.node === 'b1' && r.tp === 'orders-0');
    expect(replica?.strip).toMatchObject({ from: 441, count: 6, start: 0, committed: 5 });
    expect(scene.height).toBeLessThanOrEqual(SIZE.height);
    expect(scene.width).toBe(SIZE.width);
  });

  it('has a card for each member of a group, with what it reads, how far it committed and its lag', () => {
    const scene = layout({ consumers: 0, groups: 1, members: 3 });
    const card = scene.nodes.find((node) => node.node === 'order-processing-2');
    expect(card?.labels.map((label) => label.text).slice(-2)).toEqual(['435', '12']);
    expect(card?.glyphs).toHaveLength(1);
    expect(scene.captions.map((label) => label.text)).toContain('Stable, generation 7');
    expect(scene.spots.map((spot) => spot.name)).toContain(
      'Member order-processing-2 of group order-processing: reads orders-1, lag 12, 435 processed',
    );
  });

  it('keeps to four cells when asked', () => {
    expect(layout({}, SIZE, 4).replicas.every((r) => r.strip.count <= 4)).toBe(true);
  });

  it('aligns replicas on one window and puts a dead one outside it', () => {
    const scene = layout({ down: 0, isFenced: true });
    const dead = scene.replicas.filter((r) => r.node === 'b1');
    expect(dead.every((r) => r.state === 'dead' && r.strip.count === 3 && r.barX === -1)).toBe(true);
    const row = scene.replicas.filter((r) => r.tp === 'orders-1' && r.state === 'live');
    const starts = row.map((r) => r.strip.from - r.strip.start);
    expect(new Set(starts).size).toBe(1);
    expect(scene.zones[0]?.labels.map((l) => l.text)).toEqual(['zone a', 'down since 12.0 s']);
  });

  it("shows a log that is longer than its leader's to its own end, and the leader as it is", () => {
    const rows = layout({ drift: 111, consumers: 0 }).replicas.filter((r) => r.tp === 'orders-0');
    expect(rows.map((r) => r.state)).toEqual(['live', 'live', 'behind']);
    expect(rows.map((r) => r.strip.from + r.strip.count)).toEqual([447, 447, 558]);
    expect(rows[2]?.labels.map((label) => label.text)).toContain('111 records ahead');
  });

  it('tells names that begin alike apart', () => {
    const scene = layout({
      topic: 'payments-and-refunds-of-the-whole-year',
      zones: ['eu-central-1a', 'eu-central-1b'],
    });
    const names = scene.partitions.map((row) => row.labels[0]?.text);
    expect(new Set(names).size).toBe(3);
    expect(names.every((name) => name?.includes('…'))).toBe(true);
  });

  it('shrinks the rows, then grows beyond the frame', () => {
    const gaps = [3, 5, 12].map((partitions) => {
      const [first, second] = layout({ partitions }).partitions;
      return (second?.railY ?? 0) - (first?.railY ?? 0);
    });
    expect(gaps).toEqual([104, 48, 48]);
    expect(layout({ partitions: 12 }).height).toBeGreaterThan(SIZE.height);
  });

  it('becomes wider than its frame rather than squeeze brokers', () => {
    const scene = layout({ brokersPerZone: 3 });
    expect(scene.width).toBeGreaterThan(SIZE.width);
  });

  it('names every spot once', () => {
    const { spots } = layout({ cuts: [['b1', 'b2']] });
    expect(new Set(spots.map((s) => s.id)).size).toBe(spots.length);
    expect(spots.map((s) => s.name)).toContain('link Broker 1–Broker 2: cut');
  });
});

describe('routes', () => {
  it('lead from log to log along the rail of the partition', () => {
    const scene = layout();
    const route = routeBetween(scene, 'b3', 'b2', 'orders-2');
    const ys = route?.points.filter((_, i) => i % 2 === 1) ?? [];
    expect(ys[1]).toBe(scene.railY['orders-2']);
    expect(ys[0]).toBe(scene.logY['b3 orders-2']);
  });

  it('use the lane for what belongs to no partition', () => {
    const scene = layout();
    expect(routeBetween(scene, 'b1', 'c2', '')?.points).toContain(scene.laneY);
    expect(routeBetween(scene, 'order-service', 'b1', '')?.points).toContain(scene.laneY);
  });

  it('give a position for every share, with the tail behind it', () => {
    const scene = layout();
    const route = routeBetween(scene, 'b3', 'b2', 'orders-0');
    if (route === undefined) throw new Error('no route');
    const at = new Float64Array(4);
    pointOn(route, 0, 20, at);
    expect([at[0], at[1]]).toEqual(route.points.slice(0, 2));
    pointOn(route, 1, 20, at);
    expect([at[0], at[1]]).toEqual(route.points.slice(-2));
    pointOn(route, 0.5, 20, at);
    expect((at[2] ?? 0) - (at[0] ?? 0)).toBeCloseTo(20);
  });

  it('do not exist for nodes outside the picture', () => {
    expect(routeBetween(layout(), 'b9', 'b1', 'orders-0')).toBeUndefined();
    expect(routeBetween(layout(), 'b1', 'b2', 'other-0')).toBeUndefined();
  });
});
