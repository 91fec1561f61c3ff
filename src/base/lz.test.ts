import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack, toLatin1Json, unpack } from './lz.ts';

describe('packing text', () => {
  it('gives any Latin-1 text back', () => {
    const unit = fc.constantFrom('a', 'b', '{"s":', '"logEndOffset"', '1', '2', 'é', 'ÿ');
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 400 }), (units) => {
        const text = units.join('');
        expect(unpack(pack(text))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('makes repeated text small, long runs included', () => {
    const text = '{"highWatermark":{"$":596}},'.repeat(2_000);
    expect(pack(text).length).toBeLessThan(text.length / 200);
    expect(unpack(pack(text))).toBe(text);
  });

  it('keeps what JSON means when a character is not Latin-1', () => {
    const value = { title: 'Zone “a” → dark', n: 1 };
    const text = toLatin1Json(JSON.stringify(value));
    expect(JSON.parse(unpack(pack(text)))).toEqual(value);
    expect(() => pack('→')).toThrow('Latin-1');
  });
});
