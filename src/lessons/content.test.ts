// Every lesson, headless: its runs are run, every claim and every prediction is asked of the engine, and the number of
// what was asked is counted, so that nothing can be skipped in silence.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FIDELITY } from '../engine/kafka/fidelity.ts';
import { clusterView } from '../engine/kafka/queries.ts';
import { parseScenarioText } from '../engine/scenario/parse-text.ts';
import { recordScenario } from '../engine/scenario/record.ts';
import { parseCourse, parseGlossary } from './course-schema.ts';
import { type Answer, answerOf, isAboutPartitions, isMet, judge, NOBODY } from './grading.ts';
import { falseClaims, inlinesOf, momentsOutOfSight, unusedNames } from './lesson-checks.ts';
import { parseLesson } from './lesson-parse.ts';
import type { Ask, Lesson } from './lesson-schema.ts';

const content = join(import.meta.dirname, '../../content');
const read = (...path: string[]) => readFileSync(join(content, ...path), 'utf8');
const course = parseCourse(read('course.yaml'));
const glossary = parseGlossary(read('glossary.yaml'));

type Recording = ReturnType<typeof recordScenario>;

/** Five runs are computed before a lesson is asked, on a machine that may have other work. */
const PATIENCE_MS = 120_000;

function record(text: string, what: string): Recording {
  const parsed = parseScenarioText(text);
  if (!parsed.ok) throw new Error(`${what}: ${JSON.stringify(parsed.errors)}`);
  const recording = recordScenario(parsed.scenario);
  recording.extendTo(recording.end);
  return recording;
}

function ask(recording: Recording, question: Ask, at: number): Answer {
  const frame = recording.frameAt(at);
  return answerOf(question, { world: frame.world, rows: frame.rows, events: recording.events });
}

const lessons = course.modules.flatMap((module) => module.lessons.map((id) => ({ module: module.id, id })));
const explained = new Set<string>();
const asked = { lessons: 0, steps: 0, claims: 0, predictions: 0, changes: 0 };

