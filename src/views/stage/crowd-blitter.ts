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
}

const TAIL_ALPHA = 0x80;
const TAIL_HALF = 1;

/** The rows of a picture that can be seen, css px. */
export interface Band {
  readonly top: number;
  readonly bottom: number;
}

export interface CrowdBlitter {
  /** Draws what is within the band; what was drawn before is gone, within and without. */
  paint(context: CanvasRenderingContext2D, table: FlightTable, sheet: SpriteSheet, band: Band): void;
  /** Somebody else drew on the canvas. */
  forget(): void;
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
  return { dx: Int16Array.from(dx), dy: Int16Array.from(dy), color: Uint32Array.from(color) };
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
): void {
  const { dx, dy, color } = stamp;
  if (top >= height || top + SPRITE * 2 < 0) return;
  const isInside = left >= 0 && top >= 0 && left + SPRITE * 2 < width && top + SPRITE * 2 < height;
  for (let k = 0; k < color.length; k += 1) {
    const x = left + (dx[k] as number);
    const y = top + (dy[k] as number);
    if (!isInside && (x < 0 || y < 0 || x >= width || y >= height)) continue;
    pixels[y * width + x] = color[k] as number;
  }
}

/** One per canvas. */
export function createCrowdBlitter(): CrowdBlitter {
  let image: ImageData | undefined;
  let pixels = new Uint32Array(0);
  let above = -1;
  let cutFrom: SpriteSheet | undefined;
  let cut: ReturnType<typeof cutStamps> = { stamps: [], tails: new Uint32Array(COLOR_COUNT) };

  /** Makes the image as large as the part in view; what is drawn elsewhere goes. */
  function imageFor(context: CanvasRenderingContext2D, band: Band, ratio: number): ImageData {
    const { width, height } = context.canvas;
    const top = Math.min(height - 1, Math.max(0, Math.floor(band.top * ratio)));
    const rows = Math.max(1, Math.min(height, Math.ceil(band.bottom * ratio)) - top);
    if (image === undefined || image.width !== width || image.height !== rows) {
      image = context.createImageData(width, rows);
      pixels = new Uint32Array(image.data.buffer);
      above = -1;
    }
    if (above !== top) context.clearRect(0, 0, width / ratio, height / ratio);
    above = top;
    pixels.fill(0);
    return image;
  }

  return {
    forget() {
      above = -1;
    },
    paint(context, table, sheet, band) {
      const { ratio } = sheet;
      const made = imageFor(context, band, ratio);
      const { width, height } = made;
      if (cutFrom !== sheet) {
        cut = cutStamps(sheet);
        cutFrom = sheet;
      }
      for (let i = 0; i < table.count; i += 1) {
        const row = table.rows[i] as number;
        if (row === CONTROL_COLOR) continue;
        setTail(pixels, width, height, table, above, i, cut.tails[row] as number, ratio);
      }
      const half = SPRITE / 2;
      for (let i = 0; i < table.count; i += 1) {
        const stamp = cut.stamps[(table.rows[i] as number) * SPRITE_COLUMNS + (table.columns[i] as number)];
        if (stamp === undefined) continue;
        const left = Math.round(((table.xs[i] as number) - half) * ratio);
        const top = Math.round(((table.ys[i] as number) - half) * ratio) - above;
        setMark(pixels, width, height, stamp, left, top);
      }
      context.putImageData(made, 0, above);
    },
  };
}
