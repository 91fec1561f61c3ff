// One learner's pass at a lesson: the flow machine, a player per run, and the rules between them. The machine says
// where in the lesson one is; this makes the playhead and the horizon follow, and asks the run when it gets there.

import { createActor, type SnapshotFrom } from 'xstate';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { answerOf, judge } from '../../lessons/grading.ts';
import { type GivenAnswer, horizonOf, lessonMachine } from '../../lessons/lesson-machine.ts';
import type { Lesson, Step } from '../../lessons/lesson-schema.ts';
import type { LessonProgress } from '../../lessons/progress.ts';
import type { ProgressStore } from '../../lessons/progress-store.ts';
import type { Player } from '../../player/player-types.ts';

export type Phase = 'reading' | 'predicting' | 'running' | 'judged' | 'finished';

export interface AttemptState {
  readonly phase: Phase;
  readonly index: number;
  readonly step: Step;
  /** Picked on the diagram or in the list. */
  readonly choice: string | undefined;
  readonly answers: Readonly<Record<string, GivenAnswer>>;
  readonly player: Player;
}

export interface Attempt {
  readonly lesson: Lesson;
  readonly store: StoreApi<AttemptState>;
  predict(): void;
  choose(choice: string): void;
  /** Locks the answer and runs on. */
  answer(): void;
  /** To the moment of judgement at once. */
  skip(): void;
  next(): void;
  back(): void;
  go(index: number): void;
  again(): void;
  /** The step's change, in a fork. */
  change(): void;
  dispose(): void;
}

export interface AttemptOptions {
  readonly lesson: Lesson;
  readonly makePlayer: (run: string) => Player;
  readonly progress: ProgressStore;
  /** Id of the step asked for by the address. */
  readonly step: string | undefined;
}

type Snapshot = SnapshotFrom<typeof lessonMachine>;

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

