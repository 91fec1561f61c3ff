// What a learner has done, as versioned plain data: reading it from anywhere (storage, a file) checks every part, old
// versions are migrated, and a newer one is recognised and left alone.

export const PROGRESS_VERSION = 2;

/** The last locked answer to a prediction. */
export interface AnswerRecord {
  readonly choice: string;
  /** What the run said: a node, a set, an error, a number. */
  readonly answer: string | number;
  readonly isRight: boolean;
}

export interface LessonProgress {
  /** Revision of the lesson that was taken. */
  readonly revision: number;
  /** Step that was open last. */
  readonly step: string;
  readonly isDone: boolean;
  /** By prediction id. */
  readonly answers: Readonly<Record<string, AnswerRecord>>;
}

export interface Progress {
  readonly v: typeof PROGRESS_VERSION;
  /** By lesson id. */
  readonly lessons: Readonly<Record<string, LessonProgress>>;
}

export const EMPTY_PROGRESS: Progress = { v: PROGRESS_VERSION, lessons: {} };
/** A file of progress larger than this is not ours. */
export const MAX_PROGRESS_LENGTH = 500_000;

export type ReadProgress =
  | { readonly ok: true; readonly progress: Progress }
  /** `newer`: written by a later release; `damaged`: not what we write. */
  | { readonly ok: false; readonly reason: 'newer' | 'damaged' | 'tooLarge'; readonly message: string };

const NOT_OURS = 'This is not the text of a Faultline progress file.';

type Json = Record<string, unknown>;

/** Version n -> n + 1. Each is pure and has a fixture in progress.test.ts. */
const MIGRATIONS: Readonly<Record<string, (old: Json) => Json>> = {
  // 1 kept only how far each lesson had come: { lessons: { id: { step, done } } }.
  v1: (old) => ({
    v: 2,
    lessons: mapValues(asObject(old.lessons), (one) => {
      const lesson = asObject(one);
      return { revision: 1, step: lesson.step, isDone: lesson.done === true, answers: {} };
    }),
  }),
};

/** Reads progress from text; never throws. */
export function readProgress(text: string): ReadProgress {
  if (text.length > MAX_PROGRESS_LENGTH)
    return refused('tooLarge', 'This file is too large to be a progress file.');
  let data: Json;
  try {
    data = asObject(JSON.parse(text));
    if (typeof data.v !== 'number') return refused('damaged', NOT_OURS);
    if (data.v > PROGRESS_VERSION) {
      return refused(
        'newer',
        `It was written by a newer Faultline (format ${data.v}; this one reads up to ${PROGRESS_VERSION}).`,
      );
    }
    while (data.v !== PROGRESS_VERSION) {
      const migrate = MIGRATIONS[`v${data.v}`];
      if (migrate === undefined) return refused('damaged', `Format ${String(data.v)} is unknown.`);
      data = migrate(data);
    }
    return {
      ok: true,
      progress: { v: PROGRESS_VERSION, lessons: mapValues(asObject(data.lessons), checkLesson) },
    };
  } catch (error) {
    if (error instanceof SyntaxError) return refused('damaged', 'The text is damaged: it is not JSON.');
    return refused('damaged', error instanceof Error ? error.message : NOT_OURS);
  }
}

/** The text that `readProgress` reads. */
export function writeProgress(progress: Progress): string {
  return JSON.stringify(progress);
}

/** Both together; where both know a lesson, the further one wins and answers are joined. */
export function mergeProgress(mine: Progress, other: Progress): Progress {
  const lessons: Record<string, LessonProgress> = { ...other.lessons };
  for (const [id, lesson] of Object.entries(mine.lessons)) {
    const theirs = lessons[id];
    if (theirs === undefined || theirs.revision < lesson.revision) {
      lessons[id] = lesson;
    } else if (theirs.revision === lesson.revision) {
      lessons[id] = {
        ...lesson,
        isDone: lesson.isDone || theirs.isDone,
        answers: { ...theirs.answers, ...lesson.answers },
      };
    }
  }
  return { v: PROGRESS_VERSION, lessons };
}

function checkLesson(value: unknown, id: string): LessonProgress {
  const { revision, step, isDone, answers } = asObject(value);
  if (typeof revision !== 'number' || typeof step !== 'string' || typeof isDone !== 'boolean') {
    throw new Error(`The entry of lesson "${id}" cannot be read.`);
  }
  return { revision, step, isDone, answers: mapValues(asObject(answers), checkAnswer) };
}

function checkAnswer(value: unknown, id: string): AnswerRecord {
  const { choice, answer, isRight } = asObject(value);
  const isAnswer = typeof answer === 'string' || typeof answer === 'number';
  if (typeof choice !== 'string' || !isAnswer || typeof isRight !== 'boolean') {
    throw new Error(`The answer "${id}" cannot be read.`);
  }
  return { choice, answer, isRight };
}

function refused(reason: 'newer' | 'damaged' | 'tooLarge', message: string): ReadProgress {
  return { ok: false, reason, message };
}

function asObject(value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(NOT_OURS);
  return value as Json;
}

function mapValues<T>(object: Json, map: (value: unknown, key: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}
