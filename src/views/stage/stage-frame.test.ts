import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterFixture, THREE_ZONES } from '../cluster-fixture.ts';
import { frameParts } from './stage-frame.ts';
import { stageLayout } from './stage-layout.ts';

const parts = (cluster = clusterFixture(), width = 1088, height = 480, isReducedMotion = false) =>
  frameParts(cluster, [], 'full', { width, height }, 0, isReducedMotion);

describe('what stands below the Stage', () => {
  it('is the legend, in two lines where a block would take room from the rows', () => {
    expect(parts(undefined, 1088, 700).legend).toBe('block');
    expect(parts().legend).toBe('flat');
    expect(parts(undefined, 720).legend).toBe('button');
    expect(parts(undefined, 720, 700).legend).toBe('block');
    // Words about what moves stand there instead.
    expect(parts(undefined, 1088, 700, true)).toMatchObject({ legend: 'button', below: 118 });
  });

  it('takes less room from the rows where they need it', () => {
    const four = clusterFixture({ ...THREE_ZONES, partitions: 4, producers: 1 });
    // A lesson at 1024 by 768: the button lies in a free corner, words are few.
    expect(parts(four, 720, 340)).toEqual({ legend: 'button', below: 0, picture: 340 });
    expect(parts(four, 720, 340, true)).toMatchObject({ below: 58, picture: 282 });
    const many = clusterFixture({ ...THREE_ZONES, partitions: 4, producers: 4 });
    expect(parts(many, 720, 340)).toMatchObject({ legend: 'button', below: 48 });
    const without = clusterFixture({ ...THREE_ZONES, partitions: 4, producers: 0 });
    expect(parts(without, 720, 340), 'names of rows stand in the corner').toMatchObject({ below: 48 });
    const scene = stageLayout(
      { cluster: four, troubled: [], maxCells: 4, timeOfRow: () => 0 },
      { width: 720, height: 340 },
    );
    expect(scene.height).toBeLessThanOrEqual(340);
  });

  it('puts the button on nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 260, max: 700 }),
        (producers, partitions, height) => {
          const cluster = clusterFixture({ ...THREE_ZONES, producers, partitions });
          const { below, picture } = parts(cluster, 720, height);
          if (below > 0) return;
          const scene = stageLayout(
            { cluster, troubled: [], maxCells: 4, timeOfRow: () => 0 },
            { width: 720, height: picture },
          );
          const corner = { right: 109, top: height - 40 };
          for (const { box } of scene.nodes)
            expect(box.x > corner.right || box.y + box.height <= corner.top).toBe(true);
          for (const label of scene.partitions.flatMap((row) => row.labels))
            expect(label.x > corner.right || label.y <= corner.top).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('never cuts a producer, a consumer or a member of a group off to be a block', () => {
    const count = fc.integer({ min: 0, max: 6 });
    const shapes = fc.record({
      producers: count,
      consumers: count,
      groups: fc.integer({ min: 0, max: 3 }),
      members: count,
      partitions: count,
    });
    let blocks = 0;
    fc.assert(
      fc.property(shapes, fc.integer({ min: 300, max: 1200 }), (shape, height) => {
        const cluster = clusterFixture({ ...THREE_ZONES, ...shape });
        const { legend, picture } = parts(cluster, 1088, height);
        if (legend !== 'block') return;
        blocks++;
        const scene = stageLayout(
          { cluster, troubled: [], maxCells: 6, timeOfRow: () => 0 },
          { width: 1088, height: picture },
        );
        expect(scene.height).toBeLessThanOrEqual(picture);
      }),
      {
        numRuns: 300,
        examples: [[{ producers: 0, consumers: 2, groups: 2, members: 3, partitions: 5 }, 751]],
      },
    );
    expect(blocks).toBeGreaterThan(20);
  });
});
