// The marks of messages, drawn once per theme into one sheet; a frame only copies from it.

import { PARTITION_COLORS, type PartitionLook, type Shape, shapePath } from '../partition-look.ts';

/** Rows of the sheet: partition colours, then the control plane, then clients' bookkeeping. */
export const CONTROL_COLOR = PARTITION_COLORS;
export const PLAIN_COLOR = PARTITION_COLORS + 1;
export const COLOR_COUNT = PARTITION_COLORS + 2;

const SHAPES: readonly (Shape | 'diamond')[] = [
  'circle',
  'square',
  'triangle',
  'wedge',
  'pentagon',
  'cross',
  'diamond',
];
/** Number of columns of the sheet. */
export const SPRITE_COLUMNS = 14;
/** Side of a sprite in css px. */
export const SPRITE = 18;
const RADIUS = 4.6;

export interface SpriteSheet {
  readonly canvas: HTMLCanvasElement;
  /** CSS colours by row, for tails. */
  readonly colors: readonly string[];
  readonly ink: string;
  readonly ratio: number;
}

/** Column of the sheet: shape, then request or response. */
export function spriteColumn(shape: Shape | 'diamond', isResponse: boolean): number {
  return SHAPES.indexOf(shape) * 2 + (isResponse ? 1 : 0);
}

/** Row of the sheet for a message. */
export function spriteRow(look: PartitionLook | undefined, isControlPlane: boolean): number {
  if (isControlPlane) return CONTROL_COLOR;
  return look === undefined ? PLAIN_COLOR : look.color;
}

/** Draws the sheet with the colours that `element` has now. */
export function drawSprites(element: Element, ratio: number): SpriteSheet {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(`--color-${name}`).trim();
  const colors = Array.from({ length: PARTITION_COLORS }, (_, i) => color(`p${i}`));
  colors.push(color('control'), color('muted'));
  const page = color('page');
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(SPRITE_COLUMNS * SPRITE * ratio);
  canvas.height = Math.ceil(COLOR_COUNT * SPRITE * ratio);
  const context = canvas.getContext('2d');
  if (context !== null) {
    context.scale(ratio, ratio);
    for (const [row, paint] of colors.entries()) {
      for (const shape of SHAPES) {
        for (const isResponse of [false, true]) {
          drawMark(context, shape, isResponse, paint, page, spriteColumn(shape, isResponse), row);
        }
      }
    }
  }
  return { canvas, colors, ink: color('ink'), ratio };
}

function drawMark(
  context: CanvasRenderingContext2D,
  shape: Shape | 'diamond',
  isResponse: boolean,
  paint: string,
  page: string,
  column: number,
  row: number,
): void {
  context.save();
  context.translate((column + 0.5) * SPRITE, (row + 0.5) * SPRITE);
  const path = new Path2D(shapePath(shape, RADIUS));
  context.lineJoin = 'round';
  if (isResponse) {
    context.fillStyle = page;
    context.fill(path);
    context.lineWidth = 2;
    context.strokeStyle = paint;
    context.stroke(path);
  } else {
    // A thin edge keeps it apart from the rail and from its neighbours.
    context.lineWidth = 2;
    context.strokeStyle = page;
    context.stroke(path);
    context.fillStyle = paint;
    context.fill(path);
  }
  context.restore();
}
