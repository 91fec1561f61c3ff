// The last edit of a scenario that was not run yet, kept for this tab so that a reload or a wrong key loses nothing.

const KEY = 'faultline.draft';

interface Draft {
  /** The text that was edited. */
  readonly of: string;
  readonly text: string;
}

/** The kept edit of this text, undefined without one. */
export function readDraft(of: string): string | undefined {
  try {
    const draft = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Draft | null;
    return draft?.of === of && draft.text !== of ? draft.text : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps an edit. Without storage it lives as long as the panel. */
export function writeDraft(of: string, text: string): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ of, text } satisfies Draft));
  } catch {
    // The panel still holds the text, and it can be saved as a file.
  }
}

/** The edit has become a run of its own. */
export function forgetDraft(of: string): void {
  if (readDraft(of) === undefined) return;
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // It stays until the tab is closed.
  }
}
