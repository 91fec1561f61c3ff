import { expect, it, vi } from 'vitest';
import type { Intervention } from '../engine/kernel/intervention.ts';
import { frameOfOpening, openingOf } from '../engine/kernel/opening.ts';
import { createRecording, inlineDriver } from '../engine/kernel/recording.ts';
import { toyRun } from '../testing/toy-domain.ts';
import { lateRecording } from './late-recording.ts';

const SECOND = 1_000_000;
const END = 20 * SECOND;
const CRASH: Intervention = { at: 3 * SECOND, do: 'crash', node: 's' };

function toyRecording(interventions: readonly Intervention[]) {
  const makeRun = (list: readonly Intervention[], keepTrace: boolean) => toyRun(list, keepTrace, 7);
  return createRecording({
    seed: 7,
    interventions,
    until: END,
    storeColumns: 0,
    makeRun,
    driver: inlineDriver(makeRun),
  });
}

function late(interventions: readonly Intervention[] = []) {
  const engine = toyRecording(interventions);
  let arrive = () => {};
  let fail = (_: Error) => {};
  const load = vi.fn(
    () =>
      new Promise<typeof engine>((done, failed) => {
        arrive = () => done(engine);
        fail = failed;
      }),
  );
  const opening = frameOfOpening(openingOf(toyRecording(interventions).frameAt(0)));
  const recording = lateRecording({ seed: 7, interventions, end: END, opening, load });
  const settle = () => new Promise((done) => setTimeout(done, 0));
  return {
    recording,
    engine,
    load,
    arrive() {
      arrive();
      return settle();
    },
    fail(error: Error) {
      fail(error);
      return settle();
    },
  };
}

it('shows how the run begins, as the engine makes it', () => {
  const { recording, engine, load } = late();
  expect(recording.frameAt(5 * SECOND).world).toEqual(engine.frameAt(0).world);
  expect([recording.computedTo, recording.events.length, recording.hash]).toEqual([0, 0, undefined]);
  expect(load).not.toHaveBeenCalled();
});

it('is the recording of the engine once that has come', async () => {
  const { recording, engine, load, arrive } = late();
  const told = vi.fn();
  recording.subscribe(told);
  recording.extendTo(SECOND);
  recording.extendTo(END);
  await arrive();
  expect(load).toHaveBeenCalledTimes(1);
  expect(told).toHaveBeenCalled();
  expect(recording.computedTo).toBe(END);
  expect(recording.hash).toBe(engine.hash);
  expect(recording.events.length).toBe(engine.events.length);
  expect(recording.frameAt(5 * SECOND).world).toEqual(engine.frameAt(5 * SECOND).world);
});

it('can be forked and taken back before', async () => {
  const { recording, arrive } = late();
  recording.extendTo(END);
  const fork = recording.fork(CRASH);
  expect(fork.interventions).toEqual([CRASH]);
  fork.extendTo(END);
  const back = fork.without(0);
  back.extendTo(END);
  await arrive();
  const crashed = toyRecording([CRASH]);
  crashed.extendTo(END);
  expect(fork.hash).toBe(crashed.hash);
  expect(back.hash).toBe(recording.hash);
  expect(back.hash).not.toBe(fork.hash);
});

it('says that the engine could not be loaded', async () => {
  const { recording, fail } = late();
  recording.extendTo(END);
  await fail(new Error('offline'));
  expect(recording.failure?.message).toContain('offline');
});
