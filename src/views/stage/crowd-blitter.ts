// Thousands of messages at once, set pixel by pixel into one image: where the browser draws in software, two thousand
// copies from a sheet cost it more than a frame, while this costs about a millisecond. Whole pixels only, and only the
// part of the picture that is scrolled into view.

import type { FlightTable } from './flight-table.ts';
import { COLOR_COUNT, CONTROL_COLOR, SPRITE, SPRITE_COLUMNS, type SpriteSheet } from './message-sprites.ts';

/** The pixels of one sprite that show: offset from its corner and colour. */
interface Stamp {
  readonly dx: Int16Array;
  readonly dy: Int16Array;
  readonly color: Uint32Array;
  /** Offsets in the image, for its present width. */
  readonly at: Int32Array;
}

const TAIL_ALPHA = 0x80;
const TAIL_HALF = 1;

export interface CrowdBlitter {
  /** Draws the part of the picture that the canvas shows, from `top` css px on; what was drawn before is gone. */
  paint(context: CanvasRenderingContext2D, table: FlightTable, sheet: SpriteSheet, top: number): void;
}

function cutStamps(sheet: SpriteSheet): { stamps: Stamp[]; tails: Uint32Array } {
  const context = sheet.canvas.getContext('2d') as CanvasRenderingContext2D;
  const { width, height } = sheet.canvas;
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const side = SPRITE * sheet.ratio;
  const stamps: Stamp[] = [];
  const tails = new Uint32Array(COLOR_COUNT);
  for (let row = 0; row < COLOR_COUNT; row += 1) {
    for (let column = 0; column < SPRITE_COLUMNS; column += 1) {
      const [left, top] = [Math.floor(column * side), Math.floor(row * side)];
      stamps.push(cutStamp(pixels, width, left, top, Math.floor(side)));
    }
    // The middle of the filled circle has the row's colour; little endian: alpha is the highest byte.
    const middle = pixels[Math.floor((row + 0.5) * side) * width + Math.floor(side / 2)] ?? 0;
    tails[row] = ((middle & 0xffffff) | (TAIL_ALPHA << 24)) >>> 0;
  }
  return { stamps, tails };
}

function cutStamp(pixels: Uint32Array, width: number, left: number, top: number, side: number): Stamp {
  const dx: number[] = [];
  const dy: number[] = [];
  const color: number[] = [];
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const pixel = pixels[(top + y) * width + left + x] ?? 0;
      if (pixel >>> 24 < 96) continue;
      dx.push(x);
      dy.push(y);
      color.push(pixel);
    }
  }
  return {
    dx: Int16Array.from(dx),
    dy: Int16Array.from(dy),
    color: Uint32Array.from(color),
    at: new Int32Array(dx.length),
  };
}

/** Sets the level or upright tail of message `i`. `above` rows of the picture are not in `pixels`. */
function setTail(
  pixels: Uint32Array,
  width: number,
  height: number,
  table: FlightTable,
  above: number,
  i: number,
  color: number,
  ratio: number,
): void {
  const x1 = Math.round((table.xs[i] as number) * ratio);
  const y1 = Math.round((table.ys[i] as number) * ratio) - above;
  const x2 = Math.round((table.tails[2 * i] as number) * ratio);
  const y2 = Math.round((table.tails[2 * i + 1] as number) * ratio) - above;
  const half = TAIL_HALF * ratio;
  const isLevel = y1 === y2;
  const left = Math.max(0, isLevel ? Math.min(x1, x2) : x1 - half);
  const right = Math.min(width - 1, isLevel ? Math.max(x1, x2) : x1 + half);
  const top = Math.max(0, isLevel ? y1 - half : Math.min(y1, y2));
  const bottom = Math.min(height - 1, isLevel ? y1 + half : Math.max(y1, y2));
  for (let y = top; y <= bottom; y += 1) {
    for (let at = y * width + left, end = y * width + right; at <= end; at += 1) pixels[at] = color;
  }
}

