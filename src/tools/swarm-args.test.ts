import { expect, test } from 'vitest';
import { readArgs } from './swarm-args.ts';

test('reads seeds, start and weakening', () => {
  expect(readArgs([])).toEqual({ args: { seeds: 100, from: 1, weakening: undefined } });
  expect(readArgs(['--seeds', '7', '--from=3'])).toEqual({
    args: { seeds: 7, from: 3, weakening: undefined },
  });
  expect(readArgs(['--weaken', 'unclean'])).toMatchObject({ args: { weakening: { name: 'unclean' } } });
  expect(readArgs(['--weaken', 'list'])).toEqual({ isList: true });
});

test.each([
  ['--seeds'],
  ['--seeds', '0'],
  ['--from', '-1'],
  ['--weaken', 'nothing'],
  ['file.yaml'],
  ['--seeds', '1e3'],
])('refuses %s %s', (...argv) => {
  expect(readArgs(argv)).toHaveProperty('error');
});
