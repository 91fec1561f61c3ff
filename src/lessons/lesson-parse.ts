// lesson.md -> Lesson. Runs at build time (src/tools/vite-content.ts) and in tests, never in the browser.

import { parse as parseYaml } from 'yaml';
import type * as z from 'zod';
import { frontMatterSchema, type Lesson, type Step, stepSchema } from './lesson-schema.ts';
import { type Block, parseInlines, parseProse, plainText } from './prose.ts';

const SUBSECTIONS = { 'After the run': 'after', 'Fact check': 'factCheck' } as const;

interface Section {
  readonly title: string;
  /** Number of the line of the title in the file. */
  readonly line: number;
  readonly lines: readonly string[];
}

/** Reads a lesson; throws an error that names the file's line or the path within its data. */
export function parseLesson(text: string, module: string): Lesson {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const close = lines.indexOf('---', 1);
  if (lines[0] !== '---' || close === -1)
    throw new Error('a lesson begins with front matter between "---" lines');
  const front = check(frontMatterSchema, parseYaml(lines.slice(1, close).join('\n')), 'front matter');
  const steps = sectionsOf(lines, close + 1, '## ').map(parseStep);
  const lesson: Lesson = { ...front, module, steps };
  checkReferences(lesson);
  return lesson;
}

function parseStep(section: Section): Step {
  const open = section.lines.findIndex((line) => line.trim() === '```step');
  const end = section.lines.findIndex((line, i) => i > open && line.trim() === '```');
  if (open === -1 || end === -1)
    throw new Error(`line ${section.line}: "${section.title}" has no step block`);
  const data = check(
    stepSchema,
    parseYaml(section.lines.slice(open + 1, end).join('\n')),
    `step "${section.title}" (line ${section.line})`,
  );
  const rest = section.lines.slice(end + 1);
  const firstSub = rest.findIndex((line) => line.startsWith('### '));
  const bodyLines = firstSub === -1 ? rest : rest.slice(0, firstSub);
  const bodyLine = section.line + 1 + end + 1;
  const parts: { after: Block[]; factCheck: Block[] } = { after: [], factCheck: [] };
  for (const sub of sectionsOf(rest, 0, '### ')) {
    const key = SUBSECTIONS[sub.title as keyof typeof SUBSECTIONS];
    if (key === undefined) throw new Error(`line ${bodyLine + sub.line - 1}: unknown part "${sub.title}"`);
    parts[key] = parseProse(sub.lines.join('\n'), bodyLine + sub.line);
  }
  return {
    ...data,
    title: parseInlines(section.title, section.line),
    body: parseProse(bodyLines.join('\n'), bodyLine),
    ...parts,
  };
}

function sectionsOf(lines: readonly string[], from: number, mark: string): Section[] {
  const starts: number[] = [];
  for (let i = from; i < lines.length; i++) if (lines[i]?.startsWith(mark)) starts.push(i);
  return starts.map((start, i) => ({
    title: (lines[start] ?? '').slice(mark.length).trim(),
    line: start + 1,
    lines: lines.slice(start + 1, starts[i + 1] ?? lines.length),
  }));
}

/** What one schema cannot see: ids that name each other, and times in order. */
function checkReferences(lesson: Lesson): void {
  const seen = new Set<string>();
  const fail = (step: Step, message: string): never => {
    throw new Error(`${lesson.id}, step "${plainText(step.title)}": ${message}`);
  };
  for (const step of lesson.steps) {
    for (const name of [step.id, step.prediction?.id]) {
      if (name === undefined) continue;
      if (seen.has(name)) fail(step, `the id "${name}" is used twice`);
      seen.add(name);
    }
    const runs = Object.keys(lesson.runs);
    const sources = lesson.sources.map((source) => source.id);
    if (!runs.includes(step.run)) fail(step, `no run "${step.run}"; known: ${runs.join(', ')}`);
    for (const claim of step.claims) {
      if (claim.run !== undefined && !runs.includes(claim.run)) fail(step, `no run "${claim.run}"`);
      if (claim.source !== undefined && !sources.includes(claim.source)) {
        fail(step, `no source "${claim.source}"; known: ${sources.join(', ')}`);
      }
    }
    const { prediction } = step;
    if (prediction !== undefined && prediction.until <= step.at)
      fail(step, 'a prediction is judged later than it is asked');
    if (step.window !== undefined && step.window.to <= step.window.from)
      fail(step, 'a window ends after it begins');
    if (prediction !== undefined && step.play !== undefined) fail(step, 'a step plays on or asks, not both');
  }
}

function check<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.') || '(all)'}: ${issue.message}`);
  throw new Error(`${what}:\n${lines.join('\n')}`);
}
