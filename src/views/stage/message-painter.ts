// Draws the messages in flight, every frame, outside React: tails in one stroke per colour, marks copied from a sheet.

import type { MessageRoute } from '../../engine/kafka/views.ts';
import type { Entry } from '../../engine/kernel/world.ts';
import { type Band, canvasWindow } from './canvas-window.ts';
import { createCrowdBlitter } from './crowd-blitter.ts';
import {
  createFlightTable,
  type FlightTable,
  indexOfFlight,
  placeFlights,
  type Seen,
} from './flight-table.ts';
import {
  COLOR_COUNT,
  CONTROL_COLOR,
  drawSprites,
  SPRITE,
  type SpriteSheet,
  spriteColumn,
  spriteRow,
} from './message-sprites.ts';
import { type Route, routeBetween } from './stage-routes.ts';
import type { StageScene } from './stage-scene.ts';

export interface PaintOptions {
  readonly isReducedMotion: boolean;
  /** Messages to ring: hovered or focused first, then pinned. */
  readonly ringed: readonly number[];
  /** Where the line from the first ringed message leads: the card. */
  readonly card: { readonly x: number; readonly isBelow: boolean } | undefined;
}

export interface MessagePainter {
  setScene(scene: StageScene): void;
  /** The part of the picture that is scrolled into view. */
  setView(band: Band): void;
  /** Colours changed. */
  setTheme(): void;
  /** Another run: the same number may be another message. */
  forget(): void;
  /** Also writes the number of messages to the canvas as `data-flying`, where the benchmark reads it. */
  paint(queue: readonly Entry[], t: number, options: PaintOptions): void;
  /** The message at a point, -1 for none. */
  hit(x: number, y: number): number;
  /** Where a message was drawn last. */
  positionOf(id: number): readonly [x: number, y: number] | undefined;
}

const TAIL_WIDTH = 3;
/** From this many messages on they are set as pixels: nobody follows one of them with half-pixel eyes. */
const CROWD = 250;

/** What places depend on; offsets and texts may change without it. */
function geometryOf(scene: StageScene): string {
  return JSON.stringify([scene.width, scene.height, scene.laneY, scene.anchors, scene.railY, scene.logY]);
}

/** Remembers how messages look and which way they take, until the picture's geometry changes. */
function createLooks(routeOf: (entry: Entry) => MessageRoute) {
  let scene: StageScene | undefined;
  let geometry = '';
  const seen = new Map<number, Seen>();
  const routes = new Map<string, Route | undefined>();
  return {
    setScene(next: StageScene) {
      scene = next;
      const now = geometryOf(next);
      if (now === geometry) return;
      geometry = now;
      seen.clear();
      routes.clear();
    },
    forget: () => seen.clear(),
    /** Messages that have arrived are not worth keeping. */
    prune(inFlight: number) {
      if (seen.size > 4 * inFlight + 2_000) seen.clear();
    },
    look(entry: Entry): Seen {
      const known = seen.get(entry.seq);
      if (known !== undefined) return known;
      const { tp, isControlPlane, isResponse } = routeOf(entry);
      const channel = isControlPlane ? '' : tp;
      const key = `${entry.from} ${entry.node} ${channel}`;
      if (!routes.has(key) && scene !== undefined) {
        routes.set(key, routeBetween(scene, entry.from, entry.node, channel));
      }
      const partition = scene?.looks[tp];
      const shape = isControlPlane ? 'diamond' : (partition?.shape ?? 'circle');
      const made: Seen = {
        route: routes.get(key),
        row: spriteRow(partition, isControlPlane),
        column: spriteColumn(shape, isResponse),
      };
      seen.set(entry.seq, made);
      return made;
    },
  };
}

/** Tails as rectangles: every leg of a route is level or upright, and a rectangle is far cheaper than a stroke. */
function drawTails(context: CanvasRenderingContext2D, table: FlightTable, colors: readonly string[]): void {
  context.globalAlpha = 0.5;
  for (let color = 0; color < COLOR_COUNT; color += 1) {
    if (color === CONTROL_COLOR) continue;
    context.fillStyle = colors[color] as string;
    for (let i = 0; i < table.count; i += 1) {
      if (table.rows[i] !== color) continue;
      const x = Math.round(table.xs[i] as number);
      const y = Math.round(table.ys[i] as number);
      const dx = Math.round(table.tails[2 * i] as number) - x;
      const dy = Math.round(table.tails[2 * i + 1] as number) - y;
      if (dy === 0) context.fillRect(x, y - 1, dx, TAIL_WIDTH);
      else context.fillRect(x - 1, y, TAIL_WIDTH, dy);
    }
  }
  context.globalAlpha = 1;
}

