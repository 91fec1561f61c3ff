import { expect, it } from 'vitest';
import { bindingOf, PLAYER_KEYS } from './keymap.ts';

const press = (key: string, more = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

it('gives every key one meaning', () => {
  const keys = PLAYER_KEYS.flatMap((binding) => binding.keys);
  expect(new Set(keys).size).toBe(keys.length);
});

it('tells Shift and arrow from the arrow, and leaves chords to the browser', () => {
  expect(bindingOf(press('ArrowLeft'))?.shown).toBe('←');
  expect(bindingOf(press('ArrowLeft', { shiftKey: true }))?.shown).toBe('Shift ←');
  expect(bindingOf(press('N', { shiftKey: true }))?.shown).toBe('N');
  expect(bindingOf(press('n', { ctrlKey: true }))).toBeUndefined();
  expect(bindingOf(press('x'))).toBeUndefined();
});
