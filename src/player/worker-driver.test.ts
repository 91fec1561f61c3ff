import { expect, it } from 'vitest';
import { createHead } from '../engine/kernel/head.ts';
import type { Intervention } from '../engine/kernel/intervention.ts';
import { createRecording, inlineDriver } from '../engine/kernel/recording.ts';
import type { Recording } from '../engine/kernel/recording-api.ts';
import { toyRun } from '../testing/toy-domain.ts';
import { type FromWorker, type ToWorker, WIRE_FORMAT } from './head-protocol.ts';
import { runInSlices } from './head-slices.ts';
import { type WorkerLike, workerDriver } from './worker-driver.ts';

const SECOND = 1_000_000;
const UNTIL = 240 * SECOND;
const makeRun = (list: readonly Intervention[], keep: boolean) => toyRun(list, keep, 7);

/** A worker in this thread: what it is told and says is copied, and it may die after some chunks. */
function fakeWorkers(dieAfter = Infinity) {
  const queue: (() => void)[] = [];
  const soon = (callback: () => void) => {
    queue.push(callback);
    return () => void queue.splice(queue.indexOf(callback) >>> 0, 1);
  };
  const spawned: { isTerminated: boolean }[] = [];
  const spawn = (): WorkerLike<null> => {
    let sent = 0;
    let begin: Extract<ToWorker<null>, { kind: 'start' }> | undefined;
    const state = { isTerminated: false };
    spawned.push(state);
    const worker: WorkerLike<null> = {
      onmessage: null,
      onerror: null,
      onmessageerror: null,
      terminate() {
        state.isTerminated = true;
      },
      postMessage(message) {
        const copy = structuredClone(message);
        if (copy.kind === 'start') {
          begin = copy;
          return;
        }
        if (begin === undefined) throw new Error('go before start');
        const head = createHead((list) => makeRun(list, true), begin.start);
        runInSlices(head, {
          firstTo: copy.firstTo,
          until: begin.start.until,
          longest: 3_000,
          soon,
          onChunk(chunk) {
            if (state.isTerminated) return;
            if (++sent > dieAfter) worker.onerror?.({ message: 'out of memory' } as ErrorEvent);
            else
              worker.onmessage?.({
                data: structuredClone({ wire: WIRE_FORMAT, chunk }),
              } as MessageEvent<FromWorker>);
          },
        });
      },
    };
    return worker;
  };
  const drain = (until = () => false) => {
    while (queue.length > 0 && !until()) queue.shift()?.();
  };
  return { spawn, soon, drain, spawned };
}

function record(fake: ReturnType<typeof fakeWorkers>, onWorkerLost?: (message: string) => void): Recording {
  const driver = workerDriver({
    spawn: fake.spawn,
    job: null,
    makeRun,
    soon: fake.soon,
    ...(onWorkerLost ? { onWorkerLost } : {}),
  });
  return createRecording({ seed: 7, interventions: [], until: UNTIL, storeColumns: 0, makeRun, driver });
}

function plain(interventions: readonly Intervention[]): Recording {
  const recording = createRecording({
    seed: 7,
    interventions,
    until: UNTIL,
    storeColumns: 0,
    makeRun,
    driver: inlineDriver(makeRun),
  });
  recording.extendTo(UNTIL);
  return recording;
}

/** Times of what `computedTo` was told to be. */
function follow(recording: Recording): number[] {
  const seen: number[] = [];
  recording.subscribe(() => seen.push(recording.computedTo));
  return seen;
}

it('computes in a worker what the thread itself would, in rising chunks, and lets the worker go', () => {
  const fake = fakeWorkers();
  const recording = record(fake);
  const seen = follow(recording);
  recording.extendTo(UNTIL);
  fake.drain();
  expect(seen.length).toBeGreaterThan(2);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(recording.hash).toBe(plain([]).hash);
  expect(fake.spawned).toEqual([{ isTerminated: true }]);
  expect(recording.frameAt(UNTIL / 2).world.now).toBe(UNTIL / 2);
});

it('shows the first moment of a fork at once and never steps back', () => {
  const fake = fakeWorkers();
  const recording = record(fake);
  recording.extendTo(UNTIL);
  fake.drain();
  const fault: Intervention = { at: 31 * SECOND, do: 'crash', node: 's', how: 'host' };
  const fork = recording.fork(fault);
  const seen = follow(fork);
  fork.extendTo(fault.at);
  expect(fork.computedTo).toBe(fault.at);
  expect(fork.frameAt(fault.at).world.nodes.s?.isUp).toBe(false);
  fake.drain();
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(fork.hash).toBe(plain([fault]).hash);
});

it('goes on in the page when the worker dies, says so, and loses nothing', () => {
  const fake = fakeWorkers(2);
  const lost: string[] = [];
  const recording = record(fake, (message) => lost.push(message));
  const seen = follow(recording);
  recording.extendTo(UNTIL);
  fake.drain();
  expect(lost).toEqual([expect.stringContaining('out of memory')]);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(recording.hash).toBe(plain([]).hash);
});

it('does without workers where there are none', () => {
  const fake = fakeWorkers();
  const lost: string[] = [];
  const recording = record(
    {
      ...fake,
      spawn: () => {
        throw new Error('no workers here');
      },
    },
    (message) => lost.push(message),
  );
  recording.extendTo(UNTIL);
  fake.drain();
  expect(lost).toHaveLength(1);
  expect(recording.hash).toBe(plain([]).hash);
});

it('refuses a worker of another build', () => {
  const fake = fakeWorkers();
  const lost: string[] = [];
  const odd = () => {
    const worker = fake.spawn();
    return {
      ...worker,
      postMessage() {
        this.onmessage?.({ data: { wire: 99 } } as MessageEvent<FromWorker>);
      },
    };
  };
  const recording = record({ ...fake, spawn: odd }, (message) => lost.push(message));
  recording.extendTo(UNTIL);
  fake.drain();
  expect(lost).toEqual([expect.stringContaining('another version')]);
  expect(recording.hash).toBe(plain([]).hash);
});
