import { expect, test } from 'vitest';
import { fromSeconds } from '../../../base/units.ts';
import {
  type ClientRun,
  createClientRun,
  createScript,
  moveLeaders,
  type Script,
} from '../../../testing/client-harness.ts';
import { commandNode, runTo } from '../../kernel/run.ts';
import { readAdminConfig } from '../config/read-config.ts';
import type { AdminNode, AdminResult } from './admin-state.ts';

function start(script: Script, isDown = ''): ClientRun {
  const { config } = readAdminConfig({ 'default.api.timeout.ms': 5000 }, { bootstrap: ['b1', 'b2'] });
  const r = createClientRun(script, [{ id: 'admin', kind: 'admin', config }], {
    interventions: isDown === '' ? [] : [{ at: 0, do: 'crash', node: isDown }],
  });
  runTo(r.run, fromSeconds(1));
  const tps = ['orders-0', 'orders-1'];
  commandNode(r.run, 'admin', {
    kind: 'listOffsets',
    tps,
    timestamp: -1,
    isolation: 'read_uncommitted',
    ticket: 7,
  });
  return r;
}

function resultOf(r: ClientRun): AdminResult | undefined {
  return (r.run.world.nodes.admin as AdminNode).memory.results.find((result) => result.ticket === 7);
}

test('each partition is asked for at its own leader', () => {
  const script = createScript(2, 2);
  const r = start(script);
  runTo(r.run, fromSeconds(2));
  expect(resultOf(r)).toMatchObject({
    error: 'NONE',
    offsets: [
      { tp: 'orders-0', error: 'NONE', offset: 0 },
      { tp: 'orders-1', error: 'NONE', offset: 0 },
    ],
  });
  const asked = script.requests.filter((q) => q.request.api === 'listOffsetsRequest').map((q) => q.broker);
  expect(asked.sort()).toEqual([1, 2]);
});

test('a leader that cannot be reached is looked up until another leads', () => {
  const script = createScript(2, 2);
  const r = start(script, 'b2');
  runTo(r.run, fromSeconds(3));
  expect(resultOf(r)).toBeUndefined();
  moveLeaders(script, 2, 1);
  runTo(r.run, fromSeconds(5));
  expect(resultOf(r)?.offsets?.map((o) => o.error)).toEqual(['NONE', 'NONE']);
});

test('what has no leader in time ends in a time-out, alone', () => {
  const script = createScript(2, 2);
  script.leaders[1] = { leader: -1, epoch: 1 };
  const r = start(script);
  runTo(r.run, fromSeconds(10));
  expect(resultOf(r)).toMatchObject({ error: 'REQUEST_TIMED_OUT' });
  expect(resultOf(r)?.offsets?.map((o) => o.error)).toEqual(['NONE', 'REQUEST_TIMED_OUT']);
});
