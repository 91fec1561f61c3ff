// What became of one step.

export interface Outcome {
  /** What the engine's clients observed; absent where there is nothing to observe. */
  readonly ours?: unknown;
  /** Empty = agrees. */
  readonly differences: readonly string[];
  /** What was left out of the comparison, and why; printed, and without effect on the verdict. */
  readonly remarks?: readonly string[];
}

/** Played, with nothing to compare. */
export const DONE: Outcome = { differences: [] };

export type Verdict = 'agrees' | 'disagrees' | 'played' | 'notModelled' | 'notPlayed';

export interface StepReport {
  readonly title: string;
  readonly verdict: Verdict;
  readonly lines: readonly string[];
}

export interface StoryReport {
  readonly name: string;
  readonly why: string;
  readonly steps: readonly StepReport[];
  /** What of the story the engine does not model. */
  readonly notes: readonly string[];
}

/** Ends of the program and of a file. */
export const AGREES = 0;
export const DISAGREES = 1;
export const INVALID = 2;
export const NOT_MODELLED = 3;

/** 0 agrees, 1 disagrees or nothing was compared, 3 agrees but for what is not modelled. */
export function exitOf(report: StoryReport): number {
  const { steps, notes } = report;
  if (steps.some((s) => s.verdict === 'disagrees')) return DISAGREES;
  if (!steps.some((s) => s.verdict === 'agrees')) return DISAGREES;
  const isPartial =
    notes.length > 0 || steps.some((s) => s.verdict === 'notModelled' || s.verdict === 'notPlayed');
  return isPartial ? NOT_MODELLED : AGREES;
}