function drawMarks(context: CanvasRenderingContext2D, table: FlightTable, sheet: SpriteSheet): void {
  const side = SPRITE * sheet.ratio;
  for (let i = 0; i < table.count; i += 1) {
    const x = (table.xs[i] as number) - SPRITE / 2;
    const y = (table.ys[i] as number) - SPRITE / 2;
    const column = table.columns[i] as number;
    const row = table.rows[i] as number;
    context.drawImage(sheet.canvas, column * side, row * side, side, side, x, y, SPRITE, SPRITE);
  }
}

function drawRings(
  context: CanvasRenderingContext2D,
  table: FlightTable,
  options: PaintOptions,
  ink: string,
  bottom: number,
): void {
  context.strokeStyle = ink;
  for (const [n, id] of options.ringed.entries()) {
    const i = indexOfFlight(table, id);
    if (i < 0) continue;
    const x = table.xs[i] as number;
    const y = table.ys[i] as number;
    context.lineWidth = 1.8;
    context.beginPath();
    context.arc(x, y, 11, 0, 2 * Math.PI);
    if (n === 0 && options.card !== undefined) {
      const { isBelow } = options.card;
      context.moveTo(x, isBelow ? y + 11 : y - 11);
      context.lineTo(options.card.x, isBelow ? bottom : 0);
    }
    context.stroke();
  }
}

type Finder = typeof import('./flight-hit.ts').hitFlight;

let finder: Finder | undefined;
let isFinderAsked = false;

/** Loads, once, what finds messages under the pointer; without it none is found. */
function askForFinder(): void {
  if (isFinderAsked) return;
  isFinderAsked = true;
  import('./flight-hit.ts').then(
    ({ hitFlight }) => {
      finder = hitFlight;
    },
    () => {
      isFinderAsked = false;
    },
  );
}

/** Gives the canvas the size and place of the part of the picture that it has to show; returns its top in css px. */
function fitCanvas(canvas: HTMLCanvasElement, scene: StageScene, view: Band, ratio: number): number {
  const { top, height } = canvasWindow(scene.height, view);
  const [w, h] = [Math.ceil(scene.width * ratio), Math.ceil(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${scene.width}px`;
    canvas.style.height = `${height}px`;
  }
  const place = `translateY(${top}px)`;
  if (canvas.style.transform !== place) canvas.style.transform = place;
  return top;
}

/** A painter for one canvas. `routeOf` says what a queue entry is. */
export function createMessagePainter(
  canvas: HTMLCanvasElement,
  routeOf: (entry: Entry) => MessageRoute,
): MessagePainter {
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const looks = createLooks(routeOf);
  const table = createFlightTable();
  const crowd = createCrowdBlitter();
  let scene: StageScene | undefined;
  let sheet: SpriteSheet | undefined;
  let flying = -1;
  let view: Band = { top: 0, bottom: Number.MAX_SAFE_INTEGER };
  return {
    setScene(next) {
      scene = next;
      looks.setScene(next);
    },
    setView(band) {
      view = band;
    },
    setTheme() {
      sheet = undefined;
    },
    forget: looks.forget,
    paint(queue, t, options) {
      if (scene === undefined) return;
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      const top = fitCanvas(canvas, scene, view, ratio);
      if (sheet === undefined || sheet.ratio !== ratio) sheet = drawSprites(canvas, ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, -top * ratio);
      placeFlights(table, queue, t, options.isReducedMotion, looks.look);
      looks.prune(table.count);
      if (table.count !== flying) {
        flying = table.count;
        if (flying > 0) askForFinder();
        canvas.dataset.flying = String(flying);
      }
      if (table.count >= CROWD) {
        crowd.paint(context, table, sheet, top);
      } else {
        context.clearRect(0, top, scene.width, canvas.height / ratio);
        if (!options.isReducedMotion) drawTails(context, table, sheet.colors);
        drawMarks(context, table, sheet);
      }
      drawRings(context, table, options, sheet.ink, scene.height);
    },
    hit: (x, y) => finder?.(table, x, y) ?? -1,
    positionOf(id) {
      const i = indexOfFlight(table, id);
      return i < 0 ? undefined : [table.xs[i] as number, table.ys[i] as number];
    },
  };
}
