// The worker of a recording's head: builds the run from scenario and seed, computes it to its end, hands over chunks.

import { createHead, type HeadStart, transferablesOf } from '../engine/kernel/head.ts';
import { startRun } from '../engine/scenario/start.ts';
import { type FromWorker, type HeadJob, type ToWorker, WIRE_FORMAT } from './head-protocol.ts';
import { runInSlices } from './head-slices.ts';

interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker<HeadJob>>) => void) | null;
  postMessage(message: FromWorker, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;
let begin: { readonly job: HeadJob; readonly start: HeadStart } | undefined;

/** The next slice comes as a message of our own: unlike a timer it is not delayed, and others get their turn. */
function soon(callback: () => void): () => void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    callback();
  };
  port2.postMessage(0);
  return () => port1.close();
}

scope.onmessage = ({ data }) => {
  if (data.wire !== WIRE_FORMAT) throw new Error('this worker belongs to another version of the page');
  if (data.kind === 'start') {
    begin = data;
    return;
  }
  if (begin === undefined) throw new Error('nothing to compute');
  const { job, start } = begin;
  const head = createHead((interventions) => startRun(job.scenario, job.seed, interventions, true), start);
  runInSlices(head, {
    firstTo: data.firstTo,
    until: start.until,
    soon,
    onChunk: (chunk) => scope.postMessage({ wire: WIRE_FORMAT, chunk }, transferablesOf(chunk)),
  });
};
