// The learner's progress as a store that keeps itself in the browser's storage. Trouble with storage (full, forbidden,
// damaged, written by a newer release) is state, not an exception: nothing is overwritten that could not be read.

import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  type AnswerRecord,
  EMPTY_PROGRESS,
  type LessonProgress,
  mergeProgress,
  type Progress,
  type ReadProgress,
  readProgress,
  writeProgress,
} from './progress.ts';

export const PROGRESS_KEY = 'faultline.progress';
/** Where text that could not be read is set aside before anything else is written. */
export const SET_ASIDE_KEY = 'faultline.progress.unreadable';

/** The part of localStorage that is used; its methods may throw. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** How keeping goes. All but `kept` say that this visit lives in memory only. */
export type Keeping =
  | { readonly is: 'kept' }
  | { readonly is: 'full' | 'blocked'; readonly message: string }
  | { readonly is: 'newer'; readonly message: string; readonly text: string }
  /** The old text was set aside and a new start made. */
  | { readonly is: 'setAside'; readonly message: string; readonly text: string };

export interface ProgressState {
  readonly progress: Progress;
  readonly keeping: Keeping;
}

export interface ProgressStore {
  readonly store: StoreApi<ProgressState>;
  visit(lesson: string, revision: number, step: string): void;
  answer(lesson: string, revision: number, step: string, prediction: string, answer: AnswerRecord): void;
  finish(lesson: string, revision: number, step: string): void;
  /** Reads a progress file and joins it with what is here. */
  importText(text: string): ReadProgress;
  /** The text of a progress file. */
  exportText(): string;
  /** Reads again what another tab wrote. */
  reload(): void;
}

/** A store over the given storage; `undefined` when the browser has none. */
export function createProgressStore(storage: TextStorage | undefined): ProgressStore {
  const store = createStore<ProgressState>(() => load(storage));
  const change = (update: (progress: Progress) => Progress): void => {
    const progress = update(store.getState().progress);
    store.setState({ progress, keeping: keep(storage, progress, store.getState().keeping) });
  };
  const changeLesson = (id: string, revision: number, step: string, patch: Partial<LessonProgress>): void =>
    change((progress) => {
      const old = progress.lessons[id];
      const base =
        old === undefined || old.revision !== revision
          ? { revision, step, isDone: old?.isDone ?? false, answers: {} }
          : old;
      // The lesson visited last stands last: that is the one to go on with.
      const { [id]: _old, ...others } = progress.lessons;
      return { ...progress, lessons: { ...others, [id]: { ...base, step, ...patch } } };
    });
  return {
    store,
    visit: (lesson, revision, step) => changeLesson(lesson, revision, step, {}),
    answer: (lesson, revision, step, prediction, answer) => {
      const old = store.getState().progress.lessons[lesson];
      const answers = old?.revision === revision ? old.answers : {};
      changeLesson(lesson, revision, step, { answers: { ...answers, [prediction]: answer } });
    },
    finish: (lesson, revision, step) => changeLesson(lesson, revision, step, { isDone: true }),
    importText: (text) => {
      const read = readProgress(text);
      if (read.ok) change((progress) => mergeProgress(progress, read.progress));
      return read;
    },
    exportText: () => writeProgress(store.getState().progress),
    reload: () => {
      const loaded = load(storage);
      if (loaded.keeping.is === 'kept') store.setState(loaded);
    },
  };
}

function load(storage: TextStorage | undefined): ProgressState {
  const blocked: ProgressState = {
    progress: EMPTY_PROGRESS,
    keeping: {
      is: 'blocked',
      message: 'This browser lets no page keep data, so progress lasts until you leave.',
    },
  };
  if (storage === undefined) return blocked;
  let text: string | null;
  try {
    text = storage.getItem(PROGRESS_KEY);
  } catch {
    return blocked;
  }
  if (text === null) return { progress: EMPTY_PROGRESS, keeping: { is: 'kept' } };
  const read = readProgress(text);
  if (read.ok) return { progress: read.progress, keeping: { is: 'kept' } };
  if (read.reason === 'newer') {
    const message = `Your progress stays as it is: ${read.message} What you do now lasts until you leave.`;
    return { progress: EMPTY_PROGRESS, keeping: { is: 'newer', message, text } };
  }
  return { progress: EMPTY_PROGRESS, keeping: setAside(storage, text, read.message) };
}

function setAside(storage: TextStorage, text: string, why: string): Keeping {
  try {
    storage.setItem(SET_ASIDE_KEY, text);
  } catch {
    // Then it stays where it is, and nothing may be written over it.
    return { is: 'newer', message: `Your stored progress cannot be read. ${why} It stays as it is.`, text };
  }
  return { is: 'setAside', message: `Your stored progress cannot be read. ${why} It was set aside.`, text };
}

/** Writes, unless what is stored must not be overwritten. */
function keep(storage: TextStorage | undefined, progress: Progress, before: Keeping): Keeping {
  if (storage === undefined || before.is === 'blocked' || before.is === 'newer') return before;
  try {
    storage.setItem(PROGRESS_KEY, writeProgress(progress));
  } catch {
    const message =
      'The storage of this browser is full: this step could not be kept. Save your progress as a file.';
    return { is: 'full', message };
  }
  return before.is === 'setAside' ? before : { is: 'kept' };
}
