// Arguments of `npm run swarm`.

import { WEAKENINGS, type Weakening, weakeningOf } from '../engine/search/weaken.ts';

export const USAGE = `Usage: npm run -s swarm -- [--seeds N] [--from M] [--weaken NAME]

  --seeds N       how many random stories (default 100)
  --from M        seed of the first (default 1)
  --weaken NAME   with a setting weakened on purpose: its invariant has to fire
  --weaken list   prints the names

Ends with 0 when every promise held, 1 when one was broken (seed and shrunk story are printed), 2 when the
arguments are invalid.`;

export interface SwarmArgs {
  readonly seeds: number;
  readonly from: number;
  readonly weakening: Weakening | undefined;
}

const MAX_SEED = 4_294_967_295;
const MAX_SEEDS = 10_000_000;

/** One line per weakening. */
export function weakeningLines(): string[] {
  const width = Math.max(...WEAKENINGS.map((w) => w.name.length));
  return WEAKENINGS.map((w) => `${w.name.padEnd(width)}  ${w.says}`);
}

function wholeNumber(text: string | undefined, from: number, to: number): number | undefined {
  const value = text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
}

/** The arguments, a list to print, or what is wrong with them. */
export function readArgs(
  argv: readonly string[],
): { args: SwarmArgs } | { isList: true } | { error: string } {
  let seeds = 100;
  let from = 1;
  let weakening: Weakening | undefined;
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] as string;
    const equals = arg.startsWith('--') ? arg.indexOf('=') : -1;
    const name = equals < 0 ? arg : arg.slice(0, equals);
    const value = equals < 0 ? argv[i + 1] : arg.slice(equals + 1);
    if (!['--seeds', '--from', '--weaken'].includes(name)) return { error: `there is no option ${arg}` };
    if (equals < 0) i++;
    if (name === '--weaken') {
      if (value === 'list') return { isList: true };
      weakening = weakeningOf(value ?? '');
      if (weakening === undefined)
        return {
          error: `--weaken needs one of ${WEAKENINGS.map((w) => w.name).join(', ')}, or list, not ${value ?? 'nothing'}`,
        };
      continue;
    }
    const isSeeds = name === '--seeds';
    const [least, most] = isSeeds ? [1, MAX_SEEDS] : [0, MAX_SEED];
    const number = wholeNumber(value, least, most);
    if (number === undefined)
      return { error: `${name} needs a whole number from ${least} to ${most}, not ${value ?? 'nothing'}` };
    if (isSeeds) seeds = number;
    else from = number;
  }
  if (from + seeds - 1 > MAX_SEED) return { error: `the last seed is ${MAX_SEED}` };
  return { args: { seeds, from, weakening } };
}
