// One learner's pass at a lesson: the flow machine, a player per run, and the rules between them. The machine says
// where in the lesson one is; this makes the playhead and the horizon follow, and asks the run when it gets there.

import { type Actor, createActor } from 'xstate';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { judge } from '../../lessons/grading.ts';
import { horizonOf, lessonMachine, openBefore, predictionIdOf } from '../../lessons/lesson-machine.ts';
import type { Step } from '../../lessons/lesson-schema.ts';
import type { Player } from '../../player/player-types.ts';
import { askRun, firstIndex, phaseOf, type Snapshot, selectionOf, usableAnswers } from './attempt-facts.ts';
import type { Attempt, AttemptOptions, AttemptState } from './attempt-types.ts';
import { targetOfChange } from './change-future.ts';
import { showMoment } from './shared-moment.ts';

/** What the functions below share. */
interface Core {
  readonly options: AttemptOptions;
  readonly actor: Actor<typeof lessonMachine>;
  readonly players: Map<string, Player>;
  readonly store: StoreApi<AttemptState>;
  stopWatching: () => void;
  visited: string | undefined;
  waived: Readonly<Record<string, true>>;
}

type Made = Pick<Core, 'options' | 'players' | 'visited' | 'waived'>;

function playerOf({ options, players }: Pick<Core, 'options' | 'players'>, run: string): Player {
  const player = players.get(run) ?? options.makePlayer(run);
  players.set(run, player);
  return player;
}

function stateOf(core: Made, snapshot: Snapshot): AttemptState {
  const { index, choice, answers } = snapshot.context;
  const { visited, waived } = core;
  const { steps } = core.options.lesson;
  const step = steps[index] as Step;
  const player = playerOf(core, step.run);
  return {
    phase: phaseOf(snapshot),
    index,
    step,
    choice,
    answers,
    player,
    shown: visited === undefined ? player : playerOf(core, visited),
    visited,
    blockedBy: openBefore(steps, index, { ...answers, ...waived }),
    waived,
  };
}

/** Calls back once, when the playhead has reached `t`. */
function when(core: Core, player: Player, t: number, reached: () => void): void {
  core.stopWatching();
  const look = () => {
    if (player.getState().t < t) return;
    core.stopWatching();
    reached();
  };
  const stop = player.subscribe(look);
  core.stopWatching = stop;
  look();
}

function horizonIn(core: Core, { step, answers, phase, waived }: AttemptState, run: string) {
  const running = phase === 'running' ? step.prediction?.id : undefined;
  return horizonOf(core.options.lesson.steps, run, { ...answers, ...waived }, running);
}

function setHorizon(core: Core, state: AttemptState): void {
  state.player.setHorizon(horizonIn(core, state, state.step.run));
}

/**
 * Shows a moment of a run, perhaps not the step's, as far as open questions let it. An answer that is being run goes
 * on: from that moment if it is one of its run, in the background if another run is shown.
 */
function look(core: Core, at: number, run: string): void {
  const { step, phase } = core.store.getState();
  for (const player of core.players.values()) player.pause();
  if (phase !== 'running') core.stopWatching();
  core.visited = run === step.run ? undefined : run;
  const state = stateOf(core, core.actor.getSnapshot());
  core.store.setState(state);
  showMain(state.shown);
  state.shown.setHorizon(horizonIn(core, state, run));
  state.shown.seek(at);
  // The moment may have been the one where the answer is judged.
  if (step.prediction !== undefined && core.store.getState().phase === 'running')
    goOn(state.player, step.prediction.until);
}

/** Lets an answer be run on to where it is judged; `when` has been asked to watch for that. */
function goOn(player: Player, until: number): void {
  if (player.getState().isReducedMotion) player.seek(until);
  else player.play();
}

/** Questions before this step about its run are not asked any more. */
function waive(core: Core): void {
  const { index, step, answers } = core.store.getState();
  const waived = { ...core.waived };
  for (const { run, prediction } of core.options.lesson.steps.slice(0, index)) {
    if (run === step.run && prediction !== undefined && answers[prediction.id] === undefined)
      waived[prediction.id] = true;
  }
  core.waived = waived;
  const state = stateOf(core, core.actor.getSnapshot());
  core.store.setState(state);
  enter(core, state);
}

/** Leaves a fork: questions are about the lesson's own future. */
function showMain(player: Player): void {
  const { futures, current } = player.getState();
  const main = futures[0];
  if (main !== undefined && current !== main.id) player.showFuture(main.id);
}

/** Brings playhead, horizon and selection to a step. */
function enter(core: Core, state: AttemptState): void {
  const { player, step, phase } = state;
  const { lesson, progress } = core.options;
  core.stopWatching();
  for (const other of core.players.values()) other.pause();
  showMain(player);
  setHorizon(core, state);
  player.select(selectionOf(step));
  player.seek(phase === 'judged' ? (step.prediction?.until ?? step.at) : step.at);
  if (step.play !== undefined && phase === 'reading') playUntil(core, player, step.play);
  progress.visit(lesson.id, lesson.revision, step.id);
}

