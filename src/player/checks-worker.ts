// The worker that runs a run once more with its invariants checked after every event, and tells what it finds. It rests
// as long as it works: what is on the screen comes first.

import { watchInvariants } from '../engine/scenario/invariant-watch.ts';
import { CHECKS_FORMAT, type FromChecker, type ToChecker } from './checks-protocol.ts';

interface WorkerScope {
  onmessage: ((event: MessageEvent<ToChecker>) => void) | null;
  postMessage(message: FromChecker): void;
}

/** Messages and timers of one slice. */
const SLICE_EVENTS = 5_000;
/** Slices between two reports that tell no news but how far the checks are. */
const QUIET_SLICES = 20;

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data }) => {
  if (data.format !== CHECKS_FORMAT) throw new Error('this worker belongs to another version of the page');
  const watch = watchInvariants(data.scenario, data.seed, data.interventions);
  let told = -1;
  let quiet = 0;
  const slice = () => {
    const startedAt = performance.now();
    const report = watch.advance(SLICE_EVENTS);
    const news = report.excuses.length + report.breaks.length;
    if (report.isDone || news !== told || ++quiet >= QUIET_SLICES) {
      scope.postMessage({ format: CHECKS_FORMAT, report });
      told = news;
      quiet = 0;
    }
    if (!report.isDone) setTimeout(slice, performance.now() - startedAt);
  };
  slice();
};
