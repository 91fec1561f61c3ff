// Where a small window stands beside the element that it belongs to. Pure, so that it can be tested without a page.

export type Side = 'top' | 'right' | 'bottom' | 'left';
export type Align = 'start' | 'center' | 'end';

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Extent {
  readonly width: number;
  readonly height: number;
}

export interface Place {
  readonly left: number;
  readonly top: number;
  /** What fits between the anchor and the edge of the view. */
  readonly maxHeight: number;
}

/** Distance from the anchor, px. */
const GAP = 6;
/** Distance kept from the edges of the view, px. */
const EDGE = 8;

function clamp(value: number, size: number, room: number): number {
  return Math.max(EDGE, Math.min(value, room - EDGE - size));
}

function aligned(from: number, length: number, size: number, align: Align): number {
  if (align === 'start') return from;
  return align === 'end' ? from + length - size : from + (length - size) / 2;
}

/** Above or below; on the other side when it fits only there. */
function upright(anchor: Rect, box: Extent, view: Extent, side: 'top' | 'bottom', align: Align): Place {
  const above = anchor.top - GAP - EDGE;
  const below = view.height - anchor.top - anchor.height - GAP - EDGE;
  const [here, there] = side === 'top' ? [above, below] : [below, above];
  const isAbove = (side === 'top') === (box.height <= here || here >= there);
  const maxHeight = Math.max(0, isAbove ? above : below);
  const height = Math.min(box.height, maxHeight);
  return {
    left: clamp(aligned(anchor.left, anchor.width, box.width, align), box.width, view.width),
    top: isAbove ? anchor.top - GAP - height : anchor.top + anchor.height + GAP,
    maxHeight,
  };
}

/** At the left or right; on the other side when it fits only there. */
function level(anchor: Rect, box: Extent, view: Extent, side: 'left' | 'right', align: Align): Place {
  const before = anchor.left - GAP - EDGE;
  const after = view.width - anchor.left - anchor.width - GAP - EDGE;
  const [here, there] = side === 'left' ? [before, after] : [after, before];
  const isBefore = (side === 'left') === (box.width <= here || here >= there);
  const left = isBefore ? anchor.left - GAP - box.width : anchor.left + anchor.width + GAP;
  const maxHeight = view.height - 2 * EDGE;
  const height = Math.min(box.height, maxHeight);
  return {
    left: clamp(left, box.width, view.width),
    top: clamp(aligned(anchor.top, anchor.height, height, align), height, view.height),
    maxHeight,
  };
}

/** The place of `box` at `side` of `anchor` within a view of that size. */
export function placeBeside(anchor: Rect, box: Extent, view: Extent, side: Side, align: Align): Place {
  return side === 'top' || side === 'bottom'
    ? upright(anchor, box, view, side, align)
    : level(anchor, box, view, side, align);
}
