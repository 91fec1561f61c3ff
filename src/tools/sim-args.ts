// Arguments of `npm run sim`.

import { DURATION_EXAMPLES, parseDuration } from '../engine/scenario/units-text.ts';

export const USAGE = `Usage: npm run -s sim -- FILE.yaml [--seed N] [--until 60s] [--json] [--trace]

  --seed N      another seed than the file's
  --until 60s   another end than the file's
  --json        one JSON value on standard output, nothing else
  --trace       every event of the run

Ends with 0 when all expectations hold, 1 when one fails, 2 when the input is invalid.`;

export interface SimArgs {
  readonly file: string;
  readonly seed: number | undefined;
  /** µs. */
  readonly until: number | undefined;
  readonly isJson: boolean;
  readonly isTrace: boolean;
}

const MAX_SEED = 4_294_967_295;

/** The arguments, or what is wrong with them. */
export function readArgs(argv: readonly string[]): { args: SimArgs } | { error: string } {
  let file: string | undefined;
  let seed: number | undefined;
  let until: number | undefined;
  let isJson = false;
  let isTrace = false;
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] as string;
    const equals = arg.startsWith('--') ? arg.indexOf('=') : -1;
    const name = equals < 0 ? arg : arg.slice(0, equals);
    const value = (): string | undefined => (equals < 0 ? argv[++i] : arg.slice(equals + 1));
    if (name === '--json') isJson = true;
    else if (name === '--trace') isTrace = true;
    else if (name === '--seed') {
      const text = value();
      seed = text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
      if (!(seed <= MAX_SEED))
        return { error: `--seed needs a whole number from 0 to ${MAX_SEED}, not ${text ?? 'nothing'}` };
    } else if (name === '--until') {
      const text = value();
      until = parseDuration(text);
      if (until === undefined || until <= 0)
        return { error: `--until needs ${DURATION_EXAMPLES}, not ${text ?? 'nothing'}` };
    } else if (arg.startsWith('-')) return { error: `there is no option ${arg}` };
    else if (file !== undefined) return { error: `one file at a time, not ${file} and ${arg}` };
    else file = arg;
  }
  if (file === undefined) return { error: 'which file?' };
  return { args: { file, seed, until, isJson, isTrace } };
}
