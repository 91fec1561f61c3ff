import { expect, test } from 'vitest';
import { fromSeconds } from '../../../base/units.ts';
import {
  type ClientRun,
  createClientRun,
  createScript,
  type Script,
} from '../../../testing/client-harness.ts';
import { runTo } from '../../kernel/run.ts';
import { readAdminConfig } from '../config/read-config.ts';
import type { AdminBody, AdminResponse } from '../messages.ts';

const body: AdminBody = { kind: 'alterConfigs', topic: 'orders', config: { 'min.insync.replicas': '2' } };

function start(script: Script, isDown = false): ClientRun {
  const { config } = readAdminConfig({}, { bootstrap: ['b1', 'b2'] });
  return createClientRun(script, [{ id: 'admin', kind: 'admin', config }], {
    commands: { admin: body },
    interventions: [
      ...(isDown ? (['b1', 'b2'] as const).map((node) => ({ at: 0, do: 'crash' as const, node })) : []),
      { at: fromSeconds(1), do: 'set', node: 'admin' },
    ],
  });
}

test('an operator tool does nothing until it is told to, and asks again while no controller answers', () => {
  const script = createScript(1, 2);
  let asked = 0;
  script.answer = (_broker, request): AdminResponse | undefined =>
    request.api === 'incrementalAlterConfigsRequest' && asked++ < 2
      ? {
          api: 'incrementalAlterConfigsResponse',
          correlationId: request.correlationId,
          error: 'NOT_CONTROLLER',
        }
      : undefined;
  const r = start(script);
  runTo(r.run, fromSeconds(0.9));
  expect(script.requests).toEqual([]);
  runTo(r.run, fromSeconds(90));
  expect(r.of('admin.completed').map((e) => e.fields)).toEqual([
    { request: 'alterConfigs', error: 'NONE', attempts: 3 },
  ]);
  expect(script.requests.map((q) => q.request)).toMatchObject([{ body }, { body }, { body }]);
  // Nothing is left to happen: the tool has closed its connections.
  expect(r.run.world.queue.length).toBe(0);
});

test('a call ends after default.api.timeout.ms when nobody can be reached', () => {
  const r = start(createScript(1, 2), true);
  runTo(r.run, fromSeconds(100));
  const done = r.of('admin.completed');
  expect(done.map((e) => e.fields.error)).toEqual(['REQUEST_TIMED_OUT']);
  expect(done[0]?.at).toBe(fromSeconds(61));
});
