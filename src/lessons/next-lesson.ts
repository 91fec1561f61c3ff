// How far a learner is in each lesson, and which one to offer first.

import type { ContentIndex, LessonEntry } from './content-index.ts';
import type { Progress } from './progress.ts';

export interface Standing {
  readonly is: 'new' | 'begun' | 'done';
  /** Index of the step that was open last; -1 of a new one. */
  readonly index: number;
}

/** Where a learner stands in a lesson. An older revision's steps do not count, but done stays done. */
export function standingOf(progress: Progress, lesson: LessonEntry): Standing {
  const mine = progress.lessons[lesson.id];
  if (mine === undefined) return { is: 'new', index: -1 };
  if (mine.isDone) return { is: 'done', index: lesson.steps.length - 1 };
  const index = mine.revision === lesson.revision ? lesson.steps.indexOf(mine.step) : -1;
  return index < 0 ? { is: 'new', index } : { is: 'begun', index };
}

/** A lesson with its module and its place in it. */
export interface Offer {
  readonly lesson: LessonEntry;
  readonly module: ContentIndex['modules'][number];
  /** From 1. */
  readonly number: number;
}

/** The lesson to go on with: the one begun last, else the first that is not done, else the first of all. */
export function offerOf(index: ContentIndex, progress: Progress): Offer | undefined {
  const all = index.modules.flatMap((module) =>
    module.lessons.map((lesson, i) => ({ lesson, module, number: i + 1 })),
  );
  const is = (offer: Offer) => standingOf(progress, offer.lesson).is;
  // The lesson visited last stands last in progress.
  const visited = Object.keys(progress.lessons).reverse();
  const begun = visited
    .map((id) => all.find((offer) => offer.lesson.id === id))
    .find((offer) => offer !== undefined && is(offer) === 'begun');
  return begun ?? all.find((offer) => is(offer) !== 'done') ?? all[0];
}
