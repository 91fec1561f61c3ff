// Where the pages get lessons and scenarios from: the index at once, everything else as a chunk when it is asked for.

import { index } from 'virtual:content-index';
import { type Alike, unpackAlike } from '../base/alike.ts';
import type { Opening } from '../engine/kernel/opening.ts';
import type { Scenario } from '../engine/scenario/scenario.ts';
import type { LessonEntry } from '../lessons/content-index.ts';
import type { Glossary } from '../lessons/course-schema.ts';
import type { Lesson, Simplification } from '../lessons/lesson-schema.ts';

/** A scenario as data and as the text it was written in. */
export interface ScenarioModule {
  readonly scenario: Scenario;
  readonly text: string;
}

/** How the runs of a lesson begin, packed as one since they are mostly alike. */
interface OpeningsModule {
  readonly runs: readonly string[];
  readonly openings: Alike;
}

const lessons = import.meta.glob<Pick<LessonModule, 'lesson' | 'simplifications'>>(
  '/content/lessons/*/*/lesson.md',
);
const lessonRuns = import.meta.glob<ScenarioModule>('/content/lessons/*/*/*.yaml');
const lessonOpenings = import.meta.glob<OpeningsModule>('/content/lessons/*/*/lesson.md', {
  query: '?openings',
});
const scenarios = import.meta.glob<ScenarioModule>('/content/scenarios/*.yaml');

/** Everything there is, by name. */
export const contentIndex = index;

/** The module and entry of a lesson, undefined when there is none of that id. */
export function findLesson(
  id: string,
): { module: { id: string; title: string }; entry: LessonEntry } | undefined {
  for (const module of index.modules) {
    const entry = module.lessons.find((lesson) => lesson.id === id);
    if (entry !== undefined) return { module, entry };
  }
  return undefined;
}

/** Whether a scenario of that id is built in, beside a lesson (`lesson/run`) or on its own. */
export function hasScenario(id: string): boolean {
  return loaderOf(id) !== undefined;
}

/** Loads a built-in scenario; rejects when there is none or the network fails. */
export async function loadScenario(id: string): Promise<ScenarioModule> {
  const load = loaderOf(id);
  if (load === undefined) throw new Error(`There is no scenario "${id}".`);
  return load();
}

function loaderOf(id: string): (() => Promise<ScenarioModule>) | undefined {
  const [lesson, run] = id.split('/');
  if (run === undefined) return scenarios[`/content/scenarios/${id}.yaml`];
  const module = findLesson(lesson ?? '')?.module.id;
  return lessonRuns[`/content/lessons/${module}/${lesson}/${run}.yaml`];
}

/** A lesson with the scenarios of its runs and how each of them begins. */
export interface LessonModule {
  readonly lesson: Lesson;
  /** What its reader should know of the model. */
  readonly simplifications: readonly Simplification[];
  readonly runs: Record<string, ScenarioModule>;
  readonly openings: Record<string, Opening>;
}

/** Loads a lesson and its runs, but not the engine that computes them. */
export async function loadLesson(id: string): Promise<LessonModule> {
  const module = findLesson(id)?.module.id;
  const folder = `/content/lessons/${module}/${id}`;
  const load = lessons[`${folder}/lesson.md`];
  if (load === undefined) throw new Error(`There is no lesson "${id}".`);
  const beginnings = lessonOpenings[`${folder}/lesson.md`]?.();
  const { lesson, simplifications } = await load();
  const loadRun = async ([run, file]: readonly [string, string]) => {
    const loadModule = lessonRuns[`${folder}/${file}`];
    if (loadModule === undefined) {
      throw new Error(`The lesson "${id}" names a run "${file}" that is not there.`);
    }
    return [run, await loadModule()] as const;
  };
  const runs = Object.fromEntries(await Promise.all(Object.entries(lesson.runs).map(loadRun)));
  return { lesson, simplifications, runs, openings: unpackOpenings(await beginnings) };
}

function unpackOpenings(module: OpeningsModule | undefined): Record<string, Opening> {
  if (module === undefined) return {};
  const { runs, openings } = module;
  return Object.fromEntries(runs.map((run, i) => [run, unpackAlike(openings, i) as Opening]));
}

/** The words that lessons link to. */
export async function loadGlossary(): Promise<Glossary> {
  return (await import('../../content/glossary.yaml')).glossary;
}
