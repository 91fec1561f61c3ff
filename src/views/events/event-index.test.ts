import { expect, it } from 'vitest';
import { fakeReader } from '../../testing/fake-recording.ts';
import { countBefore, createEventIndex, extendEventIndex, windowOf } from './event-index.ts';

const EVENTS = [
  { at: 0, type: 'run.started' },
  { at: 5, type: 'message.delivered', node: 'b1' },
  { at: 10, type: 'process.crashed', node: 'b1' },
  { at: 20, type: 'leader.elected', node: 'c1' },
  { at: 30, type: 'message.delivered', node: 'b2' },
  { at: 40, type: 'host.lost', node: 'b2' },
];

const rowsFor = (filter: Parameters<typeof createEventIndex>[0]) => {
  const index = createEventIndex(filter);
  for (const to of [7, 25, 100])
    extendEventIndex(
      index,
      fakeReader(EVENTS, () => to),
    );
  return index;
};

it('finds each row once however the run grows', () => {
  expect(rowsFor({ detail: 3, node: '', about: '' }).rows).toEqual([0, 1, 2, 3, 4, 5]);
  expect(rowsFor({ detail: 1, node: '', about: '' }).rows).toEqual([2, 3, 5]);
  expect(rowsFor({ detail: 3, node: 'b1', about: '' }).rows).toEqual([1, 2]);
  expect(rowsFor({ detail: 3, node: '', about: 'fault' }).rows).toEqual([2, 5]);
});

it('counts what comes before a row', () => {
  const index = rowsFor({ detail: 1, node: '', about: '' });
  expect([0, 2, 3, 4, 6].map((row) => countBefore(index, row))).toEqual([0, 0, 1, 2, 3]);
});

it('draws only what is in sight and some around it', () => {
  expect(windowOf(0, 400, 40, 1000, 5)).toEqual({ first: 0, last: 15 });
  expect(windowOf(20_000, 400, 40, 1000, 5)).toEqual({ first: 495, last: 515 });
  expect(windowOf(39_900, 400, 40, 1000, 5)).toEqual({ first: 992, last: 1000 });
  expect(windowOf(0, 400, 40, 0, 5)).toEqual({ first: 0, last: 0 });
});
