import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storySchema } from '../../engine/scenario/story-schema.ts';
import { joinRuns, nodeOrders, openOrders, startOrders } from './start-orders.ts';

const recording = (name: string) =>
  storySchema.parse(
    JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../conformance/recordings', `${name}.json`), 'utf8'),
    ),
  );

test('only neighbouring joins are a run', () => {
  expect([...joinRuns(recording('roundrobin-two-topics'))]).toEqual([[2, 3]]);
  expect([...joinRuns(recording('consumer-range-two-topics'))]).toEqual([]);
  expect([...joinRuns(recording('sticky-after-crash'))]).toEqual([[3, 2]]);
});

test('the story’s own order comes first, and every order of three is tried apart and together', () => {
  const all = startOrders(3);
  expect(all[0]).toEqual({ order: [0, 1, 2], gapMs: 0, draw: 0, waitMs: 0 });
  const apart = all.filter((how) => how.gapMs > 0).map((how) => how.order.join(''));
  expect(apart.sort()).toEqual(['012', '021', '102', '120', '201', '210']);
  for (const { order } of all) expect([...order].sort()).toEqual([0, 1, 2]);
  expect(startOrders(6).every((how) => how.order.length === 6)).toBe(true);
  expect(startOrders(6).length).toBeLessThan(20);
});

test('nodes that are stopped or started in one step are tried in every order, what is one after the other is not', () => {
  const steps = [
    { do: 'terminate' as const, nodes: [1, 4] },
    { do: 'kill' as const, nodes: [3] },
    { do: 'kill' as const, nodes: [2, 5] },
    { do: 'startAll' as const, observed: [1, 2, 3, 4, 5] },
  ];
  const story = { ...recording('refused'), steps };
  const open = openOrders(story).map(({ at }) => story.steps[at]?.do);
  expect(open).toEqual(['terminate', 'kill', 'startAll']);
  const all = nodeOrders(2);
  expect(all[0]).toEqual({ order: [0, 1], gapMs: 0, draw: 0, waitMs: 0 });
  expect(all.filter((how) => how.gapMs > 0).map((how) => how.order.join(''))).toEqual([
    '01',
    '10',
    '01',
    '10',
  ]);
});
