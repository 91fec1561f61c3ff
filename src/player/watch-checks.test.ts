import { expect, it, vi } from 'vitest';
import type { InvariantReport } from '../engine/scenario/invariant-watch.ts';
import type { Scenario } from '../engine/scenario/scenario.ts';
import { CHECKS_FORMAT, type ToChecker } from './checks-protocol.ts';
import { type CheckerLike, watchChecks } from './watch-checks.ts';

const scenario = { title: 'any' } as Scenario;
const reportOf = (isDone: boolean): InvariantReport => ({ checkedTo: 1, isDone, excuses: [], breaks: [] });

function fakeChecker() {
  const asked: ToChecker[] = [];
  const worker: CheckerLike = {
    onmessage: null,
    onerror: null,
    postMessage: (message) => void asked.push(message),
    terminate: vi.fn(),
  };
  const say = (data: unknown) => worker.onmessage?.({ data } as MessageEvent);
  return { worker, asked, say };
}

function start(fake: ReturnType<typeof fakeChecker>) {
  const onReport = vi.fn();
  const onLost = vi.fn();
  const stop = watchChecks({
    scenario,
    seed: 7,
    interventions: [],
    onReport,
    onLost,
    spawn: () => fake.worker,
  });
  return { onReport, onLost, stop };
}

it('hands over reports and lets the worker go at the end', () => {
  const fake = fakeChecker();
  const { onReport, onLost } = start(fake);
  expect(fake.asked).toEqual([{ format: CHECKS_FORMAT, scenario, seed: 7, interventions: [] }]);
  fake.say({ format: CHECKS_FORMAT, report: reportOf(false) });
  expect(fake.worker.terminate).not.toHaveBeenCalled();
  fake.say({ format: CHECKS_FORMAT, report: reportOf(true) });
  expect(fake.worker.terminate).toHaveBeenCalledOnce();
  expect(onReport).toHaveBeenCalledTimes(2);
  expect(onLost).not.toHaveBeenCalled();
});

it('says once that the worker was lost', () => {
  const fake = fakeChecker();
  const { onReport, onLost } = start(fake);
  fake.worker.onerror?.({} as ErrorEvent);
  fake.worker.onerror?.({} as ErrorEvent);
  fake.say({ format: CHECKS_FORMAT, report: reportOf(true) });
  expect(onLost).toHaveBeenCalledOnce();
  expect(onReport).not.toHaveBeenCalled();
});

it('takes nothing from a worker of another build', () => {
  const fake = fakeChecker();
  const { onReport, onLost } = start(fake);
  fake.say({ format: CHECKS_FORMAT + 1, report: reportOf(true) });
  expect(onReport).not.toHaveBeenCalled();
  expect(onLost).toHaveBeenCalledOnce();
});

it('keeps silent once it was stopped, and when there is no worker says so', () => {
  const fake = fakeChecker();
  const { onReport, onLost, stop } = start(fake);
  stop();
  fake.say({ format: CHECKS_FORMAT, report: reportOf(true) });
  expect(onReport).not.toHaveBeenCalled();
  expect(onLost).not.toHaveBeenCalled();
  const lost = vi.fn();
  watchChecks({
    scenario,
    seed: 7,
    interventions: [],
    onReport,
    onLost: lost,
    spawn: () => {
      throw new Error('no workers here');
    },
  });
  expect(lost).toHaveBeenCalledOnce();
});
