import fc from 'fast-check';
import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../engine/kernel/intervention.ts';
import { decodeSharedRun, encodeSharedRun, MAX_CODE_LENGTH } from './share-link.ts';
import type { SharedRun } from './shared-run.ts';

const word = fc.string({ unit: 'grapheme', maxLength: 30 });
const intervention = fc.record(
  {
    at: fc.integer({ min: 0, max: 600_000_000 }),
    do: fc.constantFrom(...FAULT_KINDS, 'set' as const),
    node: word,
    link: fc.tuple(word, word),
    how: fc.constantFrom('process' as const, 'host' as const, 'power' as const),
    loss: fc.constantFrom(0, 0.1, 0.5),
    config: fc.dictionary(
      fc.constantFrom('acks', 'linger.ms', 'enable.idempotence'),
      fc.oneof(word, fc.integer(), fc.boolean()),
      { noNullPrototype: true },
    ),
  },
  { requiredKeys: ['at', 'do'], noNullPrototype: true },
);
const run: fc.Arbitrary<SharedRun> = fc.record(
  {
    source: fc.oneof(
      fc.record({ kind: fc.constant('scenario' as const), id: word }, { noNullPrototype: true }),
      fc.record(
        { kind: fc.constant('text' as const), text: fc.string({ unit: 'grapheme', maxLength: 2_000 }) },
        { noNullPrototype: true },
      ),
      fc.record(
        { kind: fc.constant('lesson' as const), id: word, run: word, step: word },
        { noNullPrototype: true },
      ),
    ),
    seed: fc.integer(),
    interventions: fc.array(intervention, { maxLength: 20 }),
    t: fc.integer({ min: 0, max: 3_600_000_000 }),
    view: word,
    engine: fc.nat(),
    hash: fc.constantFrom('', '0123abcd'),
  },
  { requiredKeys: ['source', 'interventions', 't', 'view', 'engine', 'hash'], noNullPrototype: true },
);

const SAMPLE: SharedRun = {
  source: { kind: 'text', text: 'v: 1\ntitle: Mine\nzones: [a, b, c]\nbrokers: { b1: { zone: a } }\n' },
  seed: 7,
  interventions: [{ at: 12_000_001, do: 'crash', zone: 'b' }],
  t: 12_000_001,
  view: 'timeline',
  engine: 1,
  hash: '89abcdef',
};

describe('a share link', () => {
  it('gives back what went in, whatever it is', () => {
    fc.assert(
      fc.property(run, (one) => {
        const code = encodeSharedRun(one);
        expect(code).toMatch(/^1\.[\w-]+$/);
        expect(decodeSharedRun(code)).toEqual({ ok: true, run: one });
      }),
    );
  });

  it('stays short for built-in things, also after a long session', () => {
    const interventions = Array.from({ length: 60 }, (_, i) => ({
      at: i * 1_234_567,
      do: 'crash' as const,
      node: `b${i % 6}`,
    }));
    const code = encodeSharedRun({
      ...SAMPLE,
      source: { kind: 'scenario', id: 'zone-a-goes-dark' },
      interventions,
    });
    expect(code.length).toBeLessThan(1_500);
  });

  it('knows every torn link and saves what came before the tear', () => {
    const code = encodeSharedRun(SAMPLE);
    for (let length = 0; length < code.length; length++) {
      const decoded = decodeSharedRun(code.slice(0, length));
      expect(decoded).toMatchObject({ ok: false, reason: 'damaged' });
    }
    const decoded = decodeSharedRun(code.slice(0, -20));
    if (decoded.ok) throw new Error('A torn link passed.');
    expect(decoded.saved).toMatchObject({ seed: 7, t: 12_000_001, interventions: SAMPLE.interventions });
    expect(decoded.saved.source).toMatchObject({
      kind: 'text',
      text: expect.stringMatching(/^v: 1\ntitle: Mine/),
    });
  });

  it('knows every changed character', () => {
    const code = encodeSharedRun(SAMPLE);
    fc.assert(
      fc.property(fc.nat({ max: code.length - 1 }), fc.constantFrom(...'Aq7_-%. '), (at, char) => {
        const changed = code.slice(0, at) + char + code.slice(at + 1);
        if (changed === code) return;
        expect(decodeSharedRun(changed).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a newer one by name and saves what it understands', () => {
    const decoded = decodeSharedRun(encodeSharedRun(SAMPLE).replace(/^1/, '2'));
    expect(decoded).toMatchObject({ ok: false, reason: 'tooNew', saved: { seed: 7, source: SAMPLE.source } });
  });

  it('refuses what is too large, before and after unpacking', () => {
    expect(decodeSharedRun(`1.${'A'.repeat(MAX_CODE_LENGTH)}`)).toMatchObject({ reason: 'tooLarge' });
    const bomb = deflateSync(strToU8('0'.repeat(50_000_000)), { level: 9 });
    const code = `1.AAAA${Buffer.from([0, ...bomb]).toString('base64url')}`;
    const start = performance.now();
    expect(decodeSharedRun(code)).toMatchObject({ ok: false, reason: 'tooLarge' });
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('never throws on anything', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String().map((text) => `1.${text}`),
        ),
        (text) => {
          expect(decodeSharedRun(text).ok).toBe(false);
        },
      ),
    );
  });

  it('takes no field that it does not know', () => {
    const odd = {
      ...SAMPLE,
      interventions: [{ at: 1, do: 'crash', __proto__: null, script: 'x' }],
    } as unknown as SharedRun;
    expect(decodeSharedRun(encodeSharedRun(odd))).toMatchObject({ ok: false, reason: 'notUnderstood' });
  });
});
