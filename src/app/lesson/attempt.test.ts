// A pass at a lesson over real runs, with the frames of the page given by hand: nothing here waits for a clock.

import { beforeEach, describe, expect, it } from 'vitest';
import { recordScenario } from '../../engine/scenario/record.ts';
import { parseLesson } from '../../lessons/lesson-parse.ts';
import { createProgressStore } from '../../lessons/progress-store.ts';
import { createPlayer } from '../../player/create-player.ts';
import { fakePage } from '../../testing/fake-page.ts';
import { at, scenario } from '../../testing/scenario-dsl.ts';
import { createAttempt } from './attempt.ts';
import type { Attempt } from './attempt-types.ts';
import { futureOfChange } from './change-future.ts';

const SECOND = 1_000_000;
const LESSON = `---
id: sample
revision: 1
title: Sample
summary: Who leads.
level: junior
minutes: 1
runs: { crash: crash.yaml, calm: calm.yaml }
sources: [{ id: doc, text: The documentation }]
simplified: [latency]
---

## One

\`\`\`step
id: one
run: crash
at: 3s
prediction:
  id: next
  question: Who leads at 20 s?
  ask: { that: leader, partition: t-0 }
  until: 20s
  outcome: "{right} leads."
  choices:
    - { id: b1, text: Broker 1, equals: b1, why: It is down. }
    - { id: b2, text: Broker 2, equals: b2, why: It is next. }
change:
  label: Two copies
  at: 2s
  until: 5s
  topic: t
  config: { min.insync.replicas: 1 }
\`\`\`

It was all well at [1 s](at:1s).

## Two

\`\`\`step
id: two
run: crash
at: 21s
change:
  label: One copy
  at: 2s
  until: 5s
  node: p
  config: { acks: 1 }
\`\`\`

The end.
`;

function begin(isReducedMotion: boolean, progress = createProgressStore(undefined)) {
  const page = fakePage();
  const scenarios = {
    crash: scenario({ until: '24s', timeline: [at('4s', 'crash', { node: 'b1' })] }),
    calm: scenario({ until: '24s' }),
  };
  const attempt = createAttempt({
    lesson: parseLesson(LESSON, 'sample'),
    makePlayer: (run) => {
      const recording = recordScenario(scenarios[run as keyof typeof scenarios]);
      recording.extendTo(recording.end);
      const { environment } = page;
      return createPlayer(recording, { environment, isReducedMotion, isPaced: false, speed: 10 });
    },
    progress,
    step: undefined,
    simplifications: [],
    titles: {},
  });
  const state = () => attempt.store.getState();
  /** Gives frames until the page asks for none, which is when nothing plays any more. */
  const playOut = () => {
    for (let i = 0; i < 1_000 && page.pending() > 0; i++) page.frame(50);
    expect(page.pending()).toBe(0);
  };
  return { attempt, page, state, playOut };
}

function answer(attempt: Attempt): void {
  attempt.predict();
  attempt.choose('b1');
  attempt.answer();
}

describe('an answer that is being run', () => {
  let run: ReturnType<typeof begin>;
  beforeEach(() => {
    run = begin(false);
    answer(run.attempt);
    for (let i = 0; i < 10; i++) run.page.frame(50);
  });

  it('goes on from a moment of its run that is looked at', () => {
    const { attempt, state, playOut } = run;
    expect(state().phase).toBe('running');
    const before = state().player.getState().t;
    expect(before).toBeGreaterThan(7 * SECOND);
    attempt.look(SECOND);
    expect(state().player.getState()).toMatchObject({ t: SECOND, isPlaying: true, horizon: 20 * SECOND });
    playOut();
    expect(state()).toMatchObject({ phase: 'judged', answers: { next: { choice: 'b1', answer: 'b2' } } });
  });

  it('goes on behind another run that is looked at, and comes back when it is judged', () => {
    const { attempt, state, playOut } = run;
    const { player } = state();
    attempt.look(5 * SECOND, 'calm');
    expect(state()).toMatchObject({ phase: 'running', visited: 'calm' });
    expect(state().shown.getState()).toMatchObject({ t: 5 * SECOND, isPlaying: false });
    expect(player.getState().isPlaying).toBe(true);
    playOut();
    expect(state()).toMatchObject({ phase: 'judged', visited: undefined });
    expect(state().answers.next?.answer).toBe('b2');
  });

  it('is judged when the moment looked at is where it is judged', () => {
    const { attempt, state, page } = run;
    attempt.look(20 * SECOND);
    expect(state().phase).toBe('judged');
    expect(page.pending()).toBe(0);
  });

  it('shows nothing beyond that moment', () => {
    const { attempt, state } = run;
    attempt.look(23 * SECOND);
    expect(state().player.getState().t).toBe(20 * SECOND);
  });
});

it('judges at once where nothing moves', () => {
  const { attempt, state, page } = begin(true);
  answer(attempt);
  expect(state().phase).toBe('judged');
  expect(page.pending()).toBe(0);
});

it('knows which future a change of a step made', () => {
  const { attempt, state } = begin(true);
  answer(attempt);
  const futureOf = () => {
    const { player, step } = state();
    const { change } = step;
    return change === undefined ? undefined : futureOfChange(player.getState().futures, change);
  };
  expect(futureOf()).toBeUndefined();
  attempt.change();
  expect(futureOf()?.label).toContain('min.insync.replicas=1');
  attempt.next();
  expect(futureOf(), 'the change of another step').toBeUndefined();
  state().player.intervene({ do: 'crash', node: 'b2' });
  expect(futureOf(), 'a fault of the reader').toBeUndefined();
  attempt.change();
  expect(futureOf()?.label).toContain('acks=1');
  // What is done to the new future is one more, not the change.
  const made = futureOf();
  state().player.intervene({ do: 'crash', node: 'b3' });
  expect(futureOf()?.id).toBe(made?.id);
});

it.each([
  ['an unknown choice', { choice: 'b9', answer: 'b2' }],
  ['an answer that no choice stands for', { choice: 'b1', answer: 7 }],
])('asks again where the stored answer has %s', (_, stored) => {
  const progress = createProgressStore(undefined);
  progress.answer('sample', 1, 'one', 'next', { ...stored, isRight: false });
  expect(begin(true, progress).state()).toMatchObject({ phase: 'reading', answers: {} });
  progress.answer('sample', 1, 'one', 'next', { choice: 'b1', answer: 'b2', isRight: false });
  expect(begin(true, progress).state().phase).toBe('judged');
});
