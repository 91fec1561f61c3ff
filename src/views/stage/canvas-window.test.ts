import { describe, expect, it } from 'vitest';
import { canvasWindow } from './canvas-window.ts';

describe('canvas of messages', () => {
  it('is as high as a picture that fits its frame', () => {
    expect(canvasWindow(500, { top: 0, bottom: 640 })).toEqual({ top: 0, height: 500 });
    expect(canvasWindow(500, { top: 0, bottom: Number.MAX_SAFE_INTEGER })).toEqual({ top: 0, height: 500 });
  });

  it('covers what is scrolled into view, stays in the picture and keeps its size', () => {
    for (let top = 0; top <= 1_600 - 376; top += 1) {
      const band = { top, bottom: top + 376 };
      const at = canvasWindow(1_600, band);
      expect(at.top).toBeLessThanOrEqual(band.top);
      expect(at.top + at.height).toBeGreaterThanOrEqual(band.bottom);
      expect(at.top + at.height).toBeLessThanOrEqual(1_600);
      expect(at.height).toBe(504);
    }
  });
});
