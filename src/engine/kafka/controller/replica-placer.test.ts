import { describe, expect, it } from 'vitest';
import file from '../../../../conformance/vectors/striped-replica-placer.json' with { type: 'json' };
import { placeReplicas } from './replica-placer.ts';

describe('replica placement, against recorded outputs of Kafka 4.3.1', () => {
  it('has all cases', () => expect(file.cases.length).toBe(18));

  it.each(file.cases.map((c) => [c.name, c] as const))('%s', (_name, c) => {
    const draws = [...c.randomDraws];
    const draw = (n: number) => {
      const recorded = draws.shift();
      expect(recorded?.bound).toBe(n);
      return recorded?.value ?? 0;
    };
    const brokers = c.brokers.map((b) => ({ id: b.id, rack: b.rack ?? '', isFenced: b.fenced }));
    const placement = placeReplicas(brokers, c.numPartitions, c.replicationFactor, draw);
    if (c.expected === undefined) expect('error' in placement && placement.error).toBe(c.expectedError);
    else expect('assignments' in placement && placement.assignments).toEqual(c.expected);
    expect(draws).toEqual([]);
  });
});
