// The one store of progress, over the browser's storage.

import { useStore } from 'zustand';
import {
  createProgressStore,
  PROGRESS_KEY,
  type ProgressState,
  type TextStorage,
} from '../lessons/progress-store.ts';

function browserStorage(): TextStorage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined; // the browser forbids it
  }
}

export const progress = createProgressStore(browserStorage());

// Another tab has gone on with a lesson.
addEventListener('storage', (event) => {
  if (event.key === PROGRESS_KEY) progress.reload();
});

/** A part of the progress as React state. */
export function useProgress<T>(select: (state: ProgressState) => T): T {
  return useStore(progress.store, select);
}
