import { describe, expect, it } from 'vitest';
import { parseInlines, parseProse } from './prose.ts';

describe('prose', () => {
  it('parts paragraphs and lists at empty lines', () => {
    const blocks = parseProse('One\ntwo.\n\n- a\n- b\n  goes on\n\nThree.');
    expect(blocks.map((block) => block.kind)).toEqual(['paragraph', 'list', 'paragraph']);
    expect(blocks[0]).toEqual({ kind: 'paragraph', inlines: [{ kind: 'text', text: 'One two.' }] });
    expect(blocks[1]).toMatchObject({ items: [[{ text: 'a' }], [{ text: 'b goes on' }]] });
  });

  it('knows code, strong words, moments, terms and links', () => {
    expect(
      parseInlines(
        'At [12 s](at:12s) `orders-0` is **gone**, see [KIP](https://x.org/y), [ISR](term:isr).',
        1,
      ),
    ).toEqual([
      { kind: 'text', text: 'At ' },
      { kind: 'moment', text: '12 s', at: 12_000_000 },
      { kind: 'text', text: ' ' },
      { kind: 'code', text: 'orders-0' },
      { kind: 'text', text: ' is ' },
      { kind: 'strong', text: 'gone' },
      { kind: 'text', text: ', see ' },
      { kind: 'link', text: 'KIP', href: 'https://x.org/y' },
      { kind: 'text', text: ', ' },
      { kind: 'term', text: 'ISR', term: 'isr' },
      { kind: 'text', text: '.' },
    ]);
  });

  it('refuses what it would not draw, with the line', () => {
    expect(() => parseProse('fine\n\n<b>html</b>', 10)).toThrow('line 12');
    expect(() => parseInlines('[x](javascript:alert)', 3)).toThrow('line 3');
    expect(() => parseInlines('[x](at:soon)', 3)).toThrow('no moment');
  });
});
