// Which part of a picture taller than its frame the canvas of messages covers: a canvas of all of it would be copied
// whole at every frame, seen or not.

/** Rows of the picture, css px. */
export interface Band {
  readonly top: number;
  readonly bottom: number;
}

/** The canvas moves in steps, so that it is not moved at every pixel of scrolling. */
const STEP = 128;

/** The canvas for a picture `height` px high, of which `view` is scrolled into view. */
export function canvasWindow(height: number, view: Band): { readonly top: number; readonly height: number } {
  const shown = Math.min(height, Math.ceil(view.bottom - view.top) + STEP);
  const top = Math.floor(Math.max(0, view.top) / STEP) * STEP;
  return { top: Math.max(0, Math.min(top, height - shown)), height: shown };
}
