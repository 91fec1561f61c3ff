import { describe, expect, it } from 'vitest';
import { clusterFixture } from '../cluster-fixture.ts';
import { walkSpots } from './spot-walk.ts';
import { stageLayout } from './stage-layout.ts';

const { spots } = stageLayout(
  { cluster: clusterFixture(), timeOfRow: () => 0, troubled: [], maxCells: 6 },
  { width: 993, height: 430 },
);

describe('walkSpots', () => {
  it('walks along a row and down a column', () => {
    expect(walkSpots(spots, 'partition orders-0', 'ArrowRight')?.id).toBe('replica b1 orders-0');
    expect(walkSpots(spots, 'replica b1 orders-0', 'ArrowRight')?.id).toBe('replica b2 orders-0');
    expect(walkSpots(spots, 'replica b1 orders-0', 'ArrowDown')?.id).toBe('replica b1 orders-1');
    expect(walkSpots(spots, 'replica b1 orders-0', 'ArrowUp')?.id).toBe('node b1');
  });

  it('stays at the edge', () => {
    expect(walkSpots(spots, 'zone a', 'ArrowUp')).toBeUndefined();
  });

  it('reaches every spot from every other', () => {
    const seen = new Set(['zone a']);
    const open = ['zone a'];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      for (const arrow of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const) {
        const next = walkSpots(spots, id, arrow)?.id;
        if (next === undefined || seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    }
    expect([...spots.map((spot) => spot.id)].filter((id) => !seen.has(id))).toEqual([]);
  });
});
