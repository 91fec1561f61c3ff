// npm run -s swarm -- --seeds N --from M [--weaken NAME]: random stories, until one breaks a promise.

import type { BrokenPromise } from '../engine/search/judge-story.ts';
import { storyYaml } from '../engine/search/story-yaml.ts';
import { judgeSeed, printable, SPEED_SECONDS, shrinkSeed, speedRun } from '../engine/search/swarm.ts';
import { readArgs, type SwarmArgs, USAGE, weakeningLines } from './swarm-args.ts';

const INVALID = 2;
/** Between two lines of progress, s. */
const PROGRESS_SECONDS = 10;
/** Rounds of the speed figure, and runs in each; the first rounds only warm the code up. */
const WARM_ROUNDS = 6;
const SPEED_ROUNDS = 15;
const SPEED_RUNS = 50;

/** CPU time of this process, s: other work on the machine does not count. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

/** Runs per second and core: the median of some rounds of the same runs. */
function speedLine(): string {
  const speeds: number[] = [];
  for (let round = 0; round < WARM_ROUNDS + SPEED_ROUNDS; round++) {
    const start = cpuSeconds();
    for (let seed = 1; seed <= SPEED_RUNS; seed++) speedRun(seed);
    if (round >= WARM_ROUNDS) speeds.push(SPEED_RUNS / (cpuSeconds() - start));
  }
  speeds.sort((a, b) => a - b);
  const median = speeds[Math.floor(speeds.length / 2)] as number;
  return `${median.toFixed(0)} runs per second and core (${SPEED_SECONDS} simulated seconds, three brokers, all invariants after every event)`;
}

function seconds(at: number): string {
  return `${(at / 1_000_000).toFixed(6)} s`;
}

function report(seed: number, broken: BrokenPromise, { weakening }: SwarmArgs): void {
  console.log(`seed ${seed} broke a promise at ${seconds(broken.at)}:`);
  for (const line of broken.says.slice(0, 5)) console.log(`  ${line}`);
  console.error('shrinking ...');
  const shrunk = shrinkSeed(seed, broken, weakening);
  const count = shrunk.story.timeline.length;
  console.log(`\nshrunk in ${shrunk.runs} runs to ${count} ${count === 1 ? 'action' : 'actions'}:`);
  for (const line of shrunk.broken.says.slice(0, 5)) console.log(`  ${line}`);
  console.log(`first moment: ${seconds(shrunk.broken.at)}\n`);
  console.log(storyYaml(printable(shrunk, seed, weakening)));
  console.log('Save it as story.yaml and look: npm run -s sim -- story.yaml --trace');
}

function swarm(args: SwarmArgs): number {
  const { seeds, from, weakening } = args;
  let progressAt = cpuSeconds() + PROGRESS_SECONDS;
  for (let i = 0; i < seeds; i++) {
    const seed = from + i;
    const broken = judgeSeed(seed, weakening);
    if (broken !== undefined) {
      report(seed, broken, args);
      return 1;
    }
    if (cpuSeconds() < progressAt) continue;
    progressAt = cpuSeconds() + PROGRESS_SECONDS;
    console.error(`${i + 1} of ${seeds} seeds ...`);
  }
  const last = from + seeds - 1;
  console.log(
    `${seeds} seeds from ${from} to ${last}${weakening === undefined ? '' : ` with ${weakening.name}`}: no promise was broken.`,
  );
  return 0;
}

function main(argv: readonly string[]): number {
  if (argv.includes('--help') || argv.includes('-h')) {
    console.log(USAGE);
    return 0;
  }
  const read = readArgs(argv);
  if ('error' in read) {
    console.error(`${read.error}\n\n${USAGE}`);
    return INVALID;
  }
  if ('isList' in read) {
    for (const line of weakeningLines()) console.log(line);
    return 0;
  }
  const code = swarm(read.args);
  if (read.args.weakening === undefined) console.log(speedLine());
  return code;
}

process.exitCode = main(process.argv.slice(2));
