// What a pass at a lesson is for its page: where it stands, and what can be done.

import type { StoreApi } from 'zustand/vanilla';
import type { GivenAnswer } from '../../lessons/lesson-machine.ts';
import type { Lesson, Simplification, Step } from '../../lessons/lesson-schema.ts';
import type { ProgressStore } from '../../lessons/progress-store.ts';
import type { Player } from '../../player/player-types.ts';
import type { SharedMoment } from './shared-moment.ts';

export type Phase = 'reading' | 'predicting' | 'running' | 'judged' | 'finished';

export interface AttemptState {
  readonly phase: Phase;
  readonly index: number;
  readonly step: Step;
  /** Picked on the diagram or in the list. */
  readonly choice: string | undefined;
  readonly answers: Readonly<Record<string, GivenAnswer>>;
  /** Of the step's run: what is asked and judged. */
  readonly player: Player;
  /** What the picture shows: the step's run, or for a while another one that a claim led to. */
  readonly shown: Player;
  /** The run shown when it is not the step's. */
  readonly visited: string | undefined;
  /** The first step about this run whose question is still open and hides what this step is about. */
  readonly blockedBy: number | undefined;
  /** Questions that the learner wants to see past. */
  readonly waived: Readonly<Record<string, true>>;
}

export interface Attempt {
  readonly lesson: Lesson;
  readonly simplifications: readonly Simplification[];
  readonly store: StoreApi<AttemptState>;
  predict(): void;
  choose(choice: string): void;
  /** Locks the answer and runs on. */
  answer(): void;
  /** To the moment of judgement at once. */
  skip(): void;
  next(): void;
  back(): void;
  go(index: number): void;
  again(): void;
  /** The step's change, in a fork. */
  change(): void;
  /** Shows a moment of a run, of the step's when none is named, in the lesson's own future. */
  look(at: number, run?: string): void;
  /** From another run back to the step's. */
  leave(): void;
  /** Shows the step although questions before it are open. */
  waive(): void;
  /** What may be seen of a run; undefined = all. */
  horizonOf(run: string): number | undefined;
  /** Name of a run, for people. */
  titleOf(run: string): string;
  dispose(): void;
}

export interface AttemptOptions {
  readonly lesson: Lesson;
  readonly makePlayer: (run: string) => Player;
  readonly progress: ProgressStore;
  /** Id of the step asked for by the address. */
  readonly step: string | undefined;
  /** What a shared link shows of that step. */
  readonly moment?: SharedMoment | undefined;
  readonly simplifications: readonly Simplification[];
  /** Titles of the runs. */
  readonly titles: Readonly<Record<string, string>>;
}
