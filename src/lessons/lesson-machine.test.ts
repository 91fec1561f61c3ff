import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { horizonOf, type LessonEvent, lessonMachine, openBefore } from './lesson-machine.ts';

const steps = [
  { id: 'one', predictionId: undefined },
  { id: 'two', predictionId: 'p' },
  { id: 'three', predictionId: undefined },
];

function flow(index = 0, answers = {}) {
  const actor = createActor(lessonMachine, { input: { steps, index, answers } });
  actor.start();
  return {
    send: (...events: LessonEvent[]) => {
      for (const event of events) actor.send(event);
      return actor.getSnapshot();
    },
    now: () => actor.getSnapshot(),
  };
}

describe('the flow of a lesson', () => {
  it('asks before it shows, and goes on only when the run has judged', () => {
    const { send } = flow(1);
    expect(send({ type: 'NEXT' }).value).toBe('predicting');
    expect(send({ type: 'LOCK' }).value, 'nothing chosen').toBe('predicting');
    expect(send({ type: 'NEXT' }).value, 'still open').toBe('predicting');
    expect(
      send({ type: 'CHOOSE', choice: 'b2' }, { type: 'CHOOSE', choice: 'b3' }, { type: 'LOCK' }).value,
    ).toBe('locked');
    expect(send({ type: 'CHOOSE', choice: 'b2' }).context.choice, 'locked').toBe('b3');
    expect(send({ type: 'RUN' }).value).toBe('running');
    const judged = send({ type: 'ARRIVED', answer: 'b2' });
    expect(judged.value).toBe('judged');
    expect(judged.context.answers).toEqual({ p: { choice: 'b3', answer: 'b2' } });
    expect(send({ type: 'NEXT' }).context.index).toBe(2);
    expect(send({ type: 'NEXT' }).value).toBe('finished');
  });

  it('shows an answered prediction as judged, and takes it again on demand', () => {
    const { send, now } = flow(1, { p: { choice: 'b2', answer: 'b2' } });
    expect(now().value).toBe('judged');
    const again = send({ type: 'AGAIN' });
    expect(again.value).toBe('predicting');
    expect(again.context.answers).toEqual({});
  });

  it('goes back and anywhere, and forgets what was only picked', () => {
    const { send } = flow(1);
    send({ type: 'PREDICT' }, { type: 'CHOOSE', choice: 'b2' });
    const back = send({ type: 'BACK' });
    expect([back.value, back.context.index, back.context.choice]).toEqual(['reading', 0, undefined]);
    expect(send({ type: 'BACK' }).context.index).toBe(0);
    expect(send({ type: 'GO', index: 99 }).context.index).toBe(2);
  });
});

describe('the horizon', () => {
  const run = [
    { run: 'a', at: 5 },
    { run: 'a', at: 11, prediction: { id: 'p', until: 24 } },
    { run: 'a', at: 24, prediction: { id: 'q', until: 45 } },
    { run: 'b', at: 3, prediction: { id: 'r', until: 9 } },
  ];
  it('is the earliest open question of that run', () => {
    expect(horizonOf(run, 'a', {}, undefined)).toBe(11);
    expect(horizonOf(run, 'a', { p: 1 }, undefined)).toBe(24);
    expect(horizonOf(run, 'a', { p: 1, q: 1 }, undefined)).toBeUndefined();
    expect(horizonOf(run, 'b', {}, undefined)).toBe(3);
  });
  it('moves to the end of the answer that is being run, not beyond the next question', () => {
    expect(horizonOf(run, 'a', {}, 'p')).toBe(24);
    expect(horizonOf(run, 'a', { p: 1 }, 'q')).toBe(45);
    expect(horizonOf(run, 'a', {}, 'q')).toBe(11);
  });
  it('says which open question a step would answer', () => {
    const told = [...run, { run: 'a', at: 46 }, { run: 'a', at: 3, play: 8 }, { run: 'b', at: 2, play: 9 }];
    expect(openBefore(told, 0, {})).toBeUndefined();
    expect(openBefore(told, 1, {}), 'the question itself').toBeUndefined();
    expect(openBefore(told, 2, {}), 'the one before it').toBe(1);
    expect(openBefore(told, 2, { p: 1 })).toBeUndefined();
    expect(openBefore(told, 4, { p: 1 })).toBe(2);
    expect(openBefore(told, 4, { p: 1, q: 1 })).toBeUndefined();
    expect(openBefore(told, 5, {}), 'ends before the question').toBeUndefined();
    expect(openBefore(told, 6, {}), 'plays beyond it').toBe(3);
  });
});
