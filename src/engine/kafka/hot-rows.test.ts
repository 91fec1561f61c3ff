import { describe, expect, it } from 'vitest';
import { scenario } from '../../testing/scenario-dsl.ts';
import { toyRun } from '../../testing/toy-domain.ts';
import { writeRow } from '../kernel/row-writer.ts';
import { eventTableOf } from '../kernel/run.ts';
import { createTrace, internString, kindNamed } from '../kernel/trace.ts';
import { createTraceReader } from '../kernel/trace-reader.ts';
import { domainOf } from '../scenario/domain.ts';
import { kafkaEvents } from './events.ts';
import * as handles from './hot-kinds.ts';
import { hotRows } from './hot-rows.ts';

describe('hand-made row writers', () => {
  for (const [name, fields] of Object.entries(kafkaEvents).filter(([kind]) => kind in hotRows)) {
    it(`write ${name} as its declaration says`, () => {
      const sample: Record<string, unknown> = {};
      Object.entries(fields).forEach(([field, kind], i) => {
        sample[field] = kind === 'str' ? `text ${i}` : 5_000_000_000 * (i % 2) + i;
      });
      const outcomes = [hotRows, {}].map((encoders) => {
        const { world } = toyRun([]);
        const trace = createTrace(kafkaEvents, true, { encoders });
        world.rows = 0;
        writeRow(trace, world, internString(trace, 's'), kindNamed(trace, name), sample, -1, undefined);
        return { hash: [...world.hash], fields: createTraceReader(trace).event(0).fields };
      });
      expect(outcomes[0]).toEqual(outcomes[1]);
      expect(outcomes[0]?.fields).toEqual(sample);
    });
  }

  it('have a handle each, which is the place of the kind in the table of a run', () => {
    const { kinds } = createTrace(eventTableOf(domainOf(scenario())), true);
    const all = Object.values(handles);
    expect(all.map(({ type }) => type).sort()).toEqual(Object.keys(hotRows).sort());
    for (const { type, code } of all) expect(kinds[code]?.name).toBe(type);
  });

  it('are for kinds that exist', () => {
    expect(Object.keys(hotRows).filter((kind) => !(kind in kafkaEvents))).toEqual([]);
    expect(Object.keys(hotRows).length).toBe(10);
  });
});
