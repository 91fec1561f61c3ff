// Turns what people read (content/) into modules at build time: lessons and scenarios are checked and become plain data
// in chunks of their own, so that no YAML and no Markdown parser reaches the browser for them.

import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';
import { type Alike, packAlike } from '../base/alike.ts';
import { FIDELITY } from '../engine/kafka/fidelity.ts';
import { openingOf } from '../engine/kernel/opening.ts';
import { parseScenarioText } from '../engine/scenario/parse-text.ts';
import { recordScenario } from '../engine/scenario/record.ts';
import type { Scenario } from '../engine/scenario/scenario.ts';
import type { ContentIndex, LessonEntry, ScenarioEntry } from '../lessons/content-index.ts';
import { type Course, parseCourse, parseGlossary } from '../lessons/course-schema.ts';
import { parseLesson } from '../lessons/lesson-parse.ts';
import type { Lesson, Simplification } from '../lessons/lesson-schema.ts';

const INDEX_ID = 'virtual:content-index';

/** The plugin. `root` is the folder that holds `content`. */
export function content(root = process.cwd()): Plugin {
  const folder = join(root, 'content');
  const isContent = (id: string) => id.startsWith(folder + sep);
  return {
    name: 'faultline:content',
    enforce: 'pre',
    resolveId: (id) => (id === INDEX_ID ? `\0${INDEX_ID}` : undefined),
    load: (id) => (id === `\0${INDEX_ID}` ? moduleOf({ index: readIndex(folder) }) : undefined),
    transform(code, id) {
      const [path = id, query] = id.split('?');
      if (!isContent(path)) return undefined;
      const name = relative(folder, path).split(sep).join('/');
      if (name.endsWith('/lesson.md')) {
        return moduleOf(
          query === 'openings' ? readOpenings(folder, code, name) : readLessonModule(code, name),
        );
      }
      if (name === 'glossary.yaml') return moduleOf({ glossary: parseGlossary(code) });
      if (name.endsWith('.yaml')) return moduleOf({ scenario: readScenario(code, name), text: code });
      return undefined;
    },
  };
}

function moduleOf(values: Record<string, unknown>): string {
  return Object.entries(values)
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
    .join('\n');
}

/** Front page facts of everything there is. */
export function readIndex(folder: string): ContentIndex {
  const course = parseCourse(readFileSync(join(folder, 'course.yaml'), 'utf8'));
  return {
    modules: course.modules.map((module) => ({
      id: module.id,
      title: module.title,
      lessons: module.lessons.map((id) => readLessonEntry(folder, module, id)),
    })),
    scenarios: course.scenarios.map((id) => readScenarioEntry(folder, id)),
  };
}

function readLessonEntry(folder: string, module: Course['modules'][number], id: string): LessonEntry {
  const name = `lessons/${module.id}/${id}/lesson.md`;
  const lesson = readLesson(readFileSync(join(folder, name), 'utf8'), name);
  const { title, summary, level, minutes, revision } = lesson;
  const predictions = lesson.steps.filter((step) => step.prediction !== undefined).length;
  return {
    id,
    title,
    summary,
    level,
    minutes,
    revision,
    steps: lesson.steps.map((step) => step.id),
    predictions,
  };
}

function readScenarioEntry(folder: string, id: string): ScenarioEntry {
  const name = `scenarios/${id}.yaml`;
  const { title, description } = readScenario(readFileSync(join(folder, name), 'utf8'), name);
  return { id, title, description };
}

function readLesson(text: string, name: string): Lesson {
  const [, module = '', id] = name.split('/');
  try {
    const lesson = parseLesson(text, module);
    if (lesson.id !== id) throw new Error(`its id is "${lesson.id}" but its folder "${id}"`);
    return lesson;
  } catch (error) {
    throw new Error(`content/${name}: ${error instanceof Error ? error.message : error}`);
  }
}

/** A lesson, and what it owes its readers of the fidelity page: those are words, not the page. */
function readLessonModule(text: string, name: string) {
  const lesson = readLesson(text, name);
  return { lesson, simplifications: simplificationsOf(lesson.simplified, `content/${name}`) };
}

function simplificationsOf(ids: readonly string[], where: string): Simplification[] {
  const mechanisms = FIDELITY.flatMap((room) => room.mechanisms);
  return ids.flatMap((id) => {
    const mechanism = mechanisms.find((one) => one.id === id);
    if (mechanism === undefined || mechanism.notes.length === 0)
      throw new Error(`${where}: the fidelity page notes nothing about "${id}"`);
    return mechanism.notes.map(({ says }) => ({ mechanism: id, name: mechanism.name, says }));
  });
}

/** How each run of a lesson begins; the runs of a lesson are mostly alike. */
function readOpenings(folder: string, text: string, name: string): { runs: string[]; openings: Alike } {
  const runs = Object.entries(readLesson(text, name).runs);
  const openings = runs.map(([, file]) => {
    const path = join(dirname(name), file);
    const scenario = readScenario(readFileSync(join(folder, path), 'utf8'), path);
    return openingOf(recordScenario(scenario).frameAt(0));
  });
  return { runs: runs.map(([run]) => run), openings: packAlike(openings) };
}

function readScenario(text: string, name: string): Scenario {
  const parsed = parseScenarioText(text);
  if (parsed.ok) return parsed.scenario;
  const lines = parsed.errors.map(
    (e) => `  line ${e.line}: ${e.path} ${e.value} ${e.message} (${e.allowed})`,
  );
  throw new Error(`content/${name}:\n${lines.join('\n')}`);
}