function setMark(
  pixels: Uint32Array,
  width: number,
  height: number,
  stamp: Stamp,
  left: number,
  top: number,
  side: number,
): void {
  const { dx, dy, color, at } = stamp;
  if (top >= height || top + side < 0) return;
  if (left >= 0 && top >= 0 && left + side <= width && top + side <= height) {
    const corner = top * width + left;
    for (let k = 0; k < color.length; k += 1) pixels[corner + (at[k] as number)] = color[k] as number;
    return;
  }
  for (let k = 0; k < color.length; k += 1) {
    const x = left + (dx[k] as number);
    const y = top + (dy[k] as number);
    if (x >= 0 && y >= 0 && x < width && y < height) pixels[y * width + x] = color[k] as number;
  }
}

/** Where the stamps' pixels are in an image of that width. */
function spread(stamps: readonly Stamp[], width: number): void {
  for (const { dx, dy, at } of stamps) {
    for (let k = 0; k < at.length; k += 1) at[k] = (dy[k] as number) * width + (dx[k] as number);
  }
}

/** One per canvas. */
export function createCrowdBlitter(): CrowdBlitter {
  let image: ImageData | undefined;
  let pixels = new Uint32Array(0);
  /** What mark stands at a pixel: of those that hide each other wholly one is drawn. */
  let taken = new Uint8Array(0);
  let shown = new Int32Array(0);
  let cutFrom: SpriteSheet | undefined;
  let cut: ReturnType<typeof cutStamps> = { stamps: [], tails: new Uint32Array(COLOR_COUNT) };

  function prepare(context: CanvasRenderingContext2D, sheet: SpriteSheet): ImageData {
    const { width, height } = context.canvas;
    const isNew = image === undefined || image.width !== width || image.height !== height;
    const made = isNew || image === undefined ? context.createImageData(width, height) : image;
    if (isNew) {
      image = made;
      pixels = new Uint32Array(made.data.buffer);
      taken = new Uint8Array(width * height);
    } else {
      pixels.fill(0);
      taken.fill(0);
    }
    if (cutFrom !== sheet) cut = cutStamps(sheet);
    if (cutFrom !== sheet || isNew) spread(cut.stamps, width);
    cutFrom = sheet;
    return made;
  }

  /** Indexes of the messages to draw, in `shown`. */
  function choose(table: FlightTable, made: ImageData, ratio: number, above: number): number {
    if (shown.length < table.count) shown = new Int32Array(table.ids.length);
    let count = 0;
    for (let i = 0; i < table.count; i += 1) {
      const x = Math.round((table.xs[i] as number) * ratio);
      const y = Math.round((table.ys[i] as number) * ratio) - above;
      if (x >= 0 && y >= 0 && x < made.width && y < made.height) {
        const at = y * made.width + x;
        const mark = 1 + (table.rows[i] as number) * SPRITE_COLUMNS + (table.columns[i] as number);
        if (taken[at] === mark) continue;
        taken[at] = mark;
      }
      shown[count] = i;
      count += 1;
    }
    return count;
  }

  return {
    paint(context, table, sheet, top) {
      const { ratio } = sheet;
      const made = prepare(context, sheet);
      const { width, height } = made;
      const above = Math.round(top * ratio);
      const count = choose(table, made, ratio, above);
      for (let n = 0; n < count; n += 1) {
        const i = shown[n] as number;
        const row = table.rows[i] as number;
        if (row === CONTROL_COLOR) continue;
        setTail(pixels, width, height, table, above, i, cut.tails[row] as number, ratio);
      }
      const side = Math.floor(SPRITE * ratio);
      const half = SPRITE / 2;
      for (let n = 0; n < count; n += 1) {
        const i = shown[n] as number;
        const stamp = cut.stamps[(table.rows[i] as number) * SPRITE_COLUMNS + (table.columns[i] as number)];
        if (stamp === undefined) continue;
        const left = Math.round(((table.xs[i] as number) - half) * ratio);
        const y = Math.round(((table.ys[i] as number) - half) * ratio) - above;
        setMark(pixels, width, height, stamp, left, y, side);
      }
      context.putImageData(made, 0, 0);
    },
  };
}