/** Begins or resumes an attempt. */
export function createAttempt({ lesson, makePlayer, progress, step }: AttemptOptions): Attempt {
  const before = progress.store.getState().progress.lessons[lesson.id];
  const players = new Map<string, Player>();
  const actor = createActor(lessonMachine, {
    input: {
      steps: lesson.steps.map((one) => ({ id: one.id, predictionId: one.prediction?.id })),
      index: firstIndex(lesson, step, before),
      answers: before?.revision === lesson.revision ? before.answers : {},
    },
  });
  const playerOf = (run: string): Player => {
    const player = players.get(run) ?? makePlayer(run);
    players.set(run, player);
    return player;
  };
  const describe = (snapshot: Snapshot): AttemptState => {
    const { index, choice, answers } = snapshot.context;
    const shown = lesson.steps[index] as Step;
    return { phase: phaseOf(snapshot), index, step: shown, choice, answers, player: playerOf(shown.run) };
  };
  actor.start();
  const store = createStore<AttemptState>(() => describe(actor.getSnapshot()));
  let stopWatching = () => {};
  let isDisposed = false;

  /** Calls back once when the playhead has reached `t`. */
  const when = (player: Player, t: number, reached: () => void): void => {
    stopWatching();
    const look = () => {
      if (player.getState().t < t) return;
      stopWatching();
      reached();
    };
    stopWatching = player.subscribe(look);
    look();
  };
  const setHorizon = ({ step: shown, answers, phase, player }: AttemptState): void => {
    const running = phase === 'running' ? shown.prediction?.id : undefined;
    player.setHorizon(horizonOf(lesson.steps, shown.run, answers, running));
  };
  const enter = (state: AttemptState): void => {
    const { player, step: shown, phase } = state;
    stopWatching();
    for (const other of players.values()) if (other !== player) other.pause();
    player.pause();
    const [main] = player.getState().futures;
    if (main !== undefined && player.getState().current !== main.id) player.showFuture(main.id);
    setHorizon(state);
    player.select(selectionOf(shown));
    player.seek(phase === 'judged' ? (shown.prediction?.until ?? shown.at) : shown.at);
    if (shown.play !== undefined && phase === 'reading') playUntil(player, shown.play);
    progress.visit(lesson.id, lesson.revision, shown.id);
  };
  const playUntil = (player: Player, t: number): void => {
    if (player.getState().isReducedMotion) return player.seek(t);
    player.play();
    when(player, t, () => {
      player.pause();
      player.seek(t);
    });
  };
  const run = (state: AttemptState): void => {
    const { player, step: shown } = state;
    const { prediction } = shown;
    if (prediction === undefined) return;
    const [main] = player.getState().futures;
    if (main !== undefined && player.getState().current !== main.id) player.showFuture(main.id);
    setHorizon(state);
    if (player.getState().isReducedMotion) player.seek(prediction.until);
    else player.play();
    when(player, prediction.until, () => {
      player.pause();
      actor.send({ type: 'ARRIVED', answer: askRun(player, shown) });
    });
  };
  const recordAnswer = (state: AttemptState): void => {
    const { prediction } = state.step;
    const given = prediction === undefined ? undefined : state.answers[prediction.id];
    if (prediction === undefined || given === undefined) return;
    const { isRight } = judge(prediction, given.choice, given.answer);
    progress.answer(lesson.id, lesson.revision, state.step.id, prediction.id, { ...given, isRight });
  };
  const subscription = actor.subscribe((snapshot) => {
    const old = store.getState();
    const state = describe(snapshot);
    store.setState(state);
    if (state.index !== old.index) enter(state);
    else if (state.phase !== old.phase) {
      if (state.phase === 'running') run(state);
      else if (state.phase === 'judged') recordAnswer(state);
      else if (state.phase === 'finished') progress.finish(lesson.id, lesson.revision, state.step.id);
      else if (state.phase === 'predicting' && old.phase === 'judged') enter(state);
      if (state.phase === 'judged') setHorizon(state);
    }
  });
  enter(store.getState());
  return {
    lesson,
    store,
    predict: () => actor.send({ type: 'PREDICT' }),
    choose: (choice) => actor.send({ type: 'CHOOSE', choice }),
    answer: () => {
      actor.send({ type: 'LOCK' });
      actor.send({ type: 'RUN' });
    },
    skip: () => {
      const { player, step: shown } = store.getState();
      if (shown.prediction !== undefined) player.seek(shown.prediction.until);
    },
    next: () => actor.send({ type: 'NEXT' }),
    back: () => actor.send({ type: 'BACK' }),
    go: (index) => actor.send({ type: 'GO', index }),
    again: () => actor.send({ type: 'AGAIN' }),
    change: () => {
      const { player, step: shown } = store.getState();
      if (shown.change === undefined) return;
      stopWatching();
      const { at, until, node, topic, config } = shown.change;
      player.pause();
      const [main] = player.getState().futures;
      if (main !== undefined) player.showFuture(main.id);
      player.seek(at);
      when(player, at, () => {
        player.intervene({
          do: 'set',
          config,
          ...(node === undefined ? {} : { node }),
          ...(topic === undefined ? {} : { topic }),
        });
        player.seek(until);
      });
    },
    dispose: () => {
      if (isDisposed) return;
      isDisposed = true;
      stopWatching();
      subscription.unsubscribe();
      actor.stop();
      for (const player of players.values()) player.dispose();
    },
  };
}

function phaseOf(snapshot: Snapshot): Phase {
  if (snapshot.value === 'locked') return 'running';
  return snapshot.value === 'entering' ? 'reading' : snapshot.value;
}

/** Asks the run at the playhead. */
function askRun(player: Player, step: Step): string | number {
  const { world, rows } = player.frame();
  const { prediction } = step;
  if (prediction === undefined) throw new Error(`step "${step.id}" asks nothing`);
  return answerOf(prediction.ask, { world, rows, events: player.getState().recording.events });
}

function selectionOf(step: Step) {
  if (step.focus === undefined) return undefined;
  return step.focus.includes('-')
    ? ({ kind: 'partition', tp: step.focus } as const)
    : ({ kind: 'node', node: step.focus } as const);
}
