import { describe, expect, it } from 'vitest';
import { mergeProgress, type Progress, readProgress, writeProgress } from './progress.ts';
import { createProgressStore, PROGRESS_KEY, SET_ASIDE_KEY, type TextStorage } from './progress-store.ts';

const wrong = { choice: 'none', answer: 3, isRight: false };
const right = { choice: 'few', answer: 3, isRight: true };

function memory(
  initial: Record<string, string> = {},
): TextStorage & { all: Record<string, string>; isFull: boolean } {
  const storage = {
    all: { ...initial },
    isFull: false,
    getItem: (key: string) => storage.all[key] ?? null,
    setItem: (key: string, value: string) => {
      if (storage.isFull) throw new Error('QuotaExceededError');
      storage.all[key] = value;
    },
  };
  return storage;
}

describe('progress as text', () => {
  it('comes back as it was written', () => {
    const progress: Progress = {
      v: 2,
      lessons: { acks: { revision: 1, step: 'two', isDone: false, answers: { p: wrong } } },
    };
    expect(readProgress(writeProgress(progress))).toEqual({ ok: true, progress });
  });

  it('is migrated from version 1', () => {
    const old = '{"v":1,"lessons":{"acks":{"step":"two","done":true}}}';
    expect(readProgress(old)).toEqual({
      ok: true,
      progress: { v: 2, lessons: { acks: { revision: 1, step: 'two', isDone: true, answers: {} } } },
    });
  });

  it.each([
    ['{"v":3,"lessons":{}}', 'newer'],
    ['{"v":0}', 'damaged'],
    ['{"lessons":{}}', 'damaged'],
    ['[]', 'damaged'],
    ['{"v":2,"lessons":{"a":{"step":1}}}', 'damaged'],
    ['{"v":2,"les', 'damaged'],
    ['x'.repeat(600_000), 'tooLarge'],
  ])('refuses %.40s', (text, reason) => {
    expect(readProgress(text)).toMatchObject({ ok: false, reason });
  });

  it('joins two devices: the newer revision, all answers', () => {
    const one = (revision: number, isDone: boolean, answers = {}) => ({
      revision,
      step: 's',
      isDone,
      answers,
    });
    const mine: Progress = { v: 2, lessons: { a: one(2, false), b: one(1, false, { p: wrong }) } };
    const other: Progress = {
      v: 2,
      lessons: { a: one(1, true), b: one(1, true, { q: right }), c: one(1, true) },
    };
    expect(mergeProgress(mine, other).lessons).toEqual({
      a: one(2, false),
      b: one(1, true, { p: wrong, q: right }),
      c: one(1, true),
    });
  });
});

describe('the store of progress', () => {
  it('keeps steps, answers and the end over a reload', () => {
    const storage = memory();
    const first = createProgressStore(storage);
    first.visit('acks', 1, 'one');
    first.answer('acks', 1, 'two', 'p', wrong);
    first.finish('acks', 1, 'three');
    expect(createProgressStore(storage).store.getState()).toEqual({
      progress: {
        v: 2,
        lessons: { acks: { revision: 1, step: 'three', isDone: true, answers: { p: wrong } } },
      },
      keeping: { is: 'kept' },
    });
  });

  it('starts the answers anew with a new revision of the lesson, but stays done', () => {
    const store = createProgressStore(memory());
    store.answer('acks', 1, 'two', 'p', wrong);
    store.finish('acks', 1, 'two');
    store.visit('acks', 2, 'one');
    expect(store.store.getState().progress.lessons.acks).toEqual({
      revision: 2,
      step: 'one',
      isDone: true,
      answers: {},
    });
  });

  it('says when the storage is full, and keeps on once there is room', () => {
    const storage = memory();
    const progress = createProgressStore(storage);
    storage.isFull = true;
    progress.visit('acks', 1, 'one');
    expect(progress.store.getState().keeping.is).toBe('full');
    expect(progress.store.getState().progress.lessons.acks?.step).toBe('one');
    storage.isFull = false;
    progress.visit('acks', 1, 'two');
    expect(progress.store.getState().keeping.is).toBe('kept');
  });

  it('works without storage', () => {
    const progress = createProgressStore(undefined);
    progress.visit('acks', 1, 'one');
    expect(progress.store.getState().keeping.is).toBe('blocked');
    expect(progress.exportText()).toContain('"one"');
  });

  it('never writes over what a newer release wrote', () => {
    const text = '{"v":9,"secret":1}';
    const storage = memory({ [PROGRESS_KEY]: text });
    const progress = createProgressStore(storage);
    progress.visit('acks', 1, 'one');
    expect(storage.all[PROGRESS_KEY]).toBe(text);
    expect(progress.store.getState().keeping).toMatchObject({ is: 'newer', text });
  });

  it('sets damaged text aside before it writes', () => {
    const storage = memory({ [PROGRESS_KEY]: 'not json' });
    const progress = createProgressStore(storage);
    progress.visit('acks', 1, 'one');
    expect(storage.all[SET_ASIDE_KEY]).toBe('not json');
    expect(readProgress(storage.all[PROGRESS_KEY] ?? '').ok).toBe(true);
    expect(progress.store.getState().keeping.is).toBe('setAside');
  });

  it('writes nothing over damaged text that it cannot set aside', () => {
    const storage = memory({ [PROGRESS_KEY]: 'not json' });
    storage.isFull = true;
    const progress = createProgressStore(storage);
    storage.isFull = false;
    progress.visit('acks', 1, 'one');
    expect(storage.all[PROGRESS_KEY]).toBe('not json');
  });

  it('takes a progress file in, and refuses a foreign one without change', () => {
    const progress = createProgressStore(memory());
    progress.visit('acks', 1, 'one');
    expect(progress.importText('{"v":7}')).toMatchObject({ ok: false, reason: 'newer' });
    const file = '{"v":2,"lessons":{"isr":{"revision":1,"step":"x","isDone":true,"answers":{}}}}';
    expect(progress.importText(file).ok).toBe(true);
    expect(Object.keys(progress.store.getState().progress.lessons).sort()).toEqual(['acks', 'isr']);
  });
});
