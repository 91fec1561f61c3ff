// Walking the picture by arrow keys: the nearest spot in that direction.

import type { Box, Spot } from './stage-scene.ts';

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

export function isArrow(key: string): key is Arrow {
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown';
}

function middle(box: Box): readonly [number, number] {
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/** The spot that an arrow leads to from `from`; undefined at the edge. */
export function walkSpots<S extends Pick<Spot, 'id' | 'box'>>(
  spots: readonly S[],
  from: string,
  arrow: Arrow,
): S | undefined {
  const start = spots.find((spot) => spot.id === from);
  if (start === undefined) return spots[0];
  const [x, y] = middle(start.box);
  const isVertical = arrow === 'ArrowUp' || arrow === 'ArrowDown';
  const sign = arrow === 'ArrowLeft' || arrow === 'ArrowUp' ? -1 : 1;
  let best: S | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const spot of spots) {
    const [sx, sy] = middle(spot.box);
    const along = (isVertical ? sy - y : sx - x) * sign;
    const aside = Math.abs(isVertical ? sx - x : sy - y);
    if (along < 4) continue;
    // Straight ahead first: a step aside costs three times a step ahead.
    const cost = along + 3 * aside;
    if (cost < bestCost) [best, bestCost] = [spot, cost];
  }
  return best;
}
