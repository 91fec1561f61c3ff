// npm run -s sim -- FILE.yaml: runs a scenario headless and prints what became of it.

import { readFileSync, statSync, writeSync } from 'node:fs';
import { type HeadlessOutcome, runHeadless } from '../engine/scenario/headless.ts';
import { parseScenarioText } from '../engine/scenario/parse-text.ts';
import type { ScenarioError } from '../engine/scenario/problems.ts';
import { LIMITS, type Scenario } from '../engine/scenario/scenario.ts';
import { readArgs, type SimArgs, USAGE } from './sim-args.ts';
import { errorText, jsonReport, textReport, traceLines } from './sim-report.ts';

const INVALID = 2;

/** Writes all of it before the process may end, also into a slow pipe. */
function print(text: string, to = 1): void {
  const bytes = Buffer.from(`${text}\n`);
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(to, bytes, done);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') process.exit(1);
      if (code !== 'EAGAIN') throw error;
    }
  }
}

function refuse(errors: readonly ScenarioError[], isJson: boolean): number {
  if (isJson) print(JSON.stringify({ ok: false, errors }, null, 2));
  else print(errorText(errors), 2);
  return INVALID;
}

function problem(message: string): ScenarioError {
  return { path: '', line: 0, column: 0, value: '', message, allowed: '' };
}

/** The file's text, or why there is none. Size is looked at before reading. */
function readText(file: string): { text: string } | { error: string } {
  try {
    // A character takes at most four bytes.
    if (statSync(file).size > LIMITS.text * 4)
      return { error: `${file} is too large for a scenario (at most ${LIMITS.text} characters)` };
    return { text: readFileSync(file, 'utf8') };
  } catch (error) {
    return { error: `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function runAndPrint(scenario: Scenario, args: SimArgs): number {
  let outcome: HeadlessOutcome;
  try {
    outcome = runHeadless(scenario, args.isTrace);
  } catch (error) {
    const message = `the run failed: ${error instanceof Error ? error.message : String(error)}`;
    if (args.isJson) print(JSON.stringify({ ok: false, failure: message }, null, 2));
    else print(message, 2);
    return 1;
  }
  if (args.isJson) print(JSON.stringify(jsonReport(scenario, outcome, args.isTrace), null, 2));
  else {
    if (args.isTrace) for (const line of traceLines(outcome)) print(line);
    print(textReport(scenario, outcome));
  }
  return outcome.isEveryExpectationMet ? 0 : 1;
}

function main(argv: readonly string[]): number {
  if (argv.includes('--help') || argv.includes('-h')) {
    print(USAGE);
    return 0;
  }
  const read = readArgs(argv);
  if ('error' in read) {
    if (argv.includes('--json')) return refuse([problem(read.error)], true);
    print(`${read.error}\n\n${USAGE}`, 2);
    return INVALID;
  }
  const { args } = read;
  const source = readText(args.file);
  if ('error' in source) return refuse([problem(source.error)], args.isJson);
  const overrides = {
    ...(args.seed === undefined ? {} : { seed: args.seed }),
    ...(args.until === undefined ? {} : { until: args.until }),
  };
  const parsed = parseScenarioText(source.text, overrides);
  return parsed.ok ? runAndPrint(parsed.scenario, args) : refuse(parsed.errors, args.isJson);
}

process.exitCode = main(process.argv.slice(2));
