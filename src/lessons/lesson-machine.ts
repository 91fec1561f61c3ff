// The way through a lesson: read, predict, lock, run, judged, next. No delays: it moves on what the learner does and
// on the playhead's arrival. It holds answers, not their rightness: that is the run's to say.

import { assign, setup } from 'xstate';
import type { Answer } from './grading.ts';

/** What the flow knows of a step. */
export interface FlowStep {
  readonly id: string;
  /** Id of its prediction, if it asks one. */
  readonly predictionId: string | undefined;
}

/** A given answer and what the run said at the time. */
export interface GivenAnswer {
  readonly choice: string;
  readonly answer: Answer;
}

export interface LessonContext {
  readonly steps: readonly FlowStep[];
  readonly index: number;
  /** Picked, not yet locked. */
  readonly choice: string | undefined;
  readonly answers: Readonly<Record<string, GivenAnswer>>;
}

export type LessonEvent =
  | { readonly type: 'PREDICT' }
  | { readonly type: 'CHOOSE'; readonly choice: string }
  | { readonly type: 'LOCK' }
  | { readonly type: 'RUN' }
  /** The playhead is where the run is asked. */
  | { readonly type: 'ARRIVED'; readonly answer: Answer }
  | { readonly type: 'NEXT' }
  | { readonly type: 'BACK' }
  | { readonly type: 'GO'; readonly index: number }
  /** Take the prediction of this step again. */
  | { readonly type: 'AGAIN' };

export interface LessonInput {
  readonly steps: readonly FlowStep[];
  readonly index: number;
  readonly answers: Readonly<Record<string, GivenAnswer>>;
}

/** The prediction of the step shown, undefined when it asks nothing. */
export function predictionIdOf(context: LessonContext): string | undefined {
  return context.steps[context.index]?.predictionId;
}

function isAnswered(context: LessonContext): boolean {
  const prediction = predictionIdOf(context);
  return prediction !== undefined && context.answers[prediction] !== undefined;
}

function without(answers: LessonContext['answers'], id: string | undefined): LessonContext['answers'] {
  return Object.fromEntries(Object.entries(answers).filter(([key]) => key !== id));
}

export const lessonMachine = setup({
  types: {
    context: {} as LessonContext,
    events: {} as LessonEvent,
    input: {} as LessonInput,
  },
  guards: {
    isAnswered: ({ context }) => isAnswered(context),
    asks: ({ context }) => predictionIdOf(context) !== undefined && !isAnswered(context),
    hasChoice: ({ context }) => context.choice !== undefined,
    isLast: ({ context }) => context.index === context.steps.length - 1,
  },
  actions: {
    forward: assign({ index: ({ context }) => context.index + 1, choice: undefined }),
    back: assign({ index: ({ context }) => context.index - 1, choice: undefined }),
    go: assign({
      index: ({ context, event }) =>
        event.type === 'GO' ? Math.min(Math.max(event.index, 0), context.steps.length - 1) : context.index,
      choice: undefined,
    }),
    choose: assign({
      choice: ({ context, event }) => (event.type === 'CHOOSE' ? event.choice : context.choice),
    }),
    record: assign({
      answers: ({ context, event }) => {
        const prediction = predictionIdOf(context);
        if (event.type !== 'ARRIVED' || prediction === undefined || context.choice === undefined) {
          return context.answers;
        }
        return { ...context.answers, [prediction]: { choice: context.choice, answer: event.answer } };
      },
    }),
    forget: assign({
      answers: ({ context }) => without(context.answers, predictionIdOf(context)),
      choice: undefined,
    }),
  },
}).createMachine({
  id: 'lesson',
  initial: 'entering',
  context: ({ input }) => ({ ...input, choice: undefined }),
  on: {
    BACK: { guard: ({ context }) => context.index > 0, actions: 'back', target: '.entering' },
    GO: { actions: 'go', target: '.entering' },
  },
  states: {
    entering: { always: [{ guard: 'isAnswered', target: 'judged' }, { target: 'reading' }] },
    reading: {
      on: {
        PREDICT: { guard: 'asks', target: 'predicting' },
        NEXT: [
          { guard: 'asks', target: 'predicting' },
          { guard: 'isLast', target: 'finished' },
          { actions: 'forward', target: 'entering' },
        ],
      },
    },
    predicting: {
      on: {
        CHOOSE: { actions: 'choose' },
        LOCK: { guard: 'hasChoice', target: 'locked' },
      },
    },
    locked: { on: { RUN: 'running' } },
    running: { on: { ARRIVED: { actions: 'record', target: 'judged' } } },
    judged: {
      on: {
        AGAIN: { actions: 'forget', target: 'predicting' },
        NEXT: [
          { guard: 'isLast', target: 'finished' },
          { actions: 'forward', target: 'entering' },
        ],
      },
    },
    // Back from the end is the last step itself.
    finished: { on: { BACK: 'entering' } },
  },
});

/** What the horizon needs of a step. */
export interface HorizonStep {
  readonly run: string;
  readonly at: number;
  /** Plays on to here. */
  readonly play?: number | undefined;
  readonly prediction?: { readonly id: string; readonly until: number } | undefined;
}

/**
 * The last moment of a run that may be seen: the earliest question about it that is still open. While an answer is
 * being run it ends where that answer is judged. Undefined: all may be seen.
 */
export function horizonOf(
  steps: readonly HorizonStep[],
  run: string,
  answers: Readonly<Record<string, unknown>>,
  runningId: string | undefined,
): number | undefined {
  let horizon: number | undefined;
  for (const { run: itsRun, at, prediction } of steps) {
    if (itsRun !== run || prediction === undefined || answers[prediction.id] !== undefined) continue;
    const end = prediction.id === runningId ? prediction.until : at;
    if (horizon === undefined || end < horizon) horizon = end;
  }
  return horizon;
}

/**
 * The first step before this one that asks about the same run, earlier than this step's time, and is not answered.
 * What this step is about is hidden until then.
 */
export function openBefore(
  steps: readonly HorizonStep[],
  index: number,
  answers: Readonly<Record<string, unknown>>,
): number | undefined {
  const shown = steps[index];
  if (shown === undefined) return undefined;
  const found = steps
    .slice(0, index)
    .findIndex(
      ({ run, at, prediction }) =>
        run === shown.run &&
        prediction !== undefined &&
        answers[prediction.id] === undefined &&
        at < (shown.prediction?.until ?? shown.play ?? shown.at),
    );
  return found < 0 ? undefined : found;
}
