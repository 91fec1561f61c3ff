// What must hold of a lesson beside its form: each claim is borne out by its run, and nothing that a reader can reach in
// order tells the answer to a question that is still open. Each check lists what breaks it; tests want empty lists.

import { MICROS_PER_SECOND } from '../base/units.ts';
import { type Answer, isMet } from './grading.ts';
import { horizonOf } from './lesson-machine.ts';
import type { Ask, Lesson, Step } from './lesson-schema.ts';
import type { Block, Inline } from './prose.ts';

/** Asks a run of the lesson at a time. */
export type AskRun = (run: string, ask: Ask, at: number) => Answer;

/** Claims that their run contradicts, each with what the run says. */
export function falseClaims({ steps }: Pick<Lesson, 'steps'>, askRun: AskRun): string[] {
  return steps.flatMap((step) =>
    step.claims.flatMap((claim) => {
      if (claim.ask === undefined || claim.at === undefined) return [];
      const answer = askRun(claim.run ?? step.run, claim.ask, claim.at);
      return isMet(claim, answer) ? [] : [`${step.id}: "${claim.text}" The run says ${answer}.`];
    }),
  );
}

/** Moments that claims and text lead to, but which lie behind a question that a reader has not met yet. */
export function momentsOutOfSight({ steps }: Pick<Lesson, 'steps'>): string[] {
  const found: string[] = [];
  steps.forEach((step, index) => {
    const before = answersTo(steps.slice(0, index));
    const after = answersTo(steps.slice(0, index + 1));
    const look = (run: string, at: number, answers: Record<string, true>, what: string) => {
      const horizon = horizonOf(steps, run, answers, undefined);
      if (horizon !== undefined && at > horizon) {
        found.push(`${step.id}: ${what} at ${formatSeconds(at)}, hidden from ${formatSeconds(horizon)} on`);
      }
    };
    for (const claim of step.claims) {
      if (claim.at !== undefined) look(claim.run ?? step.run, claim.at, after, `"${claim.text}"`);
    }
    for (const at of momentsOf(step.body)) look(step.run, at, before, 'the text');
    for (const at of momentsOf([...step.after, ...step.factCheck])) look(step.run, at, after, 'the text');
    look(step.run, step.play ?? step.at, before, 'the step');
    if (step.change !== undefined) look(step.run, step.change.until, after, 'the change');
  });
  return found;
}

/** Runs and sources that nothing in the lesson names. */
export function unusedNames({ steps, runs, sources }: Pick<Lesson, 'steps' | 'runs' | 'sources'>): string[] {
  const used = new Set<string>();
  for (const step of steps) {
    used.add(`run ${step.run}`);
    for (const claim of step.claims) {
      if (claim.run !== undefined) used.add(`run ${claim.run}`);
      if (claim.source !== undefined) used.add(`source ${claim.source}`);
    }
  }
  const all = [...Object.keys(runs).map((id) => `run ${id}`), ...sources.map(({ id }) => `source ${id}`)];
  return all.filter((name) => !used.has(name));
}

function formatSeconds(at: number): string {
  return `${at / MICROS_PER_SECOND} s`;
}

/** Every inline of a text. */
export function inlinesOf(blocks: readonly Block[]): readonly Inline[] {
  return blocks.flatMap((block) => (block.kind === 'list' ? block.items.flat() : block.inlines));
}

function momentsOf(blocks: readonly Block[]): number[] {
  return inlinesOf(blocks).flatMap((inline) => (inline.kind === 'moment' ? [inline.at] : []));
}

function answersTo(steps: readonly Step[]): Record<string, true> {
  return Object.fromEntries(
    steps.flatMap(({ prediction }) => (prediction === undefined ? [] : [[prediction.id, true] as const])),
  );
}