function playUntil(core: Core, player: Player, t: number): void {
  if (player.getState().isReducedMotion) {
    player.seek(t);
    return;
  }
  player.play();
  when(core, player, t, () => {
    player.pause();
    player.seek(t);
  });
}

/** Runs on to where the prediction is judged, and asks the run there. */
function runOn(core: Core, state: AttemptState): void {
  const { player, step } = state;
  const { prediction } = step;
  if (prediction === undefined) return;
  showMain(player);
  setHorizon(core, state);
  goOn(player, prediction.until);
  when(core, player, prediction.until, () => {
    player.pause();
    core.actor.send({ type: 'ARRIVED', answer: askRun(player, prediction.ask) });
  });
}

function recordAnswer({ options: { lesson, progress } }: Core, { step, answers }: AttemptState): void {
  const { prediction } = step;
  const given = prediction === undefined ? undefined : answers[prediction.id];
  if (prediction === undefined || given === undefined) return;
  const { isRight } = judge(prediction, given.choice, given.answer);
  progress.answer(lesson.id, lesson.revision, step.id, prediction.id, { ...given, isRight });
}

/** Makes the rest follow the machine. */
function follow(core: Core, snapshot: Snapshot): void {
  const { lesson, progress } = core.options;
  const old = core.store.getState();
  // The step goes on: back to what it is about.
  if (snapshot.context.index !== old.index || phaseOf(snapshot) !== old.phase) core.visited = undefined;
  const asked = predictionIdOf(snapshot.context);
  if (asked !== undefined && core.waived[asked] !== undefined) core.waived = without(core.waived, asked);
  const state = stateOf(core, snapshot);
  core.store.setState(state);
  const isAgain = old.phase === 'judged' && state.phase === 'predicting';
  const isReturn = old.phase === 'finished' && state.phase !== 'finished';
  if (state.index !== old.index || isAgain || isReturn) {
    enter(core, state);
  } else if (state.phase === old.phase) {
    return;
  } else if (state.phase === 'running') {
    runOn(core, state);
  } else if (state.phase === 'judged') {
    recordAnswer(core, state);
    setHorizon(core, state);
  } else if (state.phase === 'finished') {
    progress.finish(lesson.id, lesson.revision, state.step.id);
  }
}

/** Forks where the step says, with its setting changed. */
function fork(core: Core): void {
  const { player, step } = core.store.getState();
  if (step.change === undefined) return;
  core.visited = undefined;
  core.store.setState(stateOf(core, core.actor.getSnapshot()));
  const { at, until, config } = step.change;
  const target = targetOfChange(step.change);
  player.pause();
  showMain(player);
  player.seek(at);
  when(core, player, at, () => {
    player.intervene({ do: 'set', config, ...target });
    player.seek(until);
  });
}

/** Begins or resumes an attempt. */
export function createAttempt(options: AttemptOptions): Attempt {
  const { lesson, progress, step } = options;
  const before = progress.store.getState().progress.lessons[lesson.id];
  const actor = createActor(lessonMachine, {
    input: {
      steps: lesson.steps.map((one) => ({ id: one.id, predictionId: one.prediction?.id })),
      index: firstIndex(lesson, step, before),
      answers: usableAnswers(lesson, before),
    },
  });
  actor.start();
  const players = new Map<string, Player>();
  const made: Made = { options, players, visited: undefined, waived: {} };
  const store = createStore<AttemptState>(() => stateOf(made, actor.getSnapshot()));
  const core: Core = { ...made, actor, store, stopWatching: () => {} };
  const subscription = actor.subscribe((snapshot) => follow(core, snapshot));
  enter(core, store.getState());
  const { moment } = options;
  if (moment !== undefined && moment.step === store.getState().step.id) {
    core.stopWatching();
    showMoment(store.getState().player, moment, (player, t, reached) => when(core, player, t, reached));
  }
  return {
    lesson,
    simplifications: options.simplifications,
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
    change: () => fork(core),
    look: (at, run) => look(core, at, run ?? store.getState().step.run),
    leave: () => look(core, store.getState().player.getState().t, store.getState().step.run),
    waive: () => waive(core),
    horizonOf: (run) => horizonIn(core, store.getState(), run),
    titleOf: (run) => options.titles[run] ?? run,
    dispose: () => {
      core.stopWatching();
      subscription.unsubscribe();
      actor.stop();
      for (const player of players.values()) player.dispose();
    },
  };
}

function without(waived: Core['waived'], id: string): Core['waived'] {
  const { [id]: _asked, ...others } = waived;
  return others;
}
