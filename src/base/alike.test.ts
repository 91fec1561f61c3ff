import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packAlike, unpackAlike } from './alike.ts';

const plain = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);

describe('values that are alike', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 4 }), (values) => {
        const packed = JSON.parse(JSON.stringify(packAlike(values)));
        // As text, since the order of keys counts.
        expect(values.map((_, i) => JSON.stringify(unpackAlike(packed, i)))).toEqual(
          values.map((value) => JSON.stringify(value)),
        );
      }),
    );
  });

  it('write what they share once', () => {
    const nodes = { b1: { zone: 'a', log: [1, 2, 3] }, b2: { zone: 'b', log: [1, 2, 3] } };
    const values = [{ now: 0, nodes }, { now: 5, nodes }, { nodes: { ...nodes, b3: { zone: 'c' } } }];
    const packed = packAlike(values);
    expect(JSON.stringify(packed).split('"zone":"a"')).toHaveLength(2);
    expect([0, 1, 2].map((i) => unpackAlike(packed, i))).toEqual(values);
  });
});
