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
    expect(parts(undefined, 1088, 700, true).legend).toBe('button');
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
