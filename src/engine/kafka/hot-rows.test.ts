import { describe, expect, it } from 'vitest';
import { toyRun } from '../../testing/toy-domain.ts';
import { writeRow } from '../kernel/row-writer.ts';
import { createTrace, internString, kindNamed } from '../kernel/trace.ts';
import { createTraceReader } from '../kernel/trace-reader.ts';
import { kafkaEvents } from './events.ts';
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

  it('are for kinds that exist', () => {
    expect(Object.keys(hotRows).filter((kind) => !(kind in kafkaEvents))).toEqual([]);
    expect(Object.keys(hotRows).length).toBe(10);
  });
});
