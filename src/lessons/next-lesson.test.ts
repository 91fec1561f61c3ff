import { describe, expect, it } from 'vitest';
import type { ContentIndex, LessonEntry } from './content-index.ts';
import { offerOf, standingOf } from './next-lesson.ts';
import { EMPTY_PROGRESS, type LessonProgress, type Progress } from './progress.ts';
import { createProgressStore } from './progress-store.ts';

const entry = (id: string): LessonEntry => ({
  id,
  title: id,
  summary: '',
  level: 'mid',
  minutes: 5,
  revision: 2,
  steps: ['one', 'two', 'three'],
  predictions: 1,
});
const index: ContentIndex = {
  modules: [
    { id: 'm1', title: 'M1', lessons: [entry('a'), entry('b')] },
    { id: 'm2', title: 'M2', lessons: [entry('c')] },
  ],
  scenarios: [],
};
const mine = (step: string, isDone = false, revision = 2): LessonProgress => ({
  revision,
  step,
  isDone,
  answers: {},
});
const progressOf = (lessons: Progress['lessons']): Progress => ({ ...EMPTY_PROGRESS, lessons });

describe('where a learner stands', () => {
  it('is new, begun at a step, or done', () => {
    expect(standingOf(EMPTY_PROGRESS, entry('a'))).toEqual({ is: 'new', index: -1 });
    expect(standingOf(progressOf({ a: mine('two') }), entry('a'))).toEqual({ is: 'begun', index: 1 });
    expect(standingOf(progressOf({ a: mine('one', true) }), entry('a'))).toEqual({ is: 'done', index: 2 });
  });

  it('begins anew when the lesson was revised, but stays done', () => {
    expect(standingOf(progressOf({ a: mine('two', false, 1) }), entry('a')).is).toBe('new');
    expect(standingOf(progressOf({ a: mine('two', true, 1) }), entry('a')).is).toBe('done');
    expect(standingOf(progressOf({ a: mine('gone') }), entry('a')).is).toBe('new');
  });
});

describe('the lesson that is offered', () => {
  const offered = (progress: Progress) => offerOf(index, progress)?.lesson.id;

  it('is the first at first, the one begun, then the next that is not done', () => {
    expect(offered(EMPTY_PROGRESS)).toBe('a');
    expect(offered(progressOf({ c: mine('two') }))).toBe('c');
    expect(offered(progressOf({ a: mine('three', true) }))).toBe('b');
    const all = { a: mine('three', true), b: mine('three', true), c: mine('three', true) };
    expect(offered(progressOf(all))).toBe('a');
    expect(offerOf(index, progressOf({ c: mine('two') }))).toMatchObject({ number: 1, module: { id: 'm2' } });
  });

  it('is the one visited last of several that are begun', () => {
    const store = createProgressStore(undefined);
    store.visit('a', 2, 'one');
    store.visit('c', 2, 'one');
    expect(offered(store.store.getState().progress)).toBe('c');
    store.visit('a', 2, 'two');
    expect(offered(store.store.getState().progress)).toBe('a');
  });
});
