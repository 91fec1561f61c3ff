// What the home page knows of all content without loading it: made at build time.

import type { Lesson } from './lesson-schema.ts';

export interface LessonEntry {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly level: Lesson['level'];
  readonly minutes: number;
  readonly revision: number;
  /** Ids of its steps, in order. */
  readonly steps: readonly string[];
  readonly predictions: number;
}

export interface ScenarioEntry {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

export interface ContentIndex {
  readonly modules: readonly {
    readonly id: string;
    readonly title: string;
    readonly lessons: readonly LessonEntry[];
  }[];
  readonly scenarios: readonly ScenarioEntry[];
}
