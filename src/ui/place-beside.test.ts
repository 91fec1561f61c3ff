import { describe, expect, it } from 'vitest';
import { placeBeside } from './place-beside.ts';

const view = { width: 400, height: 300 };
const box = { width: 100, height: 40 };

describe('placeBeside', () => {
  it('stands above, in the middle of its anchor', () => {
    const anchor = { left: 150, top: 200, width: 40, height: 20 };
    expect(placeBeside(anchor, box, view, 'top', 'center')).toMatchObject({ left: 120, top: 154 });
  });

  it('goes to the other side when it fits only there', () => {
    const high = { left: 150, top: 10, width: 40, height: 20 };
    expect(placeBeside(high, box, view, 'top', 'center').top).toBe(36);
    const right = { left: 350, top: 100, width: 40, height: 20 };
    expect(placeBeside(right, box, view, 'right', 'start').left).toBe(244);
  });

  it('keeps off the edges of the view', () => {
    const corner = { left: 380, top: 100, width: 20, height: 20 };
    expect(placeBeside(corner, box, view, 'bottom', 'start').left).toBe(292);
    expect(placeBeside({ ...corner, left: 0 }, box, view, 'bottom', 'end').left).toBe(8);
  });

  it('takes the side with more room when it fits nowhere, and says how high it may be', () => {
    const anchor = { left: 100, top: 180, width: 40, height: 20 };
    const place = placeBeside(anchor, { width: 100, height: 500 }, view, 'bottom', 'start');
    expect(place).toEqual({ left: 100, top: 8, maxHeight: 166 });
  });
});