describe.each(lessons)('lesson $id', ({ module, id }) => {
  const folder = ['lessons', module, id];
  const lesson: Lesson = parseLesson(read(...folder, 'lesson.md'), module);
  const runs: Record<string, Recording> = {};
  beforeAll(() => {
    for (const [run, file] of Object.entries(lesson.runs)) runs[run] = record(read(...folder, file), file);
    asked.lessons++;
  }, PATIENCE_MS);
  const runOf = (name: string) => runs[name] as Recording;

  it('runs to the end', () => {
    for (const [name, recording] of Object.entries(runs)) {
      expect([name, recording.failure, recording.computedTo]).toEqual([name, undefined, recording.end]);
    }
  });

  it.each(lesson.steps)('step $id stands on the run', (step) => {
    asked.steps++;
    const recording = runOf(step.run);
    const times = [
      step.at,
      step.play ?? 0,
      step.prediction?.until ?? 0,
      step.change?.until ?? 0,
      step.window?.to ?? 0,
    ];
    expect(Math.max(...times)).toBeLessThanOrEqual(recording.end);
    const terms: string[] = [];
    for (const inline of [...inlinesOf(step.body), ...inlinesOf(step.after), ...inlinesOf(step.factCheck)]) {
      if (inline.kind === 'moment') expect(inline.at).toBeLessThanOrEqual(recording.end);
      if (inline.kind === 'term') terms.push(inline.term);
    }
    // A word is marked once per step, and explained.
    expect(new Set(terms).size).toBe(terms.length);
    for (const term of terms) {
      expect(Object.keys(glossary)).toContain(term);
      explained.add(term);
    }
    asked.claims += step.claims.length;
    expect(falseClaims({ steps: [step] }, (run, question, at) => ask(runOf(run), question, at))).toEqual([]);
  });

  it('leads to no moment behind a question that is still open, and names nothing in vain', () => {
    expect(momentsOutOfSight(lesson)).toEqual([]);
    expect(unusedNames(lesson)).toEqual([]);
  });

  it('tells what is simplified in it', () => {
    const noted = FIDELITY.flatMap((room) => room.mechanisms).filter((one) => one.notes.length > 0);
    for (const name of lesson.simplified) expect(noted.map((one) => one.id)).toContain(name);
  });

  const predictions = lesson.steps.flatMap((step) =>
    step.prediction === undefined ? [] : [{ step, prediction: step.prediction }],
  );
  it.each(predictions)(
    'prediction $prediction.id has one right answer, and the engine says which',
    ({ step, prediction }) => {
      asked.predictions++;
      const recording = runOf(step.run);
      const answer = ask(recording, prediction.ask, prediction.until);
      const judged = prediction.choices.map((choice) => judge(prediction, choice.id, answer));
      expect(judged.filter((one) => one.isRight)).toHaveLength(1);
      if (prediction.on === 'diagram') {
        const { world } = recording.frameAt(step.at);
        const places = isAboutPartitions(prediction)
          ? clusterView(world).partitions.map((partition) => partition.tp)
          : Object.keys(world.nodes);
        for (const choice of prediction.choices) expect([...places, NOBODY]).toContain(choice.id);
      }
      const end = recording.events.rowsUntil(prediction.until);
      for (const kind of prediction.show) {
        const row = recording.events.find(recording.events.rowsUntil(step.at), 1, (type) => type === kind);
        expect([kind, row >= 0 && row < end]).toEqual([kind, true]);
      }
    },
  );

  const changes = lesson.steps.flatMap((step) =>
    step.change === undefined ? [] : [{ step, change: step.change }],
  );
  it.each(changes)(
    'the change of step $step.id makes another future with the same arrivals',
    ({ step, change }) => {
      asked.changes++;
      const { at, node, topic, config, until, compare } = change;
      const target = node === undefined ? { topic: topic as string } : { node };
      const recording = runOf(step.run);
      const fork = recording.fork({ at, do: 'set', config, ...target });
      fork.extendTo(until);
      expect(ask(fork, { that: 'sent' }, until)).toBe(ask(recording, { that: 'sent' }, until));
      const producer = node === undefined ? {} : { producer: node };
      const lost = {
        text: 'lost',
        ask: { that: 'ackedLost', ...producer },
        was: { atLeast: 1 },
        becomes: { atMost: 0 },
      } as const;
      for (const one of compare.length === 0 ? [lost] : compare) {
        const [before, after] = [ask(recording, one.ask, until), ask(fork, one.ask, until)];
        expect([one.text, before, isMet(one.was, before)]).toEqual([one.text, before, true]);
        expect([one.text, after, isMet(one.becomes, after)]).toEqual([one.text, after, true]);
      }
      fork.dispose();
    },
  );
});

it('asked everything there is', () => {
  const all = lessons.map(({ module, id }) => parseLesson(read('lessons', module, id, 'lesson.md'), module));
  const steps = all.flatMap((lesson) => lesson.steps);
  expect(asked).toEqual({
    lessons: all.length,
    steps: steps.length,
    claims: steps.flatMap((step) => step.claims).length,
    predictions: steps.filter((step) => step.prediction !== undefined).length,
    changes: steps.filter((step) => step.change !== undefined).length,
  });
  expect(Object.keys(glossary).filter((term) => !explained.has(term))).toEqual([]);
  // Each lesson predicts twice or more, once on the diagram, and ties every step to evidence.
  for (const lesson of all) {
    const predictions = lesson.steps.flatMap((step) =>
      step.prediction === undefined ? [] : [step.prediction],
    );
    const isFirst = lesson.id === 'durability-acks';
    expect([lesson.id, predictions.length >= (isFirst ? 3 : 2)]).toEqual([lesson.id, true]);
    expect([lesson.id, lesson.steps.length >= (isFirst ? 6 : 4), lesson.steps.length <= 8]).toEqual([
      lesson.id,
      true,
      true,
    ]);
    expect([lesson.id, predictions.some((one) => one.on === 'diagram')]).toEqual([lesson.id, true]);
    expect(lesson.steps.filter((step) => step.claims.length === 0).map((step) => step.id)).toEqual([]);
  }
  expect(asked.lessons).toBeGreaterThanOrEqual(7);
  // Most claims are asked of a run; the others cite a source.
  const claims = steps.flatMap((step) => step.claims);
  expect(claims.filter((claim) => claim.ask !== undefined).length).toBeGreaterThan(claims.length / 2);
});
