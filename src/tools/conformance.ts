// npm run -s conformance -- FILE...: plays recordings of the real systems in the engine and compares, step by step.

import { readFileSync } from 'node:fs';
import { judgeFile } from './conformance/judge-file.ts';
import { AGREES, DISAGREES, INVALID, NOT_MODELLED } from './conformance/outcome.ts';

const USAGE = `Usage: npm run -s conformance -- FILE...

Plays recorded stories and recorded calls (the formats of conformance/fixtures) in the engine and prints the agreement.

Ends with 0 when all agree, 1 when one disagrees or nothing in it could be compared, 2 when a file is not valid,
3 when all agree but for steps that the engine does not model yet.`;

/** The worst of several ends: not valid, then disagreement, then not modelled. */
function worst(codes: readonly number[]): number {
  for (const code of [INVALID, DISAGREES, NOT_MODELLED]) if (codes.includes(code)) return code;
  return AGREES;
}

function judge(file: string): number {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    console.error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return INVALID;
  }
  const { exit, report } = judgeFile(text);
  if (exit === INVALID) console.error(`${file}: ${report}`);
  else console.log(report);
  return exit;
}

function main(argv: readonly string[]): number {
  if (argv.includes('--help') || argv.includes('-h')) {
    console.log(USAGE);
    return AGREES;
  }
  const option = argv.find((arg) => arg.startsWith('-'));
  if (argv.length === 0 || option !== undefined) {
    console.error(`${option === undefined ? 'which files?' : `there is no option ${option}`}\n\n${USAGE}`);
    return INVALID;
  }
  return worst(argv.map(judge));
}

process.exitCode = main(process.argv.slice(2));
