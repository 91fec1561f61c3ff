// What a pass at a lesson reads of its parts: where to begin, where the machine stands, what the run says.

import type { SnapshotFrom } from 'xstate';
import { type Answer, answerOf, isMet } from '../../lessons/grading.ts';
import type { lessonMachine } from '../../lessons/lesson-machine.ts';
import type { Ask, Lesson, Step } from '../../lessons/lesson-schema.ts';
import type { LessonProgress } from '../../lessons/progress.ts';
import type { Player } from '../../player/player-types.ts';
import type { Phase } from './attempt-types.ts';

export type Snapshot = SnapshotFrom<typeof lessonMachine>;

/** Where to begin: the address, else where one was, else the start. A finished lesson begins anew. */
export function firstIndex(
  lesson: Lesson,
  asked: string | undefined,
  before: LessonProgress | undefined,
): number {
  const indexOf = (id: string | undefined) => lesson.steps.findIndex((step) => step.id === id);
  if (asked !== undefined) return Math.max(0, indexOf(asked));
  if (before === undefined || before.isDone || before.revision !== lesson.revision) return 0;
  return Math.max(0, indexOf(before.step));
}

/** Of stored answers those that can still be judged: text in a browser's storage may hold anything. */
export function usableAnswers(lesson: Lesson, before: LessonProgress | undefined): LessonProgress['answers'] {
  if (before?.revision !== lesson.revision) return {};
  const predictions = new Map(lesson.steps.map(({ prediction }) => [prediction?.id, prediction]));
  return Object.fromEntries(
    Object.entries(before.answers).filter(([id, { choice, answer }]) => {
      const prediction = predictions.get(id);
      return (
        prediction?.choices.some((one) => one.id === choice) === true &&
        prediction.choices.filter((one) => isMet(one, answer)).length === 1
      );
    }),
  );
}

/** Where the pass stands, of the machine's states. */
export function phaseOf(snapshot: Snapshot): Phase {
  // Both last no longer than the event that brought them.
  if (snapshot.value === 'locked') return 'predicting';
  return snapshot.value === 'entering' ? 'reading' : snapshot.value;
}

/** Asks the run at the playhead. */
export function askRun(player: Player, ask: Ask): Answer {
  const { world, rows } = player.frame();
  return answerOf(ask, { world, rows, events: player.getState().recording.events });
}

/** What a step has selected in the views. */
export function selectionOf(step: Step) {
  if (step.focus === undefined) return undefined;
  return step.focus.includes('-')
    ? ({ kind: 'partition', tp: step.focus } as const)
    : ({ kind: 'node', node: step.focus } as const);
}
